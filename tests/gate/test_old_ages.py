"""No age over 89 leaves: not in a kept column, and not by a birth year, an age and a date of one row together."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from safeharbor.gate.joint_age import JointAge
from safeharbor.gate.residual_columns import ResidualColumns
from safeharbor.identifiers import DataKind
from tests.gate.given import batch, column, context, plan, treated


@pytest.mark.parametrize(
    ("cell", "faults"),
    [
        *((cell, 1) for cell in ("96 y.o.", "96yo F", "101 years old", "097Y")),
        *((cell, 0) for cell in ("90 years or older", "89 y.o.", ">90", "96", "95 years", "97.5")),
    ],
)
def test_a_kept_cell_that_says_an_age_over_89_is_a_fault(cell: str, faults: int) -> None:
    """Ages in words are told; `>90`, durations and results are not ages."""
    cells = {"yrs": [cell, "12"]}
    rule = plan(column("yrs", DataKind.MEASURE, "keep"))
    found = ResidualColumns(context()).batch(batch(cells), treated(cells), rule)
    assert [violation.count for violation in found if "over 89" in violation.reason] == [1] * faults


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ({"who": {"born": 1950}, "events": [{"age": 60, "seen": 2010}, {"age": 90, "seen": 2025}]}, ["who.born"]),
        ({"who": {"born": 1936}, "events": [{"age": 60, "seen": 2010}, {"age": 90, "seen": 2025}]}, []),
        ({"who": {"born": None}, "events": [{"age": 60, "seen": 1990}, {"age": 61, "seen": 2026}]}, ["events[].age"]),
        ({"who": {"born": None}, "events": [{"age": 61, "seen": 2026}, {"age": 60, "seen": 2025}]}, []),
        ({"who": {"born": 1950}, "events": [{"age": 60, "seen": 1990}]}, []),
        ({"who": {"born": 1950}, "events": [{"age": None, "seen": 2040}]}, ["who.born"]),
        ({"who": None, "events": None}, []),
        ({"who": {"born": 1950}, "events": []}, []),
    ],
)
def test_fields_and_lists_of_one_row_are_looked_at_together(row: dict[str, Any], faults: list[str]) -> None:
    """A birth year in a field beside ages and years in a list, each year with the age of its own element."""
    rule = plan(
        column("who.born", DataKind.BIRTH_YEAR, "birth_year"),
        column("events[].age", DataKind.AGE, "age_cap"),
        column("events[].seen", DataKind.YEAR, "year"),
    )
    types = {
        "who": pl.Struct({"born": pl.Int32}),
        "events": pl.List(pl.Struct({"age": pl.Int32, "seen": pl.Int32})),
    }
    rows = pl.DataFrame([row], schema=types)
    assert [fault.column for fault in JointAge(context()).batch(batch(rows), treated(rows), rule)] == faults
