"""How a part of a mirror is written, by format. The same rows give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from safeharbor.mirrors.coded import Coded
from safeharbor.parsing.once import told_apart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from safeharbor.parsing.once import Texts

# measured on 5M x 20, CPU of a whole copy: level 3 and 1 MiB pages (polars' defaults) 7.4 s,
# level 1 6.4 s, level 1 and large pages 5.0 s, for the same size
_LEVEL: Final = 1
_PAGE: Final = 8 << 20
_GROUP: Final = 250_000
_OLDEST: Final = pl.CompatLevel.oldest()
_SAMPLE: Final = 20_000  # rows that tell whether a column's values repeat
_FIRST_ROWS: Final = 16_384  # of a row group, in which most columns of few values show all of them
# what Parquet's own types say in full
_FLAT: Final = frozenset(
    {pl.String, pl.Binary, pl.Boolean, pl.Date, pl.Float32, pl.Float64}
    | {pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64}
)


@dataclass(frozen=True, slots=True)
class Format:
    """A file name's ending, and the function that writes rows to a path."""

    ending: str
    write: Callable[[Coded, Path], None]


def write_parquet(rows: Coded, path: Path) -> None:
    """Write nested columns as nested; no metadata but the schema, and least and largest of numbers only.

    A shuffled text's least and largest let a reader leave nothing out, and cost a third of the writing.

    Flat rows are written by pyarrow, which takes codes as a file's dictionary (1M x 14: 0.37 s of CPU; as text,
    by polars, 0.52). Other types keep what only polars' own schema tells: zones of time, durations, categories.
    """
    frame = rows.frame
    if not all(dtype in _FLAT for dtype in frame.dtypes):
        write_texts(rows.plain(), path)
        return
    slices = iter(frame.iter_slices(_GROUP) if frame.height else [frame])
    first = _table(Coded(next(slices), rows.texts))
    dictionaries = [part.name for part in first.schema if pa.types.is_dictionary(part.type)]
    numbers = [column for column in frame if column.dtype.is_numeric() and column.name not in rows.texts]
    with pq.ParquetWriter(
        path,
        first.schema,
        compression="zstd",
        compression_level=_LEVEL,
        data_page_size=_PAGE,
        dictionary_pagesize_limit=_PAGE,
        use_dictionary=[*dictionaries, *(column.name for column in numbers if _repeats(column))],
        write_statistics=[column.name for column in numbers],
        store_schema=False,
    ) as writer:
        writer.write_table(first)
        for part in slices:
            writer.write_table(_table(Coded(part, rows.texts), like=first.schema))


def write_texts(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet by polars: the cheaper way for rows whose texts are not codes already, as those read back are.

    Of 125,000 rows x 20 with texts: 0.075 s of CPU, by codes made for it 0.19.
    """
    frame.write_parquet(path, compression="zstd", compression_level=_LEVEL, data_page_size=_PAGE, row_group_size=_GROUP)


def _table(rows: Coded, *, like: pa.Schema | None = None) -> pa.Table:
    """Return a row group; `like`: which of its columns are dictionaries, by default those whose texts repeat."""
    kinds = {} if like is None else {part.name: pa.types.is_dictionary(part.type) for part in like}
    columns = [_column(column, rows.texts.get(column.name), repeats=kinds.get(column.name)) for column in rows.frame]
    return pa.table(columns, names=rows.frame.columns)


def _column(column: pl.Series, texts: Texts | None, *, repeats: bool | None) -> pa.Array:
    """Return a column of a row group; repeated texts as a dictionary in the order in which its own rows show them.

    `texts`: those of its numbers. Whether a text came by its number or not makes no difference to the bytes.
    """
    if texts is None and column.dtype != pl.String:
        return column.to_arrow(compat_level=_OLDEST)
    if texts is None:
        once = told_apart(column)
        texts, codes = once.values, once.rows
    else:
        codes = column
    met = (codes.drop_nulls() if codes.null_count() else codes).to_numpy()
    places = np.full(int(met.max(initial=0)) + 1, -1, dtype=np.int32)
    for some in (met[:_FIRST_ROWS], met):
        # of several places the last one written stays: backwards that is where a code is met first
        places[some[::-1]] = np.arange(len(some), dtype=np.int32)[::-1]
        used = np.flatnonzero(places >= 0)
        if len(used) == len(places):
            break
    if repeats is None:
        repeats = 2 * (len(used) + (codes.null_count() > 0)) <= len(column)
    if not repeats:
        return texts.gather(codes).to_arrow(compat_level=_OLDEST)
    used = used[np.argsort(places[used])]
    places[used] = np.arange(len(used), dtype=np.int32)
    known = texts.gather(pl.Series(used))
    # an array of numpy's goes by polars: for one with a mask, pyarrow imports pandas where there is one, half a second
    indices = pl.Series(places).gather(codes) if codes.null_count() else pl.Series(places.take(met))
    # every index was made here: looking whether each is in bounds costs half of what the column does
    return pa.DictionaryArray.from_arrays(indices.to_arrow(), known.to_arrow(compat_level=_OLDEST), safe=False)


def _repeats(column: pl.Series) -> bool:
    sample = column.gather_every(max(len(column) // _SAMPLE, 1))
    return 2 * sample.n_unique() <= len(sample)


def write_csv(rows: Coded, path: Path) -> None:
    """Write UTF-8, commas, double quotes, line feeds, a header: null is empty, empty text `""`, nested is JSON text."""
    frame = rows.plain()
    frame.select(as_text(name, dtype) for name, dtype in frame.schema.items()).write_csv(path)


def write_ndjson(rows: Coded, path: Path) -> None:
    """Write one JSON object per row, nested columns as nested; binary is base64."""
    frame = rows.plain()
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
