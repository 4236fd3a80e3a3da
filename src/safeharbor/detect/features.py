"""What the tagger sees of a text: tokens, and features that depend on a word's form, never on its identity alone.

A token is a run of letters and digits or one other sign. Features of a word are computed once per
distinct word; where it stands adds only the gap before it and the case of its line. A name nobody
has seen is met through its letters, its shape and the lists it is in or not in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from safeharbor.detect import dictionaries as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TOKEN: Final = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|[^\w\s]|_")
_ASCII: Final = re.compile(r"[a-zA-Z0-9]+|\S")  # the same of a text in ASCII, in half the time

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
_SHAPES: Final = str.maketrans(ascii_uppercase + ascii_lowercase + digits, "X" * 26 + "x" * 26 + "d" * 10)


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
    token = _ASCII if text.isascii() else TOKEN
    forms = token.findall(text)
    if not forms:
        empty = np.zeros(0, np.int64)
        return Tokens(empty, empty, [], empty)
    blanks = token.split(text)
    lengths = np.fromiter(map(len, forms), np.int64, len(forms))
    before = np.fromiter(map(len, blanks), np.int64, len(forms))
    ends = np.cumsum(lengths + before)
    gaps = np.array([_GAPS[blank] if blank in _GAPS else _gap(blank) for blank in blanks[:-1]], np.int64)
    gaps[0] = 4
    return Tokens(ends - lengths, ends, forms, gaps * MODES + _modes(forms, gaps))


_GAPS: Final = {"": 0, " ": 1, "  ": 2, "\n": 3, "\n\n": 4}


def _gap(blank: str) -> int:
    """Return 1 for one blank, 2 for a wider one, 3 for a line's end, 4 for an empty line."""
    if len(blank) == 1:
        return 1 if blank not in "\n\r\t" else 2 if blank == "\t" else 3
    breaks = blank.count("\n") or blank.count("\r")
    return 2 if not breaks else 3 if breaks == 1 else 4


@lru_cache(maxsize=16_384)
def _case(form: str) -> int:
    """Return 1 for a word in capitals, 2 in lower case, 3 for another; 0 for a letter, a number or a sign."""
    if len(form) == 1 or not form.isalpha():
        return 0
    return 1 if form.isupper() else 2 if form.islower() else 3


def _modes(forms: list[str], gaps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return per token whether its line is mixed (0), all capitals (1) or all lower case (2)."""
    cases = np.fromiter(map(_case, forms), np.int64, len(forms))
    lines = np.flatnonzero(gaps >= 3)  # noqa: PLR2004 - gaps 3 and 4 are line breaks, and the first is one
    count, upper, lower = (np.add.reduceat(held, lines, dtype=np.int64) for held in (cases > 0, cases == 1, cases == 2))  # noqa: PLR2004 - the cases
    capitals = upper / (count + 1e-9) >= 0.8  # noqa: PLR2004 - abbreviations aside
    small = (lower / (count + 1e-9) >= 0.97) & (count >= 3)  # noqa: PLR2004 - a short line says nothing
    modes: NDArray[np.int64] = np.where(capitals, 1, np.where(small, 2, 0))
    return modes.repeat(np.diff(lines, append=len(forms)))


_HOT: Final = {size: np.eye(size + 1)[:, :size].tolist() for size in range(3, 8)}


def _bucket(rank: int | None, limits: Sequence[int]) -> list[float]:
    """Return ones and zeros: the first limit that a rank is below; zeros alone when there is no rank."""
    hot: list[float] = _HOT[len(limits)][len(limits) if rank is None else bisect_right(limits, rank)]
    return hot


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[float, ...]]:
    """Return word -> for each closed class whether the word is in it."""
    classes = words.closed()
    return {word: tuple(float(word in held) for held in classes) for group in classes for word in group}


_NO_CLASS: Final = (0.0,) * len(words.CLOSED)


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
    return base + crc32(word.encode()) % (TABLES["word"] - base) if word in _classes() else 0


def shape(form: str) -> str:
    """Return the shape of a word: `X` capital, `x` small, `d` digit, runs cut at four."""
    if form.isascii():
        kinds = form[:24].translate(_SHAPES)
    else:
        kinds = "".join("X" if c.isupper() else "d" if c.isdigit() else "x" if c.isalpha() else c for c in form[:24])
    return _cut(kinds)


@lru_cache(maxsize=4096)
def _cut(kinds: str) -> str:
    return _RUN.sub(lambda run: run[1] * 4, kinds)


def features(form: str) -> tuple[list[int], list[float]]:
    """Return the table rows and the flags of one word."""
    word = words.fold(form)
    english = words.english_rank(word)
    given, surname = words.ranks("given").get(word), words.ranks("surnames").get(word)
    place = words.ranks("places").get(word)
    clinical = words.ranks("clinical").get(word)
    name = given is not None or (surname is not None and surname < _SURNAME[2])
    alpha, upper, lower, title = form.isalpha(), form.isupper(), form.islower(), form.istitle()
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
        word in words.place_parts(),
        *_bucket(english, _ENGLISH), *_bucket(clinical, _CLINICAL),
        word in words.ranks("drugs"), word in words.ranks("eponyms"),
        name and english is None, name and english is not None, english is not None and not name,
        not name and english is None and clinical is None and alpha,
        *_classes().get(word, _NO_CLASS),
        upper, lower, title, alpha and not (upper or lower or title),
        alpha, form.isdigit(), form.isalnum() and not alpha and not form.isdigit(),
        not form.isascii(),
        *_bucket(len(form) - 1, _LENGTHS), word in words.ranks("foreign"),
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
