"""Ages of every wording are read to whole years, and what is no age is not."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from safeharbor.parsing.ages import ages, years_old

READ = {
    "97": 97,
    " 97 ": 97,
    "89.9": 89,
    "97 y.o.": 97,
    "97yo": 97,
    "97 yo F": 97,
    "93 y/o": 93,
    "93 Y/O M": 93,
    "97-year-old": 97,
    "97 year old female": 97,
    "97 years old": 97,
    "97 yrs": 97,
    "97F": 97,
    "91y9m": 91,
    "2 years 3 months": 2,
    "2y 3m": 2,
    "097Y": 97,
    "018M": 1,
    "003W": 0,
    "1164 months": 97,
    "18 mos": 1,
    "12 months": 1,
    "3 weeks old": 0,
    "DOL 5": 0,
    "newborn": 0,
    "P97Y": 97,
    "P1Y6M": 1,
    "ninety-seven": 97,
    "ninety seven years old": 97,
    "one hundred and two": 102,
    "Age: 91": 91,
    "aged 45": 45,
    ">89": 90,
    ">= 90": 90,
    "over 89": 90,
    "90+": 90,
    "90 or older": 90,
    "90 years and over": 90,
    "90-94": 90,
    "in her nineties": 90,
    "late 90s": 90,
    "centenarian": 90,
    "ninetyfive": 95,
    "90 plus": 90,
    "90 yrs+": 90,
    "72 (years)": 72,
    "a 95 year-old": 95,
    "95 y/o white male": 95,
}
UNREAD = [
    "",
    "-3",
    "131",
    "999",
    "120/80",
    "<18",
    ">=85",
    "85-89",
    "45M",
    "abc",
    "12 Main St",
    "85+",
    "85 years +",
    "2 of 3 years",
    "5 years ago",
    "95% of years",
    "2024-03-15",
    "P",
]


@pytest.mark.parametrize("text", READ)
def test_wordings_read_to_whole_years(text: str) -> None:
    """Units, suffixes, number words and open bounds over 89 are understood."""
    assert years_old(text) == READ[text]


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_no_age_or_could_be_either_side_of_ninety_is_not_read(text: str) -> None:
    """Implausible numbers, bounds below 90 and other things stay unread."""
    assert years_old(text) is None


def test_a_bare_number_counts_the_unit_of_its_column() -> None:
    """A column of months is told by option; a value that names its unit overrules it."""
    assert ages(pl.Series([1164, 23, None]), unit="months").to_list() == [97, 1, None]
    assert ages(pl.Series(["1164", "97 y"]), unit="months").to_list() == [97, 97]


def test_columns_of_every_type_are_read() -> None:
    """Integers, floats, text, durations; missing and negative ones are null."""
    assert ages(pl.Series([89, 90, -1, None, 200])).to_list() == [89, 90, None, None, None]
    assert ages(pl.Series([89, -1, 127, None], dtype=pl.Int8)).to_list() == [89, None, 127, None]
    assert ages(pl.Series([89, 2**64 - 1], dtype=pl.UInt64)).to_list() == [89, None]
    assert ages(pl.Series([89.99, float("nan"), float("inf")])).to_list() == [89, None, None]
    assert ages(pl.Series(["97 y.o.", "N/A", None, "x"])).to_list() == [97, None, None, None]
    assert ages(pl.Series([dt.timedelta(days=36_600)])).to_list() == [100]
    assert ages(pl.Series([dt.date(2024, 1, 1)])).to_list() == [None]
