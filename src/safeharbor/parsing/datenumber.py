"""Read dates written as numbers: plain years, compact digits, epochs, spreadsheet serials.

`20240315`, `20240315101530`, `3152024`, `2024075`, `1710460800`, `-315619200000`, `45366`. Which
it is follows from the magnitude; a column that holds nothing but epochs is read as such, so that
births early in 1970 are epochs too. Arrays, not expressions: forty of them cost 30 ms to plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from safeharbor.parsing.datetext import MAX_YEAR, MIN_YEAR

Style = Literal["auto", "epoch_s", "epoch_ms", "excel"]
Numbers = NDArray[np.int64]
Form = Callable[[Numbers], Numbers]


class Reading(NamedTuple):
    """One way of reading numbers from `low` to `high`: packed dates, 0 where it is none."""

    low: int
    high: int
    form: Form


_SERIALS: Final = (10_000, 73_050)  # spreadsheet days from 1927-05-18 to 2099-12-31
_UNIX_SERIAL: Final = 25_569  # 1970-01-01 in the 1900 date system
_DAY_MS: Final = 86_400_000
# first and last of what is an epoch: beyond are compact digits, and years no person's record holds
_SECONDS: Final = (100_000_000, 1_850_000_000)
_MILLISECONDS: Final = (10_000_000_000, 4_200_000_000_000)
_MICROSECONDS: Final = (1_000_000_000_000_000, 4_200_000_000_000_000)
_NANOSECONDS: Final = (1_000_000_000_000_000_000, 4_200_000_000_000_000_000)
_OLDEST_SECONDS: Final = -3_786_912_000  # 1850-01-01
_NEWEST_NEGATIVE: Final = -10_000  # smaller ones are codes for missing
_COMPACT: Final = (1, 100, 10_000, 1_000_000, 100_000_000, 1_000_000_000)  # after YYYYMMDD: none to hhmmssfff
_FIELDS: Final = (1_000_000, 99_999_999)  # month and day, then a year of four digits
_FILEMAN: Final = 1700  # VA FileMan counts years from here
_CLEAR: Final = 20  # times: a column with more than a twentieth of other dates is read value by value
_MONTHS: Final = 12
_DAYS: Final = 31
_LEAP: Final = 366
_UNKNOWN: Final = 99


def packed_dates(numbers: pl.Series, *, style: Style = "auto", serials: bool = True) -> pl.Series:
    """Return each number (Int64) as `YYYYMMDD` (Int32, unknown parts 00); null where it is no date.

    `serials`: whether five digits may be a spreadsheet's day count.
    """
    n = numbers.fill_null(0).to_numpy()
    read = np.zeros(len(n), np.int64)
    if style == "auto":
        style = _epoch_style(n)
    readings = _READINGS[style]
    for low, high, form in (*readings, _SERIAL) if serials and style == "auto" else readings:
        here = np.flatnonzero((read == 0) & (n >= low) & (n <= high))
        if len(here):
            read[here] = form(n[here])
    years = read // 10_000
    read[(years < MIN_YEAR) | (years > MAX_YEAR)] = 0
    packed = pl.Series(numbers.name, read.astype(np.int32))
    return packed.set((packed == 0) | numbers.is_null(), None)


def _epoch_style(n: Numbers) -> Style:
    """Tell which epoch a column holds when nearly all can be no other; else `auto`."""
    seconds = _between(n, _SECONDS) | ((n <= _NEWEST_NEGATIVE) & (n >= _OLDEST_SECONDS))
    milliseconds = _between(n, _MILLISECONDS) | (n < _OLDEST_SECONDS)
    if not (seconds.any() or milliseconds.any()):
        return "auto"
    other = _between(n, _SERIALS)
    for low, high, form in _SPELT:
        here = np.flatnonzero((n >= low) & (n <= high) & ~other)
        if len(here):
            other[here] = form(n[here]) > 0
    short, long = int((seconds & ~other).sum()), int((milliseconds & ~other).sum())
    if max(short, long) <= _CLEAR * int(other.sum()):
        return "auto"
    return "epoch_ms" if long > short else "epoch_s"


def _between(n: Numbers, bounds: tuple[int, int]) -> NDArray[np.bool_]:
    return (n >= bounds[0]) & (n <= bounds[1])


def _ymd(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    """Return the packed date, day and month 00 where either is unknown, 0 where it is no date."""
    fits = (year >= MIN_YEAR) & (year <= MAX_YEAR)
    fits &= (month <= _MONTHS) | (month == _UNKNOWN)
    fits &= (day <= _DAYS) | (day == _UNKNOWN)
    whole = (month >= 1) & (month <= _MONTHS) & (day >= 1) & (day <= _DAYS)
    return np.where(fits, year * 10_000 + np.where(whole, month * 100 + day, 0), 0)


def _year_month(n: Numbers) -> Numbers:
    return _ymd(n // 100, n % 100, np.zeros_like(n))


def _year_day(n: Numbers) -> Numbers:
    days = n % 1000
    return np.where((days >= 1) & (days <= _LEAP), n // 1000 * 10_000, 0)


def _compact(digits: int) -> Reading:
    def read(n: Numbers) -> Numbers:
        day = n // digits
        return _ymd(day // 10_000, day // 100 % 100, day % 100)

    return Reading(MIN_YEAR * 10_000 * digits, (MAX_YEAR + 1) * 10_000 * digits - 1, read)


def _american(n: Numbers) -> Numbers:
    return _ymd(n % 10_000, n // 1_000_000, n // 10_000 % 100)


def _european(n: Numbers) -> Numbers:
    return _ymd(n % 10_000, n // 10_000 % 100, n // 1_000_000)


def _fileman(n: Numbers) -> Numbers:
    return _ymd(n // 10_000 + _FILEMAN, n // 100 % 100, n % 100)


def _epoch(bounds: tuple[int, int], per_day: int) -> Reading:
    """Return the reading of an epoch as its day in UTC: it holds no other wall clock."""
    return Reading(*bounds, lambda n: _packed((n // per_day).astype("datetime64[D]")))


def _serial(n: Numbers) -> Numbers:
    return _packed((n - _UNIX_SERIAL).astype("datetime64[D]"))


def _packed(days: NDArray[np.datetime64]) -> Numbers:
    months = days.astype("datetime64[M]")
    month: Numbers = months.astype(np.int64)
    day: Numbers = (days - months).astype(np.int64)
    return (month // _MONTHS + 1970) * 10_000 + (month % _MONTHS + 1) * 100 + day + 1


_YEAR: Final = Reading(MIN_YEAR, MAX_YEAR, lambda n: n * 10_000)
_SERIAL: Final = Reading(*_SERIALS, _serial)
_SPELT: Final[tuple[Reading, ...]] = (
    _YEAR,
    Reading(MIN_YEAR * 100, MAX_YEAR * 100 + 99, _year_month),
    Reading(MIN_YEAR * 1000, MAX_YEAR * 1000 + 999, _year_day),
    *map(_compact, _COMPACT),
    Reading(*_FIELDS, _american),
    Reading(*_FIELDS, _european),
    Reading(1_500_000, 4_999_999, _fileman),
)
_READINGS: Final[dict[Style, tuple[Reading, ...]]] = {
    "auto": (
        *_SPELT,
        _epoch(_SECONDS, _DAY_MS // 1000),
        _epoch(_MILLISECONDS, _DAY_MS),
        _epoch(_MICROSECONDS, _DAY_MS * 1000),
        _epoch(_NANOSECONDS, _DAY_MS * 1_000_000),
        _epoch((_OLDEST_SECONDS, _NEWEST_NEGATIVE), _DAY_MS // 1000),
        _epoch((_OLDEST_SECONDS * 1000, _OLDEST_SECONDS), _DAY_MS),
    ),
    "epoch_s": (_epoch((_OLDEST_SECONDS, _MILLISECONDS[0]), _DAY_MS // 1000), *_SPELT),
    "epoch_ms": (_epoch((_OLDEST_SECONDS * 1000, _MILLISECONDS[1]), _DAY_MS),),
    "excel": (_YEAR, Reading(1, _SERIALS[1], _serial)),
}
