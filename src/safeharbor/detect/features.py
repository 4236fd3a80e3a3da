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
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

TOKEN: Final = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|[^\w\s]|_")

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
    starts, ends, gaps = _ascii_edges(text) if text.isascii() else _edges(text)
    if not len(starts):
        return Tokens(starts, ends, [], starts)
    forms = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    gaps[0] = 4
    return Tokens(starts, ends, forms, gaps * MODES + _modes(forms, gaps))


Edges = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.int64]"]


def _edges(text: str) -> Edges:
    """Return where tokens begin and end, and the kind of gap before each; that before the first is left open."""
    spans = np.array([(0, 0), *(match.span() for match in TOKEN.finditer(text))], np.int64)
    starts, ends = spans[1:, 0], spans[1:, 1]
    before = zip(spans[:-1, 1].tolist(), starts.tolist(), strict=True)
    return starts, ends, np.array([_gap(text[end:start]) for end, start in before], np.int64)


def _ascii_edges(text: str) -> Edges:
    """Return the same of a text in ASCII: its bytes are classed at once, in a third of the time."""
    raw = np.frombuffer(text.encode("ascii"), np.uint8)
    kinds = _KINDS[raw]
    change = np.empty(len(raw) + 1, np.bool_)
    change[1:-1] = (kinds[1:] != kinds[:-1]) | (kinds[1:] == _SIGN)
    change[[0, -1]] = True
    edges = np.flatnonzero(change)
    told = np.flatnonzero(kinds[edges[:-1]])
    starts, ends = edges[told], edges[told + 1]
    blanks = np.diff(ends, prepend=0) - (ends - starts)
    gaps = np.where(blanks == 1, _BLANKS[raw[starts - 1]], 0)
    for at in np.flatnonzero(blanks > 1).tolist():
        start = int(starts[at])
        gaps[at] = _gap(text[start - int(blanks[at]) : start])
    return starts, ends, gaps


@lru_cache(maxsize=256)
def _gap(blank: str) -> int:
    """Return 0 for no blank, 1 for one, 2 for a wider one, 3 for a line's end, 4 for an empty line."""
    if not blank:
        return 0
    if len(blank) == 1:
        return 1 if blank not in "\n\r\t" else 2 if blank == "\t" else 3
    breaks = blank.count("\n") or blank.count("\r")
    return 2 if not breaks else 3 if breaks == 1 else 4


_LETTER, _SIGN = 1, 2
_KINDS: Final = np.array(
    [0 if chr(c).isspace() else _LETTER if chr(c).isalnum() else _SIGN for c in range(128)], np.int8
)
_BLANKS: Final = np.array([_gap(chr(code)) for code in range(128)], np.int64)


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


# the flags of a rank, by the first limit that it is below; none at all beyond the last
_HOT: Final = {size: [bytes(at == hot for at in range(size)) for hot in range(size + 1)] for size in range(3, 8)}
_NO_RANK: Final = 10**9


def _bucket(rank: int, limits: Sequence[int]) -> bytes:
    """Return ones and zeros: the first limit that a rank is below; zeros alone for `_NO_RANK`."""
    return _HOT[len(limits)][bisect_right(limits, rank)]


@lru_cache(maxsize=1)
def _classes() -> dict[str, bytes]:
    """Return word -> for each closed class whether the word is in it."""
    classes = words.closed()
    return {word: bytes(word in held for held in classes) for group in classes for word in group}


_NO_CLASS: Final = bytes(len(words.CLOSED))


def _row(text: str, table: str) -> int:
    return 1 + crc32(text.encode()) % (TABLES[table] - 1)


def _word_row(word: str, english: int, clinical: int) -> int:
    """Return a row of its own for frequent English, clinical abbreviations, letters and signs; 0 for the rest."""
    if english < ENGLISH_KEPT:
        return 1 + english
    base = 1 + ENGLISH_KEPT
    if clinical < CLINICAL_KEPT:
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


@lru_cache(maxsize=1)
def _ranks() -> tuple[Mapping[str, int], ...]:
    """Return the lists a word is looked up in, each once."""
    return tuple(
        words.ranks(name)
        for name in ("given", "surnames", "places", "english", "clinical", "drugs", "eponyms", "foreign")
    )


def _features(form: str, lists: tuple[Mapping[str, int], ...]) -> tuple[list[int], bytes]:
    """Return the table rows and the flags of one word."""
    given_names, surnames, places, vocabulary, clinic, drugs, eponyms, foreign = lists
    word = words.fold(form)
    english = vocabulary.get(word, _NO_RANK)
    if words.RARE <= english < _NO_RANK and words.english_rank(word) is None:
        english = _NO_RANK
    given, surname = given_names.get(word, _NO_RANK), surnames.get(word, _NO_RANK)
    clinical = clinic.get(word, _NO_RANK)
    name, plain = given < _NO_RANK or surname < _SURNAME[2], english < _NO_RANK
    alpha, digit, upper, lower, title = form.isalpha(), form.isdigit(), form.isupper(), form.islower(), form.istitle()
    shaped = _row(shape(form), "shape")
    if digit:
        rows = [0, _row(f"d{len(form)}", "prefix"), _row(form[:2], "suffix"), 0, shaped]
    else:
        rows = [
            _word_row(word, english, clinical),
            _row(word[:3], "prefix"),
            _row(word[-3:], "suffix"),
            _row(word[-2:], "suffix2"),
            shaped,
        ]
    return rows, b"".join((
        _bucket(given, _GIVEN), _bucket(surname, _SURNAME), _bucket(places.get(word, _NO_RANK), _PLACE),
        _YES[word in words.place_parts()],
        _bucket(english, _ENGLISH), _bucket(clinical, _CLINICAL),
        bytes((
            word in drugs, word in eponyms,
            name and not plain, name and plain, plain and not name,
            not name and not plain and clinical == _NO_RANK and alpha,
        )),
        _classes().get(word, _NO_CLASS),
        bytes((
            upper, lower, title, alpha and not (upper or lower or title),
            alpha, digit, not alpha and not digit and form.isalnum(),
            not form.isascii(),
        )),
        _bucket(len(form) - 1, _LENGTHS), _YES[word in foreign],
    ))  # fmt: skip


_YES: Final = (b"\0", b"\1")


def describe(forms: Sequence[str]) -> Forms:
    """Return the features of distinct words, in order."""
    lists = _ranks()
    pairs = [_features(form, lists) for form in forms]
    return Forms(
        np.array([rows for rows, _ in pairs], np.int64).reshape(len(forms), len(TABLES)),
        np.frombuffer(b"".join([flags for _, flags in pairs]), np.uint8).reshape(len(forms), FLAGS).astype(np.float32),
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
