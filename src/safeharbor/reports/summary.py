"""The facts of a report, gathered from manifests and audit events."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from safeharbor import manifest
from safeharbor.errors import SafeHarborError
from safeharbor.reports.accesses import accesses, accesses_as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from safeharbor.audit import Recorded
    from safeharbor.manifest import Attestation, Manifest, PastRelease
    from safeharbor.reports.accesses import Accesses

_PAST: Final = 90  # releases in the trend


@dataclass(frozen=True, slots=True)
class Report:
    """One release, statements beside it, releases before it (oldest first), accesses if an audit log was given."""

    release: Manifest
    past: tuple[PastRelease, ...] = ()
    accesses: Accesses | None = None
    withheld: Mapping[str, int] = field(default_factory=dict)
    attestations: tuple[Attestation, ...] = ()

    @property
    def trend(self) -> tuple[PastRelease, ...]:
        """The figures of this release and of those before it, oldest first."""
        return (*self.past, manifest.figures(self.release))


def gather(release: Path, *, events: Iterable[Recorded] | None = None) -> Report:
    """Read the manifest in a release folder and those of its neighbours; signatures are not checked here."""
    current = manifest.read(release)
    past = {one.release: one for one in current.past}
    for folder in sorted(release.resolve().parent.iterdir()):
        if (folder / manifest.MANIFEST_NAME).is_file():
            try:
                one = manifest.figures(manifest.read(folder))
            except SafeHarborError:  # a damaged neighbour is no reason not to report this release
                continue
            past[one.release] = one
    earlier = sorted((one for one in past.values() if one.created < current.created), key=lambda one: one.created)
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


def as_json(report: Report) -> str:
    """Return the report for machines: the manifest, the trend, what was withheld, accesses."""
    content: dict[str, Any] = {
        "release": report.release.model_dump(mode="json"),
        "gate_withheld": dict(report.withheld),
        "attestations": [one.model_dump(mode="json") for one in report.attestations],
        "trend": [one.model_dump(mode="json") for one in report.trend],
        "accesses": None if report.accesses is None else accesses_as_json(report.accesses),
    }
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)


def rows(one: Manifest) -> int:
    """Return the rows of a release, all tables together."""
    return sum(table.rows for table in one.tables)


def spans(one: Manifest) -> int:
    """Return how many identifiers were treated inside free text."""
    return sum(entry.spans for entry in one.letters)
