"""Patterns that begin with one of a few words, tried only where such a word begins.

A search that tries every letter costs 30 to 50 ns each (measured 22 November 2026); a hundred patterns would
read a note a hundred times. The words of a note are known already, with their places.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        floor = 0
        for start in document.starts(self.heads):
            if start >= floor and (match := self.pattern.match(text, start)) is not None:
                floor = max(match.end(), start + 1)
                yield match


def matches(pattern: Anchored | re.Pattern[str], document: Document, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern of either sort."""
    return pattern.finditer(document, text) if isinstance(pattern, Anchored) else pattern.finditer(text)


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


def line_ends(text: str, reach: int) -> Iterator[tuple[int, int]]:
    """Yield the last `reach` letters of each line, as start and end."""
    start = 0
    while True:
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end
        if stop > start:
            yield max(start, stop - reach), stop
        if end < 0:
            return
        start = end + 1
