"""A table as runners read it on a night: every row marked, or what of a delivery is to be treated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.mirrors.laid import ROW
from safeharbor.runners.delivery import nothing
from safeharbor.runners.segments import Naming, Numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from safeharbor.protocols import Segment, Source
    from safeharbor.records import Batch, Position
    from safeharbor.runners.delivery import Delivery

    Mark = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Marked:
    """A source whose rows carry their fingerprints and names: what a whole run reads.

    `segments`: those of the delivery. `noted`: told them with their numbers and rows when all rows were read.
    """

    source: Source
    marks: Mark = field(repr=False)
    segments: tuple[Segment, ...] = field(repr=False)
    noted: Callable[[tuple[Numbered, ...]], None] = field(repr=False)

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
        numbers = range(1, len(self.segments) + 1)
        naming = Naming(self.segments, numbers)
        batch: Batch | None = None
        for batch in self.source.batches(rows=rows, after=after):
            marks = self.marks(batch.frame).with_columns(pl.Series(ROW, naming.of(batch), dtype=pl.UInt64))
            yield replace(batch, marks=marks)
        if batch is None:
            yield nothing(self.source, self.marks)
        counted = zip(self.segments, numbers, naming.rows, strict=True)
        self.noted(tuple(Numbered(segment.digest, number, rows) for segment, number, rows in counted))


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
