"""A mirror in a PostgreSQL database that never held PHI: one transaction a release, loaded from the release's files.

The release's files and its signed manifest stay in the mirror's folder; the database is a copy of them. Rows are
deleted and copied in one transaction, so that whoever reads sees the whole old or the whole new release, in any
isolation level, and is never made to wait while tables keep their columns.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import BusyError, MirrorError
from safeharbor.mirrors.pg_access import Access, Doors
from safeharbor.mirrors.pg_tables import Tables
from safeharbor.postgres import Server, connect, driver, same_database, translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl
    import psycopg

    from safeharbor.mirrors.directory import DirectoryMirror
    from safeharbor.mirrors.tables import TableShape
    from safeharbor.records import ReleasedBatch

MARK: Final = "safeharbor mirror 1"
_PATIENCE: Final = "30s"  # for those who read what is about to change its columns


@dataclass(frozen=True, slots=True)
class Target:
    """A database to mirror into. `sources`: databases that hold PHI, and so can be no mirror."""

    server: Server
    schema: str
    access: Access = field(default_factory=Access)
    sources: Sequence[Server] = field(default=(), repr=False)


class PostgresMirror:
    """A directory mirror whose releases are copied into a database as they are published."""

    def __init__(self, inner: DirectoryMirror, target: Target, shapes: Mapping[str, TableShape]) -> None:
        """Take the directory mirror (of Parquet), the database, and what is known of the tables."""
        self._inner = inner
        self._target = target
        self._shapes = shapes
        self._schemas: dict[str, pl.Schema] = {}
        self._folders: Mapping[str, Path] = {}

    def begin(self, tables: Mapping[str, pl.Schema]) -> None:
        """Open an empty stage, once the database is known to be reachable, ours and no source. Raises BusyError."""
        self._schemas = dict(tables)
        with opened(self._target) as connection:
            owned(connection, self._target.schema)
        self._inner.begin(tables)

    def write(self, batch: ReleasedBatch) -> None:
        """Stage a batch."""
        self._inner.write(batch)

    def finish(self) -> Mapping[str, Path]:
        """Put rows in order; return table -> folder of staged files."""
        self._folders = self._inner.finish()
        return self._folders

    def publish(self, release: str, documents: Mapping[str, bytes]) -> Path:
        """Copy the stage into the database in one transaction, then make it the folder's current release."""
        with opened(self._target) as connection, translated("publish the release", error=MirrorError):
            load(connection, self._target, (self._schemas, self._shapes, self._folders), release)
        return self._inner.publish(release, documents)

    def abandon(self) -> None:
        """Remove the stage; the old release still serves."""
        self._inner.abandon()

    def current(self) -> Path | None:
        """Return the folder of the current release, if there is one."""
        return self._inner.current()


def load(
    connection: psycopg.Connection[Any],
    target: Target,
    staged: tuple[Mapping[str, pl.Schema], Mapping[str, TableShape], Mapping[str, Path]],
    release: str,
) -> None:
    """Put a release, table -> folder of Parquet parts, in the place of the one that is there, in one transaction."""
    schemas, shapes, folders = staged
    with connection.transaction():
        tables = prepared(connection, target, schemas, shapes)
        for name, folder in folders.items():
            tables.empty(name)
            tables.fill(name, sorted(folder.iterdir()))
        sealed(connection, target, release)
    # rows deleted above take room until they are vacuumed; what reads them still keeps it
    for name in folders:
        place = driver().sql.Identifier(target.schema, name)
        connection.execute(driver().sql.SQL("VACUUM (ANALYZE, SKIP_LOCKED) {}").format(place))


def opened(target: Target) -> psycopg.Connection[Any]:
    """Open the mirror's database, in autocommit, with its lock; raises MirrorError when it is a source's database."""
    connection = connect(target.server, error=MirrorError, autocommit=True)
    try:
        _admit(connection, target)
    except BaseException:
        connection.close()
        raise
    return connection


def _admit(connection: psycopg.Connection[Any], target: Target) -> None:
    for source in target.sources:
        if same_database(connection, source, error=MirrorError):
            message = "the mirror's database is a source's database"
            raise MirrorError(message, hint="name a database that never held PHI in `mirror.database.url`")
    with translated("lock the mirror", error=MirrorError):
        lock = hashlib.sha256(f"{MARK}/{target.schema}".encode()).digest()
        number = int.from_bytes(lock[:8], "big", signed=True)
        got = connection.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchone()
        connection.execute(f"SET lock_timeout = '{_PATIENCE}'")
    if got is None or not got[0]:
        message = "another run is writing this mirror"
        raise BusyError(message, hint="wait for it to end; a run that was killed holds no lock")


def owned(connection: psycopg.Connection[Any], schema: str) -> str:
    """Return what the schema says of itself ("" for a new one); raises MirrorError when others' tables lie in it."""
    with translated("look at the schema", error=MirrorError):
        row = connection.execute(
            "SELECT coalesce(obj_description(n.oid, 'pg_namespace'), ''),"
            " EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid)"
            " FROM pg_namespace n WHERE nspname = %s",
            (schema,),
        ).fetchone()
    said, held = row or ("", False)
    if held and not said.startswith(MARK):
        message = f"the schema {schema!r} holds tables that safeharbor did not make"
        raise MirrorError(message, hint="name another schema in `mirror.database.schema`")
    return str(said)


def prepared(
    connection: psycopg.Connection[Any],
    target: Target,
    schemas: Mapping[str, pl.Schema],
    shapes: Mapping[str, TableShape],
) -> Tables:
    """Make schema, tables, roles and views as the policy says, inside the caller's transaction."""
    said = owned(connection, target.schema)
    schema = driver().sql.Identifier(target.schema)
    connection.execute(driver().sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
    tables = Tables(connection, target.schema, shapes)
    changed = tables.make(schemas)
    doors = Doors(connection, target.schema, target.access)
    doors.shut()
    columns = {name: tuple(schema) for name, schema in schemas.items()}
    mark = f"{MARK} {hashlib.sha256(repr((target.access, columns)).encode()).hexdigest()}"
    if changed or said != mark:
        doors.open(columns)
        statement = driver().sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, driver().sql.Literal(mark))
        connection.execute(statement)
    return tables


def release_of(connection: psycopg.Connection[Any], target: Target) -> str:
    """Return the release that the database says it holds, "" for none."""
    place = f"{target.schema}_release"
    if connection.execute("SELECT to_regclass(format('%%I.current', %s::text))", (place,)).fetchone() == (None,):
        return ""
    statement = driver().sql.SQL("SELECT release FROM {}.current").format(driver().sql.Identifier(place))
    row = connection.execute(statement).fetchone()
    return "" if row is None else str(row[0])


def sealed(connection: psycopg.Connection[Any], target: Target, release: str) -> None:
    """Note the release, and refuse it when a frontend could reach more than its views."""
    sql = driver().sql
    own = sql.Identifier(f"{target.schema}_release")
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(own))
    connection.execute(sql.SQL("CREATE TABLE IF NOT EXISTS {}.current (release text NOT NULL)").format(own))
    connection.execute(sql.SQL("DELETE FROM {}.current").format(own))
    connection.execute(sql.SQL("INSERT INTO {}.current VALUES (%s)").format(own), (release,))
    Doors(connection, target.schema, target.access).check()
