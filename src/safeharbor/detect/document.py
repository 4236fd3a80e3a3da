"""A text prepared once for all recognizers: a shadow of equal length, its words and its codes.

The shadow has the text's length, so every offset found in it is an offset of the text: blanks of all
kinds become a space, curly quotes and long dashes their ASCII form, digits of all scripts ASCII digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_CHUNK: Final = re.compile(r"\w[\w./:@+*^-]*")
_DIGIT: Final = re.compile(r"\d")
_TABLE: Final = {
    **{ord(c): "'" for c in "\u2018\u2019\u201b\u02bc\u02bb\u00b4\u2032`"},
    **{ord(c): '"' for c in "\u201c\u201d\u201e\u2033\u00ab\u00bb"},
    **{ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe63\uff0d"},
    **{
        ord(c): " "
        for c in "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\ufeff"
    },
    **{ord(c): "\n" for c in "\r\x0b\x0c\x85\u2028\u2029"},
    **{0xFF01 + i: chr(0x21 + i) for i in range(94)},
    **{base + i: str(i) for base in (0x0660, 0x06F0, 0x0966) for i in range(10)},
}


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its shadows and its words; all offsets are code points of `text`."""

    text: str = field(repr=False)
    norm: str = field(repr=False)
    low: str = field(repr=False)
    words: tuple[tuple[int, int, str], ...] = field(repr=False)
    places: dict[str, list[int]] = field(repr=False)
    vocabulary: frozenset[str] = field(repr=False)
    upper: bool
    lower: bool

    def starts(self, heads: frozenset[str]) -> list[int]:
        """Return where the words of `heads` begin, in order."""
        seen = heads & self.vocabulary
        if not seen:
            return []
        return sorted(start for word in seen for start in self.places[word])

    def chunks(self) -> list[tuple[int, int]]:
        """Return the runs of letters, digits and joining marks that hold a digit."""
        norm = self.norm
        found = []
        for match in _CHUNK.finditer(norm):
            start, end = match.span()
            while end > start and norm[end - 1] in "./:@+-*^_":
                end -= 1
            if _DIGIT.search(norm, start, end):
                found.append((start, end))
        return found

    def line(self, at: int) -> tuple[int, int]:
        """Return the start and end of the line that offset `at` is on."""
        start = self.norm.rfind("\n", 0, at) + 1
        end = self.norm.find("\n", at)
        return start, len(self.norm) if end < 0 else end


@lru_cache(maxsize=4096)
def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def lowered(text: str) -> str:
    """Return `text` in lower case at equal length (a letter whose lower case is two stays)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(_lower(char) for char in text)


def prepare(text: str) -> Document:
    """Return the document of a text."""
    norm = text if text.isascii() and not _ODD.search(text) else text.translate(_TABLE)
    low = lowered(norm)
    words = tuple((m.start(), m.end(), low[m.start() : m.end()]) for m in _WORD.finditer(norm))
    places: dict[str, list[int]] = {}
    for start, _, word in words:
        places.setdefault(word, []).append(start)
    capitals = sum(1 for start, end, _ in words if end - start > 1 and norm[start:end].isupper())
    small = sum(1 for start, end, _ in words if norm[start].islower())
    return Document(
        text=text,
        norm=norm,
        low=low,
        words=words,
        places=places,
        vocabulary=frozenset(places),
        upper=capitals > 0.8 * max(1, len(words)),
        lower=small > 0.97 * max(1, len(words)),
    )


_ODD: Final = re.compile(r"[\t\r\x0b\x0c`]")
