"""What only MySQL and MariaDB do: types, one snapshot for all tables, TLS, passwords, errors without values."""

from __future__ import annotations

import datetime as dt
import gc
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from typer.testing import CliRunner

from safeharbor.cli.app import app
from safeharbor.errors import SourceError
from safeharbor.mysql import Server
from safeharbor.sources import Databases, Location, open_source
from safeharbor.sources.mysqlkeys import declared_keys
from safeharbor.sources.pgkeys import Declared
from tests.mimicked import mimic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pymysql

    from safeharbor.protocols import Source
    from tests.mysqlservers import MySQL

CANARY = "Zyxwvut"
OTHERS = "FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one test: its writer, its URL, and the variable that holds the password."""

    connection: pymysql.Connection[Any]
    url: str
    variable: str

    def run(self, *statements: str) -> None:
        """Run statements."""
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def one(self, query: str) -> object:
        """Return the first value of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()[0][0]

    def source(
        self, *, table: str | None = None, query: str | None = None, databases: Databases | None = None
    ) -> Source:
        """Open a table or query of it."""
        place = Location(self.url, password_env=self.variable, table=table, query=query)
        return open_source("visits", place, databases=databases)

    def frame(self, *, table: str | None = None, query: str | None = None) -> pl.DataFrame:
        """Read a table or query of it."""
        return pl.concat(batch.frame for batch in self.source(table=table, query=query).batches(rows=1000))


@pytest.fixture
def database(mysql: MySQL) -> Iterator[Database]:
    """Give an empty database of a real server."""
    url = mysql.database()
    with mysql.connect(url.rpartition("/")[2]) as connection:
        yield Database(connection, url, mysql.variable)


def test_types(database: Database) -> None:
    """Every type has a type here, nulls stay null, empty text stays empty, and no digit is lost."""
    database.run(
        """CREATE TABLE t (i1 tinyint, b1 tinyint(1), u1 tinyint unsigned, i2 smallint, u2 smallint unsigned,
        i3 mediumint, u3 mediumint unsigned, i4 int, u4 int unsigned, i8 bigint, u8 bigint unsigned, f float,
        db double, n decimal(20,3), n12 decimal(12), n5 decimal(5,2), n15 decimal(15,2) unsigned, d date,
        ts datetime(6), tm time, y year, bit1 bit(1), bit9 bit(9), c char(3), v varchar(10), tx text,
        l1 varchar(10) character set latin1, bn binary(3), vb varbinary(5), bl blob, e enum('well','ill'),
        st set('a','b'), j json)"""
    )
    database.run(
        """INSERT INTO t VALUES (-1, 2, 255, -3, 65535, -8388608, 16777215, -5, 4294967295, -9007199254740993,
        18446744073709551615, 16777216, 0.1, 12345678901234567.125, 123456789012, 1.25, 9999999999999.99,
        '1960-02-29', '1960-02-29 23:59:59.5', '-12:00:01', 1960, 1, 257, 'ab', '', 'é😀', 'é', 'ab', x'00ff',
        x'ff00', 'well', 'a,b', '{"k": 1}')"""
    )
    database.run("INSERT INTO t VALUES ()")
    frame = database.frame(table="t")
    assert frame.row(1) == (None,) * 33
    assert frame.row(0, named=True) == {
        "i1": -1,
        "b1": 2,
        "u1": 255,
        "i2": -3,
        "u2": 65535,
        "i3": -8388608,
        "u3": 16777215,
        "i4": -5,
        "u4": 4294967295,
        "i8": -9007199254740993,
        "u8": 18446744073709551615,
        "f": 16777216.0,
        "db": 0.1,
        "n": "12345678901234567.125",
        "n12": 123456789012,
        "n5": 1.25,
        "n15": 9999999999999.99,
        "d": dt.date(1960, 2, 29),
        "ts": dt.datetime(1960, 2, 29, 23, 59, 59, 500000),  # noqa: DTZ001 - a column without time zone
        "tm": "-12:00:01",
        "y": 1960,
        "bit1": True,
        "bit9": 257,
        "c": "ab",
        "v": "",
        "tx": "é😀",
        "l1": "é",
        "bn": b"ab\x00",
        "vb": b"\x00\xff",
        "bl": b"\xff\x00",
        "e": "well",
        "st": "a,b",
        "j": '{"k": 1}',
    }


def test_dates_that_do_not_exist_are_null(database: Database) -> None:
    """Zero dates, and dates without a day or month, never become a wrong date, nor year zero a year."""
    database.run(
        "SET sql_mode = ''",
        "CREATE TABLE t (d date, at datetime, y year)",
        "INSERT INTO t VALUES ('0000-00-00', '0000-00-00 00:00:00', 0), ('1960-00-00', '1960-05-00 10:00:00', 1960)",
    )
    assert database.frame(table="t").rows() == [(None, None, None), (None, None, 1960)]


def test_moments_are_of_utc(database: Database) -> None:
    """A TIMESTAMP is read in UTC, whatever the server's own time zone."""
    database.run("SET time_zone = '-05:00'", "CREATE TABLE t (at timestamp NULL)")
    database.run("INSERT INTO t VALUES ('2020-02-29 23:30:00')", "SET GLOBAL time_zone = '+03:00'")
    assert database.frame(table="t").item() == dt.datetime(2020, 3, 1, 4, 30)  # noqa: DTZ001 - UTC, as it is read
    database.run("SET GLOBAL time_zone = 'SYSTEM'")


def test_a_query_is_a_table(database: Database) -> None:
    """A query's rows are read like a table's; what is not a query is refused, and writes nothing."""
    database.run("CREATE TABLE t (n int PRIMARY KEY, s text)", "INSERT INTO t VALUES (91, 'a'), (7, 'b'), (92, 'c')")
    frame = database.frame(query="SELECT s, n FROM t WHERE n > 90 -- the last ones\n;")
    assert frame.rows() == [("a", 91), ("c", 92)]
    for text in ("DELETE FROM t", "SELECT 1) AS q; DELETE FROM t; --", "SELECT s AS n, n FROM t"):
        with pytest.raises(SourceError):
            database.frame(query=text)
    assert database.frame(table="t")["n"].to_list() == [7, 91, 92]


def test_a_query_cannot_write(database: Database) -> None:
    """Even a function that writes is stopped by the read-only transaction."""
    database.run(
        "CREATE TABLE t (n int)",
        "CREATE FUNCTION sneak() RETURNS int DETERMINISTIC BEGIN INSERT INTO t VALUES (1); RETURN 1; END",
    )
    with pytest.raises(SourceError, match="error 1792"):
        database.frame(query="SELECT sneak() AS n")
    assert database.one("SELECT count(*) FROM t") == 0


@pytest.mark.parametrize(("table", "query"), [(None, None), ("t", "SELECT 1")])
def test_a_table_or_a_query(table: str | None, query: str | None) -> None:
    """A source that names neither or both is refused."""
    with pytest.raises(SourceError, match="one `table` or one `query`"):
        open_source("visits", Location("mysql://u@localhost/d", table=table, query=query))


def test_two_columns_of_one_name_are_refused(database: Database) -> None:
    """A query's columns must be told apart: the server itself, or the source, says so."""
    with pytest.raises(SourceError, match=r"two columns|error 1060"):
        database.frame(query="SELECT 1 AS n, 2 AS n")


def test_all_tables_are_of_one_instant(database: Database) -> None:
    """What is written between the reading of two tables is seen in neither, one that was broken off among them."""
    database.run("CREATE TABLE patients (n int)", "CREATE TABLE visits (n int, s varchar(200))")
    database.run("INSERT INTO patients VALUES (1)")
    with database.connection.cursor() as cursor:
        cursor.executemany("INSERT INTO visits VALUES (%s, %s)", [(n, "x" * 200) for n in range(20_000)])
    with Databases() as databases:
        patients = database.source(table="patients", databases=databases)
        visits = database.source(table="visits", databases=databases)
        assert sum(batch.frame.height for batch in patients.batches(rows=10)) == 1
        database.run("INSERT INTO patients VALUES (2)", "DELETE FROM visits WHERE n < 5")
        batches = visits.batches(rows=10)
        assert next(iter(batches)).frame["n"].to_list() == list(range(10))
        with pytest.raises(SourceError, match="read at once"):
            next(iter(patients.batches(rows=10)))
        batches.close()  # type: ignore[attr-defined]
        assert sum(batch.frame.height for batch in visits.batches(rows=1000)) == 20_000
        assert sum(batch.frame.height for batch in patients.batches(rows=10)) == 1
        first = visits.digest(b"k")
    assert database.frame(table="patients").height == 2
    assert database.source(table="visits").digest(b"k") != first
    assert database.one(f"SELECT count(*) {OTHERS}") == 0


def test_rows_come_in_the_order_of_their_key(database: Database) -> None:
    """However rows were inserted, a table is read in its primary key's order; a view, as its query gives it."""
    database.run("CREATE TABLE t (a int, b varchar(9), PRIMARY KEY (b, a))")
    database.run("INSERT INTO t VALUES (2, 'x'), (1, 'z'), (1, 'x')", "CREATE VIEW v AS SELECT a FROM t WHERE b = 'z'")
    assert database.frame(table="t").rows() == [(1, "x"), (2, "x"), (1, "z")]
    assert database.frame(table="v").rows() == [(1,)]
    name = database.url.rpartition("/")[2]
    assert database.frame(table=f"{name}.t").height == 3


def test_large_tables_come_in_blocks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However rows are cut into blocks, each comes once and whole; a row of millions of bytes is one block."""
    database.run("CREATE TABLE t (n int PRIMARY KEY, s longtext)")
    with database.connection.cursor() as cursor:
        cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(n, f"line\n{n}") for n in range(3000)])
        cursor.execute("INSERT INTO t VALUES (3000, repeat('é', 7000000))")
    monkeypatch.setattr("safeharbor.sources.mysql._BLOCK", 1000)
    frame = database.frame(table="t")
    assert frame["n"].to_list() == list(range(3001))
    assert frame["s"][2999] == "line\n2999"
    assert frame["s"][3000] == "é" * 7_000_000


def test_no_error_holds_a_value(database: Database) -> None:
    """A failing query, a missing table: the error's number and the place, nothing else."""
    database.run("CREATE TABLE t (s text)", f"INSERT INTO t SELECT '{CANARY}'")
    for where, number in [
        ({"query": "SELECT extractvalue(s, concat('%', s)) AS n FROM t"}, r"\d+"),
        ({"query": f"SELECT '{CANARY}"}, "1064"),
        ({"table": CANARY}, "1146"),
    ]:
        with pytest.raises(SourceError, match=f"error {number}") as caught:
            database.frame(**where)
        assert CANARY not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_a_wrong_password_is_not_shown(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user, the place and the password stay out of the message."""
    monkeypatch.setenv("WRONG", f"{CANARY}-\u20ac")
    source = open_source("t", Location(database.url, table="t", password_env="WRONG"))  # noqa: S106 - a variable's name
    with pytest.raises(SourceError, match=r"refuses this user \(connect, error 1045\)") as caught:
        source.schema()
    assert CANARY not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


def test_a_reading_that_the_server_ends_is_an_error(database: Database) -> None:
    """A connection lost in the middle of a table is refused: half a table is never a whole one."""
    database.run("CREATE TABLE t (s varchar(1000))")
    with database.connection.cursor() as cursor:
        cursor.executemany("INSERT INTO t VALUES (%s)", [("x" * 1000,)] * 40_000)
    batches = iter(database.source(table="t").batches(rows=10))
    next(batches)
    ours = database.one(f"SELECT max(id) {OTHERS}")
    database.run(f"KILL CONNECTION {ours}")
    with pytest.raises(SourceError, match=r"error (2013|1317|1927)"):
        list(batches)
    del batches
    gc.collect()  # nothing that the driver left behind says more


def test_keys_that_a_database_declares(database: Database) -> None:
    """A mirror is told of primary keys, and of references to tables it holds; of no others."""
    database.run(
        "CREATE TABLE patients (mrn varchar(9) PRIMARY KEY, born date)",
        "CREATE TABLE clinics (code varchar(9) PRIMARY KEY)",
        """CREATE TABLE visits (visit int PRIMARY KEY, mrn varchar(9), clinic varchar(9),
        FOREIGN KEY (mrn) REFERENCES patients (mrn), FOREIGN KEY (clinic) REFERENCES clinics (code))""",
        "INSERT INTO patients VALUES ('00417', '1950-02-28'), ('00418', '1990-05-05')",
        "INSERT INTO clinics VALUES ('north')",
        "INSERT INTO visits VALUES (1, '00417', 'north'), (2, '00418', 'north')",
    )
    name = database.url.rpartition("/")[2]
    where = [(table, (Server(database.url, database.variable), table)) for table in ("patients", f"{name}.visits")]
    found = declared_keys({"p": where[0][1], "v": where[1][1]})
    assert found == {"p": Declared(("mrn",), {}), "v": Declared(("visit",), {"mrn": "p.mrn"})}


NIGHTLY = """
name: nightly
as_of: 2025-06-30
vault: {path: keep/vault.db, key_file: keep/key}
mirror: {path: mirror}
tables:
  patients:
    source: {path: "URL", table: patients, password_env: VARIABLE}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      name: {kind: full_name, treatment: drop}
      born: {kind: birth_date, treatment: birth_year}
"""


def test_nights_follow_a_database(tmp_path: Path) -> None:
    """A night over a database treats the rows that changed, carries the others, and publishes nothing new for none."""

    def said(*words: str) -> dict[str, Any]:
        ran = CliRunner().invoke(app, ["run", str(policy), "--since", "last", "--json", *words], catch_exceptions=False)
        assert ran.exit_code == 0
        found: dict[str, Any] = json.loads(ran.stdout)
        return found

    with mimic("reader", "secret") as server:
        policy = tmp_path / "policy.yaml"
        people = pl.DataFrame({"mrn": [f"M{n}" for n in range(300)], "name": f"{CANARY} Ann"}).with_columns(
            born=pl.date(1950, 1, 1) + pl.duration(days=pl.int_range(300))
        )
        url = f"mysql://reader@127.0.0.1:{server.port}/d"
        policy.write_text(NIGHTLY.replace("URL", url).replace("VARIABLE", server.variable))
        server.tables.register("people", people.to_arrow())
        server.tables.execute("CREATE TABLE patients AS SELECT * FROM people")
        assert said()["outcome"] == "published"
        assert said()["outcome"] == "unchanged"
        server.tables.execute("DELETE FROM patients WHERE mrn = 'M7'")
        server.tables.execute("UPDATE patients SET born = DATE '1944-04-04' WHERE mrn = 'M8'")
        assert said()["tables"]["patients"] == {"added": 1, "carried": 298, "removed": 2, "restated": 0}
    rows = pl.read_parquet(tmp_path / "mirror" / "current" / "patients" / "*.parquet")
    assert rows.height == 299
    assert rows["born"].value_counts().filter(pl.col("born") == 1944)["count"].to_list() == [1]
    released = b"".join(path.read_bytes() for path in (tmp_path / "mirror").rglob("*") if path.is_file())
    assert CANARY.encode() not in released


def test_a_draft_reads_a_database(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`init` over a database's URL drafts a policy of all its tables, and the policy runs as it is."""
    database.run(
        "CREATE TABLE patients (mrn varchar(9) PRIMARY KEY, last_name varchar(40), birth_date date, sex char(1))",
        "CREATE TABLE visits (visit_id int PRIMARY KEY, mrn varchar(9), visit_date date, icd10 varchar(9))",
    )
    with database.connection.cursor() as cursor:
        people = [
            (f"M{n:06}", f"{CANARY}{n}", dt.date(1950, 1, 1) + dt.timedelta(n * 37), "FM"[n % 2]) for n in range(80)
        ]
        cursor.executemany("INSERT INTO patients VALUES (%s, %s, %s, %s)", people)
        visits = [(900_000 + n, f"M{n % 80:06}", dt.date(2020, 1, 1) + dt.timedelta(n), "I10") for n in range(200)]
        cursor.executemany("INSERT INTO visits VALUES (%s, %s, %s, %s)", visits)
    monkeypatch.setenv("MYSQL_PWD", database.connection.password.decode())
    monkeypatch.chdir(tmp_path)
    for words in (["init", database.url, "--as-of", "2025-06-30"], ["plan", "policy.yaml"], ["run", "policy.yaml"]):
        assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    rows = {
        table: pl.read_parquet(tmp_path / "mirror" / "current" / table / "*.parquet")
        for table in ("patients", "visits")
    }
    assert (rows["patients"].height, rows["visits"].height) == (80, 200)
    assert set(rows["visits"]["mrn"]) == set(rows["patients"]["mrn"])
    released = b"".join(path.read_bytes() for path in (tmp_path / "mirror").rglob("*") if path.is_file())
    assert CANARY.encode() not in released
