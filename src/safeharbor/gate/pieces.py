"""What in a text could be someone's name, number or house, each as one 64-bit hash of it and the person it is about.

A surname is a word and a short number is a count; in the notes of the one person who bears them they identify.
One query takes texts apart; what follows is arithmetic on arrays, as a stream pays for every query with each note.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.gate.eponyms import EPONYMS
from safeharbor.gate.hashes import Numbers, among, distinct
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

_SHORTEST_NAME: Final = 3
_SHORTEST_NUMBER: Final = 5  # four digits are a year, a time or a room as often
_SHORTEST_IN_PIECES: Final = 6
_LONGEST_NUMBER: Final = 24
_WINDOW: Final = 4  # a number written in up to four pieces: (801) 555 01 37
_AHEAD: Final = 3  # words between a house number and the word that names the street
_WORD, _PAIR, _NUMBER, _HOUSE = (
    np.uint64(seed) for seed in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
)
_GENERIC: Final = frozenset(
    """STREET AVENUE ROAD DRIVE LANE BOULEVARD COURT CIRCLE PLACE TERRACE PARKWAY HIGHWAY TRAIL NORTH SOUTH EAST WEST
    NORTHEAST NORTHWEST SOUTHEAST SOUTHWEST APARTMENT SUITE UNIT FLOOR MAIN""".split()  # noqa: SIM905 - a list of words
)
_ALONE: Final = 5  # seed of the hash of a word by itself
_PLAIN: Final = pl.col("text").str.replace_all("['\u2019`]", "").str.to_uppercase()
_TAKEN_APART: Final = _PLAIN.str.extract_all(r"[\p{L}\p{N}]+")
_OF_A_WORD: Final = (
    pl.col("word").hash(seed=4).alias("beside"),
    pl.col("word").hash(seed=_ALONE).alias("alone"),
    pl.col("word").str.len_chars().alias("size"),
    pl.col("word").str.contains(r"\p{N}").alias("digits"),
    pl.col("word").str.contains(r"^\d{2,6}$").alias("house"),
)
_BARE: Final = pl.col("number").str.replace_all(r"[^\p{L}\p{N}]+", "").str.to_uppercase()
_WITHOUT_ZEROS: Final = pl.col("number").str.strip_chars_start("0").hash(seed=_ALONE)
_SOMEBODYS: Final = (
    pl.col("subject").is_not_null()
    & pl.col("number").str.len_chars().is_between(_SHORTEST_NUMBER, _LONGEST_NUMBER)
    & pl.col("number").str.contains(r"\p{N}")
)
_OF_A_NUMBER: Final = (
    pl.col("subject").fill_null(0),
    _WITHOUT_ZEROS.alias("hash"),
    _SOMEBODYS.fill_null(value=False).alias("fits"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts in upper case, in order, one entry each.

    `row`: the text. `subject`: the hash of its person. `beside`, `alone`: hashes of the word. `size`: characters.
    `digits`: whether it has any. `house`: whether it is a number a house may have.
    """

    text: pl.Series = field(repr=False)
    row: NDArray[np.uint32] = field(repr=False)
    subject: Numbers = field(repr=False)
    beside: Numbers = field(repr=False)
    alone: Numbers = field(repr=False)
    size: NDArray[np.uint32] = field(repr=False)
    digits: Mask = field(repr=False)
    house: Mask = field(repr=False)


def words_of(values: pl.Series, subject: pl.Series) -> Words:
    """Take texts apart; those of nobody (null) are left out."""
    frame = (
        pl.LazyFrame({"text": values.cast(pl.String, strict=False), "subject": subject})
        .with_row_index("row")
        .drop_nulls()
        .select("row", "subject", word=_TAKEN_APART)
        .explode("word", empty_as_null=False, keep_nulls=False)
        .with_columns(_OF_A_WORD)
        .collect()
    )
    names = ("row", "subject", "beside", "alone", "size", "digits", "house")
    return Words(frame["word"], *(frame[name].to_numpy() for name in names))


def pieces_of(texts: pl.Series, subject: pl.Series, *, names_alone: bool = True) -> Numbers:
    """Return the hash of everything in the texts that could be a name, a number or a house, with its person."""
    words = words_of(texts, subject)
    parts = [pairs(words, among_letters=True), houses(words), _numbers(words)]
    return distinct(np.concatenate([*parts, names(words)] if names_alone else parts))


def names(words: Words) -> Numbers:
    """Return single names: words no dictionary of the language or of medicine has."""
    own = ~words.digits & (words.size >= _SHORTEST_NAME)
    alone = words.alone[own]
    rare = ~among(alone, _common())
    return words.subject[own][rare] ^ (alone[rare] * _WORD)


def pairs(words: Words, *, among_letters: bool = False, reverse: bool = False) -> Numbers:
    """Return two words of one text, one after the other. `among_letters`: only where neither has a digit."""
    letters = ~words.digits if among_letters else np.ones(len(words.digits), np.bool_)
    return _beside(words, 1, _PAIR, where=letters[:-1] & letters[1:], reverse=reverse)


def houses(words: Words) -> Numbers:
    """Return a number and a word of its own soon after it: `2291 S Quail` is (2291, QUAIL)."""
    if not words.house.any():
        return words.beside[:0]
    own = (words.size > _SHORTEST_NAME) & ~among(words.alone, _generic()) & ~words.digits
    return np.concatenate(
        [
            _beside(words, distance, _HOUSE, where=words.house[:-distance] & own[distance:])
            for distance in range(1, _AHEAD + 1)
        ]
    )


def numbers(values: pl.Series, subject: pl.Series) -> Numbers:
    """Return identifiers, in their canonical form, that are numbers long enough to be somebody's."""
    bare = pl.DataFrame({"number": values, "subject": subject}).select("subject", _BARE).select(_OF_A_NUMBER)
    fits = bare["fits"].to_numpy()
    together: Numbers = bare["subject"].to_numpy()[fits] ^ (bare["hash"].to_numpy()[fits] * _NUMBER)
    return together


def _beside(words: Words, distance: int, salt: np.uint64, *, where: Mask, reverse: bool = False) -> Numbers:
    """Two words of one text, `distance` apart, in the order they stand or the other."""
    long = words.size > 1
    fits = where & long[:-distance] & long[distance:] & (words.row[:-distance] == words.row[distance:])
    first, second = words.beside[:-distance][fits], words.beside[distance:][fits]
    if reverse:
        first, second = second, first
    together: Numbers = words.subject[:-distance][fits] ^ (first * _PAIR + second * salt)
    return together


def _numbers(words: Words) -> Numbers:
    """Return numbers in one to four pieces, each piece with a digit but the first (`MRN 40-88-1723`)."""
    near = words.digits.copy()
    for step in range(1, _WINDOW):
        near[:-step] |= words.digits[step:]
    place = np.flatnonzero(near)
    row, digits, size, subject = (part[place] for part in (words.row, words.digits, words.size, words.subject))
    text = words.text.filter(pl.Series(near))
    joined, long, fits = text, size, np.ones(len(place), np.bool_)
    found: list[pl.Series] = []
    people: list[Numbers] = []
    for distance in range(min(_WINDOW, len(place))):
        if distance:
            joined, long = joined.head(-1) + text.slice(distance), long[:-1] + size[distance:]
            fits = fits[:-1] & digits[distance:] & (place[distance:] == place[:-distance] + distance)
            fits &= row[distance:] == row[:-distance]
        shortest = _SHORTEST_IN_PIECES if distance else _SHORTEST_NUMBER
        held = fits & (long >= shortest) & (long <= _LONGEST_NUMBER) & (digits if not distance else True)
        found.append(joined.filter(pl.Series(held)))
        people.append(subject[: len(held)][held])
    if not found:
        return words.beside[:0]
    hashes = pl.concat(found).to_frame("number").select(_WITHOUT_ZEROS).to_series().to_numpy()
    return np.concatenate(people) ^ (hashes * _NUMBER)


@cache
def _common() -> Numbers:
    return _hashed(word.upper() for word in vocabulary("english") | vocabulary("clinical") | EPONYMS)


@cache
def _generic() -> Numbers:
    return _hashed(_GENERIC)


def _hashed(words: Iterable[str]) -> Numbers:
    return distinct(pl.Series(list(words), dtype=pl.String).hash(_ALONE).to_numpy())
