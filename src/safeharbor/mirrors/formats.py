"""How a part of a mirror is written, by format. The same rows give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from safeharbor.mirrors.coded import NO_CODES, decoded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# measured on 5M x 20, CPU of a whole copy: level 3 and 1 MiB pages (polars' defaults) 7.4 s,
# level 1 6.4 s, level 1 and large pages 5.0 s, for the same size
_LEVEL: Final = 1
_PAGE: Final = 8 << 20
_GROUP: Final = 250_000
_OLDEST: Final = pl.CompatLevel.oldest()
_SAMPLE: Final = 2_000  # rows that tell whether a column's values repeat
# what Parquet's own types say in full
_FLAT: Final = frozenset(
    {pl.String, pl.Binary, pl.Boolean, pl.Date, pl.Float32, pl.Float64}
    | {pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64}
)


class Writer(Protocol):
    """A function that writes rows to a path; columns in `texts` hold codes, places in its Series (see `coded`)."""

    def __call__(self, frame: pl.DataFrame, path: Path, texts: Mapping[str, pl.Series] = ...) -> None:
        """Write the rows."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file name's ending, and what writes it."""

    ending: str
    write: Writer


def write_parquet(frame: pl.DataFrame, path: Path, texts: Mapping[str, pl.Series] = NO_CODES) -> None:
    """Write nested columns as nested; no metadata but the schema.

    Flat rows are written by pyarrow, which takes codes as a file's dictionary (1M x 14: 0.37 s of CPU; as text,
    by polars, 0.52). Other types keep what only polars' own schema tells: zones of time, durations, categories.
    """
    if all(dtype in _FLAT for dtype in frame.dtypes):
        repeated = {column.name for column in frame if _repeats(column)}
        columns = {
            column.name: _arrow(column, texts.get(column.name), repeated=column.name in repeated) for column in frame
        }
        pq.write_table(
            pa.table(columns),
            path,
            compression="zstd",
            compression_level=_LEVEL,
            data_page_size=_PAGE,
            row_group_size=_GROUP,
            use_dictionary=sorted(repeated),
            store_schema=False,
        )
        return
    decoded(frame, texts).write_parquet(
        path, compression="zstd", compression_level=_LEVEL, data_page_size=_PAGE, row_group_size=_GROUP
    )


def _arrow(column: pl.Series, texts: pl.Series | None, *, repeated: bool) -> pa.Array:
    """Return a column for pyarrow; repeated texts as a sorted dictionary of those that occur, which tells nothing more.

    Whether a text came as a code or not makes no difference to the bytes.
    """
    if texts is not None and not repeated:
        column, texts = texts.gather(column), None
    if column.dtype == pl.String and repeated:
        categories = pl.Categories.random("column", pl.UInt32)
        categorical = column.cast(pl.Categorical(categories))
        column, texts = categorical.to_physical(), categories.to_series()
    if texts is None:
        return column.to_arrow(compat_level=_OLDEST)
    used = column.unique().drop_nulls()
    occurring = texts.gather(used)
    order = occurring.arg_sort()
    places = np.zeros(max(len(texts), 1), dtype=np.uint32)
    places[used.gather(order).to_numpy()] = np.arange(len(used), dtype=np.uint32)
    codes = pl.Series(places).gather(column).to_arrow()
    return pa.DictionaryArray.from_arrays(codes, occurring.gather(order).to_arrow(compat_level=_OLDEST))


def _repeats(column: pl.Series) -> bool:
    sample = column.gather_every(max(len(column) // _SAMPLE, 1))
    return 2 * sample.n_unique() <= len(sample)


def write_csv(frame: pl.DataFrame, path: Path, texts: Mapping[str, pl.Series] = NO_CODES) -> None:
    """Write UTF-8, commas, double quotes, line feeds, a header: null is empty, empty text `""`, nested is JSON text."""
    frame = decoded(frame, texts)
    frame.select(as_text(name, dtype) for name, dtype in frame.schema.items()).write_csv(path)


def write_ndjson(frame: pl.DataFrame, path: Path, texts: Mapping[str, pl.Series] = NO_CODES) -> None:
    """Write one JSON object per row, nested columns as nested; binary is base64."""
    frame = decoded(frame, texts)
    coded = [pl.col(name).bin.encode("base64") for name, dtype in frame.schema.items() if isinstance(dtype, pl.Binary)]
    frame.with_columns(coded).write_ndjson(path)


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """Return a column as CSV can hold it: binary as base64, nested as JSON text."""
    column = pl.col(name)
    if isinstance(dtype, pl.Binary):
        return column.bin.encode("base64")
    if isinstance(dtype, (pl.Struct, pl.List, pl.Array)):
        # only structs can be encoded: {"v":..} without its frame
        text = pl.struct(column.alias("v")).struct.json_encode().str.slice(len('{"v":')).str.head(-1)
        return pl.when(column.is_not_null()).then(text).alias(name)
    return column


FORMATS: Final = {
    "parquet": Format(".parquet", write_parquet),
    "csv": Format(".csv", write_csv),
    "ndjson": Format(".ndjson", write_ndjson),
}
