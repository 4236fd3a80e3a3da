"""Whether a delimited file ends inside a quoted field: its lexer closes such a field without a word."""

from __future__ import annotations

import codecs
from typing import Final, Protocol

# even, so that the units of UTF-16 and UTF-32 stay whole
_KEPT: Final = 1 << 16


class Unclosed(Exception):  # noqa: N818 - a signal between two functions, never seen outside
    """The file ends before its last quote is closed."""


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


class Ending:
    """A stream that remembers its last bytes; handed to pyarrow, which reads it in large blocks."""

    def __init__(self, stream: Stream) -> None:
        """Read through `stream`."""
        self._stream = stream
        self._tail = b""
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        chunk = self._stream.read(size)
        if chunk:
            self._tail = chunk[-_KEPT:] if len(chunk) >= _KEPT else (self._tail + chunk)[-_KEPT:]
        return chunk

    def readable(self) -> bool:
        """Tell pyarrow that this stream is for reading."""
        return True

    def close(self) -> None:
        """Leave the stream to its owner."""
        self.closed = True

    def is_cut(self, cell: str, *, opening: str, quote: str, encoding: str) -> bool:
        """Whether the file's last field, read as `cell`, was opened by a quote and never closed.

        Then the bytes end in the field's `opening` (the separator before it, and the quote) and the cell itself, line
        ends included; a closed field ends in its quote, and no quote comes before an unquoted one.
        """
        plain = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
        text = codecs.getincrementaldecoder(plain)(errors="replace").decode(self._tail, final=True)
        written = opening + cell.replace(quote, quote * 2)
        # of a cell longer than what is remembered, its end is compared
        return text.endswith(written if len(written) <= len(text) else written[-(len(text) // 2) :])
