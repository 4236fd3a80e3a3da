"""keep: what Safe Harbor lets stay, as it is or as one declared type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.parsing.ages import UNITS
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import Settings, check_type, counts, unreadable, writable

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES: Final[Mapping[str, pl.DataType]] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
}
_TRUE: Final = ("TRUE", "T", "YES", "Y", "1", "1.0")
_FALSE: Final = ("FALSE", "F", "NO", "N", "0", "0.0")


class Keep:
    """Publish a column as it is; with a declared type or bound, what does not fit becomes null and is counted."""

    def __init__(self, *, declared: str | None = None, highest: float | None = None) -> None:
        """Take the declared type: string, integer, float or boolean; None keeps the source's own.

        `highest`: the largest number that may stay, as of ages in days: 90 years are 32,872. (The option `unit` is for
        the gate: ages that count months may be 95.)
        """
        if declared is not None and declared not in _TYPES:
            message = f"unknown type {declared!r} of a kept column; allowed: {', '.join(_TYPES)}"
            raise PolicyError(message, hint="correct the rule's type")
        if highest is not None and (isinstance(highest, bool) or not isinstance(highest, int | float)):
            message = "the option 'highest' of a kept column must be a number"
            raise PolicyError(message, hint="correct the rule's options")
        self._type = None if declared is None else _TYPES[declared]
        self._highest = highest

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the column; `misfit` counts values that are not of the declared type, or above the highest."""
        same = self._type is None or values.dtype == self._type
        kept = values if self._type is None or same else _cast(values, self._type).alias(values.name)
        if self._highest is not None:
            over = kept.cast(pl.Float64, strict=False) > self._highest
            kept = kept.set(over.fill_null(value=False), None)
        elif same:
            return Treated(values, numbered=rows.numbered)
        return Treated(kept, counts(misfit=unreadable(values, kept)))

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return the declared type, or the source's; a declared type is for flat values."""
        if self._type is not None:
            check_type("keep", source, fits=writable(source), allowed="flat values")
        return source if self._type is None else self._type


def _cast(values: pl.Series, target: pl.DataType) -> pl.Series:
    if values.dtype == pl.Binary:
        return pl.Series([None] * len(values), dtype=target)  # bytes say nothing that could be checked
    if target == pl.String:
        return values.cast(pl.String, strict=False)
    if target == pl.Boolean and not values.dtype.is_numeric():
        word = values.cast(pl.String, strict=False).str.strip_chars().str.to_uppercase()
        return word.is_in(_TRUE).set(~word.is_in(_TRUE + _FALSE) | word.is_null(), None)
    if target == pl.Boolean:
        return (values == 1).set((values != 0) & (values != 1), None)
    text = values.dtype == pl.String or isinstance(values.dtype, pl.Categorical | pl.Enum)
    number = values.cast(pl.String).str.strip_chars() if text else values
    return number.cast(pl.Float64, strict=False) if target == pl.Float64 else _integers(number)


def _integers(number: pl.Series) -> pl.Series:
    """Return whole numbers (Int64); `12.0` is one, `12.5` is not."""
    direct = number.dtype == pl.String or number.dtype.is_integer()
    whole = number.cast(pl.Int64, strict=False) if direct else None
    if whole is not None and whole.null_count() == number.null_count():
        return whole
    real = number.cast(pl.Float64, strict=False)
    exact = real.set(~(real.is_finite() & (real == real.round())), None).cast(pl.Int64, strict=False)
    return exact if whole is None else whole.zip_with(whole.is_not_null(), exact)


def keep(settings: Settings) -> Keep:
    """Make `keep` from the rule's `type` and the options `highest` and `unit`."""
    settings.choice("unit", *UNITS)
    return Keep(declared=settings.options.get("type"), highest=settings.options.get("highest"))
