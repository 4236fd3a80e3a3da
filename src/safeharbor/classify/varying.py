"""Whole numbers that nobody knows but that change with every event of a person: amounts, nobody's number.

A number that tells persons apart stays the same in all of a person's rows; one that tells events apart comes once, or
under one person alone. A number that does neither, of no fixed length, was measured, counted or charged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_name import hint_of
from safeharbor.classify.header_words import says_nothing
from safeharbor.classify.spread import owned, spread_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample

_PERSONS: Final = 15
_CHANGES: Final = 0.9
_LENGTHS: Final = 0.02  # of the second most frequent number of digits
_HIGHEST: Final = 1_000_000
_DENSE: Final = 0.5  # running numbers fill their range
_GUESSED: Final = 0.5
_SAID: Final = 0.7
_DECIMALS: Final = 2
_RECORDS: Final = 20  # years that one table covers, at most
_MANY: Final = 0.3
_SIZES: Final = 3
_OLDEST_SEEN: Final = 105
_OLD: Final = 89
_GROWN_UP: Final = 41
_AGES: Final = 40  # so many different ones
_STEADY: Final = 0.97
_ONE_LENGTH: Final = 0.2  # numbers of one length that come again by chance are fewer
_SHORT: Final = 10_000  # no ZIP is as short and as varied; a house's number stands behind a street
_AGAIN: Final = 3  # a few values come again by error


def varying_columns(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], subject: str
) -> dict[str, ColumnVerdict]:
    """Return the unknown whole numbers that differ between the rows of a person and come again under others: measures.

    `subject`: the path of the column that says whose a row is; "": nothing can be told.
    """
    found: dict[str, ColumnVerdict] = {}
    if not subject:
        return found
    for path, verdict in verdicts.items():
        aged = verdict.kind is K.AGE and verdict.score <= _GUESSED
        if path != subject and _may_be_ages(path, verdict, profiles[path]) and _lasting(owned(sample, path, subject)):
            why = "whole numbers over the range of ages, the same in all rows of a person"
            found[path] = ColumnVerdict(path, K.AGE, 0.7, (why,))
            continue
        if path == subject or not (aged or (verdict.kind is K.UNKNOWN and _may_be(path, profiles[path]))):
            continue
        pairs = owned(sample, path, subject)
        if aged:
            if _jumps(pairs):
                why = "a person's numbers lie more than a lifetime's records apart: no ages"
                found[path] = ColumnVerdict(path, K.MEASURE, 0.7, (why,))
            continue
        spread = spread_of(pairs)
        changing, again = spread.several - spread.steady, spread.values - spread.owned
        least = _ONE_LENGTH * spread.values if profiles[path].one_length == 1 else _AGAIN
        if (
            spread.several >= _PERSONS
            and changing >= _CHANGES * spread.several
            and again >= max(_AGAIN, spread.kept, least)
        ):
            why = f"whole numbers of {len(profiles[path].numbers.lengths)} lengths that change between a person's rows"
            found[path] = ColumnVerdict(path, K.MEASURE, 0.7, (why,))
        elif spread.several < _PERSONS and again >= _AGAIN and _counts(path, profiles[path]):
            why = f"{again} of these small numbers of several lengths belong to more persons than one"
            found[path] = ColumnVerdict(path, K.MEASURE, 0.7, (why,))
    return found


def _may_be_ages(path: str, verdict: ColumnVerdict, profile: Profile) -> bool:
    """Whether small numbers to be kept range as ages do, from the young to those over 89.

    With decimals (`93.4`) they may be weights where a header says so.
    """
    numbers, hint = profile.numbers, hint_of(path)
    exact = numbers.decimals <= _DECIMALS and not (hint.kind is K.MEASURE and hint.weight >= _SAID)
    whole = (
        numbers.share == 1
        and (numbers.whole == 1 or exact)
        and numbers.within(0, _OLDEST_SEEN)
        and numbers.distinct > _AGES
    )
    plain = verdict.kind in {K.MEASURE, K.CODE, K.CATEGORY} and profile.like("fives") < _CHANGES
    return plain and whole and numbers.low < _GROWN_UP and numbers.high > _OLD


def _lasting(pairs: pl.DataFrame) -> bool:
    """Whether persons with several rows have one value in all of them: what is measured changes."""
    spread = spread_of(pairs)
    return spread.several >= _PERSONS and spread.keeps(_STEADY)


def _counts(path: str, profile: Profile) -> bool:
    """Whether numbers are of three lengths and under ten thousand, beneath a header with a word of its own."""
    return len(profile.numbers.lengths) >= _SIZES and profile.numbers.high < _SHORT and not says_nothing(path)


def _jumps(pairs: pl.DataFrame) -> bool:
    """Whether the numbers of many persons lie further apart than ages in one table do."""
    number = pairs.with_columns(pl.col("value").cast(pl.Float64, strict=False)).drop_nulls()
    spread = number.group_by("person").agg((pl.col("value").max() - pl.col("value").min()).alias("by"), pl.len())
    several = spread.filter(pl.col("len") > 1)
    return several.height >= _PERSONS and several.filter(pl.col("by") > _RECORDS).height >= _MANY * several.height


def _may_be(path: str, profile: Profile) -> bool:
    """Whether a column holds whole numbers of several lengths under a header that names no identifier."""
    numbers, hint = profile.numbers, hint_of(path)
    lengths = sorted(numbers.lengths.values(), reverse=True)
    return (
        (hint.kind.category is None or hint.weight < 0.5)
        and numbers.share == 1
        and numbers.whole == 1
        and numbers.within(-_HIGHEST, _HIGHEST)
        and ((len(lengths) > 1 and lengths[1] >= _LENGTHS) or (numbers.high < _SHORT and not says_nothing(path)))
        and numbers.sequential < _DENSE
        and profile.like("zero_led") == 0
    )
