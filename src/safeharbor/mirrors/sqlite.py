"""A SQLite file with all tables of a release."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import polars as pl

from safeharbor.errors import MirrorError
from safeharbor.mirrors.tables import TableShape, broken, constraints, in_order, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def build_sqlite(path: Path, tables: Mapping[str, Path], shapes: Mapping[str, TableShape]) -> None:
    """Write a SQLite file; nested columns are JSON text, dates ISO text, truth 0 and 1; `_dictionary` says more."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        run = connection.execute
        # nobody else sees the file before it is published, and a killed run leaves none
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY", "page_size = 8192"):
            run(f"PRAGMA {pragma}")
        run("BEGIN")
        run("CREATE TABLE _dictionary (table_name TEXT, column_name TEXT, meaning TEXT)")
        try:
            for name in in_order(shapes, tables):
                shape = shapes.get(name, TableShape())
                _fill_sqlite(connection, name, tables[name], shape)
                entries = [("", shape.about), *shape.columns.items()]
                connection.executemany(
                    "INSERT INTO _dictionary VALUES (?, ?, ?)", [(name, *entry) for entry in entries]
                )
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


def _fill_sqlite(connection: sqlite3.Connection, name: str, folder: Path, shape: TableShape) -> None:
    parts = sorted(folder.iterdir())
    schema = pl.read_parquet_schema(parts[0])
    columns = [f"{quoted(column)} {_sqlite_type(dtype)}" for column, dtype in schema.items()]
    connection.execute(f"CREATE TABLE {quoted(name)} ({', '.join([*columns, *constraints(shape)])})")
    insert = f"INSERT INTO {quoted(name)} VALUES ({', '.join('?' * len(schema))})"  # noqa: S608 - quoted names
    for part in parts:
        frame = pl.read_parquet(part)
        connection.executemany(
            insert, frame.select(_plain(column, dtype) for column, dtype in schema.items()).iter_rows()
        )


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


def _sqlite_type(dtype: pl.DataType) -> str:
    if dtype.is_integer() or dtype == pl.Boolean:
        return "INTEGER"
    if dtype.is_float():
        return "REAL"
    return "BLOB" if dtype == pl.Binary else "TEXT"
