"""Policy -> objects: the only reader of the registries, and the only place where parts are joined.

Longer than most modules because it is that only place: each part's wiring stands beside the others'.
"""

from __future__ import annotations

import datetime as dt
import getpass
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.ageing import Ageing
from safeharbor.custody import audit_of, keep_head, open_quarantine, vault_of
from safeharbor.detect.embedded import unwrap
from safeharbor.errors import DetectorError, MirrorError, PolicyError
from safeharbor.gate import Handling, Quarantine, default_checks
from safeharbor.identifiers import DataKind
from safeharbor.leaves import paths, put_together, take_apart
from safeharbor.manifest import private_key, public_key_pem, read, sign
from safeharbor.mirroring import mirror_of, nightly_of
from safeharbor.pipeline import TableJob
from safeharbor.plan import all_columns, resolve
from safeharbor.protocols import CheckContext, LastRelease, Limits
from safeharbor.runners.assembly import Assembly, Part
from safeharbor.runners.purged import without_purged
from safeharbor.runners.rehearsal import Objection, few_texts, rehearse
from safeharbor.sources import Databases, open_source
from safeharbor.testing import MemoryAudit, MemoryMirror, MemorySource, MemoryVault
from safeharbor.treat import Settings, treatment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from safeharbor.findings import Finding, KnownValues
    from safeharbor.manifest import Manifest
    from safeharbor.policy.models import Policy
    from safeharbor.protocols import Clock, Detector, Mirror, Source, Tokenizer, Treatment, Vault
    from safeharbor.records import ColumnPlan, Plan, TablePlan
    from safeharbor.runners.assembly import Audit, Watch

# rows of a batch: enough for columnar speed, few enough for bounded memory; notes are far larger
_ROWS: Final = 250_000
_TEXT_ROWS: Final = 2_000
# rows of a table that a rehearsal reads: enough to meet what is not rare, few enough for a draft to be quick
_REHEARSED: Final = 20_000
_REHEARSED_TEXTS: Final = 120


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> dt.datetime:
        """Return the current time."""
        return dt.datetime.now(dt.UTC)


def open_sources(policy: Policy, databases: Databases | None = None) -> dict[str, Source]:
    """Return table -> source, opened and recognised but not read; tables of `databases` are read in one snapshot."""
    return {
        name: open_source(
            name,
            table.source,
            types={header: rule.type for header, rule in table.columns.items() if rule.type},
            databases=databases,
        )
        for name, table in policy.tables.items()
    }


def planned(policy: Policy, sources: Mapping[str, Source]) -> Plan:
    """Resolve the policy against the sources' schemas, with the type each column has in the mirror.

    Needs no vault and no model. Raises DriftError and PolicyError with every problem at once.
    """
    schemas = {name: source.schema() for name, source in sources.items()}
    plan = resolve(policy, schemas)
    return replace(plan, tables=tuple(_typed(policy, table, paths(schemas[table.table])) for table in plan.tables))


def _typed(policy: Policy, table: TablePlan, leaves: Mapping[str, pl.DataType]) -> TablePlan:
    # types depend on no vault: one in memory stands in
    vault = MemoryVault()
    services = Services(vault.tokenizer(""), _NoDetector(), vault.recall, b"", {})
    columns: list[ColumnPlan] = []
    for column in table.columns:
        if column.published and column.treatment != "duration":
            made = _treatment(policy, column, services)
            columns.append(replace(column, target_type=str(made.target_type(leaves[column.path]))))
        else:
            columns.append(column)
    return replace(table, columns=tuple(columns))


@dataclass(frozen=True, slots=True)
class Services:
    """What treatments are handed: the vault's tokens and memory, the detector, a secret."""

    tokenizer: Tokenizer = field(repr=False)
    detector: Detector = field(repr=False)
    recall: Callable[[Sequence[str]], Mapping[str, KnownValues]] = field(repr=False)
    secret: bytes = field(repr=False)
    systems: Mapping[DataKind, str]


class _NoDetector:
    """Stands where the detector will be, while a plan is made or when no column is text."""

    fingerprint: Final = ""

    def detect(self, texts: Sequence[str], known: Sequence[KnownValues | None]) -> list[list[Finding]]:
        """Refuse: text never passes without a detector."""
        del texts, known
        raise _no_detector()

    def unchanged(
        self, texts: Sequence[str], before: Sequence[KnownValues], now: Sequence[KnownValues]
    ) -> Sequence[bool]:
        """Refuse."""
        del texts, before, now
        raise _no_detector()


def _no_detector() -> DetectorError:
    message = "no detector is open"
    return DetectorError(message, hint="give the column the treatment text, or withhold it")


def _treatment(policy: Policy, column: ColumnPlan, services: Services) -> Treatment:
    detection = policy.detection
    reading = {"names": detection.names, "years": detection.years, "missing_subject": detection.missing_subject}
    return treatment(
        column.treatment,
        Settings(
            as_of=policy.as_of,
            kind=column.kind,
            zip3_vintage=policy.zip3_vintage,
            system=column.system,
            options={**reading, **column.options} if column.reads_text else column.options,
            systems=services.systems,
            tokenizer=services.tokenizer,
            detector=services.detector,
            recall=services.recall,
            unwrap=unwrap,
            secret=services.secret,
        ),
    )


def systems_of(plan: Plan) -> dict[DataKind, str]:
    """Return the token system of each kind of id: what a mention in text is looked up in.

    Where one kind has several systems, the one most columns use.
    """
    used = Counter((column.kind, column.system) for _, column in all_columns(plan) if column.treatment == "tokenize")
    return {kind: system for (kind, system), _ in reversed(used.most_common())}


@dataclass(frozen=True, slots=True)
class Opened:
    """The stores of a run, open."""

    vault: Vault = field(repr=False)
    mirror: Mirror
    audit: Audit
    clock: Clock
    quarantine: Quarantine | None = field(default=None, repr=False)


@contextmanager
def assemble(policy: Policy, *, clock: Clock, nightly: bool = False) -> Iterator[Assembly]:
    """Open every part of a run; close them in the end, whatever happens. `nightly`: for `runners.nights`.

    Raises PolicyError, SourceError, DriftError, VaultError, BusyError before anything is written.
    """
    with ExitStack() as stack:
        sources = open_sources(policy, stack.enter_context(Databases()))
        plan = planned(policy, sources)
        detector = detector_of(policy, plan)
        vault = vault_of(policy, nightly=nightly)
        stack.callback(vault.close)
        audit = audit_of(policy, vault.signing_key("audit"))
        stack.callback(audit.close)
        stack.callback(keep_head, vault, audit)
        mirror = nightly_of(policy, plan) if nightly else mirror_of(policy, plan)
        quarantine = open_quarantine(policy, vault.secret("quarantine"), clock)
        yield join(policy, plan, sources, Opened(vault, mirror, audit, clock, quarantine), detector=detector)


def join(
    policy: Policy, plan: Plan, sources: Mapping[str, Source], opened: Opened, *, detector: Detector | None
) -> Assembly:
    """Join open parts into a run."""
    vault = opened.vault
    services = Services(
        tokenizer=vault.tokenizer(policy.recipient),
        detector=detector or _NoDetector(),
        recall=vault.recall,
        secret=vault.secret("expert-determination"),
        systems=systems_of(plan),
    )
    order = vault.secret("row-order")
    before = served(opened.mirror.current())
    first_year = first_year_of(before, policy)
    sources, left_out = without_purged(vault, plan, sources, _systems(policy))
    ageing = Ageing(first_year, policy.as_of.year)
    jobs = {
        table.table: replace(
            _job(policy, table, services, order),
            handling=_handling(policy, table, opened.quarantine),
            ageing=ageing,
        )
        for table in plan.tables
    }
    context = CheckContext(
        policy.as_of,
        policy.zip3_vintage,
        services.tokenizer,
        detector,
        method=policy.method,
        text=any(column.reads_text for _, column in all_columns(plan)),
        invented_names=policy.detection.names == "surrogate",
        kept_in_text=frozenset({DataKind.FACILITY} if policy.detection.facilities == "keep" else ()),
        last=None if before is None else _last(before),
        limits=Limits(policy.gate.least_rows, policy.gate.most_rows, policy.gate.more_empty),
    )
    signing_key = private_key(vault.secret("manifest"))
    return Assembly(
        plan=plan,
        parts={
            name: Part(source=sources[name], job=job, target=_target(sources[name], job), rows=_rows(job))
            for name, job in jobs.items()
        },
        checks=default_checks(context),
        vault=vault,
        mirror=opened.mirror,
        audit=opened.audit,
        clock=opened.clock,
        principal=getpass.getuser(),
        detector=detector.fingerprint if detector else "",
        misfit_tolerance=policy.misfit_tolerance,
        completeness=policy.gate.completeness,
        sign=lambda manifest: sign(manifest, signing_key),
        public_key=public_key_pem(signing_key),
        quarantine=opened.quarantine,
        renew=lambda: default_checks(replace(context, last=None)),
        before=before,
        first_year=first_year,
        purges=vault.purges(),
        left_out=left_out,
        ageing=ageing,
    )


def _systems(policy: Policy) -> dict[str, str]:
    """Return table -> what its people are called in."""
    return {name: table.subject_system for name, table in policy.tables.items() if table.subject}


def served(folder: Path | None) -> Manifest | None:
    """Return the manifest of the release that serves, by its folder; None where there is none to read."""
    try:
        return None if folder is None else read(folder)
    except MirrorError:
        return None


def first_year_of(before: Manifest | None, policy: Policy) -> int:
    """Return the year of the mirror's first release: what it told of ages, a later one must not complete.

    Raises PolicyError for an `as_of` in an earlier year than that of the release that serves: what that one withheld
    because people had passed 89 would be published again.
    """
    if before is None:
        return policy.as_of.year
    if policy.as_of.year < before.policy.as_of.year:
        message = f"as_of is of {policy.as_of.year}, and the release that serves is of {before.policy.as_of.year}"
        raise PolicyError(message, hint="set as_of to the year of the last release or a later one")
    return min(before.first_year or before.policy.as_of.year, policy.as_of.year)


def _last(last: Manifest) -> LastRelease:
    """Return what a release holds, by its manifest."""
    return LastRelease(
        rows={table.table: table.rows for table in last.tables},
        empty={
            (table.table, column.path, column.treatment): column.nulls / table.rows
            for table in last.tables
            for column in table.columns
            if column.nulls is not None and table.rows and "[]" not in column.path
        },
    )


def rehearsed(policy: Policy, *, clock: Clock, watch: Watch) -> list[Objection]:
    """Run a policy on samples of its sources, in memory, and return what would stop the real run."""
    sources: dict[str, Source] = {}
    for name, source in open_sources(policy).items():
        texts = [path for path, rule in policy.tables[name].columns.items() if rule.treatment == "text"]
        sources[name] = MemorySource(name, few_texts(source.sample(_REHEARSED), texts, number=_REHEARSED_TEXTS))
    plan = planned(policy, sources)
    opened = Opened(MemoryVault(), MemoryMirror(), MemoryAudit(), clock)
    return rehearse(join(policy, plan, sources, opened, detector=detector_of(policy, plan)), watch)


def detector_of(policy: Policy, plan: Plan) -> Detector | None:
    """Return what reads the policy's free text; None when no column is text."""
    if not any(column.reads_text for _, column in all_columns(plan)):
        return None
    from safeharbor.detect.engine import build_detector  # noqa: PLC0415 - runs without text do not load recognizers

    rules = policy.detection
    return build_detector(lists=rules.lists, patterns=rules.patterns, facilities=rules.facilities)


def _job(policy: Policy, table: TablePlan, services: Services, order: bytes) -> TableJob:
    return TableJob(
        plan=table,
        treatments={c.path: _treatment(policy, c, services) for c in table.columns if c.published},
        subject_system=policy.tables[table.table].subject_system if table.subject else "",
        as_of=policy.as_of,
        order_secret=order,
        by_token=policy.mirror.order != "shuffle",
    )


def _handling(policy: Policy, table: TablePlan, quarantine: Quarantine | None) -> Handling:
    system = policy.tables[table.table].subject_system if table.subject else ""
    return Handling(policy.gate.on_violation, quarantine, system)


def _rows(job: TableJob) -> int:
    return _TEXT_ROWS if any(column.reads_text for column in job.plan.columns) else _ROWS


def _target(source: Source, job: TableJob) -> pl.Schema:
    """Return the mirror's schema: an empty frame taken apart and put together of the target types."""
    empty = pl.DataFrame(schema=source.schema())
    leaves = take_apart(empty)
    types = {
        column.path: job.treatments[column.path].target_type(leaves[column.path].values.dtype)
        for column in job.plan.columns
        if column.published and column.treatment != "duration"
    }
    frame = put_together(empty, {path: pl.Series(path, [], dtype=dtype) for path, dtype in types.items()})
    spans = [pl.Series(c.path, [], dtype=pl.Int32) for c in job.plan.columns if c.treatment == "duration"]
    return frame.with_columns(spans).schema
