"""Places that no list holds, told by their form: crossings, blocks, quarters of a town, high street numbers, lakes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.anchors import Anchored, windows
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "place"

_NTH: Final = r"\d{1,3}(?i:st|nd|rd|th)(?![^\W\d_])"
# a crossing needs a word of place before it when `and` joins: `T-boned at 5th and Main`
_CROSSING: Final = re.compile(
    rf"\b(?i:at|near|on|of|by|to|from|off) (?P<n>{_NTH} (?:and|AND|&) [A-Z][A-Za-z]{{2,}}(?: (?i:St|Ave|Rd|Blvd)\b)?|[A-Z][A-Za-z]{{2,}} (?:and|AND|&) {_NTH})"
    rf"|(?:\A|(?<=[\s(]))(?P<m>{_NTH}(?: & | ?/ ?(?=[A-Z][A-Za-z]{{3}}))[A-Z][A-Za-z]{{2,}}|[A-Z][A-Za-z]{{2,}}(?: & | ?/ ?){_NTH})(?![\w/-])"
)
# `route County 4`, `off County 14`
_COUNTY_ROAD: Final = Anchored(
    "on off route along via to of", r"\b(?:on|off|[Rr]oute|along|via|to|of) (?P<n>County \d{1,3}[A-Z]?)(?![\w/%-]|\.\d)"
)
_SPOKEN_CROSSING: Final = Anchored(
    "corner intersection crossing", r"\b(?:corner|intersection|crossing) of (?P<n>[a-z]{3,12} and [a-z]{3,12})(?![\w-])"
)
# no month has a 32nd, and nobody counts so far but in percentiles, weeks and birthdays
_HIGH: Final = re.compile(
    r"\b(?:on|off|at|near|down|up|by(?: the)?|along|and|&|[NSEW]|[NS][EW]|East|West|North|South) (?P<n>(?:(?:East|West|North|South|[NSEW]{1,2})\.? )?(?:3[2-9]|[4-9]\d|1\d\d|2\d\d)(?:st|nd|rd|th))(?![^\W\d_]|[ -](?:%|percentile|centile|%ile|%tile|perc|p\b|week|wk|day|birthday|bday|b-?day|year|yr|visit|dose|hour|minute|edition|floor|session|cycle|infantry|division|airborne|anniversary|annual))"
)
# proper nouns of land and water; `Lake Louise score` is a thing
_FEATURE: Final = re.compile(
    r"(?<![\w'-])(?:(?:[A-Z][a-z']{2,} ){1,2}(?:Lake|River|Creek|Bridge|Canyon|Mountains?|Valley|Beach|Harbor|Harbour|Falls|Springs|Island|Reservoir|Pier|Marina|Trailhead|Campground|Expressway|Highway|Freeway|Turnpike|Parkway|District|Neighborhood|Reservation|Bayou|Hollow|Junction)"
    r"|(?:Lake|Mount|Mt\.?|Camp|Fort|Ft\.?|Cape|Bayou|Isle of) [A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?)(?![\w-])"
)
_STATION: Final = re.compile(
    r" (?:Medical|Hospital|Clinic|Center|Health|Elementary|School|Pharmacy|University|College)\b"
)
_CAP: Final = r"[A-Z][\w']+"
# `the 2300 block of Tarpon Ave`
_BLOCK: Final = re.compile(
    rf"\d(?<![\w.$/#-].)\d{{1,4}} (?:block|blk\.?|BLOCK|BLK) (?:of |OF )?(?:[NSEW]\.? )?{_CAP}(?: {_CAP}){{0,2}}"
)
_BLOCKS: Final = frozenset({"block", "blk"})
# `cross sts Olive/Kern`
_CROSS_STREETS: Final = Anchored(
    "cross x",
    rf"(?i:cross|x)[ -](?i:streets?|sts?)\b\.?(?: is| are)?[: ]{{1,2}}(?P<n>{_CAP}(?: {_CAP})?(?: ?(?:/|&|and) ?{_CAP}(?: {_CAP})?)?)",
)
# a street by its quarter of the town: `the store on Commercial SE`
_QUARTER: Final = re.compile(
    rf"\b(?:on|off|at|of|near|to|along|and|down|up|&|,) (?P<n>{_CAP} (?:NE|NW|SE|SW))(?![\w-])"
)
_QUARTERS: Final = frozenset({"ne", "nw", "se", "sw"})
# a part of a town by its article: `stays in the Tenderloin`
_NEIGHBOURHOOD: Final = Anchored(
    "lives live living lived stays stay staying stayed grew raised apt apartment house home rents renting moved",
    r"(?:[Ll]iv(?:es?|ing|ed)|[Ss]tay(?:s|ing|ed)?|[Gg]rew up|[Rr]aised|apt|apartment|house|home|rent(?:s|ing)|moved)(?: alone| down| over| up| out)? (?:in|to|from) the (?P<n>[A-Z][a-z]{3,}(?: [A-Z][a-z]+)?|\d{1,2}(?:st|nd|rd|th) Ward)"
    r"(?=[.,;)\n]|\Z| (?:with|w/|and|since|for|near|by|alone|until|now)\b)",
)
# sides and ends of a town: `lives on the east side`, `baptized in the North Ward`, `over the bakery on the Square`
_SIDE: Final = Anchored(
    "on in to from of off over near",
    r"(?:on|in|to|from|of|off|over|near) the (?P<n>(?:north|south|east|west)(?:east|west)?[ -]?side)(?![\w-]| of\b)",
)
_END: Final = Anchored(
    "on in to from of off over near by",
    r"(?:on|in|to|from|of|off|over|near|by) (?P<n>the (?:(?:North|South|East|West|Upper|Lower)(?:east|west)?[ -](?:End|Shore|Ward|Hills?|Valley|Side|Bank|Bottoms)|Square))"
    r"(?=[.,;)\n]|\Z| (?:in|with|and|near|where|since|for|w/|by)\b)",
)
# one street stands for both: `blue house, corner of Heritage`
_CORNER: Final = Anchored(
    "corner", r"(?i:corner of) (?P<n>[A-Z][A-Za-z]{3,}(?: [A-Z][A-Za-z]{2,})?)(?=[ \t]*(?:[/,.;)\n]|\Z))"
)
_NO_QUARTER: Final = (
    Is.FUNCTION | Is.CLINICAL | Is.DRUG | Is.RELATION | Is.TITLE | Is.FACILITY | Is.CALENDAR | Is.PEOPLE | Is.STATE
)
_ABOVE_STATES: Final = frozenset(
    "states south north east west midwest northeast northwest southeast southwest country philippines netherlands bahamas congo gambia sudan emirates republic islands caribbean army navy marines military guard".split()
)
_SIDES: Final = frozenset("upper lower north south east west central old ward".split())
_AIRPORTS: Final = "ATL|LAX|ORD|MDW|DFW|IAH|HOU|DEN|JFK|LGA|EWR|SFO|OAK|SJC|SEA|PDX|LAS|MCO|MIA|FLL|TPA|CLT|PHX|BOS|MSP|DTW|PHL|BWI|IAD|DCA|SLC|SAN|STL|BNA|AUS|HNL|ANC|CDG|LHR|LGW|FRA|AMS|MEX|YYZ|YVR|NRT|HND|ICN|DXB"
_AIRPORT: Final = Anchored(
    "flew flying fly flies flown land lands landing landed layover connecting flight",
    rf"\b(?:[Ff]l(?:ew|y|ying|ies|own|ight)|[Ll]and(?:s|ing|ed)?|[Ll]ayover|[Cc]onnecting)\b[^\n.;]{{0,14}}? (?P<n>(?:{_AIRPORTS})(?: ?(?:-|to|->) ?(?:{_AIRPORTS}))?)(?!\w)",
)
_HEADS: Final = frozenset(
    "lake river creek bridge canyon mountain mountains valley beach harbor harbour falls springs island reservoir pier marina trailhead campground expressway highway freeway turnpike parkway district neighborhood reservation bayou hollow junction mount mt camp fort ft cape isle".split()
)
_PLAIN: Final = Is.FUNCTION | Is.CLINICAL | Is.DRUG | Is.RELATION | Is.TITLE | Is.EPONYM | Is.MAKE
_NEAR: Final = re.compile(
    r"\b(?:at|near|on|of|by|to|from|off|in|past|under|over|along|across|around|around|outside|up|down|live[sd]?|the|scene|loc|location)[: ] ?\Z",
    re.IGNORECASE,
)


def find(document: Document) -> Iterator[Finding]:
    """Yield crossings, numbered streets beyond the days of a month, and features of the land by their proper nouns."""
    norm = document.norm
    ordinals = [at for at in document.starts(_ORDINALS) if at and norm[at - 1].isdigit()]
    for start, end in windows(ordinals, 32, 26, len(norm)):
        for match in _CROSSING.finditer(norm, start, end):
            yield Finding(*match.span(match.lastgroup or 0), DataKind.STREET, 0.75, NAME)
        for match in _HIGH.finditer(norm, start, end):
            yield Finding(*match.span("n"), DataKind.STREET, 0.7, NAME)
    for match in _COUNTY_ROAD.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.STREET, 0.7, NAME)
    for match in _SPOKEN_CROSSING.finditer(document, document.low):
        if not any(lexicon.flags(word) & Is.FUNCTION for word in match["n"].split(" and ")):
            yield Finding(*match.span("n"), DataKind.STREET, 0.75, NAME)
    for start, end in windows(document.starts(_BLOCKS), 8, 60, len(norm)):
        for match in _BLOCK.finditer(norm, start, end):
            yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    for told, kind in ((_CROSS_STREETS, DataKind.STREET), (_AIRPORT, DataKind.CITY)):
        for match in told.finditer(document, norm):
            yield Finding(*match.span("n"), kind, 0.7, NAME)
    for match in _SIDE.finditer(document, document.low):
        yield Finding(*match.span("n"), DataKind.PLACE, 0.65, NAME)
    for match in _CORNER.finditer(document, norm):
        if not lexicon.flags(match["n"].split(" ")[0].lower()) & (Is.FUNCTION | Is.CLINICAL | Is.DRUG):
            yield Finding(*match.span("n"), DataKind.STREET, 0.7, NAME)
    if document.upper or document.lower:
        return
    for match in _END.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.PLACE, 0.65, NAME)
    for start, end in windows(document.starts(_QUARTERS), 30, 3, len(norm)):
        for match in _QUARTER.finditer(norm, start, end):
            flags = lexicon.flags(match["n"].split(" ")[0])
            if (
                not flags & _NO_QUARTER & ~(Is.FACILITY | Is.CLINICAL)
                and flags & (Is.CLINICAL | Is.COMMON) != Is.CLINICAL
            ):
                yield Finding(*match.span("n"), DataKind.STREET, 0.7, NAME)
    for match in _NEIGHBOURHOOD.finditer(document, norm):
        words = match["n"].lower().split(" ")
        if words[-1] not in _ABOVE_STATES and not any(
            lexicon.flags(word) & _NO_QUARTER for word in words if word.isalpha() and word not in _SIDES
        ):
            yield Finding(*match.span("n"), DataKind.PLACE, 0.7, NAME)
    heads = [at for at in document.starts(_HEADS) if norm[at].isupper()]
    for match in (m for start, end in windows(heads, 40, 50, len(norm)) for m in _FEATURE.finditer(norm, start, end)):
        words = [word for word in re.findall(r"[^\W\d_]+", match[0].lower()) if word not in _HEADS]
        if (
            not words
            or any(lexicon.flags(word) & _PLAIN and not lexicon.flags(word) & Is.PLACE for word in words)
            or propagate.is_thing(document, match.end())
            or _STATION.match(norm, match.end())
        ):
            continue
        if _NEAR.search(norm, max(0, match.start() - 10), match.start()):
            yield Finding(*match.span(), DataKind.PLACE, 0.65, NAME)


_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
