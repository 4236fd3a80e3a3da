"""Whose rows these are, where no header says so: the column on which births and names hang, and keys that tables share.

A value that always stands beside one birth date and one name is a person's key, whatever its column is called. Values
that nobody knew, different in each row of a table of persons, are its key when another table is made of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_shape import ID_KINDS
from safeharbor.classify.spread import owned, spread_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample
    from safeharbor.classify.tables import TableVerdict

_OF_ONE: Final = frozenset(
    {K.BIRTH_DATE, K.BIRTH_YEAR, K.FULL_NAME, K.GIVEN_NAME, K.FAMILY_NAME, K.STREET, K.EMAIL, K.SSN, K.PHONE}
)
_MAY_KEY: Final = frozenset({*ID_KINDS, K.UNKNOWN} - {K.PHONE, K.FAX, K.PROVIDER_ID, K.DEVICE})
_MAY_REFER: Final = frozenset({K.UNKNOWN, K.CODE, K.CATEGORY, K.MEASURE, K.RECORD_ID, K.OTHER_ID})
_PERSONS: Final = 15
_STEADY: Final = 0.97
_UNIQUE: Final = 0.98
_TOLD_APART: Final = 10
_COMMON: Final = 0.95
_LEAST: Final = 20
_LENGTH: Final = 5
_ABOUT: Final = 2
_DIGITS: Final = 3
_SPARSE: Final = 0.25
_LAST_PART: Final = r"[-_./: ][^-_./: ]*$"


def personal_keys(samples: Mapping[str, Sample], verdicts: Mapping[str, TableVerdict]) -> dict[str, str]:
    """Return table -> the path of the column on which its persons' births and names hang; tables without are absent.

    Only keys that come again can be told; of several an id that is known as such, then the one with the fewest values,
    because a visit has one birth date as well.
    """
    found: dict[str, str] = {}
    for table, verdict in verdicts.items():
        held = [path for path, one in verdict.columns.items() if one.kind in _OF_ONE and "[]" not in path]
        facts = [path for path in held if verdict.profiles[path].distinct >= _TOLD_APART]
        keys = [
            path
            for path, one in verdict.columns.items()
            if _may_key(one, verdict.profiles[path])
            and path not in facts
            and _comes_again(verdict.profiles[path])
            and "[]" not in path
        ]
        held_by = {path: sum(_hangs(samples[table], fact, path) for fact in facts) for path in keys}
        most = max(held_by.values(), default=0)
        if most:
            best = [path for path in keys if held_by[path] == most]
            found[table] = min(best, key=lambda path: _rank(verdict, path))
    return found


def _may_key(verdict: ColumnVerdict, profile: Profile) -> bool:
    """Whether a column may be a key: an id, what nobody knew, or whole numbers of one length that pass for results."""
    numbers = profile.numbers
    fixed = numbers.whole == numbers.share == 1 and profile.one_length >= _COMMON and profile.mean_length >= _DIGITS
    return verdict.kind in _MAY_KEY or (verdict.kind in {K.MEASURE, K.CODE, K.CATEGORY} and fixed)


def _rank(verdict: TableVerdict, path: str) -> tuple[bool, bool, int, int, str]:
    profile = verdict.profiles[path]
    short = profile.mean_length < _LENGTH  # of short numbers two persons may have one
    return verdict.columns[path].kind not in ID_KINDS, short, profile.distinct, len(path), path


def with_keys(
    samples: Mapping[str, Sample], verdicts: Mapping[str, TableVerdict], keyed: Mapping[str, str]
) -> dict[str, TableVerdict]:
    """Return the verdicts with ids for what was unknown and is a key: `keyed`, and those that tables share."""
    out = dict(verdicts)
    found = [(table, path, "one birth or name stands beside each value") for table, path in keyed.items()]
    found += [(table, path, "values that tables of persons share") for table, path in _shared(samples, verdicts)]
    for table, path, why in found:
        columns, old = dict(out[table].columns), out[table].columns[path]
        if old.kind in {K.UNKNOWN, K.MEASURE, K.CODE, K.CATEGORY}:
            columns[path] = ColumnVerdict(path, K.RECORD_ID, 0.8, (why, *old.evidence))
            split = {other: one for other, one in out[table].split.items() if other != path}
            out[table] = replace(out[table], columns=columns, split=split)
    return out


def nested_keys(
    samples: Mapping[str, Sample], verdicts: Mapping[str, TableVerdict], subjects: Mapping[str, str]
) -> dict[str, str]:
    """Return table -> the path of ids that are a person's key with a part behind it: `G24-06812-D1`, a person's sample.

    `subjects`: table -> the path of its persons' key; only tables without one are asked.
    """
    persons = frozenset[str]().union(*(_values(samples[table], path) for table, path in subjects.items()))
    found: dict[str, str] = {}
    for table, verdict in verdicts.items():
        for path, one in verdict.columns.items() if table not in subjects else ():
            if one.kind not in ID_KINDS or "[]" in path:
                continue
            whole = samples[table].leaves[path].values.cast(pl.String).str.replace(_LAST_PART, "")
            if _made_of(frozenset(canonical(whole, K.RECORD_ID).drop_nulls().unique().to_list()), persons):
                found.setdefault(table, path)
    return found


def _comes_again(profile: Profile) -> bool:
    return profile.distinct >= _PERSONS and profile.filled - profile.distinct >= _PERSONS


def _hangs(sample: Sample, fact: str, key: str) -> bool:
    """Whether each value of `key` has one value of `fact` beside it."""
    spread = spread_of(owned(sample, fact, key))
    return spread.several >= _PERSONS and spread.keeps(_STEADY)


def _shared(samples: Mapping[str, Sample], verdicts: Mapping[str, TableVerdict]) -> Iterator[tuple[str, str]]:
    """Yield keys of tables of persons that nobody knew, and the columns of other tables that are made of their values.

    What a header calls a score is a key, too, where another table is made of numbers so far apart.
    """
    for table, verdict in verdicts.items():
        if len({one.kind for one in verdict.columns.values()} & _OF_ONE) < _ABOUT:
            continue
        for path, one in verdict.columns.items():
            if "[]" in path or not _may_be_key(one, verdict.profiles[path]):
                continue
            mine = _values(samples[table], path)
            others = [key for key in _may_refer(verdicts, table) if _made_of(_values(samples[key[0]], key[1]), mine)]
            if others:
                yield table, path
                yield from others


def _may_be_key(verdict: ColumnVerdict, profile: Profile) -> bool:
    """Whether a column differs in each row, and its values lie so far apart that others would hit few by chance."""
    if profile.uniqueness < _UNIQUE or profile.distinct < _LEAST:
        return False
    if verdict.kind is K.UNKNOWN:
        return profile.mean_length >= _LENGTH
    numbers = profile.numbers
    return verdict.kind in {K.MEASURE, K.CODE} and numbers.whole == numbers.share == 1 and numbers.sequential < _SPARSE


def _may_refer(verdicts: Mapping[str, TableVerdict], table: str) -> Iterator[tuple[str, str]]:
    for other, verdict in verdicts.items():
        for path, one in verdict.columns.items() if other != table else ():
            profile = verdict.profiles[path]
            if one.kind in _MAY_REFER and profile.distinct >= _LEAST and "[]" not in path:
                yield other, path


def _values(sample: Sample, path: str) -> frozenset[str]:
    return frozenset(canonical(sample.leaves[path].values, K.RECORD_ID).drop_nulls().unique().to_list())


def _made_of(some: frozenset[str], all_of_them: frozenset[str]) -> bool:
    return len(some) >= _LEAST and len(some & all_of_them) >= _COMMON * len(some)
