"""Addresses and roads as they are spoken: `forty two seventeen west alder`, `apartment three c`, `off highway nine`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, spoken
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "street"

_SAID: Final = rf"(?:(?:oh|o|zero)|{spoken.SMALL}|hundred|thousand)(?![\w])"
_COUNT: Final = rf"(?:{_SAID}(?:[ -]{_SAID}){{0,4}}|\d{{1,5}}(?!\w))"
_TOWARD: Final = r"(?:north|south|east|west|northeast|northwest|southeast|southwest)"
_STREET: Final = r"(?:street|avenue|ave|road|drive|lane|boulevard|parkway|terrace|trail|turnpike|highway|court|circle|place|way|square|loop|plaza|crossing|ridge)"
_NAME: Final = r"[^\W\d_][\w'-]{2,15}"
# a house number, names and a street's word, or where someone lives and a direction or one name
_ADDRESS: Final = Anchored(
    "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety",
    rf"(?<![\w-]){_SAID}(?:[ -]{_SAID}){{0,4}} (?P<names>(?:{_TOWARD} )?(?:{_NAME} |{spoken.ORDINAL} ){{1,2}}){_STREET}\b",
)
_HOME: Final = Anchored(
    "lives live living address home residence house picked staying stays at",
    rf"\b(?:lives? at|living at|address(?: is)?|home(?: is)?(?: at)?|residence(?: is)?(?: at)?|house(?: is)? at|picked up at|staying at|stays at)(?: uh| um)? (?P<n>{_COUNT} (?P<d>{_TOWARD} )?(?P<names>{_NAME}))",
)
_FLAT: Final = re.compile(
    rf",? (?:apartment|apt|unit|suite|number|lot|trailer|room|space) (?:{_SAID}(?:[ -]{_SAID})?|\d{{1,4}}|(?=[b-hj-z]\b))(?: ?[a-z](?![\w']))?"
)
_ROAD: Final = Anchored(
    "highway county state interstate route i us u farm rural mile exit navajo indian tribal",
    rf"\b(?:(?:interstate|highway|(?:(?:navajo|indian|tribal|county|state) )?route|county (?:road|highway)|state (?:road|route|highway)|farm road|rural route|mile ?marker|exit|us|u s|i) (?:{_SAID}(?:[ -]{_SAID}){{0,2}}|double [a-z]\b))(?! (?:percent|milligrams?|mg|year|hours?|days?|weeks?|months?|times|units?|of|o'clock)\b)",
)
_ON: Final = re.compile(
    r"\b(?:off|on|near|via|took|take|takes|at|to|from|past|of|down|along|up|around|between|and|by)(?: of| the)? \Z"
)
_SURE_ROADS: Final = (
    "interstate",
    "county",
    "state r",
    "state h",
    "farm",
    "rural",
    "mile",
    "navajo",
    "indian",
    "tribal",
)
_PLAIN: Final = Is.FUNCTION | Is.RELATION | Is.CLINICAL | Is.DRUG | Is.TITLE


def _named(names: str, never: int) -> bool:
    """Whether the words of a street can be its names."""
    return not any(lexicon.flags(word) & never or word in _COUNTED for word in re.findall(r"[^\W\d_]+", names))


_COUNTED: Final = frozenset(
    "way left right step minute minutes hour hours day days week weeks month months year years times time percent milligram milligrams units more feet foot inch inches miles block blocks".split()
)


def find(document: Document) -> Iterator[Finding]:
    """Yield spoken streets with their flats, and roads by their numbers."""
    low = document.low
    if _SPOKEN.isdisjoint(document.vocabulary):
        return
    for match in _ADDRESS.finditer(document, low):
        if _named(match["names"], _PLAIN & ~(Is.CLINICAL | Is.DRUG)):
            yield Finding(match.start(), _with_flat(low, match.end()), DataKind.STREET, 0.8, NAME)
    for match in _HOME.finditer(document, low):
        if _named(match["names"], _PLAIN) and (match["d"] or not lexicon.flags(match["names"]) & Is.COMMON):
            yield Finding(match.start("n"), _with_flat(low, match.end("n")), DataKind.STREET, 0.75, NAME)
    for match in _ROAD.finditer(document, low):
        if match[0].startswith(_SURE_ROADS) or _ON.search(low, max(0, match.start() - 14), match.start()):
            yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)


def _with_flat(low: str, end: int) -> int:
    flat = _FLAT.match(low, end)
    return end if flat is None else flat.end()


_SPOKEN: Final = frozenset(
    "oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety double".split()
)
