"""Whose rows must be treated again though they are the same: people of whom more is known, or who passed 89."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.leaves import header_of, take_apart
from safeharbor.subjects import subject_keys
from safeharbor.treat.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from safeharbor.findings import KnownValue, KnownValues
    from safeharbor.leaves import Leaf
    from safeharbor.protocols import Treatment
    from safeharbor.runners.assembly import Assembly, Part

    # what was known of a person at the last release, and what is now
    Learnt = tuple[KnownValues, KnownValues]

_AT_ONCE = 10_000


class People:
    """What is known of the people with text, by keyed digests. `known`: person -> digest, as it is now."""

    def __init__(self, assembly: Assembly, before: Mapping[int, int]) -> None:
        """Take the vault, and what was known when the last release was made."""
        self._vault = assembly.vault
        self._key = assembly.vault.secret("night-people")
        self._seed = int.from_bytes(self._key[:8], "big")
        self._before = before
        self._told: dict[str, set[KnownValue]] = {}
        self.known: dict[int, int] = {}

    def told(self, new: Mapping[str, tuple[KnownValue, ...]]) -> None:
        """Hear what rows said of people that was not known of them before."""
        for person, values in new.items() if self._before else ():
            self._told.setdefault(person, set()).update(values)

    def affected(self, part: Part, older: AbstractSet[str], *, text: bool) -> Iterator[NDArray[np.bool_]] | None:
        """Return, batch by batch, which rows are about a person who is not what they were; None when none can be."""
        if not part.job.plan.subject or not (text or older):
            return None
        return self._masks(part, pl.Series(sorted(older), dtype=pl.String), text=text)

    def _masks(self, part: Part, older: pl.Series, *, text: bool) -> Iterator[NDArray[np.bool_]]:
        plan = part.job.plan
        texts = {column.path for column in plan.columns if column.treatment == "text"} if text and self._told else ()
        columns = list(dict.fromkeys(map(header_of, (plan.subject, *texts))))
        for batch in part.source.batches(rows=part.rows, columns=columns):
            leaves = take_apart(batch.frame)
            keys = subject_keys(leaves, plan, part.job.subject_system)
            if keys is None:
                continue
            affected = keys.is_in(older.implode())
            if text:
                changed, learnt = self._told_more(keys)
                affected |= keys.is_in(changed.implode())
                for path in texts if learnt else ():
                    affected |= _says_more(leaves[path], keys, learnt, part.job.treatments[path])
            yield affected.fill_null(value=False).to_numpy()

    def _told_more(self, keys: pl.Series) -> tuple[pl.Series, dict[str, Learnt]]:
        """Return the people of whom other things are known than at the last release; note what is known now.

        Apart from them, those of whom all was known but what rows said tonight.
        """
        people = keys.drop_nulls().unique()
        numbers = people.hash(seed=self._seed)
        changed: list[str] = []
        learnt: dict[str, Learnt] = {}
        for start in range(0, len(people), _AT_ONCE):
            some = people.slice(start, _AT_ONCE).to_list()
            recalled = self._vault.recall(some)
            for person, number in zip(some, numbers.slice(start, _AT_ONCE).to_list(), strict=True):
                self.known[number] = self._digest(recalled.get(person))
                if self._before.get(number) == self.known[number]:
                    continue
                now, told = recalled.get(person), self._told.get(person)
                if now is not None and told:
                    before = replace(now, values=tuple(value for value in now.values if value not in told))
                    if self._digest(before) == self._before.get(number):
                        learnt[person] = (before, now)
                        continue
                changed.append(person)
        return pl.Series(changed, dtype=pl.String), learnt

    def _digest(self, known: KnownValues | None) -> int:
        if known is None:
            return 0
        content = json.dumps([known.aged, *sorted((value.kind, value.text) for value in known.values)])
        return int.from_bytes(hashlib.blake2b(content.encode(), key=self._key, digest_size=8).digest(), "big")


def _says_more(leaf: Leaf, keys: pl.Series, learnt: Mapping[str, Learnt], treatment: Treatment) -> pl.Series:
    """Return which rows have a text that may become another with what was learnt of its person."""
    assert isinstance(treatment, Text)  # noqa: S101 - the plan says so
    rows = pl.int_range(len(keys), eager=True)
    said = pl.DataFrame(
        {"text": leaf.values.cast(pl.String, strict=False), "person": leaf.beside(keys), "row": leaf.beside(rows)}
    ).drop_nulls()
    said = said.filter(pl.col("person").is_in(list(learnt)))
    people = [learnt[person] for person in said["person"]]
    same = treatment.unchanged(said["text"].to_list(), [before for before, _ in people], [now for _, now in people])
    return rows.is_in(said["row"].filter(~pl.Series(same, dtype=pl.Boolean)).implode())
