"""Which cells of an entry a person may let through, as the marks that the gate knows them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor.gate.held import by_row

if TYPE_CHECKING:
    from safeharbor.gate.held import Entry, HeldRows
    from safeharbor.gate.quarantine import Quarantine


def marks(quarantine: Quarantine, entry: Entry, rows: HeldRows, wanted: frozenset[int]) -> list[bytes]:
    """Return the marks of the cells objected to in the rows wanted; none for a column objected to as a whole."""
    values = by_row(rows.treated)
    return sorted(
        {
            quarantine.mark(entry.what.table, reason.column, reason.check, text)
            for reason in entry.what.reasons
            for row in reason.rows
            if row in wanted
            for text in values.get(reason.column, {}).get(row, ())
        }
    )
