"""Names told by how a form or a list sets them: `Signature: ____L Magsaysay____`, `PATIENT HALE, TAMSIN`, `1. Mbeki, T  B+`, `D'SOUZA`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.anchors import Anchored, Shaped, begun
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import LABELS, ROLES
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
    r"NPI|DOB|MRN|SSN|DEA|ID|Lic(?:ense)?|Ht|Wt|Ext|E?mail|E-mail|Zip|Fax|Tel|Rm|Dept|Exp|Init(?:ial)?s?|Preparer|Approver|Cosigner|Anesthesia|Circulator|Phone|Address|City|State|Print(?:ed)?(?: [Nn]ame)?",
    re.IGNORECASE,
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
# letter by letter: `k o w a l s k i`, `marcus b e l l`
_APART: Final = re.compile(r"(?<![\w-])[^\W\d_](?:[- ][^\W\d_]){3,20}(?![\w-])")
_SPELLED: Final = 5  # fewer letters in a row are codes and lists
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
_SAID: Final = 24  # letters back to the name that is spelled: `marcus bell thats b e l l`
_WORD_BEFORE: Final = re.compile(r"(?<![\w'-])(?P<w>[a-z]{3,14}) \Z")
# the row of a list: `Smith W / Maison rm 227 / MWF`
_ROW: Final = re.compile(
    r"^[ \t]{0,3}(?P<n>(?P<w>[A-Z\u00c0-\u00de][\w']+(?:-[A-Z][a-z]+)?),? [A-Z]\.?)(?= / )", re.MULTILINE
)
_SLASHED: Final = re.compile(r"^[^\n/]{2,40} / [^\n/]{1,40} / ", re.MULTILINE)
_ROWS: Final = 2
# who only assists: `Linnea Garvey CPM, Poppy asst`
_ASSISTS: Final = re.compile(
    r"(?:, | and | & |w/ |with )(?P<n>[A-Z][a-z]{2,14}),? (?:asst|assist(?:s|ed|ing)?|scribing|interpreting|charting|circulating|scrubbed)(?![\w-])"
)
_ASSISTING: Final = frozenset(
    "asst assist assists assisted assisting scribing interpreting charting circulating scrubbed".split()
)
# an initial and a double surname: nothing else is so written
_DOUBLE: Final = Shaped(
    ("a-A",),
    r"(?<![\w.])[A-Z]\. ?[A-Z\u00c0-\u00de][a-z\u00df-\u024f']{2,14}-[A-Z\u00c0-\u00de][a-z\u00df-\u024f']{2,14}(?![\w-])",
    reach=18,
)
_THINGS: Final = Is.CLINICAL | Is.DRUG | Is.ENGLISH | Is.FUNCTION | Is.CREDENTIAL | Is.FACILITY


def _labels(text: str) -> bool:
    """Whether what stands between two blanks of a form labels one of them: `______ RN ______`, `______ Interpreter ______`."""
    word = text.lower().rstrip(".")
    found = lexicon.flags(word)
    if word in ROLES | LABELS or _LABEL.fullmatch(text) is not None or found & (Is.CREDENTIAL | Is.CLINICAL):
        return True
    return bool(found & _THINGS) and not found & (Is.GIVEN | Is.SURNAME)


def _in_columns(document: Document, at: int) -> bool:
    """Whether three wide gaps at least stand before a place on its line."""
    return document.norm.count("   ", max(document.line(at)[0], at - _WIDTH), at) >= _COLUMNS


_WIDTH, _COLUMNS = 120, 3


def _apart(document: Document) -> Iterator[Finding]:
    """Yield names written letter by letter: in capitals, of many letters, after `spelled` or a given name."""
    letters = {start for one in document.vocabulary if len(one) == 1 for start in document.places[one]}
    for match in begun(
        _APART, document.norm, sorted(at for at in letters if letters.issuperset((at + 2, at + 4, at + 6)))
    ):
        joined = re.sub(r"[- ]", "", match[0]).lower()
        flags = lexicon.flags(joined)
        first = _WORD_BEFORE.search(document.low, max(0, match.start() - 16), match.start())
        given = lexicon.flags(first["w"]) if first is not None else 0
        said = re.search(rf"(?<![\w-]){joined}(?![\w-])", document.low[max(0, match.start() - _SAID) : match.start()])
        called = said is not None or (
            bool(given & Is.GIVEN) and not given & (Is.ENGLISH | Is.COMMON) and bool(flags & Is.SURNAME)
        )
        if not called and (
            joined in _ALPHABET or lexicon.plain(joined) or (flags & Is.CLINICAL and not flags & Is.SURNAME)
        ):
            continue
        if not flags and _in_columns(document, match.start()):
            continue  # a table of codes: `IS  N  F M O U A N`
        if (
            called
            or match[0].isupper()
            or len(joined) > _SPELLED
            or "spel" in document.low[max(0, match.start() - 20) : match.start()]
        ):
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.75, NAME)


def find(document: Document) -> Iterator[Finding]:
    """Yield names by the lines, lists and letters they are set in."""
    norm, low = document.norm, document.low
    for match in _LINED.finditer(norm) if "__" in norm else ():
        if not _labels(match["n"]) and _SIGNING.search(low, max(0, match.start() - 28), match.start()):
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.85, NAME)
    for match in _HEADED.finditer(document, norm):
        last, first = (re.sub(r"[^a-z].*", "", part.lower()) for part in match["n"].split(", "))
        if not lexicon.flags(last) & lexicon.flags(first) & _THINGS:
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.85, NAME)
    for match in _ENTRY.finditer(norm) if ", A" in document.shape else ():
        flags = lexicon.flags(match["w"].lower())
        if flags & (Is.SURNAME | Is.GIVEN) or not flags & _THINGS:
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.7, NAME)
    for match in _ROW.finditer(norm) if " / " in norm and len(_SLASHED.findall(norm)) >= _ROWS else ():
        if lexicon.flags(match["w"].lower()) & Is.SURNAME:
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.75, NAME)
    for match in _ASSISTS.finditer(norm) if not _ASSISTING.isdisjoint(document.vocabulary) else ():
        flags = lexicon.flags(match["n"].lower())
        if flags & Is.GIVEN and not flags & (Is.FUNCTION | Is.CLINICAL | Is.CALENDAR):
            yield Finding(*match.span("n"), DataKind.GIVEN_NAME, 0.7, NAME)
    yield from _apart(document)
    for match in _DOUBLE.finditer(document, norm):
        parts = [lexicon.flags(part) for part in match[0][2:].strip().lower().split("-")]
        if not (any(part & Is.EPONYM for part in parts) or all(part & (Is.CLINICAL | Is.DRUG) for part in parts)):
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.75, NAME)
    for pattern in (_APOSTROPHE, _HYPHENED):
        for match in pattern.finditer(document, norm):
            word = lexicon.flags(match[0].replace("'", "").lower())
            if not word & Is.EPONYM and not propagate.is_thing(document, match.end()):
                yield Finding(*match.span(), DataKind.FAMILY_NAME, 0.7, NAME)
