"""NDJSON on standard input, record by record, without waiting for more than there is."""

from __future__ import annotations

import json
import os
import selectors
import stat
import time
from typing import TYPE_CHECKING, Final

from safeharbor.errors import SourceError
from safeharbor.parsing.objects import read_object
from safeharbor.records import Arrival, Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK: Final = 1 << 20
_LONGEST: Final = 64 << 20
_ENVELOPE: Final = frozenset({"table", "row"})


class Lines:
    """A file descriptor of NDJSON.

    With one table a line is its row; with several, and for rows that are gone, it is
    `{"table": "visits", "row": {..}, "op": "delete"}` (`op` may be left out). Where the descriptor is a file, a restart
    goes on after the last line that was confirmed; a pipe begins where its writer begins.
    """

    def __init__(self, descriptor: int, tables: Sequence[str], *, linger: float = 0.0) -> None:
        """Take the descriptor, the policy's tables, and how long to gather what follows a first record."""
        self._descriptor = descriptor
        self._only = tables[0] if len(tables) == 1 else None
        self._linger = linger
        self._rest = b""
        self._waiting: list[bytes] = []
        self._line = 0
        self._skip = 0
        self._at_end = False
        self._selector = selectors.DefaultSelector()
        self._is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        self._is_ready = self._is_file
        try:
            if not self._is_file:
                self._selector.register(descriptor, selectors.EVENT_READ)
        except PermissionError:  # a device that can always be read, such as /dev/null
            self._is_ready = True

    @property
    def ended(self) -> bool:
        """Whether the other end closed and every line was given out."""
        return self._at_end and not self._waiting

    def begin(self, position: str | None) -> None:
        """Skip the lines of a file up to a position."""
        self._skip = int(position) if position and self._is_file else 0

    def poll(self, *, rows: int, wait: float) -> Delivery | None:
        """Return the lines that are there."""
        end = time.monotonic() + wait
        first: float | None = None
        while len(self._waiting) < rows and not self._at_end:
            now = time.monotonic()
            limit = end if first is None else min(first + self._linger, now + self._linger)
            if not self._readable(max(0.0, limit - now)):
                break
            self._take()
            first = first if first is not None or not self._waiting else time.monotonic()
        if not self._waiting:
            return None
        taken, self._waiting = self._waiting[:rows], self._waiting[rows:]
        at = time.monotonic() if first is None else first
        numbers = range(self._line + 1, self._line + len(taken) + 1)
        self._line += len(taken)
        return Delivery(self._arrivals(taken, [str(number) for number in numbers]), str(self._line), at)

    def confirm(self, position: str) -> None:
        """Hear; what was read from a pipe is gone from it."""

    def behind(self) -> int | None:
        """Return how many lines were read and not yet given out."""
        return len(self._waiting)

    def close(self) -> None:
        """Let go; the descriptor is its owner's."""
        self._selector.close()

    def _readable(self, wait: float) -> bool:
        return self._is_ready or bool(self._selector.select(wait))

    def _take(self) -> None:
        chunk = os.read(self._descriptor, _CHUNK)
        if not chunk:
            self._at_end = True
            lines = [self._rest] if self._rest.strip() else []
            self._rest = b""
        else:
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            if len(self._rest) > _LONGEST:
                message = "a line of standard input is longer than 64 MiB"
                raise SourceError(message, hint="write one JSON object per line (NDJSON)")
        skipped = min(self._skip, len(lines))
        self._skip -= skipped
        self._line += skipped
        self._waiting += lines[skipped:]

    def _arrivals(self, lines: Sequence[bytes], names: Sequence[str]) -> tuple[Arrival, ...]:
        filled = [(line, name) for line, name in zip(lines, names, strict=True) if line.strip()]
        if self._only is not None and not any(_may_be_envelope(line) for line, _ in filled):
            return (Arrival(self._only, [line for line, _ in filled], [name for _, name in filled]),) if filled else ()
        found: dict[str, tuple[list[bytes], list[str], list[bool]]] = {}
        for line, name in filled:
            table, row, gone = self._opened(line)
            rows, called, flags = found.setdefault(table, ([], [], []))
            rows.append(row)
            called.append(name)
            flags.append(gone)
        return tuple(Arrival(table, *three) for table, three in found.items())

    def _opened(self, line: bytes) -> tuple[str, bytes, bool]:
        record = read_object(line)
        if record is not None and record.keys() - {"op"} == _ENVELOPE and isinstance(record["table"], str):
            try:
                row = json.dumps(record["row"], ensure_ascii=False, allow_nan=False).encode()
            except ValueError:  # a number beyond all numbers, half a character
                return record["table"], line, False
            return record["table"], row, record.get("op") == "delete"
        return self._only or "?", line, False


def _may_be_envelope(line: bytes) -> bool:
    return b'"table"' in line and b'"row"' in line
