"""Roles that only one person holds: `mayor of ...`, `the oldest resident of the county`. Characteristics under letter (R)."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, begun, windows
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "role"

_OFFICE: Final = (
    r"(?:vice[ -]president|president|mayor|governor|lieutenant governor|lt\.? governor(?:'s (?:press )?secretary)?|senator|congress(?:man|woman|person)|assembly(?:man|woman|member)|state representative|ambassador|attorney general|secretary of state|"
    r"chief justice|supreme court justice|district attorney|sheriff|police chief|chief of police|fire chief|superintendent|chancellor|provost|dean|rector|archbishop|bishop|cardinal|imam|chief rabbi|tribal (?:chair(?:man|woman|person)?|president|elder)|"
    r"chair(?:man|woman|person)|ceo|cfo|coo|cto|chief executive(?: officer)?|chief of staff|press secretary|poet laureate|laureate|grand marshal|head coach|concertmaster|concert ?master|conductor|music director|artistic director|choirmaster|organist|"
    r"anchor(?:man|woman)|news ?anchor|(?:evening|morning|weekend|weeknight|tv|television) (?:news )?anchor|(?:lead )?(?:singer|vocalist|guitarist|bassist|drummer|frontman)|(?:talk show |radio )host|columnist|weather(?:man|woman|person)|meteorologist|(?:homecoming|prom|rodeo|pageant|carnival) (?:queen|king)|(?:weather|sports|news) anchor|anchor|quarterback|captain|astronaut|olympian|gold medalist|gold medallist|medalist|champion|winner|founder|co-?founder|owner|publisher|editor[ -]in[ -]chief|editor|head (?:(?!under|over|after|never|higher|lower|either|other|further|however)[a-z]{2,}(?:er|ist|ian|man|woman)|chef|cook|coach|maid|judge|scout|curator|docent|priest|counselor|professor|conductor|instructor|dramaturg)|"
    r"town (?:clerk|marshal|manager)|city (?:manager|councilman|councilwoman|council member)|county (?:commissioner|executive|judge|clerk)|harbou?r ?master|lighthouse keeper|postmaster|first lady|king|queen|prince|princess|chief|matriarch|patrol chief|curator|librarian|principal|headmaster|headmistress|dramaturg|principal (?:[a-z]{3,}ist|dancer|player|conductor|horn|bass|cello|oboe|flute|viola|trumpet|ballerina|harp))"
)
_OF: Final = r"(?: (?:(?:of|for|on|in|from) (?:the |a |our |this )?|at (?:the |a |our |this )(?=[a-z]))[\w'&.-]+(?: (?:of|and|the|in|at|&|\d+|[a-z][\w'-]*|[a-z]+(?=[ ,.;)]))){0,4}?(?=[,.;:)\n\"]| (?:and|who|with|has|had|is|was|were|for|since|until|brought|came|presents|presented|admitted|reports|says|said|according|before|after|when|that|which|here|from|works|lives|denies)\b|$))"
_SINGLE: Final = re.compile(
    rf"\b(?P<n>(?:(?:the )?(?:current|former|sitting|first|only|longtime|long-time|ex-?|past|acting|deputy|assistant|evening|morning|lead|head|elected|outgoing|female|male|woman|black|african-american|native|hispanic|latina|latino|asian|openly gay|battalion|division|interim|regional|two-term|three-term|state|county|city|town|village|national|world|olympic|reigning|(?:19|20)\d\d(?: [a-z]\w+)*)[ -]){{0,3}}{_OFFICE}{_OF})",
)
_SUPERLATIVE: Final = re.compile(
    r"\b(?P<n>(?:the )?(?:first|only|oldest|youngest|tallest|heaviest|last|sole|longest[ -](?:serving|living|surviving)|world's \w+|nation's \w+|state's \w+|county's \w+|town's \w+|highest[ -]ranking|most \w+)"
    r"(?: [A-Za-z'-]+){0,3} (?:president|mayor|pastor|priest|minister|rabbi|imam|resident|survivor|person|man|woman|veteran|teacher|doctor|dentist|nurse|lawyer|judge|farmer|pilot|officer|citizen|member|living|patient|recipient|employee|student|player|coach|driver|"
    r"graduate|black|owner|astronaut|champion|winner|holder|quintuplets|triplets|twins|mother|father)"
    r"(?: (?:in|of|on|at|from|with|to) (?:the |our |this |his |her )?[\w'-]+(?: (?:of|and|the|[A-Z][\w'-]*)){0,3}))"
)
_TITLED: Final = re.compile(
    r"\b(?P<n>(?:Grand Marshal|Poet Laureate|Mr\. Universe|Prize laureate|Medal of Honor recipient|Olympic [a-z ]{0,16}(?:medalist|champion)|Nobel [a-z ]{0,10}(?:laureate|prize winner)|Hall of Famer?|Lt\. Governor's press secretary|Super Bowl (?:winner|MVP)|Guinness [\w ]{0,20}holder)"
    r"(?: (?:of|in|for|from) (?:the )?[\w'-]+(?: [A-Z][\w'-]+){0,4})?)"
)
_CHAMPION: Final = re.compile(
    r"\b(?P<n>(?:(?:two|three|four|five|six)-time )?(?:state|national|world|olympic|county|conference|all-american|hall of fame) (?:champion|record[- ]holder|title[- ]holder|medal(?:l)?ist|all-star)(?: (?!from\b|of\b|in\b|at\b|for\b|with\b)[a-z]+){0,2}(?: (?:from|of|in|at|for|with) (?:the )?[\w'-]+(?: [a-z][\w'-]*)*)?)",
)
_PLAIN: Final = Anchored(
    "is was as became retired former promoted elected who she he currently the sitting our also now local",
    r"\b(?:is|was|as|became|retired|former|promoted to|elected|who is|she's|he's|currently|the|sitting|our|also|now|our local|local) (?:the |a |our )?(?P<n>(?:sitting |former |state |city |county |tribal |deputy |evening |morning |lead |acting )?(?:mayor|governor|lieutenant governor|senator|congressman|congresswoman|poet laureate|attorney general|"
    r"police chief|fire chief|tribal chair(?:man|woman|person)?|tribal president|news anchor|ambassador|archbishop|press secretary|head dramaturg|concertmaster|grand marshal|lighthouse keeper|harbou?rmaster|town clerk))\b",
)
_LINKED: Final = re.compile(
    rf"\b(?P<n>(?:(?:the|our) )?(?:{_OFFICE}'s (?:\w+-in-law|wife|husband|son|daughter|brother|sister|mother|father|widow|niece|nephew|twin|aide|driver)|"
    r"(?:last|this) year's \w+ (?:winner|champion|queen|king)|(?:first|only) (?:\w+ ){0,2}(?:woman|man|person|female|male|girl|boy) (?:to|ever to) \w+(?: \w+){1,4}?(?=[,.;)\n]|$)|"
    r"(?:former|retired|ex-?) ?(?:county|state|city|town|village) (?:sheriff|judge|treasurer|attorney|coroner|commissioner|clerk|auditor)))(?!\w)",
)
_STAFF: Final = re.compile(
    r"\b(?:nurse|pharmacist|chief resident|resident physician|surgical|medical|charge|clinical|respiratory|nursing|department|dept|unit|staff|attending)\b|dean of (?:the )?(?:mouth)|chief (?:complaint|concern|resident)",
    re.IGNORECASE,
)
_SIGN: Final = re.compile(
    r"head (?:of (?:the )?(?:bed|table|line|femur|humerus|radius|fibula|pancreas|household|the)|ct|mri|injury|trauma|circumference|pain|strike|up|down|and|neck|lice|tilt|turn|drop|lag|control|nodding|is|was|in|on|at|or|to|if|with|without|w|wo|for|scan|neg|negative|shows|showed|contrast)\b|cardinal (?:sign|symptom|movement)|king (?:size|bed)|queen (?:size|bed)",
    re.IGNORECASE,
)


def _near(document: Document, pattern: re.Pattern[str] | Anchored, *, office: bool) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern around the words it turns on; `office`: whether an office is named anywhere."""
    if isinstance(pattern, Anchored):
        yield from pattern.finditer(document, document.low)
        return
    text = document.norm if pattern is _TITLED else document.low
    if pattern is _TITLED and _TITLES.isdisjoint(document.vocabulary):
        return
    if pattern is _CHAMPION and _CONTESTS.isdisjoint(document.vocabulary):
        return
    heads = _HIGHEST if pattern is _SUPERLATIVE else _TURNS
    opening = _OPENS if pattern is _SUPERLATIVE else _LINKING if not office and pattern is _LINKED else None
    opens = document.starts(opening) if opening is not None else []
    for start, end in windows(document.starts(heads), 70, 180, len(text)):
        if opening is not None:
            inside = opens[bisect_left(opens, start) : bisect_left(opens, end)]
            yield from begun(pattern, text, inside, end)
        else:
            yield from pattern.finditer(text, start, end)


def find(document: Document) -> Iterator[Finding]:
    """Yield distinguishing roles."""
    seen = document.vocabulary
    office, highest = not _OFFICES.isdisjoint(seen), not _HIGHEST.isdisjoint(seen)
    if not office and not highest:
        return
    for pattern, score in (
        (_SINGLE, 0.6),
        (_SUPERLATIVE, 0.65),
        (_TITLED, 0.7),
        (_PLAIN, 0.6),
        (_LINKED, 0.65),
        (_CHAMPION, 0.65),
    ):
        if not (highest if pattern is _SUPERLATIVE else office or pattern is _LINKED):
            continue
        for match in _near(document, pattern, office=office or not _MORE_OFFICES.isdisjoint(seen)):
            text = match["n"]
            if (
                _SIGN.match(text)
                or _STAFF.search(text)
                or _SIGN.match(re.sub(r"^(?:the |current |former |first |only |last |past )+", "", text.lower()))
            ):
                continue
            start = match.start("n")
            if text.lower().startswith("the ") and pattern not in (_SUPERLATIVE, _LINKED):
                start += 4
            yield Finding(start, match.end("n"), DataKind.OTHER_ID, score, NAME)


_OFFICES: Final = frozenset(
    "president mayor governor senator congressman congresswoman congressperson assemblyman assemblywoman representative ambassador attorney secretary justice sheriff chief superintendent chancellor provost dean rector archbishop bishop "
    "cardinal imam rabbi chairman chairwoman chairperson chair ceo cfo coo cto executive staff laureate marshal coach concertmaster conductor director choirmaster organist anchor anchorman anchorwoman weatherman meteorologist "
    "singer vocalist guitarist bassist drummer frontman host columnist queen king quarterback captain astronaut olympian olympic medalist medallist champion winner founder cofounder owner publisher editor head clerk manager councilman councilwoman commissioner judge harbormaster harbourmaster keeper postmaster "
    "lady king queen prince princess matriarch curator librarian principal headmaster headmistress dramaturg nobel medal fame guinness tribal".split()
)
_HIGHEST: Final = frozenset(
    "first only oldest youngest tallest heaviest last sole longest world's nation's state's county's town's highest most world nation".split()
)
_OPENS: Final = frozenset(
    "the first only oldest youngest tallest heaviest last sole longest world nation state county town highest most".split()
)
# how what is linked to a person begins where no office is named
_LINKING: Final = frozenset("the our last this first only former retired ex".split())
_MORE_OFFICES: Final = frozenset(
    "assemblymember newsanchor concert weatherwoman weatherperson council harbor harbour".split()
)
_TITLES: Final = frozenset("grand poet mr prize medal olympic nobel hall lt super guinness".split())
_CONTESTS: Final = frozenset("state national world olympic county conference american fame".split())
_TURNS: Final = (_OFFICES - {"staff", "head"}) | frozenset(
    "head year year's years only first former retired treasurer coroner auditor woman man person holder star laureate winner".split()
)
