"""Values of a column that were looked at and found innocent: they need not be looked at again in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.gate.hashes import HashTable

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST: Final = 100_000  # values of a column; beyond, each is looked at every time
_SEED: Final = 6


class Remembered:
    """Innocent values by column, as hashes."""

    def __init__(self) -> None:
        """Start remembering nothing."""
        self._hashes: dict[str, HashTable] = {}

    def new(self, column: str, values: pl.Series) -> pl.Series:
        """Return the values (strings, doubles and nulls allowed) that are not remembered, each once.

        Looking up every row's hash costs a third of what finding the distinct values does.
        """
        known = self._hashes.get(column)
        if known is not None:
            met = known.holds(values.hash(_SEED).to_numpy())
            if met.all():
                return values.clear()
            values = values.filter(pl.Series(~met))
        return values.drop_nulls().unique()

    def remember(self, column: str, values: pl.Series, *, but: Iterable[pl.Series] = ()) -> None:
        """Remember distinct values, without those that something was objected to: they are met again each time."""
        guilty = pl.concat([values.clear(), *but])
        innocent = values.filter(~values.is_in(guilty.implode())) if len(guilty) else values
        known = self._hashes.get(column)
        if known is None:
            known = self._hashes[column] = HashTable()
            known.add(pl.Series([None], dtype=pl.String).hash(_SEED).to_numpy())
        if len(innocent) and len(known) + len(innocent) <= _MOST:
            known.add(np.unique(innocent.hash(_SEED).to_numpy()))
