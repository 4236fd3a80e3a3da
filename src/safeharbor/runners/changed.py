"""What of a delivery a night treats: rows that are new, and rows that are the same of people who are not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.records import Batch, Position
from safeharbor.runners.ahead import ahead
from safeharbor.runners.fingerprints import FIRST, NOWHERE, Published, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from safeharbor.protocols import Source

    Mark = Callable[[pl.DataFrame], pl.DataFrame]

# bytes of changed rows that wait in memory; a night with more is a whole run
_MOST_HELD: Final = 512 << 20
_GREW: Final = 1.2  # a table that grew by less was not delivered twice


class TooMuchError(Exception):
    """More changed than a night holds in memory."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A source whose rows carry their fingerprints: what a whole run reads."""

    source: Source
    marks: Mark = field(repr=False)

    @property
    def table(self) -> str:
        """The table's name."""
        return self.source.table

    def schema(self) -> pl.Schema:
        """Return column -> type."""
        return self.source.schema()

    def sample(self, rows: int) -> pl.DataFrame:
        """Return some rows."""
        return self.source.sample(rows)

    def digest(self, key: bytes) -> tuple[str, int]:
        """Return the delivery's keyed digest and size."""
        return self.source.digest(key)

    def batches(
        self, *, rows: int, columns: Sequence[str] | None = None, after: Position | None = None
    ) -> Iterator[Batch]:
        """Yield the rows; those with all columns are marked, and there is a batch even where there is no row."""
        if columns is not None:
            yield from self.source.batches(rows=rows, columns=columns, after=after)
            return
        batch: Batch | None = None
        for batch in self.source.batches(rows=rows, after=after):
            yield replace(batch, marks=self.marks(batch.frame))
        if batch is None:
            yield _nothing(self.source, self.marks)


class Delivery:
    """A table as it was delivered tonight, beside the same table as it was published."""

    def __init__(self, source: Source, mark: Mark, published: pl.DataFrame, *, rows: int) -> None:
        """Take the source, what marks its rows, the marks of the published rows, and rows of a batch."""
        self._source = source
        self._mark = mark
        self._marks = published
        self._published = Published(published)
        self._rows = rows
        self._places: list[NDArray[np.int64]] = []
        self._new: list[tuple[pl.DataFrame, pl.DataFrame]] = []
        self.height = 0
        self.restated = np.zeros(0, np.bool_)
        self.repeats = 0.0

    @property
    def new(self) -> int:
        """How many rows were not published as they are."""
        return sum(frame.height for frame, _ in self._new)

    @property
    def gone(self) -> NDArray[np.bool_]:
        """Which published rows leave: those not delivered any more, and those to be restated."""
        gone = ~self._published.found
        gone[self._all_places()[self.restated]] = True
        return gone

    @property
    def again(self) -> NDArray[np.bool_]:
        """Which published rows are restated."""
        again = np.zeros(len(self._marks), np.bool_)
        again[self._all_places()[self.restated]] = True
        return again

    def compare(self) -> Iterator[int]:
        """Read the delivery once and keep what is new; yield rows read. Raises TooMuchError."""
        firsts: list[NDArray[np.uint64]] = []
        held = 0
        for batch in ahead(self._source.batches(rows=self._rows)):
            marks = self._mark(batch.frame)
            places = self._published.places(marks)
            self._places.append(places)
            firsts.append(marks[FIRST].to_numpy())
            new = pl.Series(places == NOWHERE)
            if new.any():
                frame = batch.frame.filter(new)
                held += int(frame.estimated_size())
                if held > _MOST_HELD:
                    raise TooMuchError
                self._new.append((frame, marks.filter(new)))
            self.height += batch.frame.height
            yield batch.frame.height
        self.restated = np.zeros(self.height, np.bool_)
        if self.height > _GREW * len(self._marks):
            self.repeats = repeated(np.concatenate(firsts)) - repeated(self._marks[FIRST].to_numpy())

    def restate(self, affected: Iterator[NDArray[np.bool_]]) -> None:
        """Treat these rows again though they are what they were; `affected`: row by row as delivered."""
        asked = np.concatenate([np.zeros(0, np.bool_), *affected])
        self.restated = asked & (self._all_places() != NOWHERE)

    def batches(self) -> Iterator[Batch]:
        """Yield the rows to be treated, marked; at least one batch, if only of no row."""
        offset = 0
        for frame, marks in (*self._new, *self._again()):
            offset += frame.height
            yield Batch(self._source.table, frame, Position(offset, "night"), marks)
        if not offset:
            yield _nothing(self._source, self._mark)

    def learning(self, columns: Sequence[str]) -> Iterator[Batch]:
        """Yield some columns of the new rows."""
        offset = 0
        for frame, _ in self._new:
            offset += frame.height
            yield Batch(self._source.table, frame.select(columns), Position(offset, "night"))

    def _again(self) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """Read the delivery once more for the rows to be restated, if there are any."""
        if not self.restated.any():
            return
        before = 0
        for batch in ahead(self._source.batches(rows=self._rows)):
            again = pl.Series(self.restated[before : before + batch.frame.height])
            before += batch.frame.height
            if again.any():
                frame = batch.frame.filter(again)
                yield frame, self._mark(frame)

    def _all_places(self) -> NDArray[np.int64]:
        return np.concatenate([np.zeros(0, np.int64), *self._places])


@dataclass(frozen=True, slots=True)
class Changed:
    """A source that yields what a night treats. `whole`: learn from every row, not from the new ones alone."""

    source: Source
    delivery: Delivery = field(repr=False)
    digested: Callable[[], tuple[str, int]] = field(repr=False)
    whole: bool = False

    @property
    def table(self) -> str:
        """The table's name."""
        return self.source.table

    def schema(self) -> pl.Schema:
        """Return column -> type."""
        return self.source.schema()

    def sample(self, rows: int) -> pl.DataFrame:
        """Return some rows."""
        return self.source.sample(rows)

    def digest(self, key: bytes) -> tuple[str, int]:
        """Return the whole delivery's keyed digest and size, as it was taken before the night began."""
        del key
        return self.digested()

    def batches(
        self, *, rows: int, columns: Sequence[str] | None = None, after: Position | None = None
    ) -> Iterator[Batch]:
        """Yield changed rows: with `columns` those to learn from, without those to treat."""
        del after
        if columns is None:
            yield from self.delivery.batches()
        elif self.whole:
            yield from self.source.batches(rows=rows, columns=columns)
        else:
            yield from self.delivery.learning(columns)


def _nothing(source: Source, mark: Mark) -> Batch:
    frame = pl.DataFrame(schema=source.schema())
    return Batch(source.table, frame, Position(0, "nothing"), mark(frame))
