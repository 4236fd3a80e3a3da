"""NDJSON and JSON: records of differing shapes, one schema over all of them.

A late field is never lost: the schema is inferred from every line. Where two records hold values of no
common type under one key, the whole column is String and holds JSON text.
"""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.sources.dialect import encoding_of, text_of
from safeharbor.sources.observed import observed_schema
from safeharbor.sources.refusing import refusal, refusing
from safeharbor.sources.shapes import merged, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from safeharbor.errors import SourceError
    from safeharbor.sources.location import Rule, StoredFile

_BLOCK: Final = 16 << 20
_LARGEST_DOCUMENT: Final = 512 << 20


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A reader of NDJSON, of JSON arrays of records, and of a single JSON record."""

    table: str
    rule: Rule
    types: Mapping[str, str] = field(default_factory=dict)

    def schema(self, file: StoredFile) -> pl.Schema:
        """Return the union of the types of all records; reads the whole file, a block at a time."""
        with refusing(self.table, file=file.number):
            schema = pl.Schema()
            row = 1
            for block in self._blocks(file):
                schema = merged(schema, self._infer(block, file, row=row))
                row += block.count(b"\n")
            return schema

    def frames(
        self, file: StoredFile, schema: pl.Schema, *, columns: Sequence[str], skip: int
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows after the first `skip`, in blocks, as the types of `schema`."""
        wanted = {name: schema[name] for name in columns}
        row = 1
        with refusing(self.table, file=file.number):
            for block in self._blocks(file):
                frame = self._parse(block, wanted, file, row=row)
                row += block.count(b"\n")
                if skip >= frame.height:
                    skip -= frame.height
                    continue
                yield frame.slice(skip)
                skip = 0

    def _parse(self, block: bytes, schema: dict[str, pl.DataType], file: StoredFile, *, row: int) -> pl.DataFrame:
        try:
            return pl.read_ndjson(block, schema=schema)
        except pl.exceptions.PolarsError:
            lines = block.splitlines(keepends=True)
            bad = _first_failing(lines, lambda part: pl.read_ndjson(part, schema=schema))
        raise self._refusal(lines, bad, file, row=row)

    def _infer(self, block: bytes, file: StoredFile, *, row: int) -> pl.Schema:
        """Return the types of one block's records."""
        try:
            found = pl.read_ndjson(block, infer_schema_length=None).schema
            return pl.Schema({name: plain(dtype) for name, dtype in found.items()})
        except pl.exceptions.PolarsError:
            lines = block.splitlines(keepends=True)
        try:
            return observed_schema(lines)
        except (ValueError, TypeError, RecursionError):
            bad = _first_failing(lines, lambda part: observed_schema(part.splitlines()))
        raise self._refusal(lines, bad, file, row=row)

    def _refusal(self, lines: list[bytes], bad: int, file: StoredFile, *, row: int) -> SourceError:
        last = bad == len(lines) - 1 and not lines[bad].endswith(b"\n")
        what = "the last record is truncated" if last else "the line is not one JSON object"
        hint = "deliver the file again" if last else "write one JSON object per line (NDJSON), or an array of objects"
        return refusal(self.table, what, file=file.number, row=row + bad, hint=hint)

    def _blocks(self, file: StoredFile) -> Iterator[bytes]:
        """Yield the file as UTF-8 NDJSON, cut at line ends (a JSON string holds no raw line end)."""
        head = file.head()
        encoding = self.rule.encoding or encoding_of(head)[0]
        if _is_document(head, encoding):
            document = self._document(file, encoding)
            if document:
                yield document
            return
        decode = codecs.getincrementaldecoder(encoding)(errors="strict")
        kept = b""
        with file.open() as stream:
            while raw := stream.read(_BLOCK):
                fresh = raw if encoding == "utf-8" else decode.decode(raw).encode()
                whole, end, rest = fresh.rpartition(b"\n")
                if not end:
                    kept += fresh
                    continue
                yield kept + whole + end
                kept = rest
        decode.decode(b"", final=True)
        if kept.strip():
            yield kept

    def _document(self, file: StoredFile, encoding: str) -> bytes:
        """Return a JSON array, or one record over several lines, as NDJSON."""
        with file.open() as stream:
            raw = stream.read(_LARGEST_DOCUMENT + 1)
        if len(raw) > _LARGEST_DOCUMENT:
            what = "a JSON document of more than 512 MiB cannot be read in bounded memory"
            raise refusal(self.table, what, file=file.number, hint="write one JSON object per line (NDJSON)")
        try:
            document = json.loads(raw.decode(encoding))
        except (json.JSONDecodeError, RecursionError) as error:
            row = error.lineno if isinstance(error, json.JSONDecodeError) else None
            what = "the JSON document is truncated or malformed"
            raise refusal(self.table, what, file=file.number, row=row, hint="deliver the file again") from None
        items = document if isinstance(document, list) else [document]
        if not all(isinstance(item, dict) for item in items):
            what = "the JSON array holds something other than objects"
            raise refusal(self.table, what, file=file.number, hint="write an array of objects, one per row")
        return "".join(f"{_ONE_LINE(item)}\n" for item in items).encode()


_ONE_LINE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _is_document(head: bytes, encoding: str) -> bool:
    """Whether a file is one JSON value: it begins with `[`, or its first line is no whole value."""
    text = text_of(head, encoding).lstrip("\ufeff \t\r\n")
    line, end, _ = text.partition("\n")
    if text[:1] == "[":
        return True
    if not end:
        return False
    try:
        json.loads(line)
    except json.JSONDecodeError:
        # a truncated or malformed first NDJSON line is followed by lines that begin a value
        return line.strip() == "{" or not line.lstrip().startswith('{"') or not line.rstrip().endswith("}")
    return False


def _first_failing(lines: list[bytes], read: Callable[[bytes], object]) -> int:
    """Return the index of the line with which a reading of the lines up to it begins to fail."""
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high) // 2
        try:
            read(b"".join(lines[: middle + 1]))
        except (pl.exceptions.PolarsError, ValueError, TypeError, RecursionError):
            high = middle
        else:
            low = middle + 1
    return low
