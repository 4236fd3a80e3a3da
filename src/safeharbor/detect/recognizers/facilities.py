"""Names of hospitals, clinics, schools, firms and churches: capitalised words that end in what the place is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import facility_frames
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "facility"

_CARE: Final = frozenset(
    "hospital hosp hospitals occmed occhealth clinic clinics center centre ctr pharmacy pharmacies health healthcare medical med infirmary sanatorium hospice rehab rehabilitation pavilion "
    "institute surgicenter practice dental dentistry orthopedics orthopaedics pediatrics cardiology dermatology oncology urology neurology radiology imaging pathology "
    "physicians surgeons specialists obgyn obstetrics gynecology ophthalmology optometry eye vision hearing dialysis nephrology endocrinology wellness recovery "
    "therapy laboratories laboratory labs diagnostics ambulance ems care nursing manor villa lodge campus house home homes living".split()
)
_WORK: Final = frozenset(
    "school high elementary academy college university preschool daycare montessori seminary church chapel cathedral temple mosque synagogue parish tabernacle ministries "
    "inc llc llp ltd corp corporation company co-op cooperative industries manufacturing logistics freight trucking transport transit foods farms dairy bakery brewery "
    "restaurant cafe diner grill motors auto plumbing electric roofing construction contractors builders landscaping lumber mills steel plant factory warehouse supply "
    "hardware market grocery credit realty salon hotel inn resort casino airlines technologies systems software solutions consulting staffing "
    "jail prison penitentiary dealership tavern pub saloon deli pizzeria gym nursery orchard vineyard winery distillery refinery shipyard sawmill quarry laundry packing poultry press printing theatre theater museum library works haulage stevedoring robotics credit union bank post station shelter foundation".split()
)
_PLURAL_ENDS: Final = frozenset(
    "associates partners group consultants services brothers sons bros affiliates network system alliance program society".split()
)
_ENDS: Final = _CARE | _WORK | _PLURAL_ENDS
_GENERIC: Final = frozenset(
    "the a an our this that going home primary care urgent emergency medical health nursing hospital clinic center centre physical occupational speech therapy radiation intensive "
    "critical outpatient inpatient ambulatory surgical family day skilled assisted living long term acute palliative hospice wound eye dental mental behavioral public school "
    "high middle elementary group system services department dept unit office lab labs imaging pharmacy post program network level stage grade plan patient pt your his her "
    "their my no new discharge admission ed er or icu consult referring local outside memory pain sleep heart cancer burn stroke trauma transplant women's children's "
    "respiratory renal cardiac pulmonary home-health case management social work anesthesia recovery credit union blood bank eye poison control call fertility dialysis "
    "infusion oncology cardiology radiology pathology dermatology neurology orthopedics pediatrics urology nephrology psychiatry general internal medicine nutrition past "
    "review history plan assessment chief fast track weight bearing self full code comfort private national state federal county city tele digital data community".split()
)
_LONG_LINE: Final = 60
_WORK_NAMED: Final = re.compile(
    r" (?:[A-Z][\w-]* ){0,3}(?:Act|Code|Law|Rules?|Ethics|Information|Reports?|Orders?|Plans?|Forms?|Policy|Policies|Protocols?|Procedures?|Checklist|Guidelines?|Manual|Handbook|Records?|Principles|Practices?|"
    r"Standards?|Score|Scale|Index|Tool|Questionnaire|Survey|Bundle|Pathway|Algorithm|Template|Worksheet|Table|Quality|Measures?|Set|Proxy|Directive|Instructions?|Education|Assessment|Screening|Consent|Authorization|Notice|Rights)\b"
)
_JOIN: Final = {" ", "-", "'", " & ", ". ", "&"}
_SMALL: Final = frozenset("of the and at for de la du del des san on in y".split())
_CAPITAL_JOINS: Final = frozenset("of de la del san y".split())
_AFTER_WORK: Final = Anchored(
    "work works worked employer employed employee job drives driving drove trucks hauls chez attends student teaches teacher enrolled pastor preached choir member works contracts intern interns volunteer volunteers shift back promoted school retired laid let fired hired leave contractor subcontractor boss coworker coworkers supervisor hr bartends bartending waitresses cashiers coaches moonlights runs clocks apprentice apprenticed hours site facility seen transfer transferred presents admitted discharged daycare staying ceremony services funeral",
    r"\b(?:works? (?:at|for)|worked (?:at|for)|employer:?|employed (?:at|by|with)|works with|contracts with|interns? at|volunteers? (?:for|with)|employee of|job at|(?:drives?|driving|drove|trucks|hauls) (?:\w+ )?for|chez|attends|student at|teaches at|teacher at|enrolled (?:at|in)|pastor of|preached at|choir at|member of|"
    r"works (?:\w+ ){0,3}(?:at|for|@)|(?:fired|let go) (?:from|by)|hired (?:at|by)|leave from|(?:sub)?contractor (?:at|for)|(?:boss|co-?workers?|supervisor|hr) at|(?:bartends|bartending|waitresses|cashiers|coaches|moonlights|clocks in|apprenticed?) (?:at|with)|shift at (?:the )?|back to work at|promoted (?:\w+ ){1,3}at|school:|employer is|retired from|laid off (?:from|by)|hours at|site:|facility:|seen at|transfer(?:red)? to|presents from|admitted (?:from|to)|discharged to|daycare at|staying at|ceremony at|services at|funeral home) (?=(?-i:[A-Z0-9]))",
    re.IGNORECASE,
)
_VISITED: Final = re.compile(
    r"site|facility|seen|transfer|presents|admitted|discharged|daycare|staying|ceremony|services|funeral"
)
_SHORTEST: Final = 3
_TOLD_WORK: Final = Anchored(
    "an a as former formerly retired is was the",
    r"\b(?:an?|as|former|formerly|retired|is|was|the|formerly an?) (?:[a-z]+ ){0,2}(?:[a-z]{2,}(?:er|or|ist|ian|ress|man|woman|person)|clerk|nurse|cook|aide|guard|tech|chef|temp|manager|accountant|assistant|attendant|janitor|barista|custodian|mechanic|agent|host|sub|para) (?:for|at|with) (?=[A-Z])",
)
_TOLD_PLACE: Final = Anchored(
    "referred referral transported taken brought sent accepted delivered born followed records prescribed script called transport en code hospitalized inpatient rehab seen cared stayed volunteers worships dialyzes hd treated surgery lab building pharmacy hospital facility employer agency vendor dme school church daycare shelter snf clinic",
    r"\b(?:[Rr]eferred to|[Rr]eferral to|[Tt]ransported to|[Tt]aken to|[Bb]rought to|[Ss]ent to|[Aa]ccepted (?:at|by)|[Dd]elivered at|[Bb]orn at|[Ff]ollowed at|[Rr]ecords from|[Pp]rescribed to|[Ss]cript to|[Cc]alled in to|[Tt]ransport (?:code \d )?to|[Ee]n route to|[Cc]ode \d to|"
    r"[Hh]ospitalized (?:once, )?at|[Ii]npatient at|[Rr]ehab at|[Ss]een at|[Cc]ared for at|[Ss]tayed at|[Vv]olunteers at|[Ww]orships at|[Dd]ialyzes at|[Hh]D at|[Tt]reated at|[Ss]urgery at|"
    r"Lab:|Building:|Pharmacy:|Hospital:|Facility:|Employer:|Agency:|Vendor:|DME:|School:|Church:|Daycare:|Shelter:|SNF:|Clinic:) (?:the )?(?=[A-Z])",
)
_SAINT: Final = Anchored(
    "st saint our holy sacred mount mt good",
    r"(?:(?<=[.>:;,] )|(?<=\bat )|(?<=\bto )|(?<=\bby )|(?<=\bof )|(?<=from )|(?<=->)|(?<=\n)|\A)(?P<n>(?:St\.?|Saint|Our Lady of|Holy|Sacred|Mount|Mt\.?|Good) (?:the )?(?:Luke|Mary|Joseph|Jude|John|Anne?|Francis|Vincent|Elizabeth|Catherine|Agnes|Alphonsus|Anthony|Barnabas|Bernard|Charles|Clare|David|Dominic|Edward|Helena?|Ignatius|Jerome|Lawrence|Louis|Margaret|Mark|Martin|Matthew|Michael|Nicholas|Patrick|Paul|Peter|Raphael|Rita|Rose|Stephen|Theresa|Thomas|Brigid|Cross|Family|Name|Spirit|Trinity|Redeemer|Rosary|Heart|Sorrows|Mercy|Lourdes|Guadalupe|Sinai|Carmel|Olive|Zion|Samaritan|Shepherd)(?:'s)?(?: of the [A-Z][a-z]+)?)(?!'s wort)(?! (?:wort|valve|Medical|lead|St|Ave|Rd)\b)(?!\w)",
)
_CHAINS: Final = frozenset(
    "walgreens cvs walmart costco kroger publix safeway meijer wegmans albertsons labcorp davita fresenius heb kaiser geisinger ochsner intermountain ucsf bidmc upmc mskcc ohsu lincare apria rotech bartell kinney hyvee osco winco".split()
)
_ARTICLE: Final = Anchored(
    "at from to placement near resident evicted back",
    r"\b(?:at|from|to|[Pp]lacement:|near|resident of|evicted from|back at) (?P<n>The [A-Z][a-z]{3,}(?: [A-Z][a-z]+)?)(?=[.,;)\n]|$| (?:in|on|and|since|for|with|where|yesterday|today)\b)",
)
_CAPS: Final = re.compile(
    r"(?:[A-Z\u00c0-\u00de][\w'-]*|\d{1,3}(?:st|nd|rd|th))(?:(?: & | and | of the | of | de la | de |-| )(?:[A-Z\u00c0-\u00de][\w'-]*|Co-op))*"
)


def _grow(document: Document, index: int) -> int:
    """Return the first word of the name that word `index` ends."""
    words, norm = document.words, document.norm
    at = index
    while at and index - at < 6:
        gap = norm[words[at - 1][1] : words[at][0]]
        start, _, word = words[at - 1]
        if gap not in _JOIN or (gap == ". " and word not in {"st", "mt", "ft", "ste"}):
            break
        if norm[start].isupper():
            if (
                document.upper
                and lexicon.flags(word) & (Is.FUNCTION | Is.RELATION | Is.TITLE)
                and word not in _CAPITAL_JOINS
            ):
                break
            at -= 1
            continue
        if (
            word in _SMALL
            and at > 1
            and norm[words[at - 2][1] : start] == " "
            and norm[words[at - 2][0]].isupper()
            and word not in {"at", "in", "on"}
        ):
            at -= 2
            continue
        break
    while at < index and (
        words[at][2] in _SMALL or words[at][2] in {"patient", "pt", "to", "from", "re", "at", "call", "called", "cc"}
    ):
        at += 1
    return at


def find(document: Document) -> Iterator[Finding]:
    """Yield names of facilities, and of employers where the text says that someone works there."""
    words, norm = document.words, document.norm
    if not _CHAINS.isdisjoint(document.vocabulary):
        for start, end, word in words:
            if word in _CHAINS:
                yield Finding(start, end, DataKind.FACILITY, 0.5, NAME)
    if document.lower:
        return
    last = line_end = -1
    running = False
    for index in document.numbered(_ENDS):
        start = words[index][0]
        if not norm[start].isupper() or index < last or index == 0:
            continue
        stop = index
        # the name goes on: `Medical Center`, `Health & Urology`, `Hospital ED`
        while (
            stop + 1 < len(words)
            and norm[words[stop][1] : words[stop + 1][0]] in {" ", " & ", "-", "'"}
            and norm[words[stop + 1][0]].isupper()
            and (
                words[stop + 1][2] in _ENDS
                or words[stop + 1][2] in {"s", "of", "unit", "department", "dept", "district", "authority", "bureau"}
                or norm[words[stop][1] : words[stop + 1][0]] in {" & ", "'"}
            )
        ):
            stop += 1
        first = _grow(document, index)
        own = [w for _, _, w in words[first : stop + 1] if len(w) > 1]
        named = [w for w in own if w not in _GENERIC and w not in _SMALL and w not in _ENDS]
        if document.upper:
            named = [w for w in named if not lexicon.flags(w) & (Is.FUNCTION | Is.CLINICAL | Is.RELATION)]
            if start > line_end:  # a line is read once: it may be a whole note
                line_start, line_end = document.line(start)
                running = line_end - line_start > _LONG_LINE and ":" not in norm[line_start:line_end]
            if running:
                named = [
                    w
                    for w in named
                    if not lexicon.flags(w) & Is.COMMON
                    and not (
                        lexicon.flags(w) & Is.ENGLISH and not lexicon.flags(w) & (Is.PLACE | Is.SURNAME | Is.GIVEN)
                    )
                ]
        proper = [
            w
            for w in named
            if not lexicon.flags(w) & Is.CLINICAL or lexicon.flags(w) & (Is.PLACE | Is.SURNAME | Is.GIVEN)
        ]
        if not proper or first == index:
            continue
        if _WORK_NAMED.match(norm, words[stop][1]) and not any(
            lexicon.flags(w) & (Is.PLACE | Is.GIVEN | Is.SURNAME) or not lexicon.flags(w) for w in proper
        ):
            continue  # `Protected Health Information`, `Uniform Health-Care Decisions Act`
        last = stop + 1
        kind = DataKind.FACILITY if any(w in _CARE for _, _, w in words[first : stop + 1]) else DataKind.EMPLOYER
        yield Finding(words[first][0], words[stop][1], kind, 0.6, NAME)
    for match in () if document.upper else _ARTICLE.finditer(document, norm):
        if not any(
            lexicon.flags(word.lower()) & (Is.CLINICAL | Is.FUNCTION | Is.PEOPLE | Is.CALENDAR | Is.DRUG | Is.RELATION)
            or word.lower() in _GENERIC
            for word in match["n"].split()[1:]
        ):
            yield Finding(*match.span("n"), DataKind.FACILITY, 0.6, NAME)
    for cue in _AFTER_WORK.finditer(document, norm):
        name = _CAPS.match(norm, cue.end())
        if name is None:
            continue
        end = _until(norm, *name.span()) if document.upper else name.end()
        if _own(norm[cue.end() : end]):
            visited = _VISITED.match(cue[0].lower())
            if (visited is None and not document.upper) or _proper(norm[cue.end() : end]):
                yield Finding(cue.end(), end, DataKind.FACILITY if visited else DataKind.EMPLOYER, 0.55, NAME)
    for match in () if document.upper else _SAINT.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.FACILITY, 0.55, NAME)
    for pattern, kind in () if document.upper else ((_TOLD_WORK, DataKind.EMPLOYER), (_TOLD_PLACE, DataKind.FACILITY)):
        for cue in pattern.finditer(document, norm):
            name = _CAPS.match(norm, cue.end())
            if name is not None and _proper(name[0]):
                yield Finding(*name.span(), kind, 0.55, NAME)


def _until(norm: str, start: int, end: int) -> int:
    """Return where a name in a text of capitals ends: before the first word that only joins or dates."""
    at = start
    for word in re.finditer(r"[^\W\d_]+", norm[start:end]):
        if lexicon.flags(word[0].lower()) & (Is.FUNCTION | Is.CALENDAR | Is.RELATION):
            break
        at = start + word.end()
    return at


def _own(name: str) -> bool:
    """Whether capitalised words after a word of work can be a name: no kind of place, no day, no person's title."""
    words = name.lower().split() or [""]
    return (
        len(name) > _SHORTEST
        and name.lower() not in facility_frames.GENERIC
        and not lexicon.flags(words[0]) & (Is.FUNCTION | Is.CALENDAR)
        and not any(lexicon.flags(word) & Is.TITLE for word in words)
    )


def _proper(name: str) -> bool:
    """Whether capitalised words are a name of their own: not a service, a code, a person's title or a day."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    first = lexicon.flags(words[0]) if words else 0
    if words[:2] == ["our", "lady"]:
        return True
    if (
        len(name) < 4
        or name.lower() in facility_frames.GENERIC
        or first & (Is.FUNCTION | Is.TITLE | Is.CALENDAR | Is.RELATION | Is.STATE)
    ):
        return False
    if name.isupper() and len(name) < 6:
        return False
    vague = Is.CLINICAL | Is.CREDENTIAL | Is.DRUG | Is.COMMON | Is.FACILITY | Is.MAKE | Is.PEOPLE
    return any(not lexicon.flags(word) & vague for word in words)
