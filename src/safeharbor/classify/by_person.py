"""Columns of names: of persons, firms and places; roles, initials and sites of a body, which are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.evidence import Case, rate, repeats
from safeharbor.classify.header_words import plain_words
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import header_words

if TYPE_CHECKING:
    from safeharbor.classify.profile import Profile
    from safeharbor.findings import ColumnVerdict

NAME_KINDS: Final = (
    K.FULL_NAME,
    K.GIVEN_NAME,
    K.FAMILY_NAME,
    K.MIDDLE_NAME,
    K.ALIAS,
    K.RELATIVE_NAME,
    K.PROVIDER_NAME,
    K.INITIALS,
)
PLACE_KINDS: Final = (K.STREET, K.ADDRESS, K.CITY, K.COUNTY, K.PLACE, K.FACILITY, K.EMPLOYER)
_WORDED: Final = frozenset({K.FACILITY, K.PLACE, K.CITY, K.COUNTY, K.EMPLOYER})
_OTHERS: Final = frozenset({K.RELATIVE_NAME, K.PROVIDER_NAME})  # who may be told by a role
# where needles, catheters and knives go
_BODY: Final = words_of(
    """
    l r lt rt left right hand arm forearm foot leg thigh hip knee ankle wrist elbow shoulder ac acf antecubital port
    picc cvc line femoral jugular subclavian deltoid gluteal vastus abdomen abd chest back neck scalp heel finger
    ear eye breast lung lungs colon rectum cervix uterus ovary prostate bladder kidney liver pancreas stomach brain
    thyroid skin bone node nodes gi gu gyn cns hn h n heme blood oral pelvis pelvic rectal vaginal nasal la ra ld rd
    lva rva ll rl toe groin flank spine sacrum buttock face nose
    """
)
_MOSTLY: Final = 0.6


def by_person(case: Case) -> ColumnVerdict | None:
    """Judge a leaf of names of persons, firms and places."""
    words, profile = case.profile.wording, case.profile
    like = profile.like
    named, touched = words.names, words.name_touched
    if is_made(case) and profile.uniqueness <= 0.5:
        return None
    if _graded(case):
        return case.verdict(K.CATEGORY, 0.75, "a scale's name with its grades", repeats(case))
    if like("titled") >= 0.5 and touched >= 0.3:
        return case.verdict(
            case.named(K.PROVIDER_NAME, *NAME_KINDS), 0.93, rate(like("titled"), "titles before or after names")
        )
    if like("org") >= 0.5 and case.hint.kind not in {K.CATEGORY, K.CODE} and (touched >= 0.3 or case.says(K.EMPLOYER)):
        return case.verdict(case.named(K.EMPLOYER, *PLACE_KINDS), 0.85, rate(like("org"), "names of firms"))
    if like("facility") >= 0.5 and not (
        case.hint.kind is K.CATEGORY and case.hint.weight >= 0.9 and _unplaced(profile)
    ):
        return case.verdict(case.named(K.FACILITY, *PLACE_KINDS), 0.85, rate(like("facility"), "names of facilities"))
    surnames = (
        case.hint.kind in NAME_KINDS and case.hint.weight >= 0.9 and words.maybe_names >= 0.5
    )  # many are towns, too
    if (
        not surnames
        and (
            max(words.places, words.counties) >= 0.4 or words.places + words.counties >= 0.7
        )  # many a town is a county
        and words.places + words.counties > max(words.given, words.family)
        and touched < 0.9
        and not _sorted(case)
    ):
        return case.verdict(case.named(K.CITY, *PLACE_KINDS), 0.9, rate(max(words.places, words.counties), "places"))
    if named >= 0.5 and profile.mean_words >= 1.5:
        return case.verdict(case.named(K.FULL_NAME, *NAME_KINDS, K.EMPLOYER), 0.93, rate(named, "names of persons"))
    if named >= 0.4 and profile.mean_words < 1.5 and not words.plain > 0.6:
        kind = K.GIVEN_NAME if words.given >= words.family else K.FAMILY_NAME
        return case.verdict(case.named(kind, *NAME_KINDS, K.CITY, K.COUNTY), 0.9, rate(named, "names of persons"))
    if words.place_like >= 0.6 and words.clinical < 0.3 and case.hint.kind not in {K.CATEGORY, K.CODE, K.FREE_TEXT}:
        return case.verdict(
            case.named(K.CITY, *PLACE_KINDS), 0.7, rate(words.place_like, "words built as names of places")
        )
    return None


def _sorted(case: Case) -> bool:
    """Whether a header says a category, and half of a few values at least are words of English and no towns.

    `Home`, `Mobile` and `Business` are kinds of telephones.
    """
    profile, words = case.profile, case.profile.wording
    said = case.hint.kind is K.CATEGORY and case.hint.weight >= 0.9 and _few(profile)
    return said and words.listed >= 0.75 and max(words.places, words.counties) <= 0.5 and words.names == 0


def _few(profile: Profile) -> bool:
    """Whether a dozen values or fewer come again and again."""
    return profile.distinct <= 12 and profile.uniqueness <= 0.1 and profile.filled >= 60


def _graded(case: Case) -> bool:
    """Whether a column said to be clinical holds a few grades that many share: `Wagner 2`."""
    profile, said = case.profile, case.hint.kind in {K.CATEGORY, K.CODE, K.MEASURE} and case.hint.weight >= 0.7
    few = _few(profile)
    graded = profile.values.get_column("v").str.contains(r"^(?:\p{L}+ )?(?:[0-5][A-Da-d]?|[IV]{1,3}[A-Da-d]?)$")
    return said and few and bool(graded.all())


def by_said_word(case: Case) -> ColumnVerdict | None:
    """Take the header's word for names and places when the values are words and no closed set."""
    wordy = case.profile.like("has_letter") >= 0.7
    if wordy and _is_body_site(case):
        return case.verdict(K.CODE, 0.7, "a few short codes of a site", repeats(case))
    coded = case.hint.kind in _WORDED and case.profile.like("mixed_token") >= 0.9  # `FAC` over 11:B:1
    if wordy and not coded and case.hint.kind in {*NAME_KINDS, *PLACE_KINDS} and case.hint.weight >= 0.7:
        if case.profile.wording.clinical >= 0.8 and case.hint.weight < 1:
            return None
        if case.hint.kind in _OTHERS and _are_roles(case):
            return case.verdict(K.CATEGORY, 0.75, "roles, and nobody's name", repeats(case))
        if case.hint.kind in NAME_KINDS and nameless(case.hint.kind, case.profile):
            return None
        if case.hint.kind is K.FACILITY and placeless(case.profile):
            return None
        return case.verdict(case.hint.kind, 0.8, "words")
    if case.says(K.STATE) and case.profile.wording.states >= 0.5:
        return case.verdict(K.STATE, 0.7, rate(case.profile.wording.states, "states"))
    return None


def are_initials(profile: Profile) -> bool:
    """Whether two or three capitals differ as persons do: more of them than codes have, few of them often."""
    values = profile.values
    short = values.get_column("v").str.contains(r"^[A-Z]{2,3}$").all()
    seldom = values.filter(pl.col("n") * len(values) * 2 <= profile.filled).height  # half as often as the mean
    return bool(short) and profile.distinct > 40 and profile.uniqueness > 0.1 and seldom <= 0.3 * len(values)


def nameless(kind: K, profile: Profile) -> bool:
    """Whether values are tokens with digits, or a dozen codes of two or three letters that say which relative.

    Nobody is called `cT2`. Under a header of a person's own names, short codes are initials.
    """
    few = kind in _OTHERS and profile.mean_length >= 1.5
    again = _few(profile)
    classed = again and profile.mean_length > 3 and profile.wording.names == profile.wording.maybe_names == 0  # of MMR
    counted = again and profile.like("has_digit") >= 0.5 and profile.wording.names == 0  # `oxy 5 x2` was given
    return profile.like("mixed_token") >= 0.5 or counted or classed or (few and again and profile.mean_length <= 3)


def placeless(profile: Profile) -> bool:
    """Whether a few values that come again and again hold no word of a place, a person or a house: `Org` of germs."""
    few = profile.distinct <= 20 and profile.uniqueness <= 0.1 and profile.filled >= 60
    return few and _unplaced(profile) and profile.like("facility") == 0


def _unplaced(profile: Profile) -> bool:
    """Whether no value is a place, or has a name in it: a `Family Practice` is none."""
    words = profile.wording
    return max(words.places, words.counties, words.place_like, words.names, words.name_touched) == 0


def _are_roles(case: Case) -> bool:
    """Whether a column of relatives says which (mother, sister), and not who."""
    profile, words = case.profile, case.profile.wording
    few = profile.distinct <= 20 and profile.uniqueness <= 0.2 and profile.filled >= 30
    return few and words.names == 0 and words.maybe_names <= 0.3 and words.plain + words.categories >= 0.5


def _is_body_site(case: Case) -> bool:
    """Whether a `site` is where a needle went (LD, RT), which is no place of care."""
    profile = case.profile
    words = profile.values.get_column("v").str.to_lowercase().str.extract_all(r"[a-z]+")
    of_bodies = int(words.list.eval(pl.element().is_in(sorted(_BODY))).list.any().sum()) >= _MOSTLY * len(words)
    return (
        header_words(case.path)[-1:] == ("site",)
        and (profile.mean_length <= 3 or of_bodies)
        and profile.distinct <= 12
        and profile.uniqueness <= 0.5
        and profile.wording.names == 0
    )


def is_made(case: Case) -> bool:
    """Whether the header says manufacturer, model or gene: Abbott, Merck and Stryker are no patients."""
    words = plain_words(case.path)
    return words[-1:] in {("manufacturer",), ("model",), ("gene",)} or words[-2:] == ("manufacturer", "name")
