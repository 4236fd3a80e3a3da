"""Dead letters about one person: found by every key of theirs, and removed with the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.parsing.canonical import canonical
from safeharbor.parsing.objects import read_object

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from safeharbor.identifiers import DataKind
    from safeharbor.records import Letter
    from safeharbor.runners.dead_letters import StreamStore

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Subject:
    """Where a table's records say whom they are about: a column, its kind, and what its people are called in."""

    column: str
    kind: DataKind
    system: str


def forget_letters(store: StreamStore, subjects: Mapping[str, Subject], keys: Collection[str]) -> int:
    """Remove a person's dead letters, by their keys (`system:canonical id`); return how many.

    A letter that is no record, or of no table that is known, is theirs when one of their identifiers stands in it.
    """
    names = store.names()
    gone: list[bytes] = []
    for start in range(0, len(names), _AT_ONCE):
        letters = store.letters(names[start : start + _AT_ONCE])
        gone += [bytes.fromhex(letter.name) for letter in _about(letters, subjects, frozenset(keys))]
    store.forget(gone)
    return len(gone)


def _about(letters: Sequence[Letter], subjects: Mapping[str, Subject], keys: frozenset[str]) -> list[Letter]:
    found: list[Letter] = []
    read: dict[str, list[tuple[Letter, str]]] = {}
    for letter in letters:
        record = read_object(letter.payload) if letter.table in subjects else None
        told = None if record is None else record.get(subjects[letter.table].column)
        if isinstance(told, str | int):
            read.setdefault(letter.table, []).append((letter, str(told)))
        elif any(key.partition(":")[2].encode() in letter.payload.upper() for key in keys):
            found.append(letter)
    for table, held in read.items():
        subject = subjects[table]
        ids = canonical(pl.Series([told for _, told in held], dtype=pl.String), subject.kind)
        found += [letter for (letter, _), one in zip(held, ids, strict=True) if f"{subject.system}:{one}" in keys]
    return found
