"""One run over whole tables, published as one release.

Commit order: vault, mirror, manifest and audit. A crash at any instant leaves the old release
serving; the next run starts over and writes the same bytes.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from safeharbor import gate
from safeharbor.audit import AuditEvent
from safeharbor.errors import DriftError, GateError, SafeHarborError
from safeharbor.fit import drift, incomplete
from safeharbor.manifest import MANIFEST_NAME, Facts, SourceFacts, build, dictionary, digest_bytes, digest_files
from safeharbor.mirrors.coded import Codes
from safeharbor.pipeline import release, treat
from safeharbor.runners.ahead import ahead, behind
from safeharbor.runners.assembly import Outcome
from safeharbor.runners.learning import has_text, learn
from safeharbor.runners.residual import residual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import polars as pl

    from safeharbor.manifest import Residual
    from safeharbor.records import Batch, TreatedBatch
    from safeharbor.runners.assembly import Assembly, Part, Watch

Counts = Counter[tuple[str, str]]
_ROWS = ("", "rows")
_QUARANTINED = ("", "quarantined")


def run(assembly: Assembly, watch: Watch) -> Outcome:
    """Publish a release of every table of the plan, or publish nothing.

    Raises DriftError, GateError, VaultError, MirrorError, SourceError, BusyError: the old release still serves.
    """
    _begin(assembly)
    try:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="safeharbor-digest") as pool:
            key = assembly.vault.secret("source-digest")
            digests = {name: pool.submit(part.source.digest, key) for name, part in assembly.parts.items()}
            aged = learn(assembly, watch)
            assembly.carried.learnt(aged)
            folders, counts = _checked(assembly, aged, watch)
            sources = {name: future.result() for name, future in digests.items()}
        return _publish(assembly, (folders, counts), sources, watch)
    except BaseException as error:
        assembly.mirror.abandon()
        refused = isinstance(error, SafeHarborError)
        _record(assembly, "refused" if refused else "interrupted", {"error": type(error).__name__})
        raise


def _begin(assembly: Assembly) -> None:
    """Open an empty stage, or empty the one that is open."""
    assembly.mirror.begin({name: part.target for name, part in assembly.parts.items() if len(part.target)})


def _checked(
    assembly: Assembly, aged: pl.Series | None, watch: Watch
) -> tuple[Mapping[str, Path], Mapping[str, Counts]]:
    """Stage every table and check the whole; once more where an identifier was learnt after rows that hold it."""
    folders, counts = _staged(assembly, aged, watch)
    try:
        gate.whole(folders, assembly.checks)
    except gate.BlockedError as blocked:
        if not gate.start_over(blocked, assembly.checks):
            raise
        _begin(assembly)
        folders, counts = _staged(assembly, aged, watch)
        gate.whole(folders, assembly.checks)
    return folders, counts


def _staged(
    assembly: Assembly, aged: pl.Series | None, watch: Watch
) -> tuple[Mapping[str, Path], Mapping[str, Counts]]:
    """Stage every table; return table -> folder, and what was counted."""
    # tables without text first: by the time a note is checked, every identifier is known
    ordered = sorted(assembly.parts.items(), key=lambda entry: has_text(entry[1]))
    counts = assembly.carried.completed({name: _table(assembly, part, aged, watch) for name, part in ordered})
    _refuse_unfit(assembly, counts)
    watch.stage("checking", "the release")
    return assembly.mirror.finish(), counts


def _table(assembly: Assembly, part: Part, aged: pl.Series | None, watch: Watch) -> Counts:
    """Treat, check and stage one table; return its counts."""
    table = part.job.plan.table
    watch.stage("treating", table)
    counts: Counts = Counter()
    with behind(assembly.mirror.write) as write:
        for batch, treated in ahead(_treated(part, aged)):
            released = release(batch, treated, part.job, assembly.checks)
            assembly.vault.commit()
            if len(part.target):
                write(released)
            counts.update(released.counts)
            counts[_ROWS] += batch.frame.height
            watch.rows(table, batch.frame.height)
    return counts


def _treated(part: Part, aged: pl.Series | None) -> Iterator[tuple[Batch, TreatedBatch]]:
    """Read and treat; a thread of its own runs this while earlier batches are checked and written."""
    codes = Codes()
    for batch in ahead(part.source.batches(rows=part.rows)):
        yield batch, treat(batch, part.job, aged=aged, codes=codes)


def _refuse_unfit(assembly: Assembly, counts: Mapping[str, Counts]) -> None:
    plans = [(part.job.plan, counts[name]) for name, part in assembly.parts.items()]
    lines = [line for plan, tally in plans for line in drift(plan, tally, assembly.misfit_tolerance)]
    if lines:
        message = "values no longer fit their columns:\n" + "\n".join(f"  {line}" for line in lines)
        raise DriftError(message, hint="correct the rules, or set `misfit_tolerance` for what is known to be dirty")
    lines = [line for plan, tally in plans for line in incomplete(plan, tally, assembly.completeness)]
    if lines:
        message = "too much would have to be withheld:\n" + "\n".join(f"  {line}" for line in lines)
        raise GateError(message, hint="correct the rules of these columns, or lower `gate.completeness` knowingly")


def _publish(
    assembly: Assembly,
    staged: tuple[Mapping[str, Path], Mapping[str, Counts]],
    sources: Mapping[str, tuple[str, int]],
    watch: Watch,
) -> Outcome:
    folders, counts = staged
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="safeharbor-digest") as pool:
        digests = pool.submit(digest_files, folders, assembly.carried.digests())
        figures = _residual(assembly, folders, _roles(counts))
    facts = Facts(
        rows={name: table[_ROWS] - table[_QUARANTINED] for name, table in counts.items()},
        counts={name: {where: n for where, n in table.items() if where != _ROWS} for name, table in counts.items()},
        sources={
            name: SourceFacts(digest=digest, size=size, rows=counts[name][_ROWS])
            for name, (digest, size) in sources.items()
        },
        checks=[check.name for check in assembly.checks],
        nulls=gate.nulls(assembly.checks),
        detector=assembly.detector,
        residual=figures,
        changes=_changes(assembly),
        purges=assembly.purges,
        first_year=assembly.first_year,
    )
    beside = dictionary(assembly.plan)
    files = [
        *digests.result(),
        *(digest_bytes(content, path=name) for name, content in beside.items()),
    ]
    manifest = build(assembly.plan, facts, files=files, created=assembly.clock.now(), before=assembly.before)
    watch.stage("publishing", manifest.release)
    folder = assembly.mirror.publish(manifest.release, {**beside, MANIFEST_NAME: assembly.sign(manifest)})
    _settle(assembly)
    left_out = sum(table[_QUARANTINED] for table in counts.values())
    _record(assembly, "ok", {"release": manifest.release, "rows": sum(facts.rows.values()), "quarantined": left_out})
    return Outcome(release=manifest.release, folder=folder, manifest=manifest)


def _residual(assembly: Assembly, folders: Mapping[str, Path], roles: int) -> Residual:
    """Return the figures of the release; after few changes those of an earlier one, and how many changes they lack."""
    held = assembly.carried.residual()
    return residual(assembly.plan, folders, roles=roles) if held is None else held.model_copy(update={"roles": roles})


def _roles(counts: Mapping[str, Counts]) -> int:
    return sum(number for table in counts.values() for (_, what), number in table.items() if what == "roles")


def _changes(assembly: Assembly) -> dict[str, dict[str, int]]:
    """Return table -> what a night changed, and how many rows of purged people were left out."""
    changed = {name: dict(counts) for name, counts in assembly.carried.changes().items()}
    for name, count in assembly.left_out.items():
        if count():
            changed.setdefault(name, {})["purged"] = count()
    return changed


def _settle(assembly: Assembly) -> None:
    """Tell the quarantine that what it holds was published without; what it cannot write now, the next run does."""
    if assembly.quarantine is not None:
        with suppress(SafeHarborError):
            assembly.quarantine.settle(assembly.parts)


def _record(assembly: Assembly, outcome: str, detail: Mapping[str, str | int]) -> None:
    event = AuditEvent("release", assembly.principal, outcome, detail={"policy": assembly.plan.policy, **detail})
    assembly.audit.append(event, at=assembly.clock.now())
