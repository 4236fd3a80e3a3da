"""What the vault knows of a batch's people from earlier, told to the gate: it looks for those identifiers too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from safeharbor.gate import KnownValuesCheck
from safeharbor.leaves import take_apart
from safeharbor.records import Batch, ColumnPlan, Position, TablePlan, TreatedBatch
from safeharbor.subjects import subject_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safeharbor.findings import KnownValues
    from safeharbor.protocols import Check
    from safeharbor.runners.assembly import Assembly

_SUBJECT = "subject"


def recollect(batch: Batch, plan: TablePlan, assembly: Assembly, checks: Sequence[Check]) -> None:
    """Tell the checks that look for known identifiers what the vault holds of the people a batch with text is about."""
    if not plan.subject or not any(column.reads_text for column in plan.columns):
        return
    system = assembly.parts[batch.table].job.subject_system
    keys = subject_keys(take_apart(batch.frame), plan, system)
    if keys is None:
        return
    known = assembly.vault.recall(sorted(set(keys) - {None}))
    frame = _rows(known, system)
    if not frame.height:
        return
    own = plan.column(plan.subject)
    columns = [ColumnPlan(path=_SUBJECT, kind=own.kind, treatment="tokenize", system=own.system)]
    kinds = {str(value.kind): value.kind for values in known.values() for value in values.values}
    columns += [ColumnPlan(path=path, kind=kind, treatment="drop") for path, kind in sorted(kinds.items())]
    source = Batch(batch.table, frame, Position(0))
    nothing = TreatedBatch(batch.table, pl.DataFrame(), pl.Series([], dtype=pl.UInt64), {}, Position(0))
    for check in checks:
        if isinstance(check, KnownValuesCheck):
            check.batch(source, nothing, TablePlan(batch.table, _SUBJECT, tuple(columns)))


def _rows(known: Mapping[str, KnownValues], system: str) -> pl.DataFrame:
    """Return known values as rows: the first of each kind of a person in one row, the second in the next .."""
    rows: list[dict[str, str]] = []
    for key, values in known.items():
        own: list[dict[str, str]] = []
        seen: dict[str, int] = {}
        for value in values.values:
            place = seen.get(value.kind, 0)
            seen[value.kind] = place + 1
            if place == len(own):
                own.append({_SUBJECT: key.removeprefix(f"{system}:")})
            own[place][value.kind] = value.text
        rows += own
    return pl.DataFrame(rows, infer_schema_length=None)
