"""What reports and surveys write around the records of a table: rows below the header, lines at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

_VALUED: Final = re.compile(r"[-+<>$]?\d[\d.,:/ TZ+-]*%?")
_LETTER: Final = re.compile(r"[^\W\d_]")
_FOOTER: Final = re.compile(
    r"(?i)\W*(?:\d[\d,.]*\s+(?:rows?|records?|lines?|patients?|filas|registros|zeilen)\b(?:\s+\w+){0,2}"
    r"|(?:end of (?:report|file|data)|fin del informe|ende des berichts)|(?:grand )?total\s*[:=]\s*\d[\d,.]*"
    r"|(?:rows?|records?) (?:selected|returned|exported|affected|read|written)\s*[:=]?\s*\d[\d,.]*)\W*"
)
_IMPORT_ID: Final = '{"ImportId"'
_BELOW: Final = 3
_COLUMNS: Final = 3
_ROWS: Final = 5
_KEPT: Final = 4096


def below_header(records: Sequence[Sequence[str]]) -> int:
    """Return how many records below the header are none: questions, import ids, units, types.

    They have words in every column that holds nothing but numbers and dates further down, three columns at least.
    """
    header = records[0] if records else ()
    asked = [place for place, record in enumerate(records[: _BELOW + 1]) if _is_import_row(record)]
    if asked:
        return asked[0]
    count = 0
    while count < _BELOW and len(records) > count + 1 + _ROWS:
        candidate, rest = records[count + 1], records[count + 2 :]
        if any(len(record) != len(header) for record in (candidate, *rest[:-1])):
            break
        columns = [place for place in range(len(header)) if _is_valued([record[place] for record in rest[:-1]])]
        words = [place for place in columns if _LETTER.search(candidate[place]) and not _is_valued([candidate[place]])]
        if len(columns) < _COLUMNS or words != columns:
            break
        count += 1
    return count


def is_footer(line: str) -> bool:
    """Whether a line below the records counts them or says that they end."""
    return bool(_FOOTER.fullmatch(line.strip().strip('"')))


def _is_import_row(record: Sequence[str]) -> bool:
    return bool(record) and all(cell.startswith(_IMPORT_ID) for cell in record)


def _is_valued(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and len(filled) >= min(_ROWS, len(cells)) and all(map(_VALUED.fullmatch, filled))


class WithoutFooter:
    """A stream of delimited text that ends before the lines that count its records.

    Only lines that say nothing else are left out: a last record that was cut is not, and is refused as ever.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Read through `stream`, of an encoding in which ASCII is ASCII."""
        self._stream = stream
        self._held = b""
        self._ended = False
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, `size` at most where that is more than a few; none at the end."""
        while not self._ended:
            chunk = self._stream.read(size)
            self._held += chunk
            if not chunk:
                self._ended = True
            elif len(self._held) > _KEPT:
                ready, self._held = self._held[:-_KEPT], self._held[-_KEPT:]
                return ready
        rest, self._held = _cut(self._held), b""
        return rest

    def readable(self) -> bool:
        """Tell pyarrow that this stream is for reading."""
        return True

    def close(self) -> None:
        """Leave the stream to its owner."""
        self.closed = True


def _cut(tail: bytes) -> bytes:
    lines = tail.splitlines(keepends=True)
    while lines and (not lines[-1].strip() or is_footer(lines[-1].decode("latin-1"))):
        lines.pop()
    return b"".join(lines)
