"""What stays of a published table, by the keys it lies under; the marks of parts that stay whole are not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from safeharbor.mirrors.laid import KEY

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from safeharbor.mirrors.laid import Laid, Span


@dataclass(frozen=True, slots=True)
class Some:
    """Rows of one part from `start` on: which of them stay, and their key and marks. `whole`: the part stays as it is.

    Of a whole part nothing is read: `marks` is asked for by `Lying.of` alone.
    """

    number: int
    start: int
    stay: NDArray[np.bool_] = field(repr=False)
    whole: bool
    laid: Laid = field(repr=False)

    @property
    def marks(self) -> pl.DataFrame:
        """Key and marks of the rows."""
        return self.laid.parts[self.number].marks.rows().slice(self.start, len(self.stay))


class Lying:
    """A table's parts, and which of their rows stay."""

    def __init__(self, laid: Laid, stay: NDArray[np.bool_]) -> None:
        """Take how the table lies, and for each row in published order whether it stays."""
        self._laid = laid
        edges = np.cumsum([0, *(part.rows for part in laid.parts)]).tolist()
        self._stay = [stay[start:stop] for start, stop in pairwise(edges)]
        self._staying = [int(held.sum()) for held in self._stay]

    def count(self, span: Span) -> int:
        """Return how many rows stay in a span."""
        found = 0
        for number, part in enumerate(self._laid.parts):
            if span.covers(part.span):
                found += self._staying[number]
            elif part.span.covers(span):
                start, stop = self._within(number, span)
                found += int(self._stay[number][start:stop].sum())
        return found

    def of(self, span: Span) -> list[Some]:
        """Return the rows of a span: of one part, or of several that lie in it."""
        found: list[Some] = []
        for number, part in enumerate(self._laid.parts):
            if span.covers(part.span):
                stay = self._stay[number]
                whole = span == part.span and self._staying[number] == part.rows
                found.append(Some(number, 0, stay, whole, self._laid))
            elif part.span.covers(span):
                start, stop = self._within(number, span)
                found.append(Some(number, start, self._stay[number][start:stop], whole=False, laid=self._laid))
        return found

    def _within(self, number: int, span: Span) -> tuple[int, int]:
        return span.within(self._laid.parts[number].marks.rows()[KEY].to_numpy())
