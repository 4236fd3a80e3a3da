"""Which segments of a delivery are what they were, and what a night calls their rows.

A segment gets a number when it is first read, and keeps it while its bytes are the same; a row is called by its
segment's number and its place in it. So the rows of a segment that came again are known without reading it, wherever
it lies now, and those of a segment that did not come are found among the published ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from safeharbor.mirrors.laid import PLACE_BITS
from safeharbor.protocols import Segment, Segmented

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from safeharbor.protocols import Source
    from safeharbor.records import Batch

    Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A segment as it was delivered: its keyed digest, its number, its rows."""

    digest: str
    number: int
    rows: int


@dataclass(frozen=True, slots=True)
class Matched:
    """The segments of tonight: their numbers, and which of them are to be read. `gone`: numbers that did not come."""

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
    following = max((held.number for held in before), default=0) + 1
    numbers: list[int] = []
    read: list[int] = []
    for place, segment in enumerate(segments):
        same = free.get(segment.digest)
        if same:
            numbers.append(same.pop())
        else:
            read.append(place)
            numbers.append(following)
            following += 1
    gone = {held.number for held in before} - set(numbers)
    return Matched(segments, tuple(numbers), tuple(read), frozenset(gone))


def segments_of(source: Source, key: bytes) -> tuple[Segment, ...]:
    """Return a source's segments; one of all rows where it has none to tell of."""
    found = source.segments(key) if isinstance(source, Segmented) else ()
    return found or (Segment(0, ""),)


def batches_of(source: Source, segments: Collection[int], among: int, *, rows: int) -> Iterator[Batch]:
    """Yield the rows of some segments `among` so many, with all columns."""
    if len(segments) == among:
        yield from source.batches(rows=rows)
    elif segments and isinstance(source, Segmented):
        yield from source.batches_of(segments, rows=rows)


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
