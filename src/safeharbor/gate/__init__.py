"""The gate: nothing is published that did not pass it. The only maker of `ReleasedBatch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor.gate.blame import without
from safeharbor.gate.blocked import BlockedError
from safeharbor.gate.checks import CHECKS, default_checks, nulls
from safeharbor.records import ReleasedBatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from safeharbor.protocols import Check
    from safeharbor.records import Batch, TablePlan, TreatedBatch

__all__ = ["CHECKS", "BlockedError", "default_checks", "nulls", "release", "whole"]


def release(
    source: Batch, treated: TreatedBatch, plan: TablePlan, checks: Sequence[Check], *, withhold: bool = False
) -> ReleasedBatch:
    """Return the treated batch as released; raise GateError with every violation of every check.

    `withhold`: cells that a check objects to become null and are counted `gate_withheld`; what a
    check objects to as a whole is refused all the same. Without it every violation refuses.
    """
    found = [violation for check in checks for violation in check.batch(source, treated, plan)]
    refused = [violation for violation in found if not (withhold and violation.cells)]
    if refused:
        raise BlockedError(refused)
    if found:
        treated = without(treated, found)
    return ReleasedBatch(
        table=treated.table,
        frame=treated.frame,
        order=treated.order,
        counts=treated.counts,
        position=treated.position,
    )


def whole(tables: Mapping[str, Path], checks: Sequence[Check]) -> None:
    """Check a staged release, table -> folder of files; raise GateError with every violation."""
    found = [violation for check in checks for violation in check.whole(tables)]
    if found:
        raise BlockedError(found)
