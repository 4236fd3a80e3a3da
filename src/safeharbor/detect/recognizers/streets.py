"""Street addresses, boxes and crossings: a number and names before a street's word, with flat and city after."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, spoken
from safeharbor.detect.anchors import Anchored, Numbered
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import roads, streets_abroad
from safeharbor.detect.recognizers.flats import FLAT
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "street"

# words that make a street of what stands before them; the second set only after a house number
_ALWAYS: Final = frozenset(
    "street avenue ave road rd drive lane ln boulevard blvd parkway pkwy terrace trail trl turnpike tpke highway hwy expressway freeway alley causeway pike crescent".split()
)
_NUMBERED: Final = _ALWAYS | frozenset(
    "st dr court ct circle cir place pl way walk square sq loop run path plaza plz row cres crt esp parade crossing xing pass point pt cove cv ridge rdg bend hollow creek crk branch fork mews rise brae close commons heights hts landing manor "
    "meadow meadows oak oaks park grove garden gardens glen green hill hills knoll lake mill pine pines spur station valley view vista wood woods bluff bay beach island quay wharf plaisance trace chase ter byp route rte av".split()
)
# no word of medicine stands before these: `Saddle Road`, not `Recovery Trail`
_NOTHING_ELSE: Final = frozenset("street avenue ave road rd boulevard blvd lane highway hwy parkway pkwy".split())
_DIRECTIONS: Final = frozenset("n s e w ne nw se sw north south east west".split())
_NUMBER: Final = re.compile(
    r"(?<![\w.$/#,-])(?:(?:\d{1,4}/)?[\dlO]{1,6}(?:-\d{1,5}|[A-Za-z])?(?: 1/2)?|\d{1,2}[NSEW]\d{2,5}|[NSEW]\d{1,5}(?:[NSEW]\d{1,5})?)(?: [A-Z](?=\. ))?$"
)
_HOUSE: Final = re.compile(
    r"(?<![\w.$/#,-])(?P<n>\d{1,6}(?:-\d{1,5}|[A-Za-z](?![\w]))?(?: 1/2)?) (?=[^\W\d_]|\d{1,3}(?:st|nd|rd|th)\b)"
)
_BOX: Final = re.compile(
    r"(?<!\w)(?:p\.? ?o\.? ?(?:box|bx|drawer)|post office box|apartado(?: postal)?|psc|cmr|(?:rt|rte|route|rr|hc|r\.r\.|rural route|star route|highway contract|cr|county road|fm)\.? ?#?\d{1,4},? box)\b ?#?\d{1,6}(?:[- ]?[a-z]\b)?(?:,? box \d{1,5})?(?:, [\d.]+ mi(?:les?)? [^\n,;]{3,40})?"
)
# a grid's address has no street word: `112 W 9th`, `Unit 4B, 112 W 9th`
_GRID: Final = Numbered(
    r"\d(?<![\w.$/-].)\d{0,4}[A-Z]? (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.? "
    r"\d{1,3}(?:st|nd|rd|th)(?![^\W\d_]| (?:digit|finger|toe|rib|metatarsal|metacarpal|nerve)s?\b)(?: (?:St|Ave|Street|Avenue)\b\.?)?"
)
_UNIT_BEFORE: Final = re.compile(r"(?<!\w)(?:[Uu]nit|[Aa]pt\.?|[Ff]lat|[Ss]te\.?|#) ?\w{1,4}, \Z")
_LOT: Final = Anchored(
    "lot space spc slip trailer pad",
    r"(?i:lot|space|spc|slip|trailer|pad) #?\d{1,4}[A-Z]?,? (?:(?:at|in|of) )?(?:the )?(?:[A-Z][\w']+ ){1,3}(?:MHP|MHC|Mobile|Trailer|RV|Park|Estates|Village|Campground|Marina|Court|Acres|trailer|mobile|campground|marina|[Ss]ubdivision|[Aa]ddition|Phase)\b(?: (?:[Hh]ome )?(?:[Pp]ark|[Cc]ourt|[Cc]ommunity)\b)?",
)
_FLAT_BEFORE: Final = re.compile(
    r"(?<!\w)(?:[Ff]lat|[Aa]pt|[Aa]partment|[Uu]nit|[Ss]uite|Plot|Room|The [A-Z][a-z]+)\.? ?\w{0,4}, ?\Z"
)
_NTH: Final = r"\d{1,3}(?:st|nd|rd|th)(?![^\W\d_])"
_ORDINALS: Final = frozenset("st nd rd th".split())
_NUMBERED_CROSSING: Final = re.compile(
    rf"(?<![\w.])(?:(?:[A-Z][\w']{{2,}}(?: [A-Z][a-z]+)?|Hwy \d+) (?:&|@) {_NTH}(?: (?:St|Ave|Street|Avenue)\b\.?)?(?: (?:NE|NW|SE|SW|N|S|E|W)\b)?"
    rf"|[A-Z][a-z]{{3,}} (?:St|Ave|Street|Avenue|Blvd|Rd)\b\.? (?:&|and|@) {_NTH}|{_NTH} & [A-Z](?![\w'])|(?<=corner ){_NTH} (?:&|and|@) [A-Z][a-z]{{3,}}|{_NTH} (?:&|and|@) (?:{_NTH} (?:St|Ave|Street|Avenue)\b\.?(?: (?:NE|NW|SE|SW|N|S|E|W)\b)?|[A-Z][a-z]{{3,}} (?:St|Ave|Street|Avenue|Blvd)\b))"
)
_HOUSE_ALONE: Final = Anchored(
    "lives live living resides residing residence address addr home moved staying house",
    r"\b(?:[Ll]ives?|[Ll]iv(?:es|ing) at|[Rr]esid(?:es|ing) at|[Rr]esidence:?|[Aa]ddress:?|[Aa]ddr:?|[Hh]ome:|[Hh]ome is|[Hh]ouse is|[Mm]oved to|[Ss]taying at|[Hh]ouse at|LIVES(?: AT)?|ADDRESS:?)(?: at)? (?P<n>[\dl]{1,5}[A-Za-z]?(?: 1/2)? (?:[NSEW]\.? )?[A-Z][a-z]{2,}(?: [A-Z][a-z]{3,})?(?:,? (?:#|apt\.?|unit) ?\w{1,5})?)(?=[,.;\n]|$)",
)
_CORNER: Final = Anchored(
    "avenue ave street st road rd boulevard blvd broadway",
    r"(?<!\w)(?:Avenue|Ave|Street|St|Road|Rd|Boulevard|Blvd|Broadway) (?:[A-Z]|of the \w+) (?:and|&) (?:East |West |North |South |E |W |N |S )?[A-Z0-9][\w-]+(?: (?:St|Street|Ave|Avenue))?",
)
_CROSSING: Final = Anchored(
    "corner intersection crossing crash accident",
    r"\b(?:corner of|intersection of|crossing of|crash at|accident at) (?P<n>[A-Z0-9][\w'.-]+(?: [A-Z][\w'.-]+){0,2} (?:and|&) [A-Z0-9][\w'.-]+(?: [A-Z][\w'.-]+){0,2})",
)
_NOT_STREET: Final = frozenset(
    "pt ct st dr pl run way park point pass view close green hill mill lake bay valley branch row place drive circle square walk loop path fork chase trace".split()
)
_SMALL: Final = Anchored(
    "on off at down along past near up",
    r"\b(?:on|off|at|down|along|past|near|up) (?P<names>(?:[^\W\d_]{3,16} ){1,2})(?P<w>street|avenue|ave|boulevard|blvd|road|rd|lane|drive|creek|highway|hwy|parkway|pike)\b",
)
_LEADING: Final = frozenset("on off along down at near".split())
_UNITS: Final = frozenset(
    "yr yrs year years mo mos month months wk wks week weeks day days hr hrs hour hours min mins mg mcg ml cc cm mm kg lb lbs units doses x tabs".split()
)
_MOST_NAMES: Final = 5  # `418 Dr. Martin Luther King Jr. Blvd`


def _spoken(document: Document, at: int) -> int | None:
    """Return where a house number in words begins that ends before `at`: `fifteen Candlewick Court`."""
    match = _SPOKEN_HOUSE.search(document.low, max(0, at - 40), at)
    return None if match is None else match.start()


# marks and units as dictated: no part of a street
_DICTATED: Final = frozenset("comma period colon semicolon milligrams micrograms daily twice tablets point".split())
_SPOKEN_HOUSE: Final = re.compile(rf"(?<![\w-])(?:{spoken.SMALL}[ -]){{1,3}}\Z")


def _streets(document: Document) -> Iterator[tuple[int, int, float]]:
    """Yield number, names and street word; or capitalised names and a word that is nothing but a street's."""
    words, norm = document.words, document.norm
    for index, (start, end, word) in enumerate(words):
        if word not in _NUMBERED or not index or (end - start == 1):
            continue
        if norm[words[index - 1][1] : start] == "-":
            continue  # a surname: `Okafor-Lane`
        at = index
        names = 0
        while at and names < _MOST_NAMES:
            before = words[at - 1]
            gap = norm[before[1] : words[at][0]]
            ordinal = re.fullmatch(r" \d{1,3}", gap) is not None or re.fullmatch(r"[^\w\n]?\d{1,3}", gap) is not None
            if words[at][2] in {"st", "nd", "rd", "th"} and at < index and norm[words[at][0] - 1].isdigit():
                ordinal = True
            if not (gap in {" ", ". ", "-", "'"} or ordinal) or ordinal:
                break
            if norm[before[0] - 1 : before[0]].isdigit() and before[2] not in _ORDINALS:
                break  # the letter of a house number: `4417B Alder Ct`
            mixed = not document.upper and not document.lower
            if (
                mixed
                and not norm[before[0]].isupper()
                and norm[start].isupper()
                and not (before[2] == "s" and norm[before[0] - 1] == "'")
                and before[2] not in {"of", "de", "la", "del", "las", "los", "the", "st", "nd", "rd", "th"}
            ):
                break
            if before[2] in _DICTATED or (
                lexicon.flags(before[2]) & (Is.FUNCTION | Is.RELATION)
                and before[2] not in {"of", "s", "w", "e", "n", "the", "dr", "o", "may", "will"}
            ):
                break
            at -= 1
            names += before[2] not in _DIRECTIONS
        house = (
            _NUMBER.search(norm, max(0, words[at][0] - 14), max(0, words[at][0] - 1))
            if norm[words[at][0] - 1 : words[at][0]] == " "
            else None
        )
        if norm[words[at][0] - 1 : words[at][0]].isdigit() and words[at][2] in {"st", "nd", "rd", "th"}:
            # `1200 5th Ave`, `East 14th Street`
            digits = re.search(
                r"(?:(?<![\w.$/#-])\d{1,6} (?:[NSEW]\.? |North |South |East |West )?)?\d{1,3}$",
                norm[: words[at][0]][-24:],
            )
            if digits is not None and at < index:
                yield words[at][0] - len(digits[0]), end, 0.85
            continue
        if house is not None and at < index and (at < index or word not in _NOT_STREET):
            low_word = not norm[start].isupper() and not document.lower
            if (low_word and word in _NOT_STREET) or (low_word and not norm[words[at][0]].isupper()):
                continue
            if document.lower and (
                word in _NOT_STREET
                or any(lexicon.flags(w) & (Is.FUNCTION | Is.CLINICAL) for _, _, w in words[at:index])
            ):
                continue
            if (
                document.upper
                and word in _NOT_STREET
                and all(lexicon.flags(w) & (Is.COMMON | Is.CLINICAL) for _, _, w in words[at:index])
            ):
                continue
            if words[at][2] in _UNITS or ("/" in house[0] and word in _NOT_STREET):
                continue
            if not any(char.isdigit() for char in house[0]):
                continue
            yield house.start(), end, 0.85
        elif (spoken_house := _spoken(document, words[at][0])) is not None and at < index and norm[start].isupper():
            yield spoken_house, end, 0.8
        elif (
            (
                word in _ALWAYS
                or (
                    word in {"st", "dr", "ct", "pl"}
                    and at
                    and words[at - 1][2] in {"on", "off", "along", "down"}
                    and norm[words[at - 1][1] : words[at][0]] == " "
                )
            )
            and at < index
            and norm[start].isupper()
            and norm[words[at + (words[at][2] == "the")][0]].isupper()
            and not document.upper
            and not document.lower
        ):
            first = at
            led = at and words[at - 1][2] in _LEADING and norm[words[at - 1][1] : words[at][0]] == " "
            while (
                first < index
                and not (led and norm[words[first][0]].isupper())
                and lexicon.flags(words[first][2]) & (Is.FUNCTION | Is.TITLE | Is.CLINICAL)
                and not (first == index - 1 and word in _NOTHING_ELSE and norm[words[first][0] + 1].islower())
                and not lexicon.flags(words[first][2]) & Is.PLACE
            ):
                first += 1
            if first < index and not (
                norm.startswith(" ", end)
                and index + 1 < len(words)
                and lexicon.flags(words[index + 1][2]) & Is.FACILITY
            ):
                yield words[first][0], end, 0.6


def find(document: Document) -> Iterator[Finding]:
    """Yield streets, boxes, roads and crossings; the flat's number belongs to its street."""
    norm, low = document.norm, document.low
    for opens, end, score in _streets(document):
        start = opens
        flat_before = _FLAT_BEFORE.search(norm, max(0, start - 24), start)
        if flat_before is not None:
            start = flat_before.start()
        stop = end + (norm[end : end + 1] == "." and norm[end + 1 : end + 2] in {" ", ",", "\n", ""})
        toward = re.match(r" (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?", norm[stop : stop + 7])
        if toward is not None:
            stop += toward.end()
        flat = FLAT.match(low, stop)
        rest = end if toward is None else stop
        yield Finding(start, rest if flat is None else flat.end(), DataKind.STREET, score, NAME)
    if document.lower or document.upper:
        for match in _SMALL.finditer(document, low):
            names = [lexicon.flags(name) for name in re.findall(r"[^\W\d_]+", match["names"])]
            named = match["w"] in _NOTHING_ELSE or bool(names[-1] & (Is.PLACE | Is.STATE))
            if not any(flags & (Is.FUNCTION | Is.RELATION | (0 if named else Is.CLINICAL)) for flags in names):
                mile = FLAT.match(low, match.end())
                end = match.end() if mile is None else mile.end()
                yield Finding(match.start("names"), end, DataKind.STREET, 0.6, NAME)
    for match in _HOUSE_ALONE.finditer(document, norm):
        if not lexicon.flags(re.findall(r"[^\W\d_]{3,}", match["n"])[0].lower()) & (
            Is.FUNCTION | Is.CLINICAL | Is.CALENDAR
        ):
            yield Finding(*match.span("n"), DataKind.STREET, 0.7, NAME)
    if "box" in low or "bx" in low or "drawer" in low or "psc" in low or "cmr" in low or "apartado" in low:
        for match in _BOX.finditer(low):
            yield Finding(*match.span(), DataKind.STREET, 0.9, NAME)
    yield from roads.find(document)
    yield from streets_abroad.find(document)
    for match in _GRID.finditer(document, norm) if not _ORDINALS.isdisjoint(document.vocabulary) else ():
        unit = _UNIT_BEFORE.search(norm, max(0, match.start() - 12), match.start())
        yield Finding(match.start() if unit is None else unit.start(), match.end(), DataKind.STREET, 0.8, NAME)
    for match in _LOT.finditer(document, norm):
        yield Finding(*match.span(), DataKind.STREET, 0.8, NAME)
    for match in _CORNER.finditer(document, norm):
        yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    if not _ORDINALS.isdisjoint(document.vocabulary) and "0aa" in document.shape:
        for match in _NUMBERED_CROSSING.finditer(norm):
            yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    if " of " in low or " at " in low:
        for match in _CROSSING.finditer(document, norm):
            yield Finding(*match.span("n"), DataKind.STREET, 0.75, NAME)
