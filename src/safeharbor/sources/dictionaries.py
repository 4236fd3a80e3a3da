"""Texts of a Parquet file as the file holds them: each different one once in a dictionary, and a number a row.

Read so, a text need not be hashed to be known again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.parsing.arrays import series
from safeharbor.parsing.once import Numbered, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    import pyarrow.parquet as pq

_LEAST: Final = (
    50_000  # rows a row group: of smaller ones, putting their dictionaries together costs more than it saves
)


def texts_of(footer: pq.FileMetaData) -> Iterator[str]:
    """Iterate the flat columns of texts, if row groups are large enough for dictionaries to be of use."""
    if footer.num_rows < _LEAST * footer.num_row_groups:
        return
    for place in range(footer.num_columns):
        leaf = footer.schema.column(place)
        if leaf.path == leaf.name and not leaf.max_repetition_level and leaf.logical_type.type == "STRING":
            yield leaf.name


def dictionaries(group: pa.Table, columns: Sequence[str]) -> dict[str, Numbered]:
    """Return columns of a row group, read as dictionaries; raises ArrowInvalid for texts that are not UTF-8."""
    return {name: _numbered(group.column(name)) for name in columns}


def _numbered(column: pa.ChunkedArray) -> Numbered:
    found: list[Numbered] = []
    for chunk in column.chunks:
        # pyarrow does not look at the bytes, and polars believes what it is handed
        chunk.dictionary.validate(full=True)
        found.append(Numbered(series(chunk.dictionary), series(chunk.indices).reinterpret(signed=False)))
    return found[0] if len(found) == 1 else joined(found)
