"""What a runner is handed: every part of a run, made by `safeharbor.assemble`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import polars as pl

    from safeharbor.audit import AuditEvent
    from safeharbor.gate import Quarantine
    from safeharbor.manifest import Manifest
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


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a run: where it comes from and what happens to it. `rows`: per batch."""

    source: Source
    job: TableJob
    target: pl.Schema
    rows: int


@dataclass(frozen=True, slots=True)
class Assembly:
    """Every part of a run, ready to go. `principal`: the operating-system user the audit log names."""

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published release."""

    release: str
    folder: Path
    manifest: Manifest
