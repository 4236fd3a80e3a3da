"""Dates written in figures: complete, partial, compact, with a time; those without a year are weighed by `dates_short`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored, Numbered, Shaped
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import dates_scanned, dates_short
from safeharbor.detect.recognizers.date_parts import DAYS, NUMBERED, figures, is_day
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "date"

_CLOCK: Final = (
    r"(?:[01]?\d|2[0-4]):?[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?!\d)(?: ?[AaPp]\.?[Mm]\b\.?)?(?:[Zz]|[+-]\d\d:?\d\d)?"
)
_TIME: Final = rf"(?:(?:[Tt@]|,? {{1,2}}(?=\d\d?:\d\d|\d{{4}}(?![\d./-]))){_CLOCK})?"
_ISO: Final = Shaped(
    ("0000-0", "0000/0", "0000.0"),
    r"[12](?<![^\W_].)(?<!\d\..)(?<!-.)(?:8|9|0)\d\d([-/.])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12]\d|0?[1-9])(?!\d)(?![-/.]\d)"
    + _TIME,
    reach=0,
)
_YEAR_MONTH: Final = Shaped(
    ("0000-00",), r"[12](?<![^\W_].)(?<!\d[.:].)(?<![/-].)(?:9|0)\d\d-(?:1[0-2]|0[1-9])(?![\w-])(?!\.\d)", reach=0
)
_YEAR: Final = r"(?:(?:1[89]|20)\d\d|'?\d\d)(?!\w)(?![/.]\d|-\d(?!\d?/\d{1,2}/\d\d))"
# the second end of `5/25/53-2/15/81`
_FULL_TAIL: Final = re.compile(r"-(?P<n>\d{1,2}/\d{1,2}/(?:(?:1[89]|20)\d\d|\d\d)(?![\w/]))")
_FULL: Final = Shaped(
    ("0/0", "0-0", "0.0", "0 /", "0/ 0", "0 - 0"),
    rf"\d(?<![^\W_].)(?<!\d[.:].)(?<![\d/][/-].)\d?(?:(?P<s>[/.-])|(?P<w> ?/ ?| - ))\d{{1,2}}(?:(?P=s)|(?P=w)){_YEAR}{_TIME}",
    reach=1,
)
_COMPACT: Final = Shaped(
    ("00000000",),
    r"[12](?<![^\W_].)(?<!\d\..)(?<![#-].)(?:9|0)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?:[Tt_-]?(?:[01]\d|2[0-4])(?:[0-5]\d){0,2}(?:\.\d{1,4})?(?:Z|[+-]\d{4})?)?(?!\w)",
    reach=0,
)
_SOLID: Final = Shaped(("000000",), r"\d(?<![\w/.-].)\d{5}(?:\d\d)?(?!\w)", reach=0)
_BIRTH: Final = re.compile(
    r"\b(?:dob|d\.o\.b\.?|birth ?date|date of birth|birthday|born(?: on)?|b\.?|bd|bday)[ :=#\"-]{0,4}$"
)
_MONTH_YEAR: Final = Shaped(
    ("0-0000", "0/0000"),
    r"(?<![\w./])(?<!(?<!\d{4})-)(?:1[0-2]|0?[1-9])[/-](?:19|20)\d\d(?![\w/]|-(?!\d{1,2}/\d{4}))",
    reach=1,
)
# months and years, one past the 31st: `10/88-4/09`
_MONTH_SPAN: Final = Shaped(
    ("0/00",),
    r"(?P<a>\d(?<![\w./-].)\d?/(?:[4-9]\d|3[2-9])) ?(?:-|to|thru) ?(?P<b>(?:1[0-2]|0?[1-9])/\d\d)(?![\w/%.])",
    reach=1,
)
# day and month as other countries write them, in a text that has such a date whole: `from 03.03. to 12.03.2025`
_DOTTED: Final = Shaped(("00.00.",), r"[0-3](?<![\w./-].)\d\.[01]\d\.(?=[ ,;)\n]|\Z)", reach=0)
# a point between month and day, an hour after: `next 3.28 4p`
_POINTED: Final = Shaped(
    ("0.0",), r"\d(?<![\w./:=<>+$-].)\d?\.\d{1,2}(?= (?:at |@ ?)?\d{1,2}(?::\d\d)? ?[ap](?:m\b|\.m|\b))", reach=1
)
# a month and a year past the 31st, after what was done then: `c-section 8/93`; `6/52` are weeks
_DONE: Final = Shaped(("0/00",), r"\d(?<![\w./:=<>+^-].)\d?/(?:[4-9]\d|3[2-9])(?![\w/%^]|[.:]\d|-(?!-))", reach=1)
_BORN_SPACED: Final = Anchored(
    "dob d birth birthdate date born birthday dos seen admitted discharged",
    r"\b(?:dob|d\.o\.b\.?|birth ?date|date(?: of \w+)?|born(?: on)?|birthday|dos|seen|admitted|discharged)[ :=#]{1,3}(?P<n>[0-3]?\d [0-3]?\d (?:(?:19|20)\d\d|\d\d))(?![\w/-])",
)
# before a time of day: `10 30 25 0310`; then `10 22` is a day too
_SPACED_SHORT: Final = Shaped(
    ("00 00 00 0000",),
    r"[01](?<![\w./-].)(?<![\d.,/-] .)\d [0-3]\d \d\d(?= (?:[01]\d|2[0-3])[0-5]\d(?![\w/]|[.:-]\d))",
    reach=0,
)
_SPACED_PAIR: Final = Numbered(r"(?<=[a-z] )[01]?\d [0-3]\d(?=[,.;)\n]|\Z)")
_SPACED: Final = Shaped(
    ("00 00 0000",),
    r"[01](?<![\w./-].)(?<![\d.,/-] .)(?:(?<=0)[1-9]|(?<=1)[0-2]) (?:0[1-9]|[12]\d|3[01]) (?:19|20)\d\d(?![\w/-]| \d)",
    reach=0,
)
# one birth in two thousand, the number of an article
_ONE_IN: Final = re.compile(r"1/")
_FREQUENT: Final = re.compile(
    r"\b(?:prevalence|incidence|frequency|rate|risk|odds|chance|probability|occurs?|affects?|affecting|ratio|rare|estimated|approximately|about|roughly|~)\b[^.\n]{0,40}\Z"
)
_CATALOGUED: Final = re.compile(r"\b(?:pmid|pmc|pmcid|pubmed|doi|isbn|issn|omim|mim|cas|unii|sctid|rxcui)[ :#]{0,3}\Z")
_WEEK: Final = Shaped(
    ("0000-000", "0000A", "0000-A", "0000 A", "0000/A", "A0"),
    r"[12](?<![\w].)(?:9|0)\d\d(?:-?W(?:[0-4]\d|5[0-3])(?:-[1-7])?(?!\w)|[ /-]?Q[1-4](?!\w)|-[0-3]\d\d(?![\w/-]))"
    r"|Q(?<!\w.)[1-4][ /-]{0,2}(?:FY ?)?(?:'?\d\d|(?:19|20)\d\d)(?!\w)",
    reach=0,
)


def _full(low: str, start: int, end: int) -> bool:
    """Whether three numbers are a day: month first, or day first; a two-digit year wants month first or a slash."""
    first, second, year = figures(low[start:end])[:3]
    if year <= _CENTURY and _SCORED.search(low, max(0, start - 24), start):
        return False
    if year <= _CENTURY and (_DOSED.match(low, end) or ("-" in low[start:end] and _after_drug(low, start))):
        return False
    if "." in low[start:end] and NUMBERED.search(low[max(0, start - 12) : start]):
        return False
    return is_day(first, second) or (
        is_day(second, first) and (year > _CENTURY or "/" in low[start:end] or "." in low[start:end])
    )


# `10/13/10 g drop`, `lispro 8-10-10`: doses and falls, not days
_DOSED: Final = re.compile(r" ?(?:g|mg|mcg|ml|units?|u|mm|cm|meq)\b")
# `Apgars 7/8/9`, `cutoffs 5/10/15`
_SCORED: Final = re.compile(
    r"\bapgars?\b[^.\n\d]{0,16}\Z|\b(?:ratios?|gauges?|scores?|grades?|cut-?offs?|thresholds?|sizes?|settings?|steps?|pressures?)[ :=]{1,3}\Z"
)
_WORD_BEFORE: Final = re.compile(r"([a-z]{4,}) \Z")
_CENTURY: Final = 99


def _after_drug(low: str, start: int) -> bool:
    """Whether a drug's name stands right before `start`."""
    word = _WORD_BEFORE.search(low, max(0, start - 24), start)
    return word is not None and bool(lexicon.flags(word[1]) & Is.DRUG)


def find(document: Document) -> Iterator[Finding]:
    """Yield dates in figures."""
    norm, low = document.norm, document.low
    made_at: set[tuple[int, int]] = set()

    def made(start: int, end: int, score: float) -> Finding:
        birth = _BIRTH.search(low[max(0, start - 20) : start])
        made_at.add((start, end))
        return Finding(start, end, DataKind.BIRTH_DATE if birth else DataKind.DATE, score, NAME)

    for pattern, score in ((_ISO, 0.98), (_YEAR_MONTH, 0.8), (_COMPACT, 0.8), (_WEEK, 0.8), (_MONTH_YEAR, 0.9)):
        for match in pattern.finditer(document, norm):
            if pattern is _ISO and match[1] == "." and NUMBERED.search(low[max(0, match.start() - 12) : match.start()]):
                continue
            if (
                pattern is _MONTH_YEAR
                and _ONE_IN.match(norm, match.start())
                and _FREQUENT.search(low, max(0, match.start() - 48), match.start())
            ):
                continue
            if pattern is _COMPACT and _CATALOGUED.search(low, max(0, match.start() - 12), match.start()):
                continue
            yield made(*match.span(), score)
    for match in _FULL.finditer(document, norm):
        if _full(low, *match.span()):
            yield made(*match.span(), 0.95)
            tail = _FULL_TAIL.match(norm, match.end())
            if tail is not None and _full(low, *tail.span("n")):
                yield made(*tail.span("n"), 0.95)
    for match in dates_short.RANGE.finditer(document, norm):
        # `3/1-4/29/24`: the second end holds the year
        if match["year"] and is_day(*figures(match["second"])):
            yield made(match.start("second"), match.end(), 0.9)
    for start, end, score in dates_scanned.find(document):
        yield made(start, end, score)
    for match in _MONTH_SPAN.finditer(document, norm):
        if figures(match["a"])[0] > len(DAYS):
            continue
        yield made(*match.span("a"), 0.75)
        yield made(*match.span("b"), 0.75)
    for match in _DONE.finditer(document, norm):
        month = figures(match[0])[0]
        if 1 <= month <= len(DAYS) and dates_short.happened(document, *match.span()):
            yield made(*match.span(), 0.65)
    for match in _BORN_SPACED.finditer(document, low):
        yield made(*match.span("n"), 0.9)
    for match in _SPACED.finditer(document, norm):
        yield made(*match.span(), 0.9)
    spaced = [match for match in _SPACED_SHORT.finditer(document, norm) if is_day(*figures(match[0])[:2])]
    for match in spaced:
        yield made(*match.span(), 0.85)
    months = {(figures(match[0])[0] + step) % len(DAYS) for match in spaced for step in (-1, 0, 1)}
    for match in _SPACED_PAIR.finditer(document, low) if spaced else ():
        month, day = figures(match[0])
        scored = dates_short.SCALE.search(low, max(0, match.start() - 28), match.start())
        if is_day(month, day) and month % len(DAYS) in months and not scored:
            yield made(*match.span(), 0.65)
    for match in _SOLID.finditer(document, norm):
        if _BIRTH.search(low[max(0, match.start() - 20) : match.start()]):
            yield made(*match.span(), 0.9)
    for match in _POINTED.finditer(document, low):
        if is_day(*figures(match[0])):
            yield made(*match.span(), 0.7)
    dotted = any("." in norm[start:end] for start, end in made_at)
    for match in _DOTTED.finditer(document, norm) if dotted else ():
        if is_day(*reversed(figures(match[0]))):
            yield made(match.start(), match.end(), 0.8)
    for start, end in dates_short.find(document, made_at):
        yield made(start, end, 0.7)
    for start, end in dates_short.dashed(document, made_at):
        yield made(start, end, 0.6)
