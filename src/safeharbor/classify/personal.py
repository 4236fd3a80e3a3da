"""Columns that would be kept although they tell persons apart: one value for each person, in all of the person's rows.

What is measured or coded comes again under other persons or changes from row to row. What does neither identifies,
whatever it looks like and whatever the header says: `417-233` is no range, `A41172` no code, 300417 no score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.classify.by_name import hint_of
from safeharbor.classify.spread import Spread, owned, spread_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample

_KEPT: Final = frozenset({K.CODE, K.MEASURE, K.CATEGORY})
_PERSONS: Final = 15
_NEARLY_ALL: Final = 0.95
_MOST: Final = 0.8
_COLLISIONS: Final = 5  # that many would come by chance, and none did
_SAID: Final = 0.7
_WORDS: Final = 0.5
_GUESSED: Final = 0.75
_LONG: Final = 10_000  # five digits are an id's, if anything


def personal_columns(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], subject: str
) -> dict[str, ColumnVerdict]:
    """Return the columns to be kept whose values are each one person's own, judged unknown.

    `subject`: the path of the column that says whose a row is; "": nothing can be told.
    """
    found: dict[str, ColumnVerdict] = {}
    if not subject:
        return found
    for path, verdict in verdicts.items():
        profile = profiles[path]
        if path == subject or verdict.kind not in _KEPT or profile.distinct < _PERSONS or _is_measured(path, profile):
            continue
        spread = spread_of(owned(sample, path, subject))
        if verdict.kind is K.CODE and verdict.score <= _GUESSED and _tells_apart(spread):
            why = "a code by its repetition alone, the same in all of a person's rows, and few share one"
            found[path] = ColumnVerdict(path, K.UNKNOWN, 0.6, (why, *verdict.evidence))
        elif (
            spread.several >= _PERSONS
            and spread.keeps(_NEARLY_ALL)
            and spread.owned >= _NEARLY_ALL * profile.distinct
            and profile.distinct >= _MOST * spread.persons
            and not _by_chance(profile, spread.persons)
        ):
            why = "each value is one person's own, in all of the person's rows"
            found[path] = ColumnVerdict(path, K.UNKNOWN, 0.6, (why, *verdict.evidence))
    return found


def _tells_apart(spread: Spread) -> bool:
    """Whether each person keeps one value, and two persons share one at most, on average."""
    steady = spread.several >= _PERSONS and spread.keeps(_NEARLY_ALL)
    return steady and spread.values >= _PERSONS and spread.values * 2 >= spread.persons


def _is_measured(path: str, profile: Profile) -> bool:
    """Whether values are numbers with decimals, or whole ones of several lengths under a header that says a measure."""
    numbers, hint = profile.numbers, hint_of(path)
    if numbers.share < _NEARLY_ALL:
        return profile.wording.plain + profile.wording.clinical > 1 and profile.like("has_digit") < _WORDS
    return numbers.whole < _MOST or (
        hint.kind is K.MEASURE and hint.weight >= _SAID and profile.one_length < _NEARLY_ALL
    )


def _by_chance(profile: Profile, persons: int) -> bool:
    """Whether so many whole numbers may well differ between all persons: their range is wide, and no id's."""
    numbers = profile.numbers
    if numbers.share < _NEARLY_ALL or profile.one_length >= _NEARLY_ALL or numbers.sequential >= _MOST:
        return False
    return persons * persons / 2 / max(numbers.high - numbers.low, 1) < _COLLISIONS and numbers.high < _LONG
