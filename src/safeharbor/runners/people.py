"""Whose rows must be treated again though they are the same: people of whom more is known, or who passed 89."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.leaves import header_of, take_apart
from safeharbor.subjects import subject_keys
from safeharbor.treat.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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
        """Note what is known of the people of a table with text; return, batch by batch, which rows are to be restated.

        Those of people who passed 89, or of whom what is known may make one of their texts another; None when no row
        of the table can be one.
        """
        if not part.job.plan.subject or not (text or older):
            return None
        return self._masks(part, pl.Series(sorted(older | self._changed(part) if text else older), dtype=pl.String))

    def _masks(self, part: Part, people: pl.Series) -> Iterator[NDArray[np.bool_]]:
        plan = part.job.plan
        for batch in part.source.batches(rows=part.rows, columns=[header_of(plan.subject)]):
            keys = subject_keys(take_apart(batch.frame), plan, part.job.subject_system)
            if keys is not None:
                yield keys.is_in(people.implode()).fill_null(value=False).to_numpy()

    def _changed(self, part: Part) -> set[str]:
        """Note what is known now; return the people of whom a text may become another by it: all theirs are treated."""
        plan = part.job.plan
        texts = [column.path for column in plan.columns if column.reads_text] if self._told else []
        columns = list(dict.fromkeys(map(header_of, (plan.subject, *texts))))
        found: set[str] = set()
        for batch in part.source.batches(rows=part.rows, columns=columns):
            leaves = take_apart(batch.frame)
            keys = subject_keys(leaves, plan, part.job.subject_system)
            if keys is None:
                continue
            changed, learnt = self._told_more(keys)
            found.update(changed)
            for path in texts if learnt else ():
                found.update(_says_more(leaves[path], keys, learnt, part.job.treatments[path]))
        return found

    def _told_more(self, keys: pl.Series) -> tuple[list[str], dict[str, Learnt]]:
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
                now, told = recalled.get(person), self._told.get(person)
                self.known[number] = self._digest(now)
                if not self._before or self._before.get(number) == self.known[number]:
                    continue
                before = now and replace(now, values=tuple(value for value in now.values if value not in (told or ())))
                if now and before and told and self._digest(before) == self._before.get(number):
                    learnt[person] = (before, now)
                else:
                    changed.append(person)
        return changed, learnt

    def _digest(self, known: KnownValues | None) -> int:
        if known is None:
            return 0
        content = json.dumps([known.aged, *sorted((value.kind, value.text) for value in known.values)])
        return int.from_bytes(hashlib.blake2b(content.encode(), key=self._key, digest_size=8).digest(), "big")


def _says_more(leaf: Leaf, keys: pl.Series, learnt: Mapping[str, Learnt], treatment: Treatment) -> Iterable[str]:
    """Return the people with a text that may become another with what was learnt of them."""
    if not isinstance(treatment, Text):
        return learnt  # a code beside a value says whether it is text: not asked here
    said = pl.DataFrame({"text": leaf.values.cast(pl.String, strict=False), "person": leaf.beside(keys)}).drop_nulls()
    said = said.filter(pl.col("person").is_in(list(learnt)))
    people = said["person"].to_list()
    known = [learnt[person] for person in people]
    same = treatment.unchanged(said["text"].to_list(), [before for before, _ in known], [now for _, now in known])
    return compress(people, map(not_, same))
