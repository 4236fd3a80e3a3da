"""Row groups whose bytes are what they were are not decoded, and nothing of what a night must see is missed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from safeharbor.mirrors.laid import PLACE_BITS
from safeharbor.protocols import Segment
from safeharbor.runners.segments import NOWHERE, Numbered, Slots, matched
from safeharbor.sources.columnar import Columnar
from tests.runners.nightly import Hospital, patients, visits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.sources.location import StoredFile

PEOPLE = patients()
VISITS = visits(PEOPLE)  # 300 rows, in order of time
GROUP = 50


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    """Return a hospital that published six row groups of visits."""
    made = Hospital(tmp_path)
    made.group = GROUP
    made.deliver({"patients": PEOPLE, "visits": VISITS})
    made.night()
    return made


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Return where the ranges are noted, first row and rows, that are decoded with all columns."""
    noted: list[tuple[int, int]] = []
    plain = Columnar.some

    def some(self: Columnar, file: StoredFile, schema: pl.Schema, **how: Any) -> Iterator[pl.DataFrame]:  # noqa: ANN401
        for frame in plain(self, file, schema, **how):
            if len(how["columns"]) == len(VISITS.columns):
                noted.append((how["skip"], frame.height))
            yield frame

    monkeypatch.setattr(Columnar, "some", some)
    return noted


def _like_a_whole_run(hospital: Hospital) -> None:
    """Check that what serves holds the rows that a run over every row publishes, byte for byte where a night does."""
    files = {path.name: path.read_bytes() for path in sorted((hospital.current / "visits").iterdir())}
    for ledger in (hospital.folder / "keep").rglob("ledger-*"):
        ledger.unlink()
    assert hospital.night().whole
    assert {path.name: path.read_bytes() for path in sorted((hospital.current / "visits").iterdir())} == files


def test_only_row_groups_that_changed_are_decoded(hospital: Hospital, decoded: list[tuple[int, int]]) -> None:
    """A row changed in the third group of six: fifty rows are decoded, one is treated, and the rest is carried."""
    changed = VISITS.with_columns(value=pl.when(pl.int_range(pl.len()) == 120).then(99.5).otherwise("value"))
    hospital.deliver({"visits": changed})
    decoded.clear()
    done = hospital.night()
    assert done.changes["visits"] == {"added": 1, "removed": 1, "restated": 0, "carried": 299}
    assert [rows for rows in decoded if rows[1] == GROUP] == [(100, 50)]
    assert hospital.rows("visits").filter(pl.col("value") == 99.5).height == 1
    _like_a_whole_run(hospital)


def test_a_row_that_vanished_is_seen(hospital: Hospital, decoded: list[tuple[int, int]]) -> None:
    """A row taken out of the last group leaves the mirror; the five groups before are not decoded."""
    hospital.deliver({"visits": VISITS.head(299)})
    decoded.clear()
    assert hospital.night().changes["visits"] == {"added": 0, "removed": 1, "restated": 0, "carried": 299}
    assert [skip for skip, rows in decoded if rows == 49] == [250]
    _like_a_whole_run(hospital)


def test_a_group_that_vanished_is_seen(hospital: Hospital) -> None:
    """Fifty rows that are not delivered leave, though every group that is delivered is known."""
    hospital.deliver({"visits": pl.concat([VISITS.head(100), VISITS.slice(150)])})
    assert hospital.night().changes["visits"] == {"added": 0, "removed": 50, "restated": 0, "carried": 250}
    _like_a_whole_run(hospital)


def test_a_row_that_moved_is_carried(hospital: Hospital) -> None:
    """A row that stands in another group tonight is the same row: neither new nor gone, and so is it the next night."""
    moved = pl.concat([VISITS.head(10), VISITS.slice(11, 189), VISITS.slice(10, 1), VISITS.slice(200)])
    for rows in (moved, moved.head(299)):
        hospital.deliver({"visits": rows})
        gone = 300 - rows.height
        assert hospital.night().changes["visits"] == {
            "added": 0,
            "removed": gone,
            "restated": 0,
            "carried": 300 - gone,
        }
    assert hospital.rows("visits").height == 299
    _like_a_whole_run(hospital)


def test_groups_in_another_order_are_known(hospital: Hospital, decoded: list[tuple[int, int]]) -> None:
    """Row groups that changed places are carried without being decoded, and a row of one is found the next night."""
    turned = pl.concat([VISITS.slice(start, GROUP) for start in (250, 0, 200, 50, 150, 100)])
    hospital.deliver({"visits": turned})
    decoded.clear()
    assert hospital.night().changes["visits"]["carried"] == 300
    assert not [rows for rows in decoded if rows[1] == GROUP]
    hospital.deliver({"visits": turned.filter(pl.int_range(pl.len()) != 3)})
    assert hospital.night().changes["visits"]["removed"] == 1
    _like_a_whole_run(hospital)


def test_a_doubled_group_is_more_rows(hospital: Hospital) -> None:
    """The same bytes twice are the same rows twice: read the second time, treated, published; and once more gone."""
    hospital.deliver({"visits": pl.concat([VISITS, VISITS.slice(100, GROUP)])})
    assert hospital.night().changes["visits"] == {"added": 50, "removed": 0, "restated": 0, "carried": 300}
    assert hospital.rows("visits").height == 350
    hospital.deliver({"visits": VISITS.head(299)})
    assert hospital.night().changes["visits"] == {"added": 0, "removed": 51, "restated": 0, "carried": 299}
    _like_a_whole_run(hospital)


def test_another_policy_or_year_reads_every_group(hospital: Hospital, decoded: list[tuple[int, int]]) -> None:
    """What a row becomes is decided by more than its bytes: a changed rule and a new year treat skipped groups too."""
    text = hospital.policy.read_text()
    for old, new in (
        ("code: {kind: code, treatment: keep}", "code: {kind: code, treatment: drop}"),
        ("2025-", "2026-"),
    ):
        assert old in text
        text = text.replace(old, new)
        hospital.policy.write_text(text)
        decoded.clear()
        assert hospital.night().whole == "changed since the last release: policy"
        assert sum(rows for _, rows in decoded) >= 300
    assert "code" not in hospital.rows("visits").columns


def test_a_person_who_changed_elsewhere_is_found_in_skipped_groups(tmp_path: Path) -> None:
    """A birth year corrected to one of ninety years restates that person's visits, though no group of them changed."""
    hospital = Hospital(tmp_path)
    hospital.group = GROUP
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    someone = PEOPLE["mrn"][7]
    born = pl.when(pl.col("mrn") == someone).then(pl.lit("1931-02-11")).otherwise("born")
    hospital.deliver({"patients": PEOPLE.with_columns(born=born)})
    done = hospital.night()
    assert done.whole == ""
    assert done.changes["visits"] == {"added": 0, "removed": 0, "restated": 5, "carried": 295}
    _like_a_whole_run(hospital)
    hospital.deliver({"visits": VISITS.head(299)})
    assert hospital.night().changes["visits"]["removed"] == 1


def test_a_group_with_a_row_that_stayed_out_is_read_every_night(
    hospital: Hospital, decoded: list[tuple[int, int]]
) -> None:
    """A row left out by the gate is tried again: its group is decoded though its bytes are the same, no other is."""
    text = hospital.policy.read_text()
    hospital.policy.write_text(f"{text}gate: {{on_violation: quarantine, completeness: 0.5}}\n")
    bad = VISITS.with_columns(
        code=pl.when(pl.int_range(pl.len()) == 60).then(pl.lit(PEOPLE["mrn"][3])).otherwise("code")
    )
    hospital.deliver({"visits": bad})
    hospital.night()
    assert hospital.rows("visits").height == 299
    decoded.clear()
    hospital.deliver({"patients": PEOPLE.with_columns(zip=pl.lit("84101"))})
    done = hospital.night()
    assert done.whole == ""
    assert [rows for rows in decoded if rows[1] == GROUP] == [(50, 50)]
    assert hospital.rows("visits").height == 299


def test_damaged_marks_make_a_night_whole(hospital: Hospital) -> None:
    """Where the ledger's marks of a part that changed do not open, every row is treated, and the release is right."""
    for marks in (hospital.folder / "keep").rglob("marks-*"):
        marks.write_bytes(marks.read_bytes()[:-1])
    hospital.deliver({"visits": VISITS.head(290)})
    assert hospital.night().whole == "the ledger of the last night is damaged"
    assert hospital.rows("visits").height == 290


@st.composite
def _nights(draw: st.DrawFn) -> list[pl.DataFrame]:
    """Draw deliveries of whole and changed groups, in any order, some twice, some gone."""
    found = []
    for night in range(3):
        groups = draw(st.permutations(range(6)))[: draw(st.integers(5, 6))]
        groups += groups[: draw(st.integers(0, 1))]
        rows = [VISITS.slice(group * GROUP, GROUP) for group in groups]
        changed = draw(st.integers(0, len(rows) - 1))
        rows[changed] = rows[changed].with_columns(value=pl.col("value") + night).head(draw(st.integers(40, 50)))
        found.append(pl.concat(rows))
    return found


@given(_nights())
@settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
def test_any_groups_give_what_a_whole_run_would(nights: list[pl.DataFrame]) -> None:
    """Groups that come again, twice, elsewhere, changed or not at all, over three nights: the bytes of a whole run."""
    with tempfile.TemporaryDirectory() as folder:
        hospital = Hospital(Path(folder))
        hospital.group = GROUP
        hospital.deliver({"patients": PEOPLE, "visits": VISITS})
        hospital.night()
        for rows in nights:
            hospital.deliver({"visits": rows})
            hospital.night()
        _like_a_whole_run(hospital)


def test_segments_are_matched_once_each() -> None:
    """One digest twice finds one segment; rows that stayed out, and no digest, find none; what did not come is gone.

    Segments that are read take the numbers of those that did not come, then new ones.
    """
    before = (Numbered("a", 3, 10), Numbered("b", 4, 10), Numbered("", 5, 1), Numbered("c", 6, 2))
    tonight = tuple(Segment(start, digest) for start, digest in enumerate(("b", "a", "a", "", "c")))
    found = matched(tonight, before, {3: 10, 4: 10, 5: 1, 6: 1})
    assert found.numbers == (4, 3, 5, 6, 7)
    assert found.read == (2, 3, 4)
    assert found.gone == {5, 6}


def test_rows_are_found_by_their_names() -> None:
    """A published row is found by its name; names of other segments, and of places beyond theirs, find none."""
    names = np.array([[3 << PLACE_BITS | place for place in (2, 0)], [9 << PLACE_BITS | place for place in (1, 4)]])
    slots = Slots(names.astype(np.uint64).ravel(), {9: 5, 3: 3})
    asked = [9 << PLACE_BITS | 4, 3 << PLACE_BITS, 3 << PLACE_BITS | 1, 3 << PLACE_BITS | 3, 4 << PLACE_BITS, 1 << 40]
    assert slots.of(np.array(asked, np.uint64)).tolist() == [3, 1, NOWHERE, NOWHERE, NOWHERE, NOWHERE]
    assert Slots(names[:0].astype(np.uint64).ravel(), {}).of(np.array(asked, np.uint64)).tolist() == [NOWHERE] * 6


def test_rows_that_stand_where_they_stood_keep_their_names(hospital: Hospital) -> None:
    """A group with a changed row is the same segment with another digest: its other rows are called as before."""
    before = hospital.ledger().segments["visits"]
    changed = VISITS.with_columns(value=pl.when(pl.int_range(pl.len()) == 120).then(99.5).otherwise("value"))
    hospital.deliver({"visits": changed})
    hospital.night()
    after = hospital.ledger().segments["visits"]
    assert [held.number for held in after] == [held.number for held in before]
    assert [place for place in range(6) if after[place].digest != before[place].digest] == [2]
