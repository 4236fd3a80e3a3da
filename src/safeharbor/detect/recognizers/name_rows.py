"""Patients listed by surname alone: `Kowalski - bladder ca, cystectomy`, lines of one form one below the other.

A single such line may be a heading or an eponym; of three and more most of which people bear, and which no list of
eponyms claims, each tells of a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, listed
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

_HEAD: Final = re.compile(
    r"^[ \t]{0,3}(?:\d{1,2}[.)] ?|[-*\u2022] |(?:[Rr]m|[Bb]ed)? ?\d{1,4}[A-Z]?(?:[.):]| -)? {1,2})?"
    r"(?P<n>[A-Z\u00c0-\u00de][a-z\u00df-\u024f']{2,}(?:-[A-Z][a-z]+)?)(?P<s> ?[-\u2013\u2014:,]|\t| {2,})[ \t]*(?=\S)",
    re.MULTILINE,
)
_LEAST, _SHARE = 3, 0.6
_BORNE: Final = Is.SURNAME | Is.GIVEN
_WORDS: Final = Is.ENGLISH | Is.CLINICAL
_NEVER: Final = Is.FUNCTION | Is.CALENDAR | Is.MAKE | Is.PEOPLE | Is.FACILITY | Is.RELATION | Is.TITLE


def _surname(word: int) -> bool:
    """Whether a word is a surname before anything else."""
    return bool(word & Is.SURNAME) and (bool(word & Is.GIVEN) or not word & _WORDS)


def find(document: Document) -> Iterator[Finding]:
    """Yield the surnames that open the lines of a list."""
    forms: dict[str, list[re.Match[str]]] = {}
    for match in _HEAD.finditer(document.norm) if document.norm.count("\n") >= _LEAST - 1 else ():
        forms.setdefault(match["s"].strip(), []).append(match)
    for heads in forms.values():
        words = [lexicon.flags(head["n"].lower()) for head in heads]
        surnames = sum(_surname(word) for word in words)
        eponyms = sum(listed.named_after(head["n"].lower()) for head in heads)
        if surnames < _LEAST or surnames < _SHARE * len(heads) or 2 * eponyms > surnames:
            continue
        for head, word in zip(heads, words, strict=True):
            if word & _BORNE and not word & _NEVER:
                yield Finding(*head.span("n"), DataKind.FAMILY_NAME, 0.8, "name")
