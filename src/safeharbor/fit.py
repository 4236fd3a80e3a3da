"""Whether values still fit the kind their column was declared to be: the drift that a schema cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.records import ColumnPlan, TablePlan

# longest value and most blanks of a kept kind; measured on code systems and displays: the longest
# RxNorm and LOINC display names stay under 160 bytes, codes and units under 64
_LIMITS: Final = {
    DataKind.CODE: (64, 3),
    DataKind.MEASURE: (64, 8),
    DataKind.CATEGORY: (256, 40),
    DataKind.COUNTRY: (64, 8),
}
# counts of treatments that mean "this value was not what the column is declared to hold"
_MISFIT: Final = ("unreadable", "misfit")
_FEW: Final = 3  # a value or two that do not fit are withheld; they are no drift, however small the table
# treatments whose withheld values are those they could not take for what the column is declared to hold
_WITHHOLDING: Final = frozenset({"zip3", "state"})


def misfits(values: pl.Series, kind: DataKind) -> pl.Series | None:
    """Return where a kept text value is too long or too wordy for its kind; None when none is."""
    if values.dtype != pl.String or kind not in _LIMITS:
        return None
    longest, blanks = _LIMITS[kind]
    lengths = values.str.len_bytes()
    found = lengths > longest
    # a value with that many blanks is longer than twice as many bytes: most columns hold none
    wordy = lengths > 2 * blanks
    if wordy.any() and values.str.contains(" ", literal=True).any():
        found |= values.str.count_matches(" ", literal=True) > blanks
    return found.fill_null(value=False) if found.any() else None


def shares(column: ColumnPlan, counts: Mapping[tuple[str, str], int]) -> tuple[float, float]:
    """Return which shares of a column's values do not fit its kind, and are objected to by the gate.

    Fewer than three values that do not fit count as none.
    """
    cells = counts.get((column.path, "cells"), 0)
    if not cells:
        return 0.0, 0.0
    kinds = (*_MISFIT, "withheld") if column.treatment in _WITHHOLDING else _MISFIT
    misfit = sum(counts.get((column.path, what), 0) for what in kinds)
    return (misfit if misfit >= _FEW else 0) / cells, counts.get((column.path, "gate_withheld"), 0) / cells


def incomplete(plan: TablePlan, counts: Mapping[tuple[str, str], int], completeness: float) -> list[str]:
    """Return a line for each column of which the gate withheld more than the policy allows, and for too many rows.

    `counts` says under the column "" how many `rows` the table had, and how many the gate `quarantined`.
    """
    rows, gone = counts.get(("", "rows"), 0), counts.get(("", "quarantined"), 0)
    lost = f"{plan.table}: the gate objects to {gone / max(rows, 1):.1%} of its rows"
    return [lost] * (gone > rows * (1 - completeness)) + [
        f"{plan.table}.{column.path}: the gate objects to {objected:.1%} of its values"
        for column in plan.columns
        if (objected := shares(column, counts)[1]) > 1 - completeness
    ]


def drift(plan: TablePlan, counts: Mapping[tuple[str, str], int], tolerance: float) -> list[str]:
    """Return a line for each column of which more than its tolerated share of values did not fit."""
    return [
        f"{plan.table}.{column.path}: {misfit:.1%} of its values are not of kind {column.kind} ({column.treatment})"
        for column in plan.columns
        if (misfit := shares(column, counts)[0]) > float(column.options.get("misfit_tolerance", tolerance))
    ]
