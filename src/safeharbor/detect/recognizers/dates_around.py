"""Months and seasons told by what stands around them: `first Monday in May`, `10.4 (8/25), 11.1 (May)`, `last albuterol use summer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "date"

_MONTH: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
# a day of every year by its place in the month
_PLACED: Final = Anchored(
    "first second third fourth last st nd rd th",
    rf"(?:(?<![\w-])(?:first|second|third|fourth|last)|(?<=\d)(?:st|nd|rd|th)) (?:mon|tues|wednes|thurs|fri|satur|sun)day (?:in|of) {_MONTH}\b\.?(?:,? (?:19|20)\d\d(?!\d))?",
)
# the month of an earlier value, in brackets behind it
_VALUED: Final = Shaped(
    ("0 (A", "0 (a"), rf"\d(?<![/-].) \((?:in |from )?(?P<n>{_MONTH}\.?(?: '?\d\d(?:\d\d)?)?)\)", reach=0
)
# a season without its article, after when something was last: autumn and a tumble are one word here
_LAST: Final = Anchored(
    "last",
    r"last [a-z]{3,14}(?: [a-z]{3,12})? (?:use |used |was |in |this |flare |seen ){0,2}(?P<n>summer|winter|autumn)(?=[.,;)\n]|\Z| (?:of|(?:19|20)\d\d|and|at|with)\b)",
)


def find(document: Document) -> Iterator[Finding]:
    """Yield days, months and seasons that the words around them place in the year."""
    for match in _PLACED.finditer(document, document.low):
        start = match.start()
        while start and document.low[start - 1].isdigit():
            start -= 1
        yield Finding(start, match.end(), DataKind.DATE, 0.9, NAME)
    for pattern in (_VALUED, _LAST):
        for match in pattern.finditer(document, document.low):
            yield Finding(*match.span("n"), DataKind.DATE, 0.75, NAME)
