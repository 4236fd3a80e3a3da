"""The databases of one run: what is read from the same one is of the same instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from safeharbor.mysql import Server as MysqlServer
    from safeharbor.postgres import Server as PostgresServer
    from safeharbor.sources import mysql, postgres


class Databases:
    """Databases that hold their snapshots until the run ends. A context manager."""

    def __init__(self) -> None:
        """Start without a connection."""
        self._postgres: dict[PostgresServer, postgres.Database] = {}
        self._mysql: dict[MysqlServer, mysql.Database] = {}

    def __enter__(self) -> Self:
        """Begin a run."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the snapshots go."""
        for database in self._postgres.values():
            database.close()
        for other in self._mysql.values():
            other.close()

    def postgres(self, server: PostgresServer) -> postgres.Database:
        """Return the PostgreSQL database of a server, the same one each time."""
        from safeharbor.sources import postgres  # noqa: PLC0415 - runs over files load no database's reader

        return self._postgres.setdefault(server, postgres.Database(server, hold=True))

    def mysql(self, server: MysqlServer) -> mysql.Database:
        """Return the MySQL database of a server, the same one each time."""
        from safeharbor.sources import mysql  # noqa: PLC0415 - as above

        return self._mysql.setdefault(server, mysql.Database(server, hold=True))
