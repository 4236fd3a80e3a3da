"""Dates written in figures: complete, partial, compact, with a time, with a scanner's `l` for `1`.

A month and day without a year (`3/14`) look like a ratio (`3/4`), a score (`7/10`) or a dose: the words around
them decide, then the other dates they are listed with, then how usual the second number is as a denominator.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "date"

_TIME: Final = r"(?:(?:[T@]|,? {1,2})\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: ?[ap]\.?m\b\.?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_ISO: Final = re.compile(
    r"[12](?<![\w.-].)(?:8|9|0)\d\d([-/.])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12]\d|0?[1-9])(?!\d)(?![-/.]\d)" + _TIME
)
_YEAR_MONTH: Final = re.compile(r"[12](?<![\w./:-].)(?:9|0)\d\d-(?:1[0-2]|0[1-9])(?![\w-])(?!\.\d)")
_FULL: Final = re.compile(
    r"[0-3](?<![\w.:-].)\d?(?P<a>(?P<s>[/.-])|(?P<w> [/-] ?| ?[/-] ))\d{1,2}(?P=a)(?:(?:1[89]|20)\d\d|'?\d\d)(?!\w)(?![/.-]\d)"
    + _TIME
)
_LOOSE_FULL: Final = re.compile(
    r"[1-9](?<![\w.:-].)\d?([/.-])\d{1,2}\1(?:(?:1[89]|20)\d\d|'?\d\d)(?!\w)(?!\.\d)" + _TIME
)
_COMPACT: Final = re.compile(
    r"[12](?<![\w.#-].)(?:9|0)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?:[01]\d|2[0-4])?(?:[0-5]\d){0,2}(?:\.\d{1,4})?(?:[+-]\d{4})?(?!\w)"
)
_COMPACT_T: Final = re.compile(r"[12](?<![\w.#-].)(?:9|0)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])T\d{4,6}Z?(?!\w)")
_SOLID: Final = re.compile(r"\d(?<![\w/.-].)\d{5}(?:\d\d)?(?!\w)")
_BIRTH: Final = re.compile(r"(?:dob|d\.o\.b\.?|birth ?date|date of birth|birthday|born|b\.?)[ :=#-]{0,4}$")
_MONTH_YEAR: Final = re.compile(r"(?:1[0-2]|0?[1-9])(?<![\w./-].)(?<![\w./-]..)[/-](?:19|20)\d\d(?![\w/-])")
_SCANNED: Final = re.compile(
    r"[\dlIO|](?<![\w/.-].)[\dlIO|]? ?[/-] ?[\dlIO|]{1,2} ?[/-] ?(?:[\dlIO|]{4}|[\dlIO|]{2})(?![\w/])"
)
_WEEK: Final = re.compile(
    r"(?:19|20)\d\d-?W(?:[0-4]\d|5[0-3])(?:-[1-7])?(?!\w)|(?<!\w)Q[1-4][ /-]{0,2}(?:FY ?)?(?:'?\d\d|(?:19|20)\d\d)(?!\w)"
    r"|(?<!\w)(?:19|20)\d\d[ /-]?Q[1-4](?!\w)|(?<!\w)(?:19|20)\d\d-[0-3]\d\d(?![\w/-])"
)
_SHORT: Final = re.compile(r"\d(?<![\w/.:=<>+~^-].)\d?/\d{1,2}(?![\w/%^]|[.:]\d|\.\w)")
_SHORT_DASHED: Final = re.compile(r"\d(?<![\w/.:=<>+~^-].)\d?-\d{1,2}(?![\w/%^-]|[.:]\d|\.\w)")
_IN_RANGE: Final = re.compile(r"\d(?<=\d[-/].|[-]\s.)(?<!\d\d\d[-/].)\d?/\d{1,2}(?![\w/%^]|[.:]\d)")

_CUE: Final = re.compile(
    r"(?:\b(?:on|since|until|til|till|by|thru|through|from|dated?|seen|last|next|due|exp|started|start|starting|stopped|before|"
    r"after|dc|d/c'?d?|adm|admit|admitted|discharged?|dob|labs?|appt|f/?u|follow-?up|recheck|rechecked|collected|filled|signed|"
    r"week of|wk of|beginning|ending|ended|effective|eff|as of|visit|dos|doi|doa|dod|lmp|edd|edc|born|expires?|received|rec'd|"
    r"ordered|dx|scheduled|sched|booked|return|returns?|rtc|called|updated|reviewed|repeat|placed|removed|resulted|drawn|cx|bcx|"
    r"echo|ct|mri|cxr|ekg|ecg|us|xr|pet|colonoscopy|egd|surgery|procedure|note|progress|mon|tues?|weds?|thu|thurs?|fri|sat|sun|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|el|del|le|date|day|addendum|fell|went|came|arrived|left|moved|"
    r"transferred|extubated|intubated|planned|around|approx|circa|bill|charge|for|of)[ :.,(@#-]{1,3}|[({]|,\s?(?=\d)|\bd(?:ate)?:\s{0,3})$"
)
_WEAK: Final = re.compile(r"\b(?:for|of|day)[ :.,(@#-]{1,3}$|[({]$|,\s?$")
_SCALE: Final = re.compile(
    r"\b(?:pain|score|scored|scores|scale|strength|motor|reflex(?:es)?|dtrs?|grip|bp|va|vision|acuity|apgars?|gcs|murmur|grade|gr|phq|moca|"
    r"mmse|mini-cog|slums|cage|audit|gad|ros|stage|class|level|severity|sx|symptoms|tandem|digits?|monofilament|monofil|pulses?|"
    r"dose|doses?|tab|tabs|take|half|ratio|teach-?back|demo|steps|trials?|reps?|sets?|wt|cervix|sve|station|braden|norton|tinetti|"
    r"berg|morse|rass|cincinnati|mallampati|mp|asa|effort|insight|orientation|oriented|priority|visit|session|page|pages|"
    r"phase|part|item|no|number|cycle|week|wk|pod|hd|dol|day|step|criteria|cores?|nodes?|ribs?|out|controls?|mrs|nihss|"
    r"ef|fio2|i/o|cdr|adl|adls|iadl|iadls|fast|psych|eyes?|od|os|ou|sc|cc|ph|sph|cyl|add|k|na|hgb|h/h|s4|s3|bishop|sofa|feet|foot|"
    r"treatment|tx|goals?|met|missed|ct|c|kellgren|bmi|apfel|tof|aldrete|mmt|quads?|hams?|hip|knee|shoulder|abd|ext|flex|rue|lue|rle|lle"
    r")[ :=(~-]{1,3}(?:is |was |of |at |to |now |[lrb] )?$"
)
_UNIT: Final = re.compile(
    r"\s?(?:mm|cm|mg|mcg|ml|meq|g\b|kg|lb|oz|%|tabs?\b|caps?\b|pills?|puffs?|strength|pain|x\b|x ?\d|hrs?\b|hours?|h\b|units?\b|u\b|inch|tsp|"
    r"tbsp|cups?|packs?|ppd|beats|syst|dias|sem\b|murmur|of\b|doses?|visits?|sessions?|weeks?|wks?|days?\b|d\b|months?|mos?\b|years?|yrs?|"
    r"correct|points?|pts\b|power|throughout|bilat|b/l|intact|symmetric|extremit|in all|on scale|recall|objects|steps?|cores?|nodes?|"
    r"groups?|students|trials?|reps?|feeds?|meals?|teach|full\b|controls?|normal|granulation|french|fr\b|gauge|ga\b|ns\b|nss\b|saline|strip|goals?)"
)
_DENOMINATORS: Final = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 21, 22, 24, 25, 27, 28, 30})
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SCAN: Final = str.maketrans("lI|O", "1110")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


def _valid(month: int, day: int) -> bool:
    return 1 <= month <= len(_DAYS) and 1 <= day <= _DAYS[month - 1]


def _full(norm: str, start: int, end: int) -> bool:
    """Whether three numbers are a day: month first, or day first; a two-digit year wants month first or a slash."""
    first, second, year = _numbers(norm[start:end])[:3]
    if norm[max(0, start - 2) : start].lower().endswith(("v", "v.")):
        return False
    return _valid(first, second) or (
        _valid(second, first) and (year > 99 or "/" in norm[start:end] or "." in norm[start:end])
    )


def _short_dates(document: Document, accepted: set[int]) -> Iterator[tuple[int, int]]:
    """Yield month/day pairs: by cue, by line start, by the dates they are joined to, by an unusual denominator."""
    norm, low = document.norm, document.low
    waiting: list[tuple[int, int]] = []
    found: list[tuple[int, int]] = []
    for match in _SHORT.finditer(norm):
        start, end = match.span()
        month, day = _numbers(match[0])
        if not _valid(month, day):
            continue
        left = low[max(0, start - 24) : start]
        right = low[end : end + 14]
        cue = _CUE.search(left)
        strong = cue is not None and not _WEAK.search(left)
        if _SCALE.search(left) or (_UNIT.match(right) and not strong) or right.startswith((" x ", "+", " /", "'")):
            continue
        opens = not left.rsplit("\n", 1)[-1].strip(" -*\u2022|>[]") and re.match(r"\s?[:,-]|\s{2,}|\s\w|\s?[|(]", right)
        if (
            strong
            or (opens and day != 5)
            or "0" in (match[0][0], match[0].split("/")[1][0])
            or day not in _DENOMINATORS
        ):
            found.append((start, end))
        elif cue is not None:
            waiting.append((start, end))
    ends = {end for _, end in found} | accepted
    starts = {start for start, _ in found}
    for start, end in waiting:
        joined = re.search(r"\d\s?(?:,|-|to|and|&|thru|/|\()\s?$", low[max(0, start - 8) : start])
        if low[start - 1] in "(" and not re.match(r"\s?[)/]", low[end : end + 2]):
            continue
        if (joined and any(start - 8 <= e <= start for e in ends)) or re.match(r"\s?\)", low[end : end + 2]) is None:
            found.append((start, end))
            ends.add(end)
    # the other end of a range whose first end is a date: 2/15-2/19
    for match in _IN_RANGE.finditer(norm):
        start, end = match.span()
        numbers = _numbers(match[0])
        before = start - 1 if norm[start - 1] in "-/" else start - 2
        if _valid(*numbers) and any(e in ends for e in (before, before - 1)):
            found.append((start, end))
            ends.add(end)
    # and its first end, where only the second was told: the dash was taken for a minus
    for match in re.finditer(r"\d(?<![\w/.-].)\d?/\d{1,2}(?= ?- ?\d)", norm):
        tail = match.end() + len(re.match(r" ?- ?", norm[match.end() : match.end() + 3])[0])  # type: ignore[index]
        if _valid(*_numbers(match[0])) and (
            tail in starts or _LOOSE_FULL.match(norm, tail) or _range_end(norm, tail, match)
        ):
            found.append(match.span())
            inner = re.compile(r"\d{1,2}/\d{1,2}(?!\d)").match(norm, tail)
            if inner is not None:
                found.append(inner.span())
    yield from found


def _range_end(norm: str, tail: int, first: re.Match[str]) -> bool:
    """Whether `m/d-m/d` is a run of days: both valid, in order, with nothing measured after."""
    match = re.compile(r"(\d{1,2})/(\d{1,2})(?![\w/.])").match(norm, tail)
    if match is None or _UNIT.match(norm[match.end() : match.end() + 12].lower()):
        return False
    one, two = _numbers(first[0]), [int(match[1]), int(match[2])]
    return _valid(*two) and (one[0] == two[0] < 13 and one[1] < two[1] or one[0] + 1 == two[0])


def find(document: Document) -> Iterator[Finding]:
    """Yield dates in figures."""
    norm, low = document.norm, document.low
    if not any("0" <= char <= "9" for char in norm):
        return
    ends: set[int] = set()

    def made(start: int, end: int, score: float) -> Finding:
        birth = _BIRTH.search(low[max(0, start - 20) : start])
        ends.add(end)
        return Finding(start, end, DataKind.BIRTH_DATE if birth else DataKind.DATE, score, NAME)

    for pattern, score in ((_ISO, 0.98), (_YEAR_MONTH, 0.8), (_COMPACT, 0.8), (_COMPACT_T, 0.9), (_WEEK, 0.8)):
        for match in pattern.finditer(norm):
            yield made(*match.span(), score)
    for pattern in (_FULL, _LOOSE_FULL):
        for match in pattern.finditer(norm):
            if _full(norm, *match.span()):
                yield made(*match.span(), 0.95)
    for match in _SCANNED.finditer(norm):
        read = match[0].translate(_SCAN)
        numbers = _numbers(read)
        if read != match[0].translate({}) and sum(c.isdigit() for c in match[0]) > 1 and _valid(numbers[0], numbers[1]):
            yield made(*match.span(), 0.8)
    for match in _MONTH_YEAR.finditer(norm):
        yield made(*match.span(), 0.9)
    for match in _SOLID.finditer(norm):
        if _BIRTH.search(low[max(0, match.start() - 20) : match.start()]):
            yield made(*match.span(), 0.9)
    for start, end in _short_dates(document, ends):
        yield made(start, end, 0.7)
    for match in _SHORT_DASHED.finditer(norm):
        cue = re.search(
            r"\b(?:on|due|since|until|by|dated|rtc|dos|seen|next)[ :]{1,2}$",
            low[max(0, match.start() - 10) : match.start()],
        )
        if cue and _valid(*_numbers(match[0])) and not _UNIT.match(low[match.end() : match.end() + 12]):
            yield made(*match.span(), 0.6)
