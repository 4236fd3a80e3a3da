"""What the trained recognizer takes for a place or an organisation, weighed word by word against the vocabulary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers.name_runs import NOT_NAMES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document

_WORD: Final = re.compile(r"[^\W\d_]+")
_DISTRUSTED: Final = 0.8
_SURE: Final = 0.9
_KNOWN: Final = 0.93  # `transferred from MGH`
_ABBREVIATION: Final = 5
_THINGS: Final = Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.CREDENTIAL | Is.FUNCTION | Is.RELATION | Is.TITLE
_BORNE: Final = Is.GIVEN | Is.SURNAME


_LABELS: Final = (
    NOT_NAMES | frozenset("city county town street hometown residence priors destination origin".split())
) - frozenset("st ed er icu".split())
_JOINS: Final = frozenset(
    "of the and at for de la du del des das do da dos el los las y e in on le les van der den von zu am im sur s t to a by or n with our".split()
)


def trim(document: Document, finding: Finding, begin: int, stop: int) -> Finding | None:
    """Cut words in lower case off the ends of a proposed place; none when only vocabulary is left."""
    norm = document.norm
    mixed = not document.upper and not document.lower
    pieces = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\W_]+", norm[begin:stop])]
    if not pieces:
        return None
    first, last = 0, len(pieces) - 1
    if mixed:
        while (
            last > first
            and pieces[last][2].islower()
            and finding.kind is not DataKind.STREET
            and not (pieces[last][2] == "s" and norm[begin + pieces[last][0] - 1] == "'")
        ):
            last -= 1
        while first < last and pieces[first][2].islower():
            first += 1
        # `Donor hosp Maple Memorial`: what stands before a small word that joins nothing is a label
        for number in range(last - 1, first, -1):
            if pieces[number][2].islower() and pieces[number][2] not in _JOINS and finding.label is Label.ORG:
                first = number + 1
                break
    if finding.kind is not DataKind.STREET:
        while first < last and pieces[first][2].lower() in _LABELS:
            first += 1
        while last > first and pieces[last][2].lower() in _LABELS:
            last -= 1
    start = begin + pieces[first][0]
    end = stop if last == len(pieces) - 1 else begin + pieces[last][1]
    if (
        finding.label is Label.ORG
        and norm.startswith("'s", end)
        and norm[end + 2 : end + 3] in {"", ",", ".", ";", ")", "\n"}
    ):
        end += 2
    trimmed = Finding(start, end, finding.kind, finding.score, finding.recognizer)
    return trimmed if _place(document, trimmed) else None


def _place(document: Document, finding: Finding) -> bool:
    """Whether a proposed place or organisation is more than vocabulary."""
    norm = document.norm
    words = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(document.low, finding.start, finding.end)]
    if not words:
        return False  # rooms and numbers are told by the words before them
    mixed = not document.upper and not document.lower
    if mixed and not any(norm[start].isupper() for start, _, _ in words):
        return False
    proper = 0
    for start, end, word in words:
        found = lexicon.flags(word)
        exact = norm[start:end]
        short = exact.isupper() and end - start <= _ABBREVIATION and not found & (_BORNE | Is.PLACE)
        known = finding.label is Label.ORG and finding.score >= _KNOWN and not found
        if mixed and (exact.islower() or (short and len(words) == 1 and not known)):
            continue
        if (
            (found & (Is.PLACE | _BORNE) and not found & Is.FUNCTION)
            or not found & (_THINGS | Is.FACILITY)
            or (
                found & (Is.FACILITY | Is.ENGLISH)
                and not found & (Is.FUNCTION | Is.CLINICAL | Is.DRUG)
                and (len(words) > 1 or finding.score >= _SURE + 0.05)
                and (exact[0].isupper() or not mixed)
            )
        ):
            proper += 1
    if len(words) == 1:
        found = lexicon.flags(words[0][2])
        if (
            found & (Is.CLINICAL | Is.DRUG | Is.EPONYM | Is.COMMON | Is.MAKE | Is.PEOPLE | Is.FUNCTION)
            and not found & Is.PLACE
        ):
            return False
        if found & (Is.MAKE | Is.PEOPLE | Is.CALENDAR) or (not found and finding.score < _DISTRUSTED):
            return False
        if not mixed and found & (Is.COMMON | Is.CLINICAL):
            return False
    return proper > 0
