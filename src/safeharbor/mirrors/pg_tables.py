"""The tables of a PostgreSQL mirror: their types, how they are made, filled and described."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from safeharbor.errors import MirrorError
from safeharbor.mirrors.formats import as_text
from safeharbor.mirrors.tables import TableShape, in_order
from safeharbor.postgres import driver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import psycopg
    from psycopg.sql import Composable, Composed

_SLICE: Final = 100_000  # rows put into one message to the server
_TYPES: Final[dict[type[pl.DataType], str]] = {
    pl.Boolean: "boolean",
    pl.Int8: "smallint",
    pl.Int16: "smallint",
    pl.UInt8: "smallint",
    pl.Int32: "integer",
    pl.UInt16: "integer",
    pl.Int64: "bigint",
    pl.UInt32: "bigint",
    pl.UInt64: "numeric(20)",
    pl.Float32: "real",
    pl.Float64: "double precision",
    pl.Date: "date",
    pl.Time: "time",
    pl.Binary: "bytea",
}


def type_of(dtype: pl.DataType) -> str:
    """Return the PostgreSQL type of a column; nested ones are jsonb."""
    if dtype.is_nested():
        return "jsonb"
    if isinstance(dtype, pl.Datetime):
        return "timestamp with time zone" if dtype.time_zone else "timestamp without time zone"
    if isinstance(dtype, pl.Decimal):
        return f"numeric({dtype.precision},{dtype.scale})"
    return _TYPES.get(type(dtype), "text")


class Tables:
    """The tables of one schema, changed inside the caller's transaction."""

    def __init__(self, connection: psycopg.Connection[Any], schema: str, shapes: Mapping[str, TableShape]) -> None:
        """Take the connection, the schema and what is known of the tables."""
        self._connection = connection
        self._schema = schema
        self._shapes = shapes

    def make(self, schemas: Mapping[str, pl.Schema]) -> bool:
        """Make the tables that are not there as they should be, drop those no longer published; say if any was."""
        wanted = {table: self._columns(schema) for table, schema in schemas.items()}
        there = self._there()
        stale = [table for table in there if wanted.get(table) != there[table]]
        for table in stale:
            self._run("DROP TABLE {} CASCADE", self._name(table))
        fresh = [table for table in in_order(self._shapes, wanted) if table not in there or table in stale]
        for table in fresh:
            sql = driver().sql
            columns = sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in wanted[table]
            )
            self._run("CREATE TABLE {} ({})", self._name(table), columns)
        if stale or fresh:
            self._constrain(list(wanted))
        for table in wanted:
            self._describe(table)
        return bool(stale or fresh)

    def empty(self, table: str) -> None:
        """Delete every row; those who read meanwhile still see them (TRUNCATE would hide them)."""
        self._run("DELETE FROM {}", self._name(table))

    def fill(self, table: str, parts: Iterable[Path], *, schema: str = "") -> None:
        """Copy Parquet parts into a table, one after the other; `schema`: where it is, if not in the mirror's."""
        sql = driver().sql
        place = sql.Identifier(schema or self._schema, table)
        with self._connection.cursor() as cursor:
            for part in parts:
                frame = pl.read_parquet(part)
                names = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
                statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(place, names)
                with cursor.copy(statement) as copy:
                    for rows in frame.iter_slices(_SLICE):
                        copy.write(as_csv(rows))

    def _columns(self, schema: pl.Schema) -> list[tuple[str, str]]:
        return [(name, type_of(dtype)) for name, dtype in schema.items()]

    def _there(self) -> dict[str, list[tuple[str, str]]]:
        found = self._connection.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') ORDER BY c.relname, a.attnum",
            (self._schema,),
        )
        tables: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in found:
            tables.setdefault(table, []).append((column, kind))
        return tables

    def _constrain(self, tables: list[str]) -> None:
        """Put keys and references where they are missing; they are checked when the transaction ends."""
        found = self._connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE connamespace = %s::regnamespace",
            (f'"{self._schema}"',),
        )
        there = {name for _, name in found}
        sql = driver().sql
        for table in in_order(self._shapes, tables):
            for name, clause in self._clauses(table):
                if name not in there:
                    self._run("ALTER TABLE {} ADD CONSTRAINT {} {}", self._name(table), sql.Identifier(name), clause)

    def _clauses(self, table: str) -> Iterator[tuple[str, Composed]]:
        sql = driver().sql
        shape = self._shapes.get(table, TableShape())
        if shape.key:
            key = sql.SQL("PRIMARY KEY ({})").format(sql.SQL(", ").join(map(sql.Identifier, shape.key)))
            yield f"{table}_key", key
        for to in shape.references:
            yield (
                f"{table}_{to.column}_reference",
                sql.SQL("FOREIGN KEY ({}) REFERENCES {} ({}) DEFERRABLE INITIALLY DEFERRED").format(
                    sql.Identifier(to.column), self._name(to.table), sql.Identifier(to.target)
                ),
            )

    def _describe(self, table: str) -> None:
        sql = driver().sql
        shape = self._shapes.get(table, TableShape())
        self._run("COMMENT ON TABLE {} IS {}", self._name(table), sql.Literal(shape.about))
        for column, meaning in shape.columns.items():
            place = sql.Identifier(self._schema, table, column)
            self._run("COMMENT ON COLUMN {} IS {}", place, sql.Literal(meaning))

    def _name(self, table: str) -> Composable:
        name: Composable = driver().sql.Identifier(self._schema, table)
        return name

    def _run(self, statement: str, *parts: Composable) -> None:
        self._connection.execute(driver().sql.SQL(statement).format(*parts))


def as_csv(frame: pl.DataFrame) -> bytes:
    """Return rows as COPY's CSV: null is empty, empty text quoted, bytes in hexadecimal, nested columns JSON."""
    columns = [
        pl.lit("\\x") + pl.col(name).bin.encode("hex") if dtype == pl.Binary else as_text(name, dtype)
        for name, dtype in frame.schema.items()
    ]
    buffer = io.BytesIO()
    frame.select(column.alias(name) for name, column in zip(frame.columns, columns, strict=True)).write_csv(
        buffer, include_header=False
    )
    content = buffer.getvalue()
    if b"\x00" in content:
        message = "a published text holds a NUL character, which PostgreSQL cannot store"
        raise MirrorError(message, hint="withhold the column, or clean the source")
    return content
