"""Nights: what is carried over, treated again, removed; the result is that of a whole run, whatever was delivered."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from safeharbor.errors import DriftError, GateError, MirrorError
from safeharbor.runners import carried
from tests.runners.nightly import Hospital, patients, visits

if TYPE_CHECKING:
    from collections.abc import Sequence

PEOPLE = patients()
VISITS = visits(PEOPLE)


def _same(hospital: Hospital, tables: Sequence[str]) -> None:
    """Check that the release that serves holds the rows that a whole run over the same delivery publishes."""
    night = {table: hospital.rows(table) for table in tables}
    counts = {table.table: table.rows for table in hospital.manifest.tables}
    nulls = {(t.table, c.path): c.nulls for t in hospital.manifest.tables for c in t.columns}
    hospital.whole()
    for table in tables:
        expected = hospital.rows(table)
        assert night[table].sort(pl.all()).equals(expected.sort(pl.all())), table
        assert counts[table] == expected.height
    whole = {(t.table, c.path): c.nulls for t in hospital.manifest.tables for c in t.columns}
    assert whole == nulls


@st.composite
def _edits(draw: st.DrawFn) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Draw three deliveries: rows changed, removed, added, doubled and put in another order."""
    people, events = PEOPLE, VISITS
    nights: list[tuple[pl.DataFrame, pl.DataFrame]] = []
    for night in range(2):
        seed = draw(st.integers(0, 2**16))
        events = events.sample(fraction=draw(st.sampled_from((1.0, 0.95))), shuffle=draw(st.booleans()), seed=seed)
        new = draw(st.integers(0, 6))
        fresh = events.sample(new, seed=seed).with_columns(
            value=pl.col("value") + 100 * (night + 1), code=pl.lit("J45")
        )
        twice = events.sample(draw(st.integers(0, 4)), seed=seed + 1)
        events = pl.concat([events, fresh, twice])
        place = draw(st.integers(0, 59))
        events = events.with_columns(age=pl.when(pl.int_range(pl.len()) == place).then(None).otherwise("age"))
        moved = pl.int_range(pl.len()) == draw(st.integers(0, 59))
        people = people.with_columns(zip=pl.when(moved).then(pl.lit("59901")).otherwise("zip"))
        nights.append((people, events))
    return nights


@given(_edits())
@settings(
    max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
def test_a_night_publishes_what_a_whole_run_would(nights: list[tuple[pl.DataFrame, pl.DataFrame]]) -> None:
    """After random edits the rows, their number and their nulls are those of a run over everything."""
    with tempfile.TemporaryDirectory() as folder:
        hospital = Hospital(Path(folder))
        hospital.deliver({"patients": PEOPLE, "visits": VISITS})
        hospital.night()
        for people, events in nights:
            hospital.deliver({"patients": people, "visits": events})
            done = hospital.night()
            assert done.whole == ""
            carried = {table: counts["carried"] for table, counts in done.changes.items()}
            assert carried["visits"] > events.height * 0.8
            _same(hospital, ("patients", "visits"))


@pytest.mark.parametrize("written", ["parquet", "csv", "ndjson"])
def test_rows_lie_where_a_whole_night_puts_them(tmp_path: Path, written: str) -> None:
    """Order says nothing of which night brought a row: with and without a ledger the same rows, the same places."""
    hospital = Hospital(tmp_path, mirror=written)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    hospital.deliver({"visits": pl.concat([VISITS.tail(250), VISITS.head(20).with_columns(value=pl.lit(77.5))])})
    done = hospital.night()
    assert done.changes["visits"] == {"added": 20, "removed": 50, "restated": 0, "carried": 250}
    night = {table: hospital.rows(table) for table in ("patients", "visits")}
    files = {path.name: path.read_bytes() for path in (hospital.current / "visits").iterdir()}
    for ledger in (hospital.folder / "keep").rglob("ledger-*"):
        ledger.unlink()
    hospital.night()
    assert {table: hospital.rows(table) for table in night}.keys() == night.keys()
    assert all(hospital.rows(table).equals(rows) for table, rows in night.items())
    assert {path.name: path.read_bytes() for path in (hospital.current / "visits").iterdir()} == files


def test_what_did_not_change_is_linked(tmp_path: Path) -> None:
    """A table without a change is the last release's file, not a copy; one with a change is another file."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    before = {
        table: (hospital.current / table / "part-00000.parquet").stat().st_ino for table in ("patients", "visits")
    }
    hospital.deliver({"visits": VISITS.tail(299)})
    done = hospital.night()
    after = {table: (hospital.current / table / "part-00000.parquet").stat().st_ino for table in ("patients", "visits")}
    assert before["patients"] == after["patients"]
    assert before["visits"] != after["visits"]
    assert done.changes["visits"] == {"added": 0, "removed": 1, "restated": 0, "carried": 299}
    told = {table.table: table.changes for table in hospital.manifest.tables}
    assert told["visits"] == dict(done.changes["visits"])


def test_the_same_delivery_again_publishes_nothing_new(tmp_path: Path) -> None:
    """Nothing delivered that is not published: the release that serves goes on serving."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    first = hospital.night()
    again = hospital.night()
    assert first.outcome is not None
    assert again.outcome is None
    assert hospital.manifest.release == first.outcome.release


def test_another_policy_treats_every_row(tmp_path: Path) -> None:
    """A changed rule, and a new year, leave nothing carried over; a later day of the year does."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    hospital.as_of("2025-07-01")
    hospital.deliver({"visits": VISITS.tail(299)})
    assert hospital.night().whole == ""
    text = hospital.policy.read_text().replace("zip: {kind: zip, treatment: zip3}", "zip: {kind: zip, treatment: drop}")
    hospital.policy.write_text(text)
    assert hospital.night().whole == "changed since the last release: policy"
    assert "zip" not in hospital.rows("patients").columns
    hospital.as_of("2026-01-01")
    assert hospital.night().whole == "changed since the last release: policy"
    assert hospital.manifest.first_year == 2025


def test_a_deleted_patient_leaves_and_a_merged_one_follows(tmp_path: Path) -> None:
    """Rows of a patient who is not delivered are gone; those of two record numbers that became one have one token."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    kept, merged, deleted = PEOPLE["mrn"][10], PEOPLE["mrn"][11], PEOPLE["mrn"][12]
    people = PEOPLE.filter(~pl.col("mrn").is_in([merged, deleted]))
    events = VISITS.filter(pl.col("patient") != deleted).with_columns(pl.col("patient").replace(merged, kept))
    hospital.deliver({"patients": people, "visits": events})
    done = hospital.night()
    assert done.changes["patients"] == {"added": 0, "removed": 2, "restated": 0, "carried": 58}
    assert done.changes["visits"] == {"added": 5, "removed": 10, "restated": 0, "carried": 290}
    each = hospital.rows("visits").group_by("patient").len()
    assert each["len"].max() == 10
    assert each.height == 58
    _same(hospital, ("patients", "visits"))


def test_a_file_that_was_changed_stops_the_night(tmp_path: Path) -> None:
    """What its manifest did not sign is neither linked nor copied into a new release; a whole run helps."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    part = hospital.current / "patients" / "part-00000.parquet"
    rows = pl.read_parquet(part).with_columns(zip=pl.lit("591"))
    part.chmod(0o640)
    rows.write_parquet(part)
    hospital.deliver({"visits": VISITS.tail(299)})
    with pytest.raises(MirrorError, match="not what its manifest says"):
        hospital.night()
    hospital.whole()
    assert set(hospital.rows("patients")["zip"]) != {"591"}


def test_new_rows_that_do_not_fit_stop_the_night(tmp_path: Path) -> None:
    """A hundred unreadable dates among many readable ones are no noise but tonight's drift."""
    hospital = Hospital(tmp_path)
    many = visits(PEOPLE, each=45).with_columns(seen=pl.lit("2024-05-05"))
    hospital.deliver({"patients": PEOPLE, "visits": many})
    hospital.night()
    bad = many.head(110).with_columns(seen=pl.lit("soon"), value=pl.lit(1.25))
    hospital.deliver({"visits": pl.concat([many, bad])})
    with pytest.raises(DriftError, match="tonight's rows do not fit"):
        hospital.night()


def test_half_and_empty_deliveries_stop_the_night(tmp_path: Path) -> None:
    """60 % fewer rows, or none, are not published: the old release serves, and a right delivery goes through."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    before = hospital.manifest.release
    for rows in (VISITS.head(120), VISITS.clear()):
        hospital.deliver({"visits": rows})
        with pytest.raises(GateError, match="far fewer rows"):
            hospital.night()
        assert hospital.manifest.release == before
    hospital.deliver({"visits": VISITS.tail(290)})
    hospital.night()
    assert hospital.rows("visits").height == 290


def test_a_delivery_with_every_row_twice_stops_the_night(tmp_path: Path) -> None:
    """The same file twice in one delivery is refused though the row count is within bounds."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    hospital.deliver({"visits": pl.concat([VISITS, VISITS])})
    with pytest.raises(DriftError, match="more than once"):
        hospital.night()
    more = VISITS.with_columns(pl.col("value") + 500)
    hospital.deliver({"visits": pl.concat([VISITS, more])})
    assert hospital.night().changes["visits"]["added"] == 300


def test_an_older_delivery_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    """A late delivery, published before and replaced since, is refused; one never seen is not."""
    hospital = Hospital(tmp_path)
    for events in (VISITS, VISITS.tail(295)):
        hospital.deliver({"patients": PEOPLE, "visits": events})
        hospital.night()
    hospital.deliver({"visits": VISITS})
    with pytest.raises(DriftError, match="a newer delivery was published since:\n  visits"):
        hospital.night()
    hospital.deliver({"visits": VISITS.tail(294)})
    hospital.night()


def test_a_changed_schema_stops_the_night(tmp_path: Path) -> None:
    """A new, a missing and a re-typed column are drift, before anything is treated."""
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    for frame in (VISITS.with_columns(ward=pl.lit("4W")), VISITS.drop("code")):
        hospital.deliver({"visits": frame})
        with pytest.raises(DriftError):
            hospital.night()


def test_an_identifier_learnt_tonight_is_looked_for_in_rows_carried_over(tmp_path: Path) -> None:
    """A code published last month that is a new patient's record number refuses tonight's release."""
    hospital = Hospital(tmp_path)
    codes = pl.Series("code", [f"Q{7310000 + place % 60}" for place in range(300)])
    hospital.deliver({"patients": PEOPLE, "visits": VISITS.with_columns(codes)})
    hospital.night()
    new = pl.DataFrame(
        {
            "mrn": [f"Q{7310000 + place}" for place in range(5)],
            "last": ["Jacobson"] * 5,
            "phone": ["801-555-0000"] * 5,
            "born": ["1970-01-01"] * 5,
            "zip": ["84101"] * 5,
        }
    )
    hospital.deliver({"patients": pl.concat([PEOPLE, new])})
    with pytest.raises(GateError, match="known_values"):
        hospital.night()


NOTE = "Pt called back, reached at (801) 555-1003 about her labs. Given zorbal for pain. BP 120/80."


def test_notes_of_people_of_whom_more_is_known_are_read_again(tmp_path: Path) -> None:
    """A name delivered tonight is taken out of a note published last night, though the note is the same."""
    hospital = Hospital(tmp_path, notes=True)
    notes = pl.DataFrame({"mrn": PEOPLE["mrn"].head(4), "text": [f"{NOTE} Visit {place}." for place in range(4)]})
    hospital.deliver({"patients": PEOPLE, "visits": VISITS, "notes": notes})
    hospital.night()
    changed = PEOPLE.with_columns(
        last=pl.when(pl.col("mrn") == PEOPLE["mrn"][2]).then(pl.lit("Zorbal")).otherwise("last")
    )
    hospital.deliver({"patients": changed})
    done = hospital.night()
    assert done.whole == ""
    assert done.changes["notes"] == {"added": 0, "removed": 0, "restated": 1, "carried": 3}
    texts = hospital.rows("notes")["text"]
    assert sorted("zorbal" in text for text in texts) == [False, True, True, True]
    _same(hospital, ("patients", "visits", "notes"))


def test_notes_that_say_nothing_of_what_was_learnt_are_carried_over(tmp_path: Path) -> None:
    """Four people get a new visit: the notes of one, in which its number stands with a wrong digit, are treated again.

    All of that person's: what the gate has seen of people it forgets by person.
    """
    hospital = Hospital(tmp_path, notes=True)
    four = PEOPLE["mrn"].head(4)
    said = ["", "", "Visit no. V900 12245 X booked.", "Visit V90055555X.", "No visit."]
    notes = pl.DataFrame({"mrn": [*four, four[2]], "text": [f"{NOTE} {more}" for more in said]})
    hospital.deliver({"patients": PEOPLE, "visits": VISITS, "notes": notes})
    hospital.night()
    fresh = VISITS.head(4).with_columns(patient=four, visit=pl.Series([f"V9001234{place}X" for place in range(3, 7)]))
    hospital.deliver({"visits": pl.concat([VISITS, fresh])})
    done = hospital.night()
    assert done.whole == ""
    assert done.changes["visits"]["added"] == 4
    assert done.changes["notes"] == {"added": 0, "removed": 0, "restated": 2, "carried": 3}
    assert not hospital.rows("notes")["text"].str.contains("12245").any()
    _same(hospital, ("patients", "visits", "notes"))
    hospital.deliver({"visits": pl.concat([VISITS, fresh, fresh.with_columns(value=1.5)])})
    assert hospital.night().changes["notes"]["carried"] == 5


def test_what_another_run_learnt_reaches_notes_carried_over(tmp_path: Path) -> None:
    """What the vault knows is compared at every night, whoever told it: a run killed after learning, or another one."""
    hospital = Hospital(tmp_path, notes=True)
    notes = pl.DataFrame({"mrn": PEOPLE["mrn"].head(3), "text": [NOTE] * 3})
    hospital.deliver({"patients": PEOPLE, "visits": VISITS, "notes": notes})
    hospital.night()
    changed = PEOPLE.with_columns(
        last=pl.when(pl.col("mrn") == PEOPLE["mrn"][1]).then(pl.lit("Zorbal")).otherwise("last")
    )
    hospital.deliver({"patients": changed})
    hospital.whole()
    hospital.deliver({"patients": PEOPLE})
    done = hospital.night()
    assert done.changes["notes"]["restated"] == 1
    assert sorted("zorbal" in text for text in hospital.rows("notes")["text"]) == [False, True, True]


def test_figures_of_residual_risk_are_carried_until_much_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few changes hand the figures on and say of which release they are; many, summed over nights, renew them."""
    monkeypatch.setattr(carried, "_MANY", 100)
    hospital = Hospital(tmp_path)
    hospital.deliver({"patients": PEOPLE, "visits": VISITS})
    hospital.night()
    first = hospital.manifest
    assert first.residual is not None
    assert (first.residual.reckoned, first.residual.changed) == ("", 0)
    told = []
    for rows in (295, 289, 280):
        hospital.deliver({"visits": VISITS.tail(rows)})
        hospital.night()
        found = hospital.manifest.residual
        assert found is not None
        told.append((found.reckoned, found.changed))
    assert told == [(first.release, 5), (first.release, 11), ("", 0)]
    hospital.whole()
    assert hospital.manifest.residual == found
