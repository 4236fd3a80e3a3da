"""The messages of PostgreSQL's `pgoutput`, protocol version 1: PostgreSQL manual, section 54.9."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

UNCHANGED: Final = "\x00unchanged"  # a value too large to be sent again; no text of PostgreSQL holds NUL


@dataclass(frozen=True, slots=True)
class RelationColumn:
    """A column: whether it belongs to the replica identity, its name, type and type modifier."""

    is_key: bool
    name: str
    oid: int
    modifier: int


@dataclass(frozen=True, slots=True)
class RelationInfo:
    """A table as the server describes it before its first change."""

    name: str
    columns: tuple[RelationColumn, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row changed. `old`: what the server tells of before (its key, or all of it); `new`: None when it is gone."""

    relation: int
    old: tuple[str | None, ...] | None = field(repr=False)
    new: tuple[str | None, ...] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Truncated:
    """Tables emptied at once."""

    relations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Committed:
    """The end of a transaction; `end`: the position after it."""

    end: int


Message = tuple[int, RelationInfo] | RowChange | Truncated | Committed | None


class _Reader:
    """Reads fields off a message."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(f"!{form}", self._data, self._at)
        self._at += struct.calcsize(form)
        return int(value)

    def text(self) -> str:
        end = self._data.index(0, self._at)
        found = self._data[self._at : end].decode()
        self._at = end + 1
        return found

    def mark(self) -> str:
        return chr(self.number("B"))

    def row(self) -> tuple[str | None, ...]:
        values: list[str | None] = []
        for _ in range(self.number("H")):
            match self.mark():
                case "n":
                    values.append(None)
                case "u":
                    values.append(UNCHANGED)
                case _:
                    size = self.number("i")
                    values.append(self._data[self._at : self._at + size].decode())
                    self._at += size
        return tuple(values)


def read_message(data: bytes) -> Message:  # noqa: PLR0911 - one return a message
    """Return a message; None for those that say nothing of rows. Raises ValueError or struct.error on other bytes."""
    reader = _Reader(data)
    match reader.mark():
        case "R":
            return _relation(reader)
        case "I":
            relation = reader.number("I")
            reader.mark()
            return RowChange(relation, None, reader.row())
        case "U":
            relation = reader.number("I")
            old: tuple[str | None, ...] | None = None
            if reader.mark() in "KO":
                old = reader.row()
                reader.mark()
            return RowChange(relation, old, reader.row())
        case "D":
            relation = reader.number("I")
            reader.mark()
            return RowChange(relation, reader.row(), None)
        case "T":
            count = reader.number("i")
            reader.number("B")
            return Truncated(tuple(reader.number("I") for _ in range(count)))
        case "C":
            reader.number("B")
            reader.number("Q")
            return Committed(reader.number("Q"))
        case _:
            return None


def _relation(reader: _Reader) -> tuple[int, RelationInfo]:
    number = reader.number("I")
    schema = reader.text()
    name = f"{schema or 'pg_catalog'}.{reader.text()}"
    reader.number("B")
    columns = tuple(
        RelationColumn(reader.number("B") == 1, reader.text(), reader.number("I"), reader.number("i"))
        for _ in range(reader.number("H"))
    )
    return number, RelationInfo(name, columns)


def lsn(text: str) -> int:
    """Return a position in the log as a number."""
    high, _, low = text.partition("/")
    return int(high, 16) << 32 | int(low, 16)


def lsn_text(number: int) -> str:
    """Return a position in the log as PostgreSQL writes it."""
    return f"{number >> 32:X}/{number & 0xFFFFFFFF:X}"
