"""What a drafted treatment will make of the sample, so that the draft runs as it is.

A treatment that could read hardly anything is replaced by `drop`; one that will stumble over some
values gets a tolerance of its own; a kept column takes the kind whose limits its values keep.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.ages import Unit, ages, of_years
from safeharbor.parsing.canonical import canonical_expression
from safeharbor.parsing.dates import years

if TYPE_CHECKING:
    from collections.abc import Mapping

# 45 CFR 164.514(b)(2)(i)(C) restricts ages over 89; in a table of children none is near
_RESTRICTED: Final = 90
_GROWN: Final = 21
_USELESS: Final = 0.5
_STUMBLES: Final = 0.02
_ROOM: Final = 1.5  # later nights may be dirtier than the sample
_ROWS: Final = 20_000
_SCIENTIFIC: Final = r"^\s*\d\.\d+[Ee]\+\d{2,}\s*$"
# longest value and most blanks of a kept kind, as the run holds kept values to their kind
_LIMITS: Final = {K.CODE: (64, 3), K.MEASURE: (64, 8), K.COUNTRY: (64, 8), K.CATEGORY: (256, 40)}


@dataclass(frozen=True, slots=True)
class Settled:
    """A kind and treatment that fit the values, the treatment's options, and a remark."""

    kind: K
    treatment: str
    options: Mapping[str, float | str] = field(default_factory=dict)
    remark: str = ""


def settled(kind: K, treatment: str, values: pl.Series, *, as_of_year: int, unit: Unit = "years") -> Settled:
    """Return the treatment of a column after a trial on its values."""
    sample = values if len(values) <= _ROWS else values.gather_every(-(-len(values) // _ROWS))
    if treatment == "keep":
        return _kept(kind, sample)
    if treatment in {"year", "birth_year"}:
        return _tried(kind, treatment, sample, years(sample, pivot=as_of_year))
    if treatment == "age_cap":
        read = ages(sample, unit=unit)
        if unit != "years" and _of_the_young(sample, read):
            highest = of_years(_RESTRICTED, unit=unit) - 1
            return Settled(
                K.MEASURE, "keep", {"unit": unit, "highest": highest}, f"ages in {unit} of the young: they stay exact"
            )
        tried = _tried(kind, treatment, sample, read)
        options = dict(tried.options) | ({"unit": unit} if unit != "years" and tried.treatment == treatment else {})
        return Settled(kind, tried.treatment, options, tried.remark)
    if treatment == "tokenize" and sample.dtype == pl.String:
        lost = sample.str.contains(_SCIENTIFIC)
        return _tried(kind, treatment, sample, sample.set(lost.fill_null(value=False), None))
    return Settled(kind, treatment)


def _of_the_young(values: pl.Series, read: pl.Series) -> bool:
    """Whether values are numbers, and the ages that they are (in years) those of children."""
    numbers = values.cast(pl.Float64, strict=False)
    whole = numbers.null_count() == values.null_count() and read.null_count() == values.null_count() < len(values)
    return whole and bool((read < _GROWN).all())


def _tried(kind: K, treatment: str, values: pl.Series, read: pl.Series) -> Settled:
    real = (
        values.cast(pl.String).alias("v").to_frame().select(canonical_expression(K.OTHER_ID)(pl.col("v"))).to_series()
    )
    there = int(real.is_not_null().sum())
    lost = int((real.is_not_null() & read.is_null()).sum()) / there if there else 0.0
    if lost > _USELESS:
        return Settled(kind, "drop", remark=f"{lost * 100:.0f} % could not be read for {treatment}")
    if lost > _STUMBLES:
        tolerance = round(min(1.0, lost * _ROOM + 0.05), 2)
        return Settled(kind, treatment, {"misfit_tolerance": tolerance}, f"{lost * 100:.0f} % cannot be read")
    return Settled(kind, treatment)


def _kept(kind: K, values: pl.Series) -> Settled:
    if values.dtype != pl.String or kind not in _LIMITS or _within(kind, values):
        return Settled(kind, "keep")
    if _within(K.CATEGORY, values):
        return Settled(K.CATEGORY, "keep")
    return Settled(K.FREE_TEXT, "text", remark="too long to be kept as a category")


def _within(kind: K, values: pl.Series) -> bool:
    longest, blanks = _LIMITS[kind]
    over = (values.str.len_bytes() > longest) | (values.str.count_matches(" ", literal=True) > blanks)
    return not bool(over.fill_null(value=False).any())
