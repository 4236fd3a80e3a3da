"""A table that lies in files, read in batches whatever their format.

Long because it is one class: batches, samples, positions and segments are cut from the same pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO, Final, Generic, Protocol, TypeVar, runtime_checkable

import numpy as np
import polars as pl

from safeharbor.errors import HeaderError, SourceError
from safeharbor.parsing.headers import value_headers
from safeharbor.parsing.once import Numbered, joined
from safeharbor.records import Batch, Position
from safeharbor.sources.refusing import refusing
from safeharbor.sources.segments import ROW_BITS, Digested, Digesting, Grouped, Range
from safeharbor.sources.shapes import merged, plain
from safeharbor.sources.typed import cast, typed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from safeharbor.protocols import Segment

_SAMPLED_FILES: Final = 64
_LISTED: Final = 5
# a batch of documents is cut short of the rows asked for: they are for rows of ordinary size
_MOST_BYTES: Final = 128 << 20


class Stored(Protocol):
    """A part of a table: a file, or a relation of a database. `number` counts from 1."""

    @property
    def number(self) -> int:
        """What messages call it."""

    @property
    def partition(self) -> tuple[tuple[str, str | None], ...]:
        """Columns whose one value its place tells."""

    def raw(self) -> BinaryIO:
        """Open its bytes for one reading from the start."""


P = TypeVar("P", bound=Stored)
P_contra = TypeVar("P_contra", bound=Stored, contravariant=True)


class Reader(Protocol[P_contra]):
    """One format: how a single file of it is read."""

    def schema(self, file: P_contra) -> pl.Schema:
        """Return column -> type of one file."""

    def frames(self, file: P_contra, schema: pl.Schema, *, columns: Sequence[str], skip: int) -> Iterator[pl.DataFrame]:
        """Yield the rows of one file after the first `skip`, those columns, as the types of `schema`."""


@runtime_checkable
class Numbering(Protocol[P_contra]):
    """A format that holds each different text of a column once."""

    def numbered(
        self, file: P_contra, schema: pl.Schema, *, columns: Sequence[str], skip: int
    ) -> Iterator[tuple[pl.DataFrame, Mapping[str, Numbered]]]:
        """Yield what `frames` does, and columns of texts by their different ones."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows of one file, how many of the file's rows lie before them, and texts by their different ones where known."""

    file: int
    before: int
    frame: pl.DataFrame
    numbered: Mapping[str, Numbered] = field(default_factory=dict)

    def slice(self, start: int, height: int) -> _Piece:
        """Return some rows."""
        known = {name: once.slice(start, height) for name, once in self.numbered.items()}
        return _Piece(self.file, self.before + start, self.frame.slice(start, height), known)


class FileSource(Generic[P]):
    """One table: its files in the order of their names, one reader for all of them."""

    def __init__(
        self, table: str, files: Sequence[P], reader: Reader[P], *, types: Mapping[str, str] | None = None
    ) -> None:
        """Take the files of `table`; `types` casts text columns (`integer`, `float`, `boolean`, `string`)."""
        self._table = table
        self._files = tuple(files)
        self._reader = reader
        self._types = dict(types or {})
        self._hashed: tuple[bytes, Digested] | None = None

    def __repr__(self) -> str:
        """Return the table's name; where it lies is PHI."""
        return f"FileSource({self._table!r}, {len(self._files)} files)"

    @property
    def table(self) -> str:
        """The table's name in the policy."""
        return self._table

    def schema(self) -> pl.Schema:
        """Return column -> type over all files, partition values last."""
        return pl.Schema({name: typed(dtype, self._types.get(name)) for name, dtype in self._schema.items()})

    def sample(self, rows: int) -> pl.DataFrame:
        """Return up to `rows` rows, taken at even steps through files spread evenly over the table."""
        count = len(self._files)
        spread = [index * count // _SAMPLED_FILES for index in range(_SAMPLED_FILES)] if count > _SAMPLED_FILES else []
        others = [index for index in range(count) if index not in set(spread)]
        taken: dict[int, pl.DataFrame] = {}
        for index in [*spread, *others]:
            # beyond the first files only as many as it takes: notes are one row each
            if len(taken) >= _SAMPLED_FILES and sum(frame.height for frame in taken.values()) >= rows:
                break
            taken[index] = self._sample_file(index, max(1, rows // min(count, 4)))
        return _thin(pl.concat([pl.DataFrame(schema=self.schema()), *(taken[index] for index in sorted(taken))]), rows)

    def _sample_file(self, index: int, rows: int) -> pl.DataFrame:
        """Return every n-th row of a file, `rows` to twice as many where there are."""
        kept = pl.DataFrame(schema=self.schema())
        step, seen = 1, 0
        for piece in self._pieces(list(self._schema), [Range(index)]):
            frame = self._typed(piece, before=piece.before).frame
            kept = pl.concat([kept, frame.gather_every(step, -seen % step)])
            seen += frame.height
            while kept.height > 2 * rows:
                kept = kept.gather_every(2)
                step *= 2
        return kept

    def batches(
        self, *, rows: int, columns: Sequence[str] | None = None, after: Position | None = None
    ) -> Iterator[Batch]:
        """Yield the rows in file order from `after` on, at most `rows` and about 128 MiB at a time."""
        names = list(self._schema) if columns is None else list(columns)
        start, skip = _parse(after)
        ranges = [Range(index, skip if index == start else 0) for index in range(start, len(self._files))]
        yield from self._batches(names, ranges, rows=rows, after=after)

    def _batches(
        self, names: list[str], ranges: Sequence[Range], *, rows: int, after: Position | None = None
    ) -> Iterator[Batch]:
        offset = after.offset if after else 0
        held: list[_Piece] = []
        height = size = 0
        pieces = self._pieces(names, ranges)
        # a position that another made counts rows only
        for piece in pieces if after is None or after.token else _without(pieces, offset):
            held.append(self._typed(piece, before=offset + height))
            height += piece.frame.height
            # asked where rows alone do not fill a batch: of 500,000 rows with texts it takes a hundredth of a second
            size += int(piece.frame.estimated_size()) if height < rows else 0
            while height >= rows or (height and size >= _MOST_BYTES):
                batch, held = self._cut(held, rows, offset)
                offset = batch.position.offset
                height -= batch.frame.height
                size = sum(int(part.frame.estimated_size()) for part in held) if height < rows else 0
                yield batch
        if held:
            yield self._cut(held, rows, offset)[0]

    def digest(self, key: bytes) -> tuple[str, int]:
        """Return the HMAC-SHA256 of every file's bytes in the order of names, and how many bytes there are."""
        digested = self._digested(key)
        return digested.digest, digested.size

    def segments(self, key: bytes) -> tuple[Segment, ...]:
        """Return the segments of the delivery that `digest` is of."""
        return self._digested(key).segments

    def batches_of(self, segments: Collection[int], *, rows: int) -> Iterator[Batch]:
        """Yield the rows of some segments, once their digests were asked for."""
        assert self._hashed is not None  # noqa: S101 - segments are numbered by `segments`
        yield from self._batches(list(self._schema), self._hashed[1].chosen(segments), rows=rows)

    def _digested(self, key: bytes) -> Digested:
        """Read every byte, once for all who ask."""
        if self._hashed is None or self._hashed[0] != key:
            digesting = Digesting(key)
            for number, file in enumerate(self._files):
                with refusing(self._table, file=file.number):
                    stretches = self._reader.stretches(file) if isinstance(self._reader, Grouped) else ()
                    digesting.add(number, file, stretches)
            self._hashed = key, digesting.done()
        return self._hashed[1]

    @cached_property
    def _shapes(self) -> tuple[pl.Schema, ...]:
        """Each file's own schema."""
        return tuple(self._reader.schema(file) for file in self._files)

    @cached_property
    def _schema(self) -> pl.Schema:
        """The union over all files, in order of appearance, then the partition keys."""
        union = pl.Schema()
        for shape in self._shapes:
            union = merged(union, shape)
        union = pl.Schema({name: plain(dtype) for name, dtype in union.items()})
        keys = dict.fromkeys(key for file in self._files for key, _ in file.partition)
        union = pl.Schema({**union, **dict.fromkeys(keys, pl.String())})
        bad = value_headers(list(union))
        if bad:
            places = ", ".join(str(place + 1) for place in bad[:_LISTED])
            more = f" and {len(bad) - _LISTED} more" if len(bad) > _LISTED else ""
            what = f"the headers of column {places}{more} look like values (a date, a number, a name)"
            hint = "a header row is missing, or the table is pivoted: give it headers, or one row per value"
            message = f"table {self._table!r}: {what}"
            raise HeaderError(message, hint=hint)
        return union

    def _pieces(self, names: list[str], ranges: Sequence[Range]) -> Iterator[_Piece]:
        schema = self._schema
        unknown = [name for name in names if name not in schema]
        if unknown:
            message = f"table {self._table!r}: {len(unknown)} of the columns asked for are not in the source"
            raise SourceError(message, hint="the source has changed: run `safeharbor plan --check`")
        for some in ranges:
            shape, values = self._shapes[some.file], dict(self._files[some.file].partition)
            inside = [name for name in names if name in shape and name not in values]
            before = some.skip
            for frame, numbered in self._frames(some, inside or list(shape)[:1]):
                yield _Piece(some.file, before, _complete(frame, names, self._expected(frame), values), numbered)
                before += frame.height

    def _frames(self, some: Range, columns: list[str]) -> Iterator[tuple[pl.DataFrame, Mapping[str, Numbered]]]:
        file, schema = self._files[some.file], self._schema
        if some.take is not None and isinstance(self._reader, Grouped):
            frames = self._reader.some(file, schema, columns=columns, skip=some.skip, take=some.take)
        elif isinstance(self._reader, Numbering):
            return self._reader.numbered(file, schema, columns=columns, skip=some.skip)
        else:
            frames = self._reader.frames(file, schema, columns=columns, skip=some.skip)
        return ((frame, {}) for frame in frames)

    def _expected(self, frame: pl.DataFrame) -> pl.Schema:
        """Return the table's types, but numbers where text columns were read as such."""
        text = {name for name, dtype in self._schema.items() if isinstance(dtype, pl.String)}
        read = {name: dtype for name, dtype in frame.schema.items() if name in text and dtype.is_numeric()}
        return pl.Schema({**self._schema, **read})

    def _typed(self, piece: _Piece, *, before: int) -> _Piece:
        return replace(piece, frame=cast(piece.frame, self._types, table=self._table, before=before))

    def _cut(self, held: list[_Piece], rows: int, offset: int) -> tuple[Batch, list[_Piece]]:
        """Return the first `rows` of the pieces as a batch, and what is left."""
        taken: list[_Piece] = []
        origin: list[NDArray[np.uint64]] = []
        left = rows
        last = f"{held[0].file}:{held[0].before}"
        rest: list[_Piece] = []
        for piece in held:
            height = min(left, piece.frame.height)
            if height:
                left -= height
                taken.append(piece.slice(0, height))
                place = piece.file << ROW_BITS | piece.before
                origin.append(np.arange(place, place + height, dtype=np.uint64))
                last = f"{piece.file}:{piece.before + height}"
            if height < piece.frame.height:
                rest.append(piece.slice(height, piece.frame.height - height))
        frame = pl.concat((piece.frame for piece in taken), rechunk=False)
        batch = Batch(
            self._table,
            frame,
            Position(offset + frame.height, last),
            origin=np.concatenate(origin),
            numbered={
                name: joined([piece.numbered[name] for piece in taken])
                for name in taken[0].numbered
                if all(name in piece.numbered for piece in taken)
            },
        )
        return batch, rest


def _parse(after: Position | None) -> tuple[int, int]:
    """Return the file a position stands in, and how many of its rows lie before."""
    if after is None or not after.token:
        return 0, 0
    file, _, rows = after.token.partition(":")
    return int(file), int(rows)


def _without(pieces: Iterator[_Piece], rows: int) -> Iterator[_Piece]:
    """Yield the pieces without the first `rows` rows."""
    for piece in pieces:
        gone = min(rows, piece.frame.height)
        rows -= gone
        if gone < piece.frame.height:
            yield piece.slice(gone, piece.frame.height - gone)


def _thin(frame: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Return `rows` rows at even distances, or all where there are fewer."""
    if frame.height <= rows:
        return frame
    return frame[[place * frame.height // rows for place in range(rows)]]


def _complete(
    frame: pl.DataFrame, names: list[str], schema: pl.Schema, values: Mapping[str, str | None]
) -> pl.DataFrame:
    """Return the frame with every column asked for: partition values, nulls where the file has no such column."""
    held = frame.schema  # made anew each time it is asked for
    if list(held) == names and all(held[name] == schema[name] for name in names):
        return frame
    # beside the frame's own columns a literal is as long as they are; alone it would be one row
    return frame.with_columns(
        pl.lit(values[name], dtype=pl.String).alias(name)
        if name in values
        else pl.col(name).cast(schema[name])
        if name in held
        else pl.lit(None, dtype=schema[name]).alias(name)
        for name in names
    ).select(names)
