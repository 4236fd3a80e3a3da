"""build(plan, facts) -> Manifest."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from safeharbor import __version__
from safeharbor.identifiers import SafeHarborCategory
from safeharbor.manifest.digests import merkle_root
from safeharbor.manifest.models import (
    ColumnEntry,
    FileDigest,
    GateEntry,
    LetterEntry,
    Manifest,
    PolicyEntry,
    Residual,
    Software,
    SourceEntry,
    TableEntry,
)
from safeharbor.manifest.past import past_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.records import ColumnPlan, Plan, TablePlan

_SPAN: Final = "span."
_CLAIMS: Final = {
    "safe_harbor": "Safe Harbor transformed under policy {policy} (45 CFR 164.514(b)(2)(i))",
    "expert_determination": "Not Safe Harbor: transformed under policy {policy}, subject to expert determination "
    "(45 CFR 164.514(b)(1))",
}


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A table's source: its keyed digest (hex), bytes and rows."""

    digest: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a run counted. All mappings are by table; `counts` sums the `TreatedBatch.counts`.

    `nulls`: path -> published nulls. `checks`: names of the gate checks that passed.
    `detector`: the detector's fingerprint, "" when no text was read. `changes`: what a night did, by table.
    `purges`: those the vault has seen. `first_year`: of `as_of`, of the mirror's first release.
    """

    rows: Mapping[str, int]
    counts: Mapping[str, Mapping[tuple[str, str], int]]
    sources: Mapping[str, SourceFacts]
    checks: Sequence[str]
    nulls: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    detector: str = ""
    residual: Residual | None = None
    changes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    purges: int = 0
    first_year: int | None = None


def build(
    plan: Plan,
    facts: Facts,
    *,
    files: Sequence[FileDigest],
    created: dt.datetime,
    before: Manifest | None = None,
) -> Manifest:
    """Return the manifest of a release whose staged `files` passed the gate at `created` (UTC), after one `before`."""
    root = merkle_root(files)
    return Manifest(
        release=release_name(root, plan, created),
        created=created,
        software=Software(name="safeharbor-deid", version=__version__, detector=facts.detector),
        policy=PolicyEntry(
            name=plan.policy,
            digest=plan.policy_digest,
            method="safe_harbor" if plan.method == "safe_harbor" else "expert_determination",
            claim=_CLAIMS[plan.method].format(policy=plan.policy),
            recipient=plan.recipient,
            as_of=plan.as_of,
            zip3_vintage=plan.zip3_vintage,
        ),
        sources=tuple(
            SourceEntry(table=table, digest=source.digest, size=source.size, rows=source.rows)
            for table, source in sorted(facts.sources.items())
        ),
        tables=tuple(_table(table, facts) for table in plan.tables),
        letters=tuple(_letter(category, plan, facts) for category in SafeHarborCategory),
        gate=tuple(GateEntry(check=check, objected=_objected(check, facts)) for check in facts.checks),
        residual=facts.residual,
        past=past_of(before, created),
        purges=facts.purges,
        first_year=facts.first_year,
        files=tuple(sorted(files, key=lambda entry: entry.path)),
        merkle_root=root,
    )


def _objected(check: str, facts: Facts) -> int:
    return sum(counts.get(("", f"objected.{check}"), 0) for counts in facts.counts.values())


def release_name(root: str, plan: Plan, created: dt.datetime) -> str:
    """Return a name that sorts by time and follows from content, policy and clock: the same run, the same name."""
    content = f"{root}\x00{plan.policy_digest}\x00{plan.as_of.isoformat()}"
    return f"{created:%Y%m%dT%H%M%S.%fZ}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _table(table: TablePlan, facts: Facts) -> TableEntry:
    counts, nulls = facts.counts.get(table.table, {}), facts.nulls.get(table.table, {})
    return TableEntry(
        table=table.table,
        rows=facts.rows.get(table.table, 0),
        subject=table.subject,
        changes=dict(sorted(facts.changes.get(table.table, {}).items())),
        quarantined=counts.get(("", "quarantined"), 0),
        columns=tuple(
            ColumnEntry(
                path=column.path,
                kind=column.kind,
                letter=None if column.kind.category is None else column.kind.category.letter,
                treatment=column.treatment,
                type=(column.target_type or column.source_type) if column.published else "",
                system=column.system,
                nulls=nulls.get(column.path),
                counts={what: number for (path, what), number in sorted(counts.items()) if path == column.path},
            )
            for column in table.columns
        ),
    )


def _letter(category: SafeHarborCategory, plan: Plan, facts: Facts) -> LetterEntry:
    columns = list(_columns_of(category, plan))
    spans = sum(
        number
        for counts in facts.counts.values()
        for (_, what), number in counts.items()
        if what == f"{_SPAN}{category.letter}"
    )
    return LetterEntry(
        letter=category.letter,
        title=category.title,
        citation=category.citation,
        columns=tuple(f"{table}.{column.path}" for table, column in columns),
        treated=dict(sorted(Counter(column.treatment for _, column in columns).items())),
        spans=spans,
        withheld=sum(not column.published for _, column in columns),
    )


def _columns_of(category: SafeHarborCategory, plan: Plan) -> Iterator[tuple[str, ColumnPlan]]:
    for table in plan.tables:
        for column in table.columns:
            if column.kind.category is category:
                yield table.table, column
