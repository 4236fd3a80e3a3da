"""Files that come out byte for byte the same: no clock in a gzip header, rows appended block by block."""

from __future__ import annotations

import gzip
import json
import unicodedata
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import BinaryIO

    import polars as pl


class CsvFile:
    """A CSV file written block by block in one dialect; gzip when its name says so."""

    def __init__(self, path: Path, *, delimiter: str = ",", encoding: str = "utf-8", bom: bool = False) -> None:
        """Create the file; characters the encoding lacks lose their accents, as exports do."""
        self._raw = path.open("wb")
        # level, name and time fixed: the header of a gzip file must not depend on when it was made
        self._file: BinaryIO = (
            gzip.GzipFile("", "wb", 6, self._raw, mtime=0) if path.suffix == ".gz" else self._raw  # type: ignore[assignment]
        )
        self._delimiter, self._encoding, self._first = delimiter, encoding, True
        if bom:
            self._file.write(b"\xef\xbb\xbf")

    def write(self, rows: pl.DataFrame) -> None:
        """Append rows; the first block brings the header."""
        text = rows.write_csv(separator=self._delimiter, include_header=self._first)
        self._first = False
        self._file.write(text.encode() if self._encoding == "utf-8" else narrowed(text, self._encoding))

    def close(self) -> None:
        """Flush and close."""
        self._file.close()
        self._raw.close()


def narrowed(text: str, encoding: str) -> bytes:
    """Encode, stripping the accents of characters the encoding does not have."""
    for character in set(text):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode() or "?"
            text = text.replace(character, plain)
    return text.encode(encoding)


class ParquetFile:
    """A Parquet file written block by block, one row group each."""

    def __init__(self, path: Path) -> None:
        """Remember where to write; the first block brings the schema."""
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, rows: pl.DataFrame) -> None:
        """Append one row group."""
        table = rows.to_arrow()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd", store_schema=True)
        self._writer.write_table(table.cast(self._writer.schema), row_group_size=max(table.num_rows, 1))

    def close(self) -> None:
        """Write the footer."""
        if self._writer is not None:
            self._writer.close()


class NdjsonFile:
    """A file of one JSON object a line."""

    def __init__(self, path: Path) -> None:
        """Create the file."""
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def write(self, records: Iterable[Mapping[str, object]]) -> None:
        """Append one line a record."""
        self._file.writelines(self._encode(record) + "\n" for record in records)

    def close(self) -> None:
        """Flush and close."""
        self._file.close()
