"""Places below the state: streets and the city after them, cities before a state or a ZIP, towns of a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import dictionaries, lexicon
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import states, streets, towns
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "place"

_DOTTED: Final = Anchored(
    "n nc nd nh nj nm ny s sc sd r ri w wva d dc pa pr ga va vt md me mo la ky ct de",
    r"(?:N\.? ?[CDHJMY]|S\.? ?[CD]|R\.? ?I|W\. ?Va|D\. ?C)\.(?!\w)|(?:P[aR]|G[a]|V[at]|M[deo]|L[a]|K[y]|C[t]|D[e])\.(?=[ ,]{1,2}\d{5})",
)
_ZIP: Final = re.compile(r",? {0,4}\n? {0,4}(?P<zip>[\dlO]{5}(?:-\d{4}|\.0)?)(?![\w-])")
_NOT_PLACE: Final = Is.FUNCTION | Is.CLINICAL | Is.TITLE | Is.RELATION | Is.CREDENTIAL | Is.CALENDAR | Is.DRUG


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
    for index in document.numbered(states.WORDS):
        count = states.named_at(document, index)
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


def find(document: Document) -> Iterator[Finding]:
    """Yield places."""
    found = list(streets.find(document))
    yield from found
    yield from _after_street(document, found)
    yield from _states(document)
    yield from towns.find(document)
