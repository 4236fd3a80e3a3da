"""How a table lies in parts: which rows in which file, under which keys; and how staged rows are cut and merged.

The 64-bit keys are halved, and halved again, until no more than a part's rows lie between two borders: what lies there
is a part. So the parts follow from the keys alone: the same rows make the same files whichever nights brought them,
and what changes in one part leaves the borders of the others where they are. A small table is one part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from safeharbor.mirrors.splicing import Tally

    Numbers = NDArray[np.uint64]

KEY: Final = "\x01key"
HIDDEN: Final = "\x01"  # no column of a source begins so
ROW: Final = "row"  # the mark by which a row is called: a segment of its source, and its place in that
PLACE_BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Span:
    """All keys from `low` on, 2 to the power of `bits` of them; `low` is a multiple of that."""

    low: int
    bits: int

    def within(self, keys: Numbers) -> tuple[int, int]:
        """Return where the span begins and ends in sorted keys."""
        last = self.low + (1 << self.bits) - 1
        start = np.searchsorted(keys, np.uint64(self.low))
        return int(start), int(np.searchsorted(keys, np.uint64(last), side="right"))

    def count(self, keys: Numbers) -> int:
        """Return how many of sorted keys lie in it."""
        start, stop = self.within(keys)
        return stop - start

    def covers(self, other: Span) -> bool:
        """Whether all keys of another span lie in it."""
        return self.bits >= other.bits and self.low == other.low >> self.bits << self.bits


EVERY: Final = Span(0, 64)


class Marks(Protocol):
    """Key and marks of every row of a part, in published order: read when they are asked for."""

    def rows(self) -> pl.DataFrame:
        """Return them, a row for each row."""


@dataclass(frozen=True, slots=True)
class Held:
    """Marks in memory."""

    frame: pl.DataFrame = field(repr=False)

    def rows(self) -> pl.DataFrame:
        """Return them."""
        return self.frame


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a table: its rows, the keys that lie in it, what was counted in it, and whose rows they are.

    `held`: segment of the source -> how many of the rows came from it.
    """

    rows: int
    span: Span
    tally: Tally
    marks: Marks = field(repr=False, compare=False)
    held: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Laid:
    """How a published table lies: its parts in their order."""

    parts: tuple[Part, ...]

    @property
    def height(self) -> int:
        """How many rows."""
        return sum(part.rows for part in self.parts)

    @property
    def rows(self) -> pl.DataFrame:
        """Key and marks of every row in published order."""
        return pl.concat([part.marks.rows() for part in self.parts])


def marks_of(laid: Laid) -> pl.DataFrame:
    """Return the marks of a table's rows, in published order, under the names they came with."""
    return laid.rows.drop(KEY).rename(lambda name: name.removeprefix(HIDDEN))


def names_of(rows: pl.DataFrame) -> Numbers:
    """Return what the rows are called, of key and marks of them."""
    return rows[HIDDEN + ROW].to_numpy()


def number_of(names: Numbers) -> Numbers:
    """Return each row's segment."""
    return names >> np.uint64(PLACE_BITS)


def place_of(names: Numbers) -> NDArray[np.int64]:
    """Return each row's place in its segment."""
    return (names & np.uint64((1 << PLACE_BITS) - 1)).astype(np.int64)


def counted(names: Numbers) -> dict[int, int]:
    """Return segment -> how many of the rows are of it."""
    numbers, counts = np.unique(number_of(names), return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what is published of staged rows."""
    return frame.select(name for name in frame.columns if not name.startswith(HIDDEN))


def marked(frame: pl.DataFrame) -> pl.DataFrame:
    """Return key and marks of staged rows."""
    return frame.select(name for name in frame.columns if name.startswith(HIDDEN))


def settled(frame: pl.DataFrame) -> pl.DataFrame:
    """Return sorted rows with those of equal keys in the order of their marks: which came first is not to be seen."""
    return frame.sort(marked(frame).columns) if _tied(frame[KEY].to_numpy()) else frame


def _tied(keys: Numbers) -> bool:
    return bool((keys[1:] == keys[:-1]).any())


def in_order(
    marks: pl.DataFrame, stay: NDArray[np.bool_], fresh: pl.DataFrame
) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Return the marks of what stays and what is new in the order of their keys, `settled`, and that order."""
    both = pl.concat([marks.filter(pl.Series(stay)), marked(fresh)], rechunk=True)
    # two sorted runs: a stable sort merges them
    order = np.argsort(both[KEY].to_numpy(), kind="stable")
    if _tied(both[KEY].to_numpy()[order]):
        order = np.lexsort([column.to_numpy() for column in reversed(both.get_columns())])
    return both[order], order


def spans(count: Callable[[Span], int], rows: int, *, inside: Span = EVERY) -> Iterator[Span]:
    """Yield the spans of parts of at most `rows` rows (of one key: any number), given how many lie in a span."""
    held = count(inside)
    if 0 < held <= rows or (held and not inside.bits):
        yield inside
    elif held:
        half = inside.bits - 1
        yield from spans(count, rows, inside=Span(inside.low, half))
        yield from spans(count, rows, inside=Span(inside.low + (1 << half), half))


def cut(pieces: Iterator[pl.DataFrame], rows: int) -> Iterator[tuple[Span, pl.DataFrame]]:
    """Yield the parts that `spans` tells, from sorted pieces of any size, as soon as no later row can lie in one."""
    held: pl.DataFrame | None = None
    low = 0
    for piece in chain(pieces, [None]):
        if piece is not None:
            held = piece if held is None else pl.concat([held, piece], rechunk=False)
        while held is not None and held.height > (rows if piece is not None else 0):
            keys = held[KEY].to_numpy()
            # the largest span that begins here: as many trailing zeros as the border has
            span = Span(low, (low & -low).bit_length() - 1 if low else EVERY.bits)
            while (size := span.within(keys)[1]) > rows and span.bits:
                span = Span(low, span.bits - 1)
            if piece is not None and size == held.height:
                break  # of one key, and more of it may come
            low += 1 << span.bits
            if size:
                yield span, held.head(size)
                held = held.slice(size)
