"""Ages told by how they are written, whatever the header says."""

from __future__ import annotations

import datetime as dt

import polars as pl

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
