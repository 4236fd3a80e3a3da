"""Names told by how a form or a list sets them: `Signature: ____L Magsaysay____`, `PATIENT HALE, TAMSIN`, `1. Mbeki, T  B+`, `D'SOUZA`."""

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

NAME: Final = "name"

_CAP: Final = r"[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]*\.?"
_LINED: Final = re.compile(rf"_{{2,60}} ?(?P<n>{_CAP}(?: {_CAP}){{0,3}}) ?_{{2}}")
_SIGNING: Final = re.compile(
    r"\b(?:sign(?:ed|ature)?|name|print(?:ed)?|patient|witness|guardian|parent|physician|nurse|provider|by|initials?)\b[^\n_]{0,16}\Z"
)
_LABEL: Final = re.compile(
    r"NPI|DOB|MRN|SSN|DEA|ID|Lic(?:ense)?|Date|DATE|Time|TIME|Title|Phone|Tel|Fax|Ht|Age|Sex|Room|Rm|Bed|Unit|Dept|Print(?:ed)?|Initials?|Relationship|Language"
)
# a heading in capitals before a name in capitals, no colon between
_HEADED: Final = Anchored(
    "patient pt name",
    r"(?:PATIENT|PT|NAME)(?: NAME)? {1,2}(?P<n>[A-Z][A-Z'-]{1,24}, [A-Z][A-Z'-]{1,20}(?: [A-Z]\b\.?)?)(?=[.,;\n]|\Z| {2}| (?:DOB|MRN|AGE|ROOM|RM|ACCT)\b)",
)
_ENTRY: Final = re.compile(
    rf"^[ \t]{{0,3}}(?:\d{{1,2}}[.)] |[\d:]{{4,5}} {{1,3}}|[-*\u2022] )(?P<n>(?P<w>[A-Z\u00c0-\u00de][a-z\u00df-\u024f']+(?:-[A-Z][a-z]+)?), (?:[A-Z]\.?(?: ?[A-Z]\.)?|{_CAP}))(?= {{2,}}|\t| ?\|)",
    re.MULTILINE,
)
# an apostrophe after one capital: no other word is so written
_APOSTROPHE: Final = Shaped(("A'A",), r"[DO](?<![\w'.-].)'[A-Z][A-Za-z]{2,20}(?:-[A-Z][A-Za-z']{2,20})?(?!\w)", reach=0)
_HYPHENED: Final = Shaped(
    ("aAa",),
    r"(?<![\w'.-])(?:De|Di|Du|La|Le|Mc|Mac|Van|Von|Fitz|St)[A-Z][a-z]{2,14}-[A-Z][a-z]{2,14}(?![\w-])",
    reach=4,
)
_THINGS: Final = Is.CLINICAL | Is.DRUG | Is.ENGLISH | Is.FUNCTION | Is.CREDENTIAL | Is.FACILITY


def find(document: Document) -> Iterator[Finding]:
    """Yield names by the lines, lists and letters they are set in."""
    norm, low = document.norm, document.low
    for match in _LINED.finditer(norm) if "__" in norm else ():
        # a blank's label between two blanks: `______ RN ______`
        label = lexicon.flags(match["n"]) & (Is.CREDENTIAL | Is.CLINICAL) or _LABEL.fullmatch(match["n"])
        if not label and _SIGNING.search(low, max(0, match.start() - 28), match.start()):
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.85, NAME)
    for match in _HEADED.finditer(document, norm):
        last, first = (re.sub(r"[^a-z].*", "", part.lower()) for part in match["n"].split(", "))
        if not lexicon.flags(last) & lexicon.flags(first) & _THINGS:
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.85, NAME)
    for match in _ENTRY.finditer(norm) if ", A" in document.shape else ():
        flags = lexicon.flags(match["w"].lower())
        if flags & (Is.SURNAME | Is.GIVEN) or not flags & _THINGS:
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.7, NAME)
    for pattern in (_APOSTROPHE, _HYPHENED):
        for match in pattern.finditer(document, norm):
            word = lexicon.flags(match[0].replace("'", "").lower())
            if not word & Is.EPONYM and not propagate.is_thing(document, match.end()):
                yield Finding(*match.span(), DataKind.FAMILY_NAME, 0.7, NAME)
