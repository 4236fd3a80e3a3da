"""Policy -> a stream: its source, its mirror, its file of positions and dead letters, joined with a run's parts.

Longer than most modules because it is the only place where these parts are joined, one case beside the other.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.ageing import Ageing
from safeharbor.assemble import Opened, detector_of, first_year_of, join, planned, served
from safeharbor.custody import audit_of, open_quarantine, vault_of
from safeharbor.errors import PolicyError, SourceError
from safeharbor.gate import nulls
from safeharbor.kafka import Brokers
from safeharbor.manifest import MANIFEST_NAME, Facts, build, digest_files
from safeharbor.mirroring import shapes, target_of, telling
from safeharbor.mirrors.commits import CommitMirror
from safeharbor.mirrors.layout import Folder
from safeharbor.mirrors.lines import LineMirror
from safeharbor.policy.streams import ChangesRule, CommitsRule, LandingRule, LinesRule, TopicsRule, UpsertRule
from safeharbor.postgres import Server
from safeharbor.runners.dead_letters import StreamStore
from safeharbor.runners.stream import Ends
from safeharbor.runners.telemetry import Telemetry
from safeharbor.runners.worker import Pace
from safeharbor.sources import open_source
from safeharbor.sources.landing import Landing
from safeharbor.sources.lines import Lines
from safeharbor.testing import MemoryMirror, MemorySource

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from safeharbor.policy.models import Policy, TableRule
    from safeharbor.policy.streams import StreamRule
    from safeharbor.protocols import Clock, DeadLetters, Source, StreamMirror, StreamSource
    from safeharbor.records import Change, Letter
    from safeharbor.runners.assembly import Assembly, Part

# types of a table whose example is not there; a rule's `type` and `source_type` name others
_TYPES: Final = {
    "integer": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
    "Int64": pl.Int64(),
    "Float64": pl.Float64(),
    "Boolean": pl.Boolean(),
    "Date": pl.Date(),
}


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream, ready to go."""

    assembly: Assembly
    ends: Ends
    pace: Pace
    telemetry: Telemetry


@contextmanager
def assemble_stream(policy: Policy, *, clock: Clock, descriptors: tuple[int, int] = (0, 1)) -> Iterator[Stream]:
    """Open every part of a stream; close them in the end, whatever happens.

    `descriptors`: standard input and output. Raises PolicyError, SourceError, VaultError, MirrorError, BusyError.
    """
    rule = stream_rule(policy)
    sources: dict[str, Source] = {
        name: MemorySource(name, _shape(name, table)) for name, table in policy.tables.items()
    }
    plan = planned(policy, sources)
    with ExitStack() as stack:
        vault = vault_of(policy)
        stack.callback(vault.close)
        audit = audit_of(policy, vault.signing_key("audit"))
        stack.callback(audit.close)
        quarantine = open_quarantine(policy, vault.secret("quarantine"), clock)
        opened = Opened(vault, MemoryMirror(), audit, clock, quarantine)
        name = f"{policy.name}/{rule.source.kind}"
        store = StreamStore(stream_path(policy), vault.secret("stream"), stream=name)
        stack.callback(store.close)
        joined = join(policy, plan, sources, opened, detector=detector_of(policy, plan))
        assembly = _unheld(joined, first_year=_first_year(policy, store))
        mirror = _mirror(policy, rule, assembly, descriptors[1])
        stack.callback(mirror.close)
        source = _source(policy, rule, descriptors[0])
        stack.callback(source.close)
        keys = {name: table.key for name, table in policy.tables.items()}
        yield Stream(
            assembly,
            Ends(source, mirror, store, _letters(rule, store, name)),
            Pace(
                rule.rows,
                keys,
                refuse_unknown=policy.on_unknown == "refuse",
                keyed=isinstance(rule.mirror, UpsertRule),
            ),
            Telemetry(sys.stderr, clock),
        )


def stream_rule(policy: Policy) -> StreamRule:
    """Return what the policy says of its stream; raises PolicyError when it says nothing, or names unknown tables."""
    if policy.stream is None:
        message = f"policy {policy.name} has no `stream`"
        raise PolicyError(message, hint="add `stream: {source: {kind: ndjson}, mirror: {kind: ndjson}}`")
    rule = policy.stream
    named: set[str] = set()
    if isinstance(rule.source, TopicsRule):
        named |= set(rule.source.topics.values())
    if isinstance(rule.source, ChangesRule):
        named |= set(rule.source.tables.values())
    if isinstance(rule.mirror, TopicsRule):
        named |= set(rule.mirror.topics)
    unknown = named - set(policy.tables)
    keyless = [name for name, table in policy.tables.items() if not table.key and isinstance(rule.mirror, UpsertRule)]
    if unknown or keyless:
        message = (
            f"the stream of policy {policy.name} names {len(unknown)} unknown tables, and {len(keyless)} lack a key"
        )
        raise PolicyError(message, hint="name tables of the policy; give each a `key` where rows are replaced by it")
    return rule


def stream_path(policy: Policy) -> Path:
    """Return where positions and dead letters of the policy's streams lie: beside its vault."""
    return policy.vault.path.with_suffix(".stream")


def _unheld(assembly: Assembly, *, first_year: int) -> Assembly:
    """Return the assembly without evidence of what is refused: a stream's dead letters are that.

    `first_year`: of `as_of`, when the recipient was first given anything.
    """
    ageing = Ageing(first_year, assembly.plan.as_of.year)
    parts: dict[str, Part] = {}
    for name, part in assembly.parts.items():
        handling = replace(part.job.handling, keeps=part.job.handling.on_violation == "quarantine")
        parts[name] = replace(part, job=replace(part.job, handling=handling, ageing=ageing))
    return replace(assembly, parts=parts, first_year=first_year, ageing=ageing)


def _first_year(policy: Policy, store: StreamStore) -> int:
    """Return the first year of `as_of` that the recipient was given anything in, by this stream or by a run.

    Raises PolicyError for an `as_of` in an earlier year than the last: what was withheld then would be published.
    """
    ran = first_year_of(served(Folder(policy.mirror.path, as_of=policy.as_of).current()), policy)
    first, last = store.years() or (ran, ran)
    if policy.as_of.year < last:
        message = f"as_of is of {policy.as_of.year}, and the stream was of {last}"
        raise PolicyError(message, hint="set as_of to the year the stream was last run as of, or a later one")
    return min(first, ran)


def _shape(name: str, table: TableRule) -> pl.DataFrame:
    """Return an empty table of what comes: as the table's own source, else as its rules say."""
    types = {header: rule.type for header, rule in table.columns.items() if rule.type}
    try:
        schema = open_source(name, table.source, types=types).schema()
    except SourceError:
        nested = [path for path in table.columns if "." in path.replace("\\.", "") or "[" in path.replace("\\[", "")]
        if nested:
            message = f"table {name!r}: nested columns need an example of what comes"
            raise PolicyError(message, hint="let the table's `source` name a file with a few such records") from None
        schema = pl.Schema(
            {path: _TYPES.get(rule.type or rule.source_type or "", pl.String()) for path, rule in table.columns.items()}
        )
    return pl.DataFrame(schema=schema)


def _source(policy: Policy, rule: StreamRule, descriptor: int) -> StreamSource:
    tables = list(policy.tables)
    match rule.source:
        case LinesRule():
            return Lines(descriptor, tables, linger=rule.linger)
        case LandingRule(path=path, taken=taken, settle=settle):
            types = {
                name: {header: one.type for header, one in table.columns.items() if one.type}
                for name, table in policy.tables.items()
            }
            return Landing(
                path,
                tables,
                open_file=lambda table, place: open_source(table, place, types=types[table]),
                taken=taken,
                settle=settle,
            )
        case TopicsRule() as topics:
            from safeharbor.sources.kafka import KafkaSource, Topics  # noqa: PLC0415 - only streams that need it load it

            read = Topics(topics.topics, topics.group, topics.key_column, topics.headers)
            return KafkaSource(brokers_of(topics), read, linger=rule.linger)
        case ChangesRule() as changes:
            from safeharbor.sources.changes import ChangeSource  # noqa: PLC0415 - only streams that need it load it

            server = Server(changes.url, changes.password_env)
            return ChangeSource(server, changes.tables, slot=changes.slot, publication=changes.publication)


def brokers_of(rule: TopicsRule) -> Brokers:
    """Return where a rule's cluster is."""
    return Brokers(rule.brokers, rule.options, rule.options_env)


def _letters(rule: StreamRule, store: StreamStore, name: str) -> DeadLetters:
    """Return where dead letters go: the vault's file, and a topic where the policy names one."""
    if rule.dead_letters is None:
        return store
    ends = [end for end in (rule.mirror, rule.source) if isinstance(end, TopicsRule)]
    if not ends:
        message = "`stream.dead_letters` names a topic, and neither end of the stream is Kafka"
        raise PolicyError(message, hint="remove it: dead letters are sealed into the file beside the vault")
    from safeharbor.mirrors.kafka import KafkaLetters  # noqa: PLC0415 - only streams that need it load it

    return _Both(KafkaLetters(brokers_of(ends[0]), rule.dead_letters, store.seal, stream=name), store)


@dataclass(frozen=True, slots=True)
class _Both:
    """Two places for dead letters."""

    first: DeadLetters
    second: DeadLetters

    def bury(self, letters: Sequence[Letter], *, at: dt.datetime) -> None:
        """Keep letters in both."""
        self.first.bury(letters, at=at)
        self.second.bury(letters, at=at)


def _mirror(policy: Policy, rule: StreamRule, assembly: Assembly, descriptor: int) -> StreamMirror:
    match rule.mirror:
        case LinesRule():
            return LineMirror(descriptor, list(policy.tables))
        case CommitsRule(path=path):
            return CommitMirror(path, as_of=policy.as_of, document=_manifests(assembly))
        case TopicsRule() as topics:
            from safeharbor.mirrors.kafka import KafkaMirror  # noqa: PLC0415 - only streams that need it load it

            keys = {name: table.key for name, table in policy.tables.items()}
            return KafkaMirror(brokers_of(topics), topics.topics, name=topics.group, keys=keys)
        case UpsertRule():
            from safeharbor.mirrors.pg_stream import UpsertMirror  # noqa: PLC0415 - only streams that need it load it

            target = target_of(policy)
            if target is None:
                message = "a stream into PostgreSQL needs `mirror.database`"
                raise PolicyError(message, hint="add `database: {url: postgresql://loader@host/mirror}` to `mirror`")
            if isinstance(rule.source, ChangesRule):
                server = Server(rule.source.url, rule.source.password_env)
                target = replace(target, sources=(*target.sources, server))
            return UpsertMirror(
                target,
                shapes(policy, assembly.plan),
                telling(assembly.plan),
                stream=f"{policy.name}/{rule.source.kind}",
                as_of=policy.as_of.year,
            )


def _manifests(assembly: Assembly) -> Callable[[Mapping[str, Path], Sequence[Change]], Mapping[str, bytes]]:
    """Return what makes the signed manifest of one commit."""

    def document(folders: Mapping[str, Path], changes: Sequence[Change]) -> Mapping[str, bytes]:
        rows: dict[str, int] = {}
        counts: dict[str, dict[tuple[str, str], int]] = {}
        for change in changes:
            table = change.rows.table
            rows[table] = rows.get(table, 0) + change.rows.frame.height
            told = counts.setdefault(table, {})
            for where, number in change.rows.counts.items():
                told[where] = told.get(where, 0) + number
        facts = Facts(
            rows=rows,
            counts=counts,
            sources={},
            checks=[check.name for check in assembly.checks],
            nulls=nulls(()),
            detector=assembly.detector,
            purges=assembly.vault.purges(),
            first_year=assembly.first_year,
        )
        manifest = build(assembly.plan, facts, files=list(digest_files(folders)), created=assembly.clock.now())
        return {MANIFEST_NAME: assembly.sign(manifest)}

    return document
