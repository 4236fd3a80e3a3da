"""What clinical text is made of and no one's identity: findings that are only vocabulary are let go, others trimmed.

A trained recognizer and loose patterns propose; vocabulary - clinical words, drugs, eponyms before what is named
after them, abbreviations, units - disposes. A known value, a title or a label outweighs it: those findings are sure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CREDENTIALS, PARTICLES, SUFFIXES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeharbor.detect.document import Document

_WORD: Final = re.compile(r"[^\W\d_]+")
_DISTRUSTED: Final = 0.8
_SURE: Final = 0.9
_ABBREVIATION: Final = 5
_VOCABULARY: Final = Is.CLINICAL | Is.DRUG | Is.FUNCTION | Is.CREDENTIAL | Is.RELATION
_THINGS: Final = Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.CREDENTIAL | Is.FUNCTION | Is.RELATION | Is.TITLE
_BORNE: Final = Is.GIVEN | Is.SURNAME
_MEASURE: Final = re.compile(
    r"['\"]?\s?(?:\d+(?:[.,]\d+)?(?:[-/]\d+(?:\.\d+)?)? ?(?:mg|mcg|ml|g\b|u\b|units?|iu|%|tabs?|puffs?|meq|cc)|[<>=~]|\d+\.\d)"
)


def _vocabulary(document: Document, finding: Finding) -> bool:
    """Whether a name is only clinical vocabulary, or an eponym followed by what is named after it."""
    words = _WORD.findall(document.low, finding.start, finding.end)
    if not words:
        return True
    if len(words) == 1 and lexicon.flags(words[0]) & Is.EPONYM and propagate.is_thing(document, finding.end):
        return True
    return all(lexicon.flags(w) & _VOCABULARY and not lexicon.flags(w) & _BORNE for w in words)


def screen(document: Document, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without names and places that are vocabulary; sure findings always stay."""
    return [
        finding
        for finding in findings
        if finding.score >= _DISTRUSTED
        or finding.label not in (Label.NAME, Label.LOCATION)
        or finding.kind in (DataKind.INITIALS, DataKind.ZIP, DataKind.STREET, DataKind.PLACE, DataKind.GEOCODE)
        or not _vocabulary(document, finding)
    ]


def _name_word(document: Document, start: int, end: int, score: float) -> bool:
    """Whether a word that the trained recognizer takes for part of a name can be one."""
    norm = document.norm
    word = document.low[start:end]
    found = lexicon.flags(word)
    exact = norm[start:end]
    mixed = not document.upper and not document.lower
    if word in SUFFIXES:
        return True
    if end - start == 1:
        return exact.isupper() or not mixed
    if mixed and exact.islower():
        return (
            word in PARTICLES
            or (score >= _SURE and found & _BORNE > 0 and not found & _THINGS)
            or (score >= _SURE and not found)
        )
    if found & (Is.FUNCTION | Is.RELATION | Is.TITLE) and not (found & _BORNE and mixed and score >= _SURE):
        return False
    if (
        mixed
        and exact.isupper()
        and end - start <= _ABBREVIATION
        and (found & (Is.CLINICAL | Is.CREDENTIAL | Is.DRUG | Is.STATE) or not found & _BORNE)
    ):
        return not found and score >= _SURE and end - start > 3  # noqa: PLR2004 - three capitals are an abbreviation
    if word in CREDENTIALS and exact.isupper():
        return False
    if found & Is.DRUG and not (found & Is.GIVEN and score >= _SURE):
        return False
    if found & _BORNE:
        if not mixed:
            return not found & (Is.COMMON | Is.CLINICAL | Is.DRUG) or score >= _SURE + 0.05
        return True
    if found & Is.EPONYM and not found & _BORNE:
        return False
    if found & (Is.ENGLISH | Is.CLINICAL | Is.CREDENTIAL):
        return False
    return True


def _trim_name(document: Document, finding: Finding) -> Finding | None:
    """Cut vocabulary off both ends of a proposed name; none when nothing is left."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(document.norm, finding.start, finding.end)]
    keep = [_name_word(document, start, end, finding.score) for start, end in words]
    if not any(ok and end - start > 1 for ok, (start, end) in zip(keep, words, strict=True)) and not (
        any(keep) and finding.score >= _SURE and "." in document.norm[finding.start : finding.end + 1]
    ):
        return None
    first = keep.index(True)
    last = len(keep) - 1 - keep[::-1].index(True)
    while (
        first < last
        and words[first][1] - words[first][0] > 1
        and document.low[words[first][0] : words[first][1]] in PARTICLES
        and document.low[words[first][0] : words[first][1]] in {"of", "e", "y", "a"}
    ):
        first += 1
    start = words[first][0] if first else finding.start
    end = words[last][1] if last < len(words) - 1 else finding.end
    single = first == last
    if single:
        found = lexicon.flags(document.low[start:end])
        if found & (Is.EPONYM | Is.CLINICAL | Is.DRUG) and (
            propagate.is_thing(document, end) or _MEASURE.match(document.low, end)
        ):
            return None
        if _MEASURE.match(document.low, end) and not found & Is.GIVEN:
            return None
    return Finding(start, end, finding.kind, finding.score, finding.recognizer)


def _place(document: Document, finding: Finding) -> bool:
    """Whether a proposed place or organisation is more than vocabulary."""
    norm = document.norm
    text = norm[finding.start : finding.end]
    words = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(document.low, finding.start, finding.end)]
    if not words:
        return finding.kind is DataKind.PLACE and any(c.isdigit() for c in text) and finding.score >= _SURE
    mixed = not document.upper and not document.lower
    if mixed and not any(norm[start].isupper() for start, _, _ in words):
        return False
    proper = 0
    for start, end, word in words:
        found = lexicon.flags(word)
        exact = norm[start:end]
        if mixed and (
            exact.islower()
            or (
                exact.isupper() and end - start <= _ABBREVIATION and not found & (_BORNE | Is.PLACE) and len(words) == 1
            )
        ):
            continue
        if found & (Is.PLACE | _BORNE) and not found & Is.FUNCTION:
            proper += 1
        elif not found & (_THINGS | Is.FACILITY):
            proper += 1
        elif (
            found & (Is.FACILITY | Is.ENGLISH)
            and not found & (Is.FUNCTION | Is.CLINICAL | Is.DRUG)
            and (len(words) > 1 or finding.score >= _SURE + 0.05)
            and (exact[0].isupper() or not mixed)
        ):
            proper += 1
    if len(words) == 1:
        found = lexicon.flags(words[0][2])
        if found & (Is.CLINICAL | Is.DRUG | Is.EPONYM | Is.COMMON) and not found & Is.PLACE:
            return False
        if not mixed and found & (Is.COMMON | Is.CLINICAL):
            return False
    return proper > 0


def refine(document: Document, findings: Iterable[Finding]) -> list[Finding]:
    """Return the trained recognizer's findings without vocabulary, names trimmed to the words that can be names."""
    kept = []
    for finding in findings:
        if finding.label is Label.NAME:
            trimmed = _trim_name(document, finding)
            if trimmed is not None:
                kept.append(trimmed)
        elif finding.label not in (Label.LOCATION, Label.ORG) or _place(document, finding):
            kept.append(finding)
    return kept
