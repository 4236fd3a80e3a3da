"""One type for values that differ from file to file and from record to record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars._typing import PolarsDataType


# whole numbers beyond 64 bits are ids: as text they lose no digit, and Parquet has no such number
_AS_TEXT: Final = (pl.Categorical, pl.Enum, pl.Null, pl.Int128, pl.UInt128)


def plain(dtype: PolarsDataType) -> pl.DataType:
    """Return a type as it can be published: categories, all-null and empty types and huge integers become String."""
    kind = dtype() if isinstance(dtype, type) else dtype
    if isinstance(kind, _AS_TEXT):
        return pl.String()
    if isinstance(kind, pl.List):
        return pl.List(plain(kind.inner))
    if isinstance(kind, pl.Array):
        return pl.List(plain(kind.inner))
    if isinstance(kind, pl.Struct):
        fields = {part.name: plain(part.dtype) for part in kind.fields}
        return pl.Struct(fields) if fields else pl.String()
    return kind


def merged(left: Mapping[str, pl.DataType], right: Mapping[str, pl.DataType]) -> pl.Schema:
    """Return the columns of both in order of appearance, each with a type that holds both sides' values."""
    types = dict(left)
    for name, dtype in right.items():
        types[name] = common(types[name], dtype) if name in types else dtype
    return pl.Schema(types)


def common(left: pl.DataType, right: pl.DataType) -> pl.DataType:
    """Return the narrowest type that holds every value of both; String where there is none."""
    if left == right or isinstance(right, pl.Null):
        return left
    if isinstance(left, pl.Null):
        return right
    if isinstance(left, pl.Struct) and isinstance(right, pl.Struct):
        return pl.Struct(dict(merged(_fields(left), _fields(right))))
    if isinstance(left, pl.List) and isinstance(right, pl.List):
        return pl.List(common(_instance(left.inner), _instance(right.inner)))
    if left.is_nested() or right.is_nested():
        return pl.String()
    return _flat(left, right)


def _flat(left: pl.DataType, right: pl.DataType) -> pl.DataType:
    numbers = left.is_numeric() and right.is_numeric()
    moments = left.is_temporal() and right.is_temporal()
    if not (numbers or moments):
        return pl.String()
    try:
        both = pl.concat(
            [pl.Series("", [], dtype=left).to_frame(), pl.Series("", [], dtype=right).to_frame()],
            how="vertical_relaxed",
        )
    except pl.exceptions.PolarsError:
        return pl.String()
    return both.dtypes[0]


def _fields(dtype: pl.Struct) -> dict[str, pl.DataType]:
    return {part.name: _instance(part.dtype) for part in dtype.fields}


def _instance(dtype: PolarsDataType) -> pl.DataType:
    return dtype() if isinstance(dtype, type) else dtype
