"""Rows lie by a published year first, and inside a year as if they had been shuffled."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeharbor.mirrors.base_release import Base
from safeharbor.mirrors.formats import FORMATS
from safeharbor.mirrors.laid import KEY, Span, cut, spans
from safeharbor.mirrors.nightly import NightlyMirror
from safeharbor.mirrors.years import by_year
from safeharbor.records import Position, ReleasedBatch
from tests.runners.nightly import Hospital, patients, visits

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = pl.Schema({"token": pl.String(), "seen": pl.Int32()})


def test_years_come_before_keys_and_nothing_after_all() -> None:
    """The year decides, then the key; a row whose year is withheld lies after every year, whatever its key."""
    years = [2020, None, 1888, 2020, 2021, -5, 9999]
    frame = pl.DataFrame({"seen": years}, schema={"seen": pl.Int32})
    order = pl.Series([2**63, 0, 2**64 - 1, 5 << 20, 1 << 20, 7 << 20, 3 << 20], dtype=pl.UInt64)
    placed = [years[place] for place in np.argsort(by_year(frame, order, "seen").to_numpy(), kind="stable")]
    assert placed == [-5, 1888, 2020, 2020, 2021, 9999, None]
    assert np.argsort(by_year(frame, order, "seen").to_numpy())[2] == 3
    assert by_year(frame, order, None).equals(order)


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), max_size=60), st.integers(1, 12), st.integers(1, 9))
def test_parts_follow_from_the_keys_alone(keys: list[int], rows: int, piece: int) -> None:
    """Cut as they come, in pieces of any size, rows make the parts that all keys at once tell; none is too large."""
    held = np.sort(np.array(keys, np.uint64))
    frame = pl.DataFrame({KEY: held})

    def count(span: Span) -> int:
        start, stop = span.within(held)
        return stop - start

    found = list(cut(iter(frame.iter_slices(piece)), rows))
    assert [span for span, _ in found] == list(spans(count, rows))
    assert [part.height for _, part in found] == [count(span) for span, _ in found]
    assert all(part.height <= rows or part[KEY].n_unique() == 1 for _, part in found)
    assert pl.concat([frame.clear(), *(part for _, part in found)]).equals(frame)


def _batch(years: list[int], step: int) -> ReleasedBatch:
    frame = pl.DataFrame({"token": [f"t{step}-{place}" for place in range(len(years))], "seen": years}, SCHEMA)
    keys = np.random.default_rng(step).integers(0, 2**64, len(years), np.uint64)
    marks = pl.DataFrame({"a": keys, "b": keys})
    return ReleasedBatch("visits", frame, pl.Series("order", keys), {}, Position(step), marks)


def test_a_night_of_one_year_leaves_the_files_of_the_others(tmp_path: Path) -> None:
    """New rows of 2024 and one of 2023 that leaves: parts of earlier years are links, and no rows moved."""

    def released(base: Base | None, batch: ReleasedBatch, name: str) -> tuple[NightlyMirror, Path]:
        mirror = NightlyMirror(
            tmp_path / "m", FORMATS["parquet"], as_of=dt.date(2024, 1, 1), part_rows=50, years={"visits": "seen"}
        )
        mirror.begin_from(base)
        mirror.begin({"visits": SCHEMA})
        mirror.write(batch)
        mirror.finish()
        return mirror, mirror.publish(name, {"manifest.json": b"{}"})

    mirror, first = released(None, _batch([year for year in range(2015, 2025) for _ in range(100)], 1), "r0")
    laid = mirror.laid["visits"]
    files = sorted((first / "visits").iterdir())
    digests = {f"visits/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    gone = np.zeros(1000, np.bool_)
    gone[850] = True
    base = Base(first, {"visits": SCHEMA}, digests, {"visits": laid}, lambda _: gone)
    _, second = released(base, _batch([2024] * 10, 2), "r1")
    before = {path.stat().st_ino: pl.read_parquet(path)["seen"] for path in files}
    after = [(path.stat().st_ino, pl.read_parquet(path)["seen"]) for path in sorted((second / "visits").iterdir())]
    new = pl.concat([years for inode, years in after if inode not in before])
    assert set(new) == {2023, 2024}
    kept = {year for inode, _ in after if inode in before for year in before[inode]}
    assert kept >= set(range(2015, 2023))
    whole = pl.concat([years for _, years in after])
    assert whole.is_sorted()
    assert len(whole) == 1009


@pytest.mark.parametrize("order", ["as it is", "reversed", "shuffled"])
def test_the_order_of_a_delivery_is_nowhere_in_the_mirror(tmp_path: Path, order: str) -> None:
    """The same rows delivered in any order are the same files, byte for byte; years lie in order, nulls last."""
    people = patients()
    events = visits(people).with_columns(
        seen=pl.when(pl.int_range(pl.len()) % 11 == 0).then(pl.lit("soon")).otherwise("seen")
    )
    hospital = Hospital(tmp_path)
    hospital.policy.write_text(f"{hospital.policy.read_text()}misfit_tolerance: 0.2\ngate: {{completeness: 0.5}}\n")
    hospital.deliver({"patients": people, "visits": events})
    hospital.night()
    files = {path.name: path.read_bytes() for path in sorted((hospital.current / "visits").iterdir())}
    for ledger in (hospital.folder / "keep").rglob("ledger-*"):
        ledger.unlink()
    again = {"as it is": events, "reversed": events.reverse(), "shuffled": events.sample(fraction=1, shuffle=True)}
    hospital.deliver({"visits": again[order]})
    assert hospital.night().whole
    assert {path.name: path.read_bytes() for path in sorted((hospital.current / "visits").iterdir())} == files
    years = hospital.rows("visits")["seen"]
    assert years.equals(years.sort(nulls_last=True))
    assert years.null_count() == 28


@pytest.mark.parametrize("order", ["year", "token", "shuffle"])
def test_the_policy_says_which_order(tmp_path: Path, order: str) -> None:
    """`year`, the default, puts years first; `token` and `shuffle` mix them; a person's rows lie together by token."""
    people = patients()
    hospital = Hospital(tmp_path)
    text = hospital.policy.read_text()
    hospital.policy.write_text(text.replace("keep_releases: 9", f"keep_releases: 9, order: {order}"))
    hospital.deliver({"patients": people, "visits": visits(people)})
    for run in (hospital.night, hospital.whole):
        run()
        rows = hospital.rows("visits")
        assert rows["seen"].is_sorted() == (order == "year")
        assert (len(rows["patient"].rle()) == 60) == (order == "token")
