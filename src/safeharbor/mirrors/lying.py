"""What stays of a published table, by the keys it lies under; the marks of parts that stay whole are not read."""

from __future__ import annotations

from bisect import bisect_left
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
        self._lows = [part.span.low for part in laid.parts]

    def count(self, span: Span) -> int:
        """Return how many rows stay in a span."""
        found = 0
        for number in self._near(span):
            if span.covers(self._laid.parts[number].span):
                found += self._staying[number]
            else:
                start, stop = self._within(number, span)
                found += int(self._stay[number][start:stop].sum())
        return found

    def of(self, span: Span) -> list[Some]:
        """Return the rows of a span: of one part, or of several that lie in it."""
        found: list[Some] = []
        for number in self._near(span):
            part, stay = self._laid.parts[number], self._stay[number]
            if span.covers(part.span):
                whole = span == part.span and self._staying[number] == part.rows
                found.append(Some(number, 0, stay, whole, self._laid))
            else:
                start, stop = self._within(number, span)
                found.append(Some(number, start, stay[start:stop], whole=False, laid=self._laid))
        return found

    def _near(self, span: Span) -> range:
        """Return the parts that lie in a span, or the one that it lies in; parts are ordered, and share no key."""
        first = bisect_left(self._lows, span.low)
        stop = bisect_left(self._lows, span.low + (1 << span.bits))
        around = first and self._laid.parts[first - 1].span.covers(span)
        return range(first - 1, first) if around else range(first, stop)

    def _within(self, number: int, span: Span) -> tuple[int, int]:
        return span.within(self._laid.parts[number].marks.rows()[KEY].to_numpy())
