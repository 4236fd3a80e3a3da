"""Read columns of dates in any style: the year of each value, or its day.

Fast paths work on the whole column; what they leave is freed of its time of day and made unique
before Python reads it, so that millions of timestamps cost a few thousand readings.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.parsing.blank import blank
from safeharbor.parsing.datenumber import Style, packed_dates
from safeharbor.parsing.datetext import MAX_YEAR, MIN_YEAR, TIME_OF_DAY, Order, read_text
from safeharbor.parsing.once import each_once

if TYPE_CHECKING:
    from safeharbor.parsing.once import Numbered

_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
# the commonest styles, whose year stands first: ISO 8601 and HL7 v2 to the second
_SECOND: Final = r"(?:[01]\d|2[0-4])(?:[0-5]\d){2}"
_YEAR_FIRST: Final = (
    r"^(?:18[5-9]|19\d|2[01]\d)\d"
    rf"(?:-{_MONTH}-{_DAY}(?:$|[Tt ]\d)|{_MONTH}{_DAY}{_SECOND}(?:$|[.+-]))"
)
# month and day first, whichever comes first
_YEAR_LAST: Final = (
    r"^(?:(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12]\d|3[01])|(?:1[3-9]|2\d|3[01])[/.-](?:0?[1-9]|1[0-2]))"
    r"[/.-]((?:18[5-9]|19\d|2[01]\d)\d)(?:$|[ T]+\d{1,2}:\d)"
)
_NUMBER: Final = r"^\s*[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE]\+?[0-9]+)?\s*$"
# what says the date in digits alone: HL7 v2 DT/TS with fraction and zone, ISO 8601 basic, `/Date(ms)/` of .NET
_HL7: Final = r"^\s*([0-9]{4}(?:[0-9]{2}){0,5})(?:\.[0-9]+)?[+-][01][0-9][0-5][0-9]\s*$"
_BASIC: Final = r"^\s*([0-9]{8})[Tt ][0-9]{2,6}(?:[.,][0-9]+)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?\s*$"
_DOTNET: Final = r"^\s*/[Dd]ate\((-?[0-9]+)(?:[+-][0-9]{4})?\)/\s*$"
# a leading zero says that eight digits are fields, day and month first; a number would lose it
_FIELDS: Final = r"^\s*(0[0-9])([0-9][0-9])([0-9]{4})\s*$"
_DIGITS_ONLY: Final = (_BASIC, _HL7, _DOTNET)
_THREE_NUMBERS: Final = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$"
_SOLID: Final = re.compile(r"[0-9]{4}(?:[0-9]{4})?")
_UNKNOWN: Final = 99
_LONGEST_MONTH: Final = 31
_MONTHS: Final = 12
_V: Final = pl.col("v")
_FORM: Final = (
    pl.coalesce(*(_V.str.extract(style) for style in _DIGITS_ONLY), _V.str.replace_all(TIME_OF_DAY, " "))
    .str.replace(_FIELDS, "${3}${1}${2}")
    .str.strip_chars()
    .alias("form")
)
_FIRST: Final = pl.when(_V.str.contains(_YEAR_FIRST)).then(_V.str.slice(0, 4).cast(pl.Int32, strict=False)).alias("v")
_LAST: Final = _V.str.extract(_YEAR_LAST).cast(pl.Int32, strict=False).alias("v")


def year_of(text: str, *, pivot: int, serials: bool = False) -> int | None:
    """Return the year a piece of text writes, or None: not a date, no year, or more than one.

    `pivot`: the latest year two digits may mean. `serials`: whether `45366` may be a spreadsheet's day.
    """
    if found := re.match(_DOTNET, text):
        told = packed(pl.Series([found[1]]).cast(pl.Int64, strict=False), pivot=pivot, style="epoch_ms", serials=False)[
            0
        ]
        return None if told is None else int(told) // 10_000
    digits = next((found[1] for style in _DIGITS_ONLY if (found := re.match(style, text))), text)
    digits = re.sub(_FIELDS, r"\3\1\2", digits)
    if (year := _solid_year(digits)) is not None:
        return year
    if re.match(_NUMBER, digits):
        number = packed(pl.Series([digits], dtype=pl.String), pivot=pivot, serials=serials)[0]
        return None if number is None else int(number) // 10_000
    parts = read_text(text, pivot=pivot)
    return parts.year if parts else None


def _solid_year(digits: str) -> int | None:
    """Return the year of `YYYY` and `YYYYMMDD` as `packed_dates` does, without an array for each; None for the rest."""
    if not _SOLID.fullmatch(digits):
        return None
    year, month, day = int(digits[:4]), int(digits[4:6] or 0), int(digits[6:] or 0)
    fits = MIN_YEAR <= year <= MAX_YEAR and (month <= _MONTHS or month == _UNKNOWN)
    return year if fits and (day <= _LONGEST_MONTH or day == _UNKNOWN) else None


def years(
    values: pl.Series, *, pivot: int, style: Style = "auto", serials: bool = True, once: Numbered | None = None
) -> pl.Series:
    """Return the year of each value (Int32), null where there is none to be read.

    Reads String, Date, Datetime (the wall clock as written, in its own zone), integers, floats,
    decimals and categories. `pivot`: the latest year two digits may mean. `style`: what numbers are,
    when the column is known to hold one kind; by default each value is told by its magnitude. `once`: as of
    `each_once`.
    """
    dtype = values.dtype
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return _years_of_days(values.dt.date())
    if dtype != pl.String:
        return packed(values, pivot=pivot, style=style, serials=serials) // 10_000
    return each_once(values, partial(_years_of_texts, pivot=pivot, style=style, serials=serials), once)


def _years_of_days(values: pl.Series) -> pl.Series:
    """Return the year of each day (Date), null where not plausible: a look-up costs a quarter of `dt.year`."""
    first, found = _calendar()
    place = values.to_physical() - first
    least, most = place.min(), place.max()
    if least is not None and (int(str(least)) < 0 or int(str(most)) >= len(found)):
        place = place.set(~place.is_between(0, len(found) - 1), None)
    return found.gather(place.reinterpret(signed=False)).alias(values.name)


@cache
def _calendar() -> tuple[int, pl.Series]:
    """Return the number of the first plausible day, and the year of each from there on."""
    days = pl.date_range(dt.date(MIN_YEAR, 1, 1), dt.date(MAX_YEAR, 12, 31), eager=True)
    return int(days.to_physical()[0]), days.dt.year()


def _years_of_texts(values: pl.Series, *, pivot: int, style: Style, serials: bool) -> pl.Series:
    year = values.to_frame("v").select(_FIRST).to_series()
    for read in (_last, lambda rest: packed(rest, pivot=pivot, style=style, serials=serials) // 10_000):
        if year.null_count() > values.null_count():
            rest = year.is_null() & values.is_not_null()
            year = year.scatter(rest.arg_true(), read(values.filter(rest)))
    return year.alias(values.name)


def _last(values: pl.Series) -> pl.Series:
    return values.to_frame("v").select(_LAST).to_series()


def days(values: pl.Series, *, pivot: int, style: Style = "auto", serials: bool = True) -> pl.Series:
    """Return the day of each value (Date), null where the day is not to be read; settings as `years`."""
    if values.dtype == pl.Date:
        return values
    if isinstance(values.dtype, pl.Datetime):
        return values.dt.date()
    number = packed(values, pivot=pivot, style=style, serials=serials)
    return number.cast(pl.String).str.to_date("%Y%m%d", strict=False).alias(values.name)


def packed(values: pl.Series, *, pivot: int, style: Style = "auto", serials: bool = True) -> pl.Series:
    """Return each value as `YYYYMMDD` (Int32, parts it does not hold 00), null where it is no date."""
    dtype = values.dtype
    if dtype.is_numeric():
        return packed_dates(_whole(values), style=style, serials=serials).alias(values.name)
    if not (dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)):
        return pl.Series(values.name, [None] * len(values), dtype=pl.Int32)
    text = values.cast(pl.String)
    numeric = text.str.contains(_NUMBER).fill_null(value=False)
    read = pl.Series(values.name, [None], dtype=pl.Int32).new_from_index(0, len(text))
    if numeric.any():
        numbers = text.filter(numeric).str.replace(_FIELDS, "${3}${1}${2}")
        read = read.scatter(numeric.arg_true(), packed_dates(_whole(numbers), style=style, serials=serials))
    if not numeric.all():
        written = _packed_words(text.filter(~numeric), pivot=pivot, style=style, serials=serials)
        read = read.scatter((~numeric).arg_true(), written)
    return read


def _packed_words(text: pl.Series, *, pivot: int, style: Style, serials: bool) -> pl.Series:
    """Read what is not digits alone, freed of its time of day and each different text once."""
    forms = text.to_frame("v").select(_FORM)
    different = forms.filter(~blank(pl.col("form"))).unique()["form"]
    numeric = different.str.contains(_NUMBER)
    numbers, words = different.filter(numeric), different.filter(~numeric)
    order = _order(words)
    readings = pl.concat(
        [
            pl.DataFrame({"form": numbers, "read": packed_dates(_whole(numbers), style=style, serials=serials)}),
            pl.DataFrame(
                {"form": words, "read": pl.Series([_read(word, pivot, order) for word in words], dtype=pl.Int32)}
            ),
        ]
    )
    read = forms.join(readings, on="form", how="left", maintain_order="left")["read"]
    moments = text.str.extract(_DOTNET).cast(pl.Int64, strict=False)
    if moments.null_count() == len(moments):
        return read
    # what says that it counts milliseconds is not told by its magnitude, which a month before 1970 belies
    told = packed_dates(moments, style="epoch_ms", serials=False)
    return told.zip_with(told.is_not_null(), read)


def _read(text: str, pivot: int, order: Order) -> int | None:
    parts = read_text(text, pivot=pivot, order=order)
    return None if parts is None else parts.year * 10_000 + (parts.month * 100 + parts.day if parts.day else 0)


def _order(words: pl.Series) -> Order:
    """Tell how a column orders its numbers from the values that leave no choice."""
    numbers = words.str.extract_groups(_THREE_NUMBERS).struct.unnest().cast(pl.Int32, strict=False)
    a, b, y = (pl.col(name) for name in numbers.columns)
    short = y <= 99  # noqa: PLR2004 - two digits
    seen = numbers.select(
        first=(short & (a > _LONGEST_MONTH)).any(),
        last=(short & (y > _LONGEST_MONTH)).any(),
        day=((a > _MONTHS) & (a <= _LONGEST_MONTH)).any(),
        month=(b > _MONTHS).any(),
    ).row(0, named=True)
    return Order(
        year_first=bool(seen["first"]) if seen["first"] != seen["last"] else None,
        day_first=bool(seen["day"]) and not seen["month"],
    )


def _whole(numbers: pl.Series) -> pl.Series:
    """Return whole numbers (Int64): what no number, infinite or too large becomes null, fractions (times of day) go."""
    if numbers.dtype.is_integer():
        return numbers.cast(pl.Int64, strict=False)
    read = numbers.cast(pl.Int64, strict=False) if numbers.dtype == pl.String else None
    real = numbers.cast(pl.Float64, strict=False)
    finite = real.set(~real.is_finite(), None).cast(pl.Int64, strict=False)
    return finite if read is None else read.zip_with(read.is_not_null(), finite)
