"""Who speaks or is listed at the head of a line: `RN KD:`, `deshawn w 24m`, `K. WELLS 27 F`, `okafor refused`, `MI K`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "speaker"

_STAMP: Final = (
    r"[ \t>*-]{0,4}(?:\[?(?:\d{1,2}/\d{1,2},? )?(?:\d{1,2}:\d\d(?::\d\d)?(?: ?[APap][Mm])?|\d{4})\]?[ -]{1,3})?"
)
_STAFF: Final = r"(?:RN|MD|DO|NP|PA|LPN|CNA|RT|RRT|PharmD|RPh|CRNA|EMT|PT|OT|SLP|SW|MA|Dr\.?|Nurse|Tech)"
_SPEAKER: Final = re.compile(
    rf"^{_STAMP}(?:{_STAFF} (?P<n>[A-Z]{{2,3}})|(?P<m>[A-Z]{{2,3}})[ ,/]{{1,2}}{_STAFF}): ", re.MULTILINE
)
_NO_ONE: Final = frozenset(
    "ed er or icu am pm md rn np pa do rt pt ot ms bp hr id qa to re cc fyi note plan all".split()
)
# `24m`, `61 f`, `27 F`
_AGED: Final = r"(?=,? \d{1,3} ?(?:yo ?|y/o ?)?[mf]\b)"
_ENTRY: Final = re.compile(
    rf"(?:^|[.;] )[ \t*-]{{0,3}}(?:bed \w{{1,3}} |\d{{1,4}}[.)]? )?(?P<n>(?P<w>[a-z][a-z'-]{{2,15}})(?: [a-z])?){_AGED}",
    re.MULTILINE,
)
_LISTED: Final = Shaped(("A. AAA", "A AAA"), rf"[A-Z](?<![\w.].)\.? (?P<w>[A-Z][A-Z'-]{{2,15}})(?i:{_AGED})", reach=0)
_ACTING: Final = re.compile(r"^[ \t*-]{0,3}(?P<n>[a-z][a-z'-]{3,15})(?= )", re.MULTILINE)
# who writes, after what they are: `SW-Pilar: they want a priest`
_POSTED: Final = Shaped(
    ("A-Aa",), r"(?<![\w-])(?:RN|SW|CM|PT|OT|RT|MD|NP|PA|DO|CNA|LPN|Dr)-(?P<n>[A-Z][a-z]{2,14}):", reach=3
)
_MIDDLE: Final = Anchored("mi m middle", r"\b(?:MI|M\.I\.|[Mm]iddle(?: [Ii]nitial)?)[:_ ]{1,4}(?P<n>[A-Z])(?![\w.])")
_NAMED: Final = re.compile(r"\b(?:first|last|given|family|surname)\b")
_FEWEST: Final = 2
_WORDS: Final = Is.FUNCTION | Is.CLINICAL | Is.DRUG | Is.CREDENTIAL | Is.CALENDAR | Is.RELATION | Is.TITLE | Is.ENGLISH


def find(document: Document) -> Iterator[Finding]:
    """Yield speakers by their initials and people listed with age and sex, or doing what people do."""
    norm, low = document.norm, document.low
    speakers = (
        [match for match in _SPEAKER.finditer(norm) if (match["n"] or match["m"]).lower() not in _NO_ONE]
        if ": " in norm
        else []
    )
    if len(speakers) >= _FEWEST:
        for match in speakers:
            yield Finding(*match.span("n" if match["n"] else "m"), DataKind.INITIALS, 0.75, NAME)
    if document.lower:
        for match in _ENTRY.finditer(low):
            if not lexicon.flags(match["w"]) & _WORDS:
                yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.75, NAME)
        for match in _ACTING.finditer(low):
            if lexicon.borne(match["n"]) and propagate.PERSON_VERB.match(low, match.end()):
                yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.65, NAME)
    for match in _LISTED.finditer(document, norm):
        flags = lexicon.flags(match["w"])
        if (flags & (Is.SURNAME | Is.GIVEN) and not flags & Is.COMMON) or not flags & _WORDS:
            yield Finding(match.start(), match.end("w"), DataKind.FULL_NAME, 0.8, NAME)
    for match in _POSTED.finditer(document, norm):
        flags = lexicon.flags(match["n"].lower())
        if not flags & (Is.FUNCTION | Is.DRUG) and (flags & Is.GIVEN or not flags & Is.CLINICAL):
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.8, NAME)
    for match in _MIDDLE.finditer(document, norm):
        start, end = document.line(match.start())
        if _NAMED.search(low, start, end):
            yield Finding(*match.span("n"), DataKind.INITIALS, 0.8, NAME)
