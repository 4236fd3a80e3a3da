"""Text columns as the types a policy declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.sources.refusing import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES: Final[dict[str, pl.DataType]] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
}
_TRUE: Final = ("true", "t", "yes", "y", "1")
_FALSE: Final = ("false", "f", "no", "n", "0")


def typed(dtype: pl.DataType, name: str | None) -> pl.DataType:
    """Return the type that a declared name gives a column; only text is ever cast."""
    return _TYPES[name] if name and isinstance(dtype, pl.String) else dtype


def cast(frame: pl.DataFrame, types: Mapping[str, str], *, table: str, before: int) -> pl.DataFrame:
    """Return the frame with its text columns as declared; raises SourceError with the first row that does not fit.

    `before`: rows of the table that lie before the frame; rows are counted from 1 without the header.
    """
    wanted = {name: kind for name, kind in types.items() if kind != "string" and frame.schema.get(name) == pl.String()}
    if not wanted:
        return frame
    out = frame.with_columns(_cast(name, kind) for name, kind in wanted.items())
    for name, kind in wanted.items():
        unfit = out[name].is_null() & frame[name].is_not_null()
        if unfit.any():
            row = before + int(unfit.arg_max() or 0) + 1
            place = frame.columns.index(name) + 1
            what = f"the value in column {place} is not of the declared type {kind!r} (rows counted without header)"
            raise refusal(table, what, row=row, hint="correct the value or declare the column's type as string")
    return out


def _cast(name: str, kind: str) -> pl.Expr:
    text = pl.col(name).str.strip_chars()
    if kind == "boolean":
        word = text.str.to_lowercase()
        flag = pl.when(word.is_in(_TRUE)).then(statement=True).when(word.is_in(_FALSE)).then(statement=False)
        return flag.otherwise(None).alias(name)
    return text.cast(_TYPES[kind], strict=False)
