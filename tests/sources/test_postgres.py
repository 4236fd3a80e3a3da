"""What only a database does: types, one snapshot for all tables, TLS, passwords, errors without values."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import psycopg
import pytest

from safeharbor.errors import PolicyError, SourceError
from safeharbor.postgres import Server, connect
from safeharbor.sources import Databases, Location, open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.protocols import Source
    from tests.servers import Postgres

CANARY = "Zyxwvut"


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one test: its writer, its URL without password, and the variable that holds it."""

    connection: psycopg.Connection[tuple[object, ...]]
    url: str
    variable: str

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
def database(postgres: Postgres) -> Iterator[Database]:
    """Give an empty database."""
    url = postgres.database()
    place, variable = postgres.without_password(url)
    with psycopg.connect(url, autocommit=True) as connection:
        yield Database(connection, place, variable)


def test_types(database: Database) -> None:
    """Every type has a type here, nulls stay null, empty text stays empty, and no digit is lost."""
    database.connection.execute("CREATE TYPE mood AS ENUM ('well', 'ill')")
    database.connection.execute("CREATE DOMAIN mrn AS text")
    database.connection.execute(
        """CREATE TABLE t (b boolean, i2 smallint, i4 integer, i8 bigint, f4 real, f8 double precision, n numeric,
        n12 numeric(12), n5 numeric(5,2), d date, ts timestamp, tz timestamptz, x bytea, s text, u uuid, m mood, r mrn,
        j jsonb, a text[], ia int[], c char(3), ip inet, iv interval)"""
    )
    database.connection.execute(
        r"""INSERT INTO t VALUES (true, -1, 2, 9007199254740993, 1.5, 0.1, 12345678901234567890.5, 123456789012, 1.25,
        '1960-02-29', '1960-02-29 23:59:59.5', '1960-02-29 23:30:00-05', '\x00ff', '', gen_random_uuid(), 'well',
        '00417', '{"k": 1}', ARRAY['I10', NULL, 'a,"b'], ARRAY[1,2], 'ab', '10.0.0.1', '1 day')"""
    )
    database.connection.execute("INSERT INTO t DEFAULT VALUES")
    frame = database.frame(table="t")
    assert frame.row(1) == (None,) * 23
    row = frame.drop("u").row(0, named=True)
    assert row == {
        "b": True,
        "i2": -1,
        "i4": 2,
        "i8": 9007199254740993,
        "f4": 1.5,
        "f8": 0.1,
        "n": "12345678901234567890.5",
        "n12": 123456789012,
        "n5": 1.25,
        "d": dt.date(1960, 2, 29),
        "ts": dt.datetime(1960, 2, 29, 23, 59, 59, 500000),  # noqa: DTZ001 - a column without time zone
        "tz": dt.datetime(1960, 3, 1, 4, 30),  # noqa: DTZ001 - UTC, as the source reads it
        "x": b"\x00\xff",
        "s": "",
        "m": "well",
        "r": "00417",
        "j": '{"k": 1}',
        "a": ["I10", None, 'a,"b'],
        "ia": [1, 2],
        "c": "ab",
        "ip": "10.0.0.1/32",
        "iv": "P1D",
    }


def test_dates_that_no_calendar_holds_are_null(database: Database) -> None:
    """Infinity, and years beyond 1 to 9999, mean "until further notice"; they never become a wrong date."""
    database.connection.execute("CREATE TABLE t (d date, tz timestamptz)")
    database.connection.execute("INSERT INTO t VALUES ('infinity', '-infinity'), ('20000-01-01', '0044-03-15 BC')")
    assert database.frame(table="t").rows() == [(None, None), (None, None)]


def test_a_query_is_a_table(database: Database) -> None:
    """A query's rows are read like a table's; what is not a query is refused, and writes nothing."""
    database.connection.execute("CREATE TABLE t AS SELECT n, 'x' || n AS s FROM generate_series(1, 100) n")
    frame = database.frame(query="SELECT s, n FROM t WHERE n > 90 -- the last ones\n;")
    assert frame.height == 10
    assert frame.columns == ["s", "n"]
    for text in ("DELETE FROM t RETURNING n", "SELECT 1) AS q; DELETE FROM t; --", "SELECT nextval('q')"):
        with pytest.raises(SourceError):
            database.frame(query=text)
    assert database.frame(table="t").height == 100


def test_a_query_cannot_write(database: Database) -> None:
    """Even a function that writes is stopped by the read-only transaction."""
    database.connection.execute("CREATE TABLE t (n int)")
    database.connection.execute(
        "CREATE FUNCTION sneak() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (1) RETURNING n'"
    )
    with pytest.raises(SourceError, match="SQLSTATE 25006"):
        database.frame(query="SELECT sneak() AS n")
    assert database.connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


@pytest.mark.parametrize(("table", "query"), [(None, None), ("t", "SELECT 1")])
def test_a_table_or_a_query(database: Database, table: str | None, query: str | None) -> None:
    """A source that names neither or both is refused."""
    with pytest.raises(SourceError, match="one `table` or one `query`"):
        database.source(table=table, query=query)


def test_all_tables_are_of_one_instant(database: Database) -> None:
    """What is written between the reading of two tables is seen in neither."""
    for name in ("patients", "visits"):
        database.connection.execute(f"CREATE TABLE {name} AS SELECT 1 AS n")
    with Databases() as databases:
        patients = database.source(table="patients", databases=databases)
        visits = database.source(table="visits", databases=databases)
        assert sum(batch.frame.height for batch in patients.batches(rows=10)) == 1
        for name in ("patients", "visits"):
            database.connection.execute(f"INSERT INTO {name} VALUES (2)")  # noqa: S608 - our own names
        assert sum(batch.frame.height for batch in visits.batches(rows=10)) == 1
        assert sum(batch.frame.height for batch in patients.batches(rows=10)) == 1
        first = visits.digest(b"k")
    assert database.frame(table="visits").height == 2
    assert database.source(table="visits").digest(b"k") != first


def test_no_connection_stays(database: Database) -> None:
    """Nothing is held open after a run, nor after a reading that was broken off."""
    database.connection.execute("CREATE TABLE t AS SELECT n, repeat('x', 100) AS s FROM generate_series(1, 50000) n")
    with Databases() as databases:
        batches = database.source(table="t", databases=databases).batches(rows=10)
        next(iter(batches))
        batches.close()  # type: ignore[attr-defined]
    held = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'safeharbor'"
    )
    end = time.monotonic() + 5  # the server notices a closed connection when it next writes to it
    while database.connection.execute(held).fetchone() != (0,):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_large_tables_come_in_blocks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However rows are cut into blocks, each comes once and whole, quoted line ends among them."""
    database.connection.execute(
        """CREATE TABLE t AS SELECT n, E'a "quoted"\nline, ' || n AS s FROM generate_series(1, 3000) n"""
    )
    monkeypatch.setattr("safeharbor.sources.postgres._BLOCK", 1000)
    frame = database.frame(table="t")
    assert frame["n"].to_list() == list(range(1, 3001))
    assert frame["s"][2999] == 'a "quoted"\nline, 3000'


def test_no_error_holds_a_value(database: Database) -> None:
    """A failing cast in a query, a missing table, a wrong password: SQLSTATE and place, nothing else."""
    database.connection.execute(f"CREATE TABLE t AS SELECT '{CANARY}' AS s")
    for where, state in [
        ({"query": "SELECT s::int AS n FROM t"}, "22P02"),
        ({"table": CANARY}, "42P01"),
        ({"query": "SELECT s / 0 FROM t"}, "42883"),
    ]:
        with pytest.raises(SourceError, match=state) as caught:
            database.frame(**where)
        assert CANARY not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_a_wrong_password_is_not_shown(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user, the place and the password stay out of the message."""
    monkeypatch.setenv("WRONG", CANARY)
    source = open_source("t", Location(database.url, table="t", password_env="WRONG"))  # noqa: S106 - a variable's name
    with pytest.raises(SourceError, match=r"refuses this user|cannot be reached") as caught:
        source.schema()
    assert CANARY not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


def test_passwords_are_not_in_policies() -> None:
    """A URL with a password is refused, and the message does not repeat it; a variable must be set."""
    with pytest.raises(PolicyError, match="holds a password") as caught:
        Server(f"postgresql://u:{CANARY}@localhost/d").settings()
    assert CANARY not in str(caught.value)
    with pytest.raises(PolicyError, match="SAFEHARBOR_NOT_SET"):
        Server("postgresql://u@localhost/d", "SAFEHARBOR_NOT_SET").settings()
    with pytest.raises(PolicyError, match="cannot be read"):
        Server("postgresql://u@local host:x/d").settings()


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://u@db.example/d", "verify-full"),
        ("postgresql://u@localhost,db.example/d", "verify-full"),
        ("postgresql://u@/d?service=ehr", "verify-full"),
        ("postgresql://u@localhost/d?service=ehr", "verify-full"),
        ("postgresql://u@localhost/d?hostaddr=203.0.113.7", "verify-full"),
        ("postgresql://u@localhost/d", None),
        ("postgresql://u@/d?host=/run/postgresql", None),
        ("postgresql://u@127.0.0.1/d?sslmode=require", "require"),
    ],
)
def test_tls_is_verified_unless_local(url: str, mode: str | None) -> None:
    """What leaves the machine goes to a server whose certificate and name were checked."""
    assert Server(url).settings().get("sslmode") == mode


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_tls_that_verifies_less_is_refused(mode: str) -> None:
    """Not even encrypted but unverified."""
    with pytest.raises(PolicyError, match="does not verify"):
        Server(f"postgresql://u@db.example/d?sslmode={mode}").settings()


def test_a_server_that_is_not_there() -> None:
    """An address nobody answers at is an error in our words."""
    with pytest.raises(SourceError, match="cannot be reached"):
        connect(Server("postgresql://u@127.0.0.1:1/d"), error=SourceError)
