"""Values of a column that were looked at and found innocent: they need not be looked at again in the same run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.gate.hashes import HashTable

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST: Final = 100_000  # values of a column known by hashes; beyond, each is looked at every time
_SEED: Final = 6


@dataclass(slots=True)
class _Categories:
    """How many categories of a column were looked at, and which of them were objected to."""

    dtype: pl.DataType
    count: int = 0
    guilty: set[int] = field(default_factory=set, repr=False)


class Remembered:
    """Innocent values by column: as hashes, or by their categories' numbers, which only grow."""

    def __init__(self) -> None:
        """Start remembering nothing."""
        self._hashes: dict[str, HashTable] = {}
        self._categories: dict[str, _Categories] = {}

    def new(self, column: str, values: pl.Series, codes: pl.Series | None = None) -> pl.Series:
        """Return the values (strings, doubles and nulls allowed) that are not remembered, each once.

        `codes`: the values as Categorical, of the same categories in every batch; asking about these costs next to
        nothing, about every row's hash a third of what finding the distinct values does.
        """
        if codes is not None:
            return self._new_categories(column, codes)
        known = self._hashes.get(column)
        if known is not None:
            met = known.holds(values.hash(_SEED).to_numpy())
            if met.all():
                return values.clear()
            values = values.filter(pl.Series(~met))
        return values.drop_nulls().unique()

    def remember(
        self, column: str, values: pl.Series, codes: pl.Series | None = None, *, but: Iterable[pl.Series] = ()
    ) -> None:
        """Remember distinct values, without those that something was objected to: they are met again each time."""
        if not len(values):
            return
        guilty = pl.concat([values.clear(), *but])
        if codes is not None:
            known = self._looked_at(column, codes)
            known.count = max(known.count, _number(codes))
            known.guilty.update(guilty.cast(codes.dtype).to_physical().to_list())
            return
        innocent = values.filter(~values.is_in(guilty.implode())) if len(guilty) else values
        table = self._hashes.get(column)
        if table is None:
            table = self._hashes[column] = HashTable()
            table.add(pl.Series([None], dtype=pl.String).hash(_SEED).to_numpy())
        if len(innocent) and len(table) + len(innocent) <= _MOST:
            table.add(np.unique(innocent.hash(_SEED).to_numpy()))

    def _looked_at(self, column: str, codes: pl.Series) -> _Categories:
        known = self._categories.get(column)
        if known is None or known.dtype != codes.dtype:  # a table read again is numbered anew
            known = self._categories[column] = _Categories(codes.dtype)
        return known

    def _new_categories(self, column: str, codes: pl.Series) -> pl.Series:
        known = self._looked_at(column, codes)
        count = _number(codes)
        if count <= known.count and not known.guilty:
            return pl.Series(codes.name, [], dtype=pl.String)
        numbers = codes.to_physical()
        again = sorted(known.guilty & set(numbers.unique())) if known.guilty else []
        fresh = pl.Series(codes.name, [*again, *range(known.count, count)], dtype=numbers.dtype)
        return fresh.cat.to(codes.dtype).cast(pl.String)


def _number(codes: pl.Series) -> int:
    """Return how many categories there are at least: they are numbered as they are met."""
    return 0 if codes.null_count() == len(codes) else 1 + int(str(codes.to_physical().max()))
