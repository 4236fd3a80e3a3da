"""Text columns whose values repeat, as codes while their rows are put in order.

A row is gathered twice and may wait on disk: two bytes or four instead of sixteen and their text. Codes say in
which order values were first met, so they never leave: a file's dictionary is made anew, of its own rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import ComputeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.parsing.once import Numbered, Texts

# distinct values a row of the first batch: up to the first share two bytes, up to the second four, above text for good
_TWO_BYTES: Final = 0.1
_FOUR_BYTES: Final = 0.5
_MOST: Final = 1 << 20  # values of a column; about 80 bytes each


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows with numbers for texts that repeat. `texts`: column -> the text of each of its numbers."""

    frame: pl.DataFrame = field(repr=False)
    texts: Mapping[str, Texts] = field(default_factory=dict, repr=False)

    def plain(self) -> pl.DataFrame:
        """Return the rows with their texts."""
        return self.frame.with_columns(
            texts.gather(self.frame.get_column(name)).alias(name) for name, texts in self.texts.items()
        )


class Codes:
    """The coded columns (Categorical) of one table's texts; a column of too many values is given up for good."""

    def __init__(self) -> None:
        """Begin without any column."""
        # a row of each column: polars forgets categories of which no Series is left
        self._held: dict[str, pl.Series] = {}
        self._plain: set[str] = set()
        self._count: dict[str, int] = {}

    def of(self, frame: pl.DataFrame, numbered: Mapping[str, Numbered] | None = None) -> dict[str, pl.Series]:
        """Return column -> codes of the texts that repeat; columns that are coded already are known by that.

        `numbered`: columns whose different values are known, of which only these need be looked up, and none of those
        that have lasting numbers: these are their codes.
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
        bare = frame.with_columns(column.to_physical() for column in self.of(frame).values())
        return bare.with_columns(pl.col(pl.Categorical).cast(pl.String))

    def settled(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return bare rows with texts for numbers in the columns given up since."""
        stale = [name for name in self._plain & self._held.keys() if frame.get_column(name).dtype.is_integer()]
        return frame.with_columns(pl.col(name).cat.to(self._held[name].dtype).cast(pl.String) for name in stale)

    def leave(self, name: str) -> None:
        """Leave a column as it is from now on."""
        self._plain.add(name)

    def texts(self) -> dict[str, pl.Series]:
        """Return column -> the text of each number, of the columns not given up.

        Once for all that a table writes: fetching texts by their codes takes ten times as long as by such a list.
        """
        return {
            name: _numbers(held.dtype, self._count[name]).cast(pl.String)
            for name, held in self._held.items()
            if name not in self._plain
        }

    def _coded(self, column: pl.Series, known: Numbered | None) -> pl.Series | None:
        if known is not None and known.lasting is not None:
            return known.lasting.numbers.gather(known.rows).alias(column.name)
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
                count = 1 + int(str(coded.to_physical().max())) if coded.null_count() < len(coded) else 0
                self._count[column.name] = max(count, self._count.get(column.name, 0))
                if count <= _MOST:
                    return coded
        self._plain.add(column.name)
        return None


def _numbers(dtype: pl.DataType, count: int) -> pl.Series:
    """Return the first categories of a type."""
    physical = pl.Series([], dtype=dtype).to_physical().dtype
    return pl.int_range(count, dtype=pl.UInt32, eager=True).cast(physical).cat.to(dtype)


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
