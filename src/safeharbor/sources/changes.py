"""Changes of a PostgreSQL database by logical replication: whole transactions, confirmed only once published.

The slot is peeked at, not consumed: what the mirror has not committed stays in it, and comes again after a crash. The
publication is made by the database's owner (`CREATE PUBLICATION safeharbor FOR TABLE ..`); the slot is made on the
first start, and holds back the server's log until the stream confirms: drop it when the stream is given up.
"""

from __future__ import annotations

import json
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from safeharbor.errors import SourceError
from safeharbor.postgres import Server, connect, translated
from safeharbor.records import Arrival, Delivery
from safeharbor.sources.pgoutput import (
    UNCHANGED,
    Committed,
    RelationColumn,
    RelationInfo,
    RowChange,
    Truncated,
    lsn_text,
    read_message,
)
from safeharbor.sources.pgtypes import column_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import psycopg

_LOOK: Final = 0.05  # seconds between looks at a slot in which nothing was
_PEEK: Final = (
    "SELECT data FROM pg_logical_slot_peek_binary_changes(%s, NULL, %s, 'proto_version', '1', 'publication_names', %s)"
)
_SESSION: Final = ("SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'", "SET extra_float_digits = 1")


class ChangeSource:
    """The changes of some tables."""

    def __init__(self, server: Server, tables: Mapping[str, str], *, slot: str, publication: str) -> None:
        """Take the database, `schema.table` -> table of the policy, the slot and the publication."""
        self._server = server
        self._tables = tables
        self._slot = slot
        self._publication = publication
        self._after = 0
        self._connection: psycopg.Connection[Any] | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing will come any more: databases go on."""
        return False

    def begin(self, position: str | None) -> None:
        """Make the slot where there is none; leave out transactions up to a position."""
        self._after = int(position) if position else 0
        self._connection = connect(self._server, error=SourceError, autocommit=True)
        with translated("open the replication slot", error=SourceError):
            for setting in _SESSION:
                self._connection.execute(setting.encode())
            there = self._connection.execute("SELECT 1 FROM pg_replication_slots WHERE slot_name = %s", (self._slot,))
            if there.fetchone() is None:
                self._connection.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", (self._slot,))

    def poll(self, *, rows: int, wait: float) -> Delivery | None:
        """Return the changes of whole transactions; a row changed twice comes as it is in the end."""
        end = time.monotonic() + wait
        while True:
            found = self._peek(rows)
            if found is not None or time.monotonic() >= end:
                return found
            time.sleep(min(_LOOK, wait))

    def confirm(self, position: str) -> None:
        """Let the server forget what is published."""
        with translated("confirm the replication slot", error=SourceError):
            self._open.execute(
                "SELECT pg_replication_slot_advance(%s, %s::pg_lsn)", (self._slot, lsn_text(int(position)))
            )

    def behind(self) -> int | None:
        """Say nothing: the server counts bytes of its log, not records."""
        return None

    def close(self) -> None:
        """Let go of the connection; the slot stays."""
        if self._connection is not None:
            self._connection.close()

    @property
    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            message = "the changes were asked for before the stream began"
            raise SourceError(message)
        return self._connection

    def _peek(self, rows: int) -> Delivery | None:
        at = time.monotonic()
        with translated("read changes", error=SourceError):
            data = [row[0] for row in self._open.execute(_PEEK, (self._slot, rows, self._publication))]
        if not data:
            return None
        try:
            messages = [read_message(bytes(one)) for one in data]
        except (ValueError, struct.error):
            text = "the server's changes cannot be read"
            raise SourceError(text, hint="the slot must be of the plugin pgoutput") from None
        gathered = _Gathered(self._tables)
        position = 0
        pending: list[RowChange] = []
        for message in messages:
            match message:
                case (int() as number, RelationInfo() as relation):
                    gathered.relations[number] = relation
                case RowChange():
                    pending.append(message)
                case Truncated():
                    text = "a table of the publication was truncated"
                    raise SourceError(text, hint="publish a whole run, advance the slot, then start the stream again")
                case Committed(end=position):
                    if position > self._after:
                        gathered.take(pending, position)
                    pending = []
        self._after = max(self._after, position)
        return Delivery(gathered.arrivals(), str(position), at) if position else None


class _Gathered:
    """The last state of each row that some transactions changed."""

    def __init__(self, tables: Mapping[str, str]) -> None:
        self._tables = tables
        self.relations: dict[int, RelationInfo] = {}
        self._rows: dict[str, dict[tuple[str | None, ...], tuple[bytes, str, bool]]] = {}

    def take(self, changes: Iterable[RowChange], position: int) -> None:
        """Take the changes of one transaction."""
        for number, change in enumerate(changes):
            relation = self.relations[change.relation]
            table = self._tables.get(relation.name)
            if table is None:
                continue
            held = self._rows.setdefault(table, {})
            name = f"{position}/{number}"
            before = None if change.old is None else _key(relation, change.old)
            after = None if change.new is None else _key(relation, change.new)
            if before is not None and before != after and change.old is not None:
                held.pop(before, None)
                held[before] = (_row(relation.columns, change.old), f"{name}/old", True)
            if after is not None and change.new is not None:
                held.pop(after, None)
                new = _completed(change.new, change.old)
                # a row without a key is another each time
                held[after if any(after) else (name,)] = (_row(relation.columns, new), name, False)

    def arrivals(self) -> tuple[Arrival, ...]:
        """Return what was gathered, table by table."""
        return tuple(
            Arrival(table, [row for row, _, _ in held], [name for _, name, _ in held], [gone for _, _, gone in held])
            for table, rows in self._rows.items()
            if (held := list(rows.values()))
        )


def _key(relation: RelationInfo, values: Sequence[str | None]) -> tuple[str | None, ...]:
    return tuple(value for column, value in zip(relation.columns, values, strict=True) if column.is_key)


def _completed(new: Sequence[str | None], old: Sequence[str | None] | None) -> list[str | None]:
    """Return a row whose unchanged large values are those of before, where the server told them."""
    return [old[place] if value == UNCHANGED and old is not None else value for place, value in enumerate(new)]


def _row(columns: Sequence[RelationColumn], values: Sequence[str | None]) -> bytes:
    """Return a row as JSON; empty, and so refused, where a value was not sent."""
    if UNCHANGED in values:
        return b""
    parts = [
        f"{json.dumps(column.name)}:{_value(column, value)}" for column, value in zip(columns, values, strict=True)
    ]
    return f"{{{','.join(parts)}}}".encode()


def _value(column: RelationColumn, value: str | None) -> str:
    if value is None:
        return "null"
    dtype = column_of(_Described(column.name, column.oid, column.modifier)).dtype
    if dtype == pl.Boolean:
        return "true" if value == "t" else "false"
    if dtype.is_numeric():
        return value
    if isinstance(dtype, pl.Datetime):
        return json.dumps(value.removesuffix("+00"))
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Described:
    """A column of a change, as a column of a result."""

    name: str
    type_code: int
    modifier: int

    @property
    def precision(self) -> int | None:
        # atttypmod of numeric(p, s): ((p << 16) | s) + 4; -1 where none was given
        return (self.modifier - 4 >> 16) & 0xFFFF if self.modifier >= 0 else None

    @property
    def scale(self) -> int | None:
        return (self.modifier - 4) & 0x7FF if self.modifier >= 0 else None
