"""A DuckDB file with all tables of a release. Its bytes hold random marks of DuckDB's own; its rows do not."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from safeharbor.errors import MirrorError, MissingExtraError
from safeharbor.mirrors.tables import TableShape, broken, constraints, in_order, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def build_duckdb(path: Path, tables: Mapping[str, Path], shapes: Mapping[str, TableShape]) -> None:
    """Write a DuckDB file with types as they are, keys, references and comments."""
    try:
        import duckdb  # noqa: PLC0415 - an optional library
    except ImportError:
        message = "DuckDB mirrors need duckdb, which is not installed"
        raise MissingExtraError(message, hint="pip install 'safeharbor-deid[duckdb]'") from None
    # nothing is fetched from anywhere: extensions are neither loaded nor installed
    offline: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": "2",
    }
    try:
        with closing(duckdb.connect(path, config=offline)) as connection:
            for statement in _duckdb_statements(tables, shapes):
                connection.execute(statement)
    except duckdb.ConstraintException:
        raise broken() from None
    except duckdb.Error as error:
        message = f"the DuckDB file cannot be written ({type(error).__name__})"
        raise MirrorError(message, hint="check the mirror's disk; the release before still serves") from None
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def _duckdb_statements(tables: Mapping[str, Path], shapes: Mapping[str, TableShape]) -> Iterator[str]:
    for name in in_order(shapes, tables):
        shape = shapes.get(name, TableShape())
        parts = literal(str(tables[name] / "*.parquet"))
        schema = pl.read_parquet_schema(min(tables[name].iterdir()))
        rows = f"SELECT * FROM read_parquet({parts})"  # noqa: S608 - a quoted literal
        if shape.key or shape.references:
            # constraints stand in CREATE TABLE: its columns are those of the rows themselves
            yield f"CREATE TEMP VIEW incoming AS {rows}"
            columns = [f"{quoted(column)} {_duckdb_type(dtype)}" for column, dtype in schema.items()]
            yield f"CREATE TABLE {quoted(name)} ({', '.join([*columns, *constraints(shape)])})"
            yield f"INSERT INTO {quoted(name)} FROM incoming"
            yield "DROP VIEW incoming"
        else:
            yield f"CREATE TABLE {quoted(name)} AS {rows}"
        if shape.about:
            yield f"COMMENT ON TABLE {quoted(name)} IS {literal(shape.about)}"
        for column, meaning in shape.columns.items():
            if column in schema:
                yield f"COMMENT ON COLUMN {quoted(name)}.{quoted(column)} IS {literal(meaning)}"


_DUCKDB_TYPES: Final[dict[type[pl.DataType], str]] = {
    pl.String: "VARCHAR",
    pl.Boolean: "BOOLEAN",
    pl.Int8: "TINYINT",
    pl.Int16: "SMALLINT",
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.UInt8: "UTINYINT",
    pl.UInt16: "USMALLINT",
    pl.UInt32: "UINTEGER",
    pl.UInt64: "UBIGINT",
    pl.Float32: "FLOAT",
    pl.Float64: "DOUBLE",
    pl.Date: "DATE",
    pl.Time: "TIME",
    pl.Binary: "BLOB",
}


def _duckdb_type(dtype: Any) -> str:  # noqa: ANN401 - polars types a field's dtype as class or instance
    kind = dtype() if isinstance(dtype, type) else dtype
    if isinstance(kind, pl.Struct):
        return f"STRUCT({', '.join(f'{quoted(part.name)} {_duckdb_type(part.dtype)}' for part in kind.fields)})"
    if isinstance(kind, (pl.List, pl.Array)):
        return f"{_duckdb_type(kind.inner)}[]"
    if isinstance(kind, pl.Datetime):
        return "TIMESTAMP" if kind.time_zone is None else "TIMESTAMPTZ"
    if isinstance(kind, pl.Decimal):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    return _DUCKDB_TYPES.get(type(kind), "VARCHAR")
