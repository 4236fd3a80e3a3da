"""The facts of a report, gathered from manifests and audit events."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from safeharbor import manifest
from safeharbor.errors import SafeHarborError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from safeharbor.audit import Recorded
    from safeharbor.manifest import Attestation, Manifest

_PAST: Final = 30  # releases in the trend


@dataclass(frozen=True, slots=True)
class Accesses:
    """Who read what, how often: counts by (who, event, kind, outcome), most frequent first."""

    first: str
    last: str
    counts: tuple[tuple[str, str, str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One release, statements beside it, releases before it (oldest first), accesses if an audit log was given."""

    release: Manifest
    past: tuple[Manifest, ...] = ()
    accesses: Accesses | None = None
    withheld: Mapping[str, int] = field(default_factory=dict)
    attestations: tuple[Attestation, ...] = ()


def gather(release: Path, *, events: Iterable[Recorded] | None = None) -> Report:
    """Read the manifest in a release folder and those of its neighbours; signatures are not checked here."""
    current = manifest.read(release)
    past = []
    for folder in sorted(release.resolve().parent.iterdir()):
        if (folder / manifest.MANIFEST_NAME).is_file():
            try:
                past.append(manifest.read(folder))
            except SafeHarborError:  # a damaged neighbour is no reason not to report this release
                continue
    earlier = sorted((one for one in past if one.created < current.created), key=lambda one: one.created)
    withheld = {
        f"{table.table}.{column.path}": column.counts["gate_withheld"]
        for table in current.tables
        for column in table.columns
        if column.counts.get("gate_withheld")
    }
    return Report(
        release=current,
        past=tuple(earlier[-_PAST:]),
        accesses=None if events is None else accesses(events),
        withheld=withheld,
        attestations=manifest.attestations(release),
    )


def accesses(events: Iterable[Recorded]) -> Accesses:
    """Count audit events; persons are left out: who saw a person is asked of the log, under a grant."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    first = last = ""
    for recorded in events:
        last = f"{recorded.at:%Y-%m-%d %H:%M}"
        first = first or last
        event = recorded.event
        counts[event.who, event.event, event.kind, event.outcome] += 1
    return Accesses(first, last, tuple((*key, number) for key, number in counts.most_common()))


def as_json(report: Report) -> str:
    """Return the report for machines: the manifest, the trend, what was withheld, accesses."""
    content: dict[str, Any] = {
        "release": report.release.model_dump(mode="json"),
        "gate_withheld": dict(report.withheld),
        "attestations": [one.model_dump(mode="json") for one in report.attestations],
        "trend": [trend(one) for one in (*report.past, report.release)],
        "accesses": None
        if report.accesses is None
        else {
            "first": report.accesses.first,
            "last": report.accesses.last,
            "counts": [
                dict(zip(("who", "event", "kind", "outcome", "number"), row, strict=True))
                for row in report.accesses.counts
            ],
        },
    }
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)


def trend(one: Manifest) -> dict[str, Any]:
    """Return the figures of a release that are compared from night to night."""
    return {
        "release": one.release,
        "created": one.created.isoformat(),
        "rows": rows(one),
        "columns_published": columns(one, published=True),
        "columns_withheld": columns(one, published=False),
        "spans": spans(one),
        "cells_withheld": sum(
            column.counts.get("gate_withheld", 0) for table in one.tables for column in table.columns
        ),
        "policy": one.policy.digest[:12],
    }


def rows(one: Manifest) -> int:
    """Return the rows of a release, all tables together."""
    return sum(table.rows for table in one.tables)


def spans(one: Manifest) -> int:
    """Return how many identifiers were treated inside free text."""
    return sum(entry.spans for entry in one.letters)


def columns(one: Manifest, *, published: bool) -> int:
    """Return how many columns a release publishes, or does not."""
    gone: Sequence[str] = ("drop", "withhold")
    return sum((column.treatment not in gone) is published for table in one.tables for column in table.columns)
