"""Results in words and numbers: comparisons, ranges, quantities, pairs, and what a laboratory says in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.classify.by_person import are_initials
from safeharbor.classify.by_prose import betrayed
from safeharbor.classify.evidence import Case, rate
from safeharbor.classify.header_words import plain_words
from safeharbor.classify.wording import wording_of
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from safeharbor.classify.profile import Profile
    from safeharbor.findings import ColumnVerdict

_RESULTS: Final = (
    "number",
    "comparison",
    "pressure",
    "ratio",
    "range",
    "plus",
    "quantity",
    "height",
    "percent",
    "money",
    "frequency",
    "weeks_days",
    "gravida",
)


def by_result(case: Case) -> ColumnVerdict | None:
    """Judge results: numbers, comparisons, pressures, ranges, quantities and words of closed sets together."""
    profile = case.profile
    if betrayed(case) > 0.002 or profile.inside("long_number") > 0.02:  # one in 500 betrays
        return None
    if profile.like("age_sex") >= 0.9 and (case.says(K.AGE) or _both_sexes(profile)):
        return case.verdict(K.AGE, 0.8, rate(profile.like("age_sex"), "numbers with an M or an F"))
    of_all_ages = profile.like("years_long") >= 0.9 and profile.like("years_over_89") > 0 and profile.distinct > 20
    if of_all_ages or (case.says(K.AGE) and case.hint.weight == 1 and profile.like("years_long") >= 0.5):
        return case.verdict(K.AGE, 0.9, rate(profile.like("years_long"), "numbers of years"))
    if case.hint.kind is not K.MEASURE or case.hint.weight < 0.7:
        if profile.like("years_long") >= 0.5 and profile.like("years_over_89") > 0:
            return case.verdict(K.AGE, 0.7, rate(profile.like("years_long"), "numbers of years"))
        days = max(profile.like("month_day"), profile.like("day_month") if _all_months(case) else 0.0)
        if days >= 0.9 and profile.distinct > 12:
            return case.verdict(K.DATE, 0.6, rate(days, "months and days"))
    if _through_the_year(profile) or _all_of_the_year(profile):
        return case.verdict(K.DATE, 0.7, "months and days, through the year")
    drugs = profile.like("dosed") >= 0.6 and profile.wording.name_touched <= 0.15 and profile.wording.clinical >= 0.4
    if profile.like("has_letter", "has_digit") == 0 and profile.distinct <= 12:
        return case.verdict(K.CATEGORY, 0.8, "marks without letters and digits")
    if drugs and profile.mean_words < 8:
        return case.verdict(K.CATEGORY, 0.8, rate(profile.like("dosed"), "drugs with doses"))
    numbered = case.hint.kind is K.RECORD_ID and profile.inside("decimal_inside") < 0.5  # no id has decimals
    said = case.hint.kind.category is not None and case.hint.weight >= 0.8 and not _are_strengths(profile)
    if said and (numbered or case.hint.kind not in {K.AGE, K.TIME, K.RECORD_ID}):
        return None
    if _paired(profile):
        return case.verdict(K.MEASURE, 0.75, "pairs of numbers of one size")
    if (profile.like("range") >= 0.5 and not _ascending(profile)) or _never_twice(profile):
        return None
    results = profile.like(*_RESULTS)
    if results >= 0.97 or (results >= 0.3 and results + profile.wording.categories + _clinical_words(case) >= 0.95):
        return case.verdict(K.MEASURE, 0.9, rate(results, "results, quantities or ranges"))
    if results >= 0.3 and _few_words_else(case):
        return case.verdict(K.MEASURE, 0.75, rate(results, "results"), "and a few words")
    if case.says(K.MEASURE) and case.hint.weight >= 0.7 and profile.like("number_unit", *_RESULTS) >= 0.9:
        return case.verdict(K.MEASURE, 0.8, rate(profile.like("number_unit"), "numbers with a unit"))
    if profile.like("number_unit", *_RESULTS) >= 0.9 and profile.like("decimal_unit") >= 0.5 and _few_units(profile):
        return case.verdict(K.MEASURE, 0.75, rate(profile.like("number_unit"), "numbers with one of a few units"))
    if profile.like("composite", *_RESULTS) >= 0.95 and profile.like("composite_marked") >= 0.6:
        return case.verdict(K.MEASURE, 0.75, "several small numbers in one value")
    if (
        profile.like("unit") >= 0.95
        and (case.says(K.CATEGORY) or profile.like("unit_marked") >= 0.5)
        and profile.wording.name_touched < 0.2
        and max(profile.wording.places, profile.wording.counties) <= 0.5  # Orange, Reading, Normal
        and profile.distinct <= 200
        and not are_initials(profile)
        and (profile.like("unit_marked") >= 0.3 or profile.uniqueness <= 0.3 or "unit" in plain_words(case.path))
    ):
        return case.verdict(K.CATEGORY, 0.85, "unit strings")
    return None


def _are_strengths(profile: Profile) -> bool:
    """Whether every value is a number of milligrams or the like, whatever the header: no house is `10 MG`."""
    values = profile.values.get_column("v")
    return profile.like("quantity") == 1 and bool(values.str.contains(r"(?i)\d\s?(?:mc?g|ml|meq|iu|units?)\b").all())


def _paired(profile: Profile) -> bool:
    """Whether values are two numbers each, all of about one size (`548/561`): of an id's parts the sizes differ."""
    parts = profile.values.get_column("v").str.extract_groups(r"^(\d{2,4})\s?/\s?(\d{2,4})$").struct.unnest()
    numbers = parts.cast(pl.Float64).drop_nulls()
    ends = [(float(column.min()), float(column.max())) for column in numbers] if numbers.height else []  # type: ignore[arg-type]
    alike = all(low > 0 and high <= 2 * low for low, high in ends) and profile.distinct > 1
    return bool(ends) and alike and numbers.height >= 0.95 * profile.values.height


def _few_units(profile: Profile) -> bool:
    """Whether what stands behind the numbers is one of three units."""
    units = profile.values.get_column("v").str.extract(r"\d\s?([^\d\s.,]+)$", 1).drop_nulls()
    return 1 <= units.n_unique() <= 3


def _both_sexes(profile: Profile) -> bool:
    """Whether some numbers stand with an M and some with an F, which is then no Fahrenheit and no metre."""
    letters = profile.values.get_column("v").str.extract(r"(?i)([mf])").str.to_lowercase().value_counts(normalize=True)
    return letters.height == 2 and float(letters.get_column("proportion").min() or 0) >= 0.1  # type: ignore[arg-type]


def _ascending(profile: Profile) -> bool:
    """Whether what may be ranges go from low to high; an id's parts do so by chance, one time in two."""
    ranges = profile.values.get_column("v").filter(pl.Series(profile.flags["range"]))
    ends = ranges.str.extract_groups(r"^\s*([-+]?\d+(?:[.,]\d+)?)\s?(?:-|–|to|a|bis)\s?([-+]?\d+(?:[.,]\d+)?)")
    low, high = (ends.struct.field(at).str.replace(",", ".").cast(pl.Float64) for at in ("1", "2"))
    return float((low <= high).mean() or 0) >= 0.95  # type: ignore[arg-type]


def _never_twice(profile: Profile) -> bool:
    """Whether values are of one length, have several digits and seldom come again: an id's, not results."""
    digits = profile.values.get_column("v").str.count_matches(r"\d").mean() or 0
    fixed = profile.filled > 30 and profile.one_length >= 0.95 and profile.like("joined") >= 0.95
    unique = profile.uniqueness > 0.9 and float(digits) >= 4  # type: ignore[arg-type]
    several = profile.distinct > 30 and profile.uniqueness > 0.1 and float(digits) >= 5  # type: ignore[arg-type]
    return fixed and (unique or several) and profile.like("number") < 0.5 and profile.like("plausible_pressure") < 0.95


def _all_months(case: Case) -> bool:
    """Whether what may be days and months goes through the year; 12/8 is a blood pressure in some countries."""
    parts = case.profile.values.get_column("v").str.split("/")
    return parts.list.last().n_unique() >= 8 and parts.list.first().n_unique() >= 12


def _through_the_year(profile: Profile) -> bool:
    """Whether values are two digits for a month and two for a day, whatever the header: scores are not padded so."""
    parts = (
        profile.values.get_column("v").str.extract_groups(r"^(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])$").struct.unnest()
    )
    whole = profile.distinct >= 30 and parts.null_count().sum_horizontal().sum() == 0
    return (whole and parts.to_series(0).n_unique() >= 10 and parts.to_series(1).n_unique() >= 15) or _padded_days(
        profile
    )


def _all_of_the_year(profile: Profile) -> bool:
    """Whether pairs of numbers are months and days whatever the header: so many of both no score or pressure has."""
    parts = profile.values.get_column("v").str.split("/")
    first, last = int(parts.list.first().n_unique()), int(parts.list.last().n_unique())
    return (profile.like("month_day") == 1 and first >= 8 and last >= 20) or (
        profile.like("day_month") == 1 and first >= 20 and last >= 8
    )


def _padded_days(profile: Profile) -> bool:
    """Whether a dozen values are days and months of two digits each, zeros before some of both: no score is padded."""
    values = profile.values.get_column("v")
    written = profile.distinct >= 12 and profile.like("day_month", "month_day") == 1 and profile.one_length == 1
    zeros = bool(values.str.starts_with("0").any()) and bool(values.str.contains("/0").any())
    parts = values.str.split("/")
    return (
        written
        and zeros
        and profile.mean_length == 5
        and min(parts.list.first().n_unique(), parts.list.last().n_unique()) >= 5
    )


def _few_words_else(case: Case) -> bool:
    """Whether what is no result is one of a few words that come again and again: `hemolyzed`, `QNS`."""
    profile = case.profile
    hit = np.logical_or.reduce([profile.flags[name] for name in _RESULTS])
    rest = profile.values.filter(pl.Series(~hit))
    words = wording_of(rest)
    again = rest.height <= 4 and min(rest.get_column("n").to_list(), default=0) >= 5
    plain = not rest.get_column("v").str.contains(r"\d").any() and words.maybe_names == 0 and words.places == 0
    return again and plain and int(hit.sum()) >= (3 if profile.inside("decimal_inside") > 0 else 10)


def _clinical_words(case: Case) -> float:
    words = case.profile.wording
    return words.plain if words.name_touched < 0.05 else 0.0
