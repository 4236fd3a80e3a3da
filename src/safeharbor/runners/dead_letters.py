"""What a stream must not forget: where it was, and the records it could not publish, sealed, in one file.

The file lies beside the vault. Records are sealed with AES-256-GCM under a secret of the vault and named by a keyed
digest, so that one that comes again after a crash is kept once; reasons are words, and hold no value.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safeharbor.errors import VaultError
from safeharbor.records import Letter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_NONCE: Final = 12
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS place (stream TEXT PRIMARY KEY, sealed BLOB NOT NULL, mark TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS letter (id BLOB PRIMARY KEY, at TEXT NOT NULL, "table" TEXT NOT NULL, reason TEXT NOT NULL,
  sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS years (stream TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
"""


class Seal:
    """Seals small contents under a secret, and names them."""

    def __init__(self, secret: bytes) -> None:
        """Take 32 secret bytes of the vault."""
        self._cipher = AESGCM(hmac.digest(secret, b"stream contents", hashlib.sha256))
        self._key = hmac.digest(secret, b"stream names", hashlib.sha256)

    def sealed(self, content: bytes, *, about: bytes) -> bytes:
        """Return nonce and ciphertext."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, about)

    def opened(self, sealed: bytes, *, about: bytes) -> bytes:
        """Return what was sealed; raises VaultError when it was changed or is another vault's."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
        except (InvalidTag, ValueError):
            message = "what a stream sealed was changed, or belongs to another vault"
            raise VaultError(message, hint="open it with the vault it was sealed under") from None

    def name(self, text: str) -> bytes:
        """Return the keyed digest a record is known by."""
        return hmac.digest(self._key, text.encode(), hashlib.sha256)[:16]


class StreamStore:
    """One file: positions and dead letters of the streams of a vault."""

    def __init__(self, path: Path, secret: bytes, *, stream: str) -> None:
        """Open the file, making it when there is none. `stream`: the name its position is kept under."""
        self._seal = Seal(secret)
        self._stream = stream
        self._path = path
        self._lock = threading.Lock()
        with self._translated():
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            # a batch's position may be lost in a power cut, never corrupted: the batch comes again, and is known again
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.executescript(_SCHEMA)
            there = {row[1] for row in self._connection.execute("PRAGMA table_info(letter)")}
            # `gone` is null for letters of a time when it was not kept; `batch`: those that are being published again
            for column, kind in (("gone", "INTEGER"), ("batch", "TEXT")):
                if column not in there:
                    self._connection.execute(f"ALTER TABLE letter ADD COLUMN {column} {kind}")

    def position(self) -> tuple[str | None, str | None]:
        """Return the position and the mirror's mark saved last."""
        with self._translated():
            query = "SELECT sealed, mark FROM place WHERE stream = ?"
            row = self._connection.execute(query, (self._stream,)).fetchone()
        return (None, None) if row is None else (self._seal.opened(row[0], about=b"place").decode(), row[1])

    def save(self, position: str, mark: str) -> None:
        """Save where the stream is, with the mirror's mark."""
        with self._translated():
            self._save(position, mark)

    def _save(self, position: str, mark: str) -> None:
        sealed = self._seal.sealed(position.encode(), about=b"place")
        self._connection.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?)", (self._stream, sealed, mark))

    def years(self) -> tuple[int, int] | None:
        """Return the first and the last year of `as_of` that the stream published in; None before it did."""
        with self._translated():
            query = "SELECT first, last FROM years WHERE stream = ?"
            row = self._connection.execute(query, (self._stream,)).fetchone()
        return None if row is None else (int(row[0]), int(row[1]))

    def save_years(self, first: int, last: int) -> None:
        """Save them."""
        with self._translated():
            self._connection.execute("INSERT OR REPLACE INTO years VALUES (?, ?, ?)", (self._stream, first, last))

    def bury(self, letters: Sequence[Letter], *, at: dt.datetime) -> None:
        """Keep letters, each once."""
        rows: list[tuple[Any, ...]] = []
        for letter in letters:
            name = self._seal.name(f"{self._stream}\x00{letter.table}\x00{letter.name}")
            sealed = self._seal.sealed(letter.payload, about=name)
            rows.append((name, at.isoformat(), letter.table, letter.reason, sealed, letter.gone))
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            columns = '(id, at, "table", reason, sealed, gone)'
            self._connection.executemany(f"INSERT OR IGNORE INTO letter {columns} VALUES (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 - names
            self._connection.execute("COMMIT")

    def counts(self) -> list[tuple[str, str, int]]:
        """Return table, reason and number of the dead letters."""
        query = 'SELECT "table", reason, count(*) FROM letter GROUP BY 1, 2 ORDER BY 1, 2'
        with self._translated():
            return list(self._connection.execute(query))

    def names(self) -> list[bytes]:
        """Return the ids of the dead letters, oldest first."""
        with self._translated():
            return [name for (name,) in self._connection.execute("SELECT id FROM letter ORDER BY rowid")]

    def letters(self, names: Sequence[bytes]) -> list[Letter]:
        """Return dead letters by their ids, opened, named by them in hexadecimal. PHI."""
        query = 'SELECT "table", reason, sealed, gone FROM letter WHERE id = ?'
        found: list[Letter] = []
        for name in names:
            with self._translated():
                row = self._connection.execute(query, (name,)).fetchone()
            if row is not None:
                table, reason, sealed, gone = row
                payload = self._seal.opened(sealed, about=name)
                found.append(Letter(table, name.hex(), reason, payload, gone=None if gone is None else bool(gone)))
        return found

    def prepare(self, batch: str, names: Sequence[bytes]) -> None:
        """Note which letters a batch is about to publish, before the mirror hears of it."""
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("UPDATE letter SET batch = ? WHERE id = ?", [(batch, name) for name in names])
            self._connection.execute("COMMIT")

    def settle(self, place: tuple[str, str], batch: str, reasons: Mapping[bytes, str]) -> None:
        """Save position and mark, remove the letters of a batch, and say why others stay: all or nothing."""
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            self._save(*place)
            self._connection.execute("DELETE FROM letter WHERE batch = ?", (batch,))
            stay = [(reason, name) for name, reason in reasons.items()]
            self._connection.executemany("UPDATE letter SET reason = ? WHERE id = ?", stay)
            self._connection.execute("COMMIT")

    def forget(self, names: Sequence[bytes]) -> None:
        """Remove dead letters."""
        with self._translated():
            self._connection.executemany("DELETE FROM letter WHERE id = ?", [(name,) for name in names])

    @property
    def seal(self) -> Seal:
        """What positions are sealed with before a mirror holds them."""
        return self._seal

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.rollback()
                code = getattr(error, "sqlite_errorname", "unknown")
                message = f"the stream's file {self._path} is damaged, or its disk is full or read-only ({code})"
                raise VaultError(message, hint="free space; the stream goes on where it was") from None
            except OSError as error:
                message = f"the stream's file {self._path} cannot be written: {error.strerror}"
                raise VaultError(message, hint="choose a folder that can be written for the policy's vault") from None
