"""What single columns become beyond the case file: context, types, settings that are refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext
from safeharbor.reference.zip3 import ALL_PREFIXES, VINTAGES, publishable
from safeharbor.testing import MemoryVault
from safeharbor.treat import treatment
from safeharbor.treat.tokenize import identifier_text
from tests.treat.parts import settings

AGED = RowContext(aged=pl.Series([True, False, None]))


def test_ages_below_90_of_people_over_89_are_withheld() -> None:
    """Aged 70 in 2004 is 91 in 2025: the age goes, whoever published the event year."""
    done = treatment("age_cap", settings()).treat(pl.Series([70, 70, 95]), AGED)
    assert (done.values.to_list(), dict(done.counts)) == ([None, 70, 90], {"withheld": 1, "capped": 1})


def test_births_of_people_known_to_be_over_89_are_the_floor() -> None:
    """Another table's age says more than this column's typing error."""
    done = treatment("birth_year", settings()).treat(pl.Series(["1960-01-01", "1960-01-01", "x"]), AGED)
    assert (done.values.to_list(), dict(done.counts)) == ([1935, 1960, None], {"capped": 1, "unreadable": 1})


@pytest.mark.parametrize("vintage", VINTAGES)
def test_all_prefixes_are_published_or_000(vintage: str) -> None:
    """1,000 prefixes as five and nine digits, by each vintage; the fourth digit is never there."""
    made = treatment("zip3", settings(zip3_vintage=vintage))
    expected = [prefix if prefix in publishable(vintage) else "000" for prefix in ALL_PREFIXES]
    for form in ("{}45", "{}45-6789", "{}456789", " {}45 "):
        done = made.treat(pl.Series([form.format(prefix) for prefix in ALL_PREFIXES]), RowContext())
        assert done.values.to_list() == expected
    numbers = pl.Series([int(f"{prefix}45") for prefix in ALL_PREFIXES if prefix >= "001"])
    assert made.treat(numbers, RowContext()).values.to_list() == expected[1:]


def test_five_digits_abroad_are_no_zip_code() -> None:
    """10115 is Berlin where the country says so, and New York where it says nothing else."""
    made = treatment("zip3", settings(options={"country": "land"}))
    land = pl.Series(["DE", "U.S.", "usa", None, "N/A", "Canada", "Puerto Rico"])
    done = made.treat(pl.Series(["10115"] * 7), RowContext(beside={"land": land}))
    assert (done.values.to_list(), dict(done.counts)) == (
        [None, "101", "101", "101", "101", None, "101"],
        {"withheld": 2},
    )


def test_ids_of_every_type_are_one_text() -> None:
    """What a spreadsheet made of an id is undone; what it rounded away is lost, and said so."""
    assert identifier_text(pl.Series([123456789.0, None, 1.5, 1e17])).to_list() == ["123456789", None, None, None]
    assert identifier_text(pl.Series([16_777_217], dtype=pl.Float32)).to_list() == ["16777216"]
    assert identifier_text(pl.Series([33_554_433], dtype=pl.Float32)).to_list() == [None]
    assert identifier_text(pl.Series([Decimal("42.00")])).to_list() == ["42"]
    texts = pl.Series(["1.23E+09", "1.23456789E+08", "E12", "1E5", "007", None])
    assert identifier_text(texts).to_list() == [None, "123456789", "E12", "1E5", "007", None]
    assert identifier_text(pl.Series([b"\x01\xff"])).to_list() == ["01ff"]


def test_one_id_is_one_token_in_every_type_of_column() -> None:
    """`00482913`, 482913 and 482913.0 are one record number; lost digits are counted."""
    vault = MemoryVault()
    made = treatment("tokenize", settings(vault, kind=DataKind.MRN))
    columns = [pl.Series(["00482913", "4.8E+05"]), pl.Series([482913, None]), pl.Series([482913.0, float("nan")])]
    done = [made.treat(column, RowContext()) for column in columns]
    assert len({column.values[0] for column in done}) == 1
    assert [dict(column.counts) for column in done] == [{"unreadable": 1}, {}, {}]


def test_days_between_two_dates_of_a_row() -> None:
    """Styles may differ; spans that tell an age over 89 and long ones of the aged are withheld."""
    start = pl.Series(["2024-01-01", "1/1/1930", "2020-01-01", "2024-01-01", "x", None])
    end = pl.Series(["1/5/2024", "2024-01-01", "2024-01-01", "2024-01-03", "2024-01-01", "2024-01-01"])
    rows = RowContext(aged=pl.Series([False, False, True, True, False, False]), beside={"in": start, "out": end})
    done = treatment("duration", settings(options={"start": "in", "end": "out"})).treat(start, rows)
    assert (done.values.to_list(), dict(done.counts)) == (
        [4, None, None, 2, None, None],
        {"withheld": 2, "unreadable": 1},
    )


def test_the_first_route_that_fits_decides() -> None:
    """An observation's value is a result, an address or a date, as its code says."""
    cases = (
        {"column": "code", "values": ("ADDR",), "kind": "address", "treatment": "withhold"},
        {"column": "code", "values": ("DATE", "ADDR"), "kind": "date", "treatment": "year"},
        {"column": "code", "values": ("MRN",), "kind": "mrn", "treatment": "tokenize"},
    )
    vault = MemoryVault()
    made = treatment("keep", settings(vault, options={"cases": cases}, systems={DataKind.MRN: "patient"}))
    rows = RowContext(beside={"code": pl.Series(["BP", " ADDR ", "DATE", None, "MRN"])})
    done = made.treat(pl.Series(["120/80", "12 Main St", "3/4/2021", "x", "0012"]), rows)
    token = vault.tokenizer("test").find(pl.Series(["12"]), system="patient", kind=DataKind.MRN)[0]
    assert (done.values.to_list(), dict(done.counts)) == (["120/80", None, "2021", "x", token], {"withheld": 1})


def test_a_person_s_dates_move_together() -> None:
    """Expert determination: intervals hold within a person, and no date stays where it was."""
    dates = pl.Series([dt.date(2024, 1, 1), dt.date(2024, 1, 8), dt.date(2024, 1, 1), dt.date(2024, 1, 1)])
    subject = pl.Series(["a", "a", "b", None])
    done = treatment("date_shift", settings(options={"days": 30})).treat(dates, RowContext(subject=subject))
    moved = done.values.to_list()
    assert ((moved[1] - moved[0]).days, moved[0] != dates[0], moved[2] != moved[0], moved[3]) == (7, True, True, None)
    assert dict(done.counts) == {"withheld": 1}


def test_keyed_hashes_part_systems() -> None:
    """The same digits in two systems are two ids; variants of one id are one."""
    hashes = [
        treatment("keyed_hash", settings(system=system, kind=DataKind.MRN)).treat(pl.Series(ids), RowContext()).values
        for system, ids in (("mrn", ["0012", "12"]), ("account", ["12", "12"]))
    ]
    assert (hashes[0].n_unique(), hashes[0][0] == hashes[1][0]) == (1, False)


def test_a_kept_number_above_its_highest_is_none() -> None:
    """Ages in days stay exact below 90 years; one above is null and counted, as text or as a number."""
    kept = treatment("keep", settings(options={"highest": 32_871}))
    for values in (pl.Series([12, 32_871, 32_872, None]), pl.Series(["12", "32871", "32872", None])):
        done = kept.treat(values, RowContext())
        assert done.values.cast(pl.String).to_list() == ["12", "32871", None, None]
        assert done.counts == {"misfit": 1}


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("keep", {"options": {"type": "date"}}, "unknown type 'date'"),
        ("keep", {"options": {"highest": "90 years"}}, "'highest' of a kept column must be a number"),
        ("keep", {"options": {"unit": "decades"}}, "years, months, weeks, days, hours"),
        ("year", {"options": {"style": "julian"}}, "auto, epoch_s, epoch_ms, excel"),
        ("year", {"options": {"serials": "no"}}, "true or false"),
        ("age_cap", {"options": {"unit": "decades"}}, "years, months, weeks, days, hours"),
        ("zip3", {"zip3_vintage": "1990"}, "2000, 2010, 2020"),
        ("zip3", {"options": {"three_digits": "maybe"}}, "zip, prefix"),
        ("tokenize", {"system": ""}, "needs a system"),
        ("tokenize", {"tokenizer": None}, "needs a vault"),
        ("surrogate", {"kind": DataKind.SSN}, "no surrogate for the kind ssn"),
        ("duration", {}, "needs a start and an end"),
        ("date_shift", {"secret": b""}, "secret of 32 bytes"),
        ("date_shift", {"options": {"days": 0}}, "from 1 to 3650"),
        ("text", {"options": {"names": "initials"}}, "placeholder, surrogate"),
    ],
)
def test_settings_that_make_no_sense_are_refused(name: str, changes: dict[str, Any], said: str) -> None:
    """Each says what is allowed."""
    with pytest.raises(PolicyError, match=said):
        treatment(name, settings(**changes))
