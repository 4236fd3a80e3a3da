"""The shared store: a vault's rows in PostgreSQL, for writers on any number of hosts.

A writer holds its tenant's row of `vault`, which also numbers the segments, so that numbers appear in the order of
commits and two writers never append unaware of each other; the lock goes with the connection when a writer dies. A
batch commits without waiting for the disk, which outlives a killed client; `sync` waits, and so makes everything
before it outlive a killed server and a power failure. A lost connection is never made again behind the caller's
back: what was answered since the last `sync` may be lost with the server, and must not be answered on.
The server meets sealed bytes and keyed tags only.
Long because it is one class with a short method for each of `store.Store`'s.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import VaultError
from safeharbor.postgres import driver, translated
from safeharbor.tenants import Family, PostgresPlace, open_session, use_tables
from safeharbor.vault.keyring import WrappedKey
from safeharbor.vault.postgres_sweep import sweep
from safeharbor.vault.segments import StoredSegment, stored_segment
from safeharbor.vault.sqlite import SqliteStore
from safeharbor.vault.store import SealedRow
from safeharbor.vault.transfer import transfer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

_TENANT: Final = "tenant name NOT NULL DEFAULT current_user"
_TABLES: Final = ("vault", "note", "key", "space", "segment", "known")
# sealed bytes do not compress: EXTERNAL spares the server the attempt
_FORMAT_1: Final = f"""
CREATE TABLE safeharbor.vault ({_TENANT} PRIMARY KEY, id text NOT NULL, newest bigint NOT NULL DEFAULT 0);
CREATE TABLE safeharbor.note ({_TENANT}, name text, content bytea NOT NULL, PRIMARY KEY (tenant, name));
CREATE TABLE safeharbor.key (
    {_TENANT}, number int, master text, sealed bytea NOT NULL, PRIMARY KEY (tenant, number, master)
);
CREATE TABLE safeharbor.space (
    {_TENANT}, tag bytea, data_key int NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (tenant, tag)
);
CREATE TABLE safeharbor.segment (
    {_TENANT}, number bigint, space bytea NOT NULL, name bytea NOT NULL, data_key int NOT NULL, count int NOT NULL,
    keys bytea NOT NULL, tokens bytea NOT NULL, sealed bytea NOT NULL, ends bytea NOT NULL,
    PRIMARY KEY (tenant, number), UNIQUE (tenant, name)
);
ALTER TABLE safeharbor.segment ALTER keys SET STORAGE EXTERNAL, ALTER tokens SET STORAGE EXTERNAL,
    ALTER sealed SET STORAGE EXTERNAL, ALTER ends SET STORAGE EXTERNAL;
CREATE INDEX segment_size ON safeharbor.segment (tenant, space, number) INCLUDE (data_key, count);
CREATE TABLE safeharbor.known (
    {_TENANT}, tag bytea, data_key int NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (tenant, tag)
);
ALTER TABLE safeharbor.known ALTER sealed SET STORAGE EXTERNAL;
"""
FAMILY: Final = Family("vault", _TABLES, (_FORMAT_1,))
_SESSION: Final = {"synchronous_commit": "off", "search_path": "pg_catalog"}
_ROWS: Final = 20_000
_OLDEST: Final = """
SELECT coalesce(least(
    (SELECT min(data_key) FROM safeharbor.segment WHERE tenant = current_user),
    (SELECT min(data_key) FROM safeharbor.space WHERE tenant = current_user),
    (SELECT min(data_key) FROM safeharbor.known WHERE tenant = current_user)), 0)
"""
_PUT_KEY: Final = """
INSERT INTO safeharbor.key (number, master, sealed) VALUES (%s, %s, %b)
ON CONFLICT (tenant, number, master) DO UPDATE SET sealed = excluded.sealed
"""
_PUT_SPACE: Final = """
INSERT INTO safeharbor.space (tag, data_key, sealed) VALUES (%b, %s, %b)
ON CONFLICT (tenant, tag) DO UPDATE SET data_key = excluded.data_key, sealed = excluded.sealed
"""
_PUT_KNOWN: Final = """
INSERT INTO safeharbor.known (tag, data_key, sealed)
SELECT * FROM unnest(%b::bytea[], %b::int[], %b::bytea[])
ON CONFLICT (tenant, tag) DO UPDATE SET data_key = excluded.data_key, sealed = excluded.sealed
"""
_PUT_NOTE: Final = """
INSERT INTO safeharbor.note (name, content) VALUES (%s, %b)
ON CONFLICT (tenant, name) DO UPDATE SET content = excluded.content
"""
_APPEND: Final = """
INSERT INTO safeharbor.segment (number, space, name, data_key, count, keys, tokens, sealed, ends)
VALUES (%s, %b, %b, %s, %s, %b, %b, %b, %b)
"""
_REPLACE: Final = """
UPDATE safeharbor.segment SET name = %b, data_key = %s, count = %s, keys = %b, tokens = %b, sealed = %b, ends = %b
WHERE tenant = current_user AND number = %s
"""
_SIZES: Final = """
SELECT number, data_key, count FROM safeharbor.segment WHERE tenant = current_user AND space = %b ORDER BY number
"""
_NEXT_KNOWN: Final = """
SELECT tag, data_key, sealed FROM safeharbor.known WHERE tenant = current_user AND tag > %b ORDER BY tag LIMIT %s
"""
_READ: Final = """
SELECT number, name, data_key, count, keys, tokens, sealed, ends FROM safeharbor.segment
WHERE tenant = current_user AND number = %s
"""
_READ_HEAD: Final = """
SELECT number, name, data_key, count, keys, tokens, ''::bytea, ''::bytea FROM safeharbor.segment
WHERE tenant = current_user AND number = %s
"""


class PostgresStore:
    """A vault's rows in one PostgreSQL database, among those of other tenants."""

    def __init__(
        self, place: PostgresPlace, *, wait: float, create: Callable[[str], Sequence[WrappedKey]] | None
    ) -> None:
        """Open the tenant's vault, or make it with the keys that `create` returns for the new vault's id.

        `wait`: seconds to wait for another writer before BusyError. Raises VaultError when the vault is missing
        (`create` is None), of a newer format, or the server cannot be reached under TLS.
        """
        self._wait = wait
        self._connection = open_session(place, _SESSION, wait=wait, error=VaultError)
        try:
            use_tables(self._connection, FAMILY, create=create is not None, error=VaultError)
            self.vault = self._begin(create)
        except BaseException:
            self._connection.close()
            raise

    def _begin(self, create: Callable[[str], Sequence[WrappedKey]] | None) -> str:
        held = self._rows("SELECT id FROM safeharbor.vault WHERE tenant = current_user")
        if held:
            return str(held[0][0])
        if create is None:
            message = "there is no vault of this tenant in the database"
            raise VaultError(message, hint="make one with `safeharbor vault init`, or restore a backup")
        vault = secrets.token_hex(16)
        with _translated("make the vault"), self._connection.transaction():
            # whoever comes second waits for the first, and then finds the first one's vault
            sql = "INSERT INTO safeharbor.vault (id) VALUES (%s) ON CONFLICT DO NOTHING RETURNING id"
            if self._rows(sql, vault):
                self.put_keys(create(vault))
        return str(self._rows("SELECT id FROM safeharbor.vault WHERE tenant = current_user")[0][0])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the tenant's row; commit on leaving, roll back on an error."""
        with _translated("write"), self._connection.transaction():
            # each statement after the lock sees what every writer before committed (READ COMMITTED)
            held = self._rows("SELECT id FROM safeharbor.vault WHERE tenant = current_user FOR UPDATE")
            if held != [(self.vault,)]:
                message = "the vault was taken away or replaced while it was open"
                raise VaultError(message, hint="open it again")
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one snapshot throughout; inside `writing()` that is the writer's own."""
        if self._connection.info.transaction_status != driver().pq.TransactionStatus.IDLE:
            yield
            return
        with _translated("read"), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield

    def wrapped_keys(self) -> list[WrappedKey]:
        """Return the vault's keys as they are held."""
        rows = self._rows(
            "SELECT number, master, sealed FROM safeharbor.key WHERE tenant = current_user ORDER BY number, master"
        )
        return [WrappedKey(*row) for row in rows]

    def newest_key(self) -> int:
        """Return the highest number of a key."""
        return int(self._rows("SELECT coalesce(max(number), 0) FROM safeharbor.key WHERE tenant = current_user")[0][0])

    def oldest_key_in_use(self) -> int:
        """Return the lowest number of a data key that anything is sealed under; 0 when nothing is sealed."""
        return int(self._rows(_OLDEST)[0][0])

    def put_keys(self, keys: Sequence[WrappedKey]) -> None:
        """Add keys, or replace those of the same number and master key."""
        for key in keys:
            self._rows(_PUT_KEY, key.number, key.master, key.sealed)

    def drop_keys(self, *, master: str = "", number: int = -1) -> None:
        """Destroy the keys wrapped under one master key, or the key of one number."""
        self._rows(
            "DELETE FROM safeharbor.key WHERE tenant = current_user AND (master = %s OR number = %s)", master, number
        )

    def spaces(self) -> dict[bytes, SealedRow]:
        """Return the spaces: tag -> sealed description."""
        rows = self._rows("SELECT tag, data_key, sealed FROM safeharbor.space WHERE tenant = current_user")
        return {tag: SealedRow(*row) for tag, *row in rows}

    def put_space(self, tag: bytes, row: SealedRow) -> None:
        """Add or replace the description of a space."""
        self._rows(_PUT_SPACE, tag, row.data_key, row.sealed)

    def latest(self, space: bytes) -> int:
        """Return the number of the newest segment of a space, 0 when it has none."""
        sql = "SELECT coalesce(max(number), 0) FROM safeharbor.segment WHERE tenant = current_user AND space = %b"
        return int(self._rows(sql, space)[0][0])

    def sizes(self, space: bytes) -> list[tuple[int, int, int]]:
        """Return number, data key and count of each segment of a space, in order of number."""
        return self._rows(_SIZES, space)

    def segments(self, space: bytes, *, after: int = 0) -> Iterator[StoredSegment]:
        """Yield the segments of a space whose number is above `after`, in order."""
        for number, *_ in self.sizes(space):
            if number > after and (segment := self.segment(number)) is not None:
                yield segment

    def heads(self, space: bytes, *, after: int = 0) -> Iterator[StoredSegment]:
        """Yield the same segments with their keys and tokens, without their values."""
        for number, *_ in self.sizes(space):
            if number > after:
                yield from (stored_segment(row) for row in self._rows(_READ_HEAD, number))

    def segment(self, number: int) -> StoredSegment | None:
        """Return one segment."""
        rows = self._rows(_READ, number)
        return stored_segment(rows[0]) if rows else None

    def append(self, space: bytes, segment: StoredSegment) -> int:
        """Add a segment and return its number, larger than any number ever given."""
        sql = "UPDATE safeharbor.vault SET newest = newest + 1 WHERE tenant = current_user RETURNING newest"
        number = int(self._rows(sql)[0][0])
        head = (segment.name, segment.data_key, segment.count, segment.keys, segment.tokens)
        self._rows(_APPEND, number, space, *head, segment.values.pages, segment.values.ends)
        return number

    def replace(self, segment: StoredSegment) -> None:
        """Put a segment in the place of the one of the same number; `sweep` removes what is left of the old one."""
        head = (segment.name, segment.data_key, segment.count, segment.keys, segment.tokens)
        self._rows(_REPLACE, *head, segment.values.pages, segment.values.ends, segment.number)

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove segments; `sweep` removes what is left of them."""
        self._rows("DELETE FROM safeharbor.segment WHERE tenant = current_user AND number = ANY(%s)", list(numbers))

    def known(self, tags: Sequence[bytes]) -> dict[bytes, SealedRow]:
        """Return what is held of the persons behind the tags."""
        sql = "SELECT tag, data_key, sealed FROM safeharbor.known WHERE tenant = current_user AND tag = ANY(%b)"
        found: dict[bytes, SealedRow] = {}
        for start in range(0, len(tags), _ROWS):
            rows = self._rows(sql, list(tags[start : start + _ROWS]))
            found.update((tag, SealedRow(*row)) for tag, *row in rows)
        return found

    def all_known(self, *, after: bytes = b"", limit: int = 10_000) -> dict[bytes, SealedRow]:
        """Return the next persons in the order of their tags."""
        return {tag: SealedRow(*row) for tag, *row in self._rows(_NEXT_KNOWN, after, limit)}

    def count_known(self) -> int:
        """Return of how many persons anything is held."""
        return int(self._rows("SELECT count(*) FROM safeharbor.known WHERE tenant = current_user")[0][0])

    def put_known(self, rows: Mapping[bytes, SealedRow]) -> None:
        """Add or replace what is held of persons."""
        tags = sorted(rows)
        for start in range(0, len(tags), _ROWS):
            part = tags[start : start + _ROWS]
            self._rows(_PUT_KNOWN, part, [rows[tag].data_key for tag in part], [rows[tag].sealed for tag in part])

    def remove_known(self, tags: Sequence[bytes]) -> None:
        """Remove persons; `sweep` removes what is left of them."""
        self._rows("DELETE FROM safeharbor.known WHERE tenant = current_user AND tag = ANY(%b)", list(tags))

    def note(self, name: str) -> bytes | None:
        """Return a note the vault made for itself."""
        rows = self._rows("SELECT content FROM safeharbor.note WHERE tenant = current_user AND name = %s", name)
        return rows[0][0] if rows else None

    def notes(self, prefix: str) -> dict[str, bytes]:
        """Return the notes whose name begins with `prefix`."""
        sql = "SELECT name, content FROM safeharbor.note WHERE tenant = current_user AND starts_with(name, %s)"
        return dict(self._rows(sql, prefix))

    def put_note(self, name: str, content: bytes) -> None:
        """Add or replace a note."""
        self._rows(_PUT_NOTE, name, content)

    def drop_note(self, name: str) -> None:
        """Remove a note."""
        self._rows("DELETE FROM safeharbor.note WHERE tenant = current_user AND name = %s", name)

    def copy_to(self, path: Path) -> None:
        """Write one consistent state into a new SQLite store, whatever others write meanwhile."""
        copy = SqliteStore(path, wait=self._wait, create=lambda _: [])
        try:
            transfer(self, copy)
            copy.sweep()
        finally:
            copy.close()

    def clear(self, vault: str) -> None:
        """Remove everything held and take the id of another vault; inside `writing()`."""
        for table in _TABLES[1:]:
            self._rows(f"DELETE FROM safeharbor.{table} WHERE tenant = current_user")  # noqa: S608 - a constant
        self._rows("UPDATE safeharbor.vault SET id = %s WHERE tenant = current_user", vault)
        self.vault = vault

    def sync(self) -> None:
        """Make everything committed so far outlive a power failure: one commit that waits for the disk."""
        with _translated("commit"), self._connection.transaction():
            self._connection.execute("SET LOCAL synchronous_commit = on")
            # a commit waits for the disk only where its transaction wrote a record of its own into the log
            self._connection.execute("SELECT pg_logical_emit_message(true, 'safeharbor', '')")

    def sweep(self) -> None:
        """Leave no removed byte in a file of the server. Raises VaultError where the server does not let this role."""
        with _translated("sweep"):
            sweep(self._connection, [f"safeharbor.{table}" for table in _TABLES], wait=self._wait)

    def close(self) -> None:
        """Let go of the store."""
        self._connection.close()

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with _translated("read or write"):
            cursor = self._connection.execute(sql, values, binary=True)
            return cursor.fetchall() if cursor.description else []


def _translated(what: str) -> AbstractContextManager[None]:
    return translated(f"{what} the vault", error=VaultError)
