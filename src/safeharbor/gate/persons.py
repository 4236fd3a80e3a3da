"""A person's own names, numbers and house, looked for in what is published about that person.

A surname is a word and a short number is a count; in the notes of the one person who bears them they
identify. So each is remembered only together with its person, as one 64-bit hash of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.gate.blame import guilty
from safeharbor.gate.hashes import NumberSet, among_any
from safeharbor.gate.pieces import houses, names, numbers, pairs, pieces_of, words_of
from safeharbor.identifiers import DataKind
from safeharbor.leaves import take_apart
from safeharbor.parsing.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from safeharbor.gate.hashes import Numbers
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
_SEPARATOR: Final = "\x00"


class Persons:
    """What is known of each person, and what was published about them, as hashes of both together."""

    def __init__(self) -> None:
        """Start knowing nobody."""
        self._known = NumberSet()
        self._seen: dict[tuple[str, str], NumberSet] = {}

    def learn(self, plan: TablePlan, leaves: Mapping[str, Leaf], subject: pl.Series | None) -> None:
        """Remember the names, numbers and houses of the people the rows are about; `subject`: as of `subjects_of`."""
        if subject is None:
            return
        for column in plan.columns:
            if column.path in leaves and column.treatment not in {"keep", "text"}:
                leaf = leaves[column.path]
                self._learn(column.kind, leaf.values, leaf.beside(subject))
        for given, family in _whole_names(plan, leaves):
            self._learn(DataKind.FULL_NAME, given + pl.Series([" "]) + family, subject)

    def search(self, table: str, texts: Leaf, subject: pl.Series | None, *, names_alone: bool) -> list[int]:
        """Return the cells that hold something known of the person they are about.

        `subject`: as of `subjects_of`, None where the rows are about nobody. `names_alone`: whether one name of a
        person counts; no where surrogates stand in the text, which may meet it by chance. What was searched is
        remembered for `late`.
        """
        if subject is None:
            return []
        subject = texts.beside(subject)

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
        self._seen.setdefault((table, texts.path), NumberSet()).add(found)
        return cells

    def memory(self) -> dict[str, NumberSet]:
        """Return what is known and what was seen, by name, for a later night."""
        return {"persons": self._known, **{_SEPARATOR.join(("told", *at)): seen for at, seen in self._seen.items()}}

    def recall(self, memory: Mapping[str, NumberSet]) -> None:
        """Know and have seen what an earlier night did."""
        self._known = memory.get("persons", self._known)
        for name, seen in memory.items():
            what, *at = name.split(_SEPARATOR)
            if what == "told":
                self._seen[at[0], at[1]] = seen

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
            self._known.add(numbers(canonical(values, kind), subject))
        elif kind in _NAMES:
            words = words_of(values, subject)
            for found in (names(words), pairs(words), pairs(words, reverse=True)):
                self._known.add(found)
        elif kind in _HOUSES:
            self._known.add(houses(words_of(values, subject)))


def people_of(plan: TablePlan, frame: pl.DataFrame) -> pl.Series:
    """Return the hash of each row's person, 0 where there is none: what this module knows people by."""
    subject = subjects_of(plan, take_apart(frame))
    return pl.repeat(0, frame.height, dtype=pl.UInt64, eager=True) if subject is None else subject.fill_null(0)


def subjects_of(plan: TablePlan, leaves: Mapping[str, Leaf]) -> pl.Series | None:
    """Return the hash of each row's person, null where there is none; None for rows about nobody."""
    if plan.subject not in leaves:
        return None
    column = plan.column(plan.subject)
    named = (pl.lit(f"{column.system}:") + pl.col("key")).hash(seed=3)
    people = canonical(leaves[column.path].values, column.kind).to_frame("key")
    return people.select(pl.when(pl.col("key").is_not_null()).then(named)).to_series()


def _whole_names(plan: TablePlan, leaves: Mapping[str, Leaf]) -> Iterator[tuple[pl.Series, pl.Series]]:
    """Given and family names that stand in columns of their own, row by row."""
    flat = [column for column in plan.columns if column.path in leaves and leaves[column.path].rows is None]
    for given in flat:
        for family in flat:
            if given.kind is DataKind.GIVEN_NAME and family.kind is DataKind.FAMILY_NAME:
                yield _text(leaves[given.path]), _text(leaves[family.path])


def _text(leaf: Leaf) -> pl.Series:
    return leaf.values.cast(pl.String, strict=False)
