"""Ages told by how they are written, whatever the header says."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from safeharbor.classify.draft import draft_policy
from safeharbor.classify.samples import sample_of
from safeharbor.identifiers import DataKind


def test_values_that_say_years_old_are_ages() -> None:
    """A header of `yrs` beside `96 y.o.` is an age; a duration in years is not."""
    rows = 60
    frame = pl.DataFrame(
        {
            "PtNo": [str(100_000 + 7 * row) for row in range(rows)],
            "yrs": [f"{row + 37}{' y.o.' if row % 3 else ''}" for row in range(rows)],
            "smoked": [f"{row % 40} years" for row in range(rows)],
        }
    )
    draft = draft_policy({"visits": sample_of("visits", frame)}, as_of=dt.date(2025, 6, 30))
    kinds = {column.path: (column.kind, column.treatment) for column in draft.tables[0].columns}
    assert kinds["yrs"] == (DataKind.AGE, "age_cap")
    assert kinds["smoked"][0] != DataKind.AGE


@pytest.mark.parametrize(
    ("header", "values", "treatment"),
    [
        ("age_days", [str(1 + row * 7 % 400) for row in range(60)], "keep"),
        ("Age (mo)", [str(2 + row * 7 % 130) for row in range(60)], "keep"),
        ("age_in_months", [str(300 + row * 13 % 800) for row in range(60)], "age_cap"),
        ("age_at_dx_days", [str(9_000 + row * 397 % 24_000) for row in range(60)], "age_cap"),
    ],
)
def test_ages_in_small_units_stay_exact_where_all_are_young(header: str, values: list[str], treatment: str) -> None:
    """A newborn's days and a child's months are clinical; an adult's months and days become whole years."""
    frame = pl.DataFrame({"PtNo": [str(100_000 + 7 * row) for row in range(60)], header: values})
    draft = draft_policy({"visits": sample_of("visits", frame)}, as_of=dt.date(2025, 6, 30))
    column = next(column for column in draft.tables[0].columns if column.path == header)
    assert column.treatment == treatment
    assert ("highest" in column.options, "unit" in column.options) == (treatment == "keep", True)
