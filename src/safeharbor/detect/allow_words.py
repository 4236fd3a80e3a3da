"""Whether a word that the trained recognizer takes for part of a name can be one: vocabulary, case and company decide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CREDENTIALS, PARTICLES, ROLES, SUFFIXES, TITLES
from safeharbor.detect.recognizers.name_runs import NOT_NAMES

if TYPE_CHECKING:
    from safeharbor.detect.document import Document

TRUSTED: Final = 0.75
DISTRUSTED: Final = 0.8
SURE: Final = 0.9
SURER: Final = 0.95
THINGS: Final = Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.CREDENTIAL | Is.FUNCTION | Is.RELATION | Is.TITLE
BORNE: Final = Is.GIVEN | Is.SURNAME
# a line's end, a second mark, a credential
_MARK_ENDS: Final = re.compile(
    r" *(?:\n|\Z)|/|,? ?(?:RN|MD|DO|NP|PA|LPN|LVN|CNA|RPh|PharmD|RT|RRT|PT|OT|SLP|CRNA|CNM|EMT|MA|CMA|PCT|RD|LCSW|MSW|ARNP|APRN)\b"
)
_SIDE: Final = re.compile(r" (?:[a-z]|[A-Z]{2}\b)|\.?Ac\b")
_SPOKEN_BY: Final = re.compile(r"\b(?:lang(?:uage)?|speaks?|spoken|speaking|interpreter|intpr|dialect|in)[:.]? {1,2}$")
_SMALL_SURE: Final = 0.985  # a name in lower case amid others that have capitals
_TINY: Final = 2  # `So`, `An`: a name only after a title, which patterns read
_INFANTS: Final = frozenset("baby girl boy twin".split())
CAMEL: Final = ("Mc", "Mac", "De", "La", "Le", "Di", "Du", "Van", "Von", "O", "Fitz", "St", "D'", "Al", "El")


_ACTED: Final = re.compile(r"\b(?:by|check(?:ed)?|chk|verified|witness(?:ed)?|scribe|clerk) $")
_DONE: Final = re.compile(r" *(?:[.,;)](?!\w)|\n|\Z| \d{4}\b| \d{1,2}/\d)")


def signs(document: Document, start: int, end: int) -> bool:
    """Whether letters that are no abbreviation stand where a doer does: `physics check AK.`, `RBV BY KMT`."""
    return (
        not lexicon.flags(document.low[start:end]) & ~(BORNE | Is.STATE)
        and _ACTED.search(document.low, max(0, start - 12), start) is not None
        and _DONE.match(document.norm, end) is not None
    )


def name_word(document: Document, start: int, end: int, score: float) -> bool:
    """Whether a word that the trained recognizer takes for part of a name can be one."""
    norm = document.norm
    word = document.low[start:end]
    found = lexicon.flags(word)
    exact = norm[start:end]
    mixed = not document.upper and not document.lower
    borne = found & BORNE
    if word in SUFFIXES:
        return True
    if end - start == 1:
        if word in "lr" and mixed and _SIDE.match(norm, end):
            return False
        return exact.isupper() or not mixed or norm[end : end + 1] == "."
    if found & Is.PEOPLE and _SPOKEN_BY.search(document.low[max(0, start - 14) : start]):
        return False
    if word in ROLES and not borne:
        return False
    if word in TITLES and not found & Is.GIVEN and norm[end : end + 1] in {" ", "."}:
        return False
    if word in CREDENTIALS and (not exact[1:].islower() or not mixed):
        return False
    if word in NOT_NAMES or (found & (Is.MAKE | Is.PEOPLE) and not (borne and score >= SURE)):
        return False
    if mixed and exact.islower():
        return _small(document, start, end, word, score)
    if word in _INFANTS:
        return exact[0].isupper()
    if end - start <= _TINY and found & Is.FUNCTION and found & Is.COMMON:
        return False
    if found & (Is.FUNCTION | Is.RELATION | Is.TITLE) and not (
        borne and mixed and score >= (TRUSTED if found & Is.GIVEN and not found & Is.COMMON else SURE)
    ):
        return False
    if mixed and not exact.isupper() and not exact[1:].islower() and not exact.startswith(CAMEL):
        return False
    if found & Is.DRUG and not (borne and score >= DISTRUSTED):
        return False
    if borne:
        return (
            mixed
            or not found & (Is.COMMON | Is.CLINICAL | Is.DRUG)
            or score >= SURER
            or (found & Is.GIVEN > 0 and not found & Is.ENGLISH)
        )
    if found & Is.PLACE and mixed and score >= SURE and exact[1:].islower():
        return True
    if found & (Is.EPONYM | Is.CLINICAL | Is.CREDENTIAL | Is.COMMON):
        return mixed and score >= SURER and exact[1:].islower() and not found & (Is.EPONYM | Is.CREDENTIAL)
    return not found & Is.ENGLISH or (score >= SURE and mixed)


_FULL_ENOUGH: Final = 0.6
_FULL_SMALL: Final = 0.97
_FULL_SURE: Final = 0.96
_NEVER: Final = Is.FUNCTION | Is.RELATION | Is.TITLE | Is.CREDENTIAL | Is.CALENDAR | Is.FACILITY


def full_name(document: Document, words: list[tuple[int, int]], score: float) -> bool:
    """Whether several words written alike are all borne, one of them hardly anything else: `JOHN DOE`, `maria gonzalez`.

    `words`: where each begins and ends.
    """
    mixed = not document.upper and not document.lower
    written = [document.norm[start:end] for start, end in words]
    small = all(word.islower() for word in written)
    if not (
        small
        or all(word.isupper() for word in written)
        or all(word[0].isupper() and not word[1:].isupper() for word in written)
    ):
        return False
    if score < (_FULL_SMALL if small and mixed else _FULL_ENOUGH):
        return False
    flags = [lexicon.flags(document.low[start:end]) for start, end in words if end - start > 1]
    return (
        len(flags) > 1
        and all(found & BORNE and (not found & _NEVER or score >= _FULL_SURE) for found in flags)
        and NOT_NAMES.isdisjoint(word.lower() for word in written)
        and any(not found & Is.ENGLISH for found in flags)
    )


def _small(document: Document, start: int, end: int, word: str, score: float) -> bool:
    """Whether a word in lower case is a name amid capitals: a particle, a typist's mark, a name before a credential."""
    norm = document.norm
    if word in PARTICLES:
        return True
    found = lexicon.flags(word)
    signed = re.match(r" *(?:\n|$)|/", norm[end : end + 6]) is not None or norm[start - 1 : start] == "/"
    if end - start < 4 and signed and score > 0.55 and not found & (Is.FUNCTION | Is.CLINICAL | Is.COMMON):
        return True
    if end - start < 4 and signed and score >= SURE and not found & (Is.FUNCTION | Is.COMMON):
        return True
    if score < SURE or found & THINGS:
        return False
    if end - start < 4:
        return not found & (Is.FUNCTION | Is.CLINICAL) and (
            norm[start - 1 : start] in "/:(" or _MARK_ENDS.match(norm, end) is not None
        )
    return (
        bool(found & Is.GIVEN)
        or score >= _SMALL_SURE
        or norm[start - 1 : start] == "."
        or re.match(r",? (?:RN|MD|LPN|NP|DO)\b", norm[end : end + 5]) is not None
    )
