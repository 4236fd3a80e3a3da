"""Patterns tried only where they can match: at the words they begin with, at the shape they hold, at a number.

A search that tries every letter costs 30 to 50 ns each (measured 22 November 2026); a hundred patterns would
read a note a hundred times. The words and numbers of a note are known already, with their places, and whether a
shape stands in it anywhere is a search of plain text, a hundred times as fast.
"""

from __future__ import annotations

import re
import sys
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

    def finditer(self, document: Document, text: str, *, opening: bool = False) -> Iterable[re.Match[str]]:
        """Return the matches in `text`, a shadow of the document, in order and never overlapping.

        `opening`: only those that open their line, blanks aside.
        """
        starts = document.starts(self.heads)
        if opening:
            starts = [start for start in starts if _opens_line(text, start)]
        return begun(self.pattern, text, starts) if starts else ()


def _opens_line(text: str, start: int) -> bool:
    """Whether nothing but blanks stands before a place on its line: asked backwards, for a line may be a whole note."""
    while start and text[start - 1] in " \t":
        start -= 1
    return not start or text[start - 1] == "\n"


_BEFORE_LETTER: Final = re.compile(r".[/:][aA]")


class Shaped:
    """A pattern and the shapes, as `Document.shape` writes them, that each of its matches holds one of.

    `reach`: a match begins at the shape or up to that many letters before it, or opens the text; none given, anywhere
    before it.
    `scanned`: shapes as `Document.scan` writes them.
    """

    __slots__ = ("_plain", "_signed", "pattern", "reach", "scanned", "shapes")

    def __init__(
        self,
        shapes: Sequence[str],
        pattern: str,
        flags: re.RegexFlag = re.RegexFlag.NOFLAG,
        *,
        reach: int | None = None,
        scanned: bool = False,
    ) -> None:
        """Take the shapes and the pattern; a shape left out is a match never found."""
        self.shapes: Final = tuple(shapes)
        # a search for letters is a twentieth as fast as one for the sign that stands before the last of them
        signed = [shape for shape in shapes if _BEFORE_LETTER.fullmatch(shape)]
        self._plain: Final = [shape for shape in shapes if shape not in signed]
        self._signed: Final = {
            sign: tuple(shape for shape in signed if shape[1] == sign) for sign in {shape[1] for shape in signed}
        }
        self.pattern: Final = re.compile(pattern, flags)
        self.reach: Final = reach
        self.scanned: Final = scanned

    def finditer(self, document: Document, text: str) -> Iterable[re.Match[str]]:
        """Return the matches in `text`, a shadow of the document, in order and never overlapping."""
        shape = document.scan if self.scanned else document.shape
        find = shape.find
        places: list[int] = []
        for sign, ones in self._signed.items():
            at = find(sign, 1)
            while at >= 0:
                if shape.startswith(ones, at - 1):
                    places.append(at - 1)
                at = find(sign, at + 1)
        if places and self.reach is None:
            return self.pattern.finditer(text)
        for one in self._plain:
            at = find(one)
            if at >= 0 and self.reach is None:
                return self.pattern.finditer(text)
            while at >= 0:
                places.append(at)
                at = find(one, at + 1)
        if not places:
            return ()
        reach = self.reach or 0
        starts = {at - back for at in places for back in range(reach + 1)} if reach else set(places)
        starts.add(0)
        return begun(self.pattern, text, sorted(starts))


class Numbered:
    """A pattern that begins with the first figure of a number."""

    __slots__ = ("pattern",)

    def __init__(self, pattern: str, flags: re.RegexFlag = re.RegexFlag.NOFLAG) -> None:
        """Take the pattern; one that can begin inside a number is a match never found."""
        self.pattern: Final = re.compile(pattern, flags)

    def finditer(self, document: Document, text: str) -> Iterable[re.Match[str]]:
        """Return the matches in `text`, a shadow of the document, in order and never overlapping."""
        return begun(self.pattern, text, document.numbers)


def begun(pattern: re.Pattern[str], text: str, starts: Iterable[int], stop: int = sys.maxsize) -> list[re.Match[str]]:
    """Return the matches that begin at the given places, in order, and never overlap; `stop`: where the text ends."""
    floor = 0
    found: list[re.Match[str]] = []
    begin = pattern.match
    for start in starts:
        if start >= floor and (match := begin(text, start, stop)) is not None:
            floor = max(match.end(), start + 1)
            found.append(match)
    return found


def matches(
    pattern: Anchored | Shaped | Numbered | re.Pattern[str], document: Document, text: str
) -> Iterable[re.Match[str]]:
    """Return the matches of a pattern of any sort."""
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
