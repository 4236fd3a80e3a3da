"""Codes that only their sentence tells from a procedure's or a range: `filed as incident 04417`, `the specimen (T8842)`.

Five figures may be a CPT code, a letter and four figures a HCPCS code, two groups a range: what is numbered stands
before them, or who registered whom.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored
from safeharbor.detect.recognizers.loose_codes import CODES, UNIT
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "code"

# three figures at least, or letters and figures mixed; no decimal, pressure, percentage or time after a colon
_CODE: Final = (
    r"(?P<n>(?=[A-Z0-9./-]{0,14}\d)(?=[A-Z./-]{0,8}\d[A-Z./-]{0,4}\d)"
    r"(?:[A-Z]{1,6}[-./]?(?=[\dA-Z./-]{0,12}\d)[\dA-Z]{2,12}|\d{2,10}[A-Z]{0,3}(?=[-/.]?[A-Z\d]{2}|(?<=\d{5})|(?<=[A-Z])))"
    r"(?:[-./][\dA-Z]{1,10}){0,4}(?: \d{3,6}){0,2})(?![\w%]|[-./:]\w| ?%)"
)
_NOUNS: Final = "specimen sample slide slides block blocks tube tubes jar vial accession order requisition prescription script case claim incident report complaint ticket participant subject bag unit kit bottle form sticker label barcode band encounter"
_ALTERNATIVES: Final = _NOUNS.replace(" ", "|")
# `the specimen (T8842) was lost`
_BRACKETED: Final = Anchored(_NOUNS, rf"(?i:{_ALTERNATIVES})(?: [A-Za-z]{{2,12}}){{0,3}} \((?:#|no\.? ?|ID )?{_CODE}\)")
# `registered as 04417`, `claim went in under A4418`
_REGISTERED: Final = Anchored(
    "registered enrolled enroled logged recorded filed listed entered randomized randomised submitted tracked booked opened reported went in known",
    r"(?i:registered|enroll?ed|logged|recorded|filed|listed|entered|randomi[sz]ed|submitted|tracked|booked|opened|reported|went in|known) (?:only )?(?:as|under)"
    rf" (?:(?:number|no\.?|ID|case|incident|ref(?:erence)?|subject|participant|file|claim|ticket)(?: (?:number|no\.?))? )?#?{_CODE}",
)
# `the case number given by the detective is 04417`, `label on jar: PX-441`
_NUMBER_IS: Final = Anchored(
    "number label sticker barcode tube tag jar confirmation",
    rf"(?i:(?<!phone )(?<!lot )number|label|sticker|barcode|tube|tag|jar|confirmation)(?: [\w']{{2,12}}){{0,5}}(?: is| was| reads| said| says|:| labell?ed| marked|,) #?{_CODE}",
)
# what hangs, is sent or is hung by its number: `Bag 04417 started`, `Blocks A4418 returned`
_NOUN_CODE: Final = Anchored(
    "bag blocks block prescription script tube jar bottle kit slides report case subject participant file ticket incident complaint confirmation booking tracking",
    rf"(?i:bag|blocks?|prescription|script|tube|jar|bottle|kit|slides|report|case|subject|participant|file|ticket|incident|complaint|(?:confirmation|booking|tracking)(?: code)?) #?{_CODE}"
    r"(?= (?:started|hung|returned|sent|was|were|is|ready|transferred|lost|received|filed|opened|closed|to|and|for|from|on|by|at|with)\b|[.,;)\n]|\Z)",
)
# `an incident report was filed, A4418`
_OPENED: Final = Anchored(
    "report ticket case incident complaint",
    rf"(?i:report|ticket|case|incident|complaint)(?: [\w']{{2,12}}){{0,4}} (?:filed|opened|made|taken|completed|submitted|entered|started)(?: [\w']{{2,12}}){{0,5}}?(?:,| \(| -|:) ?#?{_CODE}",
)
# a device's own number, which its sentence or its kind tells: `the transmitter # on the box is 8KJ4T2`
_DEVICE_IS: Final = Anchored(
    "transmitter sensor receiver pump reader device monitor meter loaner reservoir cartridge",
    r"(?i:transmitter|sensor|receiver|pump|reader|device|monitor|meter|loaner|reservoir|cartridge)(?:'s)? (?i:#|no\.?|number|id|serial|s/n|code)(?: [A-Za-z']{2,8}){0,5}?"
    r" (?i:is|was|reads|says|said) (?P<n>(?=[A-Z0-9-]{0,12}\d)[A-Z0-9][A-Z0-9-]{3,19})(?![\w/%]|\.\w)",
)
_DEVICE_UNIT: Final = Anchored(
    "vac npwt pump concentrator ventilator vent cpap bipap monitor bed mattress scooter chair",
    r"(?i:vac|npwt|pump|concentrator|vent(?:ilator)?|cpap|bipap|monitor|bed|mattress|scooter|chair)\b[^\n.;]{0,24}? ?\(?(?i:unit|asset|loaner)(?: #| no\.?)? ?(?P<n>[A-Z]{2,6}[ -]?\d{3,8})(?![\w/%-])",
)
_SENSOR_CODE: Final = Anchored(
    "sensor",
    r"(?i:sensor),?(?: (?i:last|new|old|g7|g6|this|the))? (?i:code)(?: is| was|:| #)? ?(?P<n>\d{4})(?![\w/%-]|\.\d)",
)
# what opens a copier, a call or a court's file: `copier code 4471`, `index 550417/2025`
_OPENS: Final = Anchored(
    "copier copy printer postage parking elevator stairwell bathroom restroom gate closet cabinet meeting conference dial webex zoom bridge host participant",
    r"(?i:copier|copy|printer|postage|parking|elevator|stairwell|bathroom|restroom|gate|closet|cabinet|meeting|conference|dial-?in|webex|zoom|bridge|host|participant)"
    r"(?: (?i:room|line|call|machine|door))? (?i:code|pin|passcode)(?: is|:| #)? ?(?P<n>(?!\d{5}(?! ?[\d#]))\d{3,8}(?: \d{2,4}){0,3}#?)(?![\w/%-]|\.\d)",
)
_COURT: Final = Anchored(
    "index docket cause", r"(?i:index|docket|cause)(?: no\.?| number| #)?:? ?#?(?P<n>\d{3,7}/(?:19|20)\d\d)(?![\w/-])"
)
_CLOCK: Final = re.compile(
    r"(?:[01]\d|2[0-4])[0-5]\d|(?:19|20)\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,3}/\d{2,3}|\d{1,3}\.\d{1,2}|\d{1,3}-\d{1,3}"
)
# what a vocabulary's code and someone's number share
_SHARED: Final = re.compile(r"\d{5}|[A-Z]\d{4}|\d{4,5}-\d|\d\d-\d{4}")
# few figures, where a person or a case is numbered
_THREE: Final = Anchored(
    "participant subject subj interpreter ticket docket",
    r"(?i:participant|subject|subj|interpreter|ticket|docket)\.? (?P<n>\d{3})(?![\w%/]|[.:-]\w| (?:of|patients|people|kg|lbs?)\b)",
)
_FIGURES, _MIXED, _LETTER_AFTER = 3, 6, re.compile(r"\d[A-Z]")


def find(document: Document) -> Iterator[Finding]:
    """Yield codes by the sentence they stand in."""
    norm = document.norm
    for pattern in (_BRACKETED, _REGISTERED, _NUMBER_IS, _NOUN_CODE, _OPENED):
        for match in pattern.finditer(document, norm):
            code = match["n"]
            figures = sum(char.isdigit() for char in code)
            if (
                (figures >= _FIGURES or (figures > 1 and len(code) >= _MIXED and _LETTER_AFTER.search(code)))
                and not _CLOCK.fullmatch(code)
                and (CODES.match(code) is None or _SHARED.fullmatch(code))
                and not UNIT.match(document.low, match.end("n"))
            ):
                yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.65, NAME)
    for pattern, kind in (
        (_DEVICE_UNIT, DataKind.DEVICE),
        (_SENSOR_CODE, DataKind.DEVICE),
        (_OPENS, DataKind.OTHER_ID),
        (_COURT, DataKind.OTHER_ID),
    ):
        for match in pattern.finditer(document, norm):
            yield Finding(*match.span("n"), kind, 0.75, NAME)
    for match in _DEVICE_IS.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.DEVICE, 0.7, NAME)
    for match in _THREE.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.65, NAME)
