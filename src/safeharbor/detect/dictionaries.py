"""Word lists: names, places, English and clinical vocabulary. Read at first use, then kept.

Every list holds folded words (lower case, no diacritics: `fold`) in `words/*.txt`, most frequent
first; sources and licences are in `words/SOURCES.md`. Membership is evidence, never a verdict.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from safeharbor.errors import DetectorError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_MARK: Final = str.maketrans("ıłøđŁØĐ", "ilodlod")


CLOSED: Final = (
    "titles",
    "credentials",
    "relations",
    "streets",
    "facilities",
    "companies",
    "states",
    "calendar",
    "countries",
)
RARE: Final = 10_000
_RARER: Final = 12_000
_FREQUENT_GIVEN: Final = 4_000
_FREQUENT_SURNAME: Final = 8_000
_NOWHERE: Final = 10**9


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, as every list is written."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_NO_MARK))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).lower()


def _text(name: str) -> str:
    try:
        return (files("safeharbor.detect") / "words" / f"{name}.txt").read_text("utf-8")
    except OSError:
        message = f"the word list {name!r} is missing from the installation"
        raise DetectorError(message, hint="install safeharbor-deid again") from None


@lru_cache(maxsize=16)
def ranks(name: str) -> Mapping[str, int]:
    """Return word -> rank, 0 the most frequent, of one list.

    The lists: given surnames places english foreign drugs clinical eponyms. Raises DetectorError when one
    is not installed.
    """
    return {word: rank for rank, word in enumerate(_text(name).splitlines())}


@lru_cache(maxsize=1)
def closed() -> tuple[frozenset[str], ...]:
    """Return the small classes of words, in the order of `CLOSED`: titles, credentials, relations, ..."""
    rows = (row.partition(": ") for row in _text("closed").splitlines())
    found = {name: frozenset(held.split()) for name, _, held in rows}
    return tuple(found[name] for name in CLOSED)


@lru_cache(maxsize=1)
def place_parts() -> frozenset[str]:
    """Return the words that stand in names of places of several words."""
    return frozenset(word for name in ranks("places") if " " in name for word in name.split() if len(word) > 2)  # noqa: PLR2004 - not "of", "la"


@lru_cache(maxsize=1)
def place_heads() -> frozenset[str]:
    """Return the first words of places of several words, and `st`, which a place may write for `saint`."""
    firsts = (re.match(r"[^\W\d_]+", name) for name in ranks("places") if not name.isalpha())
    return frozenset(first[0] for first in firsts if first is not None) | {"st"}


def is_given_name(word: str) -> bool:
    """Whether a word is borne as a given name, or a nickname."""
    return fold(word) in ranks("given")


def is_surname(word: str) -> bool:
    """Whether a word is borne as a surname in the US census or elsewhere."""
    return fold(word) in ranks("surnames")


def is_place(words: str) -> bool:
    """Whether words, single blanks between them, are a US place or county or a large city elsewhere."""
    return fold(words) in ranks("places")


def english_rank(word: str) -> int | None:
    """Return the frequency rank of an English word that dictionaries write in lower case; names have none.

    A rare word that is a frequent name is a name (gladys, morales): the dictionary of 1934 holds hundreds of them.
    """
    key = fold(word)
    rank = ranks("english").get(key)
    if rank is None or rank < RARE:
        return rank
    if ranks("given").get(key, _NOWHERE) < _FREQUENT_GIVEN:
        return None
    return None if rank >= _RARER and ranks("surnames").get(key, _NOWHERE) < _FREQUENT_SURNAME else rank


def is_drug(word: str) -> bool:
    """Whether a word stands in the name of a drug, generic or brand."""
    return fold(word) in ranks("drugs")


def is_clinical(word: str) -> bool:
    """Whether a word is clinical vocabulary: diagnoses, findings, anatomy, abbreviations, devices."""
    return fold(word) in ranks("clinical")


def is_eponym(word: str) -> bool:
    """Whether a word names a disease, sign, score, device or manoeuvre after a person."""
    return fold(word) in ranks("eponyms")
