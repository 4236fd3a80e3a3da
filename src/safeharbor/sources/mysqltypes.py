"""What a MySQL column is in a frame: asked for so that no digit is lost and no date is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

# types and flags of the protocol: field_types.h and mysql_com.h, the same in MySQL and MariaDB
_DECIMAL, _FLOAT, _YEAR, _BIT = 246, 4, 13, 16
_DATE, _TIMESTAMP, _DATETIME = 10, 7, 12
_UNSIGNED: Final = 32
_TEXTS: Final = frozenset({15, 247, 248, 249, 250, 251, 252, 253, 254})
_BYTES: Final = frozenset({242, 255})  # vectors and geometries
_NO_CHARSET: Final = 63
_WHOLE: Final[dict[int, tuple[pl.DataType, pl.DataType]]] = {
    1: (pl.Int8(), pl.UInt8()),
    2: (pl.Int16(), pl.UInt16()),
    9: (pl.Int32(), pl.UInt32()),
    3: (pl.Int32(), pl.UInt32()),
    8: (pl.Int64(), pl.UInt64()),
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
        """Its type's number."""

    @property
    def charsetnr(self) -> int:
        """Its character set; 63 for bytes."""

    @property
    def flags(self) -> int:
        """Whether it is unsigned, among others."""

    @property
    def length(self) -> int:
        """How many characters it takes at most."""

    @property
    def scale(self) -> int:
        """Digits behind the point of a decimal."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in the protocol and in the frame."""

    name: str
    code: int
    dtype: pl.DataType

    @property
    def selected(self) -> str:
        """Return the SQL that reads it."""
        name = quoted(self.name)
        if self.code == _FLOAT:
            return f"{name} + 0e0 AS {name}"  # as text a FLOAT has six digits
        if self.code == _BIT:
            return f"{name} + 0 AS {name}"
        return name

    def restored(self, sent: pl.Series) -> pl.Series:
        """Return the server's text as what the column holds; raises PolarsError. Dates that do not exist are null."""
        if isinstance(self.dtype, pl.Binary):
            return sent
        text = sent.cast(pl.String)
        if self.code == _DATE:
            return text.str.to_date("%Y-%m-%d", strict=False)
        if self.code in {_TIMESTAMP, _DATETIME}:
            return text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
        if self.code == _YEAR:
            return text.replace("0000", None).cast(self.dtype)
        if isinstance(self.dtype, pl.Boolean):
            return text == "1"
        return text if isinstance(self.dtype, pl.String) else text.cast(self.dtype)


def quoted(name: str) -> str:
    """Return a name as it stands in SQL."""
    return "`" + name.replace("`", "``") + "`"


def column_of(found: Described) -> Column:
    """Return a column of a result. What has no type of its own here is text, as the server writes it."""
    return Column(found.name, found.type_code, _dtype(found))


def _dtype(found: Described) -> pl.DataType:
    code = found.type_code
    unsigned = bool(found.flags & _UNSIGNED)
    if code in _WHOLE:
        return _WHOLE[code][unsigned]
    plain = {
        _FLOAT: pl.Float32(),
        5: pl.Float64(),
        _YEAR: pl.Int16(),
        _DATE: pl.Date(),
        _TIMESTAMP: pl.Datetime("us"),
        _DATETIME: pl.Datetime("us"),
        _BIT: pl.Boolean() if found.length == 1 else pl.UInt64(),
    }
    if code in plain:
        return plain[code]
    if code in _BYTES or (code in _TEXTS and found.charsetnr == _NO_CHARSET):
        return pl.Binary()
    if code == _DECIMAL:
        # its length counts the point and the sign; one of many digits may be an id: as text none is lost
        digits = found.length - bool(found.scale) - (not unsigned)
        if not found.scale and digits <= _WHOLE_DIGITS:
            return pl.Int64()
        if found.scale and digits <= _EXACT_DIGITS:
            return pl.Float64()
    return pl.String()
