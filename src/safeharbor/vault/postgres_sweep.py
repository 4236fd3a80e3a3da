"""Leave no removed byte in a file of the server: tables rewritten, the write-ahead log moved on and overwritten.

PostgreSQL keeps removed rows in pages, and what was written in its log. `VACUUM FULL` writes tables anew; after a
switch of the log's file and a checkpoint, files of the log before it are removed or renamed for use later, and a
switch fills what is left of such a file with zeros. What has left the server (archived log, standbys, base backups) is
beyond reach: a new master key, and the old one destroyed, makes it unreadable.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import BusyError, VaultError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

_PAUSE: Final = 0.05  # seconds
_MAINTAIN: Final = 170000  # the version from which the right to rewrite a table can be given
_RIGHTS: Final = """
SELECT pg_has_role('pg_monitor', 'USAGE'), pg_has_role('pg_checkpoint', 'USAGE'),
    has_function_privilege('pg_switch_wal()', 'EXECUTE')
"""
# age() counts back from the next transaction: whoever is older may still see what was removed
_READERS: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND age(backend_xmin) >= age(%s::text::xid)
    AND (datname = current_database() OR datname IS NULL)
"""
_LOG_FILES: Final = r"SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'"


def sweep(connection: psycopg.Connection[Any], tables: Sequence[str], *, wait: float) -> None:
    """Rewrite tables and overwrite the log before now; `wait`: seconds to wait for sessions that still see the past.

    Raises VaultError when this role lacks a right or something keeps the log; BusyError when a session goes on reading.
    """
    _refuse_without_rights(connection, tables)
    _await_readers(connection, wait)
    for table in tables:
        connection.execute(f"VACUUM (FULL) {table}".encode())
    last = _one(connection, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
    _next_file(connection)
    connection.execute("CHECKPOINT")
    files = _files(connection)
    if min(files) <= last:
        message = "rows were removed, but the server keeps its log from before: their sealed bytes are in it still"
        raise VaultError(message, hint="see pg_replication_slots, wal_keep_size and the archiver; then do this again")
    while _one(connection, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())") <= max(files):
        _next_file(connection)


def _next_file(connection: psycopg.Connection[Any]) -> None:
    # a switch right after another does nothing: a record has to lie between
    connection.execute("SELECT pg_logical_emit_message(false, 'safeharbor', '')")
    connection.execute("SELECT pg_switch_wal()")


def _files(connection: psycopg.Connection[Any]) -> list[str]:
    return [str(name) for (name,) in connection.execute(_LOG_FILES)]


def _one(connection: psycopg.Connection[Any], sql: str) -> Any:  # noqa: ANN401 - whatever the column holds
    row = connection.execute(sql.encode()).fetchone()
    return None if row is None else row[0]


def _refuse_without_rights(connection: psycopg.Connection[Any], tables: Sequence[str]) -> None:
    row = connection.execute(_RIGHTS).fetchone() or ()
    right = "has_table_privilege(%s, 'MAINTAIN')"
    if connection.info.server_version < _MAINTAIN:
        right = "(SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass)"
    owned = [connection.execute(f"SELECT {right}".encode(), (table,)).fetchone() for table in tables]
    if not all(row) or (False,) in owned:
        role = _one(connection, "SELECT current_user")
        message = "rows were removed, but this role may not make the server overwrite what it keeps of them"
        hint = (
            f"GRANT pg_monitor, pg_checkpoint TO {role}; GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {role}; "
            f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA safeharbor TO {role}; then do this again"
        )
        raise VaultError(message, hint=hint)


def _await_readers(connection: psycopg.Connection[Any], wait: float) -> None:
    now = _one(connection, "SELECT pg_current_xact_id()::text")
    end = time.monotonic() + wait
    while connection.execute(_READERS, (str(int(now) % (1 << 32)),)).fetchone() != (0,):
        if time.monotonic() > end:
            message = "rows were removed, but another session still reads the database as it was before"
            raise BusyError(message, hint="end it, or wait for it; then do this again")
        time.sleep(_PAUSE)
