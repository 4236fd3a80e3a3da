"""The quarantine: rows the gate kept back, sealed with a key of the vault, bounded, in one file beside it.

One SQLite file, so that an entry is there whole or not at all when a run is killed. An entry is named by a keyed
digest of what it holds: delivered twice, it is there once. What a person let through (`permit`) is remembered as keyed
digests of single cells, so that the same objection to the same cell is met once, not every night.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safeharbor.errors import BusyError, GateError, VaultError
from safeharbor.gate.held import Entry, HeldRows, Kept, read_head, read_rows, write_head, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from safeharbor.protocols import Clock

MOST_BYTES: Final = 512 << 20
MOST_ENTRIES: Final = 10_000
_NONCE: Final = 12
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY, run TEXT NOT NULL, policy TEXT NOT NULL, "table" TEXT NOT NULL,
  head TEXT NOT NULL, sealed BLOB NOT NULL, published INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS permit (mark BLOB PRIMARY KEY, entry TEXT NOT NULL);
"""


class Quarantine:
    """One policy's view of the file. Nothing is made on disk before something is held."""

    def __init__(
        self,
        path: Path,
        secret: bytes,
        *,
        policy: str,
        clock: Clock,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """Take the file, 32 secret bytes of the vault, and the most bytes of rows it may hold."""
        self._path = path
        self._cipher = AESGCM(hmac.digest(secret, b"quarantine rows", hashlib.sha256))
        self._key = hmac.digest(secret, b"quarantine names", hashlib.sha256)
        self._policy = policy
        self._clock = clock
        self._most_bytes = most_bytes
        self._run = secrets.token_hex(8)
        self._lock = threading.RLock()
        self._stale = True
        self._unsettled = False
        self._permits: tuple[int, frozenset[bytes]] = (0, frozenset())  # as of the file's last change

    def hold(self, what: Kept, rows: HeldRows) -> Entry:
        """Keep rows, sealed, and return their entry; the same rows for the same reasons are kept once.

        Raises GateError when the quarantine is full: what is neither published nor kept would be lost.
        """
        content = write_rows(rows)
        why = json.dumps([[reason.check, reason.column, reason.rows] for reason in what.reasons])
        name = self._digest(b"entry", self._policy, what.table, why, content)[:6].hex()
        entry = Entry(name, self._clock.now(), what)
        head = write_head(entry)
        with self._writing() as run:
            if self._stale:  # what runs that never published had kept is met again, or is no more
                run("DELETE FROM held WHERE published = 0 AND policy = ? AND run <> ?", self._policy, self._run)
                self._stale = False
            there = run("SELECT 1 FROM held WHERE id = ?", name).fetchone()
            count, size = run("SELECT count(*), coalesce(sum(length(sealed)), 0) FROM held").fetchone()
            if not there and (count >= MOST_ENTRIES or size + len(content) > self._most_bytes):
                message = f"the quarantine {self._path} is full: {count} entries, {size} bytes"
                raise GateError(message, hint="correct the rules that fill it; `safeharbor quarantine list` names them")
            sealed = self._seal(content, name, head)
            values = (name, self._run, self._policy, what.table, head, sealed)
            run(
                'INSERT OR REPLACE INTO held (id, run, policy, "table", head, sealed) VALUES (?, ?, ?, ?, ?, ?)',
                *values,
            )
            self._unsettled = True
        return entry

    def settle(self, tables: Iterable[str] = ()) -> None:
        """Say that this run published. `tables`: those read whole, whose entries of earlier runs are done with."""
        tables = list(tables)
        if not self._path.exists() or not (tables or self._unsettled):
            return
        with self._writing() as run:
            run("UPDATE held SET published = 1 WHERE run = ?", self._run)
            self._unsettled = False
            for table in tables:
                run('DELETE FROM held WHERE policy = ? AND "table" = ? AND run <> ?', self._policy, table, self._run)

    def entries(self, *, every: bool = False) -> list[Entry]:
        """Return the entries of the policy (of `every` policy of the vault), oldest first.

        Raises VaultError for one that was changed.
        """
        found = []
        sql = "SELECT id, head, sealed, published FROM held WHERE policy = ? OR ?"
        for name, head, sealed, published in self._found(sql, self._policy, every):
            self._open(sealed, name, head)
            found.append(read_head(name, head, published=bool(published)))
        return sorted(found, key=lambda entry: (entry.at, entry.id))

    def rows(self, name: str) -> tuple[Entry, HeldRows]:
        """Return an entry and its rows; VaultError when there is none of this name, or it was changed."""
        found = self._found("SELECT head, sealed, published FROM held WHERE id = ?", name)
        if not found:
            message = "the quarantine holds no entry of this name"
            raise VaultError(message, hint="`safeharbor quarantine list` names them")
        head, sealed, published = found[0]
        content = self._open(sealed, name, head)
        return read_head(name, head, published=bool(published)), read_rows(content)

    def forget(self, subjects: Sequence[str]) -> int:
        """Take people (`system:canonical id`) out of every entry of the vault, and return how many rows went."""
        gone = 0
        for entry in self.entries(every=True):
            _, rows = self.rows(entry.id)
            stay = rows.not_about(subjects)
            if len(stay) == rows.source.height:
                continue
            gone += rows.source.height - len(stay)
            place = {old: new for new, old in enumerate(stay)}
            reasons = tuple(
                replace(reason, rows=tuple(place[row] for row in reason.rows if row in place))
                for reason in entry.what.reasons
            )
            head = write_head(replace(entry, what=replace(entry.what, kept=len(stay), reasons=reasons)))
            with self._writing() as run:
                if stay:
                    sealed = self._seal(write_rows(rows.some(stay)), entry.id, head)
                    run("UPDATE held SET head = ?, sealed = ? WHERE id = ?", head, sealed, entry.id)
                else:
                    run("DELETE FROM held WHERE id = ?", entry.id)
        return gone

    def mark(self, table: str, column: str, check: str, value: str) -> bytes:
        """Return the keyed digest that stands for one objection to one cell."""
        return self._digest(b"cell", self._policy, table, column, check, value)

    def permit(self, entry: str, marks: Iterable[bytes]) -> None:
        """Let the gate pass these cells from now on: a person looked, and the objection was mistaken."""
        with self._writing() as run:
            for mark in marks:
                run("INSERT OR REPLACE INTO permit VALUES (?, ?)", mark, entry)

    def withdraw(self, entry: str) -> int:
        """Take back what was let through of an entry; return how many cells."""
        if not self._path.exists():
            return 0
        with self._writing() as run:
            gone = run("DELETE FROM permit WHERE entry = ?", entry).rowcount
        return int(gone)

    def permits(self) -> frozenset[bytes]:
        """Return the marks of every cell that was let through, by this process or another."""
        changed = self._path.stat().st_mtime_ns if self._path.exists() else 0
        if changed != self._permits[0]:
            self._permits = (changed, frozenset(mark for (mark,) in self._found("SELECT mark FROM permit")))
        return self._permits[1]

    def _digest(self, *parts: bytes | str) -> bytes:
        content = [part.encode() if isinstance(part, str) else part for part in parts]
        framed = b"".join(len(part).to_bytes(8, "big") + part for part in content)
        return hmac.digest(self._key, framed, hashlib.sha256)

    def _seal(self, content: bytes, name: str, head: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, f"{name}\0{head}".encode())

    def _open(self, sealed: bytes, name: str, head: str) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{name}\0{head}".encode())
        except (InvalidTag, ValueError):
            message = f"entry {name} of the quarantine was changed, or belongs to another vault"
            raise VaultError(message, hint="remove the file beside the vault; the next run makes it anew") from None

    def _found(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return rows; none where nothing was ever held, or a run was killed before it held anything."""
        if not self._path.exists():
            return []
        with self._lock, _translated(self._path):
            connection = sqlite3.connect(self._path, isolation_level=None)
            try:
                made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'permit'").fetchone()[0]
                return connection.execute(sql, values).fetchall() if made else []
            finally:
                connection.close()

    @contextmanager
    def _writing(self) -> Iterator[_Run]:
        with self._lock, _translated(self._path):
            self._path.touch(mode=0o600)
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=30)
            try:
                for pragma in ("secure_delete = ON", "synchronous = FULL", "temp_store = MEMORY"):
                    connection.execute(f"PRAGMA {pragma}")
                connection.execute("BEGIN IMMEDIATE")
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                yield _Run(connection)
                connection.execute("COMMIT")
            finally:
                connection.close()  # what was not committed is rolled back


class _Run:
    """Runs a statement with its values."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __call__(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            message = f"another process is writing to the quarantine {path}"
            raise BusyError(message, hint="try again") from None
        message = f"the quarantine {path} is damaged, or its disk is full or read-only (SQLite code {code})"
        raise VaultError(message, hint="free space, or remove the file: the next run makes it anew") from None
    except OSError as error:
        message = f"the quarantine {path} cannot be written: {error.strerror}"
        raise VaultError(message, hint="choose a folder that can be written for the policy's vault") from None
