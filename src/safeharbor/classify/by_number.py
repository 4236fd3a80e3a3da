"""Columns of numbers: measures, years, ages, ZIPs, dates in disguise, ids.

Over 250 lines: the judges of numbers share their bounds, and are asked in an order that is read in one piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_calendar import by_calendar, days_of_years, of_the_year
from safeharbor.classify.by_date import DATE_KINDS
from safeharbor.classify.by_disguise import CLINICAL, are_years, by_disguise
from safeharbor.classify.by_shape import ID_KINDS
from safeharbor.classify.header_words import plain_words, says_nothing
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.ages import of_years
from safeharbor.parsing.headers import header_words

if TYPE_CHECKING:
    from safeharbor.classify.evidence import Case
    from safeharbor.findings import ColumnVerdict

_PLACES: Final = (K.COUNTY, K.CITY, K.STREET, K.ADDRESS)
_ZERO_LED: Final = (K.CODE, K.ZIP, K.TIME, *ID_KINDS, *DATE_KINDS)
_PREFIX: Final = 100  # a class of ZIPs, such as how rural they are, has smaller numbers
_SAYS: Final = 0.5
_OLDEST: Final = 150
_YOUNG: Final = 41  # the youngest of any ward's patients; of saturations the lowest is higher
_MIDDLE_AGED: Final = 56  # of a study of ageing
_FIVE: Final = 5
_SMALL: Final = 12
_RARELY: Final = 0.2
_KINDS: Final = 6
_SIZES: Final = 3
_TWO: Final = 2
_EACH: Final = 15
_RUNNING: Final = 0.99
_COUNTING: Final = words_of(
    "line sequence seq rank ordinal order day weeks hours minutes month year cycle index position step row x time"
)
_EXTENSIONS: Final = words_of("ext extn extension")
_YEARS_OF_MONTHS: Final = 60
_PERSONS: Final = words_of("patient person member subject client beneficiary subscriber provider")
_CLASSES: Final = words_of("type class status category")
_YEARS: Final = words_of("yrs years ans anos jahre anni aar")
_DEPARTMENTS: Final = words_of("dep dpt")
_OLD: Final = 89
_SOMEBODYS: Final = frozenset({K.MRN, K.SSN, K.HEALTH_PLAN_ID})
_LONG: Final = 6
_ZEROS: Final = 0.02
_ALL: Final = 0.95
_PLAINLY: Final = 0.9
_SERIAL_LOW: Final = 20_000  # 1954 in a spreadsheet's days
_BALANCE: Final = 10_000  # days since 1960, of births, go beyond
_EVENTS_LOW: Final = 7_000  # 1979 in days since 1960
_DAYS_OF_ONE: Final = 366
_SERIAL_HIGH: Final = 60_000  # 2064 in a spreadsheet's days
_EPOCH: Final = 100_000_000  # seconds since 1970 go beyond
_PERCENT: Final = 100
_OLDEST_SEEN: Final = 105
_LAST_HOUR: Final = 23
_FIVES: Final = 15  # one number in five is divisible by chance
_DAYS: Final = 40  # of a year, at least
_LAST: Final = {"month": 12, "quarter": 4}
_LATE: Final = 25
_MIDNIGHT: Final = 2400


def by_number(case: Case) -> ColumnVerdict | None:
    """Judge a leaf of which nine values in ten are numbers; None when they are not."""
    if case.profile.numbers.share < 0.9:  # the rest may be `.`, `NA` in another tongue
        return None
    padded = case.profile.like("zero_led") > _ZEROS and case.profile.one_length > _ALL and not case.says(*_ZERO_LED)
    zeros = case.verdict(K.UNKNOWN, 0.5, "digits of one length, some after zeros: no measure, but an id or a code")
    calendar = by_calendar(case)
    if calendar is not None:
        return calendar
    if padded and case.says(K.MEASURE):
        few = case.hint.weight >= 0.7 and case.profile.filled >= _EACH * case.profile.distinct
        return case.verdict(K.CODE, 0.7, "a few numbers of one length, each often") if few else zeros
    if _of_departments(case):
        return case.verdict(K.COUNTY, 0.7, "numbers of departments, zeros before them")
    if _is_running(case):
        return case.verdict(K.RECORD_ID, 0.75, "numbers that run from row to row")
    if days_of_years(case):
        return case.verdict(K.TIME, 0.85, "a year's last digits and a day of it, 001 to 366")
    said = _said(case) or by_disguise(case)
    short = case.profile.like("padded") > _ZEROS and case.profile.one_length > _ALL and case.profile.distinct > _DAYS
    if said is None and (padded or (short and says_nothing(case.path))):
        return zeros
    return said or _measured(case) or _coded(case) or _identifying(case)


def _said(case: Case) -> ColumnVerdict | None:
    """Take the header's word where the numbers can be what it says."""
    profile, hint, plain = case.profile, case.hint, case.hint.weight >= 0.7
    numbers = profile.numbers
    whole = numbers.whole > 0.98
    if not hint.weight and not of_the_year(case):
        return None
    if (
        hint.kind is K.AGE
        and not (hint.weight <= _SAYS and numbers.distinct <= _SMALL)
        and numbers.within(0, of_years(_OLDEST, unit=hint.unit))
    ):
        return case.verdict(K.AGE, 0.95, f"numbers that can be ages in {hint.unit}")
    if hint.kind is K.BIRTH_YEAR and whole and numbers.within(1850, 2150):
        return case.verdict(K.BIRTH_YEAR, 0.97, "four-digit years")
    if hint.kind in {K.DATE, K.BIRTH_DATE, K.YEAR, K.DEATH_DATE, K.CATEGORY, K.MEASURE} and whole and are_years(case):
        kind = K.BIRTH_YEAR if hint.kind is K.BIRTH_DATE or numbers.low <= case.as_of_year - 89 else K.YEAR
        if hint.kind is not K.MEASURE or numbers.distinct > _SMALL:
            return case.verdict(kind, 0.9, "four-digit years")
    aged = hint.kind is K.YEAR and numbers.within(0, _OLDEST) and numbers.high > _OLD and profile.like("padded") == 0
    if aged and numbers.distinct > _SMALL and set(header_words(case.path)) & _YEARS:
        return case.verdict(K.AGE, 0.8, "numbers of years up to ages over 89")
    twelve = whole and numbers.within(1, _LAST["month"]) and numbers.distinct == _LAST["month"]
    if hint.kind in {K.YEAR, *DATE_KINDS} and plain and twelve:
        return case.verdict(K.DATE, 0.8, "twelve months under a header of a date")
    last = _LAST.get(hint.part, 31)
    gaps = numbers.distinct <= _KINDS and numbers.high - numbers.low >= numbers.distinct  # 3, 6 and 12 months
    if (
        hint.part == "month"
        and hint.kind is K.DATE
        and hint.weight < 1
        and gaps
        and numbers.within(1, _YEARS_OF_MONTHS)
    ):
        return case.verdict(K.MEASURE, 0.7, "a few numbers of months with gaps between them")
    counted = (
        hint.part == "day" and numbers.high < _LATE and profile.filled >= _KINDS * _LATE
    )  # of any month's, some are late
    if hint.kind in {*DATE_KINDS, K.TIME} and hint.part and numbers.within(1, last) and not counted:
        return case.verdict(K.DATE, 0.9, f"a date's {hint.part} in a column of its own")
    if whole and numbers.within(1, 53) and numbers.high >= _DAYS and numbers.distinct > _EACH and of_the_year(case):
        return case.verdict(K.DATE, 0.8, "weeks of a year")
    serial = whole or (plain and numbers.high >= _SERIAL_LOW)
    clock = profile.like("clock")
    sized = len(numbers.lengths) >= _SIZES or (clock <= _SAYS and numbers.high > _MIDNIGHT)
    lasting = sized and numbers.within(0, _SERIAL_LOW) and clock < _PLAINLY
    if hint.kind is K.TIME and whole and numbers.within(0, _LAST_HOUR) and numbers.distinct > _EACH:
        return case.verdict(K.TIME, 0.8, "hours of a day")
    if hint.kind is K.TIME and whole and lasting:
        return case.verdict(K.MEASURE, 0.75, "numbers that are no times of day: how long it took")
    early = profile.values.get_column("v").cast(pl.Float64, strict=False) < _PREFIX  # no month and day in one number is
    spans = int(early.sum()) >= _SIZES and numbers.low >= 0 and numbers.high < _EVENTS_LOW
    spans &= clock < _PLAINLY and profile.like("zero_led", "padded") == 0
    if hint.kind is K.DATE and whole and spans and numbers.high > _DAYS_OF_ONE:
        return case.verdict(K.MEASURE, 0.7, "numbers of two digits to four: days counted from an event")
    if hint.kind in DATE_KINDS and serial and numbers.high > 400:  # more than a day of year
        return case.verdict(hint.kind, 0.85, "numbers that can be serial days, epochs or yyyymmdd")
    if hint.kind is K.DATE and hint.weight <= 0.5 and not whole:
        return case.verdict(K.MEASURE, 0.7 if numbers.high < _SERIAL_LOW else 0.6, "numbers with decimals")
    if hint.kind is K.ZIP and whole and numbers.within(0, 999_999_999) and numbers.high >= _PREFIX:
        return case.verdict(K.ZIP, 0.95, "whole numbers of five digits or fewer")
    if hint.kind is K.GEOCODE:
        return case.verdict(K.GEOCODE, 0.95, "numbers")
    crowd = numbers.distinct <= _KINDS and profile.filled >= _EACH * numbers.distinct  # no street has few houses
    if hint.kind in _PLACES and hint.weight >= _PLAINLY and whole and not (hint.kind is K.STREET and crowd):
        return case.verdict(hint.kind, 0.8, "whole numbers: a place's own")
    if hint.kind in ID_KINDS and (_of_a_crowd(case) or numbers.low < 0):
        return None
    if hint.kind in ID_KINDS and numbers.whole > 0.8:  # ids never have decimals; 1.23E+09 may
        extended = bool(set(header_words(case.path)) & _EXTENSIONS)
        if hint.kind in {K.SSN, K.PHONE, K.FAX} and numbers.high < 1000 and not extended:
            return None
        if hint.kind is K.RECORD_ID and not plain and case.profile.uniqueness < 0.3:
            return case.verdict(K.CODE, 0.7, "whole numbers, often repeated: an item's number, not a row's")
        return case.verdict(hint.kind, 0.9, f"whole numbers, {case.profile.uniqueness * 100:.0f} % distinct")
    member = numbers.decimals <= 2 and numbers.low >= 100 and numbers.distinct > _SMALL  # 4711.2, not 7.2
    if hint.kind in ID_KINDS and hint.weight >= _PLAINLY and member:
        return case.verdict(hint.kind, 0.7, "numbers with one or two decimals")
    return None


def _of_a_crowd(case: Case) -> bool:
    """Whether one or two digits come back so often that they number kinds, under a header of no person's number.

    What begins at 0 is counted: nobody's number is 0.
    """
    profile, words = case.profile, set(plain_words(case.path))
    few = profile.distinct <= _KINDS and profile.mean_length <= _TWO and profile.filled >= _EACH * profile.distinct
    counted = profile.numbers.low == 0 and profile.numbers.high < _DAYS and profile.uniqueness <= _RARELY
    nobodys = not words & _PERSONS or bool(words & _CLASSES)
    return (few or (counted and len(words) > 1)) and nobodys and case.hint.kind not in _SOMEBODYS


def _of_departments(case: Case) -> bool:
    """Whether a header says a department and the numbers are written as France numbers hers: `013`, `75`."""
    profile, numbers = case.profile, case.profile.numbers
    written = profile.one_length == 1 and profile.mean_length in {_TWO, _TWO + 1} and numbers.high > _DAYS
    zeros = bool(profile.values.get_column("v").str.starts_with("0").any())
    return bool(set(header_words(case.path)) & _DEPARTMENTS) and written and zeros


def _measured(case: Case) -> ColumnVerdict | None:
    numbers, profile = case.profile.numbers, case.profile
    said = case.says(K.MEASURE)
    if numbers.whole <= 0.98:
        return case.verdict(K.MEASURE, 0.9, f"numbers, {(1 - numbers.whole) * 100:.0f} % with decimals")
    if numbers.within(-1000, 1000):
        many = case.hint.kind is K.CATEGORY and profile.distinct > _DAYS  # no grade has so many
        unsaid = case.hint.kind not in CLINICAL or case.hint.weight < _SAYS or many
        youngest = _MIDDLE_AGED if says_nothing(case.path) else _YOUNG
        aged = 0 <= numbers.low < youngest and 89 < numbers.high <= 120 and profile.like("fives") < _ALL
        if unsaid and aged and profile.distinct > 20 and not _beyond_ages(case):
            return case.verdict(K.AGE, 0.5, "whole numbers over the range of ages under a header that says nothing")
        if profile.uniqueness < 0.9 or profile.filled <= _SMALL or said or numbers.sequential < 0.5:
            return case.verdict(K.MEASURE, 0.85, "small whole numbers, repeated")
    running = numbers.sequential > _PLAINLY and profile.uniqueness > _ALL and numbers.digits >= 5
    if said and numbers.high < 1e9 and not running and not _numbered(case):
        return case.verdict(K.MEASURE, 0.8, "whole numbers of varied size")
    if profile.like("thousands") == 1 and numbers.distinct > 1:
        return case.verdict(K.MEASURE, 0.7, "whole thousands")
    five = profile.one_length == 1 and numbers.digits == _FIVE and not said  # of districts and ZIPs
    if profile.like("fives") == 1 and numbers.distinct >= _FIVES and not five:
        return case.verdict(K.MEASURE, 0.7, "whole numbers that are all divisible by five")
    priced = profile.like("priced") == 1 and numbers.high < _SERIAL_LOW and profile.uniqueness < _SAYS
    if priced and numbers.distinct > 1:
        return case.verdict(K.MEASURE, 0.75, "numbers that are written with two decimals, all of them zeros")
    owed = numbers.within(-_BALANCE, _BALANCE) or _SERIAL_HIGH < numbers.high < _EPOCH
    below = numbers.low < 0 and owed and not says_nothing(case.path)
    if below and case.hint.kind not in DATE_KINDS:
        return case.verdict(K.MEASURE, 0.7, "whole numbers on both sides of zero")
    varied = len(numbers.lengths) >= 3 or numbers.round_share >= 0.95
    if varied and not five and numbers.round_share > 0.6 and numbers.distinct > 4 and numbers.high < 1e8:
        return case.verdict(K.MEASURE, 0.7, "round numbers of varied size")
    return None


def _beyond_ages(case: Case) -> bool:
    """Whether numbers are percents, from 0 to 100, or go on past what ages there are: one may be a typing error."""
    numbers = case.profile.numbers
    values = case.profile.values.get_column("v").cast(pl.Float64, strict=False)
    return (numbers.low == 0 and numbers.high == _PERCENT) or int((values > _OLDEST_SEEN).sum()) >= _TWO


def _is_running(case: Case) -> bool:
    """Whether each row has the next number, under a header that counts nothing."""
    profile, words = case.profile, set(plain_words(case.path))
    running = profile.numbers.whole == 1 and profile.numbers.sequential >= _RUNNING
    running &= profile.uniqueness == 1 and profile.filled >= _DAYS
    return running and not words & _COUNTING and not says_nothing(case.path)


def _numbered(case: Case) -> bool:
    """Whether whole numbers are ids under a header that says a measure: of one length, long, hardly any twice."""
    profile, numbers = case.profile, case.profile.numbers
    long = numbers.whole == 1 and numbers.digits >= _LONG and profile.one_length >= _ALL
    return long and profile.uniqueness >= _PLAINLY and profile.filled > _FIVES and numbers.round_share < _SAYS


def _coded(case: Case) -> ColumnVerdict | None:
    profile = case.profile
    if case.says(K.CODE, K.CATEGORY) and profile.uniqueness < 0.6 and profile.numbers.high < 1e12:
        return case.verdict(K.CODE, 0.75, "whole numbers, repeated")
    return None


def _identifying(case: Case) -> ColumnVerdict:
    profile, numbers = case.profile, case.profile.numbers
    if profile.uniqueness > 0.95 and profile.filled > 5 and (numbers.sequential > 0.5 or numbers.digits >= 5):
        return case.verdict(K.RECORD_ID, 0.7, "whole numbers, a different one in each row")
    return case.verdict(K.UNKNOWN, 0.5, "whole numbers that may be ids, codes or counts")
