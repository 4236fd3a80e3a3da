"""The embedded store: one SQLite file in WAL mode, mode 0600, any number of processes.

A batch commits with `synchronous=NORMAL`, which outlives a killed process; `sync` commits with FULL, which
flushes the whole WAL and so outlives a power failure (sqlite.org/pragma.html#pragma_synchronous, Nov 2026).
Deleted bytes are overwritten (`secure_delete`). SQLite never sees anything but sealed bytes and keyed tags.
Long because it is one class with a short method for each of `store.Store`'s.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import BusyError, VaultError
from safeharbor.vault.keyring import WrappedKey
from safeharbor.vault.segments import StoredSegment, stored_segment
from safeharbor.vault.store import SealedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

APPLICATION: Final = 0x53484456  # "SHDV"
SCHEMA_VERSION: Final = 2
# SQL that leads from each older format to the next; 2: what is known of a person names their other keys, tables stay
_STEPS: Final = {1: ""}
_VARIABLES: Final = 5_000
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SEGMENT: Final = "number, name, data_key, count, keys, tokens, sealed, ends"
_SCHEMA: Final = """
CREATE TABLE note (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE key (number INTEGER NOT NULL, master TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (number, master));
CREATE TABLE space (tag BLOB PRIMARY KEY, data_key INTEGER NOT NULL, sealed BLOB NOT NULL);
CREATE TABLE segment (
    number INTEGER PRIMARY KEY AUTOINCREMENT, space BLOB NOT NULL, name BLOB NOT NULL UNIQUE, data_key INTEGER NOT NULL,
    count INTEGER NOT NULL, keys BLOB NOT NULL, tokens BLOB NOT NULL, sealed BLOB NOT NULL, ends BLOB NOT NULL
);
CREATE INDEX segment_size ON segment (space, number, data_key, count);
CREATE TABLE known (tag BLOB PRIMARY KEY, data_key INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
"""


class SqliteStore:
    """A vault's rows in one SQLite file."""

    def __init__(self, path: Path, *, wait: float, create: Callable[[str], Sequence[WrappedKey]] | None) -> None:
        """Open the file, or make it with the keys that `create` returns for the new vault's id.

        `wait`: seconds to wait for another writer before BusyError. Raises VaultError when the file is
        missing (`create` is None), not a vault, damaged or made by a newer version.
        """
        self._path = path
        if create is None and not path.exists():
            message = f"there is no vault at {path}"
            raise VaultError(message, hint="make one with `safeharbor vault init`, or restore a backup")
        with _translated(path):
            if create is not None:
                _touch(path)
            self._connection = sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False)
            try:
                self.vault = self._begin(create)
            except BaseException:
                self._connection.close()
                raise

    def _begin(self, create: Callable[[str], Sequence[WrappedKey]] | None) -> str:
        run = self._connection.execute
        run("PRAGMA page_size = 16384")
        run("PRAGMA temp_store = MEMORY")
        run("PRAGMA secure_delete = ON")
        run("PRAGMA foreign_keys = ON")
        if run("PRAGMA application_id").fetchone()[0] != APPLICATION:
            if create is None or run("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                self._make_if_first(create)
            else:
                run("PRAGMA journal_mode = WAL")
                self._make_if_first(create)
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        run("PRAGMA wal_autocheckpoint = 2000")
        self._update()
        return str(run("SELECT content FROM note WHERE name = 'vault'").fetchone()[0].decode())

    def _make_if_first(self, create: Callable[[str], Sequence[WrappedKey]] | None) -> None:
        """Make the tables unless another process just did; a file with other content is refused."""
        with self.writing():
            run = self._connection.execute
            if run("PRAGMA application_id").fetchone()[0] == APPLICATION:
                return
            if create is None or run("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                message = f"{self._path} is not a safeharbor vault"
                raise VaultError(
                    message, hint="point the vault's path at a vault, or at a file that does not exist yet"
                )
            for statement in _SCHEMA.split(";"):
                run(statement)
            vault = secrets.token_hex(16)
            self.put_note("vault", vault.encode())
            self.put_keys(create(vault))
            run(f"PRAGMA application_id = {APPLICATION}")
            run(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _update(self) -> None:
        """Lead an older vault to this software's format, in one write; refuse one of a format it does not know."""
        run = self._connection.execute
        version = run("PRAGMA user_version").fetchone()[0]
        if version in _STEPS:
            with self.writing():
                # asked again under the lock: another process may have done it
                for older in range(run("PRAGMA user_version").fetchone()[0], SCHEMA_VERSION):
                    for statement in _STEPS[older].split(";"):
                        run(statement)
                run(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif version != SCHEMA_VERSION:
            message = f"the vault {self._path} has format {version}; this software reads format {SCHEMA_VERSION}"
            raise VaultError(message, hint="use the version of safeharbor that wrote it, or a newer one")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold SQLite's write lock; commit on leaving, roll back on an error."""
        with _translated(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one snapshot throughout; inside `writing()` that is the writer's own."""
        if self._connection.in_transaction:
            yield
            return
        with _translated(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("COMMIT")

    def wrapped_keys(self) -> list[WrappedKey]:
        """Return the vault's keys as they are held."""
        return [WrappedKey(*row) for row in self._rows("SELECT number, master, sealed FROM key ORDER BY number")]

    def newest_key(self) -> int:
        """Return the highest number of a key."""
        return int(self._rows("SELECT coalesce(max(number), 0) FROM key")[0][0])

    def oldest_key_in_use(self) -> int:
        """Return the lowest number of a data key that anything is sealed under; 0 when nothing is sealed."""
        sql = " UNION ALL ".join(f"SELECT min(data_key) AS k FROM {table}" for table in ("segment", "space", "known"))  # noqa: S608 - constants
        return int(self._rows(f"SELECT coalesce(min(k), 0) FROM ({sql})")[0][0])  # noqa: S608 - a constant

    def put_keys(self, keys: Sequence[WrappedKey]) -> None:
        """Add keys, or replace those of the same number and master key."""
        self._many(
            "INSERT OR REPLACE INTO key VALUES (?, ?, ?)", [(key.number, key.master, key.sealed) for key in keys]
        )

    def drop_keys(self, *, master: str = "", number: int = -1) -> None:
        """Destroy the keys wrapped under one master key, or the key of one number."""
        self._rows("DELETE FROM key WHERE master = ? OR number = ?", master, number)

    def spaces(self) -> dict[bytes, SealedRow]:
        """Return the spaces: tag -> sealed description."""
        return {tag: SealedRow(*row) for tag, *row in self._rows("SELECT tag, data_key, sealed FROM space")}

    def put_space(self, tag: bytes, row: SealedRow) -> None:
        """Add or replace the description of a space."""
        self._rows("INSERT OR REPLACE INTO space VALUES (?, ?, ?)", tag, row.data_key, row.sealed)

    def latest(self, space: bytes) -> int:
        """Return the number of the newest segment of a space, 0 when it has none."""
        return int(self._rows("SELECT coalesce(max(number), 0) FROM segment WHERE space = ?", space)[0][0])

    def sizes(self, space: bytes) -> list[tuple[int, int, int]]:
        """Return number, data key and count of each segment of a space, in order of number."""
        return self._rows("SELECT number, data_key, count FROM segment WHERE space = ? ORDER BY number", space)

    def segments(self, space: bytes, *, after: int = 0) -> Iterator[StoredSegment]:
        """Yield the segments of a space whose number is above `after`, in order."""
        for number, *_ in self.sizes(space):
            if number > after and (segment := self.segment(number)) is not None:
                yield segment

    def heads(self, space: bytes, *, after: int = 0) -> Iterator[StoredSegment]:
        """Yield the same segments with their keys and tokens, without their values."""
        sql = "SELECT number, name, data_key, count, keys, tokens, x'', x'' FROM segment WHERE number = ?"
        for number, *_ in self.sizes(space):
            if number > after:
                yield from (stored_segment(row) for row in self._rows(sql, number))

    def segment(self, number: int) -> StoredSegment | None:
        """Return one segment."""
        rows = self._rows(f"SELECT {_SEGMENT} FROM segment WHERE number = ?", number)  # noqa: S608 - a constant
        return stored_segment(rows[0]) if rows else None

    def append(self, space: bytes, segment: StoredSegment) -> int:
        """Add a segment and return its number, larger than any number ever given."""
        row = (segment.name, segment.data_key, segment.count, segment.keys, segment.tokens, segment.values.pages)
        sql = "INSERT INTO segment (space, name, data_key, count, keys, tokens, sealed, ends) VALUES (?,?,?,?,?,?,?,?)"
        with _translated(self._path):
            return int(self._connection.execute(sql, (space, *row, segment.values.ends)).lastrowid or 0)

    def replace(self, segment: StoredSegment) -> None:
        """Put a segment in the place of the one of the same number; `secure_delete` overwrites the old bytes."""
        head = (segment.name, segment.data_key, segment.count, segment.keys, segment.tokens)
        columns = "name = ?, data_key = ?, count = ?, keys = ?, tokens = ?, sealed = ?, ends = ?"
        sql = f"UPDATE segment SET {columns} WHERE number = ?"  # noqa: S608 - a constant
        self._rows(sql, *head, segment.values.pages, segment.values.ends, segment.number)

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove segments; `secure_delete` overwrites their bytes."""
        self._many("DELETE FROM segment WHERE number = ?", [(number,) for number in numbers])

    def known(self, tags: Sequence[bytes]) -> dict[bytes, SealedRow]:
        """Return what is held of the persons behind the tags."""
        found: dict[bytes, SealedRow] = {}
        for start in range(0, len(tags), _VARIABLES):
            part = tags[start : start + _VARIABLES]
            marks = ",".join("?" * len(part))
            sql = f"SELECT tag, data_key, sealed FROM known WHERE tag IN ({marks})"  # noqa: S608 - marks only
            found.update((tag, SealedRow(*row)) for tag, *row in self._rows(sql, *part))
        return found

    def all_known(self, *, after: bytes = b"", limit: int = 10_000) -> dict[bytes, SealedRow]:
        """Return the next persons in the order of their tags."""
        sql = "SELECT tag, data_key, sealed FROM known WHERE tag > ? ORDER BY tag LIMIT ?"
        return {tag: SealedRow(*row) for tag, *row in self._rows(sql, after, limit)}

    def count_known(self) -> int:
        """Return of how many persons anything is held."""
        return int(self._rows("SELECT count(*) FROM known")[0][0])

    def put_known(self, rows: Mapping[bytes, SealedRow]) -> None:
        """Add or replace what is held of persons."""
        values = [(tag, rows[tag].data_key, rows[tag].sealed) for tag in sorted(rows)]
        self._many("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", values)

    def remove_known(self, tags: Sequence[bytes]) -> None:
        """Remove persons; `secure_delete` overwrites their bytes."""
        self._many("DELETE FROM known WHERE tag = ?", [(tag,) for tag in tags])

    def note(self, name: str) -> bytes | None:
        """Return a note the vault made for itself."""
        rows = self._rows("SELECT content FROM note WHERE name = ?", name)
        return rows[0][0] if rows else None

    def notes(self, prefix: str) -> dict[str, bytes]:
        """Return the notes whose name begins with `prefix`."""
        return dict(self._rows("SELECT name, content FROM note WHERE substr(name, 1, ?) = ?", len(prefix), prefix))

    def drop_note(self, name: str) -> None:
        """Remove a note."""
        self._rows("DELETE FROM note WHERE name = ?", name)

    def copy_to(self, path: Path) -> None:
        """Write one consistent state into a new file of mode 0600, whatever others write meanwhile."""
        with _translated(path):
            _touch(path)
            self._rows("VACUUM INTO ?", str(path))

    def clear(self, vault: str) -> None:
        """Remove everything held and take the id of another vault; inside `writing()`."""
        for table in ("note", "key", "space", "segment", "known"):
            self._rows(f"DELETE FROM {table}")  # noqa: S608 - a constant
        self.put_note("vault", vault.encode())
        self.vault = vault

    def put_note(self, name: str, content: bytes) -> None:
        """Add or replace a note."""
        self._rows("INSERT OR REPLACE INTO note VALUES (?, ?)", name, content)

    def sync(self) -> None:
        """Make everything committed so far outlive a power failure."""
        self._rows("PRAGMA synchronous = FULL")
        try:
            with self.writing():
                self.put_note("synced", b"")
        finally:
            self._rows("PRAGMA synchronous = NORMAL")

    def sweep(self) -> None:
        """Move the WAL into the file and empty it, so that overwritten bytes rest nowhere. Raises BusyError."""
        if self._rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
            message = f"another run reads the vault {self._path}"
            raise BusyError(message, hint="run this again when no other run is under way")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with _translated(self._path):
            return self._connection.execute(sql, values).fetchall()

    def _many(self, sql: str, values: Sequence[tuple[object, ...]]) -> None:
        with _translated(self._path):
            self._connection.executemany(sql, values)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours; its own texts may show values."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            message = f"another run is writing to the vault {path}"
            raise BusyError(
                message, hint="wait for it to end; if none runs, look for a process that holds the file"
            ) from None
        if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            message = f"the disk of the vault {path} is full or failing"
            raise VaultError(message, hint="make room; nothing of the running batch was kept") from None
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
            message = f"the vault {path} cannot be opened for writing"
            raise VaultError(
                message, hint="check that its folder exists and belongs to the user who runs this"
            ) from None
        message = f"the vault {path} is damaged or not a vault (SQLite code {code})"
        raise VaultError(message, hint="restore a backup with `safeharbor vault restore`") from None


def _touch(path: Path) -> None:
    """Make an empty file of mode 0600 before SQLite does; its WAL takes the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        message = f"the vault {path} cannot be made: {error.strerror}"
        raise VaultError(message, hint="choose a folder that can be written") from None
