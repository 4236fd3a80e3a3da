"""A server that speaks MySQL's protocol over DuckDB's tables, for machines without MySQL: `mysql-mimic` from a wheel.

It proves how rows are asked for and taken; what only a real server does (its types, its errors) is proved on one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import sqlglot
from mysql_mimic import IdentityProvider, MysqlServer, NativePasswordAuthPlugin, ResultColumn, User
from mysql_mimic.constants import KillKind
from mysql_mimic.errors import ErrorCode, MysqlError
from mysql_mimic.session import BaseSession
from mysql_mimic.types import ColumnType
from mysql_mimic.variables import GlobalVariables, SessionVariables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mysql_mimic.connection import Connection

_TYPES: Final = {
    "BIGINT": ColumnType.LONGLONG,
    "INTEGER": ColumnType.LONG,
    "DOUBLE": ColumnType.DOUBLE,
    "DATE": ColumnType.DATE,
    "TIMESTAMP": ColumnType.DATETIME,
}


class _Session(BaseSession):
    """One connection: a cursor of the database, its transaction, and who is logged in."""

    def __init__(self, tables: duckdb.DuckDBPyConnection) -> None:
        self.variables = SessionVariables(GlobalVariables())
        self.username: str | None = None
        self.database: str | None = None
        self._tables = tables.cursor()
        self._connection: Connection | None = None

    async def init(self, connection: Connection) -> None:
        """Keep the connection: it can stop others."""
        self._connection = connection

    async def close(self) -> None:
        """Let the transaction go."""
        self._tables.close()

    async def handle_query(self, sql: str, attrs: dict[str, str]) -> Any:  # noqa: ANN401 - what the server takes
        """Answer one statement."""
        del attrs
        verb = sql.split(maxsplit=1)[0].upper()
        if "max_statement_time" in sql:  # MariaDB's own
            message = "unknown"
            raise MysqlError(message, ErrorCode.UNKNOWN_SYSTEM_VARIABLE)
        if "KEY_COLUMN_USAGE" in sql.upper() or verb in {"SET", "DO"}:
            return [], []
        if verb == "KILL" and self._connection is not None:
            await self._connection.control.kill(int(sql.rsplit(maxsplit=1)[-1]), KillKind.QUERY)
            return [], []
        try:
            if verb == "START":
                # DuckDB's snapshot is of the first look at a table
                self._tables.execute("BEGIN").execute("SELECT count(*) FROM duckdb_tables()").fetchall()
                return [], []
            self._tables.execute(sqlglot.transpile(sql, read="mysql", write="duckdb")[0])
        except (duckdb.Error, sqlglot.errors.ParseError) as error:
            raise MysqlError(str(error), ErrorCode.PARSE_ERROR) from None
        columns = [
            ResultColumn(name, _TYPES.get(str(kind), ColumnType.VAR_STRING))
            for name, kind, *_ in self._tables.description or ()
        ]
        return self._rows(), columns

    async def _rows(self) -> Any:  # noqa: ANN401 - rows as DuckDB has them
        while rows := self._tables.fetchmany(1000):
            await asyncio.sleep(0)
            for row in rows:
                yield row


class _OneUser(IdentityProvider):
    """Knows one user."""

    def __init__(self, name: str, password: str) -> None:
        self._user = User(
            name=name,
            auth_string=NativePasswordAuthPlugin.create_auth_string(password),
            auth_plugin=NativePasswordAuthPlugin.name,
        )

    async def get_user(self, username: str) -> User | None:
        """Return the user, if that is their name."""
        return self._user if username == self._user.name else None


@dataclass(frozen=True, slots=True)
class Mimic:
    """A server that runs in a thread of its own. `tables`: the database behind it. `variable`: holds the password."""

    tables: duckdb.DuckDBPyConnection
    port: int
    variable: str = "TEST_PASSWORD_MIMIC"


@contextlib.contextmanager
def mimic(user: str, password: str) -> Iterator[Mimic]:
    """Serve an empty database to one user."""
    with duckdb.connect(":memory:") as tables:
        server = MysqlServer(lambda: _Session(tables), identity_provider=_OneUser(user, password))
        loop = asyncio.new_event_loop()
        loop.run_until_complete(server.start_server(host="127.0.0.1", port=0))
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            made = Mimic(tables, server.sockets()[0].getsockname()[1])
            os.environ[made.variable] = password
            yield made
        finally:
            asyncio.run_coroutine_threadsafe(_ended(server), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


async def _ended(server: MysqlServer) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
