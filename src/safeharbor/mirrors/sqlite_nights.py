"""A night's SQLite file: last night's, with the rows of parts that were written anew in the place of those before.

The unit is the part of the release's files, as in PostgreSQL (`pg_nights`): all rows of a part that changed are put in
again, in their published order, so that no row's number tells which rows are new, only in which parts of which years
some row changed. Where a part's rows stand, `_parts` says. Bytes of rows that leave are overwritten (`secure_delete`):
what is restated or deleted rests in no free page of the file that is handed out.

Where the file is not the copy it should be (other tables, other words, rows missing) all of it is made anew.
"""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING, Final

from safeharbor.mirrors.sqlite import declared, described, fill_sqlite, make_sqlite, opened_sqlite
from safeharbor.mirrors.tables import TableShape, in_order, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from safeharbor.mirrors.base_release import Exchange

_PARTS: Final = "CREATE TABLE _parts (table_name TEXT, part INTEGER, first INTEGER, count INTEGER)"
# of all parts: beyond, taking rows out costs as much as putting all of them in anew
_MOST: Final = 0.5


class _NoCopyError(Exception):
    """The file is not the copy of the release that it should be."""


class SqliteBeside:
    """The SQLite file beside the parts of a night's release."""

    name: Final = "data.sqlite"

    def __init__(self, shapes: Mapping[str, TableShape]) -> None:
        """Take what is known of the tables."""
        self._shapes = shapes

    def write(self, path: Path, before: Path | None, tables: Mapping[str, Exchange]) -> None:
        """Write the file of a staged release from that of the release `before`, None for none."""
        came = sum(len(exchange.came) for exchange in tables.values())
        parts = sum(len(list(exchange.folder.iterdir())) for exchange in tables.values())
        if before is None or came > _MOST * parts or not self._carried(path, before, tables):
            with opened_sqlite(path) as connection:
                make_sqlite(connection, {table: exchange.folder for table, exchange in tables.items()}, self._shapes)
                connection.execute(_PARTS)
                for table in in_order(self._shapes, tables):
                    _insert(connection, table, sorted(tables[table].folder.iterdir()))

    def _carried(self, path: Path, before: Path, tables: Mapping[str, Exchange]) -> bool:
        """Exchange what changed in a copy of the file before; false, and no file, where that is none to begin from."""
        shutil.copyfile(before, path)
        try:
            with opened_sqlite(path) as connection:
                for table in in_order(self._shapes, tables):
                    self._exchange(connection, table, tables[table])
        except _NoCopyError:
            path.unlink()
            return False
        return True

    def _exchange(self, connection: sqlite3.Connection, table: str, exchange: Exchange) -> None:
        shape = self._shapes.get(table, TableShape())
        files = sorted(exchange.folder.iterdir())
        _refuse_other(connection, table, declared(table, files[0], shape), described(table, shape))
        left, came = {_number(path) for path in exchange.left}, {_number(path) for path in exchange.came}
        held = connection.execute("SELECT part, first, count FROM _parts WHERE table_name = ? ORDER BY part", (table,))
        stay: list[tuple[int, int]] = []
        for part, first, count in held.fetchall():
            if part not in left:
                stay.append((first, count))
                continue
            statement = f"DELETE FROM {quoted(table)} WHERE rowid BETWEEN ? AND ?"  # noqa: S608 - a quoted name
            if connection.execute(statement, (first, first + count - 1)).rowcount != count:
                raise _NoCopyError
        # parts that stay keep their order among those that came
        numbers = [number for number in map(_number, files) if number not in came]
        if len(numbers) != len(stay):
            raise _NoCopyError
        connection.execute("DELETE FROM _parts WHERE table_name = ?", (table,))
        entries = [(table, number, *place) for number, place in zip(numbers, stay, strict=True)]
        connection.executemany("INSERT INTO _parts VALUES (?, ?, ?, ?)", entries)
        _insert(connection, table, sorted(exchange.came))


def _refuse_other(
    connection: sqlite3.Connection, table: str, statement: str, words: list[tuple[str, str, str]]
) -> None:
    """Raise _NoCopyError unless the file's table is declared and described as tonight."""
    try:
        sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
        there = connection.execute(sql, (table,)).fetchone()
        said = connection.execute("SELECT * FROM _dictionary WHERE table_name = ?", (table,)).fetchall()
        connection.execute("SELECT 1 FROM _parts").fetchone()
    except sqlite3.OperationalError:
        raise _NoCopyError from None
    if there != (statement,) or said != words:
        raise _NoCopyError


def _insert(connection: sqlite3.Connection, table: str, parts: list[Path]) -> None:
    """Put the rows of parts in, each behind the last, and note where they stand."""
    for part in parts:
        first, last = fill_sqlite(connection, table, part)
        entry = (table, _number(part), first, last - first + 1)
        connection.execute("INSERT INTO _parts VALUES (?, ?, ?, ?)", entry)


def _number(part: Path) -> int:
    return int(part.stem.rpartition("-")[2])
