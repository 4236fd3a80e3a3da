"""Nights of SQLite and DuckDB mirrors: the file holds the release's rows, whichever nights brought them there."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import polars as pl
import pytest

from safeharbor.errors import MirrorError
from safeharbor.manifest import read
from safeharbor.mirrors import sqlite_nights
from safeharbor.mirrors.base_release import Base
from safeharbor.mirrors.duckdb import build_duckdb
from safeharbor.mirrors.formats import FORMATS
from safeharbor.mirrors.layout import Folder
from safeharbor.mirrors.nightly import NightlyMirror
from safeharbor.mirrors.single_file import BuiltBeside
from safeharbor.mirrors.sqlite_nights import SqliteBeside
from safeharbor.mirrors.tables import Reference, TableShape
from safeharbor.records import Position, ReleasedBatch
from tests.mirrors.kept import DELIVERIES, VISITS, Kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from safeharbor.mirrors.base_release import Beside
    from safeharbor.mirrors.laid import Laid


class Ward(Kept):
    """A hospital whose mirror is a file."""

    def __init__(self, folder: Path, kind: str) -> None:
        """Write the policy."""
        super().__init__(folder, kind)
        self._kind = kind

    def shown(self, query: str, release: Path | None = None) -> list[tuple[Any, ...]]:
        """Return what the file of a release answers."""
        file = (release or self.current) / f"data.{self._kind}"
        if self._kind == "sqlite":
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as lite:
                return list(lite.execute(query).fetchall())
        with closing(duckdb.connect(file, read_only=True)) as duck:
            return list(duck.execute(query).fetchall())

    def is_copied(self) -> None:
        """Check that the file holds the rows of the release, and that the manifest signs it."""
        super().is_copied()
        assert f"data.{self._kind}" in {entry.path for entry in read(self.current).files}


@pytest.fixture(params=["sqlite", "duckdb"])
def ward(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """Return a hospital after its first night; rows are exchanged however many of the parts they are."""
    monkeypatch.setattr(sqlite_nights, "_MOST", 1.0)
    made = Ward(tmp_path, request.param)
    made.begins()
    return made


def test_every_night_makes_the_file_the_release(ward: Ward) -> None:
    """Whatever came and went, each night's file holds the release's own rows, and the one before is still there."""
    for delivery in DELIVERIES:
        before = ward.manifest.release
        ward.deliver(delivery)
        assert ward.night().whole == ""
        ward.is_copied()
        assert len(ward.shown("SELECT * FROM visits", ward.current.parent / "releases" / before)) > 0


def test_a_night_without_changes_publishes_nothing(ward: Ward) -> None:
    """The same delivery again leaves the release that serves."""
    release = ward.manifest.release
    assert ward.night().outcome is None
    assert ward.manifest.release == release
    ward.is_copied()


def test_a_changed_file_is_not_carried_on(ward: Ward) -> None:
    """A file that is not what its manifest signed stops the night; the release before still serves."""
    release = ward.manifest.release
    (file,) = ward.current.glob("data.*")
    file.write_bytes(file.read_bytes() + b"\0")
    ward.deliver({"visits": VISITS.tail(290)})
    with pytest.raises(MirrorError, match="of the last release is not what its manifest says"):
        ward.night()
    assert ward.manifest.release == release


def test_a_night_that_died_before_it_was_published_is_made_up_for(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a night staged is gone when it died; the next one begins from the release that serves."""

    def dies(*_: object) -> Path:
        message = "killed"
        raise MirrorError(message)

    with monkeypatch.context() as killed:
        killed.setattr(Folder, "publish", dies)
        ward.deliver({"visits": VISITS.tail(290)})
        with pytest.raises(MirrorError, match="killed"):
            ward.night()
    ward.is_copied()
    ward.deliver({"visits": VISITS.tail(280)})
    ward.night()
    assert ward.rows("visits").height == 280
    ward.is_copied()


def test_after_a_whole_run_nights_go_on(ward: Ward) -> None:
    """A run without --since publishes the file alone; the night after it has its own release to begin from."""
    ward.whole()
    assert {path.suffix for path in ward.current.iterdir()} >= {".json"}
    ward.deliver({"visits": VISITS.tail(290)})
    ward.night()
    assert ward.rows("visits").height == 290
    ward.is_copied()


class Shelf:
    """A mirror of many small parts with a file, written directly: rows of a token and a year, in the order of years."""

    SCHEMA = pl.Schema({"id": pl.Int64(), "token": pl.String(), "seen": pl.Int32()})

    def __init__(self, folder: Path, shape: TableShape | None = None, beside: Beside | None = None) -> None:
        """Take the mirror's folder, what is known of its one table, and the file beside the parts."""
        self._folder = folder
        self._beside = beside or SqliteBeside({"visits": shape or TableShape("words")})
        self._base: Base | None = None
        self._laid: Laid | None = None

    def night(self, name: str, rows: Sequence[tuple[int | None, str, int]], leave: Sequence[str] = ()) -> Path:
        """Publish rows beside those of the release before, less those with the tokens that leave."""
        frame = pl.DataFrame(rows, self.SCHEMA, orient="row")
        keys = frame["token"].hash(seed=1).to_numpy()
        mirror = NightlyMirror(
            self._folder,
            FORMATS["parquet"],
            as_of=dt.date(2024, 1, 1),
            part_rows=60,
            years={"visits": "seen"},
            beside=self._beside,
        )
        if self._base is not None:
            gone = _tokens(self._base.folder).is_in(list(leave)).to_numpy()
            mirror.begin_from(Base(*(self._base.folder, *self._told()), lambda _: gone))
        mirror.begin({"visits": self.SCHEMA})
        marks = pl.DataFrame({"a": keys, "b": keys})
        mirror.write(ReleasedBatch("visits", frame, pl.Series("order", keys), {}, Position(1), marks=marks))
        mirror.finish()
        folder = mirror.publish(name, {"manifest.json": b"{}"})
        self._laid = mirror.laid["visits"]
        self._base = Base(folder, {}, {}, {}, lambda _: np.zeros(0, np.bool_))
        return folder

    def _told(self) -> tuple[Mapping[str, pl.Schema], Mapping[str, str], Mapping[str, Laid]]:
        assert self._base is not None
        assert self._laid is not None
        files = [path for path in self._base.folder.rglob("*") if path.is_file()]
        digests = {
            path.relative_to(self._base.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }
        return {"visits": self.SCHEMA}, digests, {"visits": self._laid}


def _tokens(release: Path) -> pl.Series:
    return pl.concat(pl.read_parquet(part)["token"] for part in sorted((release / "visits").iterdir()))


def _held(release: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(release / "data.sqlite")) as lite:
        return list(lite.execute("SELECT rowid, * FROM visits ORDER BY rowid"))


def _many(first: int = 0) -> list[tuple[int | None, str, int]]:
    return [
        (first + year * 50 + at, f"token-{first}-{year}-{at}", year) for year in range(2017, 2025) for at in range(50)
    ]


def test_rows_of_parts_that_did_not_change_stay_where_they_are(tmp_path: Path) -> None:
    """All rows of a year that changed get new numbers, carried ones too and in published order; no other row does."""
    shelf = Shelf(tmp_path / "m")
    first = shelf.night("r1", _many())
    second = shelf.night("r2", [(7, "token-new", 2024), (8, "token-newer", 2020)], leave=["token-0-2020-7"])
    before, after = _held(first), _held(second)
    unchanged = [row for row in before if row[3] not in {2020, 2024}]
    assert [row for row in after if row[3] not in {2020, 2024}] == unchanged
    moved = [row for row in after if row[3] in {2020, 2024}]
    assert min(row[0] for row in moved) > max(row[0] for row in unchanged)
    order = {token: place for place, token in enumerate(_tokens(second))}
    places = [order[row[2]] for row in moved]
    assert places == sorted(places)
    assert sorted(row[2] for row in after) == sorted(_tokens(second))


@pytest.mark.parametrize("beside", [SqliteBeside({}), BuiltBeside("data.duckdb", build_duckdb, {})])
def test_what_leaves_rests_nowhere_in_the_file(tmp_path: Path, beside: Beside) -> None:
    """Rows that left are not even in the bytes of free pages: a restated age must not be found there."""
    shelf = Shelf(tmp_path / "m", beside=beside)
    # texts that no compression of DuckDB's shortens
    leaves, stays = ([hashlib.sha256(f"{name}{at}".encode()).hexdigest() for at in range(50)] for name in "ab")
    rows = [
        *((at, token, 2019) for at, token in enumerate(leaves)),
        *((at, token, 2018) for at, token in enumerate(stays)),
    ]
    held = [(shelf.night("r1", [*rows, *_many()]) / beside.name).read_bytes()]
    held.append((shelf.night("r2", [], leave=leaves) / beside.name).read_bytes())
    assert [sum(token.encode() in file for token in leaves) for file in held] == [50, 0]
    assert [sum(token.encode() in file for token in stays) for file in held] == [50, 50]


@pytest.mark.parametrize("key", [("id",), ("id", "token"), ()])
def test_numbers_of_rows_are_never_values(tmp_path: Path, key: tuple[str, ...]) -> None:
    """A key of whole numbers, or of several columns, is no row's own number, by which nights find rows."""
    shelf = Shelf(tmp_path / "m", TableShape(key=key))
    shelf.night("r1", [(None, "token-none", 2017), *_many()])
    for number in range(3):
        release = shelf.night(
            f"r{number + 2}", [(-number, f"token-late-{number}", 2021)], leave=[f"token-0-2021-{number}"]
        )
    rows = [row[1:] for row in _held(release)]
    parts = pl.concat(pl.read_parquet(part) for part in sorted((release / "visits").iterdir()))
    assert Counter(rows) == Counter(parts.iter_rows())
    assert (None, "token-none", 2017) in rows


def test_a_broken_key_refuses_the_night(tmp_path: Path) -> None:
    """Two rows of one key stop the night, as they stop a whole run."""
    shelf = Shelf(tmp_path / "m", TableShape(key=("id",)))
    shelf.night("r1", _many())
    with pytest.raises(MirrorError, match="break a key"):
        shelf.night("r2", [(2020 * 50 + 4, "token-same", 2024)])


@pytest.mark.parametrize(
    "meddling",
    [
        "DROP TABLE _parts",
        "DELETE FROM _parts WHERE part = 0",
        "DELETE FROM visits WHERE seen = 2024",
        "UPDATE _dictionary SET meaning = 'other words'",
        "ALTER TABLE visits RENAME COLUMN seen TO year",
    ],
)
def test_a_file_that_is_no_copy_is_made_anew(tmp_path: Path, meddling: str) -> None:
    """Where the file's own notes, tables or words are others than tonight's, the night makes it from all parts."""
    shelf = Shelf(tmp_path / "m")
    first = shelf.night("r1", _many())
    with closing(sqlite3.connect(first / "data.sqlite")) as lite:
        lite.execute(meddling)
        lite.commit()
    second = shelf.night("r2", [(7, "token-new", 2024)], leave=["token-0-2024-3"])
    assert sorted(row[2] for row in _held(second)) == sorted(_tokens(second))
    assert [row[0] for row in _held(second)] == list(range(1, 401))


def test_references_are_checked_every_night(tmp_path: Path) -> None:
    """A row that goes while carried ones refer to it stops the night; one that nothing refers to may go."""
    shelf = Shelf(tmp_path / "m", TableShape(key=("id",), references=(Reference("seen", "visits", "id"),)))
    shelf.night("r1", [*((year, f"token-{year}", 2024) for year in range(2010, 2025)), *_many()])
    assert len(_held(shelf.night("r2", [], leave=["token-2010"]))) == 414
    with pytest.raises(MirrorError, match="break a key or a reference"):
        shelf.night("r3", [], leave=["token-2018"])
