"""The audit log of a vault in PostgreSQL: the same chain, signatures and questions, in rows of the tenant's own.

Who appends holds the tenant's row of `log`, so that writers on any number of hosts make one chain. Every append waits
for the disk. The copy of the signed head lies on the machine that appended.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

from safeharbor.audit.events import AuditEvent, Head, chain_start, microseconds, recorded, signed_message
from safeharbor.audit.log import LAST, chained_rows, ends_block, ends_day, keep_pin, span
from safeharbor.audit.verification import Verification, Verifier
from safeharbor.errors import SafeHarborError, VaultError
from safeharbor.postgres import translated
from safeharbor.tenants import Family, PostgresPlace, open_session, use_tables

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import psycopg

    from safeharbor.audit.events import Recorded, Signer

_TENANT: Final = "tenant name NOT NULL DEFAULT current_user"
_FORMAT_1: Final = f"""
CREATE TABLE safeharbor.log ({_TENANT} PRIMARY KEY, id text NOT NULL, public bytea NOT NULL);
CREATE TABLE safeharbor.event (
    {_TENANT}, number bigint, at bigint NOT NULL, subject bytea, line text NOT NULL, PRIMARY KEY (tenant, number)
);
CREATE INDEX event_time ON safeharbor.event (tenant, at);
CREATE INDEX event_subject ON safeharbor.event (tenant, subject, at) WHERE subject IS NOT NULL;
CREATE TABLE safeharbor.checkpoint (
    {_TENANT}, number bigint, chain bytea NOT NULL, signature bytea NOT NULL, PRIMARY KEY (tenant, number)
);
"""
FAMILY: Final = Family("audit", ("log", "event", "checkpoint"), (_FORMAT_1,))
_SESSION: Final = {"synchronous_commit": "on", "search_path": "safeharbor"}
_ADD: Final = """
INSERT INTO event (number, at, subject, line) SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::text[])
"""
_SIGN: Final = """
INSERT INTO checkpoint (number, chain, signature) VALUES (%s, %s, %s)
ON CONFLICT (tenant, number) DO UPDATE SET chain = excluded.chain, signature = excluded.signature
"""
_NEXT: Final = """
SELECT number, line FROM event WHERE tenant = current_user AND number > %s AND at >= %s AND at < %s
ORDER BY number LIMIT %s
"""
_OF_PERSON: Final = """
SELECT line FROM event WHERE tenant = current_user AND subject = %s AND at >= %s AND at < %s ORDER BY at, number
"""
_BEFORE: Final = """
SELECT number, chain, signature FROM checkpoint WHERE tenant = current_user AND number < %s ORDER BY number DESC LIMIT 1
"""
_ROWS: Final = 20_000


class PostgresAuditLog:
    """An audit log among those of other tenants; any number of threads, processes and hosts may append to it."""

    def __init__(self, place: PostgresPlace, path: Path, *, signer: Signer | None = None, wait: float = 30.0) -> None:
        """Open the tenant's log, making it when there is none and a `signer` is given; without one it is only read.

        `path`: beside which the copy of the signed head lies on this machine.
        """
        self._path = path
        self._signer = signer
        self._lock = threading.RLock()
        self._connection = open_session(place, _SESSION, wait=wait, error=VaultError)
        try:
            use_tables(self._connection, FAMILY, create=signer is not None, error=VaultError)
            self._id = self._open(signer)
        except BaseException:
            self._connection.close()
            raise

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
            for start in range(0, len(rows), _ROWS):
                self._rows(_ADD, *(list(column) for column in zip(*rows[start : start + _ROWS], strict=True)))
            if not self._stays(before, number, stamp):
                self._rows("DELETE FROM checkpoint WHERE tenant = current_user AND number = %s", before)
            self._rows(_SIGN, number, chain, self._signer.sign(signed_message(self._id, number, chain)))
        self._pin(self._id, Head(number, chain.hex()), self._signer)
        return number

    def head(self) -> Head:
        """Return the end of the chain, for a manifest to pin."""
        with self._lock:
            number, chain = self._end()
        return Head(number, chain.hex())

    def events(self, *, since: dt.datetime | None = None, until: dt.datetime | None = None) -> Iterator[Recorded]:
        """Yield the events from `since` up to, not including, `until`, in order of number."""
        last = -1
        while rows := self._rows(_NEXT, last, *span(since, until), _ROWS):
            last = rows[-1][0]
            yield from (recorded(line) for _, line in rows)

    def who_saw(
        self, subject: str, *, since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> Iterator[Recorded]:
        """Yield the events about one person (keyed tag), oldest first."""
        rows = self._rows(_OF_PERSON, bytes.fromhex(subject), *span(since, until))
        return (recorded(line) for (line,) in rows)

    def expire(self, *, before: dt.datetime, who: str, at: dt.datetime) -> int:
        """Remove the events up to the last checkpoint before the first event that is not older; return how many.

        Events go by whole days or blocks of 4,096. The removal is itself an event.
        """
        with self._lock:
            first = self._rows("SELECT min(number) FROM event WHERE tenant = current_user")[0][0]
            sql = "SELECT min(number) FROM event WHERE tenant = current_user AND at >= %s"
            kept = self._rows(_BEFORE, self._rows(sql, microseconds(before))[0][0] or LAST)
        if not kept or not first or kept[0][0] < first:
            return 0
        last = int(kept[0][0])
        self.append(AuditEvent("audit.expire", who, detail={"upto": last}), at=at)
        with self._writing():
            gone = self._rows("DELETE FROM event WHERE tenant = current_user AND number <= %s RETURNING 1", last)
            self._rows("DELETE FROM checkpoint WHERE tenant = current_user AND number < %s", last)
        return len(gone)

    def verify(self, public: bytes, *, anchor: Head | None = None, kept: Head | None = None) -> Verification:
        """Follow the whole chain in one snapshot, as `verify_log` does; appending goes on meanwhile elsewhere."""
        pinned = {"the pinned head": anchor, "the head the vault holds": kept}
        with self._lock, _translated("verify"), self._connection.transaction(), ExitStack() as cursors:
            self._rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

            def run(sql: str) -> psycopg.ServerCursor[Any]:
                cursor = cursors.enter_context(self._connection.cursor(name=f"verify_{secrets.token_hex(4)}"))
                cursor.itersize = _ROWS
                return cursor.execute(sql)

            verifier = Verifier(run, public, intact=True)
            return verifier.run(self._path, {what: head for what, head in pinned.items() if head})

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()

    def _open(self, signer: Signer | None) -> str:
        if signer is not None:
            with _translated("make"), self._connection.transaction():
                sql = "INSERT INTO log (id, public) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING id"
                if made := self._rows(sql, secrets.token_hex(16), signer.public):
                    self._pin(made[0][0], Head(0, chain_start(made[0][0]).hex()), signer)
        rows = self._rows("SELECT id, public FROM log WHERE tenant = current_user")
        if not rows:
            message = "there is no audit log of this tenant in the database"
            raise VaultError(message, hint="the first run makes it")
        if signer is not None and signer.public != rows[0][1]:
            message = "the audit log was begun under another vault's key"
            raise VaultError(message, hint="open it with the vault it was begun with")
        return str(rows[0][0])

    def _end(self) -> tuple[int, bytes]:
        rows = self._rows(_BEFORE, LAST)
        return (int(rows[0][0]), rows[0][1]) if rows else (0, chain_start(self._id))

    def _stays(self, before: int, number: int, at: int) -> bool:
        rows = self._rows("SELECT at FROM event WHERE tenant = current_user AND number = %s", before)
        return ends_block(before, number) or (bool(rows) and ends_day(rows[0][0], at))

    def _pin(self, log: str, head: Head, signer: Signer) -> None:
        try:
            keep_pin(self._path, log, head, signer)
        except OSError as error:
            message = f"the copy of the audit log's head beside {self._path} cannot be written: {error.strerror}"
            raise VaultError(message, hint="choose a folder that can be written") from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, _translated("write"), self._connection.transaction():
            self._rows("SELECT FROM log WHERE tenant = current_user FOR UPDATE")
            yield

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with _translated("read or write"):
            cursor = self._connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []


def _translated(what: str) -> AbstractContextManager[None]:
    return translated(f"{what} the audit log", error=VaultError)
