"""Who is 90 or older in the year of `as_of`, and what the rows know of each person."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from safeharbor.findings import KnownValue
from safeharbor.identifiers import DataKind
from safeharbor.leaves import take_apart
from safeharbor.records import ColumnPlan, TablePlan
from safeharbor.subjects import aged_rows, known_values, subject_keys

AS_OF = dt.date(2025, 6, 30)
PLAN = TablePlan(
    "t",
    "mrn",
    (
        ColumnPlan("mrn", DataKind.MRN, "tokenize", system="patient"),
        ColumnPlan("born", DataKind.BIRTH_DATE, "birth_year"),
        ColumnPlan("age", DataKind.AGE, "age_cap"),
        ColumnPlan("seen", DataKind.DATE, "year"),
        ColumnPlan("name", DataKind.FULL_NAME, "drop"),
        ColumnPlan("a1c", DataKind.MEASURE, "keep"),
    ),
)


def _row(**cells: object) -> pl.DataFrame:
    row = {"mrn": "007", "born": None, "age": None, "seen": None, "name": "Ann Oyelaran", "a1c": "7.2", **cells}
    return pl.DataFrame({name: [cell] for name, cell in row.items()}, schema_overrides={"age": pl.Int64})


@pytest.mark.parametrize(
    ("cells", "aged"),
    [
        ({"born": "1935-12-31"}, True),
        ({"born": "1936-01-07"}, False),
        ({"age": 90}, True),
        ({"age": 89}, False),
        ({"age": 89, "seen": "2025-02-01"}, False),
        ({"age": 89, "seen": "2024-02-01"}, True),
        ({"age": 58, "seen": "05/01/1990"}, True),
        ({"born": "1936-01-07", "age": 89, "seen": "2012-08-12"}, False),
        ({}, False),
    ],
)
def test_who_is_aged(cells: dict[str, object], *, aged: bool) -> None:
    """By birth year; by age; by age and event year only where the row has no birth year."""
    found = aged_rows(take_apart(_row(**cells)), PLAN, AS_OF)
    assert found is not None
    assert found.to_list() == [aged]


@pytest.mark.parametrize(
    ("born", "events", "aged"),
    [
        ("1935-12-31", [], True),
        ("1936-01-07", [], False),
        (None, [(None, None), (90, None)], True),
        (None, [(60, "1990-05-01"), (61, "2025-01-01")], True),
        (None, [(60, "2025-01-01"), (61, "1990-05-01"), (None, "1980-01-01")], True),
        (None, [(60, "2025-01-01"), (None, "1990-05-01")], False),
        ("1950-01-07", [(60, "1990-05-01")], False),
        (None, None, False),
    ],
)
def test_fields_and_lists_tell_it_too(
    born: str | None, events: list[tuple[int | None, str | None]] | None, *, aged: bool
) -> None:
    """A birth date in a field counts as one in a column; an age in a list is of the dates of its own element."""
    plan = TablePlan(
        "t",
        "mrn",
        (
            PLAN.columns[0],
            ColumnPlan("who.born", DataKind.BIRTH_DATE, "birth_year"),
            ColumnPlan("events[].age", DataKind.AGE, "age_cap"),
            ColumnPlan("events[].seen", DataKind.DATE, "year"),
        ),
    )
    held = None if events is None else [{"age": age, "seen": seen} for age, seen in events]
    rows = pl.DataFrame(
        [{"mrn": "006", "who": None, "events": []}, {"mrn": "007", "who": {"born": born}, "events": held}],
        schema={
            "mrn": pl.String,
            "who": pl.Struct({"born": pl.String}),
            "events": pl.List(pl.Struct({"age": pl.Int64, "seen": pl.String})),
        },
    )
    found = aged_rows(take_apart(rows), plan, AS_OF)
    assert found is not None
    assert found.to_list() == [False, aged]


@pytest.mark.parametrize(("unit", "aged"), [("years", True), ("months", False), ("days", False)])
def test_an_age_counts_in_its_own_unit(unit: str, *, aged: bool) -> None:
    """95 months make nobody 90 or older; 95 years do."""
    plan = TablePlan("t", "mrn", (PLAN.columns[0], ColumnPlan("age", DataKind.AGE, "age_cap", options={"unit": unit})))
    found = aged_rows(take_apart(_row(age=95).select("mrn", "age")), plan, AS_OF)
    assert found is not None
    assert found.to_list() == [aged]


def test_a_table_without_births_and_ages_tells_nothing() -> None:
    """No column, no answer: not "false"."""
    plan = TablePlan("t", "mrn", (PLAN.columns[0], PLAN.columns[3]))
    assert aged_rows(take_apart(_row(seen="1990-01-01").select("mrn", "seen")), plan, AS_OF) is None


def test_variants_of_an_id_are_one_person() -> None:
    """`007` and `7.0` are one subject, named with the system."""
    keys = subject_keys(take_apart(pl.concat([_row(), _row(mrn="7.0"), _row(mrn="N/A")])), PLAN, "patient")
    assert keys is not None
    assert keys.to_list() == ["patient:7", "patient:7", None]


def test_known_values_are_identifiers_only() -> None:
    """Names, numbers and birth dates are looked for in notes; measures, ages and event dates are not."""
    leaves = take_apart(_row(born="1960-01-02", seen="2024-01-01"))
    subject = subject_keys(leaves, PLAN, "patient")
    assert subject is not None
    known = known_values(leaves, PLAN, subject, None)
    assert set(known["patient:7"].values) == {
        KnownValue(DataKind.MRN, "007"),
        KnownValue(DataKind.BIRTH_DATE, "1960-01-02"),
        KnownValue(DataKind.FULL_NAME, "Ann Oyelaran"),
    }
    assert "Oyelaran" not in repr(known)
