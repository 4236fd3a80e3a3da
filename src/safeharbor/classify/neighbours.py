"""What the columns beside a column say of it: a date split over three, a code and its display."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_name import hint_of
from safeharbor.classify.header_words import says_nothing
from safeharbor.classify.persons import (
    ages_beside_births,
    grid_places,
    hidden_places,
    lone_geocodes,
    unproved_zips,
    unsaid_births,
)
from safeharbor.classify.samples import list_of
from safeharbor.classify.word_sets import words_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import header_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample

_FEW_DIGITS: Final = 0.2
_HOUSES: Final = 0.8  # 12a is one, too
_LAST_HOUSE: Final = 99_999
_DAY: Final = 31
_CENTURY: Final = (600, 1_700)
_SOME_MONTHS: Final = 5
_SOME_ROWS: Final = 20
_MONTH_SHORT: Final = 28
_MOST_DAYS: Final = 20
_MONTH: Final = 12
_SAID: Final = 0.7
_ALL: Final = 0.95
_POSITIONS: Final = words_of("pos position start stop end")
_LONGEST: Final = 250_000_000  # of a chromosome's bases
_REPEATED: Final = 0.5
_OF_DICTIONARIES: Final = frozenset({K.CODE, K.CATEGORY, K.MEASURE, K.UNKNOWN, K.RECORD_ID, K.FREE_TEXT, K.ZIP})


def with_neighbours(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], *, as_of_year: int
) -> dict[str, ColumnVerdict]:
    """Return the verdicts, corrected by what stands beside each column."""
    out = dict(verdicts)
    out |= _split_dates(out, profiles)
    out |= _century_months(sample, out, profiles)
    out |= _house_numbers(out, profiles)
    out |= _codes_of_displays(sample, out, profiles)
    out |= _positions(out, profiles)
    out |= unproved_zips(out, profiles)
    out |= lone_geocodes(out, profiles)
    out |= hidden_places(out, profiles)
    out |= grid_places(out, profiles)
    out |= unsaid_births(out, profiles, as_of_year=as_of_year)
    out |= ages_beside_births(sample, out, profiles, as_of_year=as_of_year)
    return out


def _split_dates(verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> dict[str, ColumnVerdict]:
    """Judge split dates: a year, a month and a day side by side are one date: only the year may stay."""
    found: dict[str, ColumnVerdict] = {}
    order = list(verdicts)
    for place, path in enumerate(order):
        if verdicts[path].kind is K.DATE and hint_of(path).part == "month":
            for other in order[max(0, place - 1) : place + 2]:
                if _all_days(profiles[other]) and not _says_clinical(other) and verdicts[other].kind is not K.DATE:
                    found[other] = ColumnVerdict(other, K.DATE, 0.7, (f"the days of a month beside the month {path}",))
        if verdicts[path].kind not in {K.YEAR, K.BIRTH_YEAR}:
            continue
        near = [other for other in order[max(0, place - 2) : place + 3] if _small(profiles[other])]
        for other in order[max(0, place - 1) : place + 2]:
            late = says_nothing(other) and _last_months(profiles[other])
            if late or _all_months(profiles[other], loosely=not _says_clinical(other)):
                found[other] = ColumnVerdict(other, K.DATE, 0.7, (f"months beside the year {path}",))
        months = [other for other in near if profiles[other].numbers.high <= _MONTH and profiles[other].distinct > 6]
        days = [other for other in near if profiles[other].numbers.high > _MONTH and profiles[other].distinct > 12]
        for other in (*months, *days) if months and days else ():
            if _says_clinical(other):
                continue
            found[other] = ColumnVerdict(other, K.DATE, 0.7, (f"a date's month or day beside the year {path}",))
    return found


def _house_numbers(verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> dict[str, ColumnVerdict]:
    """Judge as a street's the small numbers behind streets that have none of their own."""
    found: dict[str, ColumnVerdict] = {}
    order = list(verdicts)
    for path, other in pairwise(order):
        bare = verdicts[path].kind is K.STREET and profiles[path].like("has_digit") < _FEW_DIGITS
        numbers = profiles[other].numbers
        counted = numbers.share > _HOUSES and numbers.whole == 1 and numbers.within(1, _LAST_HOUSE)
        if bare and counted and verdicts[other].kind in {K.MEASURE, K.UNKNOWN, K.CODE, K.RECORD_ID, K.AGE}:
            found[other] = ColumnVerdict(
                other, K.STREET, 0.8, (f"numbers beside {path}, which has streets without one",)
            )
    return found


def _century_months(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]
) -> dict[str, ColumnVerdict]:
    """Judge as dates the months counted since 1900 (`1325`) that fall in the year beside them."""
    found: dict[str, ColumnVerdict] = {}
    dated = [path for path, verdict in verdicts.items() if verdict.kind in {K.YEAR, K.BIRTH_YEAR} and "[]" not in path]
    for path, verdict in verdicts.items():
        numbers = profiles[path].numbers
        whole = numbers.share == numbers.whole == 1 and numbers.within(*_CENTURY) and numbers.distinct >= _SOME_MONTHS
        if not whole or "[]" in path or verdict.kind.category is not None or _says_clinical(path):
            continue
        months = sample.leaves[path].values.cast(pl.String).cast(pl.Float64, strict=False)
        for year in dated:
            off = (
                1900 + (months - 1) // 12 - sample.leaves[year].values.cast(pl.String).cast(pl.Float64, strict=False)
            ).abs()
            if len(off.drop_nulls()) >= _SOME_ROWS and float((off.drop_nulls() <= 1).sum()) >= _ALL * len(
                off.drop_nulls()
            ):
                found[path] = ColumnVerdict(path, K.DATE, 0.7, (f"months since 1900 that fall in the year {year}",))
    return found


def _all_months(profile: Profile, *, loosely: bool) -> bool:
    """Whether values are 01 to 12 and all of them are there; `loosely`: without the zero, too."""
    values = set(profile.values.get_column("v").str.replace(r"\.0$", "").to_list())
    months = range(1, _MONTH + 1)
    return values == {f"{month:02}" for month in months} or (loosely and values == {str(month) for month in months})


def _last_months(profile: Profile) -> bool:
    """Whether values are most of the months, up to the twelfth: those of a survey's field work."""
    numbers = profile.numbers
    return (
        numbers.whole == numbers.share == 1
        and numbers.within(1, _MONTH)
        and numbers.high == _MONTH < 2 * numbers.distinct
    )


def _all_days(profile: Profile) -> bool:
    """Whether values are 1 to 31 and most of them are there."""
    numbers = profile.numbers
    whole = numbers.share == numbers.whole == 1 and numbers.low == 1 and _MONTH_SHORT <= numbers.high <= _DAY
    return whole and numbers.distinct >= _MOST_DAYS


def _says_clinical(path: str) -> bool:
    hint = hint_of(path)
    return hint.kind in {K.MEASURE, K.CODE, K.CATEGORY} and hint.weight >= _SAID and not hint.part


def _small(profile: Profile) -> bool:
    return profile.numbers.share > 0.95 and profile.numbers.whole == 1 and profile.numbers.within(1, _DAY)


def _codes_of_displays(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]
) -> dict[str, ColumnVerdict]:
    """Judge short codes by their displays: each has one clinical display beside it."""
    found: dict[str, ColumnVerdict] = {}
    displays = [
        path
        for path, verdict in verdicts.items()
        if verdict.kind is K.CATEGORY and profiles[path].wording.clinical >= 0.5
    ]
    kinds = {verdict.kind for verdict in verdicts.values()}
    for path, verdict in verdicts.items():
        profile = profiles[path]
        unsure = verdict.kind is K.UNKNOWN or (verdict.kind in {K.ZIP, K.RECORD_ID, K.SSN} and verdict.score <= 0.75)
        said = hint_of(path).kind is K.CODE and hint_of(path).weight >= 0.8
        listed = said or kinds <= _OF_DICTIONARIES  # a dictionary lists each code once
        if not unsure or (profile.uniqueness > _REPEATED and not listed) or profile.distinct < 2:
            continue
        for other in displays:
            if list_of(path) == list_of(other) and _one_to_one(sample, path, other):
                why = f"each value has one clinical description beside it, in {other}"
                found[path] = replace(verdict, kind=K.CODE, score=0.85, evidence=(*verdict.evidence, why))
                break
    return found


def _positions(verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> dict[str, ColumnVerdict]:
    """Judge as measures the places on a chromosome that stand beside its name."""
    where = [path for path, one in profiles.items() if one.like("chromosome") >= _ALL and _is_chromosome(path)]
    found: dict[str, ColumnVerdict] = {}
    for path, verdict in verdicts.items() if where else ():
        said = bool(set(header_words(path)) & _POSITIONS)
        numbers = profiles[path].numbers
        dated = hint_of(path).weight >= _SAID or profiles[path].like("date_compact") >= _REPEATED
        guessed = verdict.kind in {K.UNKNOWN, K.RECORD_ID, K.CODE} or (verdict.kind is K.DATE and not dated)
        if said and guessed and numbers.whole == numbers.share == 1 and numbers.within(0, _LONGEST):
            found[path] = ColumnVerdict(path, K.MEASURE, 0.8, (f"places on the chromosome in {where[0]}",))
    return found


def _is_chromosome(path: str) -> bool:
    return any(word.startswith("chr") for word in header_words(path))


def _one_to_one(sample: Sample, path: str, other: str) -> bool:
    one, two = sample.leaves[path].values, sample.leaves[other].values
    if len(one) != len(two):
        return False
    pairs = pl.DataFrame({"code": one.cast(pl.String), "text": two.cast(pl.String)}).drop_nulls().unique()
    codes, texts = pairs.get_column("code").n_unique(), pairs.get_column("text").n_unique()
    return pairs.height >= 2 and codes >= 0.9 * pairs.height and texts >= 0.5 * codes  # synonyms are few
