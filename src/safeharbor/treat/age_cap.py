"""age_cap: ages up to 89 stay exact, 90 and over are one value (45 CFR 164.514(b)(2)(i)(C))."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from safeharbor.parsing.ages import UNITS, ages
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import AGED, Settings, check_type, counts, flat_text_or_number, unreadable

if TYPE_CHECKING:
    from safeharbor.parsing.ages import Unit


class AgeCap:
    """Reduce ages to whole years (Int32), at most 90, which means 90 or older."""

    def __init__(self, *, unit: Unit = "years") -> None:
        """Take what a bare number counts."""
        self._unit = unit

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the ages; `capped` are 90 or older.

        An age below 90 of a person who is over 89 by now is `withheld`: beside the year of its
        event it would tell the age they have reached.
        """
        read = ages(values, unit=self._unit, once=rows.numbered)
        over = (read >= AGED).fill_null(value=False)
        told = ~over & read.is_not_null()
        told &= rows.aged.fill_null(value=False) if rows.aged is not None else pl.Series([False])
        return Treated(
            read.set(over, AGED).set(told, None).alias(values.name),
            counts(unreadable=unreadable(values, read), capped=int(over.sum()), withheld=int(told.sum())),
        )

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return Int32; dates and bytes hold no age."""
        fits = flat_text_or_number(source) or isinstance(source, pl.Duration)
        check_type("age_cap", source, fits=fits, allowed="numbers, text and durations")
        return pl.Int32()


def age_cap(settings: Settings) -> AgeCap:
    """Make `age_cap` from the option `unit`."""
    return AgeCap(unit=settings.choice("unit", *UNITS))  # type: ignore[arg-type]
