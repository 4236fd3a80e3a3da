"""Offices and charities told by what they are of: `Wisconsin DOC`, `Hawaii Police Dept`, `Legal Aid of Nebraska`, `Law Offices of Dana Pruett`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers.name_runs import NOT_NAMES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "facility"

# departments of states and counties by their letters, after a state or a county
_LETTERS: Final = "DOC DHS DHHS DSS DCF DCFS DCFW DOH DPH DMV DPS DNR DHW DSHS DCYF DFPS CYFD HHSC BWC OCFS OMH CPS APS CDHS ODJFS DHR"
_DEPARTMENT: Final = Anchored(_LETTERS.lower(), rf"(?:{_LETTERS.replace(' ', '|')})(?![\w-])")
STATE: Final = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|"
    "Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|"
    "(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|Vermont|(?:West )?Virginia|Washington|"
    "Wisconsin|Wyoming"
)
_OWNER: Final = re.compile(rf"(?<![\w'-])(?:{STATE}|[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:County|Parish|Co\.?)) \Z")
# police, firemen and landlords of a town: `Boston Housing Authority`
_TOWN_OFFICE: Final = Anchored(
    "police fire sheriff housing probation transit",
    r"(?:(?:Police|Fire|Probation) (?:Dep(?:ar)?t(?:ment)?\b\.?|Bureau|Dispatch)|Sheriff(?:'s (?:Office|Dep(?:ar)?t(?:ment)?\b\.?))?|(?:Metropolitan )?Housing (?:Authority|Commission)|Transit Authority)(?![\w-])",
)
_TOWN: Final = re.compile(r"(?<![\w'-])(?:[A-Z][a-z']+ ){1,3}(?:Metropolitan )?\Z")
_CAP: Final = r"[A-Z][\w'.-]*\w(?: [A-Z][\w'.-]*\w){0,2}"
# whom a charity or an office serves
_OF: Final = Anchored(
    "law legal wheels friends meals council catholic community habitat united ymca ywca boys goodwill visiting jewish lutheran senior area house league alliance",
    rf"(?:Law (?:Offices?|Firm) of {_CAP}(?:(?:, | & | and ){_CAP}){{0,3}}"
    r"|(?:Legal (?:Aid|Action|Services|Assistance)(?: (?:Society|Foundation|Center|Bureau|Corp(?:oration)?))?|Wheels|Friends|Meals on Wheels|Council on Aging|Catholic Charities|Community Action|"
    r"Habitat for Humanity|United Way|YMCA|YWCA|Boys (?:&|and) Girls Clubs?|Goodwill(?: Industries)?|Visiting Nurses?(?: Association| Services?)?|Jewish Family Services?|"
    rf"Lutheran (?:Social|Family) Services|Senior Services|Area (?:Agency|Office) on Aging|House|League|Alliance) of (?:the )?{_CAP}\.?)(?!\w)",
)
# for whom it is: `Alabama Institute for Deaf and Blind`
_FOR: Final = re.compile(
    r"(?<![\w'-])(?:[A-Z][a-z]+ ){1,3}(?:Institute|School|Center|Association|Society|Foundation|Services|Academy|Home|League) (?:for|of) (?:the )?(?:Deaf|Blind|Aging|Retarded|Handicapped|Homeless|Autism)(?: (?:and|&) (?:the )?(?:Deaf|Blind|Disabled))?(?![\w-])"
)
_SERVED: Final = frozenset("deaf blind aging retarded handicapped homeless autism".split())
# whom samples go to: `saliva kit IV-8840213 to Invitae, TAT`
_SAMPLES: Final = Anchored(
    "sample samples specimen specimens kit block blocks slides slide tissue saliva stool swab tumor",
    r"(?:[Ss]amples?|[Ss]pecimens?|[Kk]it|[Bb]locks?|[Ss]lides?|[Tt]issue|[Ss]aliva|[Ss]tool|[Ss]wab|[Tt]umor)\b[^\n.;]{0,28}? (?:sent|mailed|shipped|forwarded|couriered|to|submitted)(?: out)? (?:to )?(?P<n>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=,? (?:for|TAT|w/|with|on|today|yesterday|via|by)\b|[,;)\n]|\.(?!\w)|\Z)",
)
# kinds of care that a place's own word stands before: `Progressive Community Health`
_COMMUNITY: Final = Anchored(
    "community family neighborhood",
    r"(?:Community|Family|Neighborhood) (?:Health|Healthcare|HealthCare|Dental|Medical)(?: (?:Center|Centers|Clinic|Services|Network|Group|System|Care|Practice))?(?![\w-])",
)
_OWN_WORD: Final = re.compile(r"(?<![\w'-])(?P<n>[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?) \Z")
_ANY: Final = frozenset(
    "local rural nearby your this that their our the new call follow visit prior current adult women mens womens pediatric "
    "public mental behavioral federally qualified primary state county national american accessing improving lab labs laboratory micro path central reference outside send".split()
)
# police and sheriffs by their letters, where they act or are told
_OFFICERS: Final = Anchored(
    "police custody arrested brought escorted reported called notified cited detained",
    r"(?:[Pp]olice|[Cc]ustody of|[Aa]rrested by|[Bb]rought (?:in )?by|[Ee]scorted by|[Rr]eported to|[Cc]alled|[Nn]otified|[Cc]ited by|[Dd]etained by),? (?P<n>(?!COPD|CAPD|CCPD)[A-Z]{1,3}PD|[A-Z]{2,3}SO)(?![\w&/-])",
)
# schools by their kind's letters: `attends Lincoln MS`, `goes to PS 118`
_SCHOOL: Final = Anchored(
    "attends attending goes student grade grader school teaches enrolled",
    r"(?:[Aa]ttend(?:s|ing)|[Gg]oes to|[Ss]tudent at|[Gg]rader? at|[Ss]chool:|[Tt]eaches at|[Ee]nrolled (?:at|in)) (?P<n>(?:PS|IS|MS|JHS|HS) \d{1,3}|[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:MS|HS|ES|JHS|SHS|Elem\b\.?))(?![\w/-])",
)
_PRISON: Final = Anchored(
    "prison incarcerated inmate sentenced parole probation",
    r"(?:[Pp]rison|[Ii]ncarcerated (?:at|in)|[Ii]nmate at|[Ss]entenced to|[Pp]arole(?: with| under)|[Pp]robation with),? (?P<n>(?:FCI|USP|SCI|MCI|FMC|CI) [A-Z][a-z]+(?: [A-Z][a-z]+)?|[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:CI|CF|FCI|SCI|DC|CC)|[A-Z]{3,5})(?![\w&/-])",
)
# who carries patients, at a sentence's head: `Acadian ambulance`
_CARRIERS: Final = Anchored("ambulance medics crew flight", r"(?:ambulance|medics|crew|flight (?:crew|team))(?![\w-])")
_HEADING: Final = re.compile(r"(?:\A|\n[ \t]{0,4}|[.;:] )(?P<n>[A-Z][a-z]+(?:-?[A-Z][a-z]+)?) \Z")
_REACH: Final = 44
_SERVICE: Final = Is.FUNCTION | Is.TITLE | Is.RELATION | Is.CALENDAR


def _plain(name: str) -> bool:
    """Whether a word of a name says only which office of any town: `Called State Police`."""
    words = name.lower().split()
    return not words or words[0] in _ANY or any(lexicon.flags(word) & _SERVICE for word in words)


def find(document: Document) -> Iterator[Finding]:
    """Yield offices of states, counties and towns, charities by whom they serve, laboratories by what is sent to them."""
    if document.upper or document.lower:
        return
    norm = document.norm
    for head in _DEPARTMENT.finditer(document, norm):
        owner = _OWNER.search(norm, max(0, head.start() - _REACH), head.start())
        if owner is not None:
            yield Finding(owner.start(), head.end(), DataKind.FACILITY, 0.7, NAME)
    for pattern, before in ((_TOWN_OFFICE, _TOWN), (_COMMUNITY, _OWN_WORD)):
        for head in pattern.finditer(document, norm):
            name = before.search(norm, max(0, head.start() - _REACH), head.start())
            if name is not None and not _plain(name[0]):
                yield Finding(name.start(), head.end(), DataKind.FACILITY, 0.7, NAME)
    for pattern, kind in (
        (_OFFICERS, DataKind.FACILITY),
        (_SCHOOL, DataKind.EMPLOYER),
        (_PRISON, DataKind.FACILITY),
    ):
        for match in pattern.finditer(document, norm):
            if match["n"].lower() not in NOT_NAMES:
                yield Finding(*match.span("n"), kind, 0.7, NAME)
    for head in _CARRIERS.finditer(document, norm):
        name = _HEADING.search(norm, max(0, head.start() - _REACH), head.start())
        if name is not None and not lexicon.flags(name["n"].lower()) & ~(Is.SURNAME | Is.PLACE):
            yield Finding(*name.span("n"), DataKind.FACILITY, 0.65, NAME)
    for match in _OF.finditer(document, norm):
        yield Finding(*match.span(), DataKind.FACILITY, 0.75, NAME)
    for match in _FOR.finditer(norm) if not _SERVED.isdisjoint(document.vocabulary) else ():
        if not _plain(match[0].split(" ", 1)[0]):
            yield Finding(*match.span(), DataKind.FACILITY, 0.7, NAME)
    for match in _SAMPLES.finditer(document, norm):
        words = match["n"].lower().split()
        first = lexicon.flags(words[0])
        if not first & (_SERVICE | Is.CLINICAL | Is.DRUG | Is.GIVEN) and _ANY.isdisjoint(words):
            yield Finding(*match.span("n"), DataKind.FACILITY, 0.65, NAME)
