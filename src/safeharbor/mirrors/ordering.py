"""Rows in the order of a key, in bounded memory: an external merge of sorted runs.

Each batch is sorted as it comes, which stays in the processor's cache, and kept as a run; runs beyond the
memory allowed go to disk, uncompressed. At the end the key's range is cut so that a slice of every run
together makes one piece, sorted once more. Of 250,000 rows of 20 columns the two sorts take 15 and 10 ms of CPU,
half a second for 5M; one sort of everything took 2.3 to 3.7 of 14 columns (polars 2.1, two cores).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.ipc as paipc

from safeharbor.mirrors.coded import Coded, Codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from safeharbor.parsing.once import Texts

_KEY: Final = "\x01order"
# rows between two sampled keys, and in a record batch on disk
_STEP: Final = 16_384
# more runs than this on disk are merged into one: each costs a buffer while pieces are made
_MOST_RUNS: Final = 128
_VIEW: Final = 16


@dataclass(slots=True)
class _Run:
    """Rows sorted by key, numbers for codes, `size` bytes of them, in memory or on disk.

    `frame` and `stream` shrink as rows are taken.
    """

    height: int
    size: int
    marks: NDArray[np.uint64] = field(repr=False)
    frame: pl.DataFrame | None = field(default=None, repr=False)
    path: Path | None = field(default=None, repr=False)
    stream: Iterator[pl.DataFrame] = field(default_factory=lambda: iter(()), repr=False)
    merged: bool = False

    def below(self, key: int | None) -> Iterator[pl.DataFrame]:
        """Take the rows whose key is below `key`, or all that are left for None, in slices."""
        while (frame := self.frame if self.frame is not None else next(self.stream, None)) is not None:
            cut = frame.height if key is None else int(np.searchsorted(frame[_KEY].to_numpy(), np.uint64(key)))
            if cut < frame.height:
                self.frame = frame.slice(cut)
                if cut:
                    yield frame.head(cut)
                return
            self.frame = None
            yield frame

    def spill(self, path: Path) -> None:
        """Move the rows to disk."""
        if self.frame is not None:
            self.frame.write_ipc(path, compression="uncompressed", record_batch_size=_STEP)
        self.frame, self.path = None, path

    def rewind(self) -> None:
        """Begin to read a run that is on disk."""
        if self.path is not None:
            self.stream = _read(self.path)


class Sorter:
    """Takes batches with a key per row, gives the rows back in the key's order; equal keys keep theirs."""

    def __init__(self, folder: Path, *, memory: int, piece_rows: int) -> None:
        """Spill to `folder` what `memory` bytes cannot hold; give back about `piece_rows` rows at a time."""
        self._folder = folder
        self._memory = memory
        self._piece_rows = piece_rows
        self._codes = Codes()
        self._given: dict[str, Texts] = {}  # column -> the texts of the numbers it came with from the first rows on
        self._given_up: dict[str, Texts] = {}
        self._runs: list[_Run] = []
        self._spilled = 0

    @property
    def held(self) -> int:
        """Bytes of rows in memory."""
        return sum(run.size for run in self._runs if run.frame is not None)

    @property
    def row_bytes(self) -> float:
        """Bytes that a row takes, on average."""
        return sum(run.size for run in self._runs) / max(sum(run.height for run in self._runs), 1)

    def add(self, frame: pl.DataFrame, order: pl.Series, texts: Mapping[str, Texts] | None = None) -> None:
        """Take a batch; `order` is UInt64, one key per row. `texts`: of the columns that hold numbers of texts."""
        if not frame.height:
            return
        frame = self._understood(frame, texts or {})
        run = _in_order(self._codes.bare(frame).with_columns(order.alias(_KEY)))
        self._runs.append(_Run(run.height, bytes_of(run), _marks(run), frame=run))
        while self.held > self._memory:
            self._spill_oldest()

    def _understood(self, frame: pl.DataFrame, texts: Mapping[str, Texts]) -> pl.DataFrame:
        """Return the batch with texts for numbers in columns that held no numbers before, or those of other texts."""
        if not self._runs:
            self._given = dict(texts)
        for name in self._given.keys() - {name for name, held in texts.items() if held is self._given.get(name)}:
            self._given_up[name] = self._given.pop(name)
            self._codes.leave(name)
        other = {name: held for name, held in texts.items() if name not in self._given}
        return frame.with_columns(held.gather(frame[name]).alias(name) for name, held in other.items())

    def _settled(self, part: pl.DataFrame) -> pl.DataFrame:
        """Return rows with texts for numbers in the columns given up since."""
        stale = [name for name in self._given_up if part[name].dtype.is_integer()]
        texts = [self._given_up[name].gather(part[name]).alias(name) for name in stale]
        return self._codes.settled(part.with_columns(texts))

    def pieces(self) -> Iterator[Coded]:
        """Give all rows back, sorted, without their keys; can be called once."""
        texts = {**self._codes.texts(), **self._given}
        for piece in self._merge(self._runs):
            yield Coded(piece.drop(_KEY), texts)
        self._runs = []

    def _merge(self, runs: Sequence[_Run]) -> Iterator[pl.DataFrame]:
        """Yield the rows of some runs in the order of their keys, a piece at a time."""
        for run in runs:
            run.rewind()
        for key, heavy in _bounds(runs, self._piece_rows):
            slices = [self._settled(part) for run in runs for part in run.below(key)]
            if slices:
                yield pl.concat(slices, rechunk=True).sort(_KEY, maintain_order=True)
            if heavy and key is not None:
                # one key with more rows than a piece: already in order, run after run
                for run in runs:
                    yield from map(self._settled, run.below(key + 1))

    def _spill_oldest(self) -> None:
        run = next(run for run in self._runs if run.frame is not None)
        run.spill(self._next_path())
        fresh = [run for run in self._runs if run.path is not None and not run.merged]
        if len(fresh) >= _MOST_RUNS:
            # runs go to disk in the order they came: these are neighbours, and equal keys keep their order
            place = self._runs.index(fresh[0])
            self._runs[place : place + len(fresh)] = [self._merge_to_disk(fresh)]

    def _merge_to_disk(self, runs: Sequence[_Run]) -> _Run:
        path = self._next_path()
        marks: list[NDArray[np.uint64]] = []
        height = 0
        writer: paipc.RecordBatchFileWriter | None = None
        try:
            for piece in self._merge(runs):
                # contiguous strings: a slice of string views would be written with all the text of its neighbours
                table = piece.to_arrow(compat_level=pl.CompatLevel.oldest())
                writer = writer or paipc.new_file(str(path), table.schema)
                writer.write_table(table, max_chunksize=_STEP)
                marks.append(_marks(piece))
                height += piece.height
        finally:
            if writer is not None:
                writer.close()
        for run in runs:
            if run.path is not None:
                run.path.unlink()
        size = sum(run.size for run in runs)
        return _Run(height, size, np.concatenate(marks), path=path, merged=True)

    def _next_path(self) -> Path:
        self._spilled += 1
        return self._folder / f"run-{self._spilled:05d}.arrow"


def bytes_of(frame: pl.DataFrame) -> int:
    """Return the memory of a frame: polars' estimate leaves out the 16 bytes by which each text is found."""
    return int(frame.estimated_size()) + _VIEW * frame.height * sum(map(_has_views, frame.dtypes))


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows in no order in that of their keys; equal keys keep theirs.

    Of 250,000 rows x 20, 15 ms by numpy's vectorised sort, which keeps no order of equals, and 27 by polars' own; of
    sorted runs one after the other, no less than by polars.
    """
    keys = rows[_KEY].to_numpy()
    order = np.argsort(keys)
    inside = keys[order]
    if (inside[1:] == inside[:-1]).any():
        order = np.argsort(keys, kind="stable")
    return rows[pl.Series(order.astype(np.uint32))]


def _has_views(dtype: pl.DataType) -> bool:
    return isinstance(dtype, (pl.String, pl.Binary))


def _marks(run: pl.DataFrame) -> NDArray[np.uint64]:
    """Return every `_STEP`-th key of a sorted run."""
    return run[_KEY].gather_every(_STEP).to_numpy().astype(np.uint64)


def _read(path: Path) -> Iterator[pl.DataFrame]:
    # read, not mapped: mapped pages count as memory of the process until the file is closed
    with pa.OSFile(str(path)) as file:
        reader = paipc.open_file(file)
        for index in range(reader.num_record_batches):
            yield pl.DataFrame(pl.from_arrow(reader.get_batch(index)))


def _bounds(runs: Sequence[_Run], rows: int) -> Iterator[tuple[int | None, bool]]:
    """Yield keys that cut the rows into pieces, the last one None, and whether a key alone fills a piece."""
    if runs:
        keys = np.concatenate([run.marks for run in runs])
        weights = np.concatenate([np.full(len(run.marks), run.height / len(run.marks)) for run in runs])
        by_key = np.argsort(keys, kind="stable")
        reached = np.cumsum(weights[by_key])
        pieces = int(reached[-1] // rows)
        at = np.searchsorted(reached, np.arange(1, pieces + 1) * float(rows))
        picked, times = np.unique(keys[by_key][np.minimum(at, len(keys) - 1)], return_counts=True)
        top = np.iinfo(np.uint64).max
        for key, count in zip(picked, times, strict=True):
            if key < top:
                yield int(key), bool(count > 1)
    yield None, False
