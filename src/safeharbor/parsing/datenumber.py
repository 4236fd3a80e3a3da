"""Read dates written as numbers: plain years, compact digits, epochs, spreadsheet serials.

`20240315`, `20240315101530`, `3152024`, `2024075`, `1710460800`, `-315619200000`, `45366`. Which
it is follows from the magnitude; where two readings would give two years, none is taken.
"""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from safeharbor.parsing.datetext import MAX_YEAR, MIN_YEAR

Style = Literal["auto", "epoch_s", "epoch_ms", "excel"]
_SERIALS: Final = (10_000, 73_050)  # spreadsheet days from 1927-05-18 to 2099-12-31
_DAY_MS: Final = 86_400_000
# first and last of what is an epoch: beyond are compact digits, and years no person's record holds
_SECONDS: Final = (100_000_000, 1_850_000_000)
_MILLISECONDS: Final = (10_000_000_000, 4_200_000_000_000)
_MICROSECONDS: Final = (1_000_000_000_000_000, 4_200_000_000_000_000)
_NANOSECONDS: Final = (1_000_000_000_000_000_000, 4_200_000_000_000_000_000)
_OLDEST_SECONDS: Final = 3_786_912_000  # 1850-01-01, before 1970
_COMPACT: Final = (1, 100, 10_000, 1_000_000, 100_000_000, 1_000_000_000)  # digits after YYYYMMDD: none to hhmmssfff
_FILEMAN: Final = 1700
_FARTHEST: Final = 8_000_000_000_000  # milliseconds, the year 2223


def number_style(numbers: pl.Series) -> Style:
    """Tell which epoch a column of numbers holds when most of them can be no other; else `auto`.

    Births early in 1970 are small numbers: only their column says that they are epochs.
    """
    size = numbers.drop_nulls().abs()
    if not len(size):
        return "auto"
    seconds = size.is_between(*_SECONDS) & ~_is_compact(size)
    milliseconds = size.is_between(*_MILLISECONDS) & ~_is_compact(size)
    if 2 * int(milliseconds.sum()) > len(size):
        return "epoch_ms"
    return "epoch_s" if 2 * int(seconds.sum()) > len(size) else "auto"


def packed_dates(numbers: pl.Series, *, style: Style = "auto", serials: bool = True) -> pl.Series:
    """Return each number (Int64) as `YYYYMMDD` (Int32, unknown parts 00); null where it is no date.

    `serials`: whether five digits may be a spreadsheet's day count.
    """
    if style == "auto":
        style = number_style(numbers)
    n = pl.col("n")
    by_style: dict[Style, list[pl.Expr]] = {
        "epoch_s": [pl.when(n.abs() <= _MILLISECONDS[0]).then(_epoch(n * 1000)), *_written(n)],
        "epoch_ms": [pl.when(n.abs() <= _MILLISECONDS[1]).then(_epoch(n))],
        "excel": [*_written(n)[:1], pl.when(n.is_between(1, _SERIALS[1])).then(_serial(n))],
        "auto": [
            *_written(n),
            pl.when(n.is_between(*_SECONDS)).then(_epoch(n * 1000)),
            pl.when(n.is_between(*_MILLISECONDS)).then(_epoch(n)),
            pl.when(n.is_between(*_MICROSECONDS)).then(_epoch(n // 1000)),
            pl.when(n.is_between(*_NANOSECONDS)).then(_epoch(n // 1_000_000)),
            pl.when(n.is_between(-_OLDEST_SECONDS, -10_000)).then(_epoch(n * 1000)),
            pl.when(n.is_between(-_OLDEST_SECONDS * 1000, -_OLDEST_SECONDS)).then(_epoch(n)),
        ],
    }
    readings = by_style[style]
    if serials and style == "auto":
        readings.append(pl.when(n.is_between(*_SERIALS)).then(_serial(n)))
    read = numbers.cast(pl.Int64).to_frame("n").select(pl.coalesce(readings).cast(pl.Int32, strict=False)).to_series()
    return read.set(~read.is_between(MIN_YEAR * 10_000, MAX_YEAR * 10_000 + 9999), None).alias(numbers.name)


def _written(n: pl.Expr) -> list[pl.Expr]:
    """Return the readings of digits that spell a date."""
    days = n % 1000
    month, last_two = n // 10_000 % 100, n % 100
    american = pl.when(n.is_between(1_000_000, 99_999_999)).then(_ymd(n % 10_000, n // 1_000_000, month))
    european = pl.when(n.is_between(1_000_000, 99_999_999)).then(_ymd(n % 10_000, month, n // 1_000_000))
    return [
        pl.when(n.is_between(MIN_YEAR, MAX_YEAR)).then(n * 10_000),
        pl.when(n.is_between(MIN_YEAR * 100, MAX_YEAR * 100 + 99)).then(_ymd(n // 100, last_two, pl.lit(0))),
        pl.when(n.is_between(MIN_YEAR * 1000, MAX_YEAR * 1000 + 999) & days.is_between(1, 366)).then(
            n // 1000 * 10_000
        ),
        *(
            pl.when(n.is_between(MIN_YEAR * 10_000 * more, (MAX_YEAR + 1) * 10_000 * more - 1)).then(
                _ymd(n // (10_000 * more), n // (100 * more) % 100, n // more % 100)
            )
            for more in _COMPACT
        ),
        american,
        european,
        # VA FileMan: years since 1700, month, day
        pl.when(n.is_between(1_500_000, 4_999_999)).then(_ymd(n // 10_000 + _FILEMAN, n // 100 % 100, last_two)),
    ]


def _ymd(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    fits = year.is_between(MIN_YEAR, MAX_YEAR) & (month.is_between(0, 12) | (month == 99))  # noqa: PLR2004 - unknown
    fits &= day.is_between(0, 31) | (day == 99)  # noqa: PLR2004 - unknown
    whole = month.is_between(1, 12) & day.is_between(1, 31)
    return pl.when(fits).then(year * 10_000 + pl.when(whole).then(month * 100 + day).otherwise(0))


def _packed(date: pl.Expr) -> pl.Expr:
    return date.dt.year().cast(pl.Int64) * 10_000 + date.dt.month().cast(pl.Int64) * 100 + date.dt.day().cast(pl.Int64)


def _epoch(milliseconds: pl.Expr) -> pl.Expr:
    """Return the day in UTC: an epoch holds no other wall clock."""
    safe = pl.when(milliseconds.abs() <= _FARTHEST).then(milliseconds)
    return _packed((safe // _DAY_MS).cast(pl.Int32, strict=False).cast(pl.Date, strict=False))


def _serial(days: pl.Expr) -> pl.Expr:
    """Return the day of a spreadsheet serial: 25,569 is 1970-01-01 (the 1900 date system)."""
    return _packed(pl.when(days <= _SERIALS[1]).then(days - 25_569).cast(pl.Int32, strict=False).cast(pl.Date))


def _is_compact(size: pl.Series) -> pl.Series:
    n = pl.col("n")
    return size.to_frame("n").select(pl.coalesce(_written(n)).is_not_null()).to_series()
