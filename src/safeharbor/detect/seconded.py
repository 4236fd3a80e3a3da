"""Dates, rooms, ZIP and other codes that only the trained recognizer sees: a second reader beside the patterns.

Patterns know how a number looks, the recognizer where one stands. What it proposes is kept where it is surer than
`SURE`, the stretch is cut off on neither side, no unit follows, and nothing that the patterns know speaks against it: a
date names its month, its day of the week or of the month, or is a fraction the patterns cannot decide; a ZIP code has
its digits; a room, a bed or an address has one; a code has four and no vocabulary explains it. What it is `_CERTAIN` of
needs less: a date any figure, a code two digits; and an age only that it is over 89.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from safeharbor.detect.recognizers import dates_short, dates_worded
from safeharbor.detect.recognizers.date_parts import counts, figures, is_day
from safeharbor.detect.recognizers.loose_codes import UNIT, explained
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

KINDS: Final = frozenset({DataKind.DATE, DataKind.ZIP, DataKind.OTHER_ID, DataKind.AGE})
_PLACES: Final = frozenset({DataKind.PLACE, DataKind.STREET})  # of these the words are weighed elsewhere
SURE: Final = 0.45
_CERTAIN: Final = 0.97  # what is believed so much needs no other sign
_CERTAIN_DIGITS: Final = 2
_OLD: Final = re.compile(r"9\d|1\d\d|ninet|hundred")
_CODE_SURE: Final = 0.6
_DIGITS: Final = 4
_NAMED: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,2}|[a-z]{0,6}days?)\b"
    r"|\b(?:christmas|easter|thanksgiving|hall?owe'?en|new year|memorial day|labor day)"
    r"|\bthe (?:(?:[12]?\d|3[01])(?:st|nd|rd|th)|(?:twenty|thirty)[ -](?:first|second|third|\w+th)|\w+teenth|twelfth|eleventh)\b"
)
_SHINING: Final = re.compile(r"(?:.{1,4})?\bthe sun")  # `exposure to the sun`
_DASH_SURE: Final = 0.97
_DASHED: Final = re.compile(r"\d{1,2}-\d{1,2}")
# `Count: 1200`
_COUNTED: Final = re.compile(
    r"\b(?:count|total|qty|quantity|amount|dose|rate|vol(?:ume)?|weight|height|[wh]t|score|level|sum|balance|k?cal(?:orie)?s?|"
    r"goal|max|min|mean|average)\W{1,6}\Z"
)
_FRACTION: Final = re.compile(r"\d{1,2}/\d{1,2}")
_WEEK_OF: Final = re.compile(
    r"(?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:week|half|part) (?:of|in) "
)
_ORDINAL: Final = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_WORD_BEFORE: Final = re.compile(r"[a-z]{2} \Z")
_CLAUSE_END: Final = re.compile(r"[.,;)](?!\d)|\n|\Z")
# `HHV-6`, `INI-1`: no room, nor `(28 beds)`
_ABBREVIATED: Final = re.compile(
    r"(?!(?:[A-Z]?ICU|CCU|ED|ER|OR|PACU|POD|STE|APT|BED|BAY|RM|ROOM|UNIT|WING|FL|TCU|SICU|MS|PCU|IMC|TELE|NICU|PICU|CVU)-?\d)[A-Z]{2,6}-?\d{1,2}|[CTLS]\d{1,2}[-/][CTLS]?\d{1,2}"
)
_HELD: Final = re.compile(r" (?:beds?|rooms?|chairs?|bays?|patients|pts|stations?|seats?)\b")
_DEGREES: Final = re.compile(r"\d ?\u00b0 ?[cf]\b")  # `(100.4\u00b0F)`
_ZIP: Final = re.compile(r"\d{5}(?:-\d{4})?$")


def find(document: Document, proposed: Iterable[Finding], found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the numbers among the proposals that stand and that no finding of another label speaks against."""
    standing = [
        finding
        for finding in (_bounded(document, one) for one in proposed)
        if (finding.kind in KINDS or finding.kind in _PLACES) and finding.score >= SURE and _stands(document, finding)
    ]
    if not standing:
        return
    ordered = sorted(found, key=lambda other: other.start)
    starts = [other.start for other in ordered]
    reached = list(accumulate((other.end for other in ordered), max))
    for finding in standing:
        near = ordered[bisect_right(reached, finding.start) : bisect_left(starts, finding.end)]
        if not any(other.end > finding.start and other.label is not finding.label for other in near):
            yield finding


def _bounded(document: Document, finding: Finding) -> Finding:
    """Return a day of the month with its article, a month without the week in it: `the 11th`, `the second week of May`."""
    low, start = document.low, finding.start
    week = _WEEK_OF.match(low, start, finding.end) if finding.kind is DataKind.DATE else None
    if week is not None:
        return replace(finding, start=week.end())
    if finding.kind is DataKind.DATE and _ORDINAL.fullmatch(low, start, finding.end) and low.endswith("the ", 0, start):
        return replace(finding, start=start - 4)
    return finding


def _dashed(low: str, start: int, end: int) -> bool:
    """Whether a stretch is a month and a day with a dash, at a clause's end after a word: `f/u Hall Health 9-15.`."""
    return (
        _DASHED.fullmatch(low, start, end) is not None
        and is_day(*figures(low[start:end]))
        and _WORD_BEFORE.search(low, max(0, start - 3), start) is not None
        and _CLAUSE_END.match(low, end) is not None
    )


def _stands(document: Document, finding: Finding) -> bool:
    low, start, end = document.low, finding.start, finding.end
    before, after = low[max(0, start - 2) : start], low[end : end + 2]
    cut = (
        before[-1:].isalnum()
        or after[:1].isalnum()
        or re.match(r"\w[-/.,:_]$", before)
        or re.match(r"[-/.:_]\w", after)
    )
    if cut or UNIT.match(low, end) or (low[start:end].isdigit() and _COUNTED.search(low, max(0, start - 16), start)):
        return False
    certain = finding.score >= _CERTAIN and any(char.isdigit() for char in low[start:end])
    if finding.kind is DataKind.AGE:
        return finding.score >= _CERTAIN and _OLD.search(low, start, end) is not None
    if finding.kind is DataKind.DATE:
        if dates_worded.no_day(low, start, end) or low.startswith('"', end):
            return False  # `25 ga 5/8"`
        if counts(low, start, end) or _SHINING.fullmatch(low, max(0, start - 4), end):
            return False
        if certain:  # `6/52` is six weeks
            return _FRACTION.fullmatch(low, start, end) is None or is_day(*figures(low[start:end]))
        return (
            _NAMED.search(low, start, end) is not None
            or dates_short.undecided(document, start, end)
            or (finding.score >= _DASH_SURE and _dashed(low, start, end))
        )
    if finding.kind is DataKind.ZIP:
        return _ZIP.match(low, start, end) is not None
    if finding.kind in _PLACES:
        # what opens a line is its bed in a list of the ward
        opens = document.line(start)[0] == start
        if _ABBREVIATED.fullmatch(document.norm, start, end) or _HELD.match(low, end):
            return False
        degrees = _DEGREES.search(low, start, end + 2) is not None
        return finding.score >= _CODE_SURE and not (opens or degrees) and any(char.isdigit() for char in low[start:end])
    return (
        finding.score >= _CODE_SURE
        and sum(char.isdigit() for char in low[start:end]) >= (_CERTAIN_DIGITS if certain else _DIGITS)
        and not explained(document, start, end)
    )
