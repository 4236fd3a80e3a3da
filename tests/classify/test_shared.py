"""Unknown columns that many persons share are categories; what may identify never is."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest

from safeharbor.classify.draft import draft_policy
from safeharbor.classify.samples import sample_of

AS_OF = dt.date(2026, 11, 22)
PERSONS = 40


def treatment_of(values: list[str]) -> str:
    """Return what a draft does to `values` under a header that says nothing, four rows a person."""
    rows = range(PERSONS * 4)
    frame = pl.DataFrame(
        {
            "patient_id": [f"P{row % PERSONS:05d}" for row in rows],
            "zq": [random.Random(row).choice(values) for row in rows],  # noqa: S311 - rows, not keys
        }
    )
    (table,) = draft_policy({"visits": sample_of("visits", frame)}, as_of=AS_OF).tables
    return {column.path: column.treatment for column in table.columns}["zq"]


@pytest.mark.parametrize(
    "values",
    [
        ["MO", "DO", "MOD", "BL"],
        ["CO-45", "PR-1", "OA-23"],
        ["lebt", "verstorben"],
        ["CT SCANNER 1", "MR 3T"],
        ["MR brain", "CT head", "US renal"],
        ["00071015523", "68180051301", "00093104801"],
        ["18|85|111", "19", "22|48", "19|111", "85|22"],
        ["A1, A25; B7", "A2, A30; B44", "A1, A30; B7"],
    ],
)
def test_a_class_of_persons_stays(values: list[str]) -> None:
    """Short codes, words of another tongue and long codes stay when each belongs to many."""
    assert treatment_of(values) == "keep"


@pytest.mark.parametrize(
    "values",
    [
        ["Kowalski", "Okonkwo", "Delgado"],
        ["Springfield", "Riverside"],
        ["01013", "60614", "94110"],
        ["36061000100", "36061000201", "36047000301"],
        ["Acme Industries Inc", "Globex LLC"],
        ["Oberursel, HE", "Kronberg, HE", "Steinbach, BY"],
        ["MR OKAFOR", "MS LINDQVIST", "DR DELGADO"],
        ["Mr okafor", "Ms lindqvist", "Dr delgado"],
        ["dtr Ngozi", "dtr Ewa", "wife Shanice", "wife Marisol", "aunt", "son", "niece"],
        ["Okafor, Ngozi", "Lindqvist, Ewa", "Delgado, Ana"],
        ["01013;60614", "94110", "60614;94110"],
        ["1961-02-03", "1973-05-06"],
        [f"K{number}Z" for number in range(400, 480)],
    ],
)
def test_what_may_identify_does_not_stay_for_being_shared(values: list[str]) -> None:
    """Names, places, ZIPs, tracts, employers, dates, and codes that few share are not kept."""
    assert treatment_of(values) != "keep"


@pytest.mark.parametrize(
    "values",
    [
        ["Tyson plant", "School district", "County jail"],
        ["Kroger", "Fifth Third", "Costco", "Procter"],
        ["Walnut Hills HS", "St X", "Oak Hills", "Sycamore Jr High"],
        [f"{day:02}/{month:02}" for day in range(1, 29) for month in range(1, 13)],
        [f"{number:05}" for number in range(0, 99_999, 511)],
    ],
)
def test_employers_days_and_zero_led_numbers_are_not_kept(values: list[str]) -> None:
    """Employers many work for, days written day first, and digits of one length that begin with zeros."""
    assert treatment_of(values) != "keep"
