"""Dates as they are spoken: `oh four, eleven, fifty two`, `three slash fourteen slash twenty five`, `the third to the ninth of May`.

Month and day must be ones of the calendar. A year of four figures or the signs said aloud make a date of them; with two
figures for the year a word before them has to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored, Numbered
from safeharbor.detect.calendar_words import MONTHS
from safeharbor.detect.recognizers.date_parts import counts, is_day
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safeharbor.detect.document import Document

NAME: Final = "date"

_PART: Final = rf"(?:(?:oh|o|zero)[ -]{spoken.UNIT}|{spoken.SMALL}|\d{{1,2}})(?![\w])"
_SIGN: Final = r" ?(?:forward slash|slash|dash|hyphen|stroke|dot) ?"
_YEAR: Final = rf"(?:{spoken.YEAR}|(?:19|20)\d\d)(?!\w)"
_SHORT_YEAR: Final = rf"(?:(?:oh|o)[ -]{spoken.UNIT}|{spoken.TENS}(?:[ -]{spoken.UNIT})?|{spoken.TEEN}|\d\d)(?!\w)"
_HEADS: Final = (
    "zero oh o one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
_SPOKEN: Final = rf"(?:(?:oh|o|zero)[ -]{spoken.UNIT}|{spoken.SMALL})(?!\w)"
_REST: Final = (
    rf"(?:(?P<s>{_SIGN})|[ ,]{{1,2}})(?P<b>{_PART})(?:(?(s){_SIGN}|[ ,]{{1,2}}))(?:(?P<y>{_YEAR})|(?P<z>{_SHORT_YEAR}))"
)
_WORDS: Final = Anchored(_HEADS, rf"(?<![\w./-])(?P<a>{_SPOKEN}){_REST}")
_FIGURES: Final = Numbered(rf"(?<![\w./-])(?P<a>\d{{1,2}}(?!\w)){_REST}")
_YEAR_FIRST: Final = re.compile(rf"(?<![\w./-])(?:{_YEAR}){_SIGN}(?P<a>{_PART}){_SIGN}(?P<b>{_PART})")
_MONTH: Final = "(?:" + "|".join(sorted((month for month in MONTHS if month.isascii()), key=len, reverse=True)) + ")"
_TOLD: Final = re.compile(
    r"\b(?:birth|dob|born(?: on)?|birthday|bday|date(?: of \w+)?|dated|dictated(?: on)?|transcribed(?: on)?|signed(?: on)?|dos|"
    r"(?:admitted|discharged|seen|surgery|visit|consult|admission|discharge|service|operation|procedure|today)(?: on)?)(?: is| was|'s|:)?(?: uh| um)?,? \Z"
)
_BORN: Final = re.compile(r"\b(?:birth|dob|born(?: on)?|birthday|bday|birthdate)(?: is| was|'s|:)?(?: uh| um)?,? \Z")
# `april eleventh fifty two`, `march fourteen comma twenty twenty five`
_NAMED: Final = Anchored(
    " ".join(MONTHS),
    rf"\b{_MONTH}\.? (?:the )?(?:{spoken.ORDINAL}|{_PART})(?:(?: comma|,)? (?P<y>{_YEAR})|(?: comma|,)? (?P<z>{_SHORT_YEAR}))",
)
_NTH: Final = rf"(?:{spoken.ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))(?!\w)"
# the second day of a pair, the first of a pair
_PAIR: Final = Anchored(
    "the",
    r"\bthe \d{1,2}(?:st|nd|rd|th) (?:or|and|&|to|through|thru) (?:the )?(?P<n>\d{1,2}(?:st|nd|rd|th))(?= ?(?:[,.;)\n]|\Z)| (?:at|is|works|if|for|but)\b)",
)
_THEN: Final = Anchored(
    " ".join(MONTHS),
    rf"\b{_MONTH}\.? (?:the )?(?:{_NTH}|{spoken.SMALL}|\d{{1,2}}) (?:to|through|thru|until|till|and|or)(?: like| about| maybe| uh)?,? (?:the )?(?P<n>{_NTH})",
)
_OF_BOTH: Final = rf"\b(?P<n>{_NTH}) (?:to|through|thru|until|till|and|or) (?:the )?{_NTH} (?:of )?{_MONTH}\b"
_UNITS: Final = "first second third fourth fifth sixth seventh eighth ninth"
_FIRST: Final = Anchored(
    f"{_UNITS} tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
    f"twenty twenty{_UNITS.replace(' ', ' twenty')} thirty thirtyfirst thirtieth",
    _OF_BOTH,
)
_FIRST_FIGURE: Final = Numbered(_OF_BOTH)
# the day of an unnamed month, where what follows is no thing that is counted
_DAY: Final = Anchored(
    "on until till til by since around before after from night morning afternoon evening through for today tomorrow yesterday visit appointment appt clinic due back again",
    rf"\b(?:on|until|till?|by|since|around|before|after|from|(?:night|morning|afternoon|evening) of|through|for|(?:today|tomorrow|yesterday|visit|appointment|appt|clinic|due|back|again),?) the (?P<n>(?!second\b){spoken.ORDINAL})"
    r"(?=\s*(?:[,.;)\n]|\Z)|\s(?:at|he|she|they|we|i|it|her|his|my|our|your|the|and|or|but|with|for|in|when|because|so|then|you|to|around|morning|evening|night|afternoon|if|please|thanks|is|was|works)\b)",
)
_WEEKDAY: Final = Anchored(
    "monday tuesday wednesday thursday friday saturday sunday mon tues tue wed thurs thu fri sat sun",
    rf"\b(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?,? the (?P<n>{spoken.ORDINAL})(?!\w)",
)


def _value(text: str) -> int:
    """Return the number that a spoken part says."""
    return int(text) if text.isdigit() else spoken.number(re.sub(r"^(?:oh|o|zero)[ -]", "", text))


def _calendar(match: re.Match[str]) -> bool:
    """Whether two spoken parts are a month and a day, in either order."""
    one, two = _value(match["a"]), _value(match["b"])
    return is_day(one, two) or is_day(two, one)


def _numeric(document: Document) -> Iterator[tuple[int, int]]:
    low = document.low
    found: Iterable[re.Match[str]] = _WORDS.finditer(document, low)
    said = not _SIGNS.isdisjoint(document.vocabulary)
    for match in (*found, *(_FIGURES.finditer(document, low) if said else ())):
        told = match["s"] or match["y"] or _TOLD.search(low, max(0, match.start() - 32), match.start())
        if told and _calendar(match):
            yield match.span()
    for match in _YEAR_FIRST.finditer(low) if said else ():
        if _calendar(match):
            yield match.span()


_SIGNS: Final = frozenset({"slash", "dash", "hyphen", "stroke", "dot"})


def find(document: Document) -> Iterator[Finding]:
    """Yield spoken dates."""
    low = document.low
    for start, end in _numeric(document):
        birth = _BORN.search(low, max(0, start - 24), start)
        yield Finding(start, end, DataKind.BIRTH_DATE if birth else DataKind.DATE, 0.8, NAME)
    for match in _NAMED.finditer(document, low):
        born = _BORN.search(low, max(0, match.start() - 24), match.start())
        if match["y"] or born:
            yield Finding(*match.span(), DataKind.BIRTH_DATE if born else DataKind.DATE, 0.85, NAME)
    for bare in (_DAY, _PAIR):
        for match in bare.finditer(document, low):
            if not counts(low, *match.span("n")):
                yield Finding(*match.span("n"), DataKind.DATE, 0.65, NAME)
    if _PAIRED.isdisjoint(document.vocabulary):
        return
    for pattern in (_THEN, _FIRST, _FIRST_FIGURE):
        for match in pattern.finditer(document, low):
            yield Finding(*match.span("n"), DataKind.DATE, 0.75, NAME)
    for match in _WEEKDAY.finditer(document, low):
        yield Finding(*match.span("n"), DataKind.DATE, 0.8, NAME)


_PAIRED: Final = frozenset({*MONTHS, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
