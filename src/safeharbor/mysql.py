"""Connections to MySQL and MariaDB: how they are protected, and errors that say no value.

A connection leaves this machine under TLS with the server's certificate and name verified, or not at all.
Passwords come from an environment variable the policy names, or from where MySQL's own clients look (MYSQL_PWD,
`[client]` of `~/.my.cnf`); never from the policy.
"""

from __future__ import annotations

import os
import struct
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from safeharbor.errors import BusyError, MissingExtraError, PolicyError, SafeHarborError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ssl import SSLContext
    from types import ModuleType

    import pymysql

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORT: Final = 3306
_PATIENCE: Final = 10  # seconds to wait for a server to answer
_LOCKED: Final = frozenset({1205, 1213})
_GROUPS: Final = (
    ((1044, 1045, 1698, 1862, 3118), "refuses this user", "check the user, and what holds the password"),
    ((1049,), "has no such database", "correct the URL in the policy"),
    (
        (1054, 1060, 1064, 1142, 1143, 1146, 1227, 1305, 1356, 1370),
        "does not know, or does not allow, what was asked of it",
        "check names in the policy, and grants",
    ),
    ((1292, 1365, 1366, 1411, 1690), "cannot read or hold a value", "check the column's type"),
    ((1412,), "says that the table was changed while it was read", "run again when nobody alters it"),
    ((1021, 1037, 1038, 1040, 1041, 1114, 1203, 1226), "has no room left", "free space or connections, and run again"),
    ((1053, 1317, 1927, 1969, 3024), "was stopped, or stopped the work", "run again when it is up"),
    ((1290, 1792), "allows no writing, and something asked for it", "a `query` only reads"),
    (
        (1129, 1130, 2002, 2003, 2005, 2006, 2013, 2026, 3159),
        "cannot be reached",
        "check that it runs and that its address and certificate are those in the policy",
    ),
)
_WORDS: Final = {number: (means, hint) for numbers, means, hint in _GROUPS for number in numbers}
# what pymysql raises over bytes that no server should send, a request for a local file among them
_NO_PROTOCOL: Final = (OSError, ValueError, LookupError, RuntimeError, AssertionError, TypeError, struct.error)
_FILES: Final = {"ssl_ca": "", "ssl_cert": "", "ssl_key": "", "unix_socket": ""}


@dataclass(frozen=True, slots=True)
class Server:
    """A database to connect to. `url`: `mysql://user@host:3306/name`. `password_env`: variable's name.

    After `?` may stand `ssl_ca`, `ssl_cert`, `ssl_key` and `unix_socket`, a file each.
    """

    url: str = field(repr=False)
    password_env: str | None = None

    def settings(self) -> dict[str, Any]:
        """Return connection settings; raises PolicyError for a password in the URL, and for what it cannot read."""
        try:
            parts = urlsplit(self.url)
            files = {**_FILES, **dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))}
            host, port = parts.hostname or "localhost", parts.port or _PORT
        except ValueError:
            files, host, port = {"": ""}, "", 0
        if files.keys() != _FILES.keys() or parts.fragment:
            message = "the database URL cannot be read"
            hint = "write it as mysql://user@host:3306/name; after ? may stand ssl_ca, ssl_cert, ssl_key, unix_socket"
            raise PolicyError(message, hint=hint) from None
        if parts.password is not None:
            message = "the database URL holds a password"
            raise PolicyError(message, hint="name a variable in `password_env`, or use MYSQL_PWD or ~/.my.cnf")
        found: dict[str, Any] = {
            "host": host,
            "port": port,
            "user": unquote(parts.username or ""),
            "database": unquote(parts.path.removeprefix("/")) or None,
            "unix_socket": files["unix_socket"] or None,
            # bytes: the driver would encode text as latin-1
            "password": self._password().encode(),
            "connect_timeout": _PATIENCE,
            "program_name": "safeharbor",
        }
        if files["ssl_ca"] or not (host in _LOCAL or files["unix_socket"]):
            found["ssl"] = _verifying(files)
        return found

    def _password(self) -> str:
        if self.password_env is not None:
            try:
                return os.environ[self.password_env]
            except KeyError:
                message = f"the environment variable {self.password_env}, which holds a database password, is not set"
                raise PolicyError(message, hint="set it, or correct `password_env`") from None
        if "MYSQL_PWD" in os.environ:
            return os.environ["MYSQL_PWD"]
        # runs without a database load none of this
        from configparser import Error, NoOptionError, NoSectionError  # noqa: PLC0415

        from pymysql.optionfile import Parser  # noqa: PLC0415 - an optional library

        options = Parser(strict=False)
        try:
            options.read(Path("~/.my.cnf").expanduser())
            return str(options.get("client", "password") or "")
        except (NoSectionError, NoOptionError):
            return ""
        except (Error, OSError, ValueError):
            message = "the option file ~/.my.cnf cannot be read"
            raise PolicyError(message, hint="name a variable in `password_env`, or use MYSQL_PWD") from None


def is_mysql(place: str) -> bool:
    """Whether a place is the URL of a MySQL or MariaDB database."""
    return urlsplit(place).scheme in {"mysql", "mariadb"}


def driver() -> ModuleType:
    """Return pymysql; raises MissingExtraError where it is not installed."""
    try:
        found: ModuleType = import_module("pymysql")
    except ImportError:
        message = "MySQL and MariaDB need PyMySQL, which is not installed"
        raise MissingExtraError(message, hint="pip install 'safeharbor-deid[mysql]'") from None
    return found


def connect(server: Server, *, error: type[SafeHarborError]) -> pymysql.Connection[Any]:
    """Open a connection that gives every value as the bytes the server sent; raises `error`, without its words."""
    library = driver()
    settings = server.settings()
    with translated("connect", error=error):
        made: pymysql.Connection[Any] = library.connect(
            **settings,
            charset="utf8mb4",
            autocommit=None,
            use_unicode=False,
            # the driver's own readers lose digits and zero dates
            conv=library.converters.encoders,
        )
        return made


@contextmanager
def translated(what: str, *, error: type[SafeHarborError]) -> Iterator[None]:
    """Turn the driver's errors, which quote rows, into `error`: what was being done, and the error's number alone.

    A lock that others hold is a BusyError.
    """
    try:
        yield
    except driver().err.MySQLError as raised:
        given = raised.args[0] if raised.args else 0
        number = given if isinstance(given, int) else 0
        if number in _LOCKED:
            message = f"another process holds what was asked for ({what}, error {number})"
            raise BusyError(message, hint="wait for it to end; `SHOW PROCESSLIST` shows who works") from None
        means, hint = _WORDS.get(number, ("refuses", "look the number up in the server's list of error messages"))
        message = f"the MySQL server {means} ({what}, error {number})"
        raise error(message, hint=hint) from None
    except _NO_PROTOCOL as raised:
        message = f"the MySQL server sends what its protocol does not allow ({what}, {type(raised).__name__})"
        raise error(message, hint="check that the URL leads to MySQL or MariaDB") from None


def _verifying(files: dict[str, str]) -> SSLContext:
    """Return settings of TLS that verify the server's certificate and name, by the system's authorities or a file's."""
    from ssl import create_default_context  # noqa: PLC0415 - as above

    try:
        context = create_default_context(cafile=files["ssl_ca"] or None)
        if files["ssl_cert"]:
            context.load_cert_chain(files["ssl_cert"], files["ssl_key"] or None)
    except OSError:
        message = "a certificate or key that the database URL names cannot be read"
        raise PolicyError(message, hint="check `ssl_ca`, `ssl_cert` and `ssl_key`") from None
    return context
