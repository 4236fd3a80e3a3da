"""Columns of text: prose, phrases in plain words, and what betrays an identifier inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.evidence import Case, rate
from safeharbor.identifiers import DataKind as K
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    from safeharbor.classify.profile import Profile
    from safeharbor.findings import ColumnVerdict

_BETRAYALS: Final = (
    "email_inside",
    "ssn_inside",
    "phone_inside",
    "date_inside",
    "street_inside",
    "title_inside",
    "url_inside",
)


def betrayed(case: Case) -> float:
    """Return the largest share of rows in which an identifier shows inside the value."""
    return max(case.profile.inside(name) for name in _BETRAYALS)


def by_prose(case: Case) -> ColumnVerdict | None:
    """Judge free text: many words, hardly ever the same twice, or sentences."""
    profile = case.profile
    repeated = profile.uniqueness < 0.3 and profile.filled > 30
    if profile.like("has_letter") < 0.8:
        return None
    if profile.mean_words >= 8 and not repeated:
        return case.verdict(K.FREE_TEXT, 0.95, f"{profile.mean_words:.0f} words a value, seldom twice")
    if profile.like("sentence") >= 0.3 and profile.mean_words >= 4 and not repeated:
        return case.verdict(K.FREE_TEXT, 0.9, rate(profile.like("sentence"), "sentences"))
    if case.says(K.FREE_TEXT) and (_stock(case) or profile.like("org") >= 0.5 or profile.wording.names >= 0.5):
        return None
    if case.says(K.FREE_TEXT) and (profile.mean_words >= 2 or profile.wording.plain > 0.8):
        return case.verdict(K.FREE_TEXT, 0.9, f"{profile.mean_words:.0f} words a value")
    if profile.mean_words >= 4 and betrayed(case) > 0.02:
        return case.verdict(K.FREE_TEXT, 0.6, rate(betrayed(case), "identifiers inside words"))
    return None


def by_phrases(case: Case) -> ColumnVerdict | None:
    """Judge as text what nobody knows and what is told in plain words, in small letters: `wants results, call Ann`."""
    profile = case.profile
    if case.part or profile.mean_words < 4 or profile.distinct < 12 or numbered(profile):
        return None
    words = profile.values.get_column("v").str.extract_all(r"\b[a-z]{2,}\b")
    plain = words.list.eval(pl.element().is_in(sorted(vocabulary("english")))).list.sum() >= 2
    told = float(plain.mean() or 0)  # type: ignore[arg-type]
    return case.verdict(K.FREE_TEXT, 0.7, rate(told, "phrases of plain words")) if told >= 0.6 else None


def numbered(profile: Profile) -> bool:
    """Whether values end in numbers of their own: `LOT 4471B`, `MR 30417`, and `gate code 3599` among others."""
    values = profile.values.get_column("v")
    ends = values.str.contains(r"^\S+(?:\s\S+)?\s\S*\d{3}\S*$")
    long = values.filter(values.str.contains(r"\d{4}"))
    alike = len(long) > 12 and long.str.replace_all(r"\d+", "#").n_unique() * 4 <= len(long)
    return profile.distinct > 12 and (alike or float(ends.mean() or 0) >= 0.8)  # type: ignore[arg-type]


def _stock(case: Case) -> bool:
    """Whether what looks like remarks is a dozen stock phrases in which no name is."""
    profile, words = case.profile, case.profile.wording
    few = profile.distinct <= 12 and profile.uniqueness <= 0.1 and profile.filled >= 60
    unnamed = words.name_touched == 0 and words.maybe_names <= 0.34 and max(words.places, words.place_like) <= 0.1
    return few and unnamed and betrayed(case) == 0
