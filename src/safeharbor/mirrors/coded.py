"""Text columns whose values repeat, as codes while their rows are put in order.

A row is gathered twice and may wait on disk: two bytes or four instead of sixteen and their text. Codes say in
which order values were first met, so they never leave: a file's dictionary is made anew, of its own rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import ComputeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.parsing.once import Numbered

# distinct values a row of the first batch: up to the first share two bytes, up to the second four, above text for good
_TWO_BYTES: Final = 0.1
_FOUR_BYTES: Final = 0.5
_MOST: Final = 1 << 20  # values of a column; about 80 bytes each


class Codes:
    """The coded columns (Categorical) of one table's texts; a column of too many values is given up for good."""

    def __init__(self) -> None:
        """Begin without any column."""
        # a row of each column: polars forgets categories of which no Series is left
        self._held: dict[str, pl.Series] = {}
        self._plain: set[str] = set()

    def of(self, frame: pl.DataFrame, numbered: Mapping[str, Numbered] | None = None) -> dict[str, pl.Series]:
        """Return column -> codes of the texts that repeat; columns that are coded already are known by that.

        `numbered`: columns whose different values are known, of which only these need be looked up.
        """
        known = numbered or {}
        texts = [column for column in frame.iter_columns() if isinstance(column.dtype, pl.String | pl.Categorical)]
        coded = {
            column.name: self._coded(column, known.get(column.name))
            for column in texts
            if column.name not in self._plain
        }
        return {name: column for name, column in coded.items() if column is not None}

    def bare(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with numbers for the texts that repeat."""
        return plain(frame.with_columns(column.to_physical() for column in self.of(frame).values()))

    def settled(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return bare rows with texts for numbers in the columns given up since."""
        stale = self._plain & self._held.keys()
        return frame.with_columns(self._read(name).cast(pl.String) for name in stale if _is_number(frame, name))

    def dressed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return bare rows with codes for numbers."""
        return frame.with_columns(self._read(name) for name in self._held if _is_number(frame, name))

    def _read(self, name: str) -> pl.Expr:
        return pl.col(name).cat.to(self._held[name].dtype)

    def _coded(self, column: pl.Series, known: Numbered | None) -> pl.Series | None:
        held = self._held.get(column.name)
        dtype = _width(column, known) if held is None else held.dtype
        if dtype is not None:
            try:
                values = column if known is None else known.values.alias(column.name)
                coded = values if values.dtype == dtype else values.cast(pl.String).cast(dtype)
            except ComputeError:  # more than 65,535 values; its own words may hold one
                coded = None
            if coded is not None:
                self._held[column.name] = coded.head(1)
                coded = coded if known is None else coded.gather(known.rows)
                if int(str(coded.to_physical().max() or 0)) < _MOST:
                    return coded
        self._plain.add(column.name)
        return None


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with texts for codes."""
    return frame.with_columns(pl.col(pl.Categorical).cast(pl.String))


def _is_number(frame: pl.DataFrame, name: str) -> bool:
    return frame.get_column(name).dtype.is_integer()


def _width(column: pl.Series, known: Numbered | None) -> pl.DataType | None:
    """Return the type of a column's codes by the first rows of it; None when its values do not repeat enough."""
    if isinstance(column.dtype, pl.Categorical):
        return column.dtype
    distinct = (
        column.n_unique() if known is None else len(known.values)
    ) - 1  # one value may stand in every row of the smallest table
    if distinct > _FOUR_BYTES * len(column):
        return None
    return pl.Categorical(
        pl.Categories.random("column", pl.UInt16 if distinct <= _TWO_BYTES * len(column) else pl.UInt32)
    )
