"""What a PostgreSQL column is in a frame: asked for so that no digit is lost and no date is out of range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import polars as pl
import pyarrow as pa

# object identifiers of built-in types: pg_type.dat of PostgreSQL, fixed for all versions
_BOOL, _BYTEA, _NUMERIC = 16, 17, 1700
_DATE, _TIMESTAMP, _TIMESTAMPTZ = 1082, 1114, 1184
_PLAIN: Final[dict[int, tuple[pl.DataType, pa.DataType]]] = {
    _BOOL: (pl.Boolean(), pa.bool_()),
    21: (pl.Int16(), pa.int16()),
    23: (pl.Int32(), pa.int32()),
    20: (pl.Int64(), pa.int64()),
    26: (pl.Int64(), pa.int64()),
    700: (pl.Float32(), pa.float32()),
    701: (pl.Float64(), pa.float64()),
    _DATE: (pl.Date(), pa.date32()),
    _TIMESTAMP: (pl.Datetime("us"), pa.timestamp("us")),
    _TIMESTAMPTZ: (pl.Datetime("us"), pa.timestamp("us")),
}
_ARRAYS: Final[dict[int, pl.DataType]] = {
    1000: pl.Boolean(),
    1005: pl.Int64(),
    1007: pl.Int64(),
    1016: pl.Int64(),
    1021: pl.Float64(),
    1022: pl.Float64(),
    1009: pl.String(),
    1015: pl.String(),
    1014: pl.String(),
    1182: pl.String(),
    1115: pl.String(),
    1185: pl.String(),
    2951: pl.String(),
}
_EXACT_DIGITS: Final = 15  # decimal digits that a double holds
_WHOLE_DIGITS: Final = 18  # and a 64-bit integer


class Described(Protocol):
    """A column as the server describes it."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def type_code(self) -> int:
        """Its type's object identifier."""

    @property
    def precision(self) -> int | None:
        """Digits of a numeric, if it says."""

    @property
    def scale(self) -> int | None:
        """Digits behind the point, if it says."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in PostgreSQL, as COPY's text is parsed, and in the frame."""

    name: str
    oid: int
    parsed: pa.DataType
    dtype: pl.DataType

    def selected(self, sql: Any) -> Any:  # noqa: ANN401 - psycopg's module of SQL parts
        """Return the SQL that reads it: dates beyond years 1 to 9999, infinity among them, are null."""
        name = sql.Identifier(self.name)
        if self.oid in {_DATE, _TIMESTAMP, _TIMESTAMPTZ}:
            at_utc = " AT TIME ZONE 'UTC'" if self.oid == _TIMESTAMPTZ else ""
            return sql.SQL("CASE WHEN {0} >= '0001-01-02' AND {0} <= '9999-12-30' THEN {0}" + at_utc + " END").format(
                name
            )
        if self.oid in _PLAIN:
            return name
        if self.oid in _ARRAYS:
            return sql.SQL("to_json({})::text").format(name)
        return sql.SQL("{}::text").format(name)

    def restored(self, parsed: pl.Series) -> pl.Series:
        """Return the parsed text as what the column holds."""
        if self.oid == _BYTEA:
            return parsed.str.strip_prefix("\\x").str.decode("hex")
        if self.oid in _ARRAYS:
            return parsed.str.json_decode(self.dtype)
        return parsed if parsed.dtype == self.dtype else parsed.cast(self.dtype)


def column_of(found: Described) -> Column:
    """Return a column of a result. What has no type of its own here is text, as PostgreSQL writes it."""
    oid = found.type_code
    if oid in _PLAIN:
        dtype, parsed = _PLAIN[oid]
        return Column(found.name, oid, parsed, dtype)
    if oid == _BYTEA:
        return Column(found.name, oid, pa.string(), pl.Binary())
    if oid in _ARRAYS:
        return Column(found.name, oid, pa.string(), pl.List(_ARRAYS[oid]))
    if oid == _NUMERIC and found.precision:
        # a numeric of unknown length may be an id: as text no digit is lost
        if not found.scale and found.precision <= _WHOLE_DIGITS:
            return Column(found.name, oid, pa.int64(), pl.Int64())
        if found.scale and found.precision <= _EXACT_DIGITS:
            return Column(found.name, oid, pa.float64(), pl.Float64())
    return Column(found.name, oid, pa.string(), pl.String())
