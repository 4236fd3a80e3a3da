"""Tables and queries of PostgreSQL, read by COPY in one snapshot of the whole database."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from safeharbor.errors import SourceError
from safeharbor.postgres import Server, connect, driver, translated
from safeharbor.sources.blocks import Blocks
from safeharbor.sources.pgtypes import Column, column_of
from safeharbor.sources.refusing import refusal

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import BinaryIO

    import psycopg
    from psycopg.sql import Composable

    from safeharbor.sources.location import Rule

_BLOCK: Final = 8 << 20
# what makes the same rows the same text, in the same order, whatever the server's own settings
_READING: Final = (
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL synchronize_seqscans = off",
    "SET LOCAL max_parallel_workers_per_gather = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL statement_timeout = 0",
)


class Database:
    """One database. `hold`: keep one snapshot for everything that is read until `close`."""

    def __init__(self, server: Server, *, hold: bool = False) -> None:
        """Take where it is; nothing is connected yet."""
        self._server = server
        self._hold = hold
        self._holder: psycopg.Connection[Any] | None = None
        self._snapshot = ""
        self._lock = threading.Lock()

    def reading(self) -> psycopg.Connection[Any]:
        """Open a connection inside a read-only transaction that sees the shared snapshot. Its user closes it."""
        connection = self._begun()
        with self._lock, translated("share a snapshot", error=SourceError):
            if not self._hold:
                return connection
            if self._holder is None:
                self._holder = connection
                row = connection.execute("SELECT pg_export_snapshot()").fetchone()
                self._snapshot = row[0] if row else ""
                connection = self._begun()
            connection.execute(driver().sql.SQL("SET TRANSACTION SNAPSHOT {}").format(self._snapshot))
        return connection

    def close(self) -> None:
        """Let the snapshot go."""
        with self._lock:
            if self._holder is not None:
                self._holder.close()
                self._holder = None

    def _begun(self) -> psycopg.Connection[Any]:
        connection = connect(self._server, error=SourceError, autocommit=True)
        # nothing may run between BEGIN and SET TRANSACTION SNAPSHOT: settings come when a reader asks
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return connection


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or query, where a source of files has a file. `rows`: SQL that can stand after FROM."""

    database: Database = field(repr=False)
    rows: Composable = field(repr=False)
    table: str
    number: int = 1
    partition: tuple[tuple[str, str | None], ...] = ()

    def raw(self) -> BinaryIO:
        """Open the rows as the CSV that COPY writes."""
        sql = driver().sql
        columns = sql.SQL(", ").join(column.selected(sql) for column in columns_of(self))
        return io.BufferedReader(Blocks(_blocks(self, sql.SQL("SELECT {} FROM {}").format(columns, self.rows))), _BLOCK)


def relation_of(table: str, rule: Rule, database: Database) -> Relation:
    """Return what a policy's source names. Raises SourceError when it names neither a table nor a query, or both."""
    sql = driver().sql
    if (rule.table is None) == (rule.query is None):
        what = "a PostgreSQL source names one `table` or one `query`"
        raise refusal(table, what, hint="add `table: schema.name`, or `query: SELECT ..`")
    if rule.query is not None:
        # inside parentheses and a read-only transaction it can be nothing but a query
        rows: Composable = sql.SQL("(\n{}\n) AS rows").format(sql.SQL(rule.query.strip().rstrip(";")))
    else:
        rows = sql.Identifier(*str(rule.table).split("."))
    return Relation(database, rows, table)


def columns_of(relation: Relation) -> list[Column]:
    """Return the columns of a relation, asked of the server in a transaction of its own."""
    sql = driver().sql
    connection = relation.database.reading()
    try:
        with translated(f"describe table {relation.table!r}", error=SourceError):
            cursor = connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(relation.rows))
            return [column_of(found) for found in cursor.description or ()]
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Rows:
    """A reader of relations."""

    def schema(self, file: Relation) -> pl.Schema:
        """Return column -> type."""
        return pl.Schema({column.name: column.dtype for column in columns_of(file)})

    def frames(self, file: Relation, schema: pl.Schema, *, columns: Sequence[str], skip: int) -> Iterator[pl.DataFrame]:
        """Yield the rows after the first `skip`, those columns, about 8 MiB at a time."""
        del schema
        sql = driver().sql
        held = {column.name: column for column in columns_of(file)}
        if any(name not in held for name in columns):
            hint = "run again; `safeharbor plan` shows what changed"
            raise refusal(file.table, "a column went away while the table was read", hint=hint)
        wanted = [held[name] for name in columns]
        text = sql.SQL("SELECT {} FROM {} OFFSET {}").format(
            sql.SQL(", ").join(column.selected(sql) for column in wanted), file.rows, sql.Literal(skip)
        )
        for block in _blocks(file, text):
            try:
                yield _parsed(block, wanted)
            except (pa.ArrowException, pl.exceptions.PolarsError):
                what = "a value is not of the type the database says"
                raise refusal(file.table, what, hint="name the column in a `query` with a cast to text") from None


def _parsed(block: bytes, columns: Sequence[Column]) -> pl.DataFrame:
    names = [f"f{place}" for place in range(len(columns))]
    table = pacsv.read_csv(
        pa.BufferReader(block),
        read_options=pacsv.ReadOptions(column_names=names, block_size=len(block) + 1),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types={name: column.parsed for name, column in zip(names, columns, strict=True)},
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    frame = pl.DataFrame(pl.from_arrow(table))
    return frame.select(
        column.restored(frame[name]).alias(column.name) for name, column in zip(names, columns, strict=True)
    )


def _blocks(relation: Relation, query: Composable) -> Generator[bytes, None, None]:
    """Yield what COPY sends, cut between rows."""
    connection = relation.database.reading()
    try:
        with translated(f"read table {relation.table!r}", error=SourceError):
            for setting in _READING:
                connection.execute(setting)
            statement = driver().sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                held: list[bytes] = []
                size = 0
                # the server sends a message for each row, and only whole rows are cut off
                while part := copy.read():
                    held.append(bytes(part))
                    size += len(part)
                    if size >= _BLOCK and held[-1].endswith(b"\n"):
                        yield b"".join(held)
                        held, size = [], 0
                if held:
                    yield b"".join(held)
    finally:
        connection.close()
