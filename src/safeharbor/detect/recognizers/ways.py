"""Places told by the way there: `2 mi N of the Wanblee water tower`, `C-Block 217`, `L&D-406`, flights that people take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import dictionaries, lexicon
from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "place"

_DISTANCE: Final = Anchored(
    "mi mile miles km kilometers blocks block minutes min",
    r"(?:mi\.?|miles?|km|kilometers|blocks?|min(?:utes)?) (?:N|S|E|W|NE|NW|SE|SW|north|south|east|west|northeast|northwest|southeast|southwest|outside|past|up|down)\.? (?:of |from )?(?:the )?"
    r"(?P<n>[A-Z][\w']+(?: [A-Z][\w']+){0,2})(?P<mark> (?:water tower|tower|store|church|school|bridge|exit|gas station|gate|mill|ranch|farm|turnoff|crossing|cemetery|post office|fire station|dam|silo|barn))?",
)
_FIGURE: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d)?(?: 1/2)? \Z")
# `C-Block 217`
_BLOCK: Final = Anchored(
    "block wing pod", r"(?:[Bb]lock|BLOCK|Wing|Pod)[ -]#?(?P<n>[A-Z]?-?\d{1,4}[A-Z]?(?:-\d{1,4})?)(?![\w/%-]|\.\d)"
)
_LETTER: Final = re.compile(r"(?<!\w)[A-Z][ -]\Z")
_UNIT_ROOM: Final = Shaped(
    ("A-000",),
    r"(?:(?<=[ ,(])|\A)(?:L&D|LDR|PACU|MICU|SICU|CCU|ICU|NICU|PICU|PCU|ED|ER|MBU|PP|TELE|MS|ORTHO|ONC|REHAB)-\d{3,4}[A-D]?(?![\w-])",
    reach=6,
)
# floor, wing and room: `3W-12`, `5N 512`
_WING: Final = Shaped(
    ("0A-00", "0A 000", "0AA-00"),
    r"\d(?<![\w./-].)\d?(?:[NSEW]{1,2}-\d{2,4}|[NSEW] \d{3,4})[A-D]?(?![\w/%.-]\w|\w| ?(?:mg|ml|mm|cm|NS)\b)",
    reach=1,
)
# whoever is of a town: `Boston-born`
_NATIVE: Final = re.compile(r"(?<![\w-])(?P<n>[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?)-(?:born|based|bred|raised|area)(?!\w)")
_NATIVES: Final = frozenset("born based bred raised area".split())
# a street by its name alone: `lives over on Maple`, `the house on Tupelo`
_STREET_ALONE: Final = Anchored(
    "lives live lived living house place apartment apt duplex condo bungalow trailer walk corner",
    r"(?:[Ll]ives?|[Ll]ived|[Ll]iving|house|place|apartment|apt|duplex|condo|bungalow|trailer|walk-up|corner)(?: over| up| down| out| back)? (?:on|off) (?P<n>[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?)"
    r"(?=[.,;)\n]|\Z| w/| (?:and|with|near|by|since|for|where)\b)",
)
_RURAL: Final = Shaped(("AA0,",), r"R(?<!\w.)R\d, [A-Z][a-z]{3,}(?: [A-Z][a-z]+)?", reach=0)
_NO_STREET: Final = (
    Is.FUNCTION | Is.CALENDAR | Is.DRUG | Is.CLINICAL | Is.COMMON | Is.RELATION | Is.PEOPLE | Is.MAKE | Is.FACILITY
)
# airlines by their letters
_AIRLINES: Final = "AA|DL|UA|WN|B6|AS|NK|F9|HA|AC|AZ|BA|LH|AF|KL|EK|QR|LX|SK|AY|TP|IB|TK|ET|AI|NH|JL|CX|SQ|QF|AM|CM|AV|LA|VS|EI|ITA|JetBlue|Delta|United|Southwest|American|Alaska"
_FLIGHT: Final = Anchored(
    "flight flt flights lands landing landed arrives arriving flying flies flew",
    rf"(?i:flight|flt|flights|lands|landing|landed|arrives|arriving|flying|flies|flew)\b[^\n.;]{{0,28}}?(?P<n>\b(?:{_AIRLINES}) ?#?\d{{2,4}})(?![\w/%-]|\.\d)",
)


def find(document: Document) -> Iterator[Finding]:
    """Yield places by the way there, cells and rooms by their blocks, and flights."""
    norm = document.norm
    for match in _DISTANCE.finditer(document, norm):
        figure = _FIGURE.search(norm, max(0, match.start() - 10), match.start())
        if figure is not None:
            start = figure.start() if match["mark"] else match.start("n")
            yield Finding(start, match.end(), DataKind.PLACE, 0.75, NAME)
    for match in _BLOCK.finditer(document, norm):
        letter = _LETTER.search(norm, max(0, match.start() - 4), match.start())
        if letter is not None:
            yield Finding(letter.start(), match.end(), DataKind.PLACE, 0.7, NAME)
    for match in _UNIT_ROOM.finditer(document, norm):
        yield Finding(*match.span(), DataKind.PLACE, 0.7, NAME)
    for pattern in (_WING, _RURAL):
        for match in pattern.finditer(document, norm):
            yield Finding(*match.span(), DataKind.PLACE, 0.7, NAME)
    for match in _NATIVE.finditer(norm) if not _NATIVES.isdisjoint(document.vocabulary) else ():
        if dictionaries.is_place(match["n"]):
            yield Finding(*match.span("n"), DataKind.CITY, 0.75, NAME)
    for match in _STREET_ALONE.finditer(document, norm):
        if not any(lexicon.flags(word) & _NO_STREET for word in match["n"].lower().split()):
            yield Finding(*match.span("n"), DataKind.STREET, 0.7, NAME)
    for match in _FLIGHT.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.75, NAME)
