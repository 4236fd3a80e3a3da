"""Dates of every style are read to their year, and what is no date is not."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from safeharbor.parsing.dates import days, year_of, years

CASES = json.loads((Path(__file__).parents[1] / "cases" / "dates.json").read_text())
PIVOT = 2026


def test_every_style_of_the_case_file_reads_to_its_year() -> None:
    """A column of mixed styles, with look-alikes that are no dates, reads value by value."""
    column = pl.Series([case["text"] for case in CASES], dtype=pl.String)
    read = zip(column, years(column, pivot=PIVOT), strict=True)
    expected = [(case["text"], case["year"]) for case in CASES]
    assert [pair for pair in read if pair not in expected] == []


@pytest.mark.parametrize("number", range(len(CASES)))
def test_one_text_reads_as_it_does_in_a_column(number: int) -> None:
    """`year_of` and `years` are one grammar."""
    assert year_of(CASES[number]["text"], pivot=PIVOT, serials=True) == CASES[number]["year"]


def test_spreadsheet_serials_are_read_only_where_they_are_expected() -> None:
    """A lone five-digit number in a sentence is not a date."""
    assert year_of("45366", pivot=PIVOT) is None
    assert years(pl.Series(["45366", "45366.75"]), pivot=PIVOT, serials=False).to_list() == [None, None]


@pytest.mark.parametrize("kind", [pl.Date(), pl.Datetime("ms"), pl.Datetime("ns", "Pacific/Auckland")])
def test_years_of_days_are_the_calendars(kind: pl.DataType) -> None:
    """Every day, and the moment it begins in its own zone, has the calendar's year; one not plausible has none."""
    values = pl.date_range(dt.date(1846, 1, 1), dt.date(2203, 12, 31), eager=True).cast(pl.Datetime("ms"))
    values = values.dt.replace_time_zone(kind.time_zone) if isinstance(kind, pl.Datetime) else values
    values = values.cast(kind)
    wanted = values.dt.year().to_list()
    assert years(values, pivot=PIVOT).to_list() == [year if 1850 <= year <= 2199 else None for year in wanted]
    extremes = pl.Series([-(2**31), 2**31 - 1, None], dtype=pl.Int32).cast(pl.Date)
    assert years(extremes, pivot=PIVOT).to_list() == [None, None, None]


def test_typed_columns_read_by_their_own_clock() -> None:
    """A zoned timestamp's year is that of its own wall clock, not of UTC."""
    instant = dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.UTC)
    utc = pl.Series([instant], dtype=pl.Datetime("us", "UTC"))
    assert years(utc, pivot=PIVOT).to_list() == [2024]
    assert years(utc.dt.convert_time_zone("Asia/Tokyo"), pivot=PIVOT).to_list() == [2025]
    assert years(pl.Series([dt.date(1960, 5, 1), None, dt.date(1, 1, 1)]), pivot=PIVOT).to_list() == [1960, None, None]


def test_numbers_of_every_type_are_read() -> None:
    """Years as floats and decimals, compact dates, categories."""
    assert years(pl.Series([1987.0, float("nan"), None, 20240315.0]), pivot=PIVOT).to_list() == [1987, None, None, 2024]
    assert years(pl.Series([Decimal("1987.0")]), pivot=PIVOT).to_list() == [1987]
    assert years(pl.Series(["3/4/2001"], dtype=pl.Categorical), pivot=PIVOT).to_list() == [2001]
    assert years(pl.Series([True, None]), pivot=PIVOT).to_list() == [None, None]
    assert years(pl.Series([dt.time(10, 15)]), pivot=PIVOT).to_list() == [None]


def test_a_column_of_epochs_reads_its_small_and_negative_numbers() -> None:
    """Births in January 1970 and before are told by their column."""
    seconds = pl.Series([1_600_000_000, 1_500_000_000, 0, 86_400 * 40, -86_400, -2_000_000_000])
    assert years(seconds, pivot=PIVOT).to_list() == [2020, 2017, 1970, 1970, 1969, 1906]
    milliseconds = pl.Series(["1600000000000", "1500000000000", "3456000000", "-86400000"])
    assert years(milliseconds, pivot=PIVOT).to_list() == [2020, 2017, 1970, 1969]


def test_serials_are_not_taken_for_fields() -> None:
    """`42005` is 2015-01-01, not the fifth of some month of 2005; a negative code is no date."""
    assert years(pl.Series([42005, -98022, -9, 99]), pivot=PIVOT).to_list() == [2015, 1969, None, None]
    assert years(pl.Series(["02012001", "2012001"]), pivot=PIVOT).to_list() == [2001, 2012]


def test_a_declared_style_overrules_magnitude() -> None:
    """A column said to hold serials reads four digits as days."""
    assert years(pl.Series([9000, 367]), pivot=PIVOT, style="excel").to_list() == [1924, 1901]
    assert years(pl.Series([9000]), pivot=PIVOT).to_list() == [None]


def test_days_are_read_where_the_text_holds_them() -> None:
    """A whole date reads to its day; a month or a year alone does not."""
    texts = ["2024-03-15T10:15:30Z", "3/4/2024", "15-Mar-2024", "20240315", "45366", "Mar 2024", "2024", "02/31/2024"]
    day = dt.date(2024, 3, 15)
    expected = [day, dt.date(2024, 3, 4), day, day, day, None, None, None]
    assert days(pl.Series(texts), pivot=PIVOT).to_list() == expected


def test_a_column_shows_which_number_is_the_year() -> None:
    """`24-03-15` alone could be two years; beside `98-03-15` or `15-03-98` it is one."""
    assert years(pl.Series(["24-03-15", "05-03-14"]), pivot=PIVOT).to_list() == [None, 2014]
    assert years(pl.Series(["24-03-15", "05-03-14", "98-12-31"]), pivot=PIVOT).to_list() == [2024, 2005, 1998]
    assert years(pl.Series(["24-03-15", "05-03-14", "31-12-98"]), pivot=PIVOT).to_list() == [2015, 2014, 1998]
    both = ["24-03-15", "98-12-31", "31-12-98"]
    assert years(pl.Series(both), pivot=PIVOT).to_list() == [None, 1998, 1998]


def test_a_column_shows_whether_the_day_comes_first() -> None:
    """`3/4/2024` is the third of April beside `25/12/2023`, and the fourth of March elsewhere."""
    april, march = dt.date(2024, 4, 3), dt.date(2024, 3, 4)
    assert days(pl.Series(["3/4/2024", "25/12/2023"]), pivot=PIVOT)[0] == april
    assert days(pl.Series(["3/4/2024", "12/25/2023"]), pivot=PIVOT)[0] == march
    assert days(pl.Series(["3/4/2024"]), pivot=PIVOT)[0] == march


def test_a_long_cell_costs_nothing() -> None:
    """A note in a column of dates is no date, and no pattern runs wild over it."""
    cells = ["1" * 200_000 + "x", "12 " * 50_000, "and to " * 30 + "2024", "1" * 79 + "x", "2 " * 39 + "x"]
    assert years(pl.Series(cells), pivot=PIVOT).to_list() == [None] * 5


def test_the_pivot_parts_the_centuries() -> None:
    """Two digits mean the latest year that is not after the pivot."""
    assert [year_of("3/4/26", pivot=2026), year_of("3/4/27", pivot=2026)] == [2026, 1927]


def test_moments_that_say_they_are_milliseconds_are_read_as_such() -> None:
    """`/Date(ms)/` near 1970, before it and far from it is its year, though as a bare number it could be seconds."""
    texts = [
        "/Date(-2678400000)/",
        "/Date(0)/",
        "/Date(86400000)/",
        "/Date(-2208988800000)/",
        "/Date(1710460800000+0000)/",
    ]
    expected = [1969, 1970, 1970, 1900, 2024]
    assert years(pl.Series(texts), pivot=PIVOT).to_list() == expected
    assert [year_of(text, pivot=PIVOT) for text in texts] == expected
