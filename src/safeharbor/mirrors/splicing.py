"""One part of a release made anew without some rows and with others: the rows that stay are not written differently.

Parquet is decoded and encoded again. CSV and NDJSON are cut into lines, and lines that stay are the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.leaves import is_nested, take_apart
from safeharbor.mirrors.coded import Coded
from safeharbor.mirrors.formats import write_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from safeharbor.mirrors.formats import Format

_LINE: Final = "line"
_NEWLINE: Final = ord("\n")
_QUOTE: Final = ord('"')


@dataclass(frozen=True, slots=True)
class Tally:
    """Cells and nulls of a part by leaf path; a leaf that could not be counted is absent."""

    cells: Mapping[str, int] = field(default_factory=dict)
    nulls: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a part as its format holds them: a frame, or one column of lines after their `head`."""

    frame: pl.DataFrame = field(repr=False)
    schema: pl.Schema
    format: Format
    lines: bool = False
    head: bytes = b""

    @property
    def height(self) -> int:
        """How many rows."""
        return self.frame.height

    def slice(self, start: int, rows: int) -> Rows:
        """Return some of them."""
        return replace(self, frame=self.frame.slice(start, rows))

    def merged(self, stay: NDArray[np.bool_], new: Rows, order: NDArray[np.int64]) -> Rows:
        """Return the rows that stay and the new ones; `order` numbers both, one after the other."""
        if not new.height:
            return self if stay.all() else replace(self, frame=self.frame.filter(pl.Series(stay)))
        places = np.concatenate([np.flatnonzero(stay), np.arange(self.height, self.height + new.height)])
        return replace(self, frame=pl.concat([self.frame, new.frame], rechunk=True)[places[order]])

    def write(self, path: Path) -> None:
        """Write a part."""
        if self.lines:
            path.write_bytes(self._content())
        elif self.format.ending == ".parquet":
            write_texts(self.frame, path)
        else:
            self.format.write(Coded(self.frame), path)

    def seen(self) -> pl.DataFrame:
        """Return the rows as a frame; of lines, the flat columns only."""
        return _flat(self._content(), self) if self.lines else self.frame

    def tally(self) -> Tally:
        """Count cells and nulls of each leaf; of lines, those of flat columns only, where they can be told."""
        frame = self.seen()
        if frame.height != self.height:
            return Tally()
        leaves = take_apart(frame).items()
        return Tally(
            {path: len(leaf.values) for path, leaf in leaves}, {path: leaf.values.null_count() for path, leaf in leaves}
        )

    def _content(self) -> bytes:
        return self.head + b"".join(self.frame.to_series().to_list())


def joined(rows: Sequence[Rows]) -> Rows:
    """Return rows of several parts as those of one."""
    return replace(rows[0], frame=pl.concat([part.frame for part in rows]))


def framed(frame: pl.DataFrame, written: Format) -> Rows:
    """Return rows that are in memory."""
    return Rows(frame, frame.schema, written)


def read(content: bytes, schema: pl.Schema, written: Format) -> Rows:
    """Return the rows of a part, given its bytes and the table's types."""
    if written.ending == ".parquet":
        return Rows(pl.read_parquet(content), schema, written)
    headed = written.ending == ".csv"
    lines = _lines(content, quoted=headed)
    head = lines[0] if headed else b""
    return Rows(lines.slice(int(headed)).to_frame(_LINE), schema, written, lines=True, head=head)


def _lines(content: bytes, *, quoted: bool) -> pl.Series:
    """Cut at line ends; at those outside quotes only, where there are quotes."""
    data = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(data == _NEWLINE)
    if quoted:
        # a doubled quote counts twice and so not at all
        ends = ends[np.searchsorted(np.flatnonzero(data == _QUOTE), ends) % 2 == 0]
    starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    pairs = zip(starts.tolist(), (ends + 1).tolist(), strict=True)
    return pl.Series(_LINE, [content[start:end] for start, end in pairs], dtype=pl.Binary)


def _flat(content: bytes, rows: Rows) -> pl.DataFrame:
    """Return the flat columns: only nulls are asked of them, so that text is type enough."""
    flat = {name: dtype for name, dtype in rows.schema.items() if not is_nested(dtype)}
    if not rows.height:
        return pl.DataFrame(schema=flat)
    if rows.format.ending == ".csv":
        return pl.read_csv(io.BytesIO(content), infer_schema=False).select(list(flat))
    text = {name: pl.String() if isinstance(dtype, pl.Binary) else dtype for name, dtype in rows.schema.items()}
    return pl.read_ndjson(io.BytesIO(content), schema=text).select(list(flat))
