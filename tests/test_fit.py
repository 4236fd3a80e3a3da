"""Values that are not of their column's kind are found, and past the tolerated share they stop the run."""

from __future__ import annotations

import polars as pl
import pytest

from safeharbor.fit import drift, misfits
from safeharbor.identifiers import DataKind
from safeharbor.records import ColumnPlan, TablePlan

PROSE = "patient says that she feels better since the last visit"


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        (DataKind.CODE, "E11.9", True),
        (DataKind.CODE, "http://snomed.info/sct|44054006", True),
        (DataKind.CODE, PROSE, False),
        (DataKind.MEASURE, "120/80 mm[Hg]", True),
        (DataKind.MEASURE, "> 90 mL/min/1.73 m2", True),
        (DataKind.MEASURE, PROSE, False),
        (DataKind.CATEGORY, "Hemoglobin A1c/Hemoglobin.total in Blood by HPLC", True),
        (DataKind.CATEGORY, PROSE * 8, False),
    ],
)
def test_what_fits_a_kind(kind: DataKind, value: str, *, fits: bool) -> None:
    """Codes, results and displays fit; prose among codes does not."""
    found = misfits(pl.Series([value, None]), kind)
    assert (found is None) is fits
    assert fits or (found is not None and found.to_list() == [True, False])


def test_numbers_always_fit() -> None:
    """A typed column is held to its type elsewhere."""
    assert misfits(pl.Series([1.0, 2.0]), DataKind.MEASURE) is None


@pytest.mark.parametrize(("bad", "stops"), [(0, False), (5, False), (6, True), (100, True)])
def test_the_tolerated_share(bad: int, *, stops: bool) -> None:
    """Five of a hundred pass at 5 %, six do not; the line names table, column and counts only."""
    plan = TablePlan("t", "", (ColumnPlan(path="when", kind=DataKind.DATE, treatment="year"),))
    lines = drift(plan, {("when", "cells"): 100, ("when", "unreadable"): bad}, 0.05)
    assert lines == ([f"t.when: {bad}.0% of its values are not of kind date (year)"] if stops else [])


def test_a_rule_may_tolerate_more() -> None:
    """A column known to be dirty has its own tolerance."""
    plan = TablePlan("t", "", (ColumnPlan("when", DataKind.DATE, "year", options={"misfit_tolerance": 0.5}),))
    assert drift(plan, {("when", "cells"): 10, ("when", "unreadable"): 5}, 0.05) == []
