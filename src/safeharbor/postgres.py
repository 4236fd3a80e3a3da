"""Connections to PostgreSQL: how they are protected, and errors that say no value.

A connection leaves this machine under TLS with the server's certificate and name verified, or not at all.
Passwords come from an environment variable the policy names, or from where libpq looks (PGPASSWORD, a
`.pgpass` or service file); never from the policy.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from safeharbor.errors import BusyError, MissingExtraError, PolicyError, SafeHarborError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    import psycopg

_LOCAL: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})
_PATIENCE: Final = 10  # seconds to wait for a server to answer
_LOCKED: Final = frozenset({"55P03", "40P01", "40001"})
# no two servers start in the same microsecond, and no two databases of one share a number
_IDENTITY: Final = (
    "SELECT pg_postmaster_start_time(), d.oid, d.datname FROM pg_database d WHERE d.datname = current_database()"
)
_WORDS: Final = {
    "08": ("cannot be reached", "check that it runs and that its address and certificate are those in the policy"),
    "28": ("refuses this user", "check the user, and the variable or file that holds the password"),
    "3D": ("has no such database", "correct the URL in the policy"),
    "22": ("cannot read or hold a value", "check the column's type"),
    "23": ("refuses rows that break a key or a reference", "check the keys and references the policy declares"),
    "42": ("does not know, or does not allow, what was asked of it", "check names in the policy, and grants"),
    "53": ("has no room left", "free disk space or connections, and run again"),
    "55": ("is busy: an object is in use", "run again when other work is done"),
    "57": ("was stopped, or stopped the work", "run again when it is up"),
}


@dataclass(frozen=True, slots=True)
class Server:
    """A database to connect to. `url`: libpq's (`postgresql://user@host/name`). `password_env`: variable's name."""

    url: str = field(repr=False)
    password_env: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether every host is this machine: its traffic leaves no wire."""
        given = self._parts()
        if "service" in given or "PGSERVICE" in os.environ:
            return False  # where it leads stands in a file of libpq's
        # a name may be of this machine and its address, given apart, of another
        places = [given.get(what) or os.environ.get(f"PG{what.upper()}") or "" for what in ("host", "hostaddr")]
        hosts = [host for place in places for host in str(place).split(",")]
        return all(host in _LOCAL or host.startswith(("/", "@")) for host in hosts)

    def settings(self) -> dict[str, Any]:
        """Return connection settings; raises PolicyError for a password in the URL and for TLS that verifies less."""
        given = self._parts()
        if given.get("password"):
            message = "the database URL holds a password"
            raise PolicyError(message, hint="name a variable in `password_env`, or use PGPASSWORD or a .pgpass file")
        if self.password_env is not None:
            try:
                given["password"] = os.environ[self.password_env]
            except KeyError:
                message = f"the environment variable {self.password_env}, which holds a database password, is not set"
                raise PolicyError(message, hint="set it, or correct `password_env`") from None
        if not self.is_local:
            if given.setdefault("sslmode", "verify-full") != "verify-full":
                message = "the database URL asks for TLS that does not verify the server"
                raise PolicyError(message, hint="only a local server may do without; remove `sslmode` from the URL")
            own = Path("~/.postgresql/root.crt").expanduser()
            if "sslrootcert" not in given and "PGSSLROOTCERT" not in os.environ and not own.exists():
                given["sslrootcert"] = "system"
        return {"connect_timeout": _PATIENCE, "application_name": "safeharbor", **given}

    def _parts(self) -> dict[str, Any]:
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - an optional library

        try:
            return dict(conninfo_to_dict(self.url))
        except driver().Error:
            message = "the database URL cannot be read"
            raise PolicyError(message, hint="write it as postgresql://user@host:5432/name") from None


def is_postgres(place: str) -> bool:
    """Whether a place is a PostgreSQL URL."""
    return urlsplit(place).scheme in {"postgresql", "postgres"}


def driver() -> ModuleType:
    """Return psycopg; raises MissingExtraError where it is not installed."""
    try:
        import psycopg  # noqa: PLC0415 - an optional library
    except ImportError:
        message = "PostgreSQL needs psycopg, which is not installed"
        raise MissingExtraError(message, hint="pip install 'safeharbor-deid[postgres]'") from None
    return psycopg


def connect(server: Server, *, error: type[SafeHarborError], autocommit: bool = False) -> psycopg.Connection[Any]:
    """Open a connection; raises `error` when the server cannot be reached or refuses, without its words."""
    settings = server.settings()
    with translated("connect", error=error):
        made: psycopg.Connection[Any] = driver().connect(**settings, autocommit=autocommit)
        return made


@contextmanager
def translated(what: str, *, error: type[SafeHarborError]) -> Iterator[None]:
    """Turn the driver's errors, which quote rows, into `error`: what was being done, and the SQLSTATE alone.

    A lock that others hold is a BusyError.
    """
    try:
        yield
    except driver().Error as raised:
        state = raised.sqlstate or "08000"
        if state in _LOCKED:
            message = f"another process holds what was asked for ({what}, SQLSTATE {state})"
            raise BusyError(message, hint="wait for it to end; `pg_stat_activity` shows who works") from None
        means, hint = _WORDS.get(state[:2], ("refuses", "look the SQLSTATE up in PostgreSQL's manual, appendix A"))
        message = f"PostgreSQL {means} ({what}, SQLSTATE {state})"
        raise error(message, hint=hint) from None


def same_database(connection: psycopg.Connection[Any], other: Server, *, error: type[SafeHarborError]) -> bool:
    """Whether another URL leads to the database of a connection, by whatever name it goes."""
    with connect(other, error=error, autocommit=True) as there, translated("compare two databases", error=error):
        return connection.execute(_IDENTITY).fetchone() == there.execute(_IDENTITY).fetchone()
