"""Parts of a release made anew: the rows that stay, the rows that come, in order, in files of bounded size."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeharbor.mirrors.base_release import Base
from safeharbor.mirrors.formats import FORMATS
from safeharbor.mirrors.laid import KEY, Laid, marks_of
from safeharbor.mirrors.nightly import NightlyMirror, StartOverError
from safeharbor.mirrors.splicing import framed, read
from safeharbor.records import Position, ReleasedBatch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCHEMA = pl.Schema({"token": pl.String(), "text": pl.String(), "value": pl.Int64()})
TRICKY = pl.DataFrame(
    {
        "token": ["t1", "t2", None, "t4", "t5"],
        "text": ['said "no"', "two\nlines, with a comma", "", None, 'ends in "'],
        "value": [1, None, 3, 4, 5],
    },
    SCHEMA,
)


def _batch(keys: Sequence[int], step: int) -> ReleasedBatch:
    frame = pl.DataFrame(
        {"token": [f"t{key}" for key in keys], "text": [f'"{key}"\n' for key in keys], "value": list(keys)}, SCHEMA
    )
    marks = pl.DataFrame({"a": keys, "b": keys}, {"a": pl.UInt64, "b": pl.UInt64})
    order = pl.Series("order", keys, dtype=pl.UInt64)
    return ReleasedBatch("labs", frame, order, {}, Position(step), marks)


def _release(mirror: NightlyMirror, name: str, batches: Sequence[ReleasedBatch]) -> Path:
    mirror.begin({"labs": SCHEMA})
    for batch in batches:
        mirror.write(batch)
    mirror.finish()
    return mirror.publish(name, {"manifest.json": b"{}"})


def _base(folder: Path, laid: Laid, gone: Sequence[int]) -> Base:
    digests = {
        f"labs/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "labs").iterdir()
    }
    leave = np.isin(np.arange(laid.rows.height), list(gone))
    return Base(folder, {"labs": SCHEMA}, digests, {"labs": laid}, lambda _: leave)


@pytest.mark.parametrize("written", sorted(FORMATS))
def test_lines_that_stay_are_the_same_bytes(tmp_path: Path, written: str) -> None:
    """Quotes, line ends, empty text and nulls survive taking a row out and putting one in."""
    made = FORMATS[written]
    path = tmp_path / f"part{made.ending}"
    framed(TRICKY, made).write(path)
    held = read(path.read_bytes(), SCHEMA, made)
    assert held.height == 5
    again = tmp_path / f"again{made.ending}"
    held.write(again)
    assert again.read_bytes() == path.read_bytes()
    framed(TRICKY.head(1), made).write(again)
    stay = np.array([True, True, False, True, True])
    done = held.merged(stay, read(again.read_bytes(), SCHEMA, made), np.array([0, 4, 1, 2, 3]))
    expected = tmp_path / f"expected{made.ending}"
    framed(TRICKY[[0, 0, 1, 3, 4]], made).write(expected)
    done.write(again)
    assert again.read_bytes() == expected.read_bytes()
    assert done.tally().nulls == framed(TRICKY[[0, 0, 1, 3, 4]], made).tally().nulls


@pytest.mark.parametrize("written", sorted(FORMATS))
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_any_change_gives_what_writing_all_gives(
    tmp_path_factory: pytest.TempPathFactory, written: str, data: st.DataObject
) -> None:
    """Rows left out and rows added, anywhere, over several nights: the rows of a fresh release, sorted by key."""
    root = tmp_path_factory.mktemp("mirror") / "m"
    keys = st.lists(st.integers(0, 500), max_size=40)
    held = sorted(data.draw(keys))
    mirror = NightlyMirror(root, FORMATS[written], as_of=dt.date(2024, 1, 1), part_rows=8)
    folder = _release(mirror, "r0", [_batch(held, 1)])
    for night in range(1, 3):
        laid = mirror.laid["labs"]
        gone = data.draw(st.sets(st.integers(0, max(len(held) - 1, 0)), max_size=10)) if held else set()
        new = data.draw(keys)
        mirror = NightlyMirror(root, FORMATS[written], as_of=dt.date(2024, 1, 1), part_rows=8)
        mirror.begin_from(_base(folder, laid, sorted(gone)))
        folder = _release(mirror, f"r{night}", [_batch(new, 1)])
        held = sorted([key for place, key in enumerate(held) if place not in gone] + new)
        laid = mirror.laid["labs"]
        assert laid.rows[KEY].to_list() == held
        assert marks_of(laid)["a"].to_list() == held
        parts = sorted((folder / "labs").iterdir())
        assert [part.rows for part in laid.parts] == [
            read(path.read_bytes(), SCHEMA, FORMATS[written]).height for path in parts
        ]
        assert all(part.rows <= 8 or not part.span.bits for part in laid.parts)
        seen = [read(path.read_bytes(), SCHEMA, FORMATS[written]).seen() for path in parts]
        values = pl.concat([frame.select(pl.col("value").cast(pl.Int64)) for frame in seen])
        assert values["value"].to_list() == held
        assert sum(part.tally.cells.get("value", 0) for part in laid.parts) == len(held)


def test_a_stage_over_a_base_is_not_filled_twice(tmp_path: Path) -> None:
    """A run that wants to begin again must treat every row."""
    mirror = NightlyMirror(tmp_path / "m", FORMATS["parquet"], as_of=dt.date(2024, 1, 1))
    folder = _release(mirror, "r0", [_batch([1, 2], 1)])
    mirror.begin_from(_base(folder, mirror.laid["labs"], []))
    mirror.begin({"labs": SCHEMA})
    with pytest.raises(StartOverError):
        mirror.begin({"labs": SCHEMA})
    mirror.abandon()


@pytest.mark.parametrize("day", [1, 9])
def test_every_file_bears_the_day_of_its_release(tmp_path: Path, day: int) -> None:
    """Links to earlier files and new ones have one mode and one time: that of `as_of`, the same day or another."""
    keys = [number << 57 for number in range(64)]
    first = NightlyMirror(tmp_path / "m", FORMATS["parquet"], as_of=dt.date(2024, 1, 1), part_rows=8)
    folder = _release(first, "r0", [_batch(keys, 1)])
    mirror = NightlyMirror(tmp_path / "m", FORMATS["parquet"], as_of=dt.date(2024, 1, day), part_rows=8)
    mirror.begin_from(_base(folder, first.laid["labs"], [3]))
    files = sorted((_release(mirror, "r1", [_batch([], 1)]) / "labs").iterdir())
    assert [path.stat().st_nlink for path in files] == [1, *[2] * 7]
    stamp = dt.datetime(2024, 1, day, tzinfo=dt.UTC).timestamp()
    assert {(path.stat().st_mtime, path.stat().st_mode & 0o777) for path in files} == {(stamp, 0o640)}
