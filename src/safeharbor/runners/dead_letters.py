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
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safeharbor.errors import VaultError
from safeharbor.records import Letter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
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

    def position(self) -> tuple[str | None, str | None]:
        """Return the position and the mirror's mark saved last."""
        with self._translated():
            query = "SELECT sealed, mark FROM place WHERE stream = ?"
            row = self._connection.execute(query, (self._stream,)).fetchone()
        return (None, None) if row is None else (self._seal.opened(row[0], about=b"place").decode(), row[1])

    def save(self, position: str, mark: str) -> None:
        """Save where the stream is, with the mirror's mark."""
        sealed = self._seal.sealed(position.encode(), about=b"place")
        with self._translated():
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
        rows = []
        for letter in letters:
            name = self._seal.name(f"{self._stream}\x00{letter.table}\x00{letter.name}")
            sealed = self._seal.sealed(letter.payload, about=name)
            rows.append((name, at.isoformat(), letter.table, letter.reason, sealed))
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR IGNORE INTO letter VALUES (?, ?, ?, ?, ?)", rows)
            self._connection.execute("COMMIT")

    def counts(self) -> list[tuple[str, str, int]]:
        """Return table, reason and number of the dead letters."""
        query = 'SELECT "table", reason, count(*) FROM letter GROUP BY 1, 2 ORDER BY 1, 2'
        with self._translated():
            return list(self._connection.execute(query))

    def letters(self) -> list[tuple[bytes, Letter]]:
        """Return every dead letter with the id it is kept under, opened. PHI."""
        with self._translated():
            rows = self._connection.execute('SELECT id, "table", reason, sealed FROM letter ORDER BY rowid').fetchall()
        return [
            (name, Letter(table, name.hex(), reason, self._seal.opened(sealed, about=name)))
            for name, table, reason, sealed in rows
        ]

    def forget(self, names: Sequence[bytes]) -> None:
        """Remove dead letters that were dealt with."""
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
