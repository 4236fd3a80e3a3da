"""Rooms, beds, cells and flats: by a word before them, their ward, their form, or what is said of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored, Numbered
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "place"

_ROOM: Final = Anchored(
    "blk cellblock cabin stateroom berth hsg housing tier rm room bed cell pod hall suite ste apt apartment unit rms rooms beds bay bldg building flr stall station booth",
    r"\b(?P<w>blk|cellblock|cabin|stateroom|berth|hsg|housing|tier|rm|room|bed|cell|pod|hall|suite|ste|apt|apartment|unit|rms|rooms|beds|bay|bldg|building|flr|stall|bay|station|booth)[ .:#]{1,3}(?:no\.? ?|number )?(?P<n>(?:[a-z]{1,3}-?)?\d[\dloi]{0,4}(?:-?[a-z]\b)?(?:-[a-z0-9]{1,4}|(?<=\d[nsew]) \d{3,4}[a-d]?)?)(?![\w/%.:]\w|\w| ?(?:mg|ml|min|degrees|air|temp|x\b|days|hours))",
)
_ROOMS: Final = frozenset("rm rms room rooms bed beds cell".split())
_WARDED: Final = Anchored(
    "micu sicu cicu nicu picu ticu icu cvicu pacu ccu nsicu bicu imu imcu pcu mou cdu l tele stepdown step med medsurg ward tower towers pavilion suite suites inn motel hotel lodge apts apartments manor terrace village rapid",
    r"\b(?:(?:[MSCNPT]ICU|ICU|CVICU|PACU|CCU|NSICU|BICU|IMU|IMCU|PCU|MOU|CDU|L&D|tele|stepdown|step-down|med-?surg|ward|tower|pavilion)(?: room| rm| bed)? (?P<m>\d{3,4}(?:-?[A-Z])?)(?![\w/%.-]\w|\w| ?(?:mg|ml|cc|h\b|hrs?))|(?:Suites?|Inn|Motel|Hotel|Lodge|Apts|Apartments|Towers?|Manor|Terrace|Village) #?(?P<h>\d{2,4})(?![\w/%.-]\w|\w)|[Rr]apid response(?: to| in| at)? (?P<r>\d{1,2}-?\d{2,3}[A-Z]?)(?!\w))",
)
_FLOORED: Final = Numbered(
    r"\d(?<![\w.-].)\d?(?:-\d{3}[A-Z]?(?= ?,? [Bb]ed\b)|[- ](?:North|South|East|West)[- ]\d{1,3}[A-Z]?(?!\w)|(?:N|S|E|W|NE|NW|SE|SW|A|B|C|D)-\d{3}[A-D]?(?![\w-])|(?:[NSW]|(?<=[1-9])E(?!0))\d{2,3}(?![\w/%-]|\.\d))"
)
_LETTERED: Final = Anchored(
    "in to from moved",
    r"\b(?:in|to|from) (?:[Rr]oom |[Rr]m )?(?P<n>\d{3,4}-[A-Z]|\d{1,2}[A-Z]-\d{1,3})(?![\w-])|\b[Mm]oved from (?:room|rm|bed) \S{2,6} to (?P<m>\d{2,4}(?:-?[A-Z])?)(?![\w%/.-]\w|\w)",
)
_MAIL_STOP: Final = Anchored(
    "mail mailstop mailcode mailbox box",
    r"(?i:mail[ -]?(?:stop|code|slot|box)|box (?=number|no\b|#))(?: ?(?i:number|no\.?))?[ :#]{1,3}(?P<n>[A-Z]{0,3}\d{0,2}[-.]?\d{1,5}(?:-\d{1,4})?[A-Z]?)(?![\w/%]|[.-]\w)",
)
_APARTMENT: Final = re.compile(r"#(?<![\w&]#)(?P<n>\d{1,4}[A-E])(?![\w/-])")
# whoever is in a room: `pt in 718, call light on`
_INMATE: Final = Anchored(
    "pt patient lady man gentleman woman guy resident mom baby kid admit light alarm",
    r"(?:pt|patient|lady|man|gentleman|woman|guy|resident|mom|baby|kid|admit|light|alarm) (?:in|from|to) (?!19\d\d|20\d\d)(?P<n>\d{3,4}[a-d]?)(?=[.,;:)\n]|\Z| (?:is|wants|needs|asking|has|fell|called|calling|again|bed|for|with|w/|and)\b)",
)
# further rooms: `rms 402, 404 & 411`
_MORE_ROOMS: Final = re.compile(
    r"(?:(?:, ?| ?[/&] ?| and |, and | to | ?-> ?)\d{3,4}[a-d]?(?![\w/%]|[.:]\d| ?(?:mg|ml|cc)\b)){1,12}"
)
_STATES_OF_BEDS: Final = "clean dirty ready empty open occupied blocked available vacant closed"
# a room by what is said of it: `is 1208 clean?`
_BED_STATE: Final = Anchored(
    "is to in for and into move moved moving rm room",
    r"\b(?:is|to|in|for|and|into|moved?|moving|rm|room) (?P<n>\d{3,4}[a-d]?)(?: is| are)?(?: not| now| still| all)? (?:"
    + _STATES_OF_BEDS.replace(" ", "|")
    + r")\b",
)
_BED_WORDS: Final = frozenset("empty clean dirty blocked vacant unoccupied".split())
_BED_ENTRY: Final = re.compile(
    r"(?:\A|\n|[,;/] )(?P<n>\d{3,4}[a-d]?)(?: is)? (?:empty|clean|dirty|blocked|vacant|unoccupied)\b"
)
# a room's number without its word; figures alone count three, or four that no clock shows
_MIXED: Final = r"[A-Z]{1,2}-?\d{3,4}|\d{1,2}-\d{3}[A-D]?|\d{3,4}[A-DNSEW]|\d{1,2}[A-D]|(?:[MSCNP]?ICU|PACU|CCU|L&D|ED|ER) \d{1,2}[A-D]?"
_PLAIN: Final = r"[1-9]\d\d|(?!19\d\d|20\d\d)[1-9]\d{3}"
_AFTER: Final = r"(?![\w/%]|[.:-]\w| ?(?i:mg|mcg|ml|mls|cc|kcal|cal(?:ories)?|units?|days?|hours?|hrs?|weeks?|cm|mm|lbs?|kg|feet|ft|steps|x)\b)"
# where someone is moved, admitted or assigned to
_MOVED: Final = Anchored(
    "transferred transfer transfers transferring xfer xferred moved moving admit admitted assigned discharged boarding tray deliver",
    rf"(?i:transferred|transfers?|transferring|xfer|xferred|moved|moving|admit|admitted|assigned|discharged|boarding|(?:deliver )?tray)(?: (?:pt|him|her|back|over|up|down|directly))? (?i:from|to|into)(?: (?:room|rm|bed))? (?P<n>{_MIXED}|{_PLAIN}){_AFTER}(?: (?i:to) (?P<m>(?:{_MIXED}|{_PLAIN}){_AFTER}))?",
)
# who calls from a room, and what happens in one
_CALLED: Final = Anchored(
    "call rrt rapid code rn nurse family report fall neighbors inpatient location loc meet go back",
    rf"(?i:call(?:ed)? from|report called to|(?:rrt|rapid(?: response)?) to|code blue(?: in| to)?|(?:rn|nurse) for|(?:family|fall|meet(?: family)?|neighbors) in|inpatient,|location:|loc:?|go to|back to) (?P<n>(?:{_MIXED})){_AFTER}",
)
# a list of beds: lines that begin with a room and go on with whoever lies there
_BED_LINE: Final = re.compile(
    rf"^[ \t*|-]{{0,4}}(?:(?P<n>{_MIXED})(?=[:)]|,? [-|] |\t| {{2,}}|, ?[A-Z]| [A-Z])|(?P<m>{_PLAIN})(?=[:)]|,? [-|] |\t| {{2,}}|, ?| )(?=[^\w\n]{{1,4}}(?P<w>[A-Z][a-z']+|[A-Z]{{3,}})))",
    re.MULTILINE,
)
_LINES: Final = 2
_GRADES: Final = re.compile(r"[A-Z]\d{3,4}|[A-Z]{2}\d{3,4}|[1-4][A-D]")


def find(document: Document) -> Iterator[Finding]:
    """Yield rooms and what is like them."""
    norm, low = document.norm, document.low
    for match in _WARDED.finditer(document, norm):
        yield Finding(*match.span(match.lastgroup or 0), DataKind.PLACE, 0.7, NAME)
    for match in _FLOORED.finditer(document, norm):
        yield Finding(*match.span(), DataKind.PLACE, 0.7, NAME)
    for match in _MAIL_STOP.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.PLACE, 0.75, NAME)
    for match in _LETTERED.finditer(document, norm):
        yield Finding(*match.span("n" if match["n"] else "m"), DataKind.PLACE, 0.7, NAME)
    for match in _MOVED.finditer(document, norm):
        for group in ("n", "m") if match["m"] else ("n",):
            yield Finding(*match.span(group), DataKind.PLACE, 0.7, NAME)
    for match in _CALLED.finditer(document, norm):
        if not _GRADES.fullmatch(match["n"]):
            yield Finding(*match.span("n"), DataKind.PLACE, 0.65, NAME)
    lines = list(_BED_LINE.finditer(norm)) if len(document.breaks) >= _LINES - 1 else []
    lines = [
        m
        for m in lines
        if m["n"] or (lexicon.flags(m["w"]) & (Is.SURNAME | Is.GIVEN) and not lexicon.flags(m["w"]) & Is.COMMON)
    ]
    for match in lines if len(lines) >= _LINES else ():
        yield Finding(*match.span("n" if match["n"] else "m"), DataKind.PLACE, 0.65, NAME)
    for match in _APARTMENT.finditer(norm):
        yield Finding(*match.span("n"), DataKind.PLACE, 0.6, NAME)
    for match in _BED_ENTRY.finditer(document.low) if not _BED_WORDS.isdisjoint(document.vocabulary) else ():
        yield Finding(*match.span("n"), DataKind.PLACE, 0.65, NAME)
    for pattern in (_BED_STATE, _INMATE):
        for match in pattern.finditer(document, document.low):
            yield Finding(*match.span("n"), DataKind.PLACE, 0.65, NAME)
    for match in _ROOM.finditer(document, low):
        word, number = match["w"], match["n"]
        if len(number) > 2 or word in {"apt", "apartment"} or "-" in number:
            if word in {"unit", "bay", "station"} and not re.search(r"[a-z-]", number):
                continue
            whole = word in {"room", "hall", "suite"} and norm[match.start()].isupper() and not document.upper
            more = _MORE_ROOMS.match(low, match.end()) if word in _ROOMS else None
            end = match.end("n") if more is None else more.end()
            yield Finding(match.start() if whole else match.start("n"), end, DataKind.PLACE, 0.7, NAME)
        elif word in {"hall", "bldg", "building"} and norm[match.start()].isupper():
            yield Finding(*match.span(), DataKind.PLACE, 0.6, NAME)
