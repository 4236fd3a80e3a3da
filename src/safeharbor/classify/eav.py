"""Entity-attribute-value columns: what a value is hangs on the code beside it (hard case 2).

A home address, a birth date or a name is the result of an observation, in the column of the lab
numbers. Such a column is judged per code; the codes that are clinical are named one by one, and
whatever is not named, a code never seen before included, is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.classify.by_name import Hint, hint_of
from safeharbor.classify.evidence import Case
from safeharbor.classify.header_words import plain_words
from safeharbor.classify.judge import judge
from safeharbor.classify.profile import profile_of, profiles_of
from safeharbor.classify.treatments import drafted
from safeharbor.classify.word_sets import words_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample

_VALUE_WORDS: Final = words_of(
    """
    value answer response content entry reading data payload observation finding detail details
    """
)
_CODE_WORDS: Final = words_of(
    """
    code lab question key attribute concept item field element parameter parm variable property observation
    type kind system component description name measure domain category vital name tag
    """
)
_CODE_KINDS: Final = frozenset({K.CODE, K.CATEGORY})
_CLINICAL: Final = frozenset({K.CODE, K.CATEGORY, K.MEASURE})
_PER_CODE: Final = frozenset({"keep", "text", "year", "age_cap", "zip3"})
_MOST_CODES: Final = 400
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class PerCode:
    """A value column that is judged per code. `cases`: (kind, treatment) -> codes."""

    verdict: ColumnVerdict
    column: str
    cases: Mapping[tuple[K, str], tuple[str, ...]] = field(default_factory=dict)


def per_code(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], *, as_of_year: int
) -> dict[str, PerCode]:
    """Return the value columns that hold identifiers under some codes and clinical values under others."""
    found: dict[str, PerCode] = {}
    for path, verdict in verdicts.items():
        profile = profiles[path]
        if profile.family != "string" or profile.distinct < _FEW or not _mixed(path, verdict, profile):
            continue
        options = [
            split
            for code in _codes(sample, path, verdicts, profiles)
            if (split := _split(sample, path, code, verdicts, as_of_year=as_of_year)) is not None
        ]
        if options:
            best = max(
                options, key=lambda split: sum(len(codes) for (_, t), codes in split.cases.items() if t == "keep")
            )
            found[path] = best
    return found


def _mixed(path: str, verdict: ColumnVerdict, profile: Profile) -> bool:
    """Whether a column may hold different things in different rows."""
    words = set(plain_words(path)[-2:])
    vague = bool(words & _VALUE_WORDS) and not words & {"code", "type", "unit", "system"}
    if profile.numbers.share > 0.97:  # numbers alone are one thing
        return False
    if verdict.kind is K.UNKNOWN:
        return True
    if verdict.kind is K.FREE_TEXT:
        return vague or profile.mean_words < 6  # prose is longer
    return vague and (verdict.kind not in _CLINICAL or profile.numbers.share < 1)


def _codes(
    sample: Sample, path: str, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]
) -> list[str]:
    """Return the columns beside `path` that may say what it holds, the likeliest first."""
    leaf = sample.leaves[path]
    out = []
    for other, verdict in verdicts.items():
        beside = sample.leaves[other]
        aligned = beside.rows is None or (leaf.rows is not None and np.array_equal(leaf.rows, beside.rows))
        profile = profiles[other]
        if (
            other == path
            or not aligned
            or verdict.kind not in _CODE_KINDS
            or profile.family not in {"string", "integer"}
        ):
            continue
        if 2 <= profile.distinct <= _MOST_CODES and profile.distinct <= profile.filled / 2:  # codes repeat
            said = bool(set(plain_words(other)) & _CODE_WORDS)
            out.append((not said, -profile.distinct, other))
    return [other for _, _, other in sorted(out)[:4]]


def _split(
    sample: Sample, path: str, code: str, verdicts: Mapping[str, ColumnVerdict], *, as_of_year: int
) -> PerCode | None:
    leaf, beside = sample.leaves[path], sample.leaves[code]
    codes = (leaf.beside(beside.values) if beside.rows is None else beside.values).cast(pl.String).str.strip_chars()
    frame = pl.DataFrame({"code": codes, "value": leaf.values.cast(pl.String)}).drop_nulls()
    displays = _displays(sample, path, code, verdicts)
    judged: dict[str, ColumnVerdict] = {}
    unsure: list[str] = []
    groups = {str(name): rows.get_column("value") for (name,), rows in frame.group_by("code", maintain_order=True)}
    for name, profile in profiles_of(groups).items():
        hint = _hint(f"{name} {displays.get(name, '')}")
        verdict = judged[name] = judge(Case(path, profile, hint, as_of_year))
        if (verdict.kind is K.UNKNOWN or _weak(verdict)) and not _long_numbers(profile):
            unsure.append(name)
    if unsure:
        pooled = judge(
            Case(path, profile_of(frame.filter(pl.col("code").is_in(unsure)).get_column("value")), Hint(), as_of_year)
        )
        if pooled.kind in _CLINICAL and not _weak(pooled):
            judged |= dict.fromkeys(unsure, pooled)
    kept = [name for name, verdict in judged.items() if verdict.kind in _CLINICAL and not _weak(verdict)]
    if not kept or len(kept) == len(judged):
        return None
    cases: dict[tuple[K, str], list[str]] = defaultdict(list)
    for name, verdict in judged.items():
        treatment = "withhold" if _weak(verdict) else drafted(verdict.kind, linked=False)
        if treatment in _PER_CODE:
            cases[verdict.kind, treatment].append(name)
    others = sorted({verdict.kind.value for name, verdict in judged.items() if name not in kept})
    why = f"hangs on {code}: {len(kept)} of {len(judged)} codes are clinical, the others {', '.join(others)}"
    return PerCode(
        ColumnVerdict(path, K.UNKNOWN, 0.8, (why,)),
        code,
        {key: tuple(sorted(names)) for key, names in cases.items()},
    )


def _long_numbers(profile: Profile) -> bool:
    """Whether values may be ids: never pooled with the results of other codes."""
    numbers = profile.numbers
    return profile.inside("long_number") > 0 or (numbers.whole == 1 and numbers.digits >= 5)


def _weak(verdict: ColumnVerdict) -> bool:
    return verdict.kind in _CLINICAL and verdict.score < 0.65  # the draft's own bound


def _hint(text: str) -> Hint:
    """Return what a code's display says of its answer: that it identifies, or nothing."""
    hint = hint_of(text)
    return hint if hint.kind.category is not None and len(plain_words(text)) < 8 else Hint()


def _displays(sample: Sample, path: str, code: str, verdicts: Mapping[str, ColumnVerdict]) -> dict[str, str]:
    """Return code -> the one display beside it, where a neighbouring column has one for every code."""
    leaf, keys = sample.leaves[path], sample.leaves[code]
    names = leaf.beside(keys.values) if keys.rows is None else keys.values
    for other, verdict in verdicts.items():
        beside = sample.leaves[other]
        if other in {path, code} or verdict.kind is not K.CATEGORY or len(beside.values) != len(names):
            continue
        pairs = (
            pl.DataFrame({"code": names.cast(pl.String), "text": beside.values.cast(pl.String)}).drop_nulls().unique()
        )
        if (
            pairs.height
            and pairs.get_column("code").n_unique() == pairs.height
            and pairs.height >= names.n_unique() - 1
        ):
            return dict(pairs.iter_rows())
    return {}
