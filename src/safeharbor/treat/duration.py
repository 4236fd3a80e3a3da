"""duration: days between two dates of a row, by explicit policy only.

HHS does not list durations among the elements of dates; a start year with many durations can
rebuild a calendar, so a policy names each one. An age in days is still an age.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.parsing.dates import days
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import Settings, check_type, counts, datelike, unreadable

_OVER_89: Final = 89 * 365  # days that only a person over 89, or close to it, can have lived
_YEAR: Final = 365


class Duration:
    """Count the days (Int32) from one date of a row to another."""

    def __init__(self, *, start: str, end: str, pivot: int) -> None:
        """Take the paths of both dates, and the latest year that two digits may mean."""
        self._start = start
        self._end = end
        self._pivot = pivot

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the days; null where either date is missing or unreadable.

        `withheld`: spans long enough to tell an age over 89, and those of a year or more of a person who is.
        """
        dates = {path: days(rows.beside[path], pivot=self._pivot) for path in (self._start, self._end)}
        read = (dates[self._end] - dates[self._start]).dt.total_days().cast(pl.Int32)
        length = read.abs()
        told = length >= _OVER_89
        if rows.aged is not None:
            told |= rows.aged.fill_null(value=False) & (length >= _YEAR)
        told = told.fill_null(value=False)
        lost = sum(unreadable(rows.beside[path], date) for path, date in dates.items())
        return Treated(read.set(told, None).alias(values.name), counts(unreadable=lost, withheld=int(told.sum())))

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return Int32; both columns must hold dates."""
        check_type("duration", source, fits=datelike(source), allowed="dates, text and numbers")
        return pl.Int32()


def duration(settings: Settings) -> Duration:
    """Make `duration` from the options `start` and `end`."""
    start, end = settings.options.get("start"), settings.options.get("end")
    if not (start and end):
        message = "a duration needs a start and an end column"
        raise PolicyError(message, hint="name both under the table's `durations`")
    return Duration(start=str(start), end=str(end), pivot=settings.as_of.year)
