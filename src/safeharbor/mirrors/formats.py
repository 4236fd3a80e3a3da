"""How a part of a mirror is written, by format. The same rows give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# measured on 5M x 20, CPU of a whole copy: level 3 and 1 MiB pages (polars' defaults) 7.4 s,
# level 1 6.4 s, level 1 and large pages 5.0 s, for the same size
_LEVEL: Final = 1
_PAGE: Final = 8 << 20
_GROUP: Final = 250_000


@dataclass(frozen=True, slots=True)
class Format:
    """A file name's ending, and the function that writes a frame to a path."""

    ending: str
    write: Callable[[pl.DataFrame, Path], None]


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write nested columns as nested; no metadata but the schema."""
    frame.write_parquet(path, compression="zstd", compression_level=_LEVEL, data_page_size=_PAGE, row_group_size=_GROUP)


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write UTF-8, commas, double quotes, line feeds, a header: null is empty, empty text `""`, nested is JSON text."""
    frame.select(as_text(name, dtype) for name, dtype in frame.schema.items()).write_csv(path)


def write_ndjson(frame: pl.DataFrame, path: Path) -> None:
    """Write one JSON object per row, nested columns as nested; binary is base64."""
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
