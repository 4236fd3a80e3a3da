"""Which segments of a delivery are what they were, and what a night calls their rows.

A segment gets a number when it is first read, and keeps it while its bytes are the same; a row is called by its
segment's number and its place in it. So the rows of a segment that came again are known without reading it, wherever
it lies now, and those of a segment that did not come are found among the published ones. One that is read takes the
number of one that did not come, most often its own earlier state: rows that stand where they stood keep their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Final

import numpy as np

from safeharbor.mirrors.laid import PLACE_BITS, number_of, place_of
from safeharbor.protocols import Segment, Segmented

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from safeharbor.protocols import Source
    from safeharbor.records import Batch

    Numbers = NDArray[np.uint64]

NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class Numbered:
    """A segment as it was delivered: its keyed digest, its number, its rows."""

    digest: str
    number: int
    rows: int


@dataclass(frozen=True, slots=True)
class Matched:
    """The segments of tonight: their numbers, and which of them are to be read.

    `gone`: numbers of segments that did not come as they were; those that are read have them first.
    """

    segments: tuple[Segment, ...]
    numbers: tuple[int, ...]
    read: tuple[int, ...]
    gone: frozenset[int]


def matched(
    segments: tuple[Segment, ...], before: Sequence[Numbered], published: Mapping[int, int], *, read_all: bool = False
) -> Matched:
    """Find the segments of last night again, each once: one that comes twice is read the second time.

    `published`: number -> rows of it that are published. A segment of which a row stayed out is read every night.
    """
    free: dict[str, list[int]] = {}
    for held in reversed(before):
        if held.digest and published.get(held.number, 0) == held.rows and not read_all:
            free.setdefault(held.digest, []).append(held.number)
    same = {place: found.pop() for place, segment in enumerate(segments) if (found := free.get(segment.digest))}
    came = set(same.values())
    gone = [held.number for held in before if held.number not in came]
    unused = chain(gone, count(max((held.number for held in before), default=0) + 1))
    numbers = tuple(same[place] if place in same else next(unused) for place in range(len(segments)))
    read = tuple(place for place in range(len(segments)) if place not in same)
    return Matched(segments, numbers, read, frozenset(gone))


def segments_of(source: Source, key: bytes) -> tuple[Segment, ...]:
    """Return a source's segments; one of all rows where it has none to tell of."""
    found = source.segments(key) if isinstance(source, Segmented) else ()
    return found or (Segment(0, ""),)


def batches_of(source: Source, segments: Collection[int], among: Sequence[Segment], *, rows: int) -> Iterator[Batch]:
    """Yield the rows of some segments among all, with all columns."""
    if isinstance(source, Segmented) and all(segment.digest for segment in among):
        yield from source.batches_of(segments, rows=rows)
    elif segments:
        yield from source.batches(rows=rows)


class Slots:
    """Published rows by their names; `heights`: segment -> rows it had."""

    def __init__(self, names: Numbers, heights: Mapping[int, int]) -> None:
        """Take what the rows are called."""
        # by number; the one beyond the last stands for all that are none of these
        self._heights = np.zeros(max(heights, default=0) + 2, np.int64)
        self._heights[list(heights)] = list(heights.values())
        self._starts = np.cumsum(self._heights) - self._heights
        # the last slot is that of names that nothing has
        self._rows = np.full(int(self._heights.sum()) + 1, NOWHERE, np.int64)
        self._rows[self._slots(names)] = np.arange(len(names))

    def of(self, names: Numbers) -> NDArray[np.int64]:
        """Return which published row has each name, `NOWHERE` where none has."""
        return self._rows[self._slots(names)]

    def _slots(self, names: Numbers) -> NDArray[np.int64]:
        numbers = np.minimum(number_of(names).astype(np.int64), len(self._heights) - 1)
        places = place_of(names)
        return np.where(places < self._heights[numbers], self._starts[numbers] + places, len(self._rows) - 1)


class Naming:
    """Calls the rows of batches, which come in source order, each segment whole; counts them."""

    def __init__(self, segments: Sequence[Segment], numbers: Sequence[int]) -> None:
        """Take segments and their numbers."""
        self._starts = np.array([segment.start for segment in segments], np.uint64)
        self._numbers = numbers
        self.rows = [0] * len(segments)

    def of(self, batch: Batch) -> Numbers:
        """Return what each row is called."""
        height = batch.frame.height
        origin = np.zeros(height, np.uint64) if batch.origin is None else batch.origin
        edges = np.concatenate([[0], np.searchsorted(origin, self._starts[1:]), [height]])
        named = np.empty(height, np.uint64)
        for place in np.flatnonzero(np.diff(edges)).tolist():
            start, stop, before = int(edges[place]), int(edges[place + 1]), self.rows[place]
            first = (self._numbers[place] << PLACE_BITS) + before
            named[start:stop] = np.arange(first, first + stop - start, dtype=np.uint64)
            self.rows[place] += stop - start
        return named
