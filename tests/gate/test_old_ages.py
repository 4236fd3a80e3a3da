"""A kept column may hold the category of those 90 and older, and no age over 89."""

from __future__ import annotations

import pytest

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
