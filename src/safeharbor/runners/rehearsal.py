"""Run a policy on samples, in memory, publish nothing, and say what would stop it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.fit import shares
from safeharbor.leaves import header_of, is_nested
from safeharbor.pipeline import treat
from safeharbor.runners.learning import has_text, learn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from safeharbor.findings import Violation
    from safeharbor.runners.assembly import Assembly, Part, Watch


@dataclass(frozen=True, slots=True)
class Objection:
    """What would stop a run: a column the gate objects to as a whole, or values that do not fit.

    `misfit`, `objected`: shares of the column's values that do not fit its kind, and that the gate objects to.
    """

    table: str
    column: str
    reason: str
    misfit: float = 0.0
    objected: float = 0.0


def few_texts(frame: pl.DataFrame, paths: Collection[str], *, number: int) -> pl.DataFrame:
    """Return a table's sample with `number` values of each of its text columns, at even steps, and the others null.

    Reading notes is most of what a rehearsal costs. Where a text is nested, whole rows are left out instead.
    """
    if not paths or frame.height <= number:
        return frame
    step = -(-frame.height // number)
    flat = [header_of(path) for path in paths]
    if any(is_nested(frame.schema[header]) for header in flat):
        return frame.gather_every(step)
    read = pl.int_range(pl.len()) % step == 0
    return frame.with_columns(pl.when(read).then(pl.col(header)).alias(header) for header in flat)


def rehearse(assembly: Assembly, watch: Watch) -> list[Objection]:
    """Return every objection that a run over the assembly's sources would meet."""
    aged = learn(assembly, watch)
    found: list[Objection] = []
    for part in sorted(assembly.parts.values(), key=has_text):
        watch.stage("rehearsing", part.job.plan.table)
        counts: Counter[tuple[str, str]] = Counter()
        for batch in part.source.batches(rows=part.rows):
            treated = treat(batch, part.job, aged=aged)
            counts.update(treated.counts)
            for check in assembly.checks:
                for violation in check.batch(batch, treated, part.job.plan):
                    counts[violation.column, "gate_withheld"] += len(set(violation.cells))
                    if not violation.cells:
                        found.append(_whole(violation))
        found.extend(_unfit(assembly, part, counts))
    found.extend(_whole(violation) for check in assembly.checks for violation in check.whole({}))
    return found


def _whole(violation: Violation) -> Objection:
    return Objection(violation.table, violation.column, f"{violation.reason} ({violation.check})", objected=1.0)


def _unfit(assembly: Assembly, part: Part, counts: Counter[tuple[str, str]]) -> Iterator[Objection]:
    for column in part.job.plan.columns:
        misfit, objected = shares(column, counts)
        allowed = float(column.options.get("misfit_tolerance", assembly.misfit_tolerance))
        if misfit > allowed:
            yield Objection(part.job.plan.table, column.path, "values do not fit their kind", misfit=misfit)
        if objected > 1 - assembly.completeness:
            yield Objection(part.job.plan.table, column.path, "the gate objects to many values", objected=objected)
