"""Numbers told by the persons they belong to: amounts change, a person's own and an event's own do not come again."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest

from safeharbor.classify.draft import Draft, draft_policy
from safeharbor.classify.samples import sample_of

AS_OF = dt.date(2026, 11, 22)
PERSONS = 60
ROWS = PERSONS * 6


def drafted(columns: dict[str, list[int]], *, header: str = "patient_id") -> Draft:
    """Return the draft of a table with six rows a person."""
    frame = pl.DataFrame({header: [f"P{row % PERSONS:05d}" for row in range(ROWS)], **columns})
    return draft_policy({"visits": sample_of("visits", frame)}, as_of=AS_OF)


def amounts() -> list[int]:
    """Return charges of three to five digits."""
    chance = random.Random(3)  # noqa: S311 - rows, not keys
    return [int(chance.lognormvariate(7, 1)) for _ in range(ROWS)]


def treatments(draft: Draft) -> dict[str, str]:
    """Return column -> treatment, of all tables."""
    return {column.path: column.treatment for table in draft.tables for column in table.columns}


def test_amounts_that_change_within_a_person_stay() -> None:
    """Whole numbers of several lengths that differ from visit to visit and come again under others are kept."""
    assert treatments(drafted({"zq": amounts()}))["zq"] == "keep"


@pytest.mark.parametrize(
    "values",
    [
        [97 + (row % PERSONS) * 31 for row in range(ROWS)],
        [88_000 + row * 93 for row in range(ROWS)],
        [400 + (row % PERSONS * 2 + row // PERSONS % 2) * 17 for row in range(ROWS)],
    ],
    ids=["a person's own", "an event's own", "two of a person's events"],
)
def test_numbers_of_persons_and_events_do_not(values: list[int]) -> None:
    """A number that is one person's in all rows, one row's, or one stay's is not kept."""
    assert treatments(drafted({"zq": values}))["zq"] != "keep"


def test_without_a_person_nothing_is_told() -> None:
    """Where no column says whose a row is, the same amounts are withheld."""
    frame = pl.DataFrame({"zq": amounts()})
    assert treatments(draft_policy({"t": sample_of("t", frame)}, as_of=AS_OF))["zq"] == "withhold"


@pytest.mark.parametrize(("header", "kept"), [("metric_id", True), ("employer_id", False), ("patient_group_id", False)])
def test_an_id_that_many_share_is_a_code_unless_it_is_somebodys(header: str, kept: bool) -> None:  # noqa: FBT001 - a case
    """Four numbers in 360 rows under `metric_id` are codes; an employer and a group of patients are none."""
    values = [(17801, 33008, 48500, 70001)[row * 7 // 3 % 4] for row in range(ROWS)]
    assert (treatments(drafted({header: values}))[header] == "keep") is kept


def test_a_code_that_many_share_stays_in_its_dictionary_too() -> None:
    """The dictionary that lists each code once keeps them as the table of events does."""
    codes = [17801, 33008, 48500, 70001]
    events = pl.DataFrame(
        {
            "patient_id": [f"P{row % PERSONS:05d}" for row in range(ROWS)],
            "metric_id": [codes[row * 7 // 3 % 4] for row in range(ROWS)],
        }
    )
    names = pl.DataFrame({"metric_id": codes, "name": ["Note viewed", "Order signed", "Printed", "Result released"]})
    samples = {"events": sample_of("events", events), "names": sample_of("names", names)}
    draft = draft_policy(samples, as_of=AS_OF)
    found = {(table.table, column.path): column.treatment for table in draft.tables for column in table.columns}
    assert (found["events", "metric_id"], found["names", "metric_id"]) == ("keep", "keep")


@pytest.mark.parametrize(
    ("header", "values"), [("countyAtDx", ["001", "059", "173"]), ("residence_city", ["12", "40", "7"])]
)
def test_numbers_under_a_place_are_a_place(header: str, values: list[str]) -> None:
    """A county's or a city's number is not kept for being small and repeated."""
    column = [values[row * 7 // 3 % 3] for row in range(ROWS)]
    frame = pl.DataFrame({"patient_id": [f"P{row % PERSONS:05d}" for row in range(ROWS)], header: column})
    assert treatments(draft_policy({"t": sample_of("t", frame)}, as_of=AS_OF))[header] == "drop"


def test_codes_under_a_header_that_may_mean_a_clinician_stay() -> None:
    """`TnmClinT` with cT1c, cT2, cTX holds stages, and nobody's name."""
    column = [("cT1c", "cT2", "cT3a", "cTX")[row * 7 // 3 % 4] for row in range(ROWS)]
    frame = pl.DataFrame({"patient_id": [f"P{row % PERSONS:05d}" for row in range(ROWS)], "TnmClinT": column})
    assert treatments(draft_policy({"t": sample_of("t", frame)}, as_of=AS_OF))["TnmClinT"] == "keep"


def one(header: str, values: list[str], **beside: list[str]) -> str:
    """Return what a draft does to a column, six rows a person, beside other columns."""
    whose = [f"P{row % PERSONS:05d}" for row in range(ROWS)]
    frame = pl.DataFrame({"patient_id": whose, **beside, header: values})
    return treatments(draft_policy({"t": sample_of("t", frame)}, as_of=AS_OF))[header]


def test_numbers_that_may_be_ages_are_told_by_how_far_a_persons_lie_apart() -> None:
    """18 to 97 in a column that says nothing is an age where a person keeps it, and none where it jumps."""
    kept = [str(18 + row % PERSONS * 79 // (PERSONS - 1)) for row in range(ROWS)]
    jumping = [str(18 + row * 37 % 80) for row in range(ROWS)]
    assert (one("X9", kept), one("X9", jumping)) == ("age_cap", "keep")


def test_ages_with_a_sex_are_ages() -> None:
    """`67F` and `41M` together are ages; `98F` alone may be degrees."""
    both = [f"{20 + row * 37 % 70}{'MF'[row % 2]}" for row in range(ROWS)]
    assert (one("A/S", both) != "keep", one("temp", [f"{96 + row % 6}F" for row in range(ROWS)])) == (True, "keep")


def test_numbers_beside_streets_without_any_are_house_numbers() -> None:
    """A small number is a house's where the street beside it has none, and a measure elsewhere."""
    numbers = [str(1 + row * 37 % 200) for row in range(ROWS)]
    streets = [("Dorpsstraat", "Kerkstraat", "Molenweg", "Lindelaan")[row % 4] for row in range(ROWS)]
    assert (one("qz", numbers, Straat=streets), one("qz", numbers)) == ("drop", "keep")


def test_a_prefix_of_a_type_says_nothing() -> None:
    """`txtEmployer` is no text, and `cboSide` a side."""
    firms = [("Acme Freight Inc", "Globex LLC", "Miller and Sons", "Hooli Corp")[row % 4] for row in range(ROWS)]
    assert (one("txtEmployer", firms), one("cboSide", ["LRB"[row % 3] for row in range(ROWS)])) == ("drop", "keep")


def test_germs_under_a_word_for_houses_stay() -> None:
    """`Org` over germs that many share is no organization; over a hospital's name it is."""
    germs = [("C. diff", "MRSA", "VRE", "C. auris")[row * 7 // 3 % 4] for row in range(ROWS)]
    houses = [("Springfield General Hospital", "Riverside Clinic")[row % 2] for row in range(ROWS)]
    assert (one("Org", germs), one("Org", houses)) == ("keep", "drop")


def test_initials_are_never_codes() -> None:
    """A dozen letters under a middle name are initials; under a relative's kind they say which relative."""
    letters = ["ABCDEFGHJKLM"[row % PERSONS * 5 % 12] for row in range(ROWS)]
    kinds = [("SP", "CH", "PA", "SI")[row % PERSONS % 4] for row in range(ROWS)]
    assert (one("middle_name", letters), one("initials", kinds), one("nok_rel", kinds)) == ("drop", "drop", "keep")


def test_ages_under_a_measure_are_told_by_lasting() -> None:
    """3 to 98 that every person keeps in all rows are ages; a pulse changes, and a height is no age."""
    kept = [str(3 + row % PERSONS * 95 // (PERSONS - 1)) for row in range(ROWS)]
    changing = [str(30 + row * 37 % 70) for row in range(ROWS)]
    heights = [str(140 + row % PERSONS // 2) for row in range(ROWS)]
    assert (one("pulse", kept), one("pulse", changing), one("height", heights)) == ("age_cap", "keep", "keep")


def test_numbers_of_one_length_that_hardly_come_again_are_an_events_own() -> None:
    """Four digits drawn for each visit meet twice by chance, and are withheld; those of which many come again stay."""
    chance = random.Random(37)  # noqa: S311 - rows, not keys
    drawn = [str(chance.randrange(1_000, 10_000)) for _ in range(ROWS)]
    measured = [str(chance.randrange(2_000, 2_600)) for _ in range(ROWS)]
    assert (one("ferr", drawn) == "keep", one("ferr", measured)) == (False, "keep")


def test_ages_with_decimals_are_told_by_lasting_where_no_header_says_a_measure() -> None:
    """18.2 to 97.4 that every person keeps are ages; a weight under its name stays, and what changes does."""
    kept = [f"{18.2 + row % PERSONS * 79.2 / (PERSONS - 1):.1f}" for row in range(ROWS)]
    changing = [f"{30 + row * 37 % 700 / 10:.1f}" for row in range(ROWS)]
    assert (one("c5", kept), one("weight", kept), one("c5", changing)) == ("age_cap", "keep", "keep")


def test_a_code_that_tells_persons_apart_is_none() -> None:
    """`#17` that a person keeps and at most two share is a flat's; a few that crowds keep are codes."""
    flats = [f"#{7 + row % PERSONS * 11 % 41}" for row in range(ROWS)]
    kinds = [f"#{7 + row % PERSONS % 9}" for row in range(ROWS)]
    assert (one("status", flats), one("status", kinds)) == ("withhold", "keep")
