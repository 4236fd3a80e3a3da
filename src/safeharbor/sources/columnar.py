"""Parquet, read by polars, nested columns as they are; key-value metadata is never looked at."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow.parquet as pq

from safeharbor.sources.refusing import refusing
from safeharbor.sources.shapes import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.sources.location import Rule, StoredFile

_CHUNK_ROWS: Final = 500_000
_CHUNK_BYTES: Final = 128 << 20
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
        with refusing(self.table, file=file.number):
            scan = self._scan(file)
            held = scan.collect_schema()
            here = [pl.col(name).cast(schema[name]) if held[name] != schema[name] else pl.col(name) for name in columns]
            footer = _footer(file)
            rows, chunk = scan.select(here), _chunk(footer)
            if _largest_group(footer) <= _SLICES * chunk:
                # asked for one by one: the streaming engine runs 600 MB ahead of a reader that is slower than it
                for start in range(skip, footer.num_rows, chunk):
                    yield rows.slice(start, chunk).collect(engine="in-memory")
                return
            os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "1")
            yield from rows.slice(skip).collect_batches(chunk_size=chunk, maintain_order=True, engine="streaming")

    def _scan(self, file: StoredFile) -> pl.LazyFrame:
        options = dict(self.rule.options) or None
        return pl.scan_parquet(file.url, hive_partitioning=False, glob=False, storage_options=options)


def _footer(file: StoredFile) -> pq.FileMetaData:
    with file.store.open_input_file(file.path) as stream:
        return pq.read_metadata(stream)


def _largest_group(footer: pq.FileMetaData) -> int:
    """Return the rows of the largest row group: those before a slice's first are read in vain."""
    return max((footer.row_group(index).num_rows for index in range(footer.num_row_groups)), default=0)


def _chunk(footer: pq.FileMetaData) -> int:
    """Return how many rows to take at a time: fewer where they hold documents."""
    size = sum(footer.row_group(index).total_byte_size for index in range(footer.num_row_groups))
    return max(1, min(_CHUNK_ROWS, _CHUNK_BYTES * footer.num_rows // size)) if size else _CHUNK_ROWS
