"""Telephone numbers written otherwise than with two marks: torn, broken over lines, masked, in a form's boxes, by parts.

Ten figures in groups of three, three and four need no word before them when one sign parts them twice; with blanks and
marks wherever a hand or a scanner left them they need one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored, Numbered, Shaped, begun, matches, windows
from safeharbor.detect.recognizers.loose_codes import UNIT
from safeharbor.detect.recognizers.phones import announced, kind_of
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "phone"

_LINE_DIGIT: Final = re.compile(r"\n {0,4}-?\d")
# ten figures with one line's end among them
_BROKEN: Final = re.compile(r"(?<![\w.$/-])(?<!\d )\(?\d(?:[-. ()/]{0,2}(?:\n {0,4}-?)?\d){9}(?![\w-])(?!\.\d)")
_WHOLE: Final = re.compile(r"(?P<mark>\(\d{3}\)[-. ]{0,2}|[2-9]\d\d[-./ ]?)[2-9]\d\d(?P<sep>[-. ]?)\d{4}")
_LINE_END: Final = re.compile(r" ?\n *")
_SLASHED: Final = Shaped(("000/000/0000",), r"[2-9](?<![\w./-].)\d\d/[2-9]\d\d/\d{4}(?![\w/-])", reach=0)
# a blank inside the last four, as a hasty or a scanned hand leaves it; a form's wide brackets
_TORN: Final = Shaped(("(000)",), r"\(\d{3}\)[-. ]{0,2}\d{3}[-. ]{0,2}\d\d \d\d(?![\w/%]| \d)", reach=0)
_FORM: Final = Shaped((" 000 )", "000 )"), r"\( {0,4}\d{3} {1,4}\)[ _]{0,4}\d{3} ?[-. ] ?\d{4}(?![\w-])", reach=5)
# one sign twice, with or without blanks: `617_555_0142`
_EVEN: Final = Numbered(r"[2-9](?<![\w.$/*-].)\d\d(?P<s> ?[-._*\u00b7\u2022~] ?)[2-9]\d\d(?P=s)\d{4}(?![\w*-])")
# ten figures with a blank or a mark anywhere, once a word announces them
_FREELY: Final = r"[2-9](?:[-._*/,()\u00b7~\] ]{0,4}[\dlOI]){9}(?![\w%]|[./-]\d)"
_FREE: Final = re.compile(r"(?<![\w$/-])[(\[_ ]{0,3}(?:\+?1[-. ]{1,2})?" + _FREELY)
_TEN_FREE: Final = re.compile(_FREELY)
_BEFORE, _FIRST, _LONGEST, _TEN = 8, "23456789", 46, 10  # letters before its first figure, to its last, its figures
_FIGURES: Final = 7
_AND_THEN: Final = re.compile(r"(?:,|;)?(?: or| and| then| &| /|,){1,2} ?")  # a second number: `... then 347 555 01 82`
# seven figures in three parts
_SEVEN: Final = Shaped(("000 00",), r"[2-9](?<![\w.$/-].)(?<!\d .)\d\d[- ]\d\d[- ]\d\d(?![\w/%.-]| \d)", reach=0)
_MASKS: Final = str.maketrans("xX#", "***")
_MASKED: Final = re.compile(r"\(?(?:[xX*#]{3})\)?[-. ]{1,2}[xX*#]{3}[-. ](?P<n>\d{4})(?![\w-])")
_UNMASKED: Final = Shaped(
    ("000-00", "000-000-"), r"(?<![\w-])[2-9]\d\d[-. ][2-9]\d\d[-. ](?:\d{2}[xX*#]{2}|[xX*#]{4})(?!\w)", reach=0
)
_THREE: Final = rf"(?:\d{{3}}|{spoken.DIGIT} {spoken.DIGIT} {spoken.DIGIT})(?![\w-])"
_AREA: Final = Anchored(
    "area",
    rf"area code(?: is| was|:)? (?P<n>{_THREE}(?:,? (?:and |and then |then )?\d{{3}}[-. ]\d{{4}}(?!\w))?)",
)
_AREA_AFTER: Final = re.compile(rf"\b(?P<n>{_THREE}) area code\b")
_LAST_OF: Final = Anchored(
    "last",
    r"last (?:four|4)(?: digits)? (?:of|on|for) (?:the |her |his |their |my |your |that )?(?:phone|cell|mobile|fax|home|work|contact|callback)(?: number| phone)?(?: on file)?(?: are| is|:|,)? (?P<n>\d{4})(?![\w/-])",
)


def _one_number(text: str, *, called: bool) -> bool:
    """Whether ten figures with a line's end among them are one telephone number, and no two cells of a table."""
    if text.count("\n") != 1:
        return False
    whole = _WHOLE.fullmatch(_LINE_END.sub("", text))
    if whole is None:
        return False
    before = text[: text.index("\n")].rstrip(" ")
    return called or whole["mark"].startswith("(") or before[-1] in "-./" or whole["sep"] == "-"


def _free(document: Document) -> list[re.Match[str]]:
    """Return the matches of `_FREE`, tried before the figures that ten are near enough to."""
    norm, scan = document.norm, document.scan
    near = [
        at
        for at in document.numbers
        if norm[at] in _FIRST and scan.count("0", at, at + _LONGEST) >= _TEN and _TEN_FREE.match(norm, at)
    ]
    return begun(_FREE, norm, sorted({at - back for at in near for back in range(_BEFORE)}))


def find(document: Document) -> Iterator[Finding]:
    """Yield telephone numbers of unusual layout."""
    norm, low = document.norm, document.low
    for start, end in windows([m.start() for m in _LINE_DIGIT.finditer(norm)], 20, 16, len(norm)):
        for match in _BROKEN.finditer(norm, start, end):
            if _one_number(match[0], called=announced(low, match.start())):
                yield Finding(*match.span(), kind_of(low, *match.span()), 0.7, NAME)
    for pattern in (_SLASHED, _TORN, _FORM, _UNMASKED, _EVEN):
        for match in matches(pattern, document, norm):
            if pattern is _SLASHED and UNIT.match(low, match.end()):
                continue  # `canister 300/500/1000 mL`
            yield Finding(*match.span(), kind_of(low, *match.span()), 0.75, NAME)
    for match in _free(document):
        if sum(char.isdigit() for char in match[0]) >= _FIGURES and announced(low, match.start()):
            yield Finding(*match.span(), kind_of(low, *match.span()), 0.75, NAME)
            then = _AND_THEN.match(low, match.end())
            second = None if then is None else _TEN_FREE.match(norm, then.end())
            if second is not None:
                yield Finding(*second.span(), kind_of(low, *second.span()), 0.7, NAME)
    for match in _SEVEN.finditer(document, norm):
        if announced(low, match.start()):
            yield Finding(*match.span(), kind_of(low, *match.span()), 0.7, NAME)
    for told in (_AREA, _LAST_OF):
        for match in told.finditer(document, low):
            yield Finding(*match.span("n"), DataKind.PHONE, 0.75, NAME)
    for match in _MASKED.finditer(low) if "***" in low.translate(_MASKS) else ():
        yield Finding(*match.span("n"), DataKind.PHONE, 0.75, NAME)
    for match in _AREA_AFTER.finditer(low) if "area" in document.vocabulary else ():
        yield Finding(*match.span("n"), DataKind.PHONE, 0.75, NAME)
