"""Numbers that are a calendar's or a clock's: hours of a day, days of a month, a week or a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_date import DATE_KINDS
from safeharbor.classify.header_words import says_nothing
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import header_words

if TYPE_CHECKING:
    from safeharbor.classify.evidence import Case
    from safeharbor.classify.profile import Profile
    from safeharbor.findings import ColumnVerdict

_HOUR: Final = words_of("hr hrs hour hours hora heure stunde uhrzeit time tm")
_WEEK: Final = words_of("week wk kw sem semana semaine woche mmwr epiweek isoweek")
_OTHER_WEEKS: Final = words_of("gestational gestation gest ga pregnancy study trial visit treatment protocol cycle age")
_LAST_HOUR: Final = 23
_SIX: Final = 6
_SEVEN: Final = 7
_LATE: Final = 20
_EARLY: Final = 4
_HALF_A_DAY: Final = 12
_MOST_HOURS: Final = 20
_SECONDS: Final = 86_400  # of a day
_NOON: Final = 43_200
_EVENING: Final = 64_800
_LAST_DAY: Final = 31
_REASONS: Final = -10
_WEEKDAYS: Final = 7
_DAYS_OF_YEARS: Final = 20  # of random numbers a third ends so
_MONTHS: Final = 12
_WEEKS: Final = 53
_DAYS: Final = 31
_YEARS: Final = 15
_MANY: Final = 30
_ALL: Final = 0.95
_PLAINLY: Final = 0.9
_SAYS: Final = 0.5
_TWO: Final = 2
_CLOCKS: Final = 12
_CLINICAL: Final = frozenset({K.MEASURE, K.CODE, K.CATEGORY, K.YEAR})


def by_calendar(case: Case) -> ColumnVerdict | None:
    """Judge numbers that are hours or days whatever stands above them; None for others."""
    if _year_last(case.profile):
        return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.85, "days and months before a year, in eight digits")
    if _days_in_six(case.profile):
        return case.verdict(
            case.named(K.DATE, *DATE_KINDS), 0.8, "days, months and years of one generation in six digits"
        )
    if _months_of_years(case.profile):
        return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.85, "years of four digits and their months")
    if _seconds_of_a_day(case):
        return case.verdict(K.TIME, 0.8, "seconds since midnight, up to a day's last minutes")
    if _hours_written(case):
        return case.verdict(K.TIME, 0.85, "hours of two digits")
    if _hours_of_a_day(case):
        return case.verdict(K.TIME, 0.8, "0 to 23, as a day's hours are")
    if _days_in_sets(case):
        return case.verdict(K.DATE, 0.7, "the days of a month or of a week, or the months of a year")
    if _clock_with_zeros(case):
        return case.verdict(K.TIME, 0.8, "hours and minutes of two digits each, with a point between them")
    if _weeks_of_years(case):
        return case.verdict(K.DATE, 0.8, "two digits of a year and its weeks or months")
    if case.profile.like("fileman") >= _PLAINLY and case.profile.distinct >= _DAYS_OF_YEARS:  # one in 80 by chance
        return case.verdict(K.TIME, 0.85, "years since 1700, months and days in seven digits")
    return None


def _hours_written(case: Case) -> bool:
    """Whether values are hours of two digits under a header that says hours."""
    return case.profile.like("hour") == 1 and bool(set(header_words(case.path)) & _HOUR) and case.profile.distinct > 1


def _year_last(profile: Profile) -> bool:
    """Whether digits are days and months before a year: some eight of them, or many seven where a number lost its zero.

    A dozen codes of seven digits may be days by chance (`4212013`).
    """
    written = profile.like("date_year_last") >= _ALL
    return written and (profile.mean_length > _SEVEN or profile.distinct >= _MANY)


def _days_in_six(profile: Profile) -> bool:
    """Whether six values or more are `030425` in one order, years near each other: by chance one in 30 is a day."""
    if profile.one_length < 1 or profile.distinct < _SIX or profile.mean_length != _SIX:
        return False
    parts = profile.values.get_column("v").str.extract_groups(r"^(\d\d)(\d\d)(\d\d)$").struct.unnest().cast(pl.Int32)
    if parts.null_count().sum_horizontal().sum():
        return False
    first, second, third = parts.get_columns()
    orders = ((first, second, third), (second, first, third), (second, third, first))  # month, day, year
    return any(
        bool(month.is_between(1, _MONTHS).all())
        and bool(day.is_between(1, _DAYS).all())
        and int(str(year.max())) - int(str(year.min())) <= _YEARS
        for month, day, year in orders
    )


def _months_of_years(profile: Profile) -> bool:
    """Whether a dozen values or more are `202503`, or half a dozen `032025` or `2025064`: few other digits are."""
    if profile.like("month_year", "year_day") == 1 and profile.distinct >= _SIX:
        return True
    return profile.like("year_month") == 1 and profile.distinct >= _MONTHS


def _seconds_of_a_day(case: Case) -> bool:
    """Whether values are seconds of a day under a header that says a time, or whole minutes of it in seconds."""
    numbers, profile = case.profile.numbers, case.profile
    whole = numbers.whole == numbers.share == 1 and numbers.within(0, _SECONDS - 1) and numbers.high >= _EVENING
    if not whole or numbers.low >= _NOON or numbers.distinct < _MANY:
        return False
    minutes = profile.values.get_column("v").cast(pl.Float64, strict=False) % 60 == 0
    clinical = case.hint.kind in _CLINICAL and case.hint.weight >= _SAYS
    return case.says(K.TIME) or (bool(minutes.all()) and not clinical)


def _hours_of_a_day(case: Case) -> bool:
    """Whether all hours from 0 to 23 are there, under a header that says hours (no heart beats so) or no measure.

    Under one that says nothing, most of them are enough, and half of them where zeros stand before the small ones.
    """
    profile, numbers = case.profile, case.profile.numbers
    if numbers.whole < 1 or not numbers.within(0, _LAST_HOUR):
        return False
    if says_nothing(case.path) and numbers.high > _LATE and numbers.low < _EARLY:
        written = profile.one_length == 1 and profile.like("hour") == 1
        whole = numbers.distinct >= _MOST_HOURS and numbers.high == _LAST_HOUR
        return whole or (written and numbers.distinct >= _HALF_A_DAY)
    clinical = case.hint.kind in _CLINICAL and case.hint.weight >= _SAYS
    return numbers.distinct > _LAST_HOUR and (not clinical or bool(set(header_words(case.path)) & _HOUR))


def _days_in_sets(case: Case) -> bool:
    """Whether 1 to 31 are all there under a header that says nothing, 1 to 7 under one with a day in a word.

    So are 1 to 12 beside numbers below zero, a survey's reasons for no answer.
    """
    numbers, words = case.profile.numbers, header_words(case.path)
    answers = case.profile.values.get_column("v").cast(pl.Float64, strict=False)
    low, given = int((answers < 0).sum()), answers.filter(answers >= 0)
    whole = (
        numbers.whole == numbers.share == 1
        and low <= _TWO
        and numbers.low >= _REASONS
        and given.min() == 1
        and len(given) == numbers.high
    )
    month = (numbers.high == _LAST_DAY or (low and numbers.high == _MONTHS)) and says_nothing(case.path)
    week = numbers.high == _WEEKDAYS and any("day" in word.replace("days", "") and word != "day" for word in words)
    return whole and bool(month or week)


def _clock_with_zeros(case: Case) -> bool:
    """Whether values are `07.45`: no measure is written with a zero before its only digit."""
    profile = case.profile
    written = profile.like("clock_dotted") == profile.one_length == 1 and profile.mean_length == len("07.45")
    return written and profile.distinct >= _MANY and bool(profile.values.get_column("v").str.starts_with("0").any())


def _weeks_of_years(case: Case) -> bool:
    """Whether four digits are years of one decade and a half and weeks to 53 or months to 12: by chance none are."""
    values = case.profile.values.get_column("v")
    parts = values.str.extract_groups(r"^(\d{2})(\d{2})(?:\.0)?$").struct.unnest().cast(pl.Int32)
    if case.profile.distinct < _DAYS_OF_YEARS or parts.null_count().sum_horizontal().sum():
        return False
    years, weeks = ({int(one) for one in parts.to_series(at).to_list()} for at in (0, 1))
    if max(years) - min(years) > _YEARS or min(weeks) < 1:
        return False
    return (_DAYS < max(weeks) <= _WEEKS and len(weeks) >= _DAYS_OF_YEARS) or max(weeks) == len(weeks) == _MONTHS


def of_the_year(case: Case) -> bool:
    """Whether a header says the week of a year, and not of a pregnancy or a trial."""
    words = set(header_words(case.path))
    return bool(words & _WEEK) and not words & _OTHER_WEEKS


def days_of_years(case: Case) -> bool:
    """Whether five digits are days as old machines write them (`25117`): 20 numbers do not so by chance."""
    profile = case.profile
    ends = profile.values.get_column("v").str.extract(r"^\d{2}(\d{3})(?:\.0)?$", 1).cast(pl.Int32)
    whole = profile.like("digits5") >= _ALL and profile.distinct >= _DAYS_OF_YEARS
    return whole and bool(ends.drop_nulls().is_between(1, 366).all()) and int(ends.n_unique()) > _CLOCKS
