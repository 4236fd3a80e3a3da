"""What a database sends, block by block, as one stream of bytes."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator


class Blocks(io.RawIOBase):
    """Blocks of bytes, one after the other; closing it ends the reading that makes them."""

    def __init__(self, blocks: Generator[bytes, None, None]) -> None:
        """Take the blocks; none is asked for yet."""
        self._blocks = blocks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        """Fill a buffer as far as the block at hand does; return how many bytes that is."""
        if not self._rest:
            self._rest = memoryview(next(self._blocks, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def close(self) -> None:
        """End the reading."""
        with closing(self._blocks):
            super().close()
