"""Five nights across a 90th birthday and a New Year: no release, and no pair of releases, shows an age over 89."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest

from safeharbor.errors import PolicyError
from tests.runners.nightly import Hospital, patients, rows, visits

if TYPE_CHECKING:
    from pathlib import Path

OLDEST: Final = 89
# born in 1936: 89 in 2025, 90 in 2026; in 1935: 90 already; in 1937: 90 in 2027
EDGE: Final = pl.DataFrame(
    {
        "mrn": ["70000001", "70000002", "70000003"],
        "last": ["Lindqvist", "Montgomery", "Nakamura"],
        "phone": ["801-555-0101", "801-555-0102", "801-555-0103"],
        "born": ["1936-02-10", "1935-05-05", "1937-11-30"],
        "zip": ["84101", "84102", "84103"],
    }
)


def _visit(mrn: str, number: int, seen: str, age: int) -> dict[str, object]:
    return {"patient": mrn, "visit": f"W{number:08d}Q", "seen": seen, "age": age, "code": "I10", "value": number / 10}


# what each night adds; the third lies in a new year, the fourth is that of a 90th birthday
NIGHTS: Final = (
    ("2025-12-30", [_visit("70000001", 1, "2025-12-29", 89), _visit("70000002", 2, "2025-12-29", 90)]),
    ("2025-12-31", [_visit("70000001", 3, "2025-12-30", 89), _visit("70000003", 4, "2025-12-30", 88)]),
    ("2026-01-01", [_visit("70000003", 5, "2026-01-01", 88)]),
    ("2026-02-10", [_visit("70000001", 6, "2026-02-10", 90), _visit("70000002", 7, "2026-02-09", 90)]),
    ("2027-12-01", [_visit("70000001", 8, "2027-12-01", 91), _visit("70000003", 9, "2027-12-01", 90)]),
)


def _releases(hospital: Hospital) -> list[Path]:
    """Run the five nights; return their releases."""
    people = pl.concat([patients(40), EDGE])
    events = visits(patients(40))
    found: list[Path] = []
    for as_of, more in NIGHTS:
        events = pl.concat([events, pl.DataFrame(more)])
        hospital.as_of(as_of)
        hospital.deliver({"patients": people, "visits": events})
        done = hospital.night()
        assert done.outcome is not None
        found.append(done.outcome.folder)
    return found


def _born(release: Path, as_of: int) -> dict[str, set[int]]:
    """Return token -> birth years that a release tells exactly: published ones, and those an age and a year make."""
    told: dict[str, set[int]] = {}
    for token, year in rows(release, "patients").select("mrn", "born").drop_nulls().iter_rows():
        if year > as_of - OLDEST - 1:
            told.setdefault(token, set()).add(year)
    for token, seen, age in rows(release, "visits").select("patient", "seen", "age").drop_nulls().iter_rows():
        if age <= OLDEST:
            told.setdefault(token, set()).add(seen - age)
    return told


def _old(first: Path, second: Path, first_as_of: int) -> list[tuple[int, int | None]]:
    """Return what two releases tell together of people over 89: (birth year, event year), or an exact one of 90."""
    born = _born(first, first_as_of)
    found: list[tuple[int, int | None]] = []
    for token, seen, age in rows(second, "visits").select("patient", "seen", "age").iter_rows():
        for year in born.get(token, ()):
            old = (seen is not None and seen - year > OLDEST) or (age is not None and age > OLDEST)
            found += [(year, seen)] if old else []
    return found


def test_no_release_and_no_pair_of_releases_shows_an_age_over_89(tmp_path: Path) -> None:
    """Birth years and ages of any release, beside the event years and ages of any other, never make 90."""
    releases = _releases(Hospital(tmp_path))
    years = [int(as_of[:4]) for as_of, _ in NIGHTS]
    for at, release in enumerate(releases):
        assert _old(release, release, years[at]) == []
    for first, second in permutations(range(len(releases)), 2):
        assert _old(releases[first], releases[second], years[first]) == [], (first, second)


def test_earlier_rows_are_restated(tmp_path: Path) -> None:
    """Who is 89 in December has a birth year and ages; in January the same rows have neither."""
    hospital = Hospital(tmp_path)
    releases = _releases(hospital)
    before = rows(releases[1], "visits").filter(pl.col("age") == 89)
    assert before["seen"].unique().to_list() == [2025]
    token = before["patient"][0]
    for release, year in ((releases[1], 1936), (releases[2], 1936), (releases[4], 1937)):
        assert rows(release, "patients").filter(pl.col("mrn") == token)["born"].to_list() == [year]
    after = rows(releases[2], "visits").filter(pl.col("patient") == token)
    assert after["age"].to_list() == [None, None]
    assert after["seen"].to_list() == [2025, 2025]
    last = rows(releases[4], "visits").filter(pl.col("patient") == token)
    assert sorted(last["seen"], key=str) == [2025, 2025, None, None]


def test_who_was_over_89_in_the_first_release_keeps_years_and_the_bucket(tmp_path: Path) -> None:
    """A person never published with a birth year loses nothing to pairs of releases."""
    releases = _releases(Hospital(tmp_path))
    seen = rows(releases[4], "visits").filter(pl.col("age") == 90).select("seen", "age")
    assert sorted(seen["seen"]) == [2025, 2026]


def test_as_of_never_goes_back_a_year(tmp_path: Path) -> None:
    """A policy of an earlier year than the release that serves is refused before anything is read."""
    hospital = Hospital(tmp_path, as_of="2026-01-01")
    hospital.deliver({"patients": patients(), "visits": visits(patients())})
    hospital.night()
    hospital.as_of("2025-12-31")
    with pytest.raises(PolicyError, match="as_of is of 2025"):
        hospital.night()
    hospital.as_of("2026-01-01")
    hospital.night()


def test_a_later_event_restates_earlier_rows_within_a_year(tmp_path: Path) -> None:
    """An age and a year delivered tonight that make a person 90 this year withhold that person's earlier ages."""
    hospital = Hospital(tmp_path, as_of="2025-06-30")
    people = patients(40).with_columns(born=pl.when(pl.col("mrn") == "60000000").then(None).otherwise("born"))
    events = pl.concat([visits(people.drop_nulls()), pl.DataFrame([_visit("60000000", 1, "2018-05-01", 80)])])
    hospital.deliver({"patients": people, "visits": events})
    hospital.night()
    token = hospital.rows("visits").join(
        hospital.rows("patients").filter(pl.col("born").is_null()), left_on="patient", right_on="mrn"
    )
    assert token["age"].to_list() == [80]
    hospital.deliver({"visits": pl.concat([events, pl.DataFrame([_visit("60000000", 2, "2025-01-02", 90)])])})
    done = hospital.night()
    assert done.whole == ""
    assert done.changes["visits"]["restated"] == 1
    again = hospital.rows("visits").join(
        hospital.rows("patients").filter(pl.col("born").is_null()), left_on="patient", right_on="mrn"
    )
    assert sorted(again["age"], key=str) == [90, None]
