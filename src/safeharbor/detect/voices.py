"""Stretches of a text that are written otherwise than the rest: messages in lower case, dictation in capitals.

What a capital says of a word depends on how its neighbours are written, so a stretch is read as a text of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.detect.document import mostly, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safeharbor.detect.document import Document

_HEAD: Final = re.compile(r"[ \t>*-]*(?:\[[^\]\n]{0,40}\] ?)?(?:[^\W\d_][\w .'+-]{0,24}: ?)?")
_SMALL_START: Final = re.compile(r"[a-z]{3}[.!?]{1,3} [a-z]{2}")
_ENDS: Final = ".!?:;>)]"
_FEWEST_LOW, _FEWEST_HIGH = 6, 8
_SHARE_HIGH, _SHARE_LOW = 0.94, 0.9


def _case(norm: str, words: Sequence[tuple[int, int, str]], start: int) -> str:
    """Return `lower` or `upper` when the words of a line are written so from offset `start` on, else nothing."""
    count = len(words)
    if count < _FEWEST_LOW:
        return ""
    if norm[start].islower() and mostly((norm[at].islower() for at, _, _ in words), count, _SHARE_LOW * count):
        return "lower"
    long = [norm[at:end] for at, end, _ in words if end - at > 1]
    if len(long) >= _FEWEST_HIGH and mostly((word.isupper() for word in long), len(long), _SHARE_HIGH * len(long)):
        return "upper"
    return ""


def stretches(document: Document) -> Iterator[tuple[int, int, Document]]:
    """Yield start, end and the document of each run of lines in lower case or in capitals inside a mixed text.

    A line in lower case that goes on with the sentence of the line before is no message of its own.
    """
    if document.lower or document.upper:
        return
    norm, words = document.norm, document.words
    begun, kind, stop, at, before = 0, "", 0, 0, "."
    for line in norm.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            before = "."
            continue
        head = _HEAD.match(norm, start, end)
        start = head.end() if head is not None else start
        inside = words[bisect_left(words, (start,)) : bisect_left(words, (end,))] if start < end else ()
        case = _case(norm, inside, start)
        if case == "lower" and kind != "lower" and before not in _ENDS and not _SMALL_START.search(norm, start, end):
            case = ""
        if case != kind:
            if kind:
                yield _made(document, begun, stop, kind)
            begun, kind = start, case
        stop, before = end, line.rstrip()[-1]
    if kind:
        yield _made(document, begun, stop, kind)


def _made(document: Document, start: int, end: int, kind: str) -> tuple[int, int, Document]:
    return start, end, replace(prepare(document.text[start:end]), lower=kind == "lower", upper=kind == "upper")
