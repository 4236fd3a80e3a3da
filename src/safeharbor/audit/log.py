"""Append to the audit log, ask it, let it expire.

One SQLite file, because its index over (person, time) answers "who saw this person" among ten million events in
milliseconds, which lines of text cannot. The chain's head is signed at every append; the last signed checkpoint of
every day and of every 4,096 events stays. A second copy of the signed head lies beside the file, so that cutting off
the end shows.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from safeharbor.audit.events import (
    AuditEvent,
    Head,
    Recorded,
    Signer,
    chain_start,
    chained,
    microseconds,
    recorded,
    signed_message,
    write_line,
)
from safeharbor.errors import BusyError, SafeHarborError, VaultError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

RETENTION_YEARS: Final = 6  # 45 CFR 164.316(b)(2)(i)
CHECKPOINT_EVERY: Final = 4096
_DAY: Final = 86_400_000_000  # microseconds
LAST: Final = (1 << 63) - 1
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS log (id TEXT NOT NULL, public BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, subject BLOB, line TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_time ON event (at);
CREATE INDEX IF NOT EXISTS event_subject ON event (subject, at) WHERE subject IS NOT NULL;
CREATE TABLE IF NOT EXISTS checkpoint (number INTEGER PRIMARY KEY, chain BLOB NOT NULL, signature BLOB NOT NULL);
"""


class AuditLog:
    """An audit log in one file; any number of threads and processes may append to it."""

    def __init__(self, path: Path, *, signer: Signer | None = None, wait: float = 30.0) -> None:
        """Open the log, making it when there is none and a `signer` is given; without one it is only read."""
        self._path = path
        self._signer = signer
        self._lock = threading.RLock()
        if signer is None and not path.exists():
            message = f"there is no audit log at {path}"
            raise VaultError(message, hint="the first run makes it; check the path")
        with translated(path):
            if signer is not None:
                _touch(path)
            self._connection = sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False)
            if signer is not None:
                self._make(signer)
            self._id, public = self._connection.execute("SELECT id, public FROM log").fetchone()
        if signer is not None and signer.public != public:
            self.close()
            message = f"the audit log {path} was begun under another vault's key"
            raise VaultError(message, hint="open it with the vault it was begun with, or name another file")

    def append(self, event: AuditEvent, *, at: dt.datetime) -> int:
        """Append one event and return its number; it outlives a power failure once this returns."""
        return self.append_many((event,), at=at)

    def append_many(self, events: Iterable[AuditEvent], *, at: dt.datetime) -> int:
        """Append events in one step and return the number of the last."""
        if self._signer is None:
            message = "the audit log was opened for reading only"
            raise SafeHarborError(message, hint="open it with the vault's signing key")
        stamp = microseconds(at)
        with self._writing():
            before, chain = self._end()
            rows, number, chain = chained_rows(events, before, chain, at=stamp)
            self._connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", rows)
            if not self._stays(before, number, stamp):
                self._connection.execute("DELETE FROM checkpoint WHERE number = ?", (before,))
            signature = self._signer.sign(signed_message(self._id, number, chain))
            self._connection.execute("INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)", (number, chain, signature))
        keep_pin(self._path, self._id, Head(number, chain.hex()), self._signer)
        return number

    def head(self) -> Head:
        """Return the end of the chain, for a manifest to pin."""
        with self._lock, translated(self._path):
            number, chain = self._end()
        return Head(number, chain.hex())

    def events(self, *, since: dt.datetime | None = None, until: dt.datetime | None = None) -> Iterator[Recorded]:
        """Yield the events from `since` up to, not including, `until`, in order of number."""
        return self._found("at >= ? AND at < ? ORDER BY number", *span(since, until))

    def who_saw(
        self, subject: str, *, since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> Iterator[Recorded]:
        """Yield the events about one person (keyed tag), oldest first."""
        where = "subject = ? AND at >= ? AND at < ? ORDER BY at, number"
        return self._found(where, bytes.fromhex(subject), *span(since, until))

    def expire(self, *, before: dt.datetime, who: str, at: dt.datetime) -> int:
        """Remove the events up to the last checkpoint before the first event that is not older; return how many.

        Events go by whole days or blocks of 4,096. The removal is itself an event.
        """
        with self._lock, translated(self._path):
            run = self._connection.execute
            young = run("SELECT min(number) FROM event WHERE at >= ?", (microseconds(before),)).fetchone()[0]
            sql = "SELECT number, chain, signature FROM checkpoint WHERE number < ? ORDER BY number DESC LIMIT 1"
            kept = run(sql, (young or LAST,)).fetchone()
            first = run("SELECT min(number) FROM event").fetchone()[0]
        if not kept or not first or kept[0] < first:
            return 0
        last = kept[0]
        self.append(AuditEvent("audit.expire", who, detail={"upto": last}), at=at)
        with self._writing():
            gone = self._connection.execute("DELETE FROM event WHERE number <= ?", (last,)).rowcount
            self._connection.execute("DELETE FROM checkpoint WHERE number < ?", (last,))
            self._connection.execute("INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)", kept)
        return int(gone)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _make(self, signer: Signer) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY"):
            self._connection.execute(f"PRAGMA {pragma}")
        with self._writing():
            for statement in _SCHEMA.split(";"):
                self._connection.execute(statement)
            if not self._connection.execute("SELECT count(*) FROM log").fetchone()[0]:
                self._id = secrets.token_hex(16)
                self._connection.execute("INSERT INTO log VALUES (?, ?)", (self._id, signer.public))
                keep_pin(self._path, self._id, Head(0, chain_start(self._id).hex()), signer)

    def _end(self) -> tuple[int, bytes]:
        row = self._connection.execute("SELECT number, chain FROM checkpoint ORDER BY number DESC LIMIT 1").fetchone()
        return row or (0, chain_start(self._id))

    def _stays(self, before: int, number: int, at: int) -> bool:
        row = self._connection.execute("SELECT at FROM event WHERE number = ?", (before,)).fetchone()
        return ends_block(before, number) or (row is not None and ends_day(row[0], at))

    def _found(self, where: str, *values: object) -> Iterator[Recorded]:
        with self._lock, translated(self._path):
            cursor = self._connection.execute(f"SELECT line FROM event WHERE {where}", values)  # noqa: S608 - constants
            for (line,) in cursor:
                yield recorded(line)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, translated(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def pin_path(path: Path) -> Path:
    """Return where the copy of the signed head of a log lies."""
    return path.with_name(path.name + ".head")


def keep_pin(path: Path, log: str, head: Head, signer: Signer) -> None:
    """Put a copy of the signed head of a log beside `path`, whole or not at all."""
    pin = pin_path(path)
    signature = signer.sign(signed_message(log, head.number, bytes.fromhex(head.chain)))
    content = json.dumps({"number": head.number, "chain": head.chain, "signature": signature.hex()})
    draft = pin.with_name(f"{pin.name}.{os.getpid()}.{threading.get_ident()}")
    draft.write_text(content)
    draft.replace(pin)


def chained_rows(
    events: Iterable[AuditEvent], number: int, chain: bytes, *, at: int
) -> tuple[list[tuple[int, int, bytes | None, str]], int, bytes]:
    """Return the rows (number, time, subject, line) of events after `number`, and the end of the chain with them."""
    rows = []
    for event in events:
        number += 1
        line = write_line(number, at, event)
        chain = chained(chain, line)
        rows.append((number, at, bytes.fromhex(event.subject) or None, line))
    return rows, number, chain


def ends_block(before: int, number: int) -> bool:
    """Return whether the checkpoint at `before` is the last of its block of events, when `number` is the next one."""
    return before // CHECKPOINT_EVERY != number // CHECKPOINT_EVERY


def ends_day(before: int, at: int) -> bool:
    """Return whether two times (microseconds) lie in different days."""
    return before // _DAY != at // _DAY


def span(since: dt.datetime | None, until: dt.datetime | None) -> tuple[int, int]:
    """Return a span of time in microseconds; None is without bound."""
    return (-LAST if since is None else microseconds(since)), (LAST if until is None else microseconds(until))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            message = f"another process is writing to the audit log {path}"
            raise BusyError(message, hint="try again") from None
        message = f"the audit log {path} is damaged, or its disk is full or read-only (SQLite code {code})"
        raise VaultError(message, hint="`safeharbor audit verify` says what is wrong with it") from None
    except OSError as error:
        message = f"the audit log {path} cannot be written: {error.strerror}"
        raise VaultError(message, hint="choose a folder that can be written") from None


def _touch(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
