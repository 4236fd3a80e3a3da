"""How a table lies in parts: which rows in which file, under which keys; and how staged rows are cut and merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from safeharbor.mirrors.splicing import Tally

KEY: Final = "\x01key"
HIDDEN: Final = "\x01"  # no column of a source begins so


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a table: its rows, the key of its first row, and what was counted in it."""

    rows: int
    first: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Laid:
    """How a published table lies: its parts, and key and marks of every row in published order."""

    parts: tuple[Part, ...]
    rows: pl.DataFrame = field(repr=False)


def marks_of(laid: Laid) -> pl.DataFrame:
    """Return the marks of a table's rows, in published order, under the names they came with."""
    return laid.rows.drop(KEY).rename(lambda name: name.removeprefix(HIDDEN))


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what is published of staged rows."""
    return frame.select(name for name in frame.columns if not name.startswith(HIDDEN))


def marked(frame: pl.DataFrame) -> pl.DataFrame:
    """Return key and marks of staged rows."""
    return frame.select(name for name in frame.columns if name.startswith(HIDDEN))


def first_key(frame: pl.DataFrame) -> int:
    """Return the key of the first row, 0 where there is none."""
    return int(frame[KEY][0]) if frame.height else 0


def in_order(
    marks: pl.DataFrame, stay: NDArray[np.bool_], fresh: pl.DataFrame
) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Return the marks of what stays and what is new in the order of their keys, and that order."""
    both = pl.concat([marks.filter(pl.Series(stay)), marked(fresh)], rechunk=True)
    # two sorted runs: a stable sort merges them
    order = np.argsort(both[KEY].to_numpy(), kind="stable")
    return both[order], order


def pieces_of(height: int, rows: int) -> Iterator[tuple[int, int]]:
    """Cut what grew to twice a part's size into even pieces; what lost all rows is no piece."""
    pieces = height // rows if height >= 2 * rows else min(height, 1)
    for number in range(pieces):
        start, stop = number * height // pieces, (number + 1) * height // pieces
        yield start, stop - start


def cut(pieces: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """Yield parts of `rows` rows from pieces of any size."""
    held: Sequence[pl.DataFrame] = ()
    for piece in pieces:
        whole = pl.concat([*held, piece], rechunk=False)
        full = whole.height // rows * rows
        for start in range(0, full, rows):
            yield whole.slice(start, rows)
        held = (whole.slice(full),) if full < whole.height else ()
    if held:
        yield held[0]
