"""What stands beside a person's data: guessed ZIPs that need proof, births that no header names."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_date import DATE_KINDS
from safeharbor.classify.by_name import hint_of
from safeharbor.classify.header_words import says_nothing
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.ages import ages
from safeharbor.parsing.dates import years
from safeharbor.reference.zip3 import populations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample

_GUESSED: Final = 0.6
_PREFIXES: Final = 0.97  # nine random numbers in a hundred begin as no ZIP does
_OF_PERSONS: Final = frozenset(
    {K.BIRTH_DATE, K.FULL_NAME, K.FAMILY_NAME, K.GIVEN_NAME, K.SSN, K.PHONE, K.EMAIL, K.STREET, K.CITY, K.AGE}
)
_PLAIN: Final = frozenset({K.MEASURE, K.CODE, K.CATEGORY, K.UNKNOWN, K.RECORD_ID})
_GROWN: Final = 25
_GENERATIONS: Final = 40
_BESIDE: Final = 3
_NORTH: Final = (18, 50)
_WEST: Final = (-125, -66)
_NEARLY_EXACT: Final = 3.5  # decimals, on average, of four: the last may be a zero that is not written
_LANDS: Final = ((24, 50), _WEST, (49, 61))  # of the United States, of Britain and the north of Europe
_WHOLE_PLACES: Final = 0.5
_EXACT: Final = 4  # decimals, on average
_DIFFERENT: Final = 0.9
_ENOUGH: Final = 20
_METRES: Final = (50_000, 1_300_000)
_SIX: Final = 6
_MOSTLY: Final = 0.7
_CODED: Final = 1000  # counties' and tracts' numbers have more digits


def ages_beside_births(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], *, as_of_year: int
) -> dict[str, ColumnVerdict]:
    """Judge small numbers by the births beside them: with the year of birth they make one year, or they are no age.

    Where no birth is known, a column of ages says as much: what goes up and down with it is an age, too.
    """
    found: dict[str, ColumnVerdict] = {}
    births = [path for path, verdict in verdicts.items() if verdict.kind in {K.BIRTH_DATE, K.BIRTH_YEAR}]
    said = [path for path, verdict in verdicts.items() if verdict.kind is K.AGE and hint_of(path).kind is K.AGE]
    births = births or said[:1]
    if len(births) != 1 or "[]" in births[0]:
        return found
    values = sample.leaves[births[0]].values.cast(pl.String)
    born = -ages(values) if births == said[:1] else years(values, pivot=as_of_year)
    for path, verdict in verdicts.items():
        numbers, hint = profiles[path].numbers, hint_of(path)
        whole = numbers.share > 0.9 and numbers.whole > 0.98 and numbers.within(0, 125)
        guessed = verdict.kind is K.AGE and verdict.score <= 0.5
        if not whole or profiles[path].distinct <= 20 or (verdict.kind not in _PLAIN and not guessed) or "[]" in path:
            continue
        made = (sample.leaves[path].values.cast(pl.String).cast(pl.Float64, strict=False) + born).drop_nulls()
        if len(made) < 20 or hint.kind is K.AGE:
            continue
        near = _within(made, 1)
        if near >= 0.9:
            why = f"with {births[0]} they make one year in {near * 100:.0f} % of rows"
            found[path] = ColumnVerdict(path, K.AGE, 0.9, (why,))
        elif guessed and _within(made, 20) < 0.7:
            why = f"with {births[0]} they make years far apart: no ages"
            found[path] = ColumnVerdict(path, K.MEASURE, 0.7, (why,))
    return found


def _within(made: pl.Series, span: int) -> float:
    """Return the share of years within `span` of the middle one."""
    return float(((made - made.median()).abs() <= span).sum()) / len(made)


def unproved_zips(verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> dict[str, ColumnVerdict]:
    """Judge unknown what only numbers of five digits speak for: an extension, a room and a badge are no ZIP.

    Under a header that says nothing, the prefixes must exist and a person's other data stand beside them.
    """
    kinds = {verdict.kind for verdict in verdicts.values()}
    beside = K.STATE in kinds or len(kinds & _OF_PERSONS) >= 2
    found: dict[str, ColumnVerdict] = {}
    for path, verdict in verdicts.items():
        if verdict.kind is not K.ZIP or verdict.score > _GUESSED or hint_of(path).kind is K.ZIP:
            continue
        if not (says_nothing(path) and beside and _existing(profiles[path]) >= _PREFIXES):
            why = "whole numbers of four and five digits; nothing beside them says that they are ZIPs"
            found[path] = ColumnVerdict(path, K.UNKNOWN, 0.5, (why,))
    return found


def lone_geocodes(verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> dict[str, ColumnVerdict]:
    """Judge as measures the numbers of many decimals that stand alone: a place on earth is two numbers.

    So are short whole numbers under a header that may say latitude or latency.
    """
    order = list(verdicts)
    guessed = [place for place, path in enumerate(order) if _is_guessed_geocode(path, verdicts[path])]
    said = [path for path, verdict in verdicts.items() if verdict.kind is K.GEOCODE and verdict.score > _GUESSED]
    found: dict[str, ColumnVerdict] = {}
    for place in guessed:
        alone = not said and not any(0 < abs(place - other) <= _BESIDE for other in guessed)
        if alone and not _is_parallel(profiles[order[place]]):
            why = "numbers of many decimals, with no second one beside them that would make a place"
            found[order[place]] = ColumnVerdict(order[place], K.MEASURE, 0.7, (why,))
    short = [path for path in said if profiles[path].numbers.whole == 1 and profiles[path].numbers.high < _CODED]
    whole = [path for path in said if profiles[path].like("lat_long_pair") >= _WHOLE_PLACES]
    if (len(said) == 1 and not guessed) or len(whole) + len(short) == len(said) > 1 == len(short):
        for path in short:  # `latency`, or how exact the place beside it is
            why = "short whole numbers, with no second ones that would make a place"
            found[path] = ColumnVerdict(path, K.MEASURE, 0.7, (why,))
    return found


def hidden_places(verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> dict[str, ColumnVerdict]:
    """Judge as places two columns side by side that are coordinates in the United States, whatever their headers."""
    order = list(verdicts)
    exact = {
        path: profiles[path].numbers
        for path in order
        if verdicts[path].kind in {*_PLAIN, K.GEOCODE} and profiles[path].numbers.decimals >= _NEARLY_EXACT
    }
    found: dict[str, ColumnVerdict] = {}
    for one, other in pairwise(order):
        for north, west in ((one, other), (other, one)):
            if north in exact and west in exact and exact[north].within(*_NORTH) and exact[west].within(*_WEST):
                why = "numbers side by side that are latitudes and longitudes of one country"
                found |= {path: ColumnVerdict(path, K.GEOCODE, 0.8, (why,)) for path in (north, west)}
    return found


def grid_places(verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> dict[str, ColumnVerdict]:
    """Judge as places two columns side by side of six digits and whole hundreds, under headers that say nothing.

    A national grid's eastings and northings are rounded so, in metres.
    """
    found: dict[str, ColumnVerdict] = {}
    for pair in pairwise(verdicts):
        if all(says_nothing(path) and verdicts[path].kind in _PLAIN and _on_grid(profiles[path]) for path in pair):
            why = "round numbers of six digits side by side, as a grid's metres are"
            found |= {path: ColumnVerdict(path, K.GEOCODE, 0.7, (why,)) for path in pair}
    return found


def _on_grid(profile: Profile) -> bool:
    numbers = profile.numbers
    metres = numbers.whole == 1 and numbers.share == 1 and numbers.within(*_METRES)
    return (
        metres and numbers.round_share == 1 and numbers.lengths.get(_SIX, 0) >= _MOSTLY and numbers.distinct >= _ENOUGH
    )


def _is_parallel(profile: Profile) -> bool:
    """Whether numbers alone are half of a place: of one country, to a hundred metres or less, hardly any twice."""
    numbers = profile.numbers
    land = any(numbers.within(*span) for span in _LANDS)
    return land and numbers.decimals >= _EXACT and profile.uniqueness >= _DIFFERENT and profile.filled >= _ENOUGH


def _is_guessed_geocode(path: str, verdict: ColumnVerdict) -> bool:
    return verdict.kind is K.GEOCODE and verdict.score <= _GUESSED and hint_of(path).kind is not K.GEOCODE


def _existing(profile: Profile) -> float:
    """Return the share of values whose first three digits are a ZIP prefix in which somebody lives."""
    text = profile.values.get_column("v").str.replace(r"\.0+$", "").str.zfill(5).str.slice(0, 3)
    return float(text.is_in(sorted(populations("2020"))).sum()) / max(len(text), 1)


def unsaid_births(
    verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], *, as_of_year: int
) -> dict[str, ColumnVerdict]:
    """Judge dates of birth that no header names: spread over generations, most of them long past.

    Taken for an event, a birth beside an age would make everybody older than 89.
    """
    found: dict[str, ColumnVerdict] = {}
    if any(verdict.kind in {K.BIRTH_DATE, K.BIRTH_YEAR} for verdict in verdicts.values()):
        return found
    for path, verdict in verdicts.items():
        hint = hint_of(path)
        if verdict.kind is not K.DATE or "[]" in path or (hint.kind in {*DATE_KINDS, K.TIME} and hint.weight):
            continue
        read = years(profiles[path].values.get_column("v").cast(pl.String), pivot=as_of_year).drop_nulls()
        if len(read) < 20:
            continue
        low, middle, high = (int(read.quantile(at) or 0) for at in (0.05, 0.5, 0.95))
        if high - low >= _GENERATIONS and middle <= as_of_year - _GROWN and high <= as_of_year:
            why = (*verdict.evidence, "spread over generations, as births are")
            found[path] = replace(verdict, kind=K.BIRTH_DATE, evidence=why)
    return found
