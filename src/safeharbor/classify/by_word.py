"""Columns of words: closed sets, names of persons, places and firms, descriptions, free text, ids with letters.

Over 250 lines: the judges of words share their bounds, and are asked in an order that is read in one piece.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_shape import ID_KINDS
from safeharbor.classify.evidence import Case, rate
from safeharbor.classify.header_words import plain_words
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import fold, header_words
from safeharbor.reference.vocabulary import vocabulary

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
# where needles, catheters and knives go
_BODY: Final = words_of(
    """
    l r lt rt left right hand arm forearm foot leg thigh hip knee ankle wrist elbow shoulder ac acf antecubital port
    picc cvc line femoral jugular subclavian deltoid gluteal vastus abdomen abd chest back neck scalp heel finger ear
    eye breast lung la ra ld rd lva rva ll rl toe groin flank spine sacrum buttock face nose
    """
)
_MOSTLY: Final = 0.6
_COHORTS: Final = words_of("cohort cohorts stratum strata arm")
_SETTING_WORDS: Final = 40
_SHARED: Final = 0.25
_GROUPS: Final = 6
_CROWD: Final = 15
_DIALLED: Final = frozenset({K.PHONE, K.FAX, K.SSN})
_WORD: Final = re.compile(r"[a-z]+")
_BETRAYALS: Final = (
    "email_inside",
    "ssn_inside",
    "phone_inside",
    "date_inside",
    "street_inside",
    "title_inside",
    "url_inside",
)


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
        return case.verdict(K.CATEGORY, 0.8, "Roman numbers", _repeats(case))
    if _is_cohort(case):
        return case.verdict(K.CATEGORY, 0.75, "a trial's groups, whatever they are named after", _repeats(case))
    if profile.distinct <= _SETTING_WORDS and profile.uniqueness <= _SHARED and _are_settings(profile):
        return case.verdict(K.CATEGORY, 0.8, "kinds of places of care, and no place's name", _repeats(case))
    return None


def _is_cohort(case: Case) -> bool:
    """Whether the header says a trial's group, and each of a few names has a crowd: nobody's own."""
    profile, said = case.profile, bool(set(header_words(case.path)) & _COHORTS)
    return said and 1 < profile.distinct <= _GROUPS and profile.filled >= _CROWD * profile.distinct


def _are_settings(profile: Profile) -> bool:
    """Whether every value says what kind of place, and none which: `TRANSFER FROM HOSPITAL`, not `Mercy Hospital`."""
    values = [fold(value) for value in profile.values.get_column("v").to_list()]
    return all(set(_WORD.findall(value)) <= _SETTINGS and _WORD.search(value) for value in values)


def betrayed(case: Case) -> float:
    """Return the largest share of rows in which an identifier shows inside the value."""
    return max(case.profile.inside(name) for name in _BETRAYALS)


def by_person(case: Case) -> ColumnVerdict | None:
    """Judge a leaf of names of persons, firms and places."""
    words, profile = case.profile.wording, case.profile
    like = profile.like
    named, touched = words.names, words.name_touched
    if _is_made(case) and profile.uniqueness <= 0.5:
        return None
    if _graded(case):
        return case.verdict(K.CATEGORY, 0.75, "a scale's name with its grades", _repeats(case))
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


def _graded(case: Case) -> bool:
    """Whether a column said to be clinical holds a few grades that many share: `Wagner 2`."""
    profile, said = case.profile, case.hint.kind in {K.CATEGORY, K.CODE, K.MEASURE} and case.hint.weight >= 0.7
    few = profile.distinct <= 12 and profile.uniqueness <= 0.1 and profile.filled >= 60
    graded = profile.values.get_column("v").str.contains(r"^(?:\p{L}+ )?(?:[0-5][A-Da-d]?|[IV]{1,3}[A-Da-d]?)$")
    return said and few and bool(graded.all())


def by_said_word(case: Case) -> ColumnVerdict | None:
    """Take the header's word for names and places when the values are words and no closed set."""
    wordy = case.profile.like("has_letter") >= 0.7
    if wordy and _is_body_site(case):
        return case.verdict(K.CODE, 0.7, "a few short codes of a site", _repeats(case))
    coded = case.hint.kind in _WORDED and case.profile.like("mixed_token") >= 0.9  # `FAC` over 11:B:1
    if wordy and not coded and case.hint.kind in {*NAME_KINDS, *PLACE_KINDS} and case.hint.weight >= 0.7:
        if case.profile.wording.clinical >= 0.8 and case.hint.weight < 1:
            return None
        if case.hint.kind in _OTHERS and _are_roles(case):
            return case.verdict(K.CATEGORY, 0.75, "roles, and nobody's name", _repeats(case))
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
    again = profile.distinct <= 12 and profile.uniqueness <= 0.1 and profile.filled >= 60
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


def by_description(case: Case) -> ColumnVerdict | None:
    """Judge categories and descriptions of clinical things; these stay, so no name may show among them."""
    profile, words = case.profile, case.profile.wording
    if betrayed(case) > 0.002 or profile.inside("long_number") > 0.02:
        return None
    said = case.hint.kind in {K.CATEGORY, K.CODE, K.MEASURE} and case.hint.weight >= 0.7
    few = profile.distinct <= 60 and (profile.uniqueness <= 0.5 or (profile.filled < 20 and not case.part))
    clean = words.name_touched <= 0.1 and words.names <= 0.05
    if said and profile.mean_length <= 3 and few and words.names == 0 and not are_initials(profile):
        return case.verdict(K.CODE, 0.75, "short codes", _repeats(case))
    if said and few and _is_made(case):
        return case.verdict(K.CATEGORY, 0.8, "names of makers, models or genes", _repeats(case))
    if said and few and words.names == 0 and words.name_touched <= 0.05 and profile.mean_words <= 4 and _short(case):
        return case.verdict(K.CATEGORY, 0.75, "a few short values", _repeats(case))
    if profile.like("has_letter") < 0.5 or profile.like("mixed_token") >= 0.5 or _numbered(profile):
        return None
    if words.maybe_names >= 0.7 and words.categories < 0.5 and not said:
        return None  # Rose, Gray, Young: words, and just as well a column of surnames
    if clean and words.plain + words.categories >= 0.75 and (said or few or words.clinical >= 0.5):
        return case.verdict(
            K.CATEGORY, 0.85, rate(min(words.plain + words.categories, 1), "plain words"), _repeats(case)
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
        return case.verdict(K.CATEGORY, 0.7, rate(words.clinical, "words of medicine"), _repeats(case))
    return None


def _numbered(profile: Profile) -> bool:
    """Whether values end in numbers of their own: `LOT 4471B`, `MR 30417`, and `gate code 3599` among others."""
    values = profile.values.get_column("v")
    ends = values.str.contains(r"^\S+(?:\s\S+)?\s\S*\d{3}\S*$")
    long = values.filter(values.str.contains(r"\d{4}"))
    alike = len(long) > 12 and long.str.replace_all(r"\d+", "#").n_unique() * 4 <= len(long)
    return profile.distinct > 12 and (alike or float(ends.mean() or 0) >= 0.8)  # type: ignore[arg-type]


def _dialled(profile: Profile) -> bool:
    """Whether most values have the digits of an extension at least: `Pixel 8` is no telephone's number."""
    return float((profile.values.get_column("v").str.count_matches(r"\d") >= 3).mean() or 0) >= 0.5  # type: ignore[arg-type]


def _is_made(case: Case) -> bool:
    """Whether the header says manufacturer, model or gene: Abbott, Merck and Stryker are no patients."""
    words = plain_words(case.path)
    return words[-1:] in {("manufacturer",), ("model",), ("gene",)} or words[-2:] == ("manufacturer", "name")


def _stock(case: Case) -> bool:
    """Whether what looks like remarks is a dozen stock phrases in which no name is."""
    profile, words = case.profile, case.profile.wording
    few = profile.distinct <= 12 and profile.uniqueness <= 0.1 and profile.filled >= 60
    unnamed = words.name_touched == 0 and words.maybe_names <= 0.34 and max(words.places, words.place_like) <= 0.1
    return few and unnamed and betrayed(case) == 0


def _short(case: Case) -> bool:
    """Whether a handful of values comes back so often that none can be a person's own."""
    profile = case.profile
    return profile.distinct <= 40 and profile.uniqueness <= 0.25 and profile.mean_length <= 24


def _repeats(case: Case) -> str:
    return f"{case.profile.distinct} distinct in {case.profile.filled} rows"


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
        return case.verdict(K.CODE, 0.7, "a few letters, often repeated: nobody's number", _repeats(case))
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


def by_phrases(case: Case) -> ColumnVerdict | None:
    """Judge as text what nobody knows and what is told in plain words, in small letters: `wants results, call Ann`."""
    profile = case.profile
    if case.part or profile.mean_words < 4 or profile.distinct < 12 or _numbered(profile):
        return None
    words = profile.values.get_column("v").str.extract_all(r"\b[a-z]{2,}\b")
    plain = words.list.eval(pl.element().is_in(sorted(vocabulary("english")))).list.sum() >= 2
    told = float(plain.mean() or 0)  # type: ignore[arg-type]
    return case.verdict(K.FREE_TEXT, 0.7, rate(told, "phrases of plain words")) if told >= 0.6 else None
