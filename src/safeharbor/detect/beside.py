"""What stands beside a name and belongs to a person: a room before it, a pager after it, a second person after a slash.

A number or two letters say nothing alone; next to a name that is already found they do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safeharbor.detect.document import Document

NAME: Final = "beside"
_LEAST: Final = 0.6
_TYPIST: Final = re.compile(r"/(?P<n>[a-z]{2,3}|[A-Z]{2,3})(?= *(?:\n|\Z|[,;)])|\. *(?:\n|\Z))")
_SECOND: Final = re.compile(r"/(?P<n>[A-Z][a-z]{1,14})(?![\w/'-])")
_PAGER: Final = re.compile(
    r"(?:,? (?:MD|DO|RN|NP|PA|PA-C|RT|RPh))?,? \(?(?:(?:p|x|pg|b|ph|spectra|voalte|#|@|at(?! (?:[01]\d|2[0-3])[0-5]\d)|ext)[.:]? ?(?P<n>\d{4,5}|\d-\d{4})|(?P<m>\d{5}|\d-\d{4}))(?![\w/%-]|[.,:]\d| ?(?:mg|ml|am|pm))"
)
# the first letter of a veteran's surname and the last four of the number: `Kilpatrick ... K4471`
_LETTERED: Final = re.compile(r"[^\n;]{0,40}?(?<![\w.-])(?P<n>(?P<l>[A-Z])-?\d{4})(?![\w.-]\w|\w)")
# an entry of a list of rooms: `/ 412 FINCH AF 96 / 413 SALAZAR`
_ROOM_BEFORE: Final = re.compile(
    r"(?:\A|[\n/|;*,]|\] ?|- )[ \t]{0,4}(?P<n>\d{3,4}(?:-?[A-D1-4])?)[ ,:-]{1,3}(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?\Z"
)
# the name again in its own script: `Kim Young-sook (\uae40\uc601\uc219)`
_OWN_SCRIPT: Final = re.compile(
    r",? ?\(?(?P<n>[\u0370-\u1fff\u2e80-\uffdc]{2,12}(?: [\u0370-\u1fff\u2e80-\uffdc]{1,12}){0,3})\)?"
)
_LODGING: Final = re.compile(r"\b(?:hotel|motel|inn|lodge|suites?|hostel|shelter|house|court|manor)\b")
_LODGED: Final = re.compile(r",? (?:#|rm |room )?(?P<n>\d{3,4}[A-D]?)(?![\w/%-]|[.,:]\d| ?(?:mg|ml|hrs?|h\b))")
_DEVICE_ALSO: Final = re.compile(r",? (?:DN|PIN|PN|RN|MN|PC)[ :#]{1,2}(?P<n>\d{2,6})(?!\w)")
# `Lambert 3/8` at a clause's end: signed on that day
_DAY_AFTER: Final = re.compile(
    r",? {1,4}(?P<n>(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9]))(?= *(?:\n|\Z|[,;.)|](?!\d)| {2}| [0-2]\d[0-5]\d\b))"
)
_AGE_AFTER: Final = re.compile(r",? \((?P<n>9\d|1[01]\d)\)|, (?P<m>9\d|10\d)(?= *(?:[,;)\n]|\.(?!\d)|\Z))")
_LOCAL: Final = re.compile(r",? \(?(?P<n>[2-9]\d\d[ .]\d{4})(?![\w/%-]|[.,]\d| \d)")
_BADGE: Final = re.compile(r",? #(?P<n>\d{2,6})(?![\w/%]|[.,]\d)")
# what a firm's name ends in: its legal form, the rest of a word, its owner's `'s`
_FIRM_ENDS: Final = re.compile(
    r"(?: [A-Z][a-z]{2,}){0,2},? (?:Inc\b\.?|L\.?L\.?C\b\.?|PLLC|L\.?L\.?P\b\.?|Ltd\b\.?)(?!\w)| #\d{1,5}(?![\w/-])"
    r"|,? (?:P\.? ?A\.?|P\.? ?C\.?|S\.? ?C\.?|L\.?L\.?C\.?|Inc\.?|PLLC|L\.?L\.?P\.?|Ltd\.?)(?![\w])|-op\b|'s(?=[.,;)\n]|\Z)"
    r"| (?:LTACH|WIC|FP|CBOC|Neurosciences?|Hospice|Dialysis|Rehab)\b|(?<=Health) (?:Central|North|South|East|West|Midtown|Downtown|Regional)(?![\w-])"
    r"| on the [A-Z][a-z]{3,}(?=[.,;)\n]|\Z)"
)
# what makes a place's name a clinic's or an office's: `Lakeside GI`, `Hennepin County CPS`, `LAKE CITY ORTHO GRP`
_PLACED_ENDS: Final = re.compile(
    r"(?: (?:BH|GI|FP|UC|HS|CPS|DSS|APS|DHS|EMS|PD|FD|CBOC|WIC|LTACH?|SNF|ALF|ISD|ENT|FQHC|CHC|IM|ORTHO|Ortho|GRP|Grp|ASSOC|Assoc|CHR|VAMC|Peds|OB|"
    r"Surgicare|Rehab|Hospice|Dialysis|Neurosciences?)\b){1,3}\.?"
)
_HALF_BEFORE: Final = re.compile(r"(?<![\w-])[A-Z][A-Za-z']{2,20}-\Z")
_YEAR: Final = re.compile(r"(?:19|20)\d\d\Z")
_AGED: Final = re.compile(r",? \(?\d{1,3} ?(?:yo|y/?o|[mf])\b")
_FEWEST_ROWS: Final = 2
_WORDS: Final = Is.COMMON | Is.CLINICAL | Is.DRUG | Is.FUNCTION | Is.CREDENTIAL | Is.CALENDAR | Is.RELATION
_NOT: Final = frozenset(
    "hs pm am bp hr rr kg lb ml mg cc va er ed or icu rn md do np pa sn dob mrn fax her his she him".split()
)


def _veteran(document: Document, finding: Finding) -> Iterator[Finding]:
    match = _LETTERED.match(document.norm, finding.end)
    last = document.norm.rfind(" ", finding.start, finding.end) + 1 or finding.start
    if match is not None and match["l"] in {document.norm[last].upper(), document.norm[finding.start].upper()}:
        yield Finding(*match.span("n"), DataKind.SSN, 0.8, NAME)


def _scored(document: Document, finding: Finding) -> bool:
    """Whether a name's last word names a scale too: `Oxford 4/6`."""
    last = document.low[finding.start : finding.end].rsplit(" ", 1)[-1]
    return bool(lexicon.flags(last) & (Is.EPONYM | Is.CLINICAL))


def _letters(document: Document, name: Finding) -> Iterator[Finding]:
    """Yield the initials in brackets after a name that are its own, and a name with the initial before or after it."""
    norm, start, end = document.norm, name.start, name.end
    own = _INITIALLED.match(norm, end) if norm.startswith((" (", ", ("), end) else None
    if own is not None:
        firsts = [word[0].upper() for word in re.findall(r"[^\W\d_]+", norm[start:end])]
        letters = own["n"].replace(".", "")
        if all(letters.count(letter) <= firsts.count(letter) for letter in letters):
            yield Finding(*own.span("n"), DataKind.INITIALS, 0.85, NAME)
    if end - start == 1:
        rest = _DOUBLE_AFTER.match(norm, end)
        if rest is not None:
            yield Finding(start, rest.end(), name.kind, name.score, NAME)
    elif norm.startswith((". ", "."), max(0, start - 2)) and " " not in norm[start:end]:
        initial = _INITIAL_BEFORE.search(norm, max(0, start - 12), start)
        if initial is not None:
            yield Finding(initial.start("n"), end, name.kind, name.score, NAME)


def _rooms(document: Document, names: list[Finding]) -> Iterator[Finding]:
    """Yield the numbers before names at the heads of entries, when two entries at least are made so."""
    found = []
    for finding in names:
        if document.shape.find("0", max(0, finding.start - 20), finding.start) < 0:
            continue
        match = _ROOM_BEFORE.search(document.norm, max(0, finding.start - 20), finding.start)
        if match is not None and _YEAR.match(match["n"]) is None:
            found.append(Finding(*match.span("n"), DataKind.PLACE, 0.7, NAME))
            if _AGED.match(document.low, finding.end):
                yield found.pop()
    if len({document.norm[f.start : f.end] for f in found}) >= _FEWEST_ROWS:
        yield from found


def find(document: Document, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what belongs to the persons of `found` and stands right beside them."""
    norm, low = document.norm, document.low
    found = list(found)
    names = [f for f in found if f.label is Label.NAME]
    for finding in found:
        if (
            finding.label is Label.ORG
            and (room := _LODGED.match(norm, finding.end)) is not None
            and _LODGING.search(low, max(0, finding.start - 7), finding.end)
        ):
            yield Finding(*room.span("n"), DataKind.PLACE, 0.65, NAME)
        elif finding.label is Label.ORG and (rest := _FIRM_ENDS.match(norm, finding.end)) is not None:
            yield Finding(finding.start, rest.end(), finding.kind, finding.score, NAME)
        elif finding.label is Label.DEVICE and (more := _DEVICE_ALSO.match(norm, finding.end)) is not None:
            yield Finding(*more.span("n"), DataKind.DEVICE, 0.75, NAME)
        elif finding.kind in _PLACES and (rest := _PLACED_ENDS.match(norm, finding.end)) is not None:
            yield Finding(finding.start, rest.end(), DataKind.FACILITY, 0.7, NAME)
    veteran = not _VETERAN.isdisjoint(document.vocabulary)
    for finding in names:
        if not norm.isascii() and (own := _OWN_SCRIPT.match(norm, finding.end)) is not None:
            yield Finding(*own.span("n"), finding.kind, 0.7, NAME)
        joined = finding.score >= _LEAST and norm.endswith("-", 0, finding.start)
        half = _HALF_BEFORE.search(norm, max(0, finding.start - 22), finding.start) if joined else None
        if half is not None:
            yield Finding(half.start(), finding.end, finding.kind, finding.score, NAME)
        after = norm[finding.end : finding.end + 1]
        if after == "/" and finding.score >= _LEAST:
            typist = _TYPIST.match(norm, finding.end)
            if typist is not None and typist["n"].lower() not in _NOT and not lexicon.flags(typist["n"]) & Is.FUNCTION:
                yield Finding(*typist.span("n"), DataKind.INITIALS, 0.75, NAME)
            second = _SECOND.match(norm, finding.end)
            if second is not None:
                flags = lexicon.flags(second["n"])
                if not flags & _WORDS or (flags & Is.GIVEN and not flags & (Is.COMMON | Is.FUNCTION)):
                    yield Finding(*second.span("n"), DataKind.FULL_NAME, 0.65, NAME)
        elif after in {" ", ","} and finding.score >= _LEAST:
            aged = _AGE_AFTER.match(norm, finding.end)
            if aged is not None:
                yield Finding(*aged.span("n" if aged["n"] else "m"), DataKind.AGE, 0.75, NAME)
            local = _LOCAL.match(norm, finding.end)
            if local is not None:
                yield Finding(*local.span("n"), DataKind.PHONE, 0.7, NAME)
            badge = _BADGE.match(norm, finding.end)
            if badge is not None:
                yield Finding(*badge.span("n"), DataKind.OTHER_ID, 0.65, NAME)
            day = _DAY_AFTER.match(norm, finding.end)
            if day is not None and not day["n"].endswith(("/10", "/5")) and not _scored(document, finding):
                yield Finding(*day.span("n"), DataKind.DATE, 0.6, NAME)
            pager = _PAGER.match(low if norm.isupper() else norm, finding.end)
            if pager is not None:
                yield Finding(*pager.span("n" if pager["n"] else "m"), DataKind.PHONE, 0.75, NAME)
        yield from _letters(document, finding)
        if veteran:
            yield from _veteran(document, finding)
    yield from _rooms(document, names)


_PLACES: Final = frozenset({DataKind.CITY, DataKind.COUNTY, DataKind.PLACE})
# the person's own letters in brackets: `Medeiros, Lucia F (LFM)`
_INITIALLED: Final = re.compile(r",? \(\"?(?P<n>[A-Z]{2,4}|[A-Z]\.(?:[A-Z]\.){1,2})\"?\)")
# the initial before a surname, where no sentence ends in a letter
_INITIAL_BEFORE: Final = re.compile(
    r"(?:\A|\n[ \t]{0,4}|[(:/|;] ?| {2}|\b(?:[Bb]y|[Pp]er|with|w/|and|&|for|from) )(?P<n>(?:[A-Z]\. ?){1,2})\Z"
)
_DOUBLE_AFTER: Final = re.compile(
    r"\. ?[A-Z\u00c0-\u00de][a-z\u00df-\u024f']{2,}-[A-Z\u00c0-\u00de][a-z\u00df-\u024f']{2,}(?!\w)"
)
_VETERAN: Final = frozenset("veteran vet va vamc vha veterans service usmc army navy".split())
