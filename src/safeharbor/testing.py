"""Parts for tests of policies and plug-ins: in memory, real in behaviour, shipped and typed.

`MemorySource`, `MemoryMirror` and `MemoryVault` pass the same contract tests as the parts that
write files. `FixedClock` is a clock that stands still. `Crash` ends the process the way a power
cut does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import secrets
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from safeharbor.findings import KnownValues
from safeharbor.parsing.canonical import canonical
from safeharbor.parsing.tokens import RAW_BYTES, write_tokens
from safeharbor.records import Batch, Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.audit import AuditEvent
    from safeharbor.findings import KnownValue
    from safeharbor.identifiers import DataKind
    from safeharbor.records import ReleasedBatch


class FixedClock:
    """A clock that stands still."""

    def __init__(self, now: dt.datetime = dt.datetime(2025, 7, 1, 2, tzinfo=dt.UTC)) -> None:
        """Take the instant it always tells."""
        self._now = now

    def now(self) -> dt.datetime:
        """Return the instant."""
        return self._now


class Crash:
    """Ends this process with SIGKILL when it is called for the `after`-th time."""

    def __init__(self, after: int) -> None:
        """Take how many calls to survive."""
        self._left = after

    def __call__(self, *_: object) -> None:
        """Count down, then die without any clean-up."""
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


class MemorySource:
    """A table held as a frame."""

    def __init__(self, table: str, frame: pl.DataFrame) -> None:
        """Take the table's name and its rows."""
        self._table = table
        self._frame = frame

    @property
    def table(self) -> str:
        """The table's name."""
        return self._table

    def schema(self) -> pl.Schema:
        """Return column -> type."""
        return self._frame.schema

    def sample(self, rows: int) -> pl.DataFrame:
        """Return up to `rows` rows, evenly spread."""
        return self._frame.gather_every(max(1, -(-self._frame.height // max(rows, 1))))

    def batches(
        self, *, rows: int, columns: Sequence[str] | None = None, after: Position | None = None
    ) -> Iterator[Batch]:
        """Yield the rows in order, at most `rows` at a time."""
        frame = self._frame if columns is None else self._frame.select(columns)
        for offset in range(0 if after is None else after.offset, frame.height, rows):
            part = frame.slice(offset, rows)
            yield Batch(table=self._table, frame=part, position=Position(offset + part.height))

    def digest(self, key: bytes) -> tuple[str, int]:
        """Return a keyed digest of the rows as NDJSON, and its length."""
        data = self._frame.write_ndjson().encode()
        return hmac.digest(key, data, hashlib.sha256).hex(), len(data)


class MemoryTokenizer:
    """Random tokens kept in a dict."""

    def __init__(self, domain: str, issued: dict[tuple[str, str, str], str]) -> None:
        """Take the recipient domain and the vault's dict."""
        self._domain = domain
        self._issued = issued

    def tokenize(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Return a token per value, creating unknown ones."""
        forms = canonical(values, kind)
        fresh = [
            f for f in forms.drop_nulls().unique(maintain_order=True) if (self._domain, system, f) not in self._issued
        ]
        raw = np.frombuffer(secrets.token_bytes(RAW_BYTES * len(fresh)), np.uint8).reshape(-1, RAW_BYTES)
        self._issued.update(zip(((self._domain, system, form) for form in fresh), write_tokens(raw), strict=True))
        return self._mapped(forms, system).alias(values.name)

    def find(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Return the token per value where there is one."""
        return self._mapped(canonical(values, kind), system).alias(values.name)

    def issued(self, tokens: pl.Series, *, system: str) -> pl.Series:
        """Return whether each token was issued for this domain and system."""
        known = [token for (domain, name, _), token in self._issued.items() if (domain, name) == (self._domain, system)]
        return tokens.is_in(known)

    def _mapped(self, forms: pl.Series, system: str) -> pl.Series:
        known = {
            form: token
            for (domain, name, form), token in self._issued.items()
            if (domain, name) == (self._domain, system)
        }
        return forms.replace_strict(known, default=None, return_dtype=pl.String)


class MemoryVault:
    """A vault that forgets when the process ends."""

    def __init__(self, secret: bytes = bytes(32)) -> None:
        """Take the secret that `secret(purpose)` derives from."""
        self._secret = secret
        self._issued: dict[tuple[str, str, str], str] = {}
        self._known: dict[str, KnownValues] = {}

    def tokenizer(self, domain: str) -> MemoryTokenizer:
        """Return the tokenizer of a recipient domain."""
        return MemoryTokenizer(domain, self._issued)

    def remember(self, known: Mapping[str, KnownValues]) -> dict[str, tuple[KnownValue, ...]]:
        """Add to what is known of each subject; return the values that are new, of those known before."""
        told: dict[str, tuple[KnownValue, ...]] = {}
        for subject, new in known.items():
            old = self._known.get(subject, KnownValues())
            values = tuple(dict.fromkeys((*old.values, *new.values)))
            if subject in self._known and len(values) > len(old.values):
                told[subject] = values[len(old.values) :]
            keys = tuple(dict.fromkeys((*old.keys, *new.keys)))
            born = min((year for year in (old.born, new.born) if year is not None), default=None)
            self._known[subject] = KnownValues(values=values, aged=old.aged or new.aged, keys=keys, born=born)
        return told

    def recall(self, subjects: Sequence[str]) -> dict[str, KnownValues]:
        """Return what is known of the subjects."""
        return {subject: self._known[subject] for subject in subjects if subject in self._known}

    def purges(self) -> int:
        """Return none: nobody is purged from memory."""
        return 0

    def purged(self, subjects: Sequence[str]) -> list[bool]:
        """Return that nobody was."""
        return [False] * len(subjects)

    def withdrawn(self) -> tuple[str, ...]:
        """Return none: nobody is purged from memory."""
        return ()

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes for one named purpose."""
        return hmac.digest(self._secret, purpose.encode(), hashlib.sha256)

    def commit(self) -> None:
        """Do nothing: memory is never durable."""

    def close(self) -> None:
        """Do nothing."""


class MemoryAudit:
    """An audit log that forgets when the process ends."""

    def __init__(self) -> None:
        """Start empty."""
        self.events: list[AuditEvent] = []

    def append(self, event: AuditEvent, *, at: dt.datetime) -> int:
        """Append one event and return its number."""
        del at
        self.events.append(event)
        return len(self.events)


class MemoryMirror:
    """Releases as frames, staged and published in one step."""

    def __init__(self) -> None:
        """Start without a release."""
        self.releases: dict[str, dict[str, pl.DataFrame]] = {}
        self.documents: dict[str, Mapping[str, bytes]] = {}
        self._staged: dict[str, dict[Position, tuple[pl.DataFrame, pl.Series]]] = {}
        self._current: str | None = None

    def begin(self, tables: Mapping[str, pl.Schema]) -> None:
        """Open an empty stage."""
        self._staged = {table: {} for table in tables}

    def write(self, batch: ReleasedBatch) -> None:
        """Add a batch; the same (table, position) replaces itself."""
        self._staged[batch.table][batch.position] = (batch.frame, batch.order)

    def finish(self) -> dict[str, Path]:
        """Put rows in their published order; nothing is on disk, so no folder is named."""
        return {}

    def publish(self, release: str, documents: Mapping[str, bytes]) -> Path:
        """Make the stage the current release."""
        self.releases[release] = {
            table: pl.concat([frame.with_columns(order.alias("\x00order")) for frame, order in parts.values()])
            .sort("\x00order", maintain_order=True)
            .drop("\x00order")
            for table, parts in self._staged.items()
            if parts
        }
        self.documents[release] = documents
        self._current = release
        return Path(release)

    def abandon(self) -> None:
        """Forget the stage."""
        self._staged = {}

    def current(self) -> Path | None:
        """Return the current release's name as a path."""
        return None if self._current is None else Path(self._current)
