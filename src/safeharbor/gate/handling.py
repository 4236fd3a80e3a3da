"""What becomes of a batch that the gate objects to: refused, or published without some cells or rows, by policy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from safeharbor.errors import SafeHarborError
from safeharbor.gate.blame import without
from safeharbor.gate.blocked import BlockedError
from safeharbor.gate.held import Kept, Reason, held_rows, rows_of
from safeharbor.leaves import take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.findings import Violation
    from safeharbor.gate.quarantine import Quarantine
    from safeharbor.records import Batch, TablePlan, TreatedBatch

# rows of a batch kept as evidence where the source still has all of them: enough to see why
_EVIDENCE: Final = 200


@dataclass(frozen=True, slots=True)
class Handling:
    """The policy's `gate.on_violation`, and where what is kept back goes.

    `system`: what the table's people are called in. `refuse`: nothing is published. `withhold`: cells objected to
    become null. `quarantine`: their rows are left out. `keeps`: whether what is objected to is held.
    What is wrong as a whole, and points at no cell, refuses always.
    """

    on_violation: Literal["refuse", "withhold", "quarantine"] = "refuse"
    quarantine: Quarantine | None = field(default=None, repr=False)
    system: str = ""
    keeps: bool = True


REFUSE: Final = Handling()


@dataclass(frozen=True, slots=True)
class Case:
    """A batch, what was made of it, and what the checks found."""

    source: Batch
    treated: TreatedBatch
    plan: TablePlan
    found: tuple[Violation, ...]

    def places(self) -> list[int]:
        """Return the rows objected to, in order."""
        return sorted({row for _, rows in rows_of(self.found, self.treated) for row in rows})


def handled(case: Case, handling: Handling) -> TreatedBatch:
    """Return what may be published of a batch that was objected to; raise BlockedError when nothing may.

    Counts: `gate_released` cells that a person let through, `gate_withheld` and `gate_quarantined` cells by column,
    `objected.<check>` cells and `quarantined` rows of the whole table (under the column "").
    """
    case = _let_through(case, handling.quarantine)
    refused = [one for one in case.found if handling.on_violation == "refuse" or not one.cells]
    if refused:
        raise BlockedError(refused, held=_evidence(case, handling))
    if not case.found:
        return case.treated
    counts: Counter[tuple[str, str]] = Counter()
    for one in case.found:
        counts["", f"objected.{one.check}"] += len(one.cells)
    if handling.on_violation == "withhold":
        _evidence(case, handling)
        treated = without(case.treated, case.found)
        return replace(treated, counts={**treated.counts, **counts})
    treated, places = case.treated, case.places()
    _hold(case, handling, places)
    for column in dict.fromkeys(one.column for one in case.found):
        cells = {cell for one in case.found if one.column == column for cell in one.cells}
        counts[column, "gate_quarantined"] = len(cells)
    counts["", "quarantined"] = len(places)
    stay = ~pl.int_range(treated.frame.height, eager=True).is_in(places)
    return replace(
        treated,
        frame=treated.frame.filter(stay),
        order=treated.order.filter(stay),
        marks=None if treated.marks is None else treated.marks.filter(stay),
        codes={path: column.filter(stay) for path, column in treated.codes.items()},
        counts={**treated.counts, **counts},
    )


def _let_through(case: Case, quarantine: Quarantine | None) -> Case:
    """Take away the cells that a person let through, and count them."""
    permits = frozenset[bytes]() if quarantine is None else quarantine.permits()
    if quarantine is None or not permits:
        return case
    leaves = take_apart(case.treated.frame)
    left: list[Violation] = []
    passed: dict[str, set[int]] = {}
    for one in case.found:
        marks = cell_marks(quarantine, one, leaves[one.column].values) if one.cells else {}
        good = {cell for cell, mark in marks.items() if mark in permits}
        passed.setdefault(one.column, set()).update(good)
        cells = tuple(cell for cell in one.cells if cell not in good)
        if cells or not one.cells:
            left.append(replace(one, cells=cells, count=len(cells) or one.count))
    counts = {(column, "gate_released"): len(cells) for column, cells in passed.items() if cells}
    treated = replace(case.treated, counts={**case.treated.counts, **counts})
    return replace(case, treated=treated, found=tuple(left))


def cell_marks(quarantine: Quarantine, violation: Violation, values: pl.Series) -> dict[int, bytes]:
    """Return cell -> the digest that stands for this objection to it."""
    texts = values.gather(list(violation.cells)).cast(pl.String, strict=False)
    return {
        cell: quarantine.mark(violation.table, violation.column, violation.check, text)
        for cell, text in zip(violation.cells, texts, strict=True)
        if text is not None
    }


def _evidence(case: Case, handling: Handling) -> bool:
    """Keep some of the rows objected to; what was decided stands whether or not they can be kept."""
    try:
        return _hold(case, handling, case.places()[:_EVIDENCE])
    except SafeHarborError:
        return False


def _hold(case: Case, handling: Handling, places: Sequence[int]) -> bool:
    if handling.quarantine is None or not handling.keeps:
        return False
    inside = {place: number for number, place in enumerate(places)}
    reasons = tuple(
        Reason(one.check, one.column, one.reason, one.count, tuple(inside[row] for row in rows if row in inside))
        for one, rows in rows_of(case.found, case.treated)
    )
    kinds = {column.path: str(column.kind) for column in case.plan.columns}
    what = Kept(case.plan.table, handling.on_violation, len(case.places()), len(places), reasons, kinds)
    handling.quarantine.hold(what, held_rows(case.source, case.treated, case.plan, places, handling.system))
    return True
