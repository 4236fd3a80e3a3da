"""The gate: nothing is published that did not pass it. The only maker of `ReleasedBatch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor.gate.blocked import BlockedError
from safeharbor.gate.bounds import Bounds
from safeharbor.gate.checks import CHECKS, default_checks, forget, memory, nulls, recall
from safeharbor.gate.handling import REFUSE, Case, Handling, handled
from safeharbor.gate.known_values import NO_COLUMNS, KnownValuesCheck
from safeharbor.gate.persons import people_of
from safeharbor.gate.quarantine import Quarantine
from safeharbor.records import ReleasedBatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from safeharbor.protocols import Check
    from safeharbor.records import Batch, TablePlan, TreatedBatch

__all__ = [
    "CHECKS",
    "REFUSE",
    "BlockedError",
    "Handling",
    "KnownValuesCheck",
    "Quarantine",
    "default_checks",
    "forget",
    "memory",
    "nulls",
    "people_of",
    "recall",
    "release",
    "start_over",
    "whole",
]


def release(
    source: Batch, treated: TreatedBatch, plan: TablePlan, checks: Sequence[Check], *, handling: Handling = REFUSE
) -> ReleasedBatch:
    """Return the treated batch as released; raise GateError with every violation of every check.

    `handling`: what the policy does with cells that a check objects to. Without it every violation
    refuses; what a check objects to as a whole is refused in any case.
    """
    found = [violation for check in checks for violation in check.batch(source, treated, plan)]
    if found:
        treated = handled(Case(source, treated, plan, tuple(found)), handling)
    return ReleasedBatch(
        table=treated.table,
        frame=treated.frame,
        order=treated.order,
        counts=treated.counts,
        position=treated.position,
        marks=treated.marks,
        codes=treated.codes,
        texts=treated.texts,
    )


def start_over(blocked: BlockedError, checks: Sequence[Check]) -> bool:
    """Say whether a staged release was blocked for identifiers learnt only after their rows had passed.

    If so, the checks start over with all that they know now: the rows are to be staged again, so that the
    cells are found and the policy can say what becomes of them.
    """
    late = KnownValuesCheck.name
    if not any(found.check == late and found.column not in NO_COLUMNS for found in blocked.violations):
        return False
    for check in checks:
        if isinstance(check, KnownValuesCheck | Bounds):
            check.start_over()
    return True


def whole(tables: Mapping[str, Path], checks: Sequence[Check]) -> None:
    """Check a staged release, table -> folder of files; raise GateError with every violation."""
    found = [violation for check in checks for violation in check.whole(tables)]
    if found:
        raise BlockedError(found)
