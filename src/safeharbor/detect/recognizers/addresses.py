"""Places below the state: streets, cities before a state or a ZIP, towns people live in or come from.

Over 250 lines: a state, its city and its ZIP are read together, and what follows a street with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import dictionaries, lexicon, propagate
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import streets
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "place"

_CODES: Final = frozenset(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr gu vi".split()
)
_SHORTENED: Final = frozenset(
    "ala ariz ark calif colo conn del fla ill ind kan kans mass mich minn miss mont neb nebr nev oreg wisc penna okla ore tenn tex wash wis wyo penn".split()
)
_WHOLE: Final = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana "
    "nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming".split()
)
_TWO_WORDS: Final = {
    "new": {"hampshire", "jersey", "mexico", "york"},
    "north": {"carolina", "dakota"},
    "south": {"carolina", "dakota"},
    "west": {"virginia"},
    "rhode": {"island"},
    "puerto": {"rico"},
}
_STATES: Final = _CODES | _WHOLE | _SHORTENED | frozenset(_TWO_WORDS)
_DOTTED: Final = Anchored(
    "n nc nd nh nj nm ny s sc sd r ri w wva d dc pa pr ga va vt md me mo la ky ct de",
    r"(?:N\.? ?[CDHJMY]|S\.? ?[CD]|R\.? ?I|W\. ?Va|D\. ?C)\.(?!\w)|(?:P[aR]|G[a]|V[at]|M[deo]|L[a]|K[y]|C[t]|D[e])\.(?=[ ,]{1,2}\d{5})",
)
_ZIP: Final = re.compile(r",? {0,4}\n? {0,4}(?P<zip>[\dlO]{5}(?:-\d{4}|\.0)?)(?![\w-])")
_COUNTY_WORDS: Final = frozenset("county parish borough township twp".split())
# words after which a capitalised place name stands
_CAMEL: Final = ("Mc", "Mac", "De", "La", "Le", "O'")
_LIVES: Final = frozenset(
    "lives live lived living resides residing resident moved moving relocated native born raised grew visiting visit travel travels travelled traveled traveling travelling trip vacation returned flew fly drove drives driving transferred transfer flight flying came comes hails "
    "originally emigrated immigrated refugee commutes stationed deployed sister brother son daughter mother father cousin aunt uncle relatives family home house apartment ranch farm cabin works working office calling called stay staying stayed ill died sick prefers "
    "back up down out here over town village city hometown near outside nearest closest downtown suburb hospitalized married wedding funeral church parents grandparents roommate".split()
)
_PREPOSITIONS: Final = frozenset(
    "in from to near at outside of past toward towards around via for by reaching leaving".split()
)
_DIRECTION: Final = frozenset(
    "downtown rural nearby northern southern eastern western north south east west the upstate central greater old".split()
)
_NOT_PLACE: Final = Is.FUNCTION | Is.CLINICAL | Is.TITLE | Is.RELATION | Is.CREDENTIAL | Is.CALENDAR | Is.DRUG


def _state_at(document: Document, index: int) -> int:
    """Return how many words from `index` on name a state; 0 when none do."""
    words, norm = document.words, document.norm
    start, end, word = words[index]
    exact = norm[start:end]
    if word in _CODES and (exact.isupper() or document.lower):
        return 1
    if (word in _WHOLE or word in _SHORTENED) and (exact[0].isupper() or document.lower):
        return 1
    if (
        word in _TWO_WORDS
        and index + 1 < len(words)
        and words[index + 1][2] in _TWO_WORDS[word]
        and norm[end : words[index + 1][0]] == " "
    ):
        return 2
    return 0


def _city_before(document: Document, index: int) -> tuple[int, int] | None:
    """Return the span of the city that ends right before word `index`, a state or a ZIP."""
    words, norm = document.words, document.norm
    if not index:
        return None
    at = index - 1
    if not re.fullmatch(r",? {1,3}|, ?|\n {0,3}", norm[words[at][1] : words[index][0]]):
        return None
    taken = 0
    last = at
    while at >= 0 and taken < 4:
        start, end, word = words[at]
        if at < last and norm[end : words[at + 1][0]] not in {" ", "-", ". ", "'", "."}:
            break
        if norm[end : end + 1].isdigit() or (start and norm[start - 1].isdigit()):
            break
        found = lexicon.flags(word)
        capital = norm[start].isupper() or (document.lower and not found & (Is.FUNCTION | Is.CLINICAL))
        joins = (
            word in {"of", "or", "de", "la", "las", "los", "le", "du", "the"}
            and at
            and norm[words[at - 1][0]].isupper()
            and at < last
        )
        if not capital and not joins:
            break
        if (
            found & (Is.FUNCTION | Is.RELATION | Is.TITLE | Is.CALENDAR | Is.CREDENTIAL)
            and not found & Is.PLACE
            and not joins
            and word not in {"st", "mt", "ft"}
        ):
            break
        if document.upper or document.lower:
            whole = norm[words[at][0] : words[last][1]].replace("\n", " ")
            if not dictionaries.is_place(whole) and taken:
                break
        at -= 1
        taken += 1
    first = at + 1
    while first <= last and (
        words[first][2] in {"of", "the"} or (lexicon.flags(words[first][2]) & Is.FACILITY and first < last)
    ):
        first += 1
    if first > last:
        return None
    return words[first][0], words[last][1]


def _states(document: Document) -> Iterator[Finding]:
    words, norm = document.words, document.norm
    for index in document.numbered(_STATES):
        count = _state_at(document, index)
        if not count:
            continue
        start, end = words[index][0], words[index + count - 1][1]
        code = count == 1 and end - start == 2
        dot = norm[end : end + 1] == "."
        zip_code = _ZIP.match(norm, end + dot)
        zipped = zip_code is not None and sum(c.isdigit() for c in zip_code["zip"]) > 3
        if zip_code is not None and zipped:
            yield Finding(*zip_code.span("zip"), DataKind.ZIP, 0.95, NAME)
        city = _city_before(document, index)
        if city is None:
            continue
        comma = norm[city[1] : city[1] + 1] == ","
        text = norm[city[0] : city[1]]
        place = dictionaries.is_place(text.replace("\n", " "))
        tokens = [lexicon.flags(w) for w in re.findall(r"[^\W\d_]+", text.lower())]
        if not zipped:
            if text.isupper() and len(text) <= _ABBREVIATION and not place and not document.upper:
                continue
            if (
                code
                and not place
                and not (
                    comma
                    and words[index][2]
                    not in {
                        "md",
                        "pa",
                        "ma",
                        "ms",
                        "od",
                        "do",
                        "la",
                        "id",
                        "in",
                        "or",
                        "me",
                        "hi",
                        "ok",
                        "de",
                        "co",
                        "ct",
                        "al",
                    }
                )
            ):
                continue
            if (
                code
                and words[index][2]
                in {
                    "md",
                    "pa",
                    "ma",
                    "ms",
                    "pr",
                    "id",
                    "in",
                    "or",
                    "me",
                    "hi",
                    "ok",
                    "al",
                    "de",
                    "la",
                    "co",
                    "ct",
                    "va",
                    "ne",
                    "mi",
                    "mo",
                    "pt",
                }
                and not (
                    place
                    and (comma or words[index][2] in {"la", "al", "co", "ct", "va", "mi", "mo", "ne", "de"})
                    and not all(t & Is.GIVEN or t & Is.CLINICAL for t in tokens)
                )
            ):
                continue
            if not code and not comma and not place:
                continue
            if all(t & (Is.CLINICAL | Is.COMMON) for t in tokens) and not (comma and place):
                continue
        yield Finding(*city, DataKind.CITY, 0.85 if zipped or (comma and place) else 0.7, NAME)
    for match in _DOTTED.finditer(document, norm):
        zip_code = _ZIP.match(norm, match.end())
        if zip_code is not None and zip_code["zip"][0].isdigit():
            yield Finding(*zip_code.span("zip"), DataKind.ZIP, 0.9, NAME)
        town = re.search(r"(?:[A-Z][\w'-]+ ){0,2}[A-Z][\w'-]+(?=, $)", norm[max(0, match.start() - 50) : match.start()])
        if town is not None and re.match(r"[NSRDW]\.", match[0]):
            yield Finding(match.start() - 2 - len(town[0]), match.start() - 2, DataKind.CITY, 0.75, NAME)


_ABBREVIATION: Final = 4  # `BOP, NV` is no town
_STREET_SURE: Final = 0.75
_SMALL_CITY: Final = re.compile(r", (?P<n>[^\W\d_]{3,16}(?: [^\W\d_]{3,16})?)(?=[.,;\n]|$| \d{5})")
# places that classifications and protocols are named after
_CLASSES: Final = frozenset(
    "prague seattle rome milan montreal ottawa vienna berlin atlanta tokyo chicago oxford boston sydney edmonton philadelphia paris copenhagen stockholm leeds nottingham toronto barcelona "
    "amsterdam baveno bethesda rotterdam geneva helsinki houston kyoto lille lisbon munich nice oslo phoenix stanford zurich kansas minnesota hawaii cincinnati denver glasgow cleveland rochester bristol nijmegen".split()
)
_CLASSED: Final = re.compile(
    r" (?:[A-Z]?\d[A-Z]?\d?\b|[IVX]{1,4}\b|[A-D]\b|protocol|criteria|class|grad|scor|stag|scale|consensus|definition|guideline|bowel|prep|chromosome|knee|hip|shoulder|handicap|questionnaire|rule|index|type|system|convention|algorithm|angina|agitation|coma|infant)",
    re.IGNORECASE,
)


def _after_street(document: Document, streets: list[Finding]) -> Iterator[Finding]:
    """Yield the city that follows a street and a comma."""
    norm = document.norm
    for street in streets:
        match = re.compile(
            r"(?:, {0,2}| (?P<in>in|en) )(?P<n>(?:(?:St|Mt|Ft)\. )?[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]+(?: (?![A-Z]{2}\b)[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]+){0,2})(?=[,.;:)\n/]|  |$| (?:[A-Z]{2}|until|and|with|since|for|in)\b| \d{5})"
        ).match(norm, street.end)
        if match is not None and not lexicon.flags(match["n"].split()[0]) & (_NOT_PLACE & ~Is.CLINICAL):
            if match["in"]:
                yield Finding(street.start, match.end("n"), DataKind.ADDRESS, 0.8, NAME)
            else:
                yield Finding(*match.span("n"), DataKind.CITY, 0.8, NAME)
        if match is None and document.lower and street.score >= _STREET_SURE:
            small = _SMALL_CITY.match(norm, street.end)
            if small is not None and not any(lexicon.flags(w) & (_NOT_PLACE | Is.COMMON) for w in small["n"].split()):
                yield Finding(*small.span("n"), DataKind.CITY, 0.7, NAME)
        bare = re.compile(r", (?P<zip>\d{5})(?:-\d{4})?(?![\w-])").match(
            norm, street.end if match is None else match.end("n")
        )
        if bare is not None:
            yield Finding(bare.start("zip"), bare.end(), DataKind.ZIP, 0.9, NAME)


def _known_places(document: Document) -> Iterator[Finding]:
    """Yield places of the list: by themselves when they are nothing else, or where people live, go and come from."""
    words, norm, heads = document.words, document.norm, dictionaries.place_heads()
    count = len(words)
    index = 0
    while index < count:
        start, end, word = words[index]
        step = 1
        if not norm[start].isupper() and not document.lower:
            index += 1
            continue
        flag = lexicon.flags(word)
        headed = word in heads if word.isascii() else dictionaries.fold(word) in heads
        if (
            (headed or flag & Is.PLACE or not flag)
            and not (start and norm[start - 1].isdigit())
            and word not in _COUNTY_WORDS
        ):
            span = 1
            while (
                span < 3
                and index + span < count
                and norm[words[index + span - 1][1] : words[index + span][0]] in {" ", "-", ". "}
                and (norm[words[index + span][0]].isupper() or document.lower)
            ):
                span += 1
            best = 0
            for length in range(span if headed else 1, 0, -1):
                text = norm[start : words[index + length - 1][1]]
                if (length > 1 or flag & Is.PLACE) and (
                    dictionaries.is_place(text)
                    or (text[:4] in {"St. ", "ST. "} and dictionaries.is_place("saint " + text[4:]))
                ):
                    best = length
                    break
            announced = (best > 0 or not flag) and _announced(document, index)
            if best:
                step = best
                finish = words[index + best - 1][1]
                following = (
                    words[index + best][2]
                    if index + best < count and norm[finish : words[index + best][0]] == " "
                    else ""
                )
                attached = (
                    lexicon.flags(following) & Is.FACILITY and norm[words[index + best][0]].isupper()
                    if following
                    else False
                )
                thing = propagate.is_thing(document, finish) or flag & (
                    Is.CALENDAR | Is.FUNCTION | Is.TITLE | Is.RELATION
                )
                only = best > 1 or not flag & (
                    Is.ENGLISH | Is.SURNAME | Is.GIVEN | Is.CLINICAL | Is.EPONYM | Is.DRUG | Is.FACILITY
                )
                all_common = best > 1 and all(
                    lexicon.flags(w) & (Is.COMMON | Is.CLINICAL) for _, _, w in words[index : index + best]
                )
                if (
                    not attached
                    and not (word in _CLASSES and best == 1 and _CLASSED.match(norm, finish))
                    and not thing
                    and not (all_common and not announced)
                    and not (document.upper and (flag & (Is.COMMON | Is.CLINICAL)))
                    and _state_at(document, index) != best
                    and word not in lexicon.closed("countries")
                ):
                    if announced and not flag & (Is.COMMON | Is.CLINICAL | Is.DRUG):
                        yield Finding(start, finish, DataKind.CITY, 0.7, NAME)
                    elif only and not (document.lower and best == 1):
                        yield Finding(start, finish, DataKind.CITY, 0.55, NAME)
            elif (
                announced
                and not document.upper
                and not document.lower
                and not flag
                and end - start > 3
                and (norm[start + 1 : end].islower() or norm.startswith(_CAMEL, start))
            ):
                yield Finding(
                    start,
                    words[index + span - 1][1] if span > 1 and not lexicon.flags(words[index + 1][2]) else end,
                    DataKind.CITY,
                    0.5,
                    NAME,
                )
        index += step


def _announced(document: Document, index: int) -> bool:
    """Whether the words before word `index` say where someone lives, goes or comes from."""
    words, norm = document.words, document.norm
    at = index - 1
    if at >= 1 and words[at][2] in _DIRECTION:
        at -= 1
    if at < 1 or words[at][2] not in _PREPOSITIONS or norm[words[index - 1][1] : words[index][0]] != " ":
        return False
    return any(words[before][2] in _LIVES for before in range(max(0, at - 3), at)) or words[at][2] in {
        "in",
        "from",
        "near",
    }


def find(document: Document) -> Iterator[Finding]:
    """Yield places."""
    found = list(streets.find(document))
    yield from found
    yield from _after_street(document, found)
    yield from _states(document)
    yield from _known_places(document)
