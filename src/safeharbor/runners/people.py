"""Whose rows must be treated again though they are the same: people of whom more is known, or who passed 89."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.leaves import header_of, take_apart
from safeharbor.subjects import subject_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from safeharbor.findings import KnownValues
    from safeharbor.runners.assembly import Assembly, Part

_AT_ONCE = 10_000


class People:
    """What is known of the people with text, by keyed digests. `known`: person -> digest, as it is now."""

    def __init__(self, assembly: Assembly, before: Mapping[int, int]) -> None:
        """Take the vault, and what was known when the last release was made."""
        self._vault = assembly.vault
        self._key = assembly.vault.secret("night-people")
        self._seed = int.from_bytes(self._key[:8], "big")
        self._before = before
        self.known: dict[int, int] = {}

    def affected(self, part: Part, older: AbstractSet[str], *, text: bool) -> Iterator[NDArray[np.bool_]] | None:
        """Return, batch by batch, which rows are about a person who is not what they were; None when none can be."""
        if not part.job.plan.subject or not (text or older):
            return None
        return self._masks(part, pl.Series(sorted(older), dtype=pl.String), text=text)

    def _masks(self, part: Part, older: pl.Series, *, text: bool) -> Iterator[NDArray[np.bool_]]:
        plan = part.job.plan
        columns = [header_of(plan.subject)]
        for batch in part.source.batches(rows=part.rows, columns=columns):
            keys = subject_keys(take_apart(batch.frame), plan, part.job.subject_system)
            if keys is None:
                continue
            affected = keys.is_in(older.implode())
            if text:
                affected |= keys.is_in(self._told_more(keys).implode())
            yield affected.fill_null(value=False).to_numpy()

    def _told_more(self, keys: pl.Series) -> pl.Series:
        """Return the people of whom other things are known than at the last release; note what is known now."""
        people = keys.drop_nulls().unique()
        numbers = people.hash(seed=self._seed)
        changed: list[str] = []
        for start in range(0, len(people), _AT_ONCE):
            some = people.slice(start, _AT_ONCE).to_list()
            recalled = self._vault.recall(some)
            for person, number in zip(some, numbers.slice(start, _AT_ONCE).to_list(), strict=True):
                self.known[number] = self._digest(recalled.get(person))
                if self._before.get(number) != self.known[number]:
                    changed.append(person)
        return pl.Series(changed, dtype=pl.String)

    def _digest(self, known: KnownValues | None) -> int:
        if known is None:
            return 0
        content = json.dumps([known.aged, *sorted((value.kind, value.text) for value in known.values)])
        return int.from_bytes(hashlib.blake2b(content.encode(), key=self._key, digest_size=8).digest(), "big")
