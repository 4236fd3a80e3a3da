"""What the word lists say of a word, as flags, looked up once per distinct word."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from safeharbor.detect import dictionaries as lists
from safeharbor.detect import things, word_forms

_COMMON: Final = 4000
_BORNE: Final = 60000
_STEMS: Final = 20000


class Is:
    """What a word can be, several at once: plain integers, because `enum.IntFlag` costs a microsecond an operation."""

    GIVEN: Final = 1
    SURNAME: Final = 2
    ENGLISH: Final = 4
    COMMON: Final = 8
    CLINICAL: Final = 16
    DRUG: Final = 32
    EPONYM: Final = 64
    PLACE: Final = 128
    CALENDAR: Final = 256
    FUNCTION: Final = 512
    TITLE: Final = 1024
    CREDENTIAL: Final = 2048
    RELATION: Final = 4096
    FACILITY: Final = 8192
    STATE: Final = 16384
    MAKE: Final = 32768
    PEOPLE: Final = 65536


FUNCTION_WORDS: Final = frozenset(
    "a an the and or but if then else of in on at by for from to into onto with without within over under as is are was were be been being am do does did done has have had having "
    "he she it they we i you his her hers him them their our my your its this that these those who whom whose which what when where why how not no yes nor so than too very can could "
    "will would shall should may might must there here about after before since until during per via re also again more most some any each every all both few many much other such only own "
    "same now today tonight yesterday tomorrow up down out off above below between through because while please thanks thank ok okay dear hi hello w s p c o pt pts pat patient dr mr mrs ms".split()
)


@lru_cache(maxsize=16)
def closed(name: str) -> frozenset[str]:
    """Return a small class of words: titles credentials relations streets facilities companies states calendar countries."""
    return dict(zip(lists.CLOSED, lists.closed(), strict=True))[name]


@lru_cache(maxsize=1)
def _classed() -> dict[str, int]:
    """Return word -> the flags of the small classes it is in."""
    found: dict[str, int] = {}
    for words, flag in (
        (FUNCTION_WORDS, Is.FUNCTION),
        (things.FOREIGN, Is.FUNCTION),
        (things.EPONYMS, Is.EPONYM),
        (things.SIGNS, Is.CLINICAL),
        (things.BRANDS, Is.DRUG),
        (things.MAKES, Is.MAKE),
        (things.PEOPLES, Is.PEOPLE),
        (closed("titles"), Is.TITLE),
        (closed("credentials"), Is.CREDENTIAL),
        (closed("relations"), Is.RELATION),
        (closed("facilities"), Is.FACILITY),
        (closed("calendar"), Is.CALENDAR),
        (closed("states"), Is.STATE),
    ):
        for word in words:
            found[word] = found.get(word, 0) | flag
    return found


@lru_cache(maxsize=65536)
def flags(word: str) -> int:
    """Return what `word` (any case) can be."""
    key = lists.fold(word)
    found = _classed().get(key, 0)
    given, surname, rank = lists.ranks("given").get(key), lists.ranks("surnames").get(key), lists.english_rank(key)
    if given is not None:
        found |= Is.GIVEN
    if surname is not None and (surname < _BORNE or rank is None):
        found |= Is.SURNAME
    if rank is not None:
        found |= Is.ENGLISH | (Is.COMMON if rank < _COMMON else 0)
    for name, flag in (("clinical", Is.CLINICAL), ("drugs", Is.DRUG), ("eponyms", Is.EPONYM), ("places", Is.PLACE)):
        if key in lists.ranks(name):
            found |= flag
    return found or _formed(key)


def _formed(key: str) -> int:
    """Return what a folded word on no list is by its form."""
    if word_forms.drug(key):
        return Is.DRUG
    if word_forms.clinical(key):
        return Is.CLINICAL
    return Is.ENGLISH if word_forms.derived(key, _plain_word) else 0


def _plain_word(key: str) -> bool:
    """Whether a folded word is vocabulary that nobody bears: its inflections are vocabulary too."""
    rank = lists.ranks("english").get(key)
    return (rank is not None and rank < _STEMS) or (rank is not None and key in lists.ranks("clinical"))


def borne(word: str) -> bool:
    """Whether a word is a name and hardly anything else: no word at all, for a text may be in lower case throughout."""
    found = flags(word)
    if lists.fold(word) in lists.ranks("english"):
        return False
    return bool(found & (Is.GIVEN | Is.SURNAME)) and not found & (
        Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.FUNCTION | Is.CREDENTIAL | Is.CALENDAR
    )


def plain(word: str) -> bool:
    """Whether a word is vocabulary and no name: it ends a run of name words."""
    found = flags(word)
    if found & (Is.FUNCTION | Is.TITLE | Is.RELATION):
        return True
    return bool(found & (Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.CREDENTIAL)) and not found & (Is.GIVEN | Is.SURNAME)
