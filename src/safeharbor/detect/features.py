"""What the tagger sees of a text: tokens, and features that depend on a word's form, never on its identity alone.

A token is a run of letters and digits or one other sign. Features of a word are computed once per
distinct word; where it stands adds only the gap before it and the case of its line. A name nobody
has seen is met through its letters, its shape and the lists it is in or not in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from safeharbor.detect import dictionaries as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TOKEN: Final = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|[^\w\s]|_")
_BLANK: Final = re.compile(r"[^\S\n\r]*")

# Rows of the embedding tables; the last column of a form is its shape.
ENGLISH_KEPT: Final = 4_000
CLINICAL_KEPT: Final = 2_200
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
TABLES: Final = {"word": 8_192, "prefix": 3_000, "suffix": 3_000, "suffix2": 800, "shape": 400}
GAPS: Final = 5
MODES: Final = 3
POSITIONS: Final = GAPS * MODES
_GIVEN: Final = (300, 2_000, 6_000, 10**9)
_SURNAME: Final = (1_000, 10_000, 88_000, 10**9)
_ENGLISH: Final = (300, 1_500, 5_000, 15_000, 10**9)
_PLACE: Final = (500, 5_000, 10**9)
_CLINICAL: Final = (1_500, 5_000, 10**9)
_LENGTHS: Final = (1, 2, 3, 5, 8, 10**9)
NAME_FLAGS: Final = slice(0, len(_GIVEN) + len(_SURNAME))
PLACE_FLAGS: Final = slice(NAME_FLAGS.stop, NAME_FLAGS.stop + len(_PLACE) + 1)
_RUN: Final = re.compile(r"(.)\1{3,}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text: offsets, and where each stands (gap before it x case of its line)."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    forms: list[str]
    positions: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Forms:
    """The features of distinct words: rows of each table, and flags."""

    rows: NDArray[np.int64]
    flags: NDArray[np.float32]


def tokenize(text: str) -> Tokens:
    """Split a text; offsets count code points and are exact on any Unicode."""
    spans = [match.span() for match in TOKEN.finditer(text)]
    forms = [text[start:end] for start, end in spans]
    if not spans:
        empty = np.zeros(0, np.int64)
        return Tokens(empty, empty, [], empty)
    offsets = np.array(spans, np.int64)
    starts, ends = offsets[:, 0], offsets[:, 1]
    before = np.concatenate(([0], ends[:-1]))
    gaps = np.minimum(starts - before, 2)
    for at in np.flatnonzero(gaps):
        blank = text[before[at] : starts[at]]
        if len(blank) == 1:
            gaps[at] = 1 if blank not in "\n\r\t" else 2 if blank == "\t" else 3
        else:
            breaks = blank.count("\n") or blank.count("\r")
            gaps[at] = 2 if not breaks else 3 if breaks == 1 else 4
    gaps[0] = 4
    return Tokens(starts, ends, forms, gaps * MODES + _modes(forms, gaps))


def _modes(forms: list[str], gaps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return per token whether its line is mixed (0), all capitals (1) or all lower case (2)."""
    letters = np.array([form.isalpha() and len(form) > 1 for form in forms])
    upper = np.array([form.isupper() for form in forms]) & letters
    lower = np.array([form.islower() for form in forms]) & letters
    line = np.cumsum(gaps >= 3)  # noqa: PLR2004 - gaps 3 and 4 are line breaks
    count = np.bincount(line, letters) + 1e-9
    capitals = np.bincount(line, upper) / count >= 0.8  # noqa: PLR2004 - abbreviations aside
    small = (np.bincount(line, lower) / count >= 0.97) & (count > 3)  # noqa: PLR2004 - a short line says nothing
    return np.where(capitals, 1, np.where(small, 2, 0))[line]


def _bucket(rank: int | None, limits: Sequence[int]) -> list[float]:
    hot = [0.0] * len(limits)
    if rank is not None:
        hot[next(i for i, limit in enumerate(limits) if rank < limit)] = 1.0
    return hot


def _row(text: str, table: str) -> int:
    return 1 + crc32(text.encode()) % (TABLES[table] - 1)


def _word_row(word: str, english: int | None) -> int:
    """Return a row of its own for frequent English, clinical abbreviations, letters and signs; 0 for the rest."""
    if english is not None and english < ENGLISH_KEPT:
        return 1 + english
    base = 1 + ENGLISH_KEPT
    clinical = words.ranks("clinical").get(word)
    if clinical is not None and clinical < CLINICAL_KEPT:
        return base + clinical
    base += CLINICAL_KEPT
    if len(word) == 1:
        return base + ord(word) % 256
    base += 256
    for group in words.closed():
        if word in group:
            return base + crc32(word.encode()) % (TABLES["word"] - base)
    return 0


def shape(form: str) -> str:
    """Return the shape of a word: `X` capital, `x` small, `d` digit, runs cut at four."""
    kinds = "".join("X" if c.isupper() else "d" if c.isdigit() else "x" if c.isalpha() else c for c in form[:24])
    return _RUN.sub(lambda run: run[1] * 4, kinds)


def features(form: str) -> tuple[list[int], list[float]]:
    """Return the table rows and the flags of one word."""
    word = words.fold(form)
    english = words.english_rank(word)
    given, surname = words.ranks("given").get(word), words.ranks("surnames").get(word)
    place = words.ranks("places").get(word)
    clinical = words.ranks("clinical").get(word)
    name = given is not None or (surname is not None and surname < _SURNAME[2])
    alpha = form.isalpha()
    if form.isdigit():
        rows = [0, _row(f"d{len(form)}", "prefix"), _row(form[:2], "suffix"), 0]
    else:
        rows = [
            _word_row(word, english),
            _row(word[:3], "prefix"),
            _row(word[-3:], "suffix"),
            _row(word[-2:], "suffix2"),
        ]
    rows.append(_row(shape(form), "shape"))
    return rows, [
        *_bucket(given, _GIVEN), *_bucket(surname, _SURNAME), *_bucket(place, _PLACE),
        float(word in words.place_parts()),
        *_bucket(english, _ENGLISH), *_bucket(clinical, _CLINICAL),
        float(word in words.ranks("drugs")), float(word in words.ranks("eponyms")),
        float(name and english is None), float(name and english is not None), float(english is not None and not name),
        float(not name and english is None and clinical is None and alpha),
        *(float(word in group) for group in words.closed()),
        float(form.isupper()), float(form.islower()), float(form.istitle()),
        float(alpha and not (form.isupper() or form.islower() or form.istitle())),
        float(alpha), float(form.isdigit()), float(form.isalnum() and not alpha and not form.isdigit()),
        float(not form.isascii()),
        *_bucket(len(form) - 1, _LENGTHS), float(word in words.ranks("foreign")),
    ]  # fmt: skip


def describe(forms: Sequence[str]) -> Forms:
    """Return the features of distinct words, in order."""
    pairs = [features(form) for form in forms]
    return Forms(
        np.array([rows for rows, _ in pairs], np.int64).reshape(len(forms), len(TABLES)),
        np.array([flags for _, flags in pairs], np.float32).reshape(len(forms), FLAGS),
    )


FLAGS: Final = (
    len(_GIVEN)
    + len(_SURNAME)
    + len(_PLACE)
    + 1
    + len(_ENGLISH)
    + len(_CLINICAL)
    + 6
    + len(words.CLOSED)
    + 8
    + len(_LENGTHS)
    + 1
)
