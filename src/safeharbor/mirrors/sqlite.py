"""A SQLite file with all tables of a release."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from safeharbor.errors import MirrorError
from safeharbor.mirrors.tables import TableShape, broken, constraints, in_order, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def build_sqlite(path: Path, tables: Mapping[str, Path], shapes: Mapping[str, TableShape]) -> None:
    """Write a SQLite file; nested columns are JSON text, dates ISO text, truth 0 and 1; `_dictionary` says more."""
    with opened_sqlite(path) as connection:
        make_sqlite(connection, tables, shapes)
        for name in in_order(shapes, tables):
            for part in sorted(tables[name].iterdir()):
                fill_sqlite(connection, name, part)


@contextmanager
def opened_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a staged file, in one transaction that ends when references were checked. Raises MirrorError."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        run = connection.execute
        # nobody else sees the file before it is published, and a killed run leaves none
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY", "page_size = 8192"):
            run(f"PRAGMA {pragma}")
        run("PRAGMA secure_delete = ON")
        run("BEGIN")
        try:
            yield connection
        except sqlite3.IntegrityError:
            raise broken() from None
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", "unknown")
            message = f"the SQLite file cannot be written ({code})"
            raise MirrorError(message, hint="check the mirror's disk; the release before still serves") from None
        dangling = run("PRAGMA foreign_key_check").fetchone()
        if dangling is not None:
            raise broken()
        run("COMMIT")


def make_sqlite(connection: sqlite3.Connection, tables: Mapping[str, Path], shapes: Mapping[str, TableShape]) -> None:
    """Make the tables, table -> folder of Parquet parts, without rows, and say in `_dictionary` what they hold."""
    connection.execute("CREATE TABLE _dictionary (table_name TEXT, column_name TEXT, meaning TEXT)")
    for name in in_order(shapes, tables):
        shape = shapes.get(name, TableShape())
        connection.execute(declared(name, min(tables[name].iterdir()), shape))
        connection.executemany("INSERT INTO _dictionary VALUES (?, ?, ?)", described(name, shape))


def declared(table: str, part: Path, shape: TableShape) -> str:
    """Return the statement that makes a table of whose Parquet parts one is given."""
    columns = [
        f"{quoted(column)} {_sqlite_type(dtype, alone=shape.key == (column,))}"
        for column, dtype in pl.read_parquet_schema(part).items()
    ]
    return f"CREATE TABLE {quoted(table)} ({', '.join([*columns, *constraints(shape)])})"


def described(table: str, shape: TableShape) -> list[tuple[str, str, str]]:
    """Return what `_dictionary` says of a table."""
    return [(table, *entry) for entry in [("", shape.about), *shape.columns.items()]]


def fill_sqlite(connection: sqlite3.Connection, table: str, part: Path) -> tuple[int, int]:
    """Put the rows of a part behind the last one, in their order; return the first and the last of their numbers."""
    frame = pl.read_parquet(part)
    newest = f"SELECT coalesce(max(rowid), 0) FROM {quoted(table)}"  # noqa: S608 - a quoted name
    (before,) = connection.execute(newest).fetchone()
    insert = f"INSERT INTO {quoted(table)} VALUES ({', '.join('?' * frame.width)})"  # noqa: S608 - quoted names
    plain = frame.select(_plain(column, dtype) for column, dtype in frame.schema.items())
    connection.executemany(insert, plain.iter_rows())
    return before + 1, before + frame.height


def _plain(column: str, dtype: pl.DataType) -> pl.Expr:
    """Return a column as SQLite can hold it."""
    here = pl.col(column)
    if isinstance(dtype, (pl.Struct, pl.List, pl.Array)):
        return here.map_elements(_json, return_dtype=pl.String, skip_nulls=True)
    if dtype.is_decimal() or dtype.is_temporal() or dtype == pl.UInt64:
        return here.cast(pl.String)
    return here


def _json(value: Any) -> str:  # noqa: ANN401 - any nested value
    plain = value.to_list() if isinstance(value, pl.Series) else value
    return json.dumps(plain, ensure_ascii=False, default=str)


def _sqlite_type(dtype: pl.DataType, *, alone: bool) -> str:
    """Return a column's type; `alone`: it is the key, which as INTEGER would be the number of the row itself."""
    if dtype.is_integer() or dtype == pl.Boolean:
        return "INT" if alone else "INTEGER"
    if dtype.is_float():
        return "REAL"
    return "BLOB" if dtype == pl.Binary else "TEXT"
