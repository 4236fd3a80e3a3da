"""What a runner is handed: every part of a run, made by `safeharbor.assemble`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from safeharbor.ageing import Ageing

if TYPE_CHECKING:
    import datetime as dt
    from collections import Counter
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    import polars as pl

    from safeharbor.audit import AuditEvent
    from safeharbor.findings import KnownValue
    from safeharbor.gate import Quarantine
    from safeharbor.manifest import Manifest, Residual
    from safeharbor.pipeline import TableJob
    from safeharbor.protocols import Check, Clock, Mirror, Source, Vault
    from safeharbor.records import Plan


class Audit(Protocol):
    """Where a run says what it did."""

    def append(self, event: AuditEvent, *, at: dt.datetime) -> int:
        """Append one event and return its number."""


class Watch(Protocol):
    """What a run tells the person who waits for it: counts only."""

    def stage(self, name: str, table: str) -> None:
        """Say that a stage of a table begins."""

    def rows(self, table: str, number: int) -> None:
        """Say that `number` more rows of a table are done."""


class Carried(Protocol):
    """What a night takes over from the release before, told where a run counts and learns."""

    @property
    def aged(self) -> Collection[str]:
        """Keys of people known before to be 90 or older."""

    def told(self, new: Mapping[str, tuple[KnownValue, ...]]) -> None:
        """Hear what rows said of people that was not known of them before."""

    def learnt(self, aged: pl.Series | None) -> None:
        """Hear whom the run knows to be 90 or older, before anything is treated."""

    def completed(self, counts: Mapping[str, Counter[tuple[str, str]]]) -> Mapping[str, Counter[tuple[str, str]]]:
        """Return the counts of the whole release, given those of the rows that were treated."""

    def changes(self) -> Mapping[str, Mapping[str, int]]:
        """Return table -> how many rows are new, gone, restated, carried over."""

    def residual(self) -> Residual | None:
        """Return the figures of residual risk that still hold; None: they are to be reckoned."""

    def digests(self) -> Mapping[str, str]:
        """Return path -> SHA-256 of staged files that were read and compared with those of a signed manifest."""


class NothingCarried:
    """A run that treats every row."""

    aged: Final = ()

    def told(self, new: Mapping[str, tuple[KnownValue, ...]]) -> None:
        """Hear; nothing follows."""

    def learnt(self, aged: pl.Series | None) -> None:
        """Hear; nothing follows."""

    def completed(self, counts: Mapping[str, Counter[tuple[str, str]]]) -> Mapping[str, Counter[tuple[str, str]]]:
        """Return the counts: there are no other rows."""
        return counts

    def changes(self) -> Mapping[str, Mapping[str, int]]:
        """Return nothing: the run compared with no release."""
        return {}

    def residual(self) -> Residual | None:
        """Return none: they are reckoned in every whole run."""
        return None

    def digests(self) -> Mapping[str, str]:
        """Return none: every file is new."""
        return {}


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a run: where it comes from and what happens to it. `rows`: per batch."""

    source: Source
    job: TableJob
    target: pl.Schema
    rows: int


@dataclass(frozen=True, slots=True)
class Assembly:
    """Every part of a run, ready to go. `principal`: the operating-system user the audit log names.

    `before`: manifest of the release that serves. `purges`: those the vault has seen. `first_year`: of `as_of`, of the
    `ageing`: who passed 89 since, the same for all parts. `left_out`: table -> how many rows of purged people were.
    mirror's first release. `renew` makes checks that remember nothing, for releases that follow each other in one run.
    """

    plan: Plan
    parts: Mapping[str, Part]
    checks: tuple[Check, ...]
    vault: Vault
    mirror: Mirror
    audit: Audit
    clock: Clock
    principal: str
    detector: str
    misfit_tolerance: float
    completeness: float
    sign: Callable[[Manifest], bytes] = field(repr=False)
    public_key: bytes
    quarantine: Quarantine | None = field(default=None, repr=False)
    renew: Callable[[], tuple[Check, ...]] | None = field(default=None, repr=False)
    carried: Carried = field(default_factory=NothingCarried, repr=False)
    before: Manifest | None = field(default=None, repr=False)
    purges: int = 0
    left_out: Mapping[str, Callable[[], int]] = field(default_factory=dict, repr=False)
    first_year: int | None = None
    ageing: Ageing = field(default_factory=lambda: Ageing(None, 0), repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published release."""

    release: str
    folder: Path
    manifest: Manifest
