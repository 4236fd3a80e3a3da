"""NDJSON on standard output: a line a row, rows that are gone as `{"table":..,"op":"delete","row":{key}}`."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.mirrors.layout import writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.records import Change


class LineMirror:
    """A file descriptor that NDJSON is written to.

    Where it is a file, a restart cuts off what was written after the last position that was saved, so that nothing
    stands in it twice; a pipe may bring the last commit twice after a crash, as any pipe does.
    """

    def __init__(self, descriptor: int, tables: Sequence[str]) -> None:
        """Take the descriptor and the policy's tables: the rows of an only one stand as they are."""
        self._descriptor = descriptor
        self._only = len(tables) == 1
        self._is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        self._length = 0

    def begin(self, tables: Mapping[str, pl.Schema], mark: str | None) -> str | None:
        """Cut a file back to its mark."""
        del tables
        if self._is_file:
            with writing("continue the output"):
                there = os.fstat(self._descriptor).st_size
                if mark and int(mark) <= there:
                    os.ftruncate(self._descriptor, int(mark))
                self._length = os.lseek(self._descriptor, 0, os.SEEK_END)
        return None

    @property
    def mark(self) -> str:
        """The file's length; nothing for a pipe."""
        return str(self._length) if self._is_file else ""

    def commit(self, changes: Sequence[Change], position: str) -> None:
        """Write the changes."""
        del position
        content = b"".join(line for change in changes for line in self._lines(change))
        with writing("write the output"):
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            self._length += len(content)
            if self._is_file:
                os.fsync(self._descriptor)

    def withdraw(self, tokens: Sequence[str]) -> None:
        """Do nothing: what was written has been read."""

    def restate(self, tokens: Sequence[str] | None) -> None:
        """Do nothing: what was written has been read."""

    def close(self) -> None:
        """Let go; the descriptor is its owner's."""

    def _lines(self, change: Change) -> Iterator[bytes]:
        for row in json_rows(change):
            if self._only and not change.gone:
                yield row + b"\n"
            else:
                op = b',"op":"delete"' if change.gone else b""
                yield b'{"table":' + json.dumps(change.rows.table).encode() + op + b',"row":' + row + b"}\n"


def json_rows(change: Change) -> list[bytes]:
    """Return a change's rows as JSON objects, in the order of their keys; binary is base64."""
    frame = ordered(change)
    coded = [pl.col(name).bin.encode("base64") for name, dtype in frame.schema.items() if isinstance(dtype, pl.Binary)]
    return (frame.with_columns(coded) if coded else frame).write_ndjson().encode().splitlines()


def ordered(change: Change) -> pl.DataFrame:
    """Return a change's rows in an order that says nothing of the source's."""
    return change.rows.frame[change.rows.order.arg_sort()]
