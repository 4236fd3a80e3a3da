"""Names that go on where they were found: `"Pops" Delacroix`, `Pieter van Loon`, `Weiss / Rao`, `8/30 tb`.

A nickname in quotes, a particle, a second surname after a slash, two letters after a day say little alone; beside what
is found already they are the rest of a name or who signed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers.flats import FLAT, NUMBERED
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from safeharbor.detect.document import Document

NAME: Final = "beside"
_LEAST: Final = 0.6
_QUOTED_BEFORE: Final = re.compile(r"\"(?P<n>[A-Z][\w' -]{0,14})\" \Z")
_SHORTENED_BEFORE: Final = re.compile(r"(?<!\w)(?:Ma|M\u00aa|Fco|Jos|Gpe)\. ?\Z")
_PARTICLE_AFTER: Final = re.compile(
    r"(?: (?:van|von|de|der|den|del|della|di|da|dos|das|la|le|bin|al|el|ter|ten|y|san|santa)){1,3} "
    r"[A-Z\u00c0-\u00de][\w'\u00c0-\u024f]{2,}(?:-[A-Z][a-z]+)?"
)
_SECOND_AFTER: Final = re.compile(r" / (?P<n>[A-Z][a-z]{1,14})(?![\w'-])")
# a shop's street: `Kroger on Hyland-Croy`
# what opens a place's name: `FOB Salerno`, `Upper Cardozo`; and its flat
_PLACE_BEFORE: Final = re.compile(
    r"(?<![\w'-])(?:(?:FOB|Camp|Fort|Ft\.?|Lake|Mount|Mt\.?|San|Santa|St\.|Port|Point|Cape|Upper|Lower|Old|New|North|South|East|West|"
    r"Rancho|El|La|Los|Las|Little|Big|Grand|[NSEW]\.|Brgy\.?|Col\.|"
    r"(?:[Tt]own|[Cc]ity|[Vv]illage|Twp\.?|[Tt]ownship|[Bb]orough|Cty|[Hh]amlet) of) "
    r"|(?:[Ff]lat|[Aa]pt\.?|[Uu]nit) \w{1,4}, )\Z"
)
_FLAT_BEFORE: Final = re.compile(r"(?<![\w'-])(?:[Ff]lat|[Aa]pt\.?|[Uu]nit|[Bb]ldg\.?) #?\w{1,4}, \Z")
# between two places that are one: `calle Bonanza, en Las Vegas`
_JOINING: Final = frozenset({", en ", " en ", " nr. ", " nr ", ", nr ", " y ", " of the ", " on the "})
# and between a street and what it meets or lies in: `Highway 1 and Mormon Trek`, `Congress St in Portland`
_MEETING: Final = frozenset({" and ", " & ", " at ", " @ ", "/", " x "})
_ROADS: Final = frozenset({DataKind.STREET, DataKind.ADDRESS})
_ROAD_WORD: Final = re.compile(
    r"\b(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|hwy|highway|route|rte|pkwy|parkway|pike|ct|court)\b"
)
_LONGEST_JOIN: Final = 8
_STREET_AFTER: Final = re.compile(
    r" on (?P<n>[A-Z][a-z]{2,}(?:[- ][A-Z][a-z]+)?)(?=[.,;)\n]|\Z| w/| (?:with|and|for|since|to)\b)"
)
# a place goes on with its county's or lake's word or a postcode
_PLACE_AFTER: Final = re.compile(
    r",? (?:(?:Township|Twp|County|Parish|Borough|Heights|Hts|Beach|Springs|Falls|Lake|Park|Hills|Junction|Crossing|"
    r"Village|Landing|Station|Island|Valley|Grove|Mills|Creek)(?!\w)|(?:NW|SE|SW|on the [A-Z][a-z]{3,})(?=[.,;)\n]|\Z)"
    r"|(?:[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d)(?!\w))"
    r"|'s (?:Summit|Ferry|Landing|Mills?|Crossing|Point|Island|Grove|Corners?|Creek|Bay|Beach|Head|Gap|Ford|Branch|"
    r"Hill|Chapel|Station|Church)(?!\w)"
)
_HOUSE_BEFORE: Final = re.compile(
    r"(?<![\w.$/#-])(?:(?:[Ff]lat|[Aa]pt|[Uu]nit|[Ss]uite|No)\.? ?\w{1,4}, )?\d{1,5}[A-Za-z]?(?:-\d{1,4})? \Z"
)
# a name parted at its line's end: `Dr. Schoon-` and `maker` below
_BROKEN: Final = re.compile(r"-\n[ \t]{0,4}(?:[a-z]{2,12})(?![\w-])")
_SIGNED_AFTER: Final = re.compile(r" (?P<n>[a-z]{2,3}|[A-Z]{2,3})\.?[ \t]*(?=\n|\Z)")
_HOUSED: Final = re.compile(r"[NSEW]?\d")
# the other street of a crossing, whose name alone says little: `Congress St @ Pico`, `at Telegraph and 3rd Ave`
_MEETS: Final = re.compile(
    r"(?:(?: & | ?@ ?| at |/)(?:(?:[NSEW]|East|West|North|South)\.? )?(?P<n>[A-Z][a-z]{2,})(?: [A-Z][a-z]{2,})?"
    r"|(?: and | & | ?@ ?| at |/)(?:[NSEW]\.? )?(?:\d{1,3}(?:st|nd|rd|th)|R(?:ou)?te?\.? \d{1,3}))"
    r"(?=[.,;)\n]|\Z| (?:when|last|today|yesterday|tonight|by|on|while|around|this)\b)"
)
_MET: Final = re.compile(
    r"\b(?:at|on|near|of|off|down|loc|scene)[: ]{1,2}(?P<n>[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?(?: (?:and|&|@|at) |/))\Z",
    re.IGNORECASE,
)
_TOWARD: Final = re.compile(r"(?<![\w.'/-])(?:[NSEW]{1,2}|North|South|East|West)\.? \Z")
_NTH: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th)\b")
_REACH: Final = 18
_NO_STREET: Final = Is.FUNCTION | Is.CALENDAR | Is.DRUG | Is.CLINICAL | Is.COMMON | Is.RELATION | Is.MAKE | Is.FACILITY
_CLOCKS: Final = frozenset(
    [
        "am",
        "pm",
        "hs",
        "hr",
        "hrs",
        "prn",
        "bid",
        "tid",
        "qid",
        "qd",
        "qhs",
        "qod",
        "ac",
        "pc",
        "po",
        "iv",
        "im",
        "sq",
        "stat",
        "npo",
        "dc",
        "neg",
        "pos",
    ]
)
_NO_CROSSING: Final = Is.FUNCTION | Is.CALENDAR | Is.RELATION | Is.TITLE | Is.FACILITY | Is.DRUG
_OTHERWISE: Final = Is.FUNCTION | Is.CREDENTIAL | Is.CALENDAR | Is.RELATION | Is.STATE


def _signed(document: Document, day: Finding) -> Finding | None:
    """Return the letters that sign a line after its day; at the note's end they may be an abbreviation too."""
    match = _SIGNED_AFTER.match(document.norm, day.end)
    if match is None or match["n"].lower() in _CLOCKS:
        return None
    flags = lexicon.flags(match["n"].lower())
    last = not document.norm[match.end() :].strip()
    if flags & _OTHERWISE or (flags & ~(Is.SURNAME | Is.GIVEN) and not (last and match["n"].islower())):
        return None
    return Finding(*match.span("n"), DataKind.INITIALS, 0.65, NAME)


def _street(document: Document, shop: Finding) -> Iterator[Finding]:
    """Yield the street a shop is on."""
    street = _STREET_AFTER.match(document.norm, shop.end)
    if street is not None and not any(
        lexicon.flags(word) & _NO_STREET for word in re.findall(r"[a-z]+", street["n"].lower())
    ):
        yield Finding(*street.span("n"), DataKind.STREET, 0.65, NAME)


def _place(document: Document, place: Finding) -> Iterator[Finding]:
    """Yield a place with its house number before it, its flat or postcode after it."""
    norm, start, end = document.norm, place.start, place.end
    if _HOUSED.match(norm, start):
        rest = FLAT.match(document.low, end)
    else:
        rest = NUMBERED.match(document.low, end) if place.kind is DataKind.PLACE else None
        rest = rest or (_PLACE_AFTER.match(norm, end) if not document.upper else None)
    end = end if rest is None else rest.end()
    if place.kind is DataKind.STREET and norm[start].isalpha():
        house = _HOUSE_BEFORE.search(norm, max(0, start - _REACH), start)
        start = start if house is None else house.start()
    if start == place.start and norm[start].isupper() and not document.upper:
        opens = _PLACE_BEFORE.search(norm, max(0, start - _REACH), start)
        start = start if opens is None else opens.start()
    if _NTH.match(norm, start):
        flat = _FLAT_BEFORE.search(norm, max(0, start - _REACH), start)
        start = start if flat is None else flat.start()
        toward = _TOWARD.search(norm, max(0, start - 8), start)
        start = start if toward is None else toward.start()
    if _road(document, place) and not document.upper and not document.lower:
        start, end = _crossing(norm, start, end)
    if (start, end) != (place.start, place.end):
        yield replace(place, start=start, end=end)


def _crossing(norm: str, start: int, end: int) -> tuple[int, int]:
    """Return a street's stretch with the street it meets."""
    meets = _MEETS.match(norm, end)
    if meets is not None and not (meets["n"] and lexicon.flags(meets["n"]) & _NO_CROSSING):
        end = meets.end()
    met = _MET.search(norm, max(0, start - 2 * _REACH), start)
    if met is not None and not lexicon.flags(met["n"].split(" ")[0].rstrip("/")) & _NO_CROSSING:
        start = met.start("n")
    return start, end


def _before(document: Document, name: Finding) -> Iterator[Finding]:
    """Yield a nickname in quotes or a shortened given name before a name."""
    since, edge = max(0, name.start - _REACH), document.norm[max(0, name.start - 2) : name.start]
    nick = _QUOTED_BEFORE.search(document.norm, since, name.start) if edge == '" ' else None
    if nick is not None:
        yield Finding(*nick.span("n"), DataKind.ALIAS, 0.85, NAME)
    shortened = _SHORTENED_BEFORE.search(document.norm, since, name.start) if "." in edge else None
    if shortened is not None:
        yield replace(name, start=shortened.start())


def _after(document: Document, name: Finding) -> Iterator[Finding]:
    """Yield a name with its rest on the next line or after a particle, and a second one after a slash."""
    broken = _BROKEN.match(document.norm, name.end)
    if broken is not None:
        yield replace(name, end=broken.end())
    rest = _PARTICLE_AFTER.match(document.norm, name.end)
    if rest is not None and not lexicon.flags(rest[0].rsplit(" ", 1)[-1].lower()) & (Is.CLINICAL | Is.FUNCTION):
        yield replace(name, end=rest.end())
    second = _SECOND_AFTER.match(document.norm, name.end)
    flags = lexicon.flags(second["n"].lower()) if second is not None else 0
    if second is not None and flags & (Is.SURNAME | Is.GIVEN) and not flags & (Is.ENGLISH | Is.FUNCTION | Is.DRUG):
        yield Finding(*second.span("n"), DataKind.FULL_NAME, 0.85, NAME)


def _road(document: Document, place: Finding) -> bool:
    """Whether a place is a street or a road."""
    return place.kind in _ROADS or _ROAD_WORD.search(document.low, place.start, place.end) is not None


def _joined(document: Document, places: Sequence[Finding]) -> Iterator[Finding]:
    """Yield places, sorted by their start, that are one by what stands between them."""
    last = places[0] if places else None
    for other in places:
        if last is not None and 0 < other.start - last.end <= _LONGEST_JOIN:
            between = document.norm[last.end : other.start]
            if (
                between in _JOINING
                or (between in _MEETING and (_road(document, last) or _road(document, other)))
                or (between == " in " and _road(document, last))
            ):
                yield replace(last, end=other.end)
        if last is None or other.end > last.end:
            last = other


def find(document: Document, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the rest of the names of `found`, the streets of its shops, and who signed after a day of it."""
    mixed = not document.lower and not document.upper
    found = list(found)
    places = sorted((finding for finding in found if finding.label is Label.LOCATION), key=lambda place: place.start)
    yield from _joined(document, places)
    for finding in found:
        if finding.label is Label.DATE:
            signed = _signed(document, finding)
            if signed is not None:
                yield signed
        elif finding.label is Label.LOCATION:
            yield from _place(document, finding)
        elif finding.label is Label.ORG:
            yield from _street(document, finding)
        elif finding.label is Label.NAME and finding.kind is not DataKind.INITIALS and finding.score >= _LEAST:
            yield from _before(document, finding)
            if mixed:
                yield from _after(document, finding)
