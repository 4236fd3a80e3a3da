"""Rows from the quarantine, treated and checked once more; nothing is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safeharbor.runners.assembly import Assembly


def again(assembly: Assembly, name: str) -> str:
    """Return why the rows of an entry would still be kept back, on one line; "" when they pass.

    The check knows what these rows and the vault say; the next run knows the whole sources, and decides.
    """
    from dataclasses import replace

    from safeharbor.gate import BlockedError
    from safeharbor.leaves import paths
    from safeharbor.pipeline import release, treat
    from safeharbor.records import Batch, Position

    if assembly.quarantine is None:
        return "the policy keeps no quarantine"
    entry, rows = assembly.quarantine.rows(name)
    part = assembly.parts.get(entry.what.table)
    if part is None:
        return "the policy no longer has this table"
    if not rows.source.height:
        return "no row is held: the column as a whole was objected to; run again"
    if {column.path for column in part.job.plan.columns if column.treatment != "duration"} != set(
        paths(rows.source.schema)
    ):
        return "the table has other columns by now; run again"
    batch = Batch(entry.what.table, rows.source, Position(0, name))
    job = replace(part.job, handling=replace(part.job.handling, on_violation="refuse", keeps=False))
    try:
        release(batch, treat(batch, job), job, assembly.checks)
    except BlockedError as blocked:
        return "; ".join(dict.fromkeys(f"{one.column}: {one.reason}" for one in blocked.violations))
    return ""
