"""Values of a column that were looked at and found innocent: they need not be looked at again in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST: Final = 100_000  # values of a column; beyond, each is looked at every time


class Remembered:
    """Innocent values by column, as hashes."""

    def __init__(self) -> None:
        """Start remembering nothing."""
        self._hashes: dict[str, pl.Series] = {}

    def new(self, column: str, distinct: pl.Series) -> pl.Series:
        """Return the values (distinct strings) that are not remembered."""
        known = self._hashes.get(column)
        return distinct if known is None else distinct.filter(~distinct.hash(seed=6).is_in(known.implode()))

    def remember(self, column: str, values: pl.Series, *, but: Iterable[pl.Series] = ()) -> None:
        """Remember the values, without those that something was objected to: they are met again each time."""
        guilty = pl.concat([values.clear(), *but])
        innocent = (values.filter(~values.is_in(guilty.implode())) if len(guilty) else values).hash(seed=6)
        known = self._hashes.get(column, innocent.clear())
        if len(known) + len(innocent) <= _MOST:
            self._hashes[column] = pl.concat([known, innocent])
