"""Ages over 89, in figures, words and months; ages of any size where the person is 90 or older.

An age over 89 is an identifier itself (164.514(b)(2)(i)(C)); 90 is also a pressure, a score and a percentage,
so an age needs an age's words around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, spoken
from safeharbor.detect.anchors import Anchored, Numbered, Shaped, begun, windows
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import ages_forms
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "age"

_NINETY: Final = 90
_OLDEST: Final = 130
_WORDS: Final = rf"(?:(?:one|a)[ -]hundred(?:[ -]and)?[ -]?(?:{spoken.SMALL})?|{spoken.TENS}(?:[ -]{spoken.UNIT})?|{spoken.TEEN}|{spoken.UNIT})"
_NUMBER: Final = rf"(?P<n>\d{{1,3}}(?![\d/])(?!\.\d)|{_WORDS}(?![\w]))"
_AFTER: Final = re.compile(
    rf"(?<![\w./]){_NUMBER}(?:[ -]{{0,2}}(?:(?:y(?:ea)?rs?\.?|y)(?:[ -]{{0,2}}(?:and|&))?(?:[ -]{{0,2}}(?:old|of age|young)\b|(?=[.,;)]|$| (?:male|female|man|woman|lady|gentleman|girl|boy|m|f)\b))|y[./]?\s?o\b\.?|yo[mf]\b|"
    rf"y/?o\b|años|ans\b|jaar)|(?P<sex>[ -]?(?:[mf]\b|male\b|female\b)))"
)
_BEFORE: Final = re.compile(
    rf"\b(?:aged?|ages|age of|turn(?:s|ed|ing)?|lived to|lives? to|until age|at age|died at(?: age)?|dead at|d\. ?(?:at)?|passed (?:away )?at|"
    rf"almost|nearly|will be|would be|would have been|would've been|has been|is now|was|is|be|he's|she's|edad|tiene|has|who is|now|to be|spry until|well until|until)[ :]{{1,2}}(?:about |the age of |age |over |nearly |almost )?{_NUMBER}"
)
_LOOSE: Final = re.compile(
    r"\b(?:was|is|be|he's|she's|has|now|to be|until|almost|nearly|is now|will be|who is|well until|lives? to|d\. ?(?:at )?|dead at|turn(?:s|ed|ing)?)\b"
)
_KIN: Final = re.compile(
    rf"\b(?:twin|cousin|niece|nephew|son|daughter|dtr|mother|father|mom|dad|wife|husband|aunt|uncle|grand\w+|gma|gpa|sister|brother|widow|widower|he|she|mgm|mgf|pgm|pgf|spouse|neighbou?r|friend|"
    rf"great-\w+|tiene|abuel[ao]|died|alive|well)\b[^\n.;]{{0,28}}?,? \(?(?:also |now |still |almost |nearly |about )?(?:age |is |at |aged |was )?(?:also |now |still |almost |nearly |about )?{_NUMBER}(?=[,;.)\s]|$)"
)
_DECADE: Final = re.compile(
    r"\b(?:(?:early|mid|late)[ -])?(?:in(?:to)? (?:his|her|their|my) (?:early |mid |mid-|late )?)?(?P<n>nineties|90'?s|hundreds|nonagenarian|centenarian|supercentenarian)\b"
)
_MONTHS: Final = Shaped(
    ("0000a", "0000A", "0000-a", "0000-A", "0000 a", "0000 A"),
    r"(?<![\w.,/])(?P<n>1[01]\d\d|109\d|1[2-5]\d\d)(?:[ -]?(?:mos?\b|months?\b))(?:[ -]?old\b)?",
    reach=0,
)
# a life's years: `my ninety-four years`
_MINE: Final = Anchored("my his her their", rf"\b(?:my|his|her|their) {_NUMBER} (?:long |good |full )?years\b")
_MARKS: Final = (
    r"(?:[\"' :=|#;,*(\[\u2192_-]|\.{2,40}|\n(?=\d{1,3}\s*(?:\n|$))){0,6}"  # what a form puts after its label
)
_FIELD: Final = re.compile(
    rf"(?<![\w-])(?:age|edad)(?: in years| at visit| yrs?| \(y(?:ea)?rs?\))?(?![^\W_]){_MARKS}{_NUMBER}"
)
_MEASURED: Final = re.compile(
    r"\s?(?:%|/|mm|mg|mcg|ml|kg|lb|bpm|min|degrees|deg|days?|weeks?|wks?|months?|hours?|hrs?|beats|percent|cm|units?|feet|ft|on \d+ ?(?:l\b|liters|%)|over|systolic|"
    r"diastolic|sec|x\b|meq|minutes|pills|tabs|tablets|pack|cigarettes|dollars|pounds|kilos|yards|meters|reps|miles|mph|only\b|-\d|- \d|\.\d|,\d)"
)
_VITAL: Final = re.compile(
    r"\b(?:bp|sbp|dbp|hr|pulse|sat|sats|spo2|o2|temp|wt|weight|rate|pressure|map|rr|score|glucose|sugar|ef|fio2|above|below|>|<|hgb|na|ox|saturation|bs|bg)\W{0,6}(?:\w+\W{1,3})?$"
)


# what can be an age of 90 and more, and its words
_CANDIDATE: Final = Numbered(r"(?<!\d)(?:9\d|1[0-3]\d)(?![\d/])(?!\.\d)")
_CANDIDATES: Final = frozenset("ninety hundred".split())
_OPENING: Final = frozenset("ninety hundred one a".split())
_DECADES: Final = frozenset("nineties hundreds nonagenarian centenarian supercentenarian".split())
_BOUNDED: Final = re.compile(r"\b(?:from|than|under|x|#) \Z")  # `she counts back from 100`
_DEGREES: Final = re.compile(r" ?f\b")
_LIKELY: Final = 115
_ISOTOPE: Final = re.compile(
    r"(?:\b(?:tc|technetium|in|indium|sr|strontium|kr|krypton|ba|barium) ?[-^]?|\^)\Z"
)  # `Tc-99m`
_APPOSED: Final = re.compile(r"[^\W\d_]{2}, (?P<n>9\d|1[01]\d)(?:, | \()(?=[a-z]{3}|[MF]\b)")
_HEADER: Final = re.compile(r"(?:^|\n)(?=[^\n]*  )[^\n]*?(?<!\w)(?P<h>[Aa]ge|AGE)(?!\w)(?=  |\t|\n| \|)")
_CELL: Final = re.compile(r"(?<![\w./-])\d{1,3}(?![\w/%.-])")
_MOST_ROWS: Final = 60


def _columns(document: Document) -> Iterator[Finding]:
    """Yield the whole numbers that stand below a column's head `Age`, up to an empty line."""
    norm = document.norm
    for header in _HEADER.finditer(norm) if "age" in document.vocabulary else ():
        column = header.start("h") - (norm.rfind("\n", 0, header.start("h")) + 1)
        at = norm.find("\n", header.end())
        for _ in range(_MOST_ROWS):
            if at < 0:
                break
            stop = norm.find("\n", at + 1)
            stop = len(norm) if stop < 0 else stop
            if not norm[at + 1 : stop].strip():
                break
            for cell in _CELL.finditer(norm, at + 1 + max(0, column - 2), min(stop, at + 1 + column + 4)):
                yield Finding(*cell.span(), DataKind.AGE, 0.8, NAME)
            at = stop if stop < len(norm) else -1


def _value(text: str) -> int:
    return int(text) if text.isdigit() else spoken.number(text)


def find(document: Document, *, aged: bool = False) -> Iterator[Finding]:
    """Yield ages over 89; every age when the person is `aged`."""
    low = document.low
    least = 0 if aged else _NINETY

    def fits(text: str) -> bool:
        return least <= _value(text) <= _OLDEST and _value(text) > 0

    figures = [m.start() for m in _CANDIDATE.finditer(document, low)]
    worded = document.starts(_CANDIDATES)
    near = [(0, len(low))] if aged else list(windows(sorted(figures + worded), 80, 48, len(low)))
    opening = sorted(figures + document.starts(_OPENING)) if worded else figures
    for match in _AFTER.finditer(low) if aged else begun(_AFTER, low, opening):
        if fits(match["n"]) and not (match["sex"] and _value(match["n"]) < _NINETY and not aged):
            left = low[max(0, match.start() - 14) : match.start()]
            if (
                match["sex"]
                and _DEGREES.match(low, match.end("n"))
                and (_value(match["n"]) > _LIKELY or low[match.end() : match.end() + 2].strip(" x").isdigit())
            ):
                continue  # `130 F 60 + 12 h` in a sterilizer
            if match["sex"] == "m" and (_ISOTOPE.search(left) or low[match.end() : match.end() + 1] in {"^", "-"}):
                continue
            if match["sex"] and left.endswith("-"):
                continue
            if match["sex"] and (
                _VITAL.search(left) or (match["sex"].strip(" -") in {"m", "f"} and match["sex"].startswith("-"))
            ):
                continue
            if re.search(r"\b(?:for|x|over|past|last|of|after|within|every|[<>~]) ?$", left) and not re.search(
                r"old|age|y[./]?o", match[0]
            ):
                continue
            yield Finding(*match.span("n"), DataKind.AGE, 0.95, NAME)
    if not aged and not worded and all(_counts(low, at) for at in figures):
        near = []
    for pattern, score in ((_BEFORE, 0.85), (_KIN, 0.7), (_FIELD, 0.9)):
        for match in (m for start, end in near for m in pattern.finditer(low, start, end)):
            if not fits(match["n"]) or _MEASURED.match(low, match.end("n")):
                continue
            if _VITAL.search(low[max(0, match.start("n") - 16) : match.start("n")]):
                continue
            if pattern is _KIN and _BOUNDED.search(low, max(0, match.start("n") - 8), match.start("n")):
                continue
            if (
                pattern is _BEFORE
                and _LOOSE.match(match[0])
                and (_tested(low, match.start()) or not _plain(match["n"], low, match.end("n")))
            ):
                continue
            yield Finding(*match.span("n"), DataKind.AGE, score, NAME)
    for match in _APPOSED.finditer(document.norm) if any(low.endswith(", ", 0, at) for at in figures) else ():
        if fits(match["n"]):
            yield Finding(*match.span("n"), DataKind.AGE, 0.7, NAME)
    for match in _MINE.finditer(document, low):
        if fits(match["n"]):
            yield Finding(*match.span("n"), DataKind.AGE, 0.8, NAME)
    yield from (f for f in _columns(document) if fits(document.norm[f.start : f.end]))
    for match in (
        _DECADE.finditer(low) if "90s" in low or "90's" in low or not _DECADES.isdisjoint(document.vocabulary) else ()
    ):
        if match["n"].startswith(("nonag", "cent", "super")) or re.search(r"in(?:to)? (?:his|her|their|my)", match[0]):
            yield Finding(*match.span("n"), DataKind.AGE, 0.9, NAME)
    for match in _MONTHS.finditer(document, low):
        yield Finding(*match.span("n"), DataKind.AGE, 0.8, NAME)
    for start, end in ages_forms.find(document, max(least, 1), _OLDEST):
        measured = _MEASURED.match(low, end) and not ages_forms.AFTER.match(low, end)
        if not measured and not _VITAL.search(low[max(0, start - 16) : start]):
            yield Finding(start, end, DataKind.AGE, 0.75, NAME)


_SUBJECT: Final = re.compile(r"([a-z]{2,}) \Z")


def _tested(low: str, start: int) -> bool:
    """Whether what `was 91` tells of is a test: `GFR was 91`."""
    subject = _SUBJECT.search(low, max(0, start - 16), start)
    flags = lexicon.flags(subject[1]) if subject is not None else 0
    return bool(flags & Is.CLINICAL) and not flags & (Is.RELATION | Is.FUNCTION | Is.GIVEN | Is.SURNAME)


def _counts(low: str, at: int) -> bool:
    """Whether the figures of 90 to 139 at `at` are measured or counted, and so no age."""
    end = at + 2 + low[at + 2 : at + 3].isdigit()
    return bool(_MEASURED.match(low, end)) or _VITAL.search(low[max(0, at - 16) : at]) is not None


def _plain(number: str, low: str, end: int) -> bool:
    """Whether a number after a loose cue (`was 91`) reads as an age: nothing counted or measured after it."""
    return (
        _value(number) > 0
        and re.match(
            r"\s?(?:[,;.)!?\"]|$|\n|years|and\b|on\b|next\b|in\b|last\b|this\b|by\b|when\b|soon\b|during\b|the\b|yesterday\b|today\b|tomorrow\b|since\b|f\b|m\b)",
            low[end : end + 8],
        )
        is not None
    )


def find_years(document: Document) -> Iterator[Finding]:
    """Yield bare years: of a person of 90 or older every year is indicative (164.514(b)(2)(i)(C))."""
    for match in re.finditer(
        r"(?<![\w./:,#-])(?:18[89]|19\d|20[0-4])\d(?![\w/:]|[.,-]\d|-\w| ?(?:mg|ml|mcg|units?|kcal|cm|mm|g\b))",
        document.norm,
    ):
        yield Finding(*match.span(), DataKind.BIRTH_YEAR, 0.6, "age")
