"""Employers told by a job's name after them or by a kind of work before them: `FedEx driver`, `his work WMATA`, `3rd year at Reed`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored, Numbered, Shaped, windows
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers.name_runs import NOT_NAMES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "facility"

_JOBS: Final = frozenset(
    "driver drivers worker workers warehouse employee employees barista cashier pilot machinist loader carrier courier teller mechanic "
    "dispatcher trucker retiree foreman welder clerk associate attendant assembler picker packer stocker sorter conductor engineer "
    "janitor custodian guard lineman salesman technician installer franchise recruiter bartender waitress waiter cook chef ranger stewardess steward longshoreman deckhand bagger greeter bookkeeper buyer".split()
)
_NAMED: Final = re.compile(
    r"(?<![\w.'-])(?P<n>[A-Z][A-Za-z&'.]*[A-Za-z](?:-[A-Z][a-z]+)?(?: (?:& )?[A-Z][A-Za-z'&]+){0,2}) "
    r"(?:(?:delivery|truck|bus|line|store|shift|flight|security|route|mail|package|forklift|assembly|sales|field|night|retail|long-haul) )?"
    r"(?P<j>[a-z]+)(?![\w-])"
)
_REACH: Final = 64
# firms whose names are letters or words: letters before a job are a department's more often (`ICU clerk`, `CT technician`)
_LETTERS: Final = frozenset(
    "ups usps dhl ibm gm bnsf csx nasa tsa mta cta bart wmata ge hp att kfc cvs jbs adm jcpenney usaf amtrak lausd".split()
)
_CAPS: Final = r"(?:[A-Z][\w&'.-]*[\w](?: (?:& |and |of |de )?[A-Z][\w&'-]*[\w]){0,4})"
_WORK: Final = Anchored(
    "his her their my employer job occupation work works",
    rf"\b(?:(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y) (?:work|job|employer|company)(?::| is| at|,)?|[Ee]mployer(?: name)?:|EMPLOYER:|[Jj]ob:|[Ww]ork:|[Ww]orks:|[Pp]lace of work:?) (?:at |for |with )?(?:the )?(?P<n>{_CAPS})(?=[,.;)(\n]|\Z| (?:in|on|as|since|for|and)\b)",
)
_AT_THE: Final = Anchored(
    "works work worked working job cook nurse driver teacher clerk manager waitress bartender employed server chef guard janitor sophomore junior senior freshman year grade kindergarten student stays stayed sleeps sleeping slept stay opinion care mri scan scans imaging worships sings",
    rf"\b(?:(?:[Ww]orks?|[Ww]orked|[Ww]orking|[Ee]mployed|job|cook|nurse|driver|teacher|clerk|manager|waitress|bartender|server|chef|guard|janitor) (?:at|for)|(?:sophomore|junior|senior|freshman|year|grade|grader|kindergarten|student) at|"
    rf"(?:[Ss]tays?|[Ss]tayed|[Ss]leeps|[Ss]leeping|[Ss]lept) at|(?:opinion|[Pp]rior care|outside care|MRI|scans?|imaging) (?:at|from)|(?:worships|sings) at) (?:the )?(?P<n>{_CAPS})",
)
# a school by its letters
_SCHOOL: Final = Anchored(
    "freshman sophomore junior senior student undergrad undergraduate professor major majoring degree year",
    r"(?:[Ff]reshman|[Ss]ophomore|[Jj]unior|[Ss]enior|[Ss]tudent|[Uu]ndergrad(?:uate)?|[Pp]rofessor|major(?:ing)?|degree|[1-5](?:st|nd|rd|th) year) (?:at|from) (?P<n>[A-Z]{2,5}(?:-[A-Z][a-z]+)?)(?![\w&/-])",
)
# what a place is, before its name: `DME Norco,`, `lab Ambry #25-441902`
_SERVICE: Final = Anchored(
    "dme snf opo hha ltac ltach alf lab hospice agency vendor daycare",
    rf"(?:DME|SNF|OPO|HHA|LTACH?|ALF|[Ll]ab|[Hh]ospice|[Aa]gency|[Vv]endor|[Dd]aycare) (?P<n>{_CAPS})(?=[,;.)\n]|\Z| #)",
)
_NUMBERED: Final = Anchored(
    "vfw legion elks moose eagles lions rotary local lodge post troop chapter ibew uaw afscme seiu aft teamsters ironworkers plumbers carpenters engine ladder p i j",
    r"Local (?:#|No\.? ?)?\d{2,4}(?![\w/%]|\.\d)|(?:VFW|(?:American )?Legion|Elks|Moose|Eagles|Lions|Rotary|IBEW|UAW|AFSCME|SEIU|AFT|Teamsters|Ironworkers|Plumbers|Carpenters)(?: (?:Post|Lodge|Local|Chapter|Club|Union))? (?:#|No\. ?)?\d{1,5}(?![\w/%]|\.\d)|(?:[PIJ]\.(?:H\.)?S\.) ?#?\d{1,3}(?!\w)",
)
_UNIT: Final = Numbered(
    r"\d{1,3}(?:st|nd|rd|th) (?:Airborne|Infantry|Cavalry|Marines?|Armou?red|Mountain|Fighter|Bomb|Engineers?|Artillery|Ranger)(?: (?:Division|Div|Brigade|Regiment|Battalion|Wing|Squadron|Bn|Regt))?(?!\w)"
)
# a police department by its letters, where one of its officers or cases follows: `APD ofc`
_POLICE: Final = Shaped(
    ("AAA a",),
    r"(?<![\w-])(?P<n>[A-Z]{1,3}PD)(?= (?:ofc|officers?|det|detective|sgt|case|report|incident|on scene|arrived|notified|dispatch)\b)",
    reach=1,
)
_OTHERWISE: Final = (
    Is.FUNCTION | Is.TITLE | Is.RELATION | Is.CREDENTIAL | Is.CALENDAR | Is.PEOPLE | Is.STATE | Is.DRUG | Is.FACILITY
)
_VAGUE: Final = _OTHERWISE | Is.CLINICAL | Is.COMMON
_SHORT: Final = 5


def _firm(document: Document, start: int, end: int) -> bool:
    """Whether capitalised words before a job are a firm's name: no department, no kind of work, no heading."""
    norm = document.norm
    words = re.findall(r"[^\W\d_]+", document.low[start:end])
    if " ".join(words) in _LETTERS:
        return True
    exact = norm[start:end]
    if (exact.isupper() and len(exact) <= _SHORT) or any(word in NOT_NAMES for word in words):
        return False
    flags = [lexicon.flags(word) for word in words]
    if any(flag & _OTHERWISE for flag in flags) or all(flag & Is.CLINICAL for flag in flags):
        return False
    if any(not flag & (Is.ENGLISH | Is.CLINICAL | Is.PLACE) for flag in flags):
        return True
    # a plain word is a firm's name only where nothing else asks for its capital
    return (
        start > 1 and norm[start - 1] == " " and norm[start - 2].islower() and not any(f & Is.CLINICAL for f in flags)
    )


def _own(name: str) -> bool:
    """Whether a name after a word of work holds a word that is nothing else."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    return (
        bool(words)
        and not lexicon.flags(words[0]) & (_OTHERWISE & ~Is.FACILITY)
        and any(not lexicon.flags(word) & _VAGUE for word in words)
    )


def find(document: Document) -> Iterator[Finding]:
    """Yield employers, schools and the numbered posts of unions and clubs."""
    norm = document.norm
    for pattern in (_NUMBERED, _UNIT, _POLICE):
        for match in pattern.finditer(document, norm):
            yield Finding(*match.span(), DataKind.EMPLOYER, 0.6, NAME)
    if document.upper or document.lower:
        return
    for begin, end in windows(document.starts(_JOBS), _REACH, 14, len(norm)):
        for match in _NAMED.finditer(norm, begin, end):
            if match["j"] in _JOBS and _firm(document, *match.span("n")):
                yield Finding(*match.span("n"), DataKind.EMPLOYER, 0.6, NAME)
    for match in _WORK.finditer(document, norm):
        name = match["n"]
        if _own(name) or (
            name.isupper() and name.lower() not in NOT_NAMES and not lexicon.flags(name.lower()) & _OTHERWISE
        ):
            yield Finding(*match.span("n"), DataKind.EMPLOYER, 0.6, NAME)
    for match in _SCHOOL.finditer(document, norm):
        if match["n"].lower() not in NOT_NAMES:
            yield Finding(*match.span("n"), DataKind.EMPLOYER, 0.65, NAME)
    for match in (m for pattern in (_AT_THE, _SERVICE) for m in pattern.finditer(document, norm)):
        name = match["n"]
        if _own(name) and not (name.isupper() and len(name) <= _SHORT):
            yield Finding(*match.span("n"), DataKind.EMPLOYER, 0.6, NAME)
