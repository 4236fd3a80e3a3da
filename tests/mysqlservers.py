"""A real MySQL or MariaDB server for tests, where its programs are on this machine; where not, a test skips."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pymysql
import pytest

from tests.servers import free_port, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNPRIVILEGED: Final = "nobody"  # the server refuses to run as root
_SETTINGS: Final = (
    "--skip-log-bin",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=32M",
)
# where distributions put servers, which is on root's path alone
_SBIN: Final = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


@dataclass(frozen=True, slots=True)
class MySQL:
    """A running server. `variable`: the environment variable that holds the password of `user`."""

    port: int
    user: str
    variable: str
    password: str = field(repr=False)

    def connect(self, database: str | None = None) -> pymysql.Connection[Any]:
        """Open a connection that commits each statement."""
        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user=self.user,
            password=self.password,
            database=database,
            charset="utf8mb4",
            autocommit=True,
        )

    def database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"test_{secrets.token_hex(6)}"
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return f"mysql://{self.user}@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="session")
def mysql() -> Iterator[MySQL]:
    """Give a server of the machine's own MariaDB or MySQL."""
    server = shutil.which("mariadbd", path=_SBIN) or shutil.which("mysqld", path=_SBIN)
    if server is None:
        pytest.skip("no MariaDB or MySQL on this machine")
    folder = Path(tempfile.mkdtemp(prefix="my-"))
    try:
        yield from _serve(server, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(server: str, folder: Path) -> Iterator[MySQL]:
    user = _UNPRIVILEGED if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data, port, secret = folder / "data", free_port(), secrets.token_hex(12)
    first = folder / "first.sql"
    first.write_text(
        f"CREATE USER tester@'%' IDENTIFIED BY '{secret}';\nGRANT ALL ON *.* TO tester@'%' WITH GRANT OPTION;\n"
    )
    install = shutil.which("mariadb-install-db", path=_SBIN)
    init = [install] if install else [server, "--initialize-insecure"]
    init = [init[0], "--no-defaults", *init[1:], f"--datadir={data}"]
    if install:
        init += ["--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(init, user=user, cwd=folder, check=True, capture_output=True)  # noqa: S603 - the machine's programs
    run = [server, "--no-defaults", f"--datadir={data}", f"--port={port}", f"--socket={folder / 's'}"]
    run += ["--bind-address=127.0.0.1", f"--init-file={first}", *_SETTINGS]
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(run, user=user, cwd=folder, stdout=log, stderr=log)  # noqa: S603 - the machine's
    try:
        made = MySQL(port, "tester", "TEST_PASSWORD_MYSQL", secret)
        wait_for(lambda: made.connect().close(), pymysql.Error, started, folder / "log")
        os.environ[made.variable] = secret
        yield made
    finally:
        started.kill()
        started.wait()
