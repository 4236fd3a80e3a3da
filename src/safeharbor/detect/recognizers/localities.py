"""Counties, ZIP codes by label, places named in a field of their own; rooms by a module of theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import dictionaries, lexicon
from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import rooms
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "place"

_ZIP_LABEL: Final = Anchored(
    "zip zipcode postal postalcode postcode",
    r"\b(?:zip|zip ?code|postal ?code|postcode|zipcode)\b(?:[\"' :=#|>;,*(\[\u2192-]|\.{2,40}|\bon [a-z ]{2,20}|\bis\b|\bwas\b){0,6}(?P<zip>\d{5}(?:-\d{4})?|\d{9})(?!\w)",
)
_SPOKEN_ZIP: Final = Anchored(
    "zero oh one two three four five six seven eight nine",
    r"(?<!\w)(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ -]){4}(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)(?![\w -]{0,3}(?:zero|one|two|three|four|five|six|seven|eight|nine))",
)
_FOREIGN_ZIP: Final = Shaped(
    (" 0AA", "A0A0A0", "A0A 0A0"),
    r"[A-Z](?<!\w.)(?:[A-Z]?\d[A-Z\d]? \d[A-Z]{2}|(?<=[ABCEGHJ-NPRSTVXY])\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d)(?!\w)",
)
# the inward half never holds C I K M O V; a town or county stands before it
_BRITISH: Final = re.compile(r"[A-Z][a-z]{2,}[, ]{1,2}[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\Z")
_BRITISH_LINE: Final = re.compile(
    r"(?:(?:The )?[A-Z][\w']*(?: [A-Z][\w']*){0,3}, ){1,3}[A-Z][a-z]+(?: [A-Z][a-z]+)?[, ]{1,2}\Z"
)
_NICKNAMED: Final = Anchored(
    "nyc n s l nola slc philly vegas indy jersey the bronx brooklyn queens manhattan staten harlem long cape bay twin upper jfk lax o laguardia heathrow gatwick kaua kauai maui oahu moloka molokai lana lanai nantucket martha outer",
    r"(?<![\w.])(?:NYC|N\.Y\.C\.|S\.F\.|L\.A\.|NOLA|SLC|Philly|Vegas|Indy|Jersey City|the Bronx|Bronx|Brooklyn|Queens|Manhattan|Staten Island|Harlem|Long Island|Cape Cod|Bay Area|Twin Cities|Upper Peninsula|Kaua'?i|Maui|O'?ahu|Moloka'?i|Lana'?i|Nantucket|Martha's Vineyard|Outer Banks|JFK|LAX|O'Hare|LaGuardia|Heathrow|Gatwick)(?![\w'-])",
)
_ABROAD: Final = re.compile(
    r"\b(?:uk|united kingdom|england|scotland|wales|london|canada|ontario|quebec|alberta|manitoba|saskatchewan|nova scotia|new brunswick|newfoundland|toronto|on|bc|ab|qc|mb|sk|ns|nb|nl|postal|postcode)\b"
)
_COUNTY_WORDS: Final = frozenset("county parish borough township twp".split())
_COUNTY_HEADS: Final = _COUNTY_WORDS | {"co"}
_FIELD: Final = Anchored(
    "address addr street home mailing city town residence domicilio dirección direccion birthplace place hometown location inc incident scene",
    r"\b(?P<l>address|addr|addr1|street address|home address|mailing address|city|town|residence|domicilio|dirección|direccion|birthplace|place of birth|hometown|location|inc loc|incident location|scene)\b {0,2}[:=] {0,3}(?P<n>[^\n:;|]{3,110}?)(?=\s{2,}|\n|;|\||$|(?:(?<=[a-z]{4})|(?<=\d{4}))\. (?!\d)| (?:phone|tel|ph|cell|dob|zip|state|city)\b)",
)


# a sentence's end, not an abbreviation's: `Apt. 4`, `St. Paul`, `N. Main`
_SENTENCE: Final = re.compile(r"(?:(?<=[a-z]{4})|(?<=[\dA-Z]{3}))\. (?=[A-Z])")


_CITY_ZIP: Final = Shaped(
    ("a 00000",), r"(?<![\w'-])(?P<c>[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2}) (?P<z>\d{5}(?:-\d{4})?)(?![\w/%.-]\w|\w)"
)
_AUSTRALIAN: Final = frozenset("nsw vic qld tas act sa wa nt".split())
_AUSTRALIA: Final = re.compile(
    r"(?<![\w'-])(?P<c>[A-Z][\w']+(?: [A-Z][\w']+){0,2}),? (?:NSW|VIC|QLD|TAS|ACT|SA|WA|NT),? (?P<z>\d{4})(?![\w/-])"
)
_COUNTY: Final = Anchored(
    "st ste mt salt san santa el la los las new fort prince king queen north south east west upper lower grand palm rio cape white black blue green big little",
    r"(?<![\w.])(?:St\.|Ste\.|Mt\.|Salt|San|Santa|El|La|Los|Las|New|Fort|Prince|King|Queen|North|South|East|West|Upper|Lower|Grand|Palm|Rio|Cape|White|Black|Blue|Green|Big|Little)"
    r"(?: [A-Z][a-z']+){0,2} (?:County|Parish|Borough)(?!\w)",
)
# a town on no list, told by a journey: `ill since Cozumel`, `flew in from Tarlac`
_TRAVELLED: Final = Anchored(
    "travel travelled traveled trip back returned returning flew flown flying sailed ill sick since visiting visited vacation deployed stationed evacuated resettled moved",
    r"(?:[Tt]ravell?(?:ed)?|[Tt]rip|[Bb]ack|[Rr]eturn(?:ed|ing)|[Ff]l(?:ew|own|ying)|[Ss]ailed|[Ii]ll|[Ss]ick|[Vv]isit(?:ing|ed)|[Vv]acation|[Dd]eployed|[Ss]tationed|[Ee]vacuated|[Rr]esettled|[Mm]oved)"
    r"(?: home| in| up| down| here| over)? (?:to|from|in|via|since|after|through) (?P<n>[A-Z\u00c0-\u00de][a-z\u00df-\u024f]{3,})(?=[.,;)\n]|\Z| (?:on|in|last|this|by|for|with|and|w/|yesterday|today)\b)",
)
# a town behind a year of birth or death, as in pedigrees: `d. 1998, Ponta Delgada`
_BORN_AT: Final = Anchored(
    "b d born died",
    r"(?:[bd]\.|born|died)(?: in)? (?:\d{1,2}/\d{1,2}/)?(?:19|20)\d\d,? (?:in |at )?(?P<n>[A-Z\u00c0-\u00de][a-z\u00df-\u024f]{3,}(?: [A-Z\u00c0-\u00de][a-z\u00df-\u024f]{2,}){0,2})(?=[ \t]*(?:\n|[,;.)]|\Z))",
)
_NO_TOWN: Final = Is.CLINICAL | Is.DRUG | Is.FUNCTION | Is.COMMON | Is.RELATION | Is.STATE
# a place by the way to it: `exit 44`, `14 mi S of Lodge Grass`
_WAY: Final = Anchored(
    "at off near past from mi miles mile",
    r"(?:(?:[Aa]t|[Oo]ff|[Nn]ear|[Pp]ast|[Ff]rom) (?:I-\d{1,3},? )?(?P<n>[Ee]xit \d{1,3}[A-Z]?)(?![\w-])|(?:mi|miles?) (?:[NSEW]{1,2}|north|south|east|west) of (?P<m>[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?))",
)
# a house by its number and a street that is told by its name alone: `stays at 4150 Earhart.`
_BARE_STREET: Final = Anchored(
    "at near address home lives live living from stays staying to by house",
    r"(?:\b(?:[Aa]t|[Nn]ear|[Aa]ddress:?|[Hh]ome:?|[Ll]iv(?:es?|ing)(?: at| on)?|[Ff]rom|[Ss]tay(?:s|ing)(?: at)?|[Tt]o|[Bb]y|[Hh]ouse(?: at)?)|\d[ap]m?,) (?P<n>[1-9]\d{2,4} (?P<w>[A-Z][a-z]{3,})(?: [A-Z][a-z]{3,})?)(?=[.,;)\n]|\Z| (?:with|w/|and|apt|unit)\b)",
)
_JOINED: Final = Shaped(
    ("-aa-A", "-aaa-A", "-aaaa-A", "-aaaaa-A", "-\u00d7"),  # the range of capitals holds a times sign
    r"[A-Z\u00c0-\u00de](?<![\w-].)\w+-(?:au|aux|sur|sous|de|du|la|le|les|en|upon|on|am|under)-[A-Z\u00c0-\u00de][\w'-]+",
)
_UNIT: Final = Shaped(
    ("00 A",),
    r"(?<![\w.#-])\d{2,5} (?P<w>[A-Z][\w']+)(?: [A-Z][\w']+){0,2}(?:(?:,? ?#|,? (?:[Uu]nit|UNIT|[Aa]pt|APT|[Ss]uite|SUITE)\.? #?) ?\d{1,4}[A-Z]?(?![\w/%-])"
    r"|(?P<s>,? (?i:basement|rear|upper|lower|front|upstairs|downstairs|penthouse|\d(?:st|nd|rd|th) (?:fl|floor))(?= ?(?:[/,.;)\n]|\Z))))",
    reach=3,
)


def _shaped(document: Document) -> Iterator[Finding]:
    """Yield a known city before its ZIP, a room by its form, a house with its unit."""
    norm = document.norm
    for match in _CITY_ZIP.finditer(document, norm):
        parts = match["c"].split(" ")
        for first in range(len(parts)):
            name = " ".join(parts[first:])
            if dictionaries.is_place(name):
                yield Finding(match.end("c") - len(name), match.end("c"), DataKind.CITY, 0.8, NAME)
                yield Finding(*match.span("z"), DataKind.ZIP, 0.85, NAME)
                break
    for match in _AUSTRALIA.finditer(norm) if not _AUSTRALIAN.isdisjoint(document.vocabulary) else ():
        yield Finding(*match.span("c"), DataKind.CITY, 0.8, NAME)
        yield Finding(*match.span("z"), DataKind.ZIP, 0.85, NAME)
    for match in _NICKNAMED.finditer(document, norm):
        yield Finding(*match.span(), DataKind.CITY, 0.6, NAME)
    for match in _COUNTY.finditer(document, norm):
        yield Finding(*match.span(), DataKind.COUNTY, 0.8, NAME)
    for match in _TRAVELLED.finditer(document, norm):
        flags = lexicon.flags(match["n"])
        if not flags & ~(Is.PLACE | Is.SURNAME) and not document.upper and not document.lower:
            yield Finding(*match.span("n"), DataKind.CITY, 0.55, NAME)
    for match in _BORN_AT.finditer(document, norm):
        if not any(lexicon.flags(word) & _NO_TOWN for word in match["n"].lower().split()):
            yield Finding(*match.span("n"), DataKind.CITY, 0.6, NAME)
    for match in _WAY.finditer(document, norm):
        kind = DataKind.CITY if match["m"] else DataKind.STREET
        yield Finding(*match.span("m" if match["m"] else "n"), kind, 0.65, NAME)
    for match in _BARE_STREET.finditer(document, norm):
        flags = lexicon.flags(match["w"])
        if flags & (Is.SURNAME | Is.PLACE) and not flags & (Is.CLINICAL | Is.DRUG | Is.COMMON | Is.MAKE | Is.CALENDAR):
            yield Finding(*match.span("n"), DataKind.STREET, 0.65, NAME)
    for match in _JOINED.finditer(document, norm):
        yield Finding(*match.span(), DataKind.CITY, 0.7, NAME)
    for match in _UNIT.finditer(document, norm):
        if match["s"] and lexicon.flags(match["w"]) & (Is.CLINICAL | Is.DRUG | Is.COMMON | Is.CALENDAR | Is.FUNCTION):
            continue
        yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)


def find(document: Document) -> Iterator[Finding]:
    """Yield counties, labelled ZIP codes, rooms and labelled places."""
    yield from _shaped(document)
    yield from rooms.find(document)
    norm, low, words = document.norm, document.low, document.words
    for index in document.numbered(_COUNTY_HEADS):
        start, _, word = words[index]
        # `Hennepin County`, `Jefferson Co`, `County of Kent`
        if word in _COUNTY_WORDS or (word == "co" and index and norm[start : start + 2] in {"Co", "CO"}):
            if (
                index
                and norm[words[index - 1][1] : start] == " "
                and (norm[words[index - 1][0]].isupper() or document.lower)
            ):
                first = index - 1
                if (
                    lexicon.flags(words[first][2]) & (Is.FUNCTION | Is.CLINICAL | Is.TITLE)
                    and not lexicon.flags(words[first][2]) & Is.PLACE
                ):
                    continue
                if word == "co" and not (
                    dictionaries.is_place(f"{words[first][2]} county") or dictionaries.is_place(words[first][2])
                ):
                    continue
                if (
                    first
                    and norm[words[first - 1][1] : words[first][0]] in {" ", ". "}
                    and norm[words[first - 1][0]].isupper()
                    and words[first - 1][2]
                    in {
                        "st",
                        "san",
                        "santa",
                        "el",
                        "la",
                        "los",
                        "fort",
                        "new",
                        "prince",
                        "grand",
                        "king",
                        "de",
                        "du",
                        "lake",
                        "palm",
                        "contra",
                        "anne",
                        "baton",
                        "east",
                        "west",
                        "north",
                        "south",
                    }
                ):
                    first -= 1
                yield Finding(words[first][0], words[index][1], DataKind.COUNTY, 0.8, NAME)
            elif (
                word == "county"
                and index + 1 < len(words)
                and re.fullmatch(r":? {1,2}|: ?| of ", norm[words[index][1] : words[index + 1][0]])
                and norm[words[index + 1][0]].isupper()
                and not lexicon.flags(words[index + 1][2]) & (Is.FACILITY | Is.FUNCTION | Is.COMMON)
                and words[index + 1][2] != "road"
            ):
                yield Finding(*words[index + 1][:2], DataKind.COUNTY, 0.65, NAME)
    for match in _ZIP_LABEL.finditer(document, low):
        yield Finding(*match.span("zip"), DataKind.ZIP, 0.95, NAME)
    for match in _SPOKEN_ZIP.finditer(document, low):
        yield Finding(*match.span(), DataKind.ZIP, 0.5, NAME)
    for match in _FOREIGN_ZIP.finditer(document, norm):
        if _ABROAD.search(low[max(0, match.start() - 30) : match.end() + 20]) or _BRITISH.search(
            norm, max(0, match.start() - 20), match.end()
        ):
            yield Finding(*match.span(), DataKind.ZIP, 0.8, NAME)
            before = _BRITISH_LINE.search(norm, max(0, match.start() - 80), match.start())
            if before is not None:
                yield Finding(before.start(), match.end(), DataKind.ADDRESS, 0.75, NAME)
    for match in _FIELD.finditer(document, low):
        if any(c.isalpha() for c in match["n"]) and not (
            match["l"] in {"location", "scene", "town", "city"}
            and not any(dictionaries.is_place(w) for w in re.split(r"[,/]", match["n"].strip()))
        ):
            kind = DataKind.ADDRESS if any(c.isdigit() for c in match["n"]) else DataKind.CITY
            ends = _SENTENCE.search(norm, match.start("n"), match.end("n"))
            stop = ends.start() if ends is not None else match.start("n") + len(match["n"].rstrip(" .,"))
            yield Finding(match.start("n"), stop, kind, 0.65, NAME)
