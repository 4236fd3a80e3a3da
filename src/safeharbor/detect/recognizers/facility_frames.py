"""Facilities that plain words name, told by what brings people there: `transferred from Banner`, `SNF: Passages`, `her job (Intel)`.

In a text of capitals and small letters nothing else asks for the capital of a plain word right after `transferred
from`; services, days and kinds of place are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import agencies
from safeharbor.detect.recognizers.agencies import STATE
from safeharbor.detect.recognizers.name_runs import NOT_NAMES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "facility"

_NAMED: Final = r"(?:the )?(?P<n>(?:The |St\. )?[A-Z][a-z]+(?:-?[A-Z][a-z]+)?(?:'s)?(?: (?:of (?:the )?)?[A-Z][a-z]+(?:'s)?){0,2})(?![\w'&/-])"
_STOPS: Final = (
    r"(?=[ \t]*(?:[,;)\n]|\.(?!\w)|\Z)| \(|,? (?:for|on|in|w/|with|and|by|last|yesterday|today|tonight|since|rm|room|bed|unit|ED|ER|SNF|ALF|HH|LTACH?|hospice|rehab|"
    r"neg|normal|at|tomorrow|where|who|records|visit|via|this|x)\b| \d)"
)
# what brings someone to a place or from it
_GOING: Final = Anchored(
    "transferred transfer transferring xfer xferred tx sent arrived returned returning discharged d brought taken transport transported ems went "
    "admitted accepted referred referral records labs followed",
    r"(?:[Tt]ransferr?(?:ed|ring)?|[Xx]fer(?:red)?|[Tt]x(?:'?d)?|[Ss]ent(?: in| over| out)?|[Aa]rrived|[Rr]eturn(?:ed|ing)|[Dd]ischarged|[Dd]/[Cc](?:'?d)?|[Ff]ollowed|"
    r"[Bb]rought(?: in)?|[Tt]aken|[Tt]ransport(?:ed)?|EMS|[Ww]ent|[Aa]dmitted|[Aa]ccepted|[Rr]eferr(?:ed|al)|[Rr]ecords(?: sent| requested)?|[Ll]abs) "
    rf"(?:from|to|at|by) {_NAMED}{_STOPS}",
)
_STAYING: Final = Anchored(
    "hospitalized stayed staying bed intake detox iop php hd dialyzes dialysis gip resident lives living ed er visit seen rehab pt ot imaging ct "
    "mri echo cath surgery cardiologist oncologist pcp surgeon neurologist case care cared placement boarding",
    r"(?:[Hh]ospitalized|[Ss]tay(?:ed|ing)|[Bb]ed|[Ii]ntake|[Dd]etox|IOP|PHP|HD|[Dd]ialyzes|[Dd]ialysis|GIP|[Rr]esident|[Ll]iv(?:es|ing)|E[DR] visit|[Vv]isit|"
    r"[Ss]een|[Rr]ehab|PT|OT|[Ii]maging|CT|MRI|[Ee]cho|[Cc]ath|[Ss]urgery|[Cc]ardiologist|[Oo]ncologist|PCP|[Ss]urgeon|[Nn]eurologist|"
    rf"[Cc]ase (?:mgr|manager)|[Cc]are|[Cc]ared for|[Pp]lacement|[Bb]oarding) (?:at|of) {_NAMED}{_STOPS}",
)
_CHOSEN: Final = Anchored(
    "admission admissions group choice choices agency",
    rf"(?:[Aa]dmissions? (?:in )?(?:19|20)\d\d(?: at| to)?|[Gg]roup home|[Cc]hoices?(?: is|:| list:)?|[Aa]gency) {_NAMED}{_STOPS}",
)
_ROOMED: Final = Anchored("is was now been", rf"(?:is|was|now|been) at {_NAMED}(?=,? (?:rm|room|bed) ?#?[A-Z]?\d)")
# where someone is, and with whom people sing, play and train
_AT: Final = Anchored("at", rf"at {_NAMED}{_STOPS}")
_AMONG: Final = Anchored(
    "sings plays coaches coached bowls bowled marches skates swims trains rides volunteers delivers delivered drives drove hauls",
    r"(?:sings|plays(?! with)|coache[sd]|bowls|bowled|marches|skates|swims|trains|rides|volunteers|delivers|delivered|drives|drove|hauls)"
    rf"(?: \w+){{0,2}} (?:with|for|at|in) {_NAMED}(?=[ \t]*(?:[,;)\n]|\.(?!\w)|\Z)| [a-z])",
)
_SERVING: Final = Anchored(
    "hh hospice dme transport ride sober second motel hotel",
    rf"(?:HH|[Hh]ospice|DME|[Tt]ransport|[Rr]ide|[Ss]ober house|[Ss]econd opinion|[Mm]otel|[Hh]otel)(?: by| w/| with| via| through| from|:)? {_NAMED}{_STOPS}",
)
_GRADED: Final = Anchored(
    "grade grader cashier stocker barista welder machinist lead worker",
    rf"(?:grader?|cashier|stocker|barista|welder|machinist|(?:line|team|shift|floor) lead|worker), {_NAMED}(?=[,;.)\n]|\Z)",
)
# what a place is, before its name in brackets or after a colon
_KIND: Final = (
    "hospital facility agency job work employer union school church shelter clinic pharmacy rehab gym daycare company hospice preschool nursing "
    "workplace college snf alf osh hha hh dme ltach lab ems ambulance transport"
)
_BRACKETED: Final = Anchored(
    _KIND,
    r"(?:hospital|facility|agency|job|work|employer|union|school|church|shelter|clinic|pharmacy|rehab|gym|daycare|company|hospice|preschool|"
    rf"nursing home|workplace|college|SNF|ALF|OSH|HHA|HH|DME|LTACH?|lab|EMS|ambulance|transport) \({_NAMED}(?=[,)])",
)
_LABELLED: Final = Anchored(
    _KIND,
    rf"(?:Hospital|Facility|Agency|Employer|Union|School|Church|Shelter|Pharmacy|Hospice|SNF|ALF|OSH|HHA|HH|DME|LTACH?): ?{_NAMED}"
    r"(?=[ \t]*(?:[,;)\n]|\.(?!\w)|\Z)| {2}| \()",
)
_APPOSED: Final = Anchored(
    "his her their my the s",
    r"(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Tt]he|s) (?:school|church|union|gym|company|employer|pharmacy|daycare|agency|shelter|nursing home|hospital|clinic|preschool|"
    rf"college|workplace), {_NAMED}(?=[,;.)\n]|\Z)",
)
# what a place is, in small letters after its name: `from Preble Street shelter`
_KINDS: Final = Anchored(
    "shelter nursing group hospice dialysis rehab urgent pharmacy elementary middle high preschool daycare memory assisted snf alf ltach home "
    "ambulance medics cath hub fab abattoir hangar refinery shipyard depot terminal casino brewery ranch warehouse towing cab taxi dealership hh",
    r"(?:shelter|nursing home|group home|hospice|dialysis|rehab|urgent care|pharmacy|elementary|middle school|high school|preschool|daycare|memory care|"
    r"assisted living|SNF|ALF|LTACH|HH|home health|ambulance|medics|cath lab|hub|fab|abattoir|hangar|refinery|shipyard|depot|terminal|casino|brewery|ranch|"
    r"warehouse|towing|cab|taxi|dealership)\b",
)
_BEFORE_KIND: Final = re.compile(
    r"(?<=[a-z,(@>] )(?P<n>[A-Z]{5,}|[A-Z][a-z]+(?:-[A-Z][a-z]+|[A-Z][a-z]+)?(?:'s)?(?: [A-Z][a-z]+){0,2}) \Z"
)
# what two words together say a place is: `Magnolia Gardens Post Acute`, `Sunrise Adult Day`
_LONG_KINDS: Final = Anchored(
    "post adult head memory senior assisted",
    r"(?:Post[- ]Acute|Adult Day(?:care| Care| Center| Program| Health)?|Head Start|Memory Care|(?:Senior|Assisted) Living)(?![\w-])",
)
_BEFORE_LONG: Final = re.compile(r"(?<![\w'-])(?P<n>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}) \Z")
_NUMBERED: Final = Anchored(
    "motel super studio", r"(?:Motel|Studio) 6(?!\w|\.\d)|Super 8(?!\w|\.\d)"
)  # inns by their number
_CHILDRENS: Final = Anchored(
    "at to from via",
    rf"(?:at|to|from|via) (?P<n>(?:[A-Z][a-z]+ )?(?:Children's|Shriners)(?: (?:of )?(?:{STATE}))?)(?![\w'-]){_STOPS}",
)
_REACH: Final = 48
_KNOWN: Final = frozenset(
    "memorial general children children's mission methodist baptist presbyterian lutheran adventist university regional county mercy".split()
)
GENERIC: Final = NOT_NAMES | frozenset(
    "home house floor unit office triage bedside outside inside local residential skilled short long community public private adult senior lobby "
    "front desk security billing scheduling transport housekeeping kitchen records registration admissions admission group class pool gym street "
    "jail prison court school work church shelter hotel motel night day evening morning emergency step stepdown same holding overflow observation "
    "waiting urgent primary specialty tertiary free standing continue none yes no unknown denies declined pending same self patient family "
    "mother father wife husband son daughter hall hallway main north south east west tower building second third fourth fifth women men "
    "women's men's team service services staff room suite level detox sober recovery assisted independent memory respite custody foster "
    "psych behavioral phase retired disabled unemployed nurse teacher student freshman junior sophomore full part time remote fed phone fax "
    "eye foot hand wound sleep pain heart cancer vascular spine cast dental".split()
)
_NEVER: Final = Is.FUNCTION | Is.TITLE | Is.RELATION | Is.CREDENTIAL | Is.PEOPLE | Is.STATE


def _plain(name: str) -> bool:
    """Whether capitalised words are no service, day, kind of place or person's title."""
    words = re.findall(r"[^\W\d_]+", name.lower().removeprefix("the ").replace("'s", ""))
    if any(word in GENERIC and word not in _KNOWN for word in words):
        return False
    return all(word in _KNOWN or _one(word) for word in words if word != "of")


def _one(word: str) -> bool:
    """Whether a word is no vocabulary of services and days; a clinical one is when it is a place or a surname too."""
    found = lexicon.flags(word)
    if found & (_NEVER | Is.CALENDAR) or (found & Is.DRUG and not found & (Is.PLACE | Is.GIVEN)):
        return False
    return not found & Is.CLINICAL or bool(found & (Is.PLACE | Is.SURNAME) and not found & Is.COMMON)


def _own(name: str) -> bool:
    """Whether one of the words of a plain name is no frequent word."""
    return any(not lexicon.flags(word) & Is.COMMON for word in re.findall(r"[^\W\d_]{2,}", name.lower()))


def _person(name: str) -> bool:
    """Whether a name begins as a person's does."""
    first = lexicon.flags(name.split(maxsplit=1)[0].lower())
    return bool(first & Is.GIVEN) and not first & (Is.PLACE | Is.ENGLISH)


def _before(document: Document) -> Iterator[re.Match[str]]:
    """Yield the names before a kind of place in small letters."""
    for kind in _KINDS.finditer(document, document.norm):
        name = _BEFORE_KIND.search(document.norm, max(0, kind.start() - _REACH), kind.start())
        if name is not None:
            yield name


def find(document: Document) -> Iterator[Finding]:
    """Yield facilities and employers that plain capitalised words name, where the words beside them tell."""
    yield from agencies.find(document)
    if document.upper or document.lower:
        return
    norm = document.norm
    for pattern in (_GOING, _STAYING, _CHOSEN, _ROOMED, _CHILDRENS):
        for match in pattern.finditer(document, norm):
            if _plain(match["n"]) or pattern is _CHILDRENS:
                yield Finding(*match.span("n"), DataKind.FACILITY, 0.6, NAME)
    for pattern in (_AT, _AMONG, _SERVING, _GRADED):
        for match in pattern.finditer(document, norm):
            if _plain(match["n"]) and _own(match["n"]) and not _person(match["n"]):
                yield Finding(*match.span("n"), DataKind.FACILITY, 0.6, NAME)
    for match in _NUMBERED.finditer(document, norm):
        yield Finding(*match.span(), DataKind.FACILITY, 0.7, NAME)
    for match in (
        *_BRACKETED.finditer(document, norm),
        *_LABELLED.finditer(document, norm),
        *_APPOSED.finditer(document, norm),
    ):
        if _plain(match["n"]) and _own(match["n"]):
            yield Finding(*match.span("n"), DataKind.EMPLOYER, 0.6, NAME)
    for kind in _LONG_KINDS.finditer(document, norm):
        name = _BEFORE_LONG.search(norm, max(0, kind.start() - _REACH), kind.start())
        if name is not None and _plain(name["n"]):
            yield Finding(name.start("n"), kind.end(), DataKind.FACILITY, 0.6, NAME)
    for match in _before(document):
        if _plain(match["n"]):
            yield Finding(*match.span("n"), DataKind.FACILITY, 0.6, NAME)
