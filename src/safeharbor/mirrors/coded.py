"""Text columns of few distinct values, as 16-bit codes while their rows are put in order.

A row is gathered twice and may wait on disk: two bytes instead of sixteen and their text. Codes say in which
order values were first met, so they never leave: a file's dictionary is made anew, sorted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import ComputeError

if TYPE_CHECKING:
    from collections.abc import Mapping

# of the rows of a batch: a column of more distinct values is text for good
_MOST: Final = 0.1
_FEW: Final = 2
NO_CODES: Final[Mapping[str, pl.Series]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CodedRows:
    """CodedRows of a mirror; columns in `texts` hold codes, places in its Series."""

    frame: pl.DataFrame = field(repr=False)
    texts: Mapping[str, pl.Series] = field(default_factory=dict, repr=False)

    def plain(self) -> pl.DataFrame:
        """Return the rows with every text as text."""
        return decoded(self.frame, self.texts)


class Codes:
    """Codes for the text columns of one table; a column of too many values is given up for good."""

    def __init__(self) -> None:
        """Begin without any column."""
        self._categories: dict[str, pl.Categories] = {}
        # polars forgets categories of which no Series is left
        self._held: dict[str, pl.Series] = {}
        self._plain: set[str] = set()

    def encode(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with codes for texts, null for null."""
        coded = []
        for column in frame.iter_columns():
            if column.dtype != pl.String or column.name in self._plain:
                continue
            if column.name not in self._categories and column.n_unique() > max(_MOST * len(column), _FEW):
                self._plain.add(column.name)
                continue
            categories = self._categories.setdefault(column.name, pl.Categories.random("column", pl.UInt16))
            try:
                categorical = column.cast(pl.Categorical(categories))
            except ComputeError:  # more than 65,535 values
                self._plain.add(column.name)
                continue
            self._held[column.name] = categorical.head(1)
            coded.append(categorical.to_physical())
        return frame.with_columns(coded)

    def settle(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return encoded rows with texts for the codes of columns given up since."""
        stale = {name for name in self._plain & self._held.keys() if frame.schema[name] != pl.String}
        return decoded(frame, {name: self._categories[name].to_series() for name in stale})

    def texts(self) -> dict[str, pl.Series]:
        """Return what the codes of settled rows stand for, by column."""
        return {name: self._categories[name].to_series() for name in self._held.keys() - self._plain}


def decoded(frame: pl.DataFrame, texts: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Return a frame with texts for the codes of the columns that `texts` names."""
    return frame.with_columns(text.gather(frame[name]).alias(name) for name, text in texts.items()) if texts else frame
