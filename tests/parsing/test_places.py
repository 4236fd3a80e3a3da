"""ZIP codes are read to three digits and states to two letters, spreadsheets' damage undone."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from safeharbor.parsing.places import states, zip_prefixes

ZIPS = {
    "03601": "036",
    "3601": "036",
    "1013": "010",
    "1453.0": "014",
    "501": "005",
    "036": "036",
    "37203-1234": "372",
    "37203 1234": "372",
    "372031234": "372",
    "10131234": "010",
    "6011234": "006",
    "1013-1234": "010",
    " 37203 ": "372",
    '"37203"': "372",
    "TN 37203": "372",
    "US-37203": "372",
    "37203, USA": "372",
    "372XX": "372",
    "372**": "372",
    "00000": "000",
    "99999": "000",
    "K1A 0B1": None,
    "SW1A 1AA": None,
    "ON 37203": None,
    "12": None,
    "372031": None,
    "1234567890": None,
    "Nashville": None,
    "1.013E+03": None,
    "": None,
}
STATES = {
    "TN": "TN",
    "tn": "TN",
    " Tennessee ": "TN",
    "Tenn.": "TN",
    "N.Y.": "NY",
    "n.c.": "NC",
    "N. Carolina": "NC",
    "W. Va.": "WV",
    "US-TN": "TN",
    "47": "TN",
    "6": "CA",
    "6.0": "CA",
    "D.C.": "DC",
    "Washington, D.C.": "DC",
    "Commonwealth of Massachusetts": "MA",
    "State of Utah": "UT",
    "New  York": "NY",
    "PR": "PR",
    "Ontario": None,
    "Nashville": None,
    "XX": None,
    "99": None,
    "": None,
}


@pytest.mark.parametrize("text", ZIPS)
def test_zip_codes_read_to_their_prefix(text: str) -> None:
    """Lost zeros come back; foreign codes and other things are not read."""
    assert zip_prefixes(pl.Series([text, None])).to_list() == [ZIPS[text], None]


def test_numbers_that_lost_zeros_are_zip_codes() -> None:
    """Integers, floats and decimals read as the text they were."""
    assert zip_prefixes(pl.Series([1013, 501, 37203, 372031234, 12])).to_list() == ["010", "005", "372", "372", None]
    assert zip_prefixes(pl.Series([1453.0, 1453.5, float("nan"), None])).to_list() == ["014", None, None, None]
    assert zip_prefixes(pl.Series([Decimal(3601)])).to_list() == ["036"]
    assert zip_prefixes(pl.Series([True])).to_list() == [None]


def test_a_column_of_prefixes_is_told_by_option() -> None:
    """Without it, 601 is 00601 in Puerto Rico: a prefix would publish the whole ZIP."""
    assert zip_prefixes(pl.Series(["601", "036"])).to_list() == ["006", "036"]
    assert zip_prefixes(pl.Series(["601", "036"]), short_is_prefix=True).to_list() == ["601", "036"]


@pytest.mark.parametrize("text", STATES)
def test_states_read_to_their_code(text: str) -> None:
    """Names, codes, abbreviations and FIPS numbers read; cities and provinces do not."""
    assert states(pl.Series([text, None])).to_list() == [STATES[text], None]


def test_fips_numbers_read() -> None:
    """A column of numeric state codes is a column of states."""
    assert states(pl.Series([47, 6, 3])).to_list() == ["TN", "CA", None]
