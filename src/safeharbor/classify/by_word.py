"""Columns of words: closed sets, descriptions, ids with letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.classify.by_person import NAME_KINDS, PLACE_KINDS, are_initials, is_made
from safeharbor.classify.by_prose import betrayed, numbered
from safeharbor.classify.by_shape import ID_KINDS
from safeharbor.classify.evidence import Case, rate, repeats
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import fold, header_words

if TYPE_CHECKING:
    from safeharbor.classify.profile import Profile
    from safeharbor.findings import ColumnVerdict

# where patients come from and go to, of whatever name
_SETTINGS: Final = words_of(
    """
    home self skilled nursing facility rehab rehabilitation hospice hospital emergency room department er ed transfer
    transferred from to other another referral referred physician clinic walk in not information available unknown pacu
    icu ward unit chronic long term acute short stay expired died dead deceased death left against medical advice ama
    assisted living group snf ltac ltach irf psychiatric psych residential treatment center centre outpatient inpatient
    ambulatory surgery surgical same day external office own residence school workplace jail prison court law
    enforcement shelter scene operating recovery labor delivery newborn nursery intensive care telemetry health or and
    with without service services alive floor hosp fac pharmacy laboratory family practice routine discharge admission
    admitted direct directly through healthcare setting facilities a an the in at of no through before after during
    """
)
_COHORTS: Final = words_of("cohort cohorts stratum strata arm")
_SETTING_WORDS: Final = 40
_SHARED: Final = 0.25
_GROUPS: Final = 6
_CROWD: Final = 15
_DIALLED: Final = frozenset({K.PHONE, K.FAX, K.SSN})
_WORD: Final = re.compile(r"[a-z]+")


def by_set(case: Case) -> ColumnVerdict | None:
    """Judge a leaf whose values come from a closed set: states, countries, clinical categories."""
    words, profile = case.profile.wording, case.profile
    letters = profile.mean_length == 1 and profile.like("has_letter") == 1
    if letters and profile.distinct > (18 if case.says(K.CATEGORY, K.CODE) else 12):
        return case.verdict(K.INITIALS, 0.75, f"{profile.distinct} single letters: more than codes have")
    if words.states >= 0.9 and (case.says(K.STATE) or profile.distinct >= 4):
        if case.says(K.CATEGORY) and words.categories >= words.states:
            return case.verdict(K.CATEGORY, 0.9, "words of closed clinical sets")
        return case.verdict(K.STATE, 0.95, rate(words.states, "states"))
    if words.countries >= 0.8 and (case.says(K.COUNTRY) or profile.distinct >= 3):
        return case.verdict(K.COUNTRY, 0.9, rate(words.countries, "countries"))
    if words.categories >= 0.8 and words.name_touched <= 0.02 and words.listed >= 0.95 and betrayed(case) == 0:
        return case.verdict(K.CATEGORY, 0.95, rate(words.categories, "words of closed clinical sets"))
    if profile.like("roman") == 1 and profile.mean_length > 1 and _short(case):
        return case.verdict(K.CATEGORY, 0.8, "Roman numbers", repeats(case))
    if _is_cohort(case):
        return case.verdict(K.CATEGORY, 0.75, "a trial's groups, whatever they are named after", repeats(case))
    if profile.distinct <= _SETTING_WORDS and profile.uniqueness <= _SHARED and _are_settings(profile):
        return case.verdict(K.CATEGORY, 0.8, "kinds of places of care, and no place's name", repeats(case))
    return None


def _is_cohort(case: Case) -> bool:
    """Whether the header says a trial's group, and each of a few names has a crowd: nobody's own."""
    profile, said = case.profile, bool(set(header_words(case.path)) & _COHORTS)
    return said and 1 < profile.distinct <= _GROUPS and profile.filled >= _CROWD * profile.distinct


def _are_settings(profile: Profile) -> bool:
    """Whether every value says what kind of place, and none which: `TRANSFER FROM HOSPITAL`, not `Mercy Hospital`."""
    values = [fold(value) for value in profile.values.get_column("v").to_list()]
    return all(set(_WORD.findall(value)) <= _SETTINGS and _WORD.search(value) for value in values)


def by_description(case: Case) -> ColumnVerdict | None:
    """Judge categories and descriptions of clinical things; these stay, so no name may show among them."""
    profile, words = case.profile, case.profile.wording
    if betrayed(case) > 0.002 or profile.inside("long_number") > 0.02:
        return None
    said = case.hint.kind in {K.CATEGORY, K.CODE, K.MEASURE} and case.hint.weight >= 0.7
    few = profile.distinct <= 60 and (profile.uniqueness <= 0.5 or (profile.filled < 20 and not case.part))
    clean = words.name_touched <= 0.1 and words.names <= 0.05
    if said and profile.mean_length <= 3 and few and words.names == 0 and not are_initials(profile):
        return case.verdict(K.CODE, 0.75, "short codes", repeats(case))
    if said and few and is_made(case):
        return case.verdict(K.CATEGORY, 0.8, "names of makers, models or genes", repeats(case))
    if said and few and words.names == 0 and words.name_touched <= 0.05 and profile.mean_words <= 4 and _short(case):
        return case.verdict(K.CATEGORY, 0.75, "a few short values", repeats(case))
    if profile.like("has_letter") < 0.5 or profile.like("mixed_token") >= 0.5 or numbered(profile):
        return None
    if words.maybe_names >= 0.7 and words.categories < 0.5 and not said:
        return None  # Rose, Gray, Young: words, and just as well a column of surnames
    if clean and words.plain + words.categories >= 0.75 and (said or few or words.clinical >= 0.5):
        return case.verdict(
            K.CATEGORY, 0.85, rate(min(words.plain + words.categories, 1), "plain words"), repeats(case)
        )
    claimed = case.hint.kind in {*NAME_KINDS, *PLACE_KINDS} and case.hint.weight >= 0.7  # `North Beth Family Health`
    if claimed and not few:
        return None
    eponyms = (
        words.names <= 0.02 and words.name_touched <= 0.2 and profile.mean_words <= 5
    )  # Bell's palsy, Crohn disease
    if (clean or eponyms) and words.clinical >= 0.6 and words.place_like < 0.4:
        return case.verdict(K.CATEGORY, 0.8, rate(words.clinical, "words of medicine"))
    placed = words.places + words.counties + words.place_like > 0.1 and profile.distinct > 12  # Borås, Göteborg, Lund
    unheard = few and not (placed and words.plain + words.categories < 0.1)
    if said and words.name_touched <= 0.35 and (words.clinical >= 0.3 or unheard) and words.names <= 0.05:
        return case.verdict(K.CATEGORY, 0.7, rate(words.clinical, "words of medicine"), repeats(case))
    return None


def _dialled(profile: Profile) -> bool:
    """Whether most values have the digits of an extension at least: `Pixel 8` is no telephone's number."""
    return float((profile.values.get_column("v").str.count_matches(r"\d") >= 3).mean() or 0) >= 0.5  # type: ignore[arg-type]


def _short(case: Case) -> bool:
    """Whether a handful of values comes back so often that none can be a person's own."""
    profile = case.profile
    return profile.distinct <= 40 and profile.uniqueness <= 0.25 and profile.mean_length <= 24


def by_identifier(case: Case) -> ColumnVerdict | None:
    """Judge single tokens with digits: ids under the header's kind, or unknown."""
    profile = case.profile
    tokens = profile.like("mixed_token")
    phrases = profile.like("has_digit") < 0.1 and profile.mean_words >= 1.5
    crowd = profile.distinct <= _SETTING_WORDS and profile.filled >= _CROWD * profile.distinct
    if case.hint.kind is K.RECORD_ID and crowd and profile.like("has_digit") < 0.5 and profile.mean_words > 1:
        return None  # `Rx` over what was prescribed
    claimed = case.hint.kind in ID_KINDS and not (case.hint.kind in _DIALLED and not _dialled(profile))
    if case.hint.kind is K.RECORD_ID and _short(case) and profile.mean_length <= 3 and profile.like("has_digit") == 0:
        return case.verdict(K.CODE, 0.7, "a few letters, often repeated: nobody's number", repeats(case))
    if claimed and case.hint.weight and profile.mean_words < 2.5 and not phrases:
        if (
            case.hint.kind is K.RECORD_ID
            and case.hint.weight < 0.7
            and profile.uniqueness < 0.2
            and profile.distinct < 100
        ):
            return case.verdict(K.UNKNOWN, 0.5, "tokens, often repeated")
        return case.verdict(case.hint.kind, 0.85, f"tokens, {profile.uniqueness * 100:.0f} % distinct")
    if tokens < 0.8:
        return None
    if case.hint.kind is K.ZIP and case.hint.weight == 1:
        return case.verdict(K.PLACE, 0.8, "tokens with digits: another country's postcodes")
    if (
        case.says(K.CODE, K.CATEGORY)
        and case.hint.weight >= 0.8
        and profile.uniqueness < 0.3
        and profile.distinct < 300
    ):
        return case.verdict(K.CODE, 0.7, "tokens, often repeated")
    if profile.uniqueness > 0.9 and profile.filled > 5 and not case.says(K.CODE):
        return case.verdict(K.RECORD_ID, 0.75, "tokens with digits, a different one in each row")
    return None
