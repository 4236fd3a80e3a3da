"""Patterns tried only where they can match: at the words they begin with, at the shape they hold, at a number.

A search that tries every letter costs 30 to 50 ns each (measured 22 November 2026); a hundred patterns would
read a note a hundred times. The words and numbers of a note are known already, with their places, and whether a
shape stands in it anywhere is a search of plain text, a hundred times as fast.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from safeharbor.detect.document import Document


class Anchored:
    """A pattern and the words, in lower case, that it can begin with."""

    __slots__ = ("heads", "pattern")

    def __init__(self, heads: str, pattern: str, flags: re.RegexFlag = re.RegexFlag.NOFLAG) -> None:
        """Take the words, blanks between them, and the pattern; a word left out is a match never found."""
        self.heads: Final = frozenset(heads.split())
        self.pattern: Final = re.compile(pattern, flags)

    def finditer(self, document: Document, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in `text`, a shadow of the document, in order and never overlapping."""
        return _at(self.pattern, text, document.starts(self.heads))


class Shaped:
    """A pattern and the shapes, as `Document.shape` writes them, that each of its matches holds one of.

    `reach`: a match begins at the shape or up to that many letters before it; none given, anywhere before it.
    """

    __slots__ = ("pattern", "reach", "shapes")

    def __init__(
        self,
        shapes: Sequence[str],
        pattern: str,
        flags: re.RegexFlag = re.RegexFlag.NOFLAG,
        *,
        reach: int | None = None,
    ) -> None:
        """Take the shapes and the pattern; a shape left out is a match never found."""
        self.shapes: Final = tuple(shapes)
        self.pattern: Final = re.compile(pattern, flags)
        self.reach: Final = reach

    def finditer(self, document: Document, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in `text`, a shadow of the document, in order and never overlapping."""
        shape = document.shape
        held = [one for one in self.shapes if one in shape]
        if not held:
            return iter(())
        if self.reach is None:
            return self.pattern.finditer(text)
        return _at(
            self.pattern,
            text,
            sorted({at - back for one in held for at in _places(shape, one) for back in range(self.reach + 1)}),
        )


class Numbered:
    """A pattern that begins with the first figure of a number."""

    __slots__ = ("pattern",)

    def __init__(self, pattern: str, flags: re.RegexFlag = re.RegexFlag.NOFLAG) -> None:
        """Take the pattern; one that can begin inside a number is a match never found."""
        self.pattern: Final = re.compile(pattern, flags)

    def finditer(self, document: Document, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in `text`, a shadow of the document, in order and never overlapping."""
        return _at(self.pattern, text, document.numbers)


def _places(text: str, part: str) -> Iterator[int]:
    """Yield where a part stands in a text, places that overlap included."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _at(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield the matches that begin at the given places, never overlapping."""
    floor = 0
    for start in starts:
        if start >= floor and (match := pattern.match(text, start)) is not None:
            floor = max(match.end(), start + 1)
            yield match


def matches(
    pattern: Anchored | Shaped | Numbered | re.Pattern[str], document: Document, text: str
) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern of any sort."""
    return pattern.finditer(text) if isinstance(pattern, re.Pattern) else pattern.finditer(document, text)


def windows(starts: list[int], before: int, after: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches around the given places, those that touch made one."""
    begin, stop = -1, -1
    for start in starts:
        if begin >= 0 and start - before <= stop:
            stop = max(stop, min(length, start + after))
            continue
        if begin >= 0:
            yield begin, stop
        begin, stop = max(0, start - before), min(length, start + after)
    if begin >= 0:
        yield begin, stop


def line_ends(document: Document, reach: int, endings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the last `reach` letters, as start and end, of each line whose shape ends so, blanks aside."""
    shape = document.shape
    start = 0
    while start < len(shape):
        end = shape.find("\n", start)
        end = len(shape) if end < 0 else end
        stop = end
        while stop > start and shape[stop - 1] == " ":
            stop -= 1
        if shape.endswith(endings, start, stop):
            yield max(start, end - reach), end
        start = end + 1
