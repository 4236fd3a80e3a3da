"""A PostgreSQL mirror changed row by row: upserts by key, deletions by key, the position in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safeharbor.errors import MirrorError
from safeharbor.mirrors.pg_people import PeopleRows, Telling
from safeharbor.mirrors.pg_tables import as_csv
from safeharbor.mirrors.postgres import Target, opened, prepared, sealed
from safeharbor.postgres import driver, translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl
    import psycopg
    from psycopg.sql import Composable

    from safeharbor.mirrors.tables import TableShape
    from safeharbor.records import Change


class UpsertMirror:
    """The tables of a mirror's database; rows are replaced by their key, so that one that comes twice is there once."""

    def __init__(
        self,
        target: Target,
        shapes: Mapping[str, TableShape],
        telling: Mapping[str, Telling],
        *,
        stream: str,
        as_of: int,
    ) -> None:
        """Take the database, what is known of the tables and what they tell of ages, and the position's name.

        `as_of`: the year in which people are 90 or older.
        """
        self._target = target
        self._shapes = shapes
        self._telling = telling
        self._stream = stream
        self._as_of = as_of
        self._connection: psycopg.Connection[Any] | None = None

    @property
    def mark(self) -> str:
        """Nothing: the database holds the position."""
        return ""

    def begin(self, tables: Mapping[str, pl.Schema], mark: str | None) -> str | None:
        """Make tables, roles and views as a run does; take the lock; return the position committed last."""
        del mark
        self._connection = opened(self._target)
        own = driver().sql.Identifier(f"{self._target.schema}_release")
        with translated("prepare the mirror", error=MirrorError), self._connection.transaction():
            prepared(self._connection, self._target, tables, self._shapes)
            self._people.index()
            sealed(self._connection, self._target, "stream")
            make = "CREATE TABLE IF NOT EXISTS {}.position (stream text PRIMARY KEY, position text NOT NULL)"
            self._connection.execute(driver().sql.SQL(make).format(own))
            query = driver().sql.SQL("SELECT position FROM {}.position WHERE stream = %s").format(own)
            row = self._connection.execute(query, (self._stream,)).fetchone()
        return None if row is None else str(row[0])

    def commit(self, changes: Sequence[Change], position: str) -> None:
        """Change rows and position in one transaction, in the order they come."""
        own = driver().sql.Identifier(f"{self._target.schema}_release")
        with translated("write a commit", error=MirrorError), self._open.transaction():
            for change in changes:
                self._apply(change)
            keep = (
                "INSERT INTO {}.position VALUES (%s, %s)"
                " ON CONFLICT (stream) DO UPDATE SET position = EXCLUDED.position"
            )
            self._open.execute(driver().sql.SQL(keep).format(own), (self._stream, position))

    def withdraw(self, tokens: Sequence[str]) -> int:
        """Remove rows about people by their tokens, and what the server keeps of removed rows."""
        with translated("remove purged people's rows", error=MirrorError):
            with self._open.transaction():
                removed = self._people.remove(tokens)
            for table in self._telling if removed else ():
                self._run("VACUUM (SKIP_LOCKED) {}", driver().sql.Identifier(self._target.schema, table))
        return removed

    def restate(self, tokens: Sequence[str] | None) -> None:
        """Withhold what earlier rows tell of the ages of people who are 90 or older."""
        with translated("restate ages", error=MirrorError), self._open.transaction():
            if tokens is None:
                self._people.restate_all(as_of=self._as_of)
            else:
                self._people.restate(tokens, as_of=self._as_of)

    def close(self) -> None:
        """Let go of the connection and the lock."""
        if self._connection is not None:
            self._connection.close()

    @property
    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            message = "the mirror was written to before the stream began"
            raise MirrorError(message)
        return self._connection

    @property
    def _people(self) -> PeopleRows:
        return PeopleRows(self._open, self._target.schema, self._telling)

    def _apply(self, change: Change) -> None:
        sql = driver().sql
        table = change.rows.table
        key = list(self._shapes[table].key)
        # of rows with one key the last one counts
        frame = change.rows.frame.unique(subset=key, keep="last", maintain_order=True)
        place = sql.Identifier(self._target.schema, table)
        columns = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
        make = "CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA"
        self._run(make, columns, place)
        with self._open.cursor() as cursor:
            statement = sql.SQL("COPY incoming ({}) FROM STDIN (FORMAT csv)").format(columns)
            with cursor.copy(statement) as copy:
                copy.write(as_csv(frame))
        same = sql.SQL(" AND ").join(
            sql.SQL("held.{0} = incoming.{0}").format(sql.Identifier(column)) for column in key
        )
        if change.gone:
            self._run("DELETE FROM {} AS held USING incoming WHERE {}", place, same)
        else:
            others = [column for column in frame.columns if column not in key]
            update = sql.SQL(", ").join(
                sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(column)) for column in others
            )
            names = sql.SQL(", ").join(map(sql.Identifier, key))
            does = sql.SQL("UPDATE SET {}").format(update) if others else sql.SQL("NOTHING")
            insert = "INSERT INTO {} ({}) SELECT {} FROM incoming ON CONFLICT ({}) DO {}"
            self._run(insert, place, columns, columns, names, does)
        self._run("DROP TABLE incoming")

    def _run(self, statement: str, *parts: Composable) -> None:
        self._open.execute(driver().sql.SQL(statement).format(*parts))
