"""Tables and queries of MySQL and MariaDB, read as they are sent, in one snapshot of the whole database.

No other connection can share a snapshot there: what a run reads, it reads through one connection, table after table.
Rows of a table with a primary key come in its order, so that a reading can go on where another stopped.
"""

from __future__ import annotations

import io
import marshal
import threading
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from safeharbor.errors import SourceError
from safeharbor.mysql import Server, connect, driver, translated
from safeharbor.sources.blocks import Blocks
from safeharbor.sources.mysqlkeys import primary_key
from safeharbor.sources.mysqltypes import Column, column_of, quoted
from safeharbor.sources.refusing import refusal

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import BinaryIO

    import pymysql

    from safeharbor.sources.location import Rule

_BLOCK: Final = 8 << 20
_ROW: Final = 64  # bytes that a row takes whatever it holds
_ALL: Final = (1 << 63) - 1
_EVER: Final = 2_147_483  # seconds: the longest that every server allows for its patience
# what makes the same rows the same text, whatever the server's own settings, and lets a slow reader finish
_READING: Final = (
    "SET SESSION sql_mode = ''",
    f"SET SESSION time_zone = '+00:00', sql_select_limit = {_ALL}",
    f"SET SESSION net_write_timeout = {_EVER}, wait_timeout = {_EVER}",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
)
_LIMITS: Final = ("max_statement_time", "max_execution_time")  # MariaDB's and MySQL's
_UNKNOWN_SETTING: Final = 1193


class Database:
    """One database. `hold`: keep one snapshot for everything that is read until `close`."""

    def __init__(self, server: Server, *, hold: bool = False) -> None:
        """Take where it is; nothing is connected yet."""
        self._server = server
        self._hold = hold
        self._held: pymysql.Connection[Any] | None = None
        self._used = threading.Lock()
        self._reader: int | None = None

    @contextmanager
    def reading(self) -> Iterator[pymysql.Connection[Any]]:
        """Give a connection inside a read-only transaction that sees the shared snapshot.

        Where another thread reads from the same snapshot, it waits; raises SourceError where this one does.
        """
        if not self._hold:
            with closing(self._begun()) as connection:
                yield connection
            return
        if self._reader == threading.get_ident():
            message = "two tables of one MySQL database are read at once"
            raise SourceError(message, hint="read one to its end before the next: they share one connection")
        with self._used:
            self._reader = threading.get_ident()
            try:
                if self._held is None:
                    self._held = self._begun()
                yield self._held
            finally:
                self._reader = None

    @contextmanager
    def asking(self) -> Iterator[pymysql.Connection[Any]]:
        """Give a connection of its own, that may only read: what describes tables is in no snapshot."""
        with closing(connect(self._server, error=SourceError)) as connection:
            with translated("begin to read", error=SourceError), connection.cursor() as cursor:
                cursor.execute("START TRANSACTION READ ONLY")
            yield connection

    def stop(self, connection: pymysql.Connection[Any]) -> None:
        """End the statement that a connection still sends rows of."""
        with self.asking() as other, translated("stop a reading", error=SourceError), other.cursor() as cursor:
            cursor.execute(f"KILL QUERY {connection.thread_id():d}")

    def close(self) -> None:
        """Let the snapshot go."""
        if self._held is not None:
            with suppress(driver().Error):
                self._held.close()
            self._held = None

    def _begun(self) -> pymysql.Connection[Any]:
        connection = connect(self._server, error=SourceError)
        try:
            with translated("begin to read", error=SourceError), connection.cursor() as cursor:
                for setting in _READING:
                    cursor.execute(setting)
                for limit in _LIMITS:
                    _without_limit(cursor, limit)
                cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        except BaseException:
            connection.close()
            raise
        return connection


def _without_limit(cursor: Any, limit: str) -> None:  # noqa: ANN401 - a cursor of an optional library
    try:
        cursor.execute(f"SET SESSION {limit} = 0")
    except driver().Error as error:
        if error.args[0] != _UNKNOWN_SETTING:
            raise


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or query, where a source of files has a file. `rows`: SQL that can stand after FROM.

    `place`: the table's name there; empty for a query.
    """

    database: Database = field(repr=False)
    rows: str = field(repr=False)
    table: str
    place: str = field(default="", repr=False)
    number: int = 1
    partition: tuple[tuple[str, str | None], ...] = ()

    def raw(self) -> BinaryIO:
        """Open the rows as bytes: the same rows are the same bytes."""
        columns, key = described(self)
        # the oldest format that holds bytes: it has no references, which depend on more than what is written
        blocks = (marshal.dumps(rows, 2) for rows in _blocks(self, columns, key, skip=0))
        return io.BufferedReader(Blocks(blocks), _BLOCK)


def relation_of(table: str, rule: Rule, database: Database) -> Relation:
    """Return what a policy's source names. Raises SourceError when it names neither a table nor a query, or both."""
    if (rule.table is None) == (rule.query is None):
        what = "a MySQL source names one `table` or one `query`"
        raise refusal(table, what, hint="add `table: name` (or `database.name`), or `query: SELECT ..`")
    if rule.query is not None:
        # inside parentheses and a read-only transaction it can be nothing but a query
        return Relation(database, f"(\n{rule.query.strip().rstrip(';')}\n) AS asked", table)
    place = str(rule.table)
    return Relation(database, ".".join(map(quoted, place.split("."))) + " AS asked", table, place)


def described(relation: Relation) -> tuple[list[Column], tuple[str, ...]]:
    """Return the columns of a relation and its primary key, asked of the server.

    Raises SourceError, also where two columns have one name.
    """
    what = f"describe table {relation.table!r}"
    with relation.database.asking() as connection, translated(what, error=SourceError):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {relation.rows} LIMIT 0")  # noqa: S608 - the policy's own query
            # the driver's own description does not say what is unsigned, and what is bytes
            found = [column_of(one) for one in cursor._result.fields]  # noqa: SLF001
        key = primary_key(connection, relation.place) if relation.place else ()
    if len({column.name for column in found}) < len(found):
        raise refusal(relation.table, "two columns have one name", hint="name them apart in the `query`, with AS")
    return found, key


@dataclass(frozen=True, slots=True)
class Rows:
    """A reader of relations."""

    def schema(self, file: Relation) -> pl.Schema:
        """Return column -> type."""
        return pl.Schema({column.name: column.dtype for column in described(file)[0]})

    def frames(self, file: Relation, schema: pl.Schema, *, columns: Sequence[str], skip: int) -> Iterator[pl.DataFrame]:
        """Yield the rows after the first `skip`, those columns, about 8 MiB at a time."""
        del schema
        found, key = described(file)
        held = {column.name: column for column in found}
        if any(name not in held for name in columns):
            hint = "run again; `safeharbor plan` shows what changed"
            raise refusal(file.table, "a column went away while the table was read", hint=hint)
        wanted = [held[name] for name in columns]
        for rows in _blocks(file, wanted, key, skip=skip):
            try:
                yield pl.DataFrame(
                    column.restored(pl.Series(column.name, sent, dtype=pl.Binary))
                    for column, sent in zip(wanted, zip(*rows, strict=True), strict=True)
                )
            except pl.exceptions.PolarsError:
                what = "a value is not of the type the database says"
                raise refusal(file.table, what, hint="name the column in a `query` with a cast to char") from None


def _blocks(
    relation: Relation, columns: Sequence[Column], key: Sequence[str], *, skip: int
) -> Generator[list[tuple[bytes | None, ...]], None, None]:
    """Yield rows as the server sends them, about 8 MiB at a time."""
    selected = ", ".join(column.selected for column in columns)
    order = " ORDER BY " + ", ".join(f"asked.{quoted(name)}" for name in key) if key else ""
    query = f"SELECT {selected} FROM {relation.rows}{order} LIMIT {_ALL} OFFSET {skip:d}"  # noqa: S608 - our own
    database = relation.database
    with (
        database.reading() as connection,
        translated(f"read table {relation.table!r}", error=SourceError),
        _sent(database, connection, query) as rows,
    ):
        held: list[tuple[bytes | None, ...]] = []
        size = 0
        for row in rows:
            held.append(row)
            size += _ROW + sum(map(len, filter(None, row)))
            if size >= _BLOCK:
                yield held
                held, size = [], 0
        if held:
            yield held


@contextmanager
def _sent(
    database: Database, connection: pymysql.Connection[Any], query: str
) -> Iterator[Iterator[tuple[bytes | None, ...]]]:
    """Give a query's rows one by one. One that is not read to its end is stopped: the snapshot stays."""
    cursor = connection.cursor(driver().cursors.SSCursor)
    cursor.execute(query)
    result = cursor._result  # noqa: SLF001 - nothing else says whether rows are still to come
    try:
        yield iter(cursor.fetchone, None)
    finally:
        if result.unbuffered_active and connection.open:
            with suppress(SourceError):
                database.stop(connection)
            with suppress(driver().Error):
                cursor.fetchall()
                cursor.execute("DO 0")  # a stop that comes late strikes this
        # what is left of a lost connection would otherwise try to read on
        result.unbuffered_active = False
        cursor.close()
