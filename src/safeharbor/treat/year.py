"""year, birth_year: dates reduced to what Safe Harbor lets stay of them.

45 CFR 164.514(b)(2)(i)(C): all elements of dates but the year go, and with them any year that
indicates an age over 89. HHS: born 1910 and seen in 2010 is published as "1920 or earlier".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.parsing.dates import years
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import AGED, Settings, check_type, counts, datelike, unreadable

if TYPE_CHECKING:
    from safeharbor.parsing.datenumber import Style


class Year:
    """Reduce dates of any style to their year (Int32), or birth dates to a year no age over 89 follows from."""

    def __init__(self, *, as_of: int, style: Style = "auto", serials: bool = True, birth: bool = False) -> None:
        """Take the year of `as_of`, how numbers are read, and whether the dates are births."""
        self._as_of = as_of
        self._floor = as_of - AGED
        self._style = style
        self._serials = serials
        self._birth = birth

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the years. Null: `unreadable`, `after_as_of`, and events so early that they `withheld` an age.

        Births at or before the floor, and those of people known to be over 89, become the floor
        ("or earlier"), counted `capped`.
        """
        read = years(values, pivot=self._as_of, style=self._style, serials=self._serials, once=rows.numbered)
        future, early = read > self._as_of, read <= self._floor
        if self._birth and rows.aged is not None:
            early |= rows.aged.fill_null(value=False) & read.is_not_null()
        early = early.fill_null(value=False)
        late = future.fill_null(value=False)
        published = read.set(early, self._floor if self._birth else None).set(late, None)
        number = int((early & ~late).sum())
        return Treated(
            published.alias(values.name),
            counts(
                unreadable=unreadable(values, read),
                after_as_of=int(late.sum()),
                capped=number if self._birth else 0,
                withheld=0 if self._birth else number,
            ),
        )

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return Int32; a time, a duration, a boolean or bytes hold no year."""
        name = "birth_year" if self._birth else "year"
        check_type(name, source, fits=datelike(source), allowed="dates, text and numbers")
        return pl.Int32()


def year(settings: Settings) -> Year:
    """Make `year`; a column of births is treated as `birth_year` whatever the rule says."""
    return _make(settings, birth=settings.kind in {DataKind.BIRTH_DATE, DataKind.BIRTH_YEAR})


def birth_year(settings: Settings) -> Year:
    """Make `birth_year`."""
    return _make(settings, birth=True)


def _make(settings: Settings, *, birth: bool) -> Year:
    style = settings.choice("style", "auto", "epoch_s", "epoch_ms", "excel")
    serials = settings.options.get("serials", True)
    if not isinstance(serials, bool):
        message = "the option 'serials' must be true or false"
        raise PolicyError(message, hint="say whether five digits may be a spreadsheet's day count")
    return Year(as_of=settings.as_of.year, style=style, serials=serials, birth=birth)  # type: ignore[arg-type]
