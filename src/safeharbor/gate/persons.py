"""A person's own names, numbers and house, looked for in what is published about that person.

A surname is a word and a short number is a count; in the notes of the one person who bears them they
identify. So each is remembered only together with its person, as one 64-bit hash of both.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.gate.blame import guilty
from safeharbor.gate.eponyms import EPONYMS
from safeharbor.gate.hashes import Numbers, NumberSet, among_any, distinct
from safeharbor.identifiers import DataKind
from safeharbor.leaves import take_apart
from safeharbor.parsing.canonical import canonical
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from safeharbor.leaves import Leaf
    from safeharbor.records import TablePlan

_NAMES: Final = frozenset(
    {DataKind.FULL_NAME, DataKind.GIVEN_NAME, DataKind.FAMILY_NAME, DataKind.MIDDLE_NAME, DataKind.ALIAS}
    | {DataKind.RELATIVE_NAME}
)
_HOUSES: Final = frozenset({DataKind.ADDRESS, DataKind.STREET})
_NUMBERED: Final = frozenset(
    {DataKind.MRN, DataKind.ENCOUNTER_ID, DataKind.HEALTH_PLAN_ID, DataKind.ACCOUNT, DataKind.LICENSE, DataKind.SSN}
    | {DataKind.PHONE, DataKind.FAX, DataKind.VEHICLE, DataKind.DEVICE, DataKind.OTHER_ID, DataKind.USERNAME}
)
_SHORTEST_NAME: Final = 3
_SHORTEST_NUMBER: Final = 5  # four digits are a year, a time or a room as often
_SHORTEST_IN_PIECES: Final = 6
_LONGEST_NUMBER: Final = 24
_WINDOW: Final = 4  # a number written in up to four pieces: (801) 555 01 37
_AHEAD: Final = 3  # words between a house number and the word that names the street
_SEPARATOR: Final = "\x00"
_WORDS: Final = r"[\p{L}\p{N}]+"
_WORD, _PAIR, _NUMBER, _HOUSE = (
    np.uint64(seed) for seed in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
)
_GENERIC: Final = frozenset(
    """STREET AVENUE ROAD DRIVE LANE BOULEVARD COURT CIRCLE PLACE TERRACE PARKWAY HIGHWAY TRAIL NORTH SOUTH EAST WEST
    NORTHEAST NORTHWEST SOUTHEAST SOUTHWEST APARTMENT SUITE UNIT FLOOR MAIN""".split()  # noqa: SIM905 - a list of words
)


class Persons:
    """What is known of each person, and what was published about them, as hashes of both together."""

    def __init__(self) -> None:
        """Start knowing nobody."""
        self._known = NumberSet()
        self._seen: dict[tuple[str, str], NumberSet] = {}

    def learn(self, plan: TablePlan, leaves: Mapping[str, Leaf]) -> None:
        """Remember the names, numbers and houses of the people the rows are about."""
        if plan.subject not in leaves:
            return
        subject = _subject(plan, leaves)
        for column in plan.columns:
            if column.path in leaves and column.treatment not in {"keep", "text"}:
                leaf = leaves[column.path]
                self._learn(column.kind, leaf.values, leaf.beside(subject))
        for given, family in _whole_names(plan, leaves):
            self._learn(DataKind.FULL_NAME, given + pl.Series([" "]) + family, subject)

    def search(self, plan: TablePlan, leaves: Mapping[str, Leaf], texts: Leaf, *, names_alone: bool) -> list[int]:
        """Return the cells that hold something known of the person they are about.

        `names_alone`: whether one name of a person counts; no where surrogates stand in the text,
        which may meet it by chance. What was searched is remembered for `late`.
        """
        if plan.subject not in leaves:
            return []
        subject = texts.beside(_subject(plan, leaves))

        def pieces(part: range) -> Numbers:
            size = len(part)
            return pieces_of(
                texts.values.slice(part.start, size), subject.slice(part.start, size), names_alone=names_alone
            )

        def known(found: Numbers) -> bool:
            return bool(among_any(found, self._known).any())

        every = range(len(texts.values))
        found, cells = pieces(every), []
        if known(found):
            cells = guilty(every, lambda part: known(pieces(part)))
            innocent = pl.int_range(len(every), eager=True).is_in(cells).not_()
            found = pieces_of(texts.values.filter(innocent), subject.filter(innocent), names_alone=names_alone)
        self._seen.setdefault((plan.table, texts.path), NumberSet()).add(found)
        return cells

    def memory(self) -> dict[str, NumberSet]:
        """Return what is known and what was seen, by name, for a later night."""
        return {"persons": self._known, **{_SEPARATOR.join(("told", *at)): seen for at, seen in self._seen.items()}}

    def recall(self, memory: Mapping[str, NumberSet]) -> None:
        """Know and have seen what an earlier night did."""
        self._known = memory.get("persons", self._known)
        for name, numbers in memory.items():
            what, *at = name.split(_SEPARATOR)
            if what == "told":
                self._seen[at[0], at[1]] = numbers

    def forget(self, place: tuple[str, str], texts: pl.Series, people: pl.Series, *, names_alone: bool) -> None:
        """Have seen nothing in some texts, because all texts of their people are seen anew."""
        if place in self._seen and len(texts):
            self._seen[place] = self._seen[place].without(pieces_of(texts, people, names_alone=names_alone))

    def start_over(self) -> None:
        """Forget what was searched; who is who stays known."""
        self._seen = {}

    def late(self) -> dict[tuple[str, str], int]:
        """Return (table, column) -> hits, now that every table was learnt."""
        return {place: int(among_any(seen.sorted(), self._known).sum()) for place, seen in self._seen.items()}

    def _learn(self, kind: DataKind, values: pl.Series, subject: pl.Series) -> None:
        if kind in _NUMBERED:
            bare = canonical(values, kind).str.replace_all(r"[^\p{L}\p{N}]+", "").str.to_uppercase()
            fits = bare.str.len_chars().is_between(_SHORTEST_NUMBER, _LONGEST_NUMBER) & bare.str.contains(r"\p{N}")
            self._known.add(_together(bare.str.strip_chars_start("0"), subject, _NUMBER, where=fits))
        elif kind in _NAMES:
            names = words_of(values, subject)
            self._known.add(_alone(names))
            self._known.add(_beside(names, 1, _PAIR, where=pl.lit(value=True)))
            self._known.add(_beside(names, 1, _PAIR, where=pl.lit(value=True), reverse=True))
        elif kind in _HOUSES:
            self._known.add(_houses(words_of(values, subject)))


def pieces_of(texts: pl.Series, subject: pl.Series, *, names_alone: bool = True) -> Numbers:
    """Return the hash of everything in the texts that could be a name, a number or a house, with its person."""
    words = words_of(texts, subject)
    parts = [
        _beside(words, 1, _PAIR, where=~pl.col("digits") & ~pl.col("digits").shift(-1)),
        _houses(words),
        *_numbers(words),
    ]
    return distinct(np.concatenate([*parts, _alone(words)] if names_alone else parts))


def words_of(values: pl.Series, subject: pl.Series) -> pl.DataFrame:
    """Return one row per word, in order: `row`, `subject` (hash), upper-case `word`, whether it has `digits`."""
    return (
        pl.DataFrame({"text": values.cast(pl.String, strict=False), "subject": subject})
        .with_row_index("row")
        .drop_nulls()
        .with_columns(word=pl.col("text").str.replace_all("['\u2019`]", "").str.to_uppercase().str.extract_all(_WORDS))
        .drop("text")
        .explode("word", empty_as_null=False, keep_nulls=False)
        .with_columns(digits=pl.col("word").str.contains(r"\p{N}"))
    )


def _alone(words: pl.DataFrame) -> Numbers:
    """Single names: words no dictionary of the language or of medicine has."""
    own = words.filter(~pl.col("digits") & (pl.col("word").str.len_chars() >= _SHORTEST_NAME))
    own = own.filter(~pl.col("word").is_in(_common().implode()))
    return _together(own["word"], own["subject"], _WORD)


def _beside(words: pl.DataFrame, distance: int, salt: np.uint64, *, where: pl.Expr, reverse: bool = False) -> Numbers:
    """Two words of one text, `distance` apart, in the order they stand or the other."""
    pairs = words.select(
        "subject",
        first=pl.col("word").hash(seed=4),
        second=pl.col("word").shift(-distance).hash(seed=4),
        fits=(pl.col("row") == pl.col("row").shift(-distance)) & where,
        long=(pl.col("word").str.len_chars() > 1) & (pl.col("word").shift(-distance).str.len_chars() > 1),
    ).filter(pl.col("fits") & pl.col("long"))
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    if reverse:
        first, second = second, first
    together: Numbers = pairs["subject"].to_numpy() ^ (first * _PAIR + second * salt)
    return together


def _houses(words: pl.DataFrame) -> Numbers:
    """Return a number and a word of its own soon after it: `2291 S Quail` is (2291, QUAIL)."""
    own = (pl.col("word").str.len_chars() > _SHORTEST_NAME) & ~pl.col("word").is_in(_GENERIC) & ~pl.col("digits")
    numbered = words.with_columns(house=pl.col("word").str.contains(r"^\d{2,6}$"), own=own)
    return np.concatenate(
        [
            _beside(numbered, distance, _HOUSE, where=pl.col("house") & pl.col("own").shift(-distance))
            for distance in range(1, _AHEAD + 1)
        ]
    )


def _numbers(words: pl.DataFrame) -> Iterator[Numbers]:
    """Iterate numbers in one to four pieces, each piece with a digit but the first (`MRN 40-88-1723`)."""
    close = pl.any_horizontal(pl.col("digits").shift(-step) for step in range(_WINDOW))
    near = words.with_row_index("place").filter(close)
    joined, fits = pl.lit(""), pl.lit(value=True)
    for distance in range(_WINDOW):
        joined = joined + pl.col("word").shift(-distance)
        if distance:
            fits = fits & (pl.col("place").shift(-distance) == pl.col("place") + distance)
            fits = fits & (pl.col("row").shift(-distance) == pl.col("row")) & pl.col("digits").shift(-distance)
        run = near.select("subject", number=joined, fits=fits).filter(pl.col("fits"))
        shortest = _SHORTEST_NUMBER if not distance else _SHORTEST_IN_PIECES
        size = pl.col("number").str.len_chars().is_between(shortest, _LONGEST_NUMBER)
        run = run.filter(size & pl.col("number").str.contains(r"\p{N}"))
        yield _together(run["number"].str.strip_chars_start("0"), run["subject"], _NUMBER)


def _together(words: pl.Series, subject: pl.Series, salt: np.uint64, where: pl.Series | None = None) -> Numbers:
    pairs = pl.DataFrame({"word": words, "subject": subject})
    pairs = (pairs if where is None else pairs.filter(where)).drop_nulls()
    return pairs["subject"].to_numpy() ^ (pairs["word"].hash(seed=5).to_numpy() * salt)


def people_of(plan: TablePlan, frame: pl.DataFrame) -> pl.Series:
    """Return the hash of each row's person, 0 where there is none: what this module knows people by."""
    leaves = take_apart(frame)
    if plan.subject not in leaves:
        return pl.repeat(0, frame.height, dtype=pl.UInt64, eager=True)
    return _subject(plan, leaves).fill_null(0)


def _subject(plan: TablePlan, leaves: Mapping[str, Leaf]) -> pl.Series:
    """Return the hash of each row's person, null where there is none."""
    column = plan.column(plan.subject)
    key = canonical(leaves[column.path].values, column.kind)
    return (pl.Series([f"{column.system}:"]) + key).hash(seed=3).set(key.is_null(), None)


def _whole_names(plan: TablePlan, leaves: Mapping[str, Leaf]) -> Iterator[tuple[pl.Series, pl.Series]]:
    """Given and family names that stand in columns of their own, row by row."""
    flat = [column for column in plan.columns if column.path in leaves and leaves[column.path].rows is None]
    for given in flat:
        for family in flat:
            if given.kind is DataKind.GIVEN_NAME and family.kind is DataKind.FAMILY_NAME:
                yield _text(leaves[given.path]), _text(leaves[family.path])


def _text(leaf: Leaf) -> pl.Series:
    return leaf.values.cast(pl.String, strict=False)


@cache
def _common() -> pl.Series:
    words = vocabulary("english") | vocabulary("clinical") | EPONYMS
    return pl.Series("common", sorted(word.upper() for word in words))
