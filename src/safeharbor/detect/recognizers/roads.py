"""Roads by their numbers: interstates, routes, county and forest roads, with their mile, their exit and what they meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "street"

_ROAD: Final = Anchored(
    "fr fs bia blm navajo indian tribal forest mile milepost mm mp n s e w interstate i us u state sr sh hwy highway county co cr fm route rte rt farm ranch parish forest township old milemarker",
    r"(?<!\w)(?:(?:(?i:mile ?marker|milepost|mm|mp)) \d{1,4}(?:\.\d)?,? ?(?:on )?)?(?:[NSEW]\d{1,5} )?(?:Interstate|I|US|U\.S\.|US Highway|US Hwy|State Route|State Road|State Highway|State Hwy|SR|SH|Hwy|Highway|HWY|HIGHWAY|County Road|Co Rd|Co\. Rd\.|County Highway|CR|FM|Route|Rte|Rt\.?|Farm Road|Farm to Market(?: Road)?|Ranch Road|Ranch to Market|Parish Road|Forest Road|FR|FS Road|Forest Service Road|BIA(?: Route| Road)?|BLM Road|(?:Navajo|Indian|Tribal) Route|Township Road|Old Highway)[ -]#?"
    r"(?:\d{1,4}|[A-Z]{1,2})(?![\w-]|/(?!\d{1,3}(?:st|nd|rd|th))[\da-z]|\.\d)(?: ?(?:[NSEW]|North|South|East|West|NB|SB|EB|WB)\b)?(?: (?:rest area|off-?ramp|on-?ramp|overpass|exit \d+))?(?P<mile>,? (?:at )?(?:MM|mm|MP|mp|mile ?marker|milepost|mile|Mile) ?\d{1,4}(?:\.\d)?\b)?(?: (?:and|&|at|near) (?:[Ee]xit \d{1,3}[A-Z]?(?!\w)|[A-Z][\w'-]+|\d+(?:st|nd|rd|th))(?: [A-Z][\w'-]+){0,2})?",
)
_HOUSED: Final = re.compile(r"(?:SR|SH|CR|FM|Hwy|Highway|HWY|HIGHWAY|State|County|Co\.? Rd|Route|Rte|Farm|Ranch)[ .-]")
_WEAK_ROAD: Final = re.compile(r"(?:I|US|CR|FM|SR|SH|FR|BIA|Rt\.?)[ -]")
_MEETING: Final = re.compile(r" ?[@&/] ?(?:[A-Z]|\d{1,3}(?:st|nd|rd|th))| (?:at|and) [A-Z]")
# with its dash, and no isotope: `I-80 W`, `US-93`
_NUMBERED_ROAD: Final = re.compile(r"(?:I-(?:[2458]|[1-9]\d|[2-9]\d5)|US-\d{1,3})(?!\d)")
_TO_COUNTRY: Final = re.compile(r"US (?:19|20)\d\d")  # `came to US 1984`
_ON: Final = re.compile(
    r"\b(?:on|off|via|along|near|exit|from|to|of|at|north|south|east|west|down|up|and|onto|interstate|loc|location|address|addr)[: ]{1,2}$"
)
# in small letters a road's short words are others': `cr 1.2`, `sr`, `us`
_SMALL: Final = Anchored(
    "i us highway hwy route rte interstate county state old",
    r"(?:(?:i|us)-\d{1,3}|(?:(?:us|state|county|old) )?(?:highway|hwy|route|rte|interstate|county (?:road|rd|highway|hwy)|state road) \d{1,4})(?![\w/%-]|\.\d| of\b)"
    r"(?: (?:north|south|east|west|[nsew]b))?(?:,? (?:at )?(?:mm|mp|mile ?marker|milepost|mile|exit) ?\d{1,4}[a-z]?\b)?",
)
# of a medicine: `by oral route 2 times every day`
_GIVEN_BY: Final = re.compile(
    r"\b(?:oral|iv|im|sc|subcut|intravenous|intramuscular|subcutaneous|inhalation|nasal|rectal|vaginal|topical|"
    r"transdermal|ophthalmic|otic|buccal|sublingual|enteral|feeding tube|g-tube) \Z"
)
_MILE: Final = Anchored(
    "at near past to from by on",
    r"(?:at|near|past|to|from|by|on) (?P<n>(?:[Mm]ile ?[Mm]arker|[Mm]ilepost) \d{1,4}(?:\.\d)?)(?![\w.]\d)",
)
_FOLLOWED: Final = re.compile(
    r"\b(?:take|takes|took|follow|past|across|cross) \Z"
)  # `take US 119 north`, but `US 2 of abdomen`
_TWO_FIGURES: Final = re.compile(r"\d\d")
_HOUSE_BEFORE: Final = re.compile(r"(?<![\w.$/-])\d{1,5},? \Z")
# a road by its number alone, beside a house, an inn or an exit: `Motel 6 off 78`
_OFF: Final = Anchored(
    "motel hotel inn lodge lives live house trailer store station shelter shop camp camped",
    r"(?i:motel|hotel|inn|lodge|lives?|house|trailer|store|station|shelter|shop|camp(?:ed)?)(?: \d{1,3}[A-Z]?)? (?:is |right |just )?off (?:of )?(?P<n>\d{2,3})(?=[,.;)\n](?!\d)|\Z| (?:in|near|by|past|at|for|with|and|w/|outside|north|south|east|west)\b)",
)
# a state's own road, told by what it meets: `K-96 @ Webb`
_STATE_ROAD: Final = Shaped(
    ("A-0",),
    r"[A-Z](?<![\w-].)[A-Z]?-\d{1,3} (?:@|at|&|and|near|exit|MM|mm|mile) (?:[A-Z][\w']+|\d+)(?: (?:Rd|Road|St|Ave|Street))?(?!\w)",
    reach=1,
)


def find(document: Document) -> Iterator[Finding]:
    """Yield numbered roads, a house's number on them with its road."""
    norm, low = document.norm, document.low
    for match in _ROAD.finditer(document, norm):
        text = match[0]
        if re.match(r"I-(?:12[35]|131|111)\b", text):
            continue
        house = _HOUSE_BEFORE.search(norm, max(0, match.start() - 9), match.start())
        if house is not None and "," not in house[0] and _HOUSED.match(text):
            yield Finding(house.start(), match.end(), DataKind.STREET, 0.8, NAME)
            continue
        if (
            _WEAK_ROAD.match(text)
            and not _ON.search(low[max(0, match.start() - 12) : match.start()])
            and not (_FOLLOWED.search(low, max(0, match.start() - 12), match.start()) and _TWO_FIGURES.search(text))
            and "marker" not in text.lower()
            and not match["mile"]
            and not _NUMBERED_ROAD.match(text)
            and not _MEETING.match(norm, match.end())
        ) or _TO_COUNTRY.fullmatch(text):
            continue
        if not any(char.isdigit() for char in text) and re.match(r"US|CR|F[MRS]|SR|SH|I[ -]|Rte|Route|B[IL]", text):
            continue
        yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    for match in _SMALL.finditer(document, low) if document.lower else ():
        if _GIVEN_BY.search(low, max(0, match.start() - 16), match.start()):
            continue
        yield Finding(*match.span(), DataKind.STREET, 0.7, NAME)
    for pattern in (_OFF, _MILE):
        for match in pattern.finditer(document, norm):
            yield Finding(*match.span("n"), DataKind.STREET, 0.65, NAME)
    for match in _STATE_ROAD.finditer(document, norm):
        if not re.match(
            r"[CTLS]-?\d{1,2}\b|I-1|[A-Z]-\d{1,2} and|(?:CO|OA|PI|PR)-\d{1,3} (?:and|&) [A-Z]{1,2}\d", match[0]
        ):
            yield Finding(*match.span(), DataKind.STREET, 0.65, NAME)
