"""Numbers that only a word before them tells for telephones: a pager's four digits, a number broken by a line's end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped, windows
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "phone"

_ENDS: Final = r"(?![\w/%-]|\.\d|:\d| ?(?:mg|ml|mcg|units?|kcal|cal|hrs?|hours?|h\b|am|pm|today|yesterday))"
_BACK: Final = Anchored(
    "call called calls phone phoned rang ring page paged paged pages text texted",
    rf"\b(?:call(?:ed|s)?|phoned?|rang|ring|page[ds]?|text(?:ed)?)[ -]back (?:from|at|on|to|was|is|no\.?|number|#|:) ?#?(?P<n>\d{{4,5}}){_ENDS}",
)
_PAGE: Final = Anchored(
    "page paged pages paging beep beeped",
    rf"\b(?P<v>page|paged|pages|paging|beep|beeped) (?:(?:dr|mr|ms|mrs)\b\.? ?)?(?:[^\W\d_]\. ?)?[^\W\d_]['\w-]{{1,24}}(?: on[ -]call)?(?:,| at| on|:| @)? (?P<n>\d{{4,5}}){_ENDS}",
)
_ON_CALL: Final = Anchored("on", rf"\bon[ -]call(?: pager| phone| md| resident)?:? (?P<n>\d{{4,5}}){_ENDS}")
_ENDING: Final = Anchored(
    "cell phone mobile number card visa mastercard mc amex discover debit hsa fsa account acct ssn social",
    rf"\b(?P<what>cell|phone|mobile|number|card|visa|mastercard|mc|amex|discover|debit|hsa|fsa|account|acct|ssn|social)\b[^\n.;]{{0,24}}?\bend(?:s|ing)(?: in| with)?[ :]{{1,2}}(?P<n>\d{{4}}){_ENDS}",
)
_LINE_DIGIT: Final = re.compile(r"\n(?<=[\d)./ -]\n)\d")
_BROKEN: Final = re.compile(
    r"(?<![\w.$/-])(?<!\d )(?:\+?1[ .-])?(?:\(\d{3}\)[ -]?\n?|\d{3}[-. /]\n?)\d{3}[-. ]?\n\d{4}(?![\w-])(?!\.\d)"
    r"|(?<![\w.$/-])(?:\+?1[ .-])?(?:\(\d{3}\)|\d{3}[-./])[ ]?\n\d{3}[-. ]\d{4}(?![\w-])"
)
_TRUNK: Final = Shaped(
    ("(000)", "(0000)", "(00000)", "000 000"),
    r"(?:\(0\d{2,4}\)|0(?<![\w.,/-].)\d{2,4}(?= ))[ -]?\d{3,4}[ -]?\d{3,4}(?![\w-]|\.\d)|0(?<![\w.,/-].)\d{4} \d{6}(?!\w)",
    reach=2,
)
_LISTED: Final = Shaped(
    ("000, 000,", "000,000,"),
    r"\d(?<![\w.,].)(?<![\d,] .)\d\d, ?\d{3}, ?(?:\d[ ,]{1,2}){3}\d(?![\w,.]\d|\w)",
    reach=0,
)
_WORDS: Final = frozenset(
    "page paged pages paging beep beeped back call cell phone mobile number card visa mastercard mc amex discover debit hsa fsa account acct ssn social".split()
)


def _clock(number: str) -> bool:
    """Whether four digits can be a time of day."""
    return len(number) == 4 and number < "2400" and number[2] < "6"


def find(document: Document) -> Iterator[Finding]:
    """Yield pagers, numbers broken over two lines and last four digits of a named thing."""
    norm, low = document.norm, document.low
    if not _WORDS.isdisjoint(document.vocabulary):
        for called in (_BACK, _ON_CALL):
            for match in called.finditer(document, low):
                yield Finding(*match.span("n"), DataKind.PHONE, 0.8, NAME)
        for match in _PAGE.finditer(document, low):
            if match["v"] == "page" or not _clock(match["n"]):
                yield Finding(*match.span("n"), DataKind.PHONE, 0.75, NAME)
        for match in _ENDING.finditer(document, low):
            what = match["what"]
            kind = (
                DataKind.PHONE
                if what in {"cell", "phone", "mobile", "number"}
                else DataKind.SSN
                if what in {"ssn", "social"}
                else DataKind.ACCOUNT
            )
            yield Finding(*match.span("n"), kind, 0.85, NAME)
    for start, end in windows([m.start() for m in _LINE_DIGIT.finditer(norm)], 20, 12, len(norm)):
        for match in _BROKEN.finditer(norm, start, end):
            yield Finding(*match.span(), DataKind.PHONE, 0.7, NAME)
    for pattern in (_TRUNK, _LISTED):
        for match in pattern.finditer(document, norm):
            yield Finding(*match.span(), DataKind.PHONE, 0.75, NAME)
