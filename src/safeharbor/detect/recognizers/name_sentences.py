"""Names that their sentence tells: two words in capitals amid small ones, who says or is told something, a family."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, things
from safeharbor.detect.anchors import Anchored, matches
from safeharbor.detect.dictionaries import ranks
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import RELATIVES, ROLES, TITLES
from safeharbor.detect.recognizers import name_uncased
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "name"

# borne in charts by those whose name nobody knows: `John Doe`
_UNKNOWN: Final = frozenset({"doe", "roe"})
_INITIALLED: Final = re.compile(r"(?<![\w-])(?<!\w\.)(?P<g>[^\W\d_]{2,15})(?: [^\W\d_]\.?)? \Z")


def _unknown(document: Document) -> Iterator[Finding]:
    """Yield `Doe` and `Roe` after a given name, which a doe and dyspnea on exertion never have before them."""
    for start in document.starts(_UNKNOWN):
        before = _INITIALLED.search(document.norm, max(0, start - 20), start)
        found = lexicon.flags(before["g"].lower()) if before is not None else 0
        if before is not None and found & Is.GIVEN and not found & Is.FUNCTION:
            yield Finding(before.start("g"), start + 3, DataKind.FULL_NAME, 0.9, NAME)


_TELLING: Final = (
    "is|was|has|had|reports?|reported|denies|denied|states|stated|says|said|presents|presented|returns?|returned|tolerated|underwent|"
    "came|called|agrees|did|does|and I|feels|felt|wants|continues|remains|lives|works|notes|endorses"
)
_IN_SENTENCE: Final = re.compile(
    r"(?:(?<=[a-z,] )|(?P<opens>(?<=[.!?:] )|(?<=\n)|\A))(?P<a>[A-Z][a-z]{2,}) (?P<b>[A-Z][a-z]{2,})"
    rf"(?(opens)(?= (?:{_TELLING})\b)|(?=[.,;:)]|'s\b| [a-z(]|\n|\Z))"
)


_OPENS: Final = r"(?:(?<=[.!?;] )|(?<=\n)|\A)"
# a surname in capitals that opens a sentence: `EVANS was brought in by her daughter`
_SHOUTED: Final = re.compile(
    rf"{_OPENS}(?P<n>[A-Z][A-Z'-]{{3,14}})(?= (?:(?P<person>was (?:brought|seen|admitted|discharged|evaluated|examined|counseled)|"
    r"is an? \d|reports?|reported|denies|denied|states|stated|says|said|underwent|tolerated|endorses|lives|wants)|"
    r"was (?:found|sent|transferred|referred|started|told|given)|presents|presented|returns?|returned|agrees|called|came)\b)"
)
_BY_FAR_A_NAME, _RATHER_A_NAME = (
    60,
    1500,
)  # ranks of surnames whose being words and eponyms too says little, beside a person's verb
# a given name before what happens to people: `James developed a rash`
_SUFFERED: Final = re.compile(
    rf"{_OPENS}(?P<n>[A-Z][a-z]{{2,12}})(?= (?:developed|experienced|complained|complains|noticed|received|collapsed|fainted|fell|got|"
    r"underwent|vomited|passed out|woke|was (?:seen|brought|admitted|discharged))\b)"
)


def _acting(document: Document) -> Iterator[Finding]:
    """Yield names that open a sentence in capitals and small letters before what people do or suffer."""
    for match in _SHOUTED.finditer(document.norm):
        word = match["n"].lower()
        found = lexicon.flags(word)
        plain = found & (Is.SURNAME | Is.GIVEN) and not found & (Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.FUNCTION)
        least = _RATHER_A_NAME if match["person"] else _BY_FAR_A_NAME
        if plain or ranks("surnames").get(word, least) < least:
            yield Finding(*match.span("n"), DataKind.FAMILY_NAME, 0.8, NAME)
    for match in _SUFFERED.finditer(document.norm):
        word = match["n"].lower()
        given = ranks("given").get(word, _RATHER_A_NAME) < _RATHER_A_NAME
        if given and not lexicon.flags(word) & (Is.FUNCTION | Is.CALENDAR | Is.RELATION):
            yield Finding(*match.span("n"), DataKind.GIVEN_NAME, 0.8, NAME)


def _paired(document: Document) -> Iterator[Finding]:
    """Yield a given and a family name that are both words, where capitals within a sentence say so: `call Will Black if`."""
    for match in _IN_SENTENCE.finditer(document.norm):
        given, family = match["a"].lower(), match["b"].lower()
        if (
            lexicon.flags(given) & Is.GIVEN
            and not lexicon.flags(given) & (Is.RELATION | Is.TITLE | Is.CREDENTIAL)
            and given not in ROLES
            and lexicon.flags(family) & Is.SURNAME
            and not lexicon.flags(family) & Is.FUNCTION
            and f"{given} {family}" not in things.PAIRS
        ):
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.62, NAME)


_SAYS: Final = re.compile(
    r"(?:(?<=[.!?:] )|(?<=\n)|\A)(?P<n>[A-Z][a-z]{2,})(?= (?:denies|denied|reports|reported|says|said|states|stated|endorses|"
    r"endorsed|admits|complains|agrees|agreed|wants|feels|felt|thinks|called|and I|is doing|slept|tolerated|lives|works|"
    r"has been (?:eating|sleeping|doing|feeling|taking))\b)"
)
_TOLD: Final = Anchored(
    "told spoke asked reminded met visited saw called thanks hi hello helped lives goes signed per with and by",
    r"(?:[Tt]old|[Ss]poke (?:to|with)|[Aa]sked|[Rr]eminded|[Mm]et with|[Vv]isited|[Ss]aw|[Cc]alled|[Tt]hanks,?|[Hh]i|[Hh]ello|"
    r"[Hh]elped|[Ll]ives with|[Gg]oes by|[Ss]igned,?|per|with|and|by) (?P<n>[A-Z][a-z]{2,})"
    r"(?=[.,;:)]|'s\b| (?:to|that|about|at|in|on|and|who|today|yesterday|for|by|re|if|has|is|was|will)\b|\n|\Z)",
)
_HOUSE: Final = Anchored(
    "the", r"[Tt]he (?P<n>[A-Z][a-z]{2,})(?= (?:family|household|twins|brothers|sisters|children|kids|residence)\b)"
)
# no eponym has a family at the bedside
_KIN: Final = Anchored(
    "family",
    r"family(?= (?:at bedside|at the bedside|updated|notified|called|present|meeting|declines|agrees?|aware|requests?|wants)\b)",
)
_FAMILY_OF: Final = re.compile(r"(?<![\w-])(?P<n>[A-Z][a-z]{2,}) \Z")
# what people are called: `sponsor Big Al`
_CALLED: Final = Anchored(
    "big lil little pops doc sarge",
    r"(?:Big|Lil'?|Little|Pops|Doc|Sarge) (?P<n>[A-Z][a-z]+)(?![\w'-]?\w)",
)
# one who is consulted, or named by a role that one person has: any borne word that is no vocabulary of care
_CONSULTED: Final = Anchored(
    "discussed spoke follow followed f seen met consulted reviewed talked checked widow widower née nee",
    r"(?:[Dd]iscussed|[Ss]poke|[Ff]ollow(?:ed)?(?:[ -]up)?|[Ff]/u|[Ss]een|[Mm]et|[Cc]onsulted|[Rr]eviewed|[Tt]alked|[Cc]hecked|[Ww]idow(?:er)?|n[\u00e9e]e) "
    r"(?:w/ ?|with |to |of )?(?P<n>[A-Z][a-z]{2,})(?=[.,;)]| (?:in|at|re|about|and|by|who|today|yesterday|this|on)\b|\n|\Z)",
)
_POSTED: Final = Anchored(
    "surgeon interpreter therapist caregiver attending hospitalist pharmacist clerk registrar counselor advocate liaison coordinator scrub anes",
    r"(?:[Ss]urgeon|[Ii]nterpreter|[Tt]herapist|[Cc]aregiver|[Aa]ttending|[Hh]ospitalist|[Pp]harmacist|[Cc]lerk|[Rr]egistrar|[Cc]ounselor|[Aa]dvocate|"
    r"[Ll]iaison|[Cc]oordinator|[Ss]crub|[Aa]nes):? (?P<n>[A-Z][a-z]{2,})(?=[.,;)]| (?:used|present|aware|notified|agrees|here|in room|at bedside|called)\b|\n|\Z)",
)
_CARE: Final = Is.CLINICAL | Is.DRUG | Is.STATE
_BORNE_OFTEN: Final = 3000


def _often(word: str) -> bool:
    """Whether a word is a frequent family or given name and nothing that care is spoken of in."""
    found = lexicon.flags(word)
    frequent = min(ranks("surnames").get(word, _BORNE_OFTEN), ranks("given").get(word, _BORNE_OFTEN)) < _BORNE_OFTEN
    return frequent and not found & ((_OTHERWISE & ~(Is.EPONYM | Is.CALENDAR)) | _CARE) and word not in _NO_ONE


# names of the Plains, translated: `Leota Two Bears`, `Dr. Quick-Bear`
_BEARS: Final = Anchored(
    "bear bears elk bull horse horses hawk eagle wolf crow cloud feather feathers thunder buffalo fox bird owl shield arrow weasel badger antelope "
    "whirlwind bonnet robe",
    r"(?:bears?|elk|bull|horses?|hawk|eagle|wolf|crow|cloud|feathers?|thunder|buffalo|fox|bird|owl|shield|arrow|weasel|badger|antelope|whirlwind|"
    r"bonnet|robe)(?![\w-])",
)
_TRANSLATED: Final = re.compile(
    rf"(?:\b(?:dr|mr|mrs|ms|miss|rn|nurse|{'|'.join(sorted(RELATIVES))})\.? |(?<![\w'-])(?P<g>[a-z]{{3,}}) )(?P<n>[a-z]{{3,}}[ -])\Z"
)


def _translated(document: Document) -> Iterator[Finding]:
    """Yield family names of two words, the second an animal, after a title, a relative or a given name."""
    for match in _BEARS.finditer(document, document.low):
        before = _TRANSLATED.search(document.low, max(0, match.start() - 40), match.start())
        if before is None:
            continue
        start = before.start("n")
        given = before["g"] is not None
        capital = document.norm[start].isupper() and document.norm[match.start()].isupper()
        if (capital or document.lower) and (
            not given or (lexicon.flags(before["g"]) & Is.GIVEN and not lexicon.flags(before["g"]) & Is.ENGLISH)
        ):
            yield Finding(before.start("g") if given else start, match.end(), DataKind.FULL_NAME, 0.8, NAME)


_OTHERWISE: Final = (
    Is.RELATION | Is.FUNCTION | Is.TITLE | Is.FACILITY | Is.PEOPLE | Is.CALENDAR | Is.CREDENTIAL | Is.MAKE | Is.EPONYM
)
_NO_ONE: Final = ROLES | TITLES | {"vet", "case"}


def find(document: Document) -> Iterator[Finding]:
    """Yield names by their sentence, in texts written in capitals and small letters."""
    yield from _unknown(document)
    yield from _translated(document)
    if document.upper or document.lower:
        yield from name_uncased.find(document)
        return
    yield from _paired(document)
    yield from _acting(document)
    yield from name_uncased.small(document)
    for match in _KIN.finditer(document, document.low):
        before = _FAMILY_OF.search(document.norm, max(0, match.start() - 24), match.start())
        found = lexicon.flags(before["n"].lower()) if before is not None else 0
        if before is not None and found & Is.SURNAME and not found & (Is.ENGLISH | Is.PEOPLE | Is.MAKE):
            yield Finding(*before.span("n"), DataKind.FAMILY_NAME, 0.75, NAME)
    for match in _CALLED.finditer(document, document.norm):
        found = lexicon.flags(match["n"].lower())
        if found & Is.GIVEN and not found & (Is.CLINICAL | Is.PLACE | Is.COMMON):
            yield Finding(*match.span(), DataKind.ALIAS, 0.75, NAME)
    for anchored in (_CONSULTED, _POSTED):
        for match in anchored.finditer(document, document.norm):
            if _often(match["n"].lower()):
                yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.62, NAME)
    for pattern, borne, kind in (
        (_SAYS, Is.GIVEN, DataKind.GIVEN_NAME),
        (_TOLD, Is.GIVEN, DataKind.GIVEN_NAME),
        (_HOUSE, Is.SURNAME, DataKind.FAMILY_NAME),
    ):
        for match in matches(pattern, document, document.norm):
            word = match["n"].lower()
            found = lexicon.flags(word)
            if found & borne and not found & _OTHERWISE and word not in _NO_ONE:
                yield Finding(*match.span("n"), kind, 0.62, NAME)
