"""A text prepared once for all recognizers: shadows of equal length, its words, numbers and codes.

The shadows have the text's length, so every offset found in one is an offset of the text. In `norm` blanks of all
kinds become a space, curly quotes and long dashes their ASCII form, digits of all scripts ASCII digits; `low` is
`norm` in lower case; in `shape` every digit is `0`, every capital `A`, every other letter `a`; `scan` is `shape` with
`l`, `O`, `I`, `S`, `B` and `Z`, which a scanner writes for figures, as `0`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD: Final = re.compile(r"[^\W\d_]+")
_ASCII_WORD: Final = re.compile(r"[a-z]+")  # the same of a text in ASCII and lower case, in two thirds of the time
_CHUNK: Final = re.compile(r"\w[\w./:@+*^-]*")
_NUMBER: Final = re.compile(r"\d+")
_BREAK: Final = re.compile(r"\n")
_MARKS: Final = "./:@+-*^"
_JOINING: Final = _MARKS + "_"
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
    shape: str = field(repr=False)
    scan: str = field(repr=False)
    words: tuple[tuple[int, int, str], ...] = field(repr=False)
    places: dict[str, list[int]] = field(repr=False)
    vocabulary: frozenset[str] = field(repr=False)
    numbers: tuple[int, ...] = field(repr=False)
    chunks: tuple[tuple[int, int], ...] = field(repr=False)
    breaks: tuple[int, ...] = field(repr=False)
    upper: bool
    lower: bool

    def starts(self, heads: frozenset[str]) -> list[int]:
        """Return where the words of `heads` begin, in order."""
        if heads.isdisjoint(self.vocabulary):
            return []
        starts = [start for word in heads & self.vocabulary for start in self.places[word]]
        starts.sort()
        return starts

    def numbered(self, heads: frozenset[str]) -> list[int]:
        """Return which of `words` are in `heads`, in order."""
        return [bisect_left(self.words, (start,)) for start in self.starts(heads)]

    def line(self, at: int) -> tuple[int, int]:
        """Return the start and end of the line that offset `at` is on."""
        row = bisect_left(self.breaks, at)
        return self.breaks[row - 1] + 1 if row else 0, self.breaks[row] if row < len(self.breaks) else len(self.norm)


def _chunks(norm: str, numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of letters, digits and joining marks that hold a digit, from a letter or digit to the last one."""
    floor = 0
    for number in numbers:
        if number < floor:
            continue
        start = number
        while start > floor and (norm[start - 1] in _JOINING or norm[start - 1].isalnum()):
            start -= 1
        while norm[start] in _MARKS:
            start += 1
        match = _CHUNK.match(norm, start)
        floor = end = match.end() if match is not None else number + 1
        while norm[end - 1] in _JOINING:
            end -= 1
        yield start, end


def _kind(char: str) -> str:
    """Return the letter that stands for a character's kind in `Document.shape`."""
    return "0" if char.isdecimal() else "A" if char.isupper() else "a" if char.isalpha() else char


# bytes are translated at 1 ns a letter, texts beyond ASCII at 60
_SHAPES: Final = "".join(_kind(chr(code)) for code in range(256)).encode("latin-1")
_SCANS: Final = bytes(ord("0") if chr(code) in "lOISBZ" else _SHAPES[code] for code in range(256))
_BEYOND: Final = re.compile(r"[^\x00-\xff]")


def _shadows(norm: str) -> tuple[str, str]:
    """Return `shape` and `scan`; a sign beyond Latin-1 stands in them as `?`."""
    if not norm.isascii():
        norm = _BEYOND.sub(lambda match: _kind(match[0]), norm)
    raw = norm.encode("latin-1", "replace")
    return raw.translate(_SHAPES).decode("latin-1"), raw.translate(_SCANS).decode("latin-1")


@lru_cache(maxsize=4096)
def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def lowered(text: str) -> str:
    """Return `text` in lower case at equal length (a letter whose lower case is two stays)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(_lower(char) for char in text)


def mostly(answers: Iterable[bool], count: int, least: float) -> bool:
    """Whether `least` of `count` answers or more are yes; asked no further than is needed."""
    left = count
    for answer in answers:
        left -= not answer
        if left < least:
            return False
    return left >= least


def normal(text: str) -> str:
    """Return `Document.norm` of a text."""
    return text if text.isascii() and not _ODD.search(text) else text.translate(_TABLE)


def prepare(text: str) -> Document:
    """Return the document of a text."""
    norm = normal(text)
    low = lowered(norm)
    letters = _ASCII_WORD if norm.isascii() else _WORD
    words = tuple([(match.start(), match.end(), match[0]) for match in letters.finditer(low)])
    places: dict[str, list[int]] = {}
    for start, _, word in words:
        places.setdefault(word, []).append(start)
    count = len(words)
    shape, scan = _shadows(norm)
    numbers = [m.start() for m in _NUMBER.finditer(norm)]
    return Document(
        text=text,
        norm=norm,
        low=low,
        shape=shape,
        scan=scan,
        words=words,
        places=places,
        vocabulary=frozenset(places),
        numbers=tuple(numbers),
        chunks=tuple(_chunks(norm, numbers)),
        breaks=tuple([m.start() for m in _BREAK.finditer(norm)]) if "\n" in norm else (),
        upper=mostly(
            (end - start > 1 and norm[start:end].isupper() for start, end, _ in words), count, int(0.8 * count) + 1
        ),
        lower=mostly((norm[start].islower() for start, _, _ in words), count, int(0.97 * count) + 1),
    )


_ODD: Final = re.compile(r"[\t\r\x0b\x0c`]")
