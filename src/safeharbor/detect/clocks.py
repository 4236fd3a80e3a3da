"""The time and the weekday written beside a date: they say more than the year, so they go with it (guidance 3.3).

A bare time of day, beside no date, is left.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.detect.recognizers.loose_codes import UNIT
from safeharbor.identifiers import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_PARTED: Final = r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\b\.?|[ap]\b| ?h(?:rs)?\b)?|\d{1,2} ?[ap]\.?m\b\.?"
# `3/12 2015` may name a year: it is left to the readers of dates
_SOLID: Final = r"(?!19\d\d|20[0-5]\d)(?:[01]\d|2[0-3])[0-5]\d(?:-(?:[01]\d|2[0-3])[0-5]\d)?(?: ?h(?:(?:ou)?rs)?\b)?"
_AFTER: Final = re.compile(
    rf"[,;]? {{0,2}}(?:at|@|around|by|from)? {{0,2}}(?:(?P<parted>{_PARTED})|(?<=[ @])(?P<solid>{_SOLID}))"
    r"(?![\w%/]|[.:,-]\d)"
)
_BEFORE: Final = re.compile(
    rf"(?<![\w./:-])(?:(?:{_PARTED})(?:,? (?:on )?(?:the )?)|(?:{_SOLID})(?: hours)? on (?:the )?)\Z"
)
# the day of the week by its letters: `Th 10/23/25`, a table's `| M 3/4`
_DAY_BEFORE: Final = re.compile(r"(?:(?:\A|[\s(,;|/])(?P<n>Tu|Th|Sa|Su)|[(|] ?(?P<m>[MWF]))\.? \Z")
_NO_TIME: Final = re.compile(r" ?(?:calories?|diet|cc|count|x|-|\+|french|ppm|feet|people|\d+ ?(?:mg|ml|mcg)\b)")
_REACH: Final = 24
_LETTERS: Final = 6


def beside(document: Document, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each date that has a time of day beside it, once more and with it."""
    low = document.low
    for finding in findings:
        if finding.label is not Label.DATE:
            continue
        start, end = finding.start, finding.end
        after = _AFTER.match(low, end)
        if after is not None and not (
            after["solid"] and (UNIT.match(low, after.end()) or _NO_TIME.match(low, after.end()))
        ):
            end = after.end()
        before = _BEFORE.search(low, max(0, start - _REACH), start)
        if before is not None:
            start = before.start()
        letters = start > 1 and low[start].isdigit() and low[start - 1] == " " and low[start - 2] in "uhamwf."
        weekday = _DAY_BEFORE.search(document.norm, max(0, start - _LETTERS), start) if letters else None
        if weekday is not None:
            start = weekday.start("n" if weekday["n"] else "m")
        if (start, end) != (finding.start, finding.end):
            yield replace(finding, start=start, end=end)
