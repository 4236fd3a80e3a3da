"""What is known of one person, turned into look-up tables once: words, codes, places, dates, initials."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from safeharbor.detect.calendar_words import MONTHS
from safeharbor.detect.dictionaries import fold
from safeharbor.detect.lexicon import closed
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from safeharbor.findings import KnownValues

_NAMES: Final = frozenset(
    {
        DataKind.FULL_NAME,
        DataKind.GIVEN_NAME,
        DataKind.FAMILY_NAME,
        DataKind.MIDDLE_NAME,
        DataKind.ALIAS,
        DataKind.RELATIVE_NAME,
        DataKind.PROVIDER_NAME,
    }
)
_PHRASES: Final = frozenset({DataKind.EMPLOYER, DataKind.FACILITY, DataKind.CITY, DataKind.COUNTY, DataKind.PLACE})
_ADDRESSES: Final = frozenset({DataKind.ADDRESS, DataKind.STREET})
_DATES: Final = frozenset({DataKind.BIRTH_DATE, DataKind.DEATH_DATE, DataKind.DATE})
_EXACT: Final = frozenset({DataKind.EMAIL, DataKind.URL, DataKind.IP, DataKind.USERNAME, DataKind.PHOTO})
_WORD: Final = re.compile(r"[^\W\d_]+")
_NOT_NAMES: Final = frozenset(
    "jr sr ii iii iv mr mrs ms dr md rn np of the and de la van von der baby boy girl unknown none known".split()
)
_GENERIC: Final = frozenset(
    "inc llc ltd co company corp the of and a an at hospital clinic school high medical center centre health services group unit apt county".split()
)
_SHORTEST_CODE: Final = 4


@dataclass(frozen=True, slots=True)
class KnownIndex:
    """Look-up tables of one person's known values. Holds PHI: no field appears in a repr."""

    words: dict[str, DataKind] = field(repr=False)
    heads: frozenset[str] = field(repr=False)
    tails: frozenset[str] = field(repr=False)
    initials: frozenset[str] = field(repr=False)
    letters: frozenset[str] = field(repr=False)
    codes: dict[str, DataKind] = field(repr=False)
    phrases: dict[str, tuple[tuple[tuple[str, ...], DataKind], ...]] = field(repr=False)
    streets: dict[str, tuple[frozenset[str], ...]] = field(repr=False)
    exact: dict[str, DataKind] = field(repr=False)


def code_of(text: str) -> str:
    """Return letters and digits in upper case without leading zeros: the form codes are compared in."""
    return re.sub(r"[\W_]+", "", text).upper().lstrip("0")


def dates_of(text: str) -> list[dt.date]:
    """Return the days a structured date can mean: year first, month first, day first, month in words."""
    numbers = re.findall(r"\d+", text)
    month = next((MONTHS[word] for word in _WORD.findall(fold(text)) if word in MONTHS), None)
    tries: list[tuple[int, int, int]] = []
    if month is not None and len(numbers) >= 2:
        a, b = int(numbers[0]), int(numbers[1])
        tries = [(b, month, a), (a, month, b)]
    elif len(numbers) >= 3:
        a, b, c = (int(n) for n in numbers[:3])
        tries = [(a, b, c)] if len(numbers[0]) == 4 else [(c, a, b), (c, b, a)]
    elif len(numbers) == 1 and len(numbers[0]) == 8:
        n = numbers[0]
        tries = [(int(n[:4]), int(n[4:6]), int(n[6:])), (int(n[4:]), int(n[:2]), int(n[2:4]))]
    found = []
    for year, month_, day in tries:
        full = year + (0 if year > 99 else 2000 if year < 30 else 1900)
        try:
            found.append(dt.date(full, month_, day))
        except ValueError:
            continue
    return found


def _add_name(value: str, kind: DataKind, words: dict[str, DataKind], initials: set[str], letters: set[str]) -> None:
    parts = [w for w in _WORD.findall(fold(value)) if w not in _NOT_NAMES]
    letters.update(part[0] for part in parts)
    for part in parts:
        if len(part) > 1:
            words.setdefault(part, kind)
    for piece in re.split(r"[\s,]+", value):
        joined = "".join(_WORD.findall(fold(piece)))
        if len(joined) > 3 and joined not in _NOT_NAMES:
            words.setdefault(joined, kind)
    if len(parts) > 1:
        order = (
            parts
            if "," not in value
            else [*_WORD.findall(fold(value.split(",", 1)[1])), *_WORD.findall(fold(value.split(",", 1)[0]))]
        )
        firsts = "".join(part[0] for part in order if part)
        initials.update({firsts, firsts[0] + firsts[-1]})


@lru_cache(maxsize=8192)
def index(known: KnownValues) -> KnownIndex:
    """Return the look-up tables of what is known of one person."""
    words: dict[str, DataKind] = {}
    initials: set[str] = set()
    letters: set[str] = set()
    codes: dict[str, DataKind] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], DataKind]]] = {}
    streets: dict[str, list[frozenset[str]]] = {}
    exact: dict[str, DataKind] = {}

    def phrase(text: str, kind: DataKind) -> None:
        parts = tuple(w for w in re.findall(r"[^\W_]+", fold(text)))
        if parts and not all(part in _GENERIC or part in closed("states") for part in parts):
            phrases.setdefault(parts[0], []).append((parts, kind))

    for value in known.values:
        kind, text = value.kind, value.text.strip()
        if not text:
            continue
        if kind in _NAMES:
            _add_name(text, kind, words, initials, letters)
        elif kind in _PHRASES:
            phrase(text, kind)
            if kind in (DataKind.EMPLOYER, DataKind.FACILITY):
                parts = text.split()
                while len(parts) > 2 and fold(parts[-1]).strip(".,") in _GENERIC:
                    parts.pop()
                phrase(" ".join(parts), kind)
        elif kind in _ADDRESSES:
            _add_address(text, streets, phrase, codes)
        elif kind in _DATES:
            for day in dates_of(text):
                for form in ("%m%d%Y", "%Y%m%d", "%d%m%Y", "%m%d%y"):
                    codes.setdefault(day.strftime(form).lstrip("0"), kind)
        elif kind in _EXACT:
            exact[fold(text)] = kind
        elif kind is DataKind.ZIP:
            codes.setdefault(text[:5], kind)
        else:
            code = code_of(text)
            if kind in (DataKind.PHONE, DataKind.FAX) and len(code) > 10:
                codes.setdefault(code[-10:], kind)
            if len(code) >= _SHORTEST_CODE:
                codes.setdefault(code, kind)
    long_words = [word for word in words if len(word) > 4]
    return KnownIndex(
        words=words,
        heads=frozenset(word[:2] for word in long_words),
        tails=frozenset(word[-2:] for word in long_words),
        initials=frozenset(initials),
        letters=frozenset(letters),
        codes=codes,
        phrases={head: tuple(sorted(entries, key=lambda e: -len(e[0]))) for head, entries in phrases.items()},
        streets={number: tuple(sets) for number, sets in streets.items()},
        exact=exact,
    )


def _add_address(
    text: str, streets: dict[str, list[frozenset[str]]], phrase: object, codes: dict[str, DataKind]
) -> None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for position, part in enumerate(parts):
        zip_code = re.search(r"(?<!\d)(\d{5})(?:-\d{4})?$", part)
        if zip_code is not None and position:
            codes.setdefault(zip_code[1].lstrip("0"), DataKind.ZIP)
        number = re.match(r"#?([A-Za-z]?\d+[A-Za-z]?(?:-\d+)?)\b", part)
        names = frozenset(
            w
            for w in _WORD.findall(fold(part))
            if len(w) > 1 and w not in closed("streets") and w not in closed("states")
        )
        if number is not None and names and zip_code is None:
            streets.setdefault(code_of(number[1]), []).append(names)
        elif names and fold(part) not in closed("states") and zip_code is None and callable(phrase):
            kind = DataKind.COUNTY if fold(part).endswith("county") else DataKind.CITY
            phrase(part, kind)
