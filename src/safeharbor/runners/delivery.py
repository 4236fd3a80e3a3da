"""A table as it was delivered tonight, beside the same table as it was published."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.mirrors.laid import HIDDEN, ROW, Held, Laid, counted, names_of, number_of, place_of
from safeharbor.records import Batch, Position
from safeharbor.runners.ahead import ahead
from safeharbor.runners.fingerprints import FIRST, SECOND, Published, repeated
from safeharbor.runners.segments import NOWHERE, Matched, Naming, Numbered, Slots, batches_of, matched, segments_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from safeharbor.protocols import Source

    Mark = Callable[[pl.DataFrame], pl.DataFrame]
    Places = NDArray[np.int64]
    Numbers = NDArray[np.uint64]

# bytes of changed rows that wait in memory; a night with more is a whole run
_MOST_HELD: Final = 512 << 20
_GREW: Final = 1.2  # a table that grew by less was not delivered twice


class TooMuchError(Exception):
    """More changed than a night holds in memory."""


class Delivery:
    """Tonight's rows: those of segments that are what they were are taken as published, the others are read."""

    def __init__(self, source: Source, mark: Mark, before: tuple[Laid, Sequence[Numbered]], *, rows: int) -> None:
        """Take the source, what marks its rows, how the table lies and was delivered before, and rows of a batch."""
        self._source = source
        self._mark = mark
        self._before, self._numbered = before
        self._rows = rows
        self._matched = Matched((), (), (), frozenset())
        self._moved: list[tuple[Places, Numbers]] = []
        self._gone = np.zeros(0, np.int64)
        self._again = np.zeros(0, np.int64)
        self._new: list[tuple[pl.DataFrame, pl.DataFrame]] = []
        self.laid = self._before
        self.segments: tuple[Numbered, ...] = ()
        self.height = 0
        self.restated = np.zeros(0, np.bool_)

    @property
    def new(self) -> int:
        """How many rows were not published as they are."""
        return sum(frame.height for frame, _ in self._new)

    @property
    def gone(self) -> NDArray[np.bool_]:
        """Which published rows leave: those not delivered any more, and those to be restated."""
        gone = self.again
        gone[self._gone] = True
        return gone

    @property
    def again(self) -> NDArray[np.bool_]:
        """Which published rows are restated."""
        again = np.zeros(self.laid.height, np.bool_)
        again[self._again] = True
        return again

    @property
    def repeats(self) -> float:
        """Which share of rows is there more than once, and was not before; 0 for a table that hardly grew."""
        if self.height <= _GREW * self.laid.height:
            return 0.0
        before = self.laid.rows[HIDDEN + FIRST].to_numpy()
        now = [before[~self.gone], *(marks[FIRST].to_numpy() for _, marks in self._new)]
        return repeated(np.concatenate(now)) - repeated(before)

    def compare(self, key: bytes) -> Iterator[int]:
        """Read what is not known by its segment's digest under `key`, keep what is new; yield rows read.

        Raises TooMuchError.
        """
        published: dict[int, int] = {}
        for part in self._before.parts:
            for number, rows in part.held.items():
                published[number] = published.get(number, 0) + rows
        self._matched = matched(segments_of(self._source, key), self._numbered, published)
        places, candidates = self._candidates(self._matched.gone)
        among, called = Published(candidates), candidates[ROW].to_numpy()
        before = {segment.number: segment.rows for segment in self._numbered}
        slots: Slots | None = Slots(called, {number: before[number] for number in self._matched.gone})
        naming = Naming(self._matched.segments, self._matched.numbers)
        held = 0
        for batch in ahead(self._read(self._matched.read)):
            marked = self._marked(batch, naming)
            names = marked[ROW].to_numpy()
            found = among.places(marked, slots.of(names) if slots is not None else None)
            new = found == NOWHERE
            found, names = found[~new], names[~new]
            moved = called[found] != names
            if moved.sum() > len(moved) / 2:
                slots = None  # rows were put in or taken out before them: guessing finds none
            self._moved.append((places[found[moved]], names[moved]))
            if new.any():
                frame = batch.frame.filter(pl.Series(new))
                held += int(frame.estimated_size())
                if held > _MOST_HELD:
                    raise TooMuchError
                self._new.append((frame, marked.filter(pl.Series(new))))
            yield batch.frame.height
        self._gone = places[~among.found]
        tonight = zip(self._matched.segments, self._matched.numbers, naming.rows, strict=True)
        self.segments = tuple(
            Numbered(segment.digest, number, rows if place in self._matched.read else before[number])
            for place, (segment, number, rows) in enumerate(tonight)
        )
        self.height = sum(segment.rows for segment in self.segments)
        self.restated = np.zeros(self.height, np.bool_)
        self.laid = self._renamed()

    def restate(self, affected: Iterator[NDArray[np.bool_]]) -> None:
        """Treat these rows again though they are what they were; `affected`: row by row as delivered."""
        asked = np.concatenate([np.zeros(0, np.bool_), *affected])
        if not asked.any():
            return
        places = self._all_places()
        self.restated = asked & (places != NOWHERE)
        self._again = places[self.restated]

    def batches(self) -> Iterator[Batch]:
        """Yield the rows to be treated, marked; at least one batch, if only of no row."""
        offset = 0
        for frame, marks in chain(_together(self._new, self._rows), self._read_again()):
            offset += frame.height
            yield Batch(self._source.table, frame, Position(offset, "night"), marks)
        if not offset:
            yield nothing(self._source, self._mark)

    def learning(self, columns: Sequence[str]) -> Iterator[Batch]:
        """Yield some columns of the new rows."""
        offset = 0
        for frame, _ in self._new:
            offset += frame.height
            yield Batch(self._source.table, frame.select(columns), Position(offset, "night"))

    def _read(self, segments: Sequence[int]) -> Iterator[Batch]:
        return batches_of(self._source, segments, self._matched.segments, rows=self._rows)

    def _marked(self, batch: Batch, naming: Naming) -> pl.DataFrame:
        return self._mark(batch.frame).with_columns(pl.Series(ROW, naming.of(batch), dtype=pl.UInt64))

    def _candidates(self, gone: frozenset[int]) -> tuple[Places, pl.DataFrame]:
        """Return the published rows of segments that did not come as they were: places, fingerprints and names."""
        numbers = np.array(sorted(gone), np.uint64)
        wanted = (FIRST, SECOND, ROW)
        places, marks = [np.zeros(0, np.int64)], [pl.DataFrame(schema=dict.fromkeys(wanted, pl.UInt64))]
        before = 0
        for part in self._before.parts:
            if not gone.isdisjoint(part.held):
                rows = part.marks.rows()
                here = np.isin(number_of(names_of(rows)), numbers)
                places.append(np.flatnonzero(here) + before)
                marks.append(rows.select(pl.col(HIDDEN + name).alias(name) for name in wanted).filter(here))
            before += part.rows
        return np.concatenate(places), pl.concat(marks)

    def _renamed(self) -> Laid:
        """Return how the table lies, the rows found again elsewhere under their new names."""
        places = np.concatenate([np.zeros(0, np.int64), *(places for places, _ in self._moved)])
        names = np.concatenate([np.zeros(0, np.uint64), *(names for _, names in self._moved)])
        order = np.argsort(places)
        places, names = places[order], names[order]
        parts = []
        before = 0
        for part in self._before.parts:
            start, stop = np.searchsorted(places, [before, before + part.rows])
            if start < stop:
                rows = part.marks.rows()
                changed = names_of(rows).copy()
                changed[places[start:stop] - before] = names[start:stop]
                rows = rows.with_columns(pl.Series(HIDDEN + ROW, changed, dtype=pl.UInt64))
                parts.append(replace(part, marks=Held(rows), held=counted(changed)))
            else:
                parts.append(part)
            before += part.rows
        return Laid(tuple(parts))

    def _read_again(self) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """Read once more the segments with rows to be restated, if there are any."""
        if not self.restated.any():
            return
        stops = np.cumsum([segment.rows for segment in self.segments])
        starts = np.concatenate([[0], stops[:-1]])
        counts = np.concatenate([[0], np.cumsum(self.restated)])
        some = np.flatnonzero(counts[stops] > counts[starts]).tolist()
        naming = Naming(self._matched.segments, self._matched.numbers)
        first = {segment.number: int(start) for segment, start in zip(self.segments, starts, strict=True)}
        for batch in ahead(self._read(some)):
            rows = self._marked(batch, naming)
            again = pl.Series(self.restated[_delivered(rows[ROW].to_numpy(), first)])
            if again.any():
                yield batch.frame.filter(again), rows.filter(again)

    def _all_places(self) -> Places:
        """Return where each row as delivered is published, `NOWHERE` for those that are not."""
        starts = np.cumsum([0, *(segment.rows for segment in self.segments)]).tolist()
        first = {segment.number: start for segment, start in zip(self.segments, starts, strict=False)}
        places = np.full(self.height, NOWHERE, np.int64)
        names = names_of(self.laid.rows)
        stay = np.ones(len(names), np.bool_)
        stay[self._gone] = False
        places[_delivered(names[stay], first)] = np.flatnonzero(stay)
        return places


def _together(
    found: Sequence[tuple[pl.DataFrame, pl.DataFrame]], rows: int
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield few rows of many batches as one of about `rows` rows: each costs the gate's checks their beginning."""
    held: list[tuple[pl.DataFrame, pl.DataFrame]] = []
    for some in (*found, None):
        if held and (some is None or sum(frame.height for frame, _ in held) + some[0].height > rows):
            yield pl.concat([frame for frame, _ in held]), pl.concat([marks for _, marks in held])
            held = []
        if some is not None:
            held.append(some)


def _delivered(names: Numbers, first: dict[int, int]) -> Places:
    """Return which rows of the delivery these are. `first`: segment -> rows before it."""
    known = np.array(sorted(first), np.uint64)
    starts = np.array([first[number] for number in known.tolist()], np.int64)
    return starts[np.searchsorted(known, number_of(names))] + place_of(names)


def nothing(source: Source, mark: Mark) -> Batch:
    """Return a batch without rows, marked."""
    frame = pl.DataFrame(schema=source.schema())
    marks = mark(frame).with_columns(pl.Series(ROW, [], dtype=pl.UInt64))
    return Batch(source.table, frame, Position(0, "nothing"), marks)
