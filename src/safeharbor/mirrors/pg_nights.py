"""A night's release in a PostgreSQL mirror: rows of parts that were written anew replace those of the parts before.

The unit is the part of the release's files (`laid`), not the row. A row that came tonight is inserted beside all rows
that lie between the same borders, in their published order: by a row's place in the table, or by the transaction that
wrote it (`ctid`, `xmin`, which whoever may read a table can ask for), no reader tells which rows are new, only in
which parts of which years some row changed. All of it is one transaction: readers see the old or the new release.

The database is a copy of the folder's release. Where it is not a copy of the one that the night went on from (a run was
killed between the two, another ran since, rows to be removed are not there), it is emptied and filled whole.
It holds one release and no history: `rollback` refuses it, the files of earlier releases stay in the folder.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import MirrorError
from safeharbor.mirrors.postgres import Target, load, opened, owned, prepared, release_of, sealed
from safeharbor.postgres import driver, translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl
    import psycopg
    from psycopg.sql import Composable, Composed

    from safeharbor.mirrors.base_release import Exchange
    from safeharbor.mirrors.pg_tables import Tables
    from safeharbor.mirrors.tables import TableShape

_LEAVING: Final = "safeharbor_leaving"
# of a table's parts: beyond, finding the rows that leave costs the server more than putting all of them in anew
_MOST: Final = 0.3


class _NotThereError(Exception):
    """Rows that leave are not in the database: it is not the copy it should be."""


class PostgresCopy:
    """The database beside the folder of a night's releases."""

    def __init__(self, target: Target, shapes: Mapping[str, TableShape]) -> None:
        """Take the database, and what is known of the tables."""
        self._target = target
        self._shapes = shapes
        self._schemas: Mapping[str, pl.Schema] = {}

    def begin(self, tables: Mapping[str, pl.Schema]) -> None:
        """Check, before anything is staged, that the database is reachable, ours and no source. Raises MirrorError."""
        self._schemas = dict(tables)
        with opened(self._target) as connection:
            owned(connection, self._target.schema)

    def holds(self, release: str) -> bool:
        """Whether the database is the copy of a release."""
        with opened(self._target) as connection, translated("look at the release", error=MirrorError):
            return release_of(connection, self._target) == release

    def publish(self, release: str, since: str, tables: Mapping[str, Exchange]) -> None:
        """Make the database a copy of the staged release; `since`: the release it is exchanged in, "" for none."""
        with opened(self._target) as connection, translated("publish the release", error=MirrorError):
            if since and release_of(connection, self._target) == since:
                with suppress(_NotThereError), connection.transaction():
                    self._exchange(connection, release, tables)
                    return
            folders = {name: exchange.folder for name, exchange in tables.items()}
            load(connection, self._target, (self._schemas, self._shapes, folders), release)

    def _exchange(self, connection: psycopg.Connection[Any], release: str, tables: Mapping[str, Exchange]) -> None:
        made = prepared(connection, self._target, self._schemas, self._shapes)
        files = {name: sorted(exchange.folder.iterdir()) for name, exchange in tables.items()}
        whole = {name for name, exchange in tables.items() if len(exchange.came) > _MOST * len(files[name])}
        for name, exchange in tables.items():
            if name in whole:
                made.empty(name)
            elif exchange.left:
                self._remove(connection, made, name, exchange.left)
        for name, exchange in tables.items():
            made.fill(name, files[name] if name in whole else exchange.came)
        sealed(connection, self._target, release)

    def _remove(self, connection: psycopg.Connection[Any], made: Tables, table: str, parts: Sequence[Path]) -> None:
        """Remove the rows of some parts, each as often as it stands there. Raises _NotThereError."""
        sql = driver().sql
        place, leaving = sql.Identifier(self._target.schema, table), sql.Identifier("pg_temp", _LEAVING)
        connection.execute(sql.SQL("CREATE TEMP TABLE {} (LIKE {})").format(sql.Identifier(_LEAVING), place))
        made.fill(_LEAVING, parts, schema="pg_temp")
        connection.execute(sql.SQL("ANALYZE {}").format(leaving))
        near = self._near(connection, table, leaving)
        removed = connection.execute(self._removal(table, place, leaving, near)).rowcount
        wanted = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(leaving)).fetchone()
        connection.execute(sql.SQL("DROP TABLE {}").format(leaving))
        if wanted != (removed,):
            raise _NotThereError

    def _near(self, connection: psycopg.Connection[Any], table: str, leaving: Composable) -> Composed:
        """Return between which whole numbers the rows that leave lie, years above all: so few rows are compared."""
        sql = driver().sql
        columns = [sql.Identifier(name) for name, dtype in self._schemas[table].items() if dtype.is_integer()]
        told = sql.SQL(", ").join(sql.SQL("min({0}), max({0}), bool_or({0} IS NULL)").format(name) for name in columns)
        found = connection.execute(sql.SQL("SELECT {} FROM {}").format(told, leaving)).fetchone() or ()
        bounds = [
            sql.SQL("held.{} BETWEEN {} AND {}").format(name, sql.Literal(least), sql.Literal(most))
            for name, least, most, empty in zip(columns, found[::3], found[1::3], found[2::3], strict=True)
            if empty is False
        ]
        near: Composed = sql.SQL(" AND ").join([sql.SQL("true"), *bounds])
        return near

    def _removal(self, table: str, place: Composable, leaving: Composable, near: Composable) -> Composed:
        sql = driver().sql
        shape = self._shapes.get(table)
        if shape is not None and shape.key:
            same = sql.SQL(" AND ").join(
                sql.SQL("held.{column} = gone.{column}").format(column=sql.Identifier(column)) for column in shape.key
            )
            statement = "DELETE FROM {place} AS held USING {leaving} AS gone WHERE {same}"
            keyed: Composed = sql.SQL(statement).format(place=place, leaving=leaving, same=same)
            return keyed
        # rows compared as records, for which two nulls are the same
        statement = (
            "DELETE FROM {place} WHERE ctid = ANY(ARRAY(SELECT place FROM ("
            "SELECT held.ctid AS place, gone.times, row_number() OVER (PARTITION BY gone.number) AS nth"
            " FROM {place} AS held JOIN ("
            "SELECT one::record AS line, count(*) AS times, row_number() OVER () AS number"
            " FROM {leaving} AS one GROUP BY one::record"
            ") AS gone ON held::record = gone.line WHERE {near}) AS found WHERE nth <= times))"
        )
        whole: Composed = sql.SQL(statement).format(place=place, leaving=leaving, near=near)
        return whole
