"""Entity-attribute-value columns: what a value is hangs on the code beside it (hard case 2).

A home address, a birth date or a name is the result of an observation, in the column of the lab
numbers. Such a column is judged per code; the codes that are clinical are named one by one, and
whatever is not named, a code never seen before included, is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_name import Hint, hint_of
from safeharbor.classify.evidence import Case
from safeharbor.classify.header_words import plain_words, says_nothing
from safeharbor.classify.judge import judge
from safeharbor.classify.profile import profile_of, profiles_of
from safeharbor.classify.treatments import drafted
from safeharbor.classify.word_sets import words_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K
from safeharbor.leaves import neighbour, pairs

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
    type kind itemid component description name measure domain category vital name tag
    """
)
_ASKED: Final = words_of("lab parameter concept item attribute element property observation itemid variable")
_ITEMS: Final = 60
_CROWD: Final = 15
_CODE_KINDS: Final = frozenset({K.CODE, K.CATEGORY})
_CLINICAL: Final = frozenset({K.CODE, K.CATEGORY, K.MEASURE})
_PER_CODE: Final = frozenset({"keep", "text", "year", "age_cap", "zip3"})
_MOST_CODES: Final = 400
_FEW: Final = 4
_ONE_THING: Final = 0.975  # nine values in ten have the shape of one identifier
_BETRAYALS: Final = ("email_inside", "ssn_inside", "phone_inside", "date_inside", "street_inside", "long_number")
_PLAIN: Final = 0.9  # a header that says `zip` is not split by a category that happens to stand beside it
_SAID: Final = 0.7  # nor one that says `facility`
_SAID_EXPLAINED: Final = 0.5  # what a column of codes leaves unknown is withheld, code by code
_EXPLAINED: Final = 0.9  # a column that says nothing of the value leaves most groups unknown


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
    values = [
        path
        for path, verdict in verdicts.items()
        if profiles[path].family == "string"
        and profiles[path].distinct >= _FEW
        and _mixed(path, verdict, profiles[path])
    ]
    pairs = {(path, code): _rows(sample, path, code) for path in values for code in _codes(path, verdicts, profiles)}
    groups = {
        (path, code, str(name)): rows.get_column("value")
        for (path, code), frame in pairs.items()
        for (name,), rows in frame.group_by("code", maintain_order=True)
    }
    parts = profiles_of(groups)
    found: dict[str, PerCode] = {}
    best: dict[str, int] = {}
    for (path, code), frame in pairs.items():
        mine = {name: profile for (value, by, name), profile in parts.items() if (value, by) == (path, code)}
        split = _split(sample, path, code, verdicts, frame=frame, parts=mine, as_of_year=as_of_year)
        kept = 0 if split is None else sum(len(codes) for (_, what), codes in split.cases.items() if what == "keep")
        if split is not None and kept > best.get(path, 0):
            found[path], best[path] = split, kept
    return found


def _rows(sample: Sample, path: str, code: str) -> pl.DataFrame:
    """Return the code beside each value, where both are there."""
    leaf = sample.leaves[path]
    codes = neighbour(leaf, sample.leaves[code]).cast(pl.String).str.strip_chars()
    return pl.DataFrame({"code": codes, "value": leaf.values.cast(pl.String)}).drop_nulls()


def _mixed(path: str, verdict: ColumnVerdict, profile: Profile) -> bool:
    """Whether a column may hold different things in different rows."""
    words = set(plain_words(path)[-2:])
    vague = bool(words & _VALUE_WORDS) and not words & {"code", "type", "unit", "system"}
    if profile.numbers.share > 0.97 and profile.rows_like("number") > 0.97:  # numbers alone are one thing
        return False
    hint = hint_of(path)
    if hint.kind.category is not None and hint.weight >= (_PLAIN if vague else _SAID):
        return False
    if verdict.kind is K.UNKNOWN:
        return True
    if verdict.kind is K.FREE_TEXT:
        return vague or (says_nothing(path) and profile.mean_words < 6)  # prose is longer
    if verdict.kind in _CLINICAL:
        return vague and (profile.wording.name_touched > 0 or any(profile.inside(name) for name in _BETRAYALS))
    return vague and verdict.score < _ONE_THING


def _codes(path: str, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile]) -> list[str]:
    """Return the columns beside `path` that may say what it holds, the likeliest first."""
    out = []
    for other, verdict in verdicts.items():
        profile = profiles[other]
        if (
            other == path
            or not pairs(path, other)
            or not (verdict.kind in _CODE_KINDS or _is_item(other, verdict, profile))
            or profile.family not in {"string", "integer"}
        ):
            continue
        if 2 <= profile.distinct <= _MOST_CODES and profile.distinct <= profile.filled / 2:  # codes repeat
            said = bool(set(plain_words(other)) & _CODE_WORDS)
            if not said and not says_nothing(other):
                continue  # a comment beside a DRG or a diagnosis does not hang on it
            out.append((not said, -profile.distinct, other))
    return [other for _, _, other in sorted(out)[:4]]


def _is_item(path: str, verdict: ColumnVerdict, profile: Profile) -> bool:
    """Whether ids number questions: a few that a crowd of rows has, under a header that says so."""
    crowd = profile.distinct <= _ITEMS and profile.distinct * _CROWD <= profile.filled
    return verdict.kind is K.RECORD_ID and crowd and bool(set(plain_words(path)) & _ASKED)


def _split(  # noqa: PLR0913 - one fact each
    sample: Sample,
    path: str,
    code: str,
    verdicts: Mapping[str, ColumnVerdict],
    *,
    frame: pl.DataFrame,
    parts: Mapping[str, Profile],
    as_of_year: int,
) -> PerCode | None:
    displays = _displays(sample, path, code, verdicts)
    judged: dict[str, ColumnVerdict] = {}
    unsure: list[str] = []
    for name, profile in parts.items():
        hint = _hint(f"{name} {displays.get(name, '')}")
        verdict = judged[name] = judge(Case(path, profile, hint, as_of_year, part=True))
        if (verdict.kind is K.UNKNOWN or _weak(verdict)) and not _long_numbers(profile):
            unsure.append(name)
    if unsure and len(unsure) < len(judged):
        pooled = judge(
            Case(
                path,
                profile_of(frame.filter(pl.col("code").is_in(unsure)).get_column("value")),
                Hint(),
                as_of_year,
                part=True,
            )
        )
        if pooled.kind in _CLINICAL and not _weak(pooled):
            judged |= dict.fromkeys(unsure, pooled)
    said = bool(set(plain_words(code)) & _CODE_WORDS)
    kept = [
        name
        for name, verdict in judged.items()
        if verdict.kind in _CLINICAL and not _weak(verdict) and (said or parts[name].filled > _FEW)
    ]
    known = sum(parts[name].filled for name, verdict in judged.items() if verdict.kind is not K.UNKNOWN)
    vague = bool(set(plain_words(path)[-2:]) & _VALUE_WORDS)
    if known < (_SAID_EXPLAINED if said and vague else _EXPLAINED) * frame.height:
        return None
    if not kept or (len(kept) == len(judged) and verdicts[path].kind in _CLINICAL):
        return None
    cases: dict[tuple[K, str], list[str]] = defaultdict(list)
    for name, verdict in judged.items():
        treatment = drafted(verdict.kind, linked=False)
        if treatment in _PER_CODE and (treatment != "keep" or name in kept):
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
    names = neighbour(sample.leaves[path], sample.leaves[code])
    for other, verdict in verdicts.items():
        beside = sample.leaves[other]
        if other in {path, code} or verdict.kind is not K.CATEGORY or len(beside.values) != len(names):
            continue
        shown = (
            pl.DataFrame({"code": names.cast(pl.String), "text": beside.values.cast(pl.String)}).drop_nulls().unique()
        )
        if (
            shown.height
            and shown.get_column("code").n_unique() == shown.height
            and shown.height >= names.n_unique() - 1
        ):
            return dict(shown.iter_rows())
    return {}
