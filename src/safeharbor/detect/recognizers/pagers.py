"""Numbers that only a word before them tells for telephones: a pager's four digits, an inside line, last four digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored, Shaped, matches
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
_PAGED: Final = Anchored(
    "call page ring reach dial text phone callback sms line direct desk charge sup station x it its is on at or cisco voip",
    r"\b(?:(?:pls |please )?(?:call|page|ring|reach|dial|text|phone|callback|sms)(?: (?:me|us|her|him|them|back|tel))?(?: (?:at|on|@|#|from))?"
    r"|(?:direct|desk|inside|back|main)? ?line(?: is| at|:)?|direct(?: is|:)?|desk(?: is|:)?|charge|sup|station|it'?s|is|on|at|or|cisco(?: phone)?|voip(?: phone)?) ?"
    r"(?:x|#)?(?P<n>\d-\d{4}|\d{2}-\d{3,4})(?![\w/-]|\.\d| ?(?:mg|ml|mcg|units?|kcal|cal|cc|ft|steps|hz|iu|u\b|g\b))",
)
_INSIDE: Final = Anchored(
    "call dial text sms cisco voip ring",
    rf"\b(?:(?:call|dial|ring)(?: (?:me|us|her|him|them|back|back at|me at|at|on))?|(?:text|sms) from|cisco(?: phone)?|voip(?: phone)?):? #?(?P<n>\d{{5}}){_ENDS}",
)
# whom to call, then five figures; a town's ZIP stands after `in`
# after whom it reaches: `(Ms. Oyelowo, x3327)`
_REACHED: Final = re.compile(r"\([A-Z][\w.' -]{2,30}, (?P<n>[Xx] ?\d{3,5})\)")
_WHOM: Final = Anchored(
    "call page ring reach text contact notify",
    rf"\b(?:call|page|ring|reach|text|contact|notify) (?:[^\W\d_][\w'&.-]{{0,14}} ){{1,3}}?(?:at |@ ?|on )?(?<!in )#?(?P<n>\d{{5}}){_ENDS}",
)
_WARD: Final = Anchored(
    "micu sicu cvicu nicu picu icu ccu ed pharmacy pacu charge clerk operator security transport supervisor desk telemetry",
    rf"\b(?:[mscpn]?v?icu|ccu|ed|pharmacy|pacu|charge(?: rn| nurse)?|clerk|operator|security|transport|supervisor|desk|telemetry)(?: phone| rn| desk)?(?: at| @| ext|:)? #?(?P<n>\d{{5}}){_ENDS}",
)
_ENDS_SPOKEN: Final = Anchored(
    "ending ends", rf"\bend(?:ing|s)(?: in| with)? (?P<n>{spoken.DIGIT}(?:[ -]{spoken.DIGIT}){{3}})(?![\w-])"
)
# a key of the switchboard before the number: `sup at *6123`
_STARRED: Final = Anchored(
    "at dial call on pager pgr page beeper", r"\b(?:at|dial|call|on|pager|pgr|page|beeper):? \*(?P<n>\d{4,5})(?![\w*-])"
)
# a pager by its letter, after whom it belongs to: `Ng p 3391`, `(renal) re 7111, p 0917`
_LETTER: Final = Anchored("p", r"(?:(?<=[a-z)] )|(?<=, ))p\.? (?P<n>\d{4,5})(?=[.,;)\n]|\Z)(?!\.\d)")
# who paged, at the head of a log's line: `02/11 0313 61774: bed 14`
_MARGIN: Final = Shaped(
    ("00 00000:", "00 a00000:", "00 #00000:", "00] 00000:", "0-0000:", "00-000:"),
    r"^[ \t\[]{0,4}(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?,? )?(?:\d{4}|\d{1,2}:\d\d)[\] ]{1,3}(?:from |x|p|#)?(?P<n>\d{5}|\d-\d{4}|\d{2}-\d{3,4}):(?= )",
    re.MULTILINE,
)
# a scanner's letters in an extension
_SLIPPED: Final = Anchored(
    "ext extension pager pgr",
    r"\b(?:ext(?:ension)?|pager|pgr)[ .:#]{1,3}(?P<n>(?=[\dloi]*\d[\dloi]*\d)[\dloi]{4,6})(?![\w/%-])",
)
_WORDS: Final = frozenset(
    "page paged pages paging beep beeped back call cell phone mobile number card visa mastercard mc amex discover debit hsa fsa account acct ssn social".split()
)


def _clock(number: str) -> bool:
    """Whether four digits can be a time of day."""
    return len(number) == 4 and number < "2400" and number[2] < "6"


def find(document: Document) -> Iterator[Finding]:
    """Yield pagers, inside lines and last four digits of a named thing."""
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
    for told in (_PAGED, _INSIDE, _WHOM, _WARD, _ENDS_SPOKEN, _STARRED, _MARGIN, _SLIPPED, _LETTER):
        for match in matches(told, document, low):
            if told is _PAGED and match["n"].endswith("000"):
                continue  # a dilution: `at 1-1000`
            yield Finding(*match.span("n"), DataKind.PHONE, 0.75, NAME)
    for match in _REACHED.finditer(norm) if ", x" in low else ():
        yield Finding(*match.span("n"), DataKind.PHONE, 0.75, NAME)
    for pattern in (_TRUNK, _LISTED):
        for match in pattern.finditer(document, norm):
            yield Finding(*match.span(), DataKind.PHONE, 0.75, NAME)
