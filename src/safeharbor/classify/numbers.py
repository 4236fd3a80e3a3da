"""Numeric values of a leaf, a spreadsheet's `.0` and thousands marks taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Numbers:
    """Shares of distinct values, and extremes; `share` is how many are numbers at all.

    `whole`: share of the numbers that are whole; `spread_decimals`: whether the number of decimals varies
    or every value has some; `lengths`: digits of whole numbers -> share; `sequential`: distinct whole
    numbers over the range they cover; `scientific`: share written as 1.23E+09.
    """

    share: float
    whole: float
    low: float
    high: float
    median: float
    distinct: int
    lengths: dict[int, float]
    sequential: float
    scientific: float
    decimals: float
    round_share: float

    @property
    def digits(self) -> int:
        """The most frequent number of digits."""
        return max(self.lengths, key=lambda length: (self.lengths[length], length), default=0)

    def within(self, low: float, high: float) -> bool:
        """Whether every number lies in the closed range."""
        return self.distinct > 0 and low <= self.low and self.high <= high


def numbers_of(values: pl.DataFrame) -> Numbers:
    """Return the numeric view of distinct values `v` with counts `n`."""
    text = _with_points(values.get_column("v"))
    plain = text.str.replace(r"\.0+$", "")
    number = plain.cast(pl.Float64, strict=False)
    number = number.set(number.is_infinite() | number.is_nan(), None)
    real = number.drop_nulls()
    total = max(values.height, 1)
    if not len(real):
        return Numbers(0, 0, 0, 0, 0, 0, {}, 0, 0, 0, 0)
    whole = (number % 1 == 0).fill_null(value=False)
    sure = number.filter(whole).unique()
    digit_counts = sure.abs().cast(pl.Int64, strict=False).cast(pl.String).str.len_chars().value_counts(normalize=True)
    lengths = {int(length): float(share) for length, share in digit_counts.iter_rows() if length is not None}
    span = float(sure.max() or 0) - float(sure.min() or 0) + 1 if len(sure) else 0.0  # type: ignore[arg-type]
    decimals = text.filter(~whole & number.is_not_null()).str.extract(r"\.(\d+)$").str.len_chars()
    nonzero = sure.filter(sure != 0)
    return Numbers(
        share=len(real) / total,
        whole=float(whole.sum()) / len(real),
        low=float(real.min()),  # type: ignore[arg-type]
        high=float(real.max()),  # type: ignore[arg-type]
        median=float(real.median()),  # type: ignore[arg-type]
        distinct=real.n_unique(),
        lengths=lengths,
        sequential=len(sure) / span if span else 0.0,
        scientific=float(text.str.contains(r"(?i)^[-+]?\d+(?:\.\d+)?e[+-]?\d+$").mean() or 0.0),  # type: ignore[arg-type]
        decimals=float(decimals.mean() or 0.0) if len(decimals) else 0.0,  # type: ignore[arg-type]
        round_share=float((nonzero % 10 == 0).mean() or 0.0) if len(nonzero) else 0.0,  # type: ignore[arg-type]
    )


def _with_points(text: pl.Series) -> pl.Series:
    """Return numbers without thousands marks, and with a point where one value shows that the comma is one: `7,35`."""
    decimal = text.str.contains(r"^\s*[-+]?\d+,(?:\d{1,2}|\d{4,})\s*$").any()
    return text.str.replace(",", ".") if decimal else text.str.replace_all(r"(\d),(\d{3})", "${1}${2}")
