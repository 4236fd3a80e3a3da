"""One run over whole tables, published as one release.

Commit order: vault, mirror, manifest and audit. A crash at any instant leaves the old release
serving; the next run starts over and writes the same bytes.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from safeharbor import gate
from safeharbor.errors import DriftError, SafeHarborError
from safeharbor.fit import drift
from safeharbor.pipeline import deidentify
from safeharbor.runners.ahead import ahead, behind
from safeharbor.runners.assembly import Outcome
from safeharbor.runners.learning import learn

if TYPE_CHECKING:
    import polars as pl

    from safeharbor.runners.assembly import Assembly, Part, Watch


def run(assembly: Assembly, watch: Watch) -> Outcome:
    """Publish a release of every table of the plan, or publish nothing.

    Raises DriftError, GateError, VaultError, MirrorError, SourceError, BusyError: the old release still serves.
    """
    assembly.mirror.begin({name: part.target for name, part in assembly.parts.items() if len(part.target)})
    try:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="safeharbor-digest") as pool:
            key = assembly.vault.secret("source-digest")
            digests = {name: pool.submit(part.source.digest, key) for name, part in assembly.parts.items()}
            aged = learn(assembly, watch)
            counts = {name: _table(assembly, part, aged, watch) for name, part in assembly.parts.items()}
            lines = [
                line
                for name, part in assembly.parts.items()
                for line in drift(part.job.plan, counts[name], assembly.misfit_tolerance)
            ]
            if lines:
                message = "values no longer fit their columns:\n" + "\n".join(f"  {line}" for line in lines)
                raise DriftError(
                    message, hint="correct the rules, or set `misfit_tolerance` for what is known to be dirty"
                )
            sources = {name: future.result() for name, future in digests.items()}
        return _publish(assembly, counts, sources, watch)
    except BaseException as error:
        assembly.mirror.abandon()
        outcome = type(error).__name__ if isinstance(error, SafeHarborError) else "interrupted"
        assembly.audit.append("release", outcome=f"refused: {outcome}", at=assembly.clock.now())
        raise


def _table(assembly: Assembly, part: Part, aged: pl.Series | None, watch: Watch) -> Counter[tuple[str, str]]:
    """Treat, check and stage one table; return its counts, rows under `("", "rows")`."""
    table = part.job.plan.table
    watch.stage("treating", table)
    counts: Counter[tuple[str, str]] = Counter()
    with behind(assembly.mirror.write) as write:
        for batch in ahead(part.source.batches(rows=part.rows)):
            released = deidentify(batch, part.job, aged=aged, checks=assembly.checks)
            assembly.vault.commit()
            if len(part.target):
                write(released)
            counts.update(released.counts)
            counts["", "rows"] += batch.frame.height
            watch.rows(table, batch.frame.height)
    return counts
