"""Months and weekdays that place no one's doings: a timetable's, an edition's, those of a study of many people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.identifiers import Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_DAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?|s)?\.?"
_MONTH: Final = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_FEAST: Final = (
    r"(?:new year(?:'?s)?(?: (?:day|eve))?|mlk(?: day)?|memorial(?: day)?|july 4th|4th of july|"
    r"labor(?: day)?|thanksgiving(?: day)?|christmas(?: (?:day|eve))?|easter|juneteenth|"
    r"(?:veterans|presidents'?|columbus|independence) day)"
)
_TO: Final = r" ?(?:-|to|through|thru|and|or|&|/) ?"
_TIMETABLE: Final = re.compile(
    rf"(?:(?:1st|2nd|3rd|first|second|third|fourth|every|each) )?{_DAY}"
    rf"(?:,? (?:at )?(?:\d{{1,2}}(?::\d\d)?(?: ?[ap]m)?|[0-2]\d[0-5]\d)|(?:{_TO}{_DAY}){{1,6}})?"
    rf"|{_MONTH}(?:{_TO}{_MONTH})?|{_FEAST},?"
)
_PLACING: Final = re.compile(r"\b(?:in|on|last|next|this|until|till?|since|from|after|before) (?:the )?\Z")
_CUE_REACH: Final = 14
_REVISED_REACH: Final = 28
_MONTH_YEAR: Final = re.compile(
    rf"(?:{_MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?),? (?:19|20)\d\d|(?:0?\d|1[0-2])/(?:19|20)\d\d|(?:19|20)\d\d-(?:0\d|1[0-2])"
)
_STUDIES: Final = frozenset({"methods", "cohort", "abstract", "aor", "cis"})
_REVISED: Final = re.compile(
    r"(?:\b(?:rev(?:ised|ision|iew)?|version|updated?|reviewed|effective|eff|published|issued?|edition|approved|supersedes|archived?|p&t)\b|\busp <\d{2,4}>)(?: \d{1,3},)?[.:]? {0,2}"
    r"(?:(?:0?\d|1[0-2])/(?:19|20)\d\d, (?:(?:0?\d|1[0-2])/(?:19|20)\d\d, )?)?\Z"
)
# what a text about someone tells
DOINGS: Final = frozenset(
    "pt pts seen admitted admit discharged denies reports reported presents presented complains fell tolerated exam hpi subjective objective today yesterday tomorrow since".split()
)


def edition(document: Document, finding: Finding) -> bool:
    """Whether a month and a year say when a text itself was revised, or a study of many people ran."""
    if finding.label is not Label.DATE:
        return False
    low, start = document.low, finding.start
    return _MONTH_YEAR.fullmatch(low, start, finding.end) is not None and (
        not _STUDIES.isdisjoint(document.vocabulary)
        or _REVISED.search(low, max(0, start - _REVISED_REACH), start) is not None
    )


def placeless(document: Document, finding: Finding) -> bool:
    """Whether a weekday or a month places no event: a timetable's, in a text that tells of no one's doings."""
    low, start = document.low, finding.start
    return (
        finding.label is Label.DATE
        and _TIMETABLE.fullmatch(low, start, finding.end) is not None
        and (low.startswith("s", finding.end - 1) or not _PLACING.search(low, max(0, start - _CUE_REACH), start))
        and DOINGS.isdisjoint(document.vocabulary)
    )
