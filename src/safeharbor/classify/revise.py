"""A draft corrected by its rehearsal: what the gate would refuse is withheld, known dirt is tolerated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.classify.draft import Draft, DraftColumn

_HALF: Final = 0.5  # a column of which most values do not fit was misjudged
_MARGIN: Final = 1.5  # what was not in the sample may be dirtier


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a rehearsal said of one column: the reason, and the share of values that do not fit its kind."""

    table: str
    path: str
    reason: str
    misfit: float = 0.0


def revised(draft: Draft, complaints: Sequence[Complaint]) -> Draft:
    """Return the draft without what would stop it: columns withheld with the reason, or a tolerance raised."""
    return replace(
        draft,
        tables=tuple(
            replace(
                table,
                columns=tuple(
                    _revised(column, [c for c in complaints if (c.table, c.path) == (table.table, column.path)])
                    for column in table.columns
                ),
            )
            for table in draft.tables
        ),
    )


def _revised(column: DraftColumn, complaints: Sequence[Complaint]) -> DraftColumn:
    if not complaints:
        return column
    if all(0 < complaint.misfit < _HALF for complaint in complaints):
        share = max(complaint.misfit for complaint in complaints)
        tolerance = round(min(1.0, share * _MARGIN + 0.01), 2)
        return replace(column, options={**column.options, "misfit_tolerance": tolerance})
    reasons = tuple(dict.fromkeys(f"in a rehearsal: {complaint.reason}" for complaint in complaints))
    return replace(
        column, treatment="withhold", system="", type="", cases=(), options={}, evidence=(*reasons, *column.evidence)
    )
