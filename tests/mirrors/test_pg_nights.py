"""Nights of a PostgreSQL mirror: the database is the copy of the release, whichever nights brought it there."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import psycopg
import pytest

from safeharbor.errors import MirrorError
from safeharbor.mirrors import pg_nights
from safeharbor.mirrors.base_release import Base
from safeharbor.mirrors.formats import FORMATS
from safeharbor.mirrors.layout import Folder
from safeharbor.mirrors.nightly import NightlyMirror
from safeharbor.mirrors.pg_nights import PostgresCopy
from safeharbor.mirrors.postgres import Target
from safeharbor.postgres import Server
from safeharbor.records import Position, ReleasedBatch
from tests.mirrors.kept import DELIVERIES, PEOPLE, VISITS, Kept

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers import Postgres


class Ward(Kept):
    """A hospital whose mirror is a database."""

    place = "research."

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        """Make the mirror's database."""
        self.url = postgres.database()
        url, variable = postgres.without_password(self.url)
        rule = f", database: {{url: {url}, password_env: {variable}, schema: research}}"
        super().__init__(folder, "postgres", database=rule)

    def shown(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the database answers."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()

    def is_copied(self) -> None:
        """Check that the database holds the rows of the folder's release, and says so."""
        super().is_copied()
        assert self.shown("SELECT release FROM research_release.current") == [(self.manifest.release,)]


@pytest.fixture
def ward(tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """Return a hospital after its first night; rows are exchanged however many of a table they are."""
    monkeypatch.setattr(pg_nights, "_MOST", 1.0)
    made = Ward(tmp_path, postgres)
    made.begins()
    return made


def test_every_night_makes_the_database_the_release(ward: Ward) -> None:
    """Whatever came and went, each night the database holds the release's own rows."""
    for delivery in DELIVERIES:
        ward.deliver(delivery)
        ward.night()
        ward.is_copied()


def test_much_of_a_table_is_put_in_anew(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where most parts changed nothing is looked for: the table is emptied and filled, in the same transaction."""
    monkeypatch.setattr(pg_nights, "_MOST", 0.3)
    monkeypatch.setattr(pg_nights.PostgresCopy, "_remove", None)
    ward.deliver({"visits": VISITS.tail(290)})
    ward.night()
    ward.is_copied()


def test_whoever_reads_sees_the_old_rows_to_the_end(ward: Ward) -> None:
    """A transaction that began before the night reads the same rows after it; a new one reads the new."""
    count = "SELECT count(*) FROM research.visits"
    with psycopg.connect(ward.url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert reader.execute(count).fetchone() == (300,)
        ward.deliver({"visits": VISITS.tail(290)})
        ward.night()
        assert reader.execute(count).fetchone() == (300,)
    assert ward.shown(count) == [(290,)]


@pytest.mark.parametrize(
    "meddling",
    [
        "DELETE FROM research.visits WHERE ctid IN (SELECT ctid FROM research.visits LIMIT 1)",
        "UPDATE research.patients SET mrn = 'another' WHERE ctid IN (SELECT ctid FROM research.patients LIMIT 1)",
        "UPDATE research_release.current SET release = 'another'",
        "DROP SCHEMA research CASCADE",
    ],
)
def test_a_database_that_is_no_copy_is_filled_whole(ward: Ward, meddling: str) -> None:
    """Rows that are missing or another's, another release, nothing at all: after the night it is the release again."""
    with psycopg.connect(ward.url) as connection:
        connection.execute(meddling.encode())
    ward.deliver({"visits": VISITS.tail(290), "patients": PEOPLE.head(59)})
    assert ward.night().whole == ""
    ward.is_copied()


@pytest.mark.parametrize("rows", [289, 290, 300])
def test_a_night_that_died_after_the_database_is_made_up_for(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """The database moved on and the folder did not: what is delivered next, the first rows again too, is in both."""
    publish = Folder.publish

    def dies(*_: object) -> Path:
        message = "killed"
        raise MirrorError(message)

    ward.deliver({"visits": VISITS.tail(290)})
    monkeypatch.setattr(Folder, "publish", dies)
    with pytest.raises(MirrorError, match="killed"):
        ward.night()
    monkeypatch.setattr(Folder, "publish", publish)
    assert ward.shown("SELECT count(*) FROM research.visits") == [(290,)]
    ward.deliver({"visits": VISITS.tail(rows)})
    ward.night()
    assert ward.rows("visits").height == rows
    ward.is_copied()


def test_nothing_in_the_database_tells_which_rows_are_new(tmp_path: Path, postgres: Postgres) -> None:
    """All rows of a part that changed were written by the night's transaction, carried ones too; others by the last."""
    url = postgres.database()
    place, variable = postgres.without_password(url)
    schema = pl.Schema({"token": pl.String(), "seen": pl.Int32()})

    def night(base: Base | None, years: list[int], step: int) -> tuple[NightlyMirror, Path]:
        keys = np.random.default_rng(step).integers(0, 2**64, len(years), np.uint64)
        frame = pl.DataFrame({"token": [f"t{step}-{at}" for at in range(len(years))], "seen": years}, schema)
        mirror = NightlyMirror(
            tmp_path / "m",
            FORMATS["parquet"],
            as_of=dt.date(2024, 1, 1),
            part_rows=60,
            years={"visits": "seen"},
            copy=PostgresCopy(Target(Server(place, variable), "research"), {}),
        )
        mirror.begin_from(base)
        mirror.begin({"visits": schema})
        marks = pl.DataFrame({"a": keys, "b": keys})
        mirror.write(ReleasedBatch("visits", frame, pl.Series("order", keys), {}, Position(step), marks=marks))
        mirror.finish()
        return mirror, mirror.publish(f"r{step}", {"manifest.json": b"{}"})

    mirror, first = night(None, [year for year in range(2017, 2025) for _ in range(50)], 1)
    digests = {
        f"visits/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in (first / "visits").iterdir()
    }
    laid = mirror.laid["visits"]
    night(Base(first, {"visits": schema}, digests, {"visits": laid}, lambda _: np.zeros(400, np.bool_)), [2024] * 5, 2)
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT seen, count(DISTINCT xmin::text), count(*) FROM research.visits GROUP BY seen ORDER BY seen"
        ).fetchall()
        last = connection.execute(
            "SELECT DISTINCT seen FROM research.visits WHERE xmin::text ="
            " (SELECT xmin::text FROM research.visits WHERE token LIKE 't2-%' LIMIT 1)"
        ).fetchall()
    assert found == [(year, 1, 55 if year == 2024 else 50) for year in range(2017, 2025)]
    assert last == [(2024,)]
