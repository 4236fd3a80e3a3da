"""What readers of every mirror see, whatever its format: the same tests under each name in `MIRRORS`."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import psycopg
import pytest

from safeharbor.errors import BusyError, MirrorError
from safeharbor.mirrors import MIRRORS, Reference, TableShape, Target, open_mirror
from safeharbor.postgres import Server
from safeharbor.records import Position, ReleasedBatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from safeharbor.protocols import Mirror
    from tests.servers import Postgres

AS_OF = dt.date(2024, 1, 1)
PATIENTS = pl.Schema({"token": pl.String(), "born": pl.Int32()})
VISITS = pl.Schema({"visit": pl.String(), "patient": pl.String(), "value": pl.Float64()})
SHAPES = {
    "patients": TableShape("One row per patient.", {"token": "random token", "born": "it's a year"}, ("token",)),
    "visits": TableShape("", {}, ("visit",), (Reference("patient", "patients", "token"),)),
}


@dataclass
class House:
    """A mirror of one kind and how its readers read it."""

    kind: str
    root: Path
    server: Server | None = None
    admin: str = field(default="", repr=False)

    def mirror(self, shapes: Mapping[str, TableShape] | None = None) -> Mirror:
        """Open the mirror as a run does."""
        target = Target(self.server, "research") if self.server else None
        return open_mirror(self.kind, self.root, as_of=AS_OF, shapes=shapes or {}, target=target)

    def publish(self, name: str, shapes: Mapping[str, TableShape] | None = None, **tables: pl.DataFrame) -> None:
        """Publish tables as one release."""
        mirror = self.mirror(shapes)
        mirror.begin({table: frame.schema for table, frame in tables.items()})
        try:
            for table, frame in tables.items():
                mirror.write(batch(table, frame))
            mirror.finish()
            mirror.publish(name, {"manifest.json": json.dumps({"release": name}).encode()})
        except BaseException:
            mirror.abandon()
            raise

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """Read a table of what serves now, in the order of its rows."""
        current = self.mirror().current()
        assert current is not None
        match self.kind:
            case "sqlite":
                with closing(sqlite3.connect(current / "data.sqlite")) as connection:
                    return list(connection.execute(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
            case "duckdb":
                with closing(duckdb.connect(current / "data.duckdb", read_only=True)) as connection:
                    return list(connection.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608 - our own names
            case "postgres":
                with psycopg.connect(self.admin) as connection:
                    return list(connection.execute(f"SELECT * FROM research.{table}"))  # noqa: S608 - our own names
            case "csv":
                return list(pl.read_csv(current / table / "*.csv").iter_rows())
            case "ndjson":
                return list(pl.read_ndjson(current / table / "*.ndjson").iter_rows())
            case _:
                return list(pl.read_parquet(current / table / "*.parquet").iter_rows())


def batch(table: str, frame: pl.DataFrame, *, offset: int = 0, keys: Sequence[int] | None = None) -> ReleasedBatch:
    """Return a batch whose rows come out in the order of `keys`, by default their own."""
    order = pl.Series("k", range(frame.height) if keys is None else keys, dtype=pl.UInt64)
    return ReleasedBatch(table, frame, order, {}, Position(offset + frame.height))


def patients(*tokens: str) -> pl.DataFrame:
    """Return patients."""
    return pl.DataFrame({"token": tokens, "born": [1960] * len(tokens)}, PATIENTS)


def visits(*pairs: tuple[str, str | None]) -> pl.DataFrame:
    """Return visits: (visit, patient)."""
    return pl.DataFrame([(visit, patient, 1.5) for visit, patient in pairs], VISITS, orient="row")


@pytest.fixture(params=sorted(MIRRORS))
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """Return a mirror of each kind in turn, in a place of its own."""
    return _house(str(request.param), request, tmp_path)


@pytest.fixture(params=["sqlite", "duckdb", "postgres"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """Return a mirror of each kind that is a database."""
    return _house(str(request.param), request, tmp_path)


def _house(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> House:
    if kind != "postgres":
        return House(kind, tmp_path / "mirror")
    server: Postgres = request.getfixturevalue("postgres")
    url = server.database()
    place, variable = server.without_password(url)
    return House(kind, tmp_path / "mirror", Server(place, variable), url)


def test_readers_see_the_rows_in_their_published_order(house: House) -> None:
    """Rows of all batches are there once each, by key; the manifest lies beside them."""
    mirror = house.mirror()
    mirror.begin({"patients": PATIENTS})
    mirror.write(batch("patients", patients("c", "a"), keys=[3, 1]))
    mirror.write(batch("patients", patients("c", "a"), keys=[3, 1]))
    mirror.write(batch("patients", patients("b"), offset=2, keys=[2]))
    mirror.finish()
    folder = mirror.publish("r1", {"manifest.json": b"{}"})
    assert house.rows("patients") == [("a", 1960), ("b", 1960), ("c", 1960)]
    assert (folder / "manifest.json").read_bytes() == b"{}"
    assert mirror.current() == folder


def test_a_later_release_takes_the_place_of_the_earlier(house: House) -> None:
    """What vanished from the source is gone, what changed is changed."""
    house.publish("r1", SHAPES, patients=patients("a", "b"), visits=visits(("v1", "a"), ("v2", "b")))
    house.publish("r2", SHAPES, patients=patients("b", "c"), visits=visits(("v2", "c")))
    assert [row[0] for row in house.rows("patients")] == ["b", "c"]
    assert house.rows("visits") == [("v2", "c", 1.5)]


def test_columns_and_tables_may_change(house: House) -> None:
    """A release with another column, or without a table, is published like any other."""
    house.publish("r1", SHAPES, patients=patients("a"), visits=visits(("v1", "a")))
    house.publish("r2", SHAPES, patients=patients("a").with_columns(sex=pl.lit("F")))
    assert house.rows("patients") == [("a", 1960, "F")]
    with pytest.raises((sqlite3.Error, duckdb.Error, psycopg.Error, pl.exceptions.PolarsError, FileNotFoundError)):
        house.rows("visits")


def test_a_table_without_rows(house: House) -> None:
    """It is there, with its columns."""
    house.publish("r1", patients=patients())
    if house.kind != "ndjson":  # which has no place for columns but its rows
        assert house.rows("patients") == []


def test_abandoned_work_leaves_the_old_release(house: House) -> None:
    """Until it is published nobody sees it."""
    house.publish("r1", patients=patients("a"))
    mirror = house.mirror()
    mirror.begin({"patients": PATIENTS})
    mirror.write(batch("patients", patients("b")))
    mirror.finish()
    assert house.rows("patients") == [("a", 1960)]
    mirror.abandon()
    assert house.rows("patients") == [("a", 1960)]


def test_a_second_run_is_told_at_once(house: House) -> None:
    """One run writes at a time."""
    mirror = house.mirror()
    mirror.begin({"patients": PATIENTS})
    with pytest.raises(BusyError):
        house.mirror().begin({"patients": PATIENTS})
    mirror.abandon()


def test_values_of_every_type(base: House) -> None:
    """Nulls, empty text, quotes, line ends, large numbers, bytes and nested values arrive as they are."""
    frame = pl.DataFrame(
        {
            "s": ["", None, 'a "b"\n\\. ,\t\\N é'],
            "i": [2**62, None, -1],
            "u": pl.Series([2**63, None, 0], dtype=pl.UInt64),
            "f": [0.1, None, 1e300],
            "b": [True, None, False],
            "d": [dt.date(1999, 1, 1), None, dt.date(1, 1, 1)],
            "x": [b"\x00\xff", None, b""],
            "l": [["a", None], None, []],
            "o": [{"k": 1}, None, {"k": None}],
        }
    )
    base.publish("r1", t=frame)
    rows = base.rows("t")
    assert [row[0] for row in rows] == ["", None, 'a "b"\n\\. ,\t\\N é']
    assert [row[1] for row in rows] == [2**62, None, -1]
    assert [None if row[2] is None else Decimal(row[2]) for row in rows] == [Decimal(2**63), None, Decimal(0)]
    assert [row[3] for row in rows] == [0.1, None, 1e300]
    assert [row[4] for row in rows] == [True, None, False]
    assert [None if row[5] is None else str(row[5]) for row in rows] == ["1999-01-01", None, "0001-01-01"]
    assert [None if row[6] is None else bytes(row[6]) for row in rows] == [b"\x00\xff", None, b""]
    nested = [[json.loads(cell) if isinstance(cell, str) else cell for cell in row[7:]] for row in rows]
    assert nested == [[["a", None], {"k": 1}], [None, None], [[], {"k": None}]]


@pytest.mark.parametrize(
    "broken",
    [
        {"patients": patients("a", "a"), "visits": visits()},
        {"patients": patients("a"), "visits": visits(("v1", "nobody"))},
    ],
    ids=["a key twice", "a reference to nothing"],
)
def test_rows_that_break_a_key_refuse_the_release(base: House, broken: Mapping[str, pl.DataFrame]) -> None:
    """A database says so, without a value, and the old release serves; a visit of no known patient is no fault."""
    base.publish("r1", SHAPES, patients=patients("z"), visits=visits(("v0", "z"), ("v1", None)))
    with pytest.raises(MirrorError, match="key or a reference") as caught:
        base.publish("r2", SHAPES, **broken)
    assert "nobody" not in str(caught.value)
    assert base.rows("patients") == [("z", 1960)]
    base.publish("r3", SHAPES, patients=patients("a"), visits=visits(("v1", "a")))
    assert base.rows("visits") == [("v1", "a", 1.5)]


def test_keys_and_words_are_in_the_database(base: House) -> None:
    """An analyst finds the primary key, the reference and what a column means in the database itself."""
    base.publish("r1", SHAPES, patients=patients("a"), visits=visits(("v1", "a")))
    current = base.mirror().current()
    assert current is not None
    match base.kind:
        case "sqlite":
            with closing(sqlite3.connect(current / "data.sqlite")) as lite:
                said = lite.execute("SELECT meaning FROM _dictionary WHERE column_name = 'born'").fetchall()
                keys = [row[1] for row in lite.execute("PRAGMA table_info(patients)") if row[5]]
                references = [row[2] for row in lite.execute("PRAGMA foreign_key_list(visits)")]
        case "duckdb":
            with closing(duckdb.connect(current / "data.duckdb", read_only=True)) as duck:
                said = duck.execute("SELECT comment FROM duckdb_columns() WHERE column_name = 'born'").fetchall()
                found = "SELECT unnest(constraint_column_names) FROM duckdb_constraints() WHERE table_name = '{}'"
                kinds = " AND constraint_type = '{}'"
                keys = [row[0] for row in duck.execute((found + kinds).format("patients", "PRIMARY KEY")).fetchall()]
                references = [
                    "patients" for _ in duck.execute((found + kinds).format("visits", "FOREIGN KEY")).fetchall()
                ]
        case _:
            with psycopg.connect(base.admin) as server:
                said = server.execute("SELECT col_description('research.patients'::regclass, 2)").fetchall()
                keys = [
                    row[0].split("(")[1].rstrip(")")
                    for row in server.execute(
                        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                        " WHERE conrelid = 'research.patients'::regclass AND contype = 'p'"
                    )
                ]
                references = [
                    row[0].rpartition(".")[2]
                    for row in server.execute(
                        "SELECT confrelid::regclass::text FROM pg_constraint"
                        " WHERE conrelid = 'research.visits'::regclass AND contype = 'f'"
                    )
                ]
    assert said == [("it's a year",)]
    assert keys == ["token"]
    assert references == ["patients"]


def test_a_sqlite_file_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    """The same rows, the same file; DuckDB puts random marks of its own into each."""
    found = []
    for name in ("one", "two"):
        house = House("sqlite", tmp_path / name)
        house.publish("r1", SHAPES, patients=patients("a", "b"), visits=visits(("v1", "a")))
        found.append((tmp_path / name / "current" / "data.sqlite").read_bytes())
    assert found[0] == found[1]
