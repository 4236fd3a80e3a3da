"""Places told by the way there: `2 mi N of the Wanblee water tower`, `C-Block 217`, `L&D-406`, flights that people take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped
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
    for match in _FLIGHT.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.75, NAME)
