"""Stretches of a text that are written otherwise than the rest: messages in lower case, dictation in capitals.

What a capital says of a word depends on how its neighbours are written, so a stretch is read as a text of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.detect.document import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

_HEAD: Final = re.compile(r"[ \t>*-]*(?:\[[^\]\n]{0,40}\] ?)?(?:[^\W\d_][\w .'+-]{0,24}: ?)?")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SMALL_START: Final = re.compile(r"[a-z]{3}[.!?]{1,3} [a-z]{2}")
_ENDS: Final = ".!?:;>)]"
_FEWEST_LOW, _FEWEST_HIGH = 6, 8
_SHARE_HIGH, _SHARE_LOW = 0.94, 0.9


def _case(norm: str, start: int, end: int) -> str:
    """Return `lower` or `upper` when a line is written so, else nothing."""
    words = [norm[m.start() : m.end()] for m in _WORD.finditer(norm, start, end)]
    if len(words) < _FEWEST_LOW:
        return ""
    if norm[start].islower() and sum(word[0].islower() for word in words) >= _SHARE_LOW * len(words):
        return "lower"
    long = [word for word in words if len(word) > 1]
    if len(long) >= _FEWEST_HIGH and sum(word.isupper() for word in long) >= _SHARE_HIGH * len(long):
        return "upper"
    return ""


def stretches(document: Document) -> Iterator[tuple[int, int, Document]]:
    """Yield start, end and the document of each run of lines in lower case or in capitals inside a mixed text.

    A line in lower case that goes on with the sentence of the line before is no message of its own.
    """
    if document.lower or document.upper:
        return
    norm = document.norm
    begun, kind, stop, at, before = 0, "", 0, 0, "."
    for line in norm.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            before = "."
            continue
        head = _HEAD.match(norm, start, end)
        start = head.end() if head is not None else start
        case = _case(norm, start, end) if start < end else ""
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
