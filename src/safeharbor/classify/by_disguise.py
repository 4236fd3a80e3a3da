"""Numbers in disguise: dates, times, telephones, ZIPs and places, whatever the header says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.classify.by_date import DATE_KINDS
from safeharbor.classify.by_shape import ID_KINDS
from safeharbor.classify.evidence import Case, rate
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from safeharbor.findings import ColumnVerdict

CLINICAL: Final = (K.MEASURE, K.CODE, K.CATEGORY, K.YEAR)
_ZIP_LOW: Final = 501
_ZIP_HIGH: Final = 99_950
_SMALL: Final = 12
_EACH: Final = 15
_SERIAL_LOW: Final = 20_000  # 1954 in a spreadsheet's days
_MILLISECONDS: Final = 31_556_952_000  # of a year
_AHEAD: Final = 15  # years: an appointment's, a card's, a trial's end
_HOURS: Final = 4  # 7.05 to 7.55 is no time of day
_DOTTED: Final = 30  # of measures, six in ten are a time of day by chance
_DAYS: Final = 40  # of a year, at least
_MODERN: Final = 1980
_ODD: Final = 15  # by chance one column in 30,000
_CLOCKS: Final = 12  # one number in eight to one in four is a time of day by chance


def by_disguise(case: Case) -> ColumnVerdict | None:
    """Numbers that are dates, telephones, social security numbers, ZIPs or places, whatever the header."""
    numbers, profile = case.profile.numbers, case.profile
    whole = numbers.whole > 0.98
    clinical = case.hint.kind in CLINICAL and case.hint.weight >= 0.7
    if numbers.scientific > 0.2 and numbers.high > 1e7:
        return case.verdict(case.named(K.OTHER_ID, *ID_KINDS), 0.8, "long numbers a spreadsheet has shortened")
    if profile.like("clock") >= 0.99 and numbers.distinct > _CLOCKS and numbers.high > 1000 and not clinical:
        return case.verdict(K.TIME, 0.8, rate(profile.like("clock"), "times of day without colons"))
    if profile.like("day_dotted") == 1 and profile.distinct >= _CLOCKS and not clinical:
        return case.verdict(K.DATE, 0.8, "days and months with a point: no fraction is above 12")
    odd = profile.like("odd") == 1 and profile.distinct >= (2 * _ODD if clinical else _ODD)
    if odd and numbers.within(1, 999):
        return case.verdict(K.COUNTY, 0.8, "odd numbers only, as counties have")
    yearly = numbers.within(1, 366) and numbers.high > 300 and numbers.distinct > _DAYS and profile.mean_length == 3
    if yearly and profile.like("padded") > 0 and not clinical:
        return case.verdict(K.DATE, 0.7, "three digits from 001 to 366: days of the year")
    hours = profile.values.get_column("v").str.extract(r"^(\d+)").n_unique()
    if numbers.distinct >= _DOTTED and profile.like("clock_dotted") == 1 and hours >= _HOURS and not clinical:
        return case.verdict(K.TIME, 0.8, "hours and minutes with a point: no fraction is above 59")
    if not whole:
        if numbers.within(_SERIAL_LOW, 60_000) and numbers.decimals >= 3 and not clinical:
            return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.6, "serial days with a time of day")
        if (
            numbers.decimals >= 4
            and numbers.within(-180, 180)
            and max(-numbers.low, numbers.high) > 10
            and not clinical
        ):
            return case.verdict(K.GEOCODE, 0.6, "numbers within 180 of zero with four decimals or more")
        return None
    if profile.like("date_compact") >= 0.9 and profile.distinct > 1:
        return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.95, rate(profile.like("date_compact"), "yyyymmdd"))
    if are_years(case) and not clinical and (profile.distinct > 1 or numbers.within(_MODERN, case.as_of_year)):
        kind = K.BIRTH_YEAR if numbers.low <= case.as_of_year - 89 else K.YEAR
        return case.verdict(kind, 0.75, "four-digit years")
    digits = numbers.digits
    if digits >= 9 and numbers.lengths.get(digits, 0) > 0.6:
        if (
            digits in {12, 13}
            and numbers.within(-2.3e12, _MILLISECONDS * (case.as_of_year + _AHEAD - 1970))
            and profile.one_length > 0.6
            and not case.says(*ID_KINDS)
        ):
            return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.7, "numbers in the range of epoch milliseconds")
        few = profile.distinct <= _SMALL and profile.filled >= _EACH * profile.distinct  # of a catalogue
        seconds = digits == 10 and numbers.high < 2e9 and numbers.low > 9e8 and not case.says(*ID_KINDS)
        if seconds and not (few and case.says(K.CODE, K.CATEGORY)):
            return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.7, "numbers in the range of epoch seconds")
        if digits == 9 and not case.says(K.CODE) and not few:
            return case.verdict(K.SSN, 0.6, "nine digits")
        if digits == 10 and numbers.low >= 2e9 and not case.says(K.CODE):
            return case.verdict(K.PHONE, 0.6, "ten digits")
    if not clinical and _zip_like(case):
        return case.verdict(K.ZIP, 0.6, "whole numbers of four and five digits over the range of ZIPs")
    return None


def _zip_like(case: Case) -> bool:
    numbers = case.profile.numbers
    five = (
        numbers.lengths.get(5, 0)
        + numbers.lengths.get(4, 0)
        + numbers.lengths.get(3, 0) * (numbers.lengths.get(5, 0) > 0.5)
    )
    return (
        five > 0.98
        and numbers.lengths.get(5, 0) > 0.5
        and numbers.low >= _ZIP_LOW
        and numbers.high <= _ZIP_HIGH
        and numbers.distinct > 4
        and numbers.round_share < 0.4
    )


def are_years(case: Case) -> bool:
    """Whether values are whole numbers that can be years."""
    numbers = case.profile.numbers
    return numbers.within(1880, case.as_of_year + 30) and numbers.whole == 1
