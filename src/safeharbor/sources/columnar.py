"""Parquet, read by polars, nested columns as they are; key-value metadata is never looked at."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow.parquet as pq

from safeharbor.sources.dictionaries import dictionaries, texts_of
from safeharbor.sources.refusing import refusing
from safeharbor.sources.segments import Stretch
from safeharbor.sources.shapes import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.parsing.once import Numbered
    from safeharbor.sources.location import Rule, StoredFile

_CHUNK_ROWS: Final = 500_000
_CHUNK_BYTES: Final = 128 << 20
_MOST_CHUNKS: Final = 50_000  # of a footer's column chunks: looking at each takes microseconds
_SLICES: Final = 4  # of a row group


@dataclass(frozen=True, slots=True)
class Columnar:
    """A reader of Parquet files."""

    table: str
    rule: Rule
    types: Mapping[str, str] = field(default_factory=dict)

    def schema(self, file: StoredFile) -> pl.Schema:
        """Return the footer's schema; dictionary columns are String."""
        with refusing(self.table, file=file.number):
            return pl.Schema({name: plain(dtype) for name, dtype in self._scan(file).collect_schema().items()})

    def frames(
        self, file: StoredFile, schema: pl.Schema, *, columns: Sequence[str], skip: int
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows after the first `skip`, columns of this file only, cast to the table's types."""
        return self.some(file, schema, columns=columns, skip=skip)

    def stretches(self, file: StoredFile) -> tuple[Stretch, ...]:
        """Return the row groups with all that says how they are read; none where they do not lie apart."""
        with refusing(self.table, file=file.number):
            footer = _footer(file)
            if footer.num_row_groups * footer.num_columns > _MOST_CHUNKS:
                return ()
            return _stretches(footer, repr((_types(footer), file.partition)).encode())

    def some(
        self, file: StoredFile, schema: pl.Schema, *, columns: Sequence[str], skip: int, take: int | None = None
    ) -> Iterator[pl.DataFrame]:
        """Yield `take` rows, or all, after the first `skip`: row groups without any of them are not decoded."""
        with refusing(self.table, file=file.number):
            rows, footer = self._rows(file, schema, columns), _footer(file)
            chunk = _chunk(footer)
            if _largest_group(footer) <= _SLICES * chunk:
                # asked for one by one: the streaming engine runs 600 MB ahead of a reader that is slower than it
                stop = footer.num_rows if take is None else skip + take
                for start in range(skip, stop, chunk):
                    yield rows.slice(start, min(chunk, stop - start)).collect(engine="in-memory")
                return
            os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "1")
            some = rows.slice(skip, take)
            yield from some.collect_batches(chunk_size=chunk, maintain_order=True, engine="streaming")

    def numbered(
        self, file: StoredFile, schema: pl.Schema, *, columns: Sequence[str], skip: int
    ) -> Iterator[tuple[pl.DataFrame, Mapping[str, Numbered]]]:
        """Yield what `frames` does, and columns of texts by the different ones that the file's dictionaries name."""
        with refusing(self.table, file=file.number):
            footer = _footer(file)
            texts = [name for name in texts_of(footer) if name in columns and self._is_text(name, schema)]
            if not texts or _largest_group(footer) > _SLICES * _chunk(footer):
                yield from ((frame, {}) for frame in self.some(file, schema, columns=columns, skip=skip))
                return
            first = 0
            step = max(_chunk(footer) // 2, 1)  # rows wait at each hand-over, and these take twice the room
            with file.store.open_input_file(file.path) as stream:
                groups = pq.ParquetFile(stream, metadata=footer, read_dictionary=texts)
                for number in range(footer.num_row_groups):
                    rows = footer.row_group(number).num_rows
                    if rows and first + rows > skip:
                        # a batch is treated meanwhile: threads here only take from that (75 ms of CPU against 90)
                        known = dictionaries(groups.read_row_group(number, columns=texts, use_threads=False), texts)
                        rest = self._rows(file, schema, [name for name in columns if name not in known])
                        texts = [name for name in texts if known[name].repeats]
                        ready = pl.DataFrame()
                        for start in range(max(skip - first, 0), rows, step):
                            size = min(step, rows - start)
                            part = {name: once.slice(start, size) for name, once in known.items()}
                            if not ready.height:  # for two: what lies before a slice in its row group is read in vain
                                both = rest.slice(first + start, min(2 * step, rows - start))
                                ready = both.collect(engine="in-memory")
                            frame, ready = ready.head(size), ready.slice(size)
                            told = [once.column().alias(name) for name, once in part.items()]
                            frame = pl.DataFrame([*frame.get_columns(), *told]).select(columns)
                            yield frame, {name: part[name] for name in texts}
                    first += rows

    def _is_text(self, name: str, schema: pl.Schema) -> bool:
        return isinstance(schema[name], pl.String) and self.types.get(name, "string") == "string"

    def _rows(self, file: StoredFile, schema: pl.Schema, columns: Sequence[str]) -> pl.LazyFrame:
        """Return some columns as the table's types."""
        scan = self._scan(file)
        held = scan.collect_schema()
        return scan.select(
            pl.col(name).cast(schema[name]) if held[name] != schema[name] else pl.col(name) for name in columns
        )

    def _scan(self, file: StoredFile) -> pl.LazyFrame:
        options = dict(self.rule.options) or None
        return pl.scan_parquet(file.url, hive_partitioning=False, glob=False, storage_options=options)


def _footer(file: StoredFile) -> pq.FileMetaData:
    with file.store.open_input_file(file.path) as stream:
        return pq.read_metadata(stream)


def _largest_group(footer: pq.FileMetaData) -> int:
    """Return the rows of the largest row group: those before a slice's first are read in vain."""
    return max((footer.row_group(index).num_rows for index in range(footer.num_row_groups)), default=0)


def _types(footer: pq.FileMetaData) -> list[tuple[str, ...]]:
    """Return all that the footer says of how the leaves are read."""
    leaves = [footer.schema.column(place) for place in range(footer.num_columns)]
    levels = [(str(leaf.max_definition_level), str(leaf.max_repetition_level), str(leaf.length)) for leaf in leaves]
    return [
        (leaf.path, leaf.physical_type, str(leaf.logical_type), leaf.converted_type, *level)
        for leaf, level in zip(leaves, levels, strict=True)
    ]


def _stretches(footer: pq.FileMetaData, told: bytes) -> tuple[Stretch, ...]:
    """Return the row groups in the order of their bytes; none where two overlap."""
    found: list[Stretch] = []
    first = at = 0
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        chunks = [group.column(place) for place in range(group.num_columns)]
        starts = [
            min(chunk.dictionary_page_offset or chunk.data_page_offset, chunk.data_page_offset) for chunk in chunks
        ]
        begin = min(starts, default=0)
        if begin < at:
            return ()
        at = max(start + chunk.total_compressed_size for start, chunk in zip(starts, chunks, strict=True))
        codecs = [
            (chunk.compression, chunk.num_values, start - begin) for start, chunk in zip(starts, chunks, strict=True)
        ]
        found.append(Stretch(begin, at, first, group.num_rows, told + repr(codecs).encode()))
        first += group.num_rows
    return tuple(found)


def _chunk(footer: pq.FileMetaData) -> int:
    """Return how many rows to take at a time: fewer where they hold documents."""
    size = sum(footer.row_group(index).total_byte_size for index in range(footer.num_row_groups))
    return max(1, min(_CHUNK_ROWS, _CHUNK_BYTES * footer.num_rows // size)) if size else _CHUNK_ROWS
