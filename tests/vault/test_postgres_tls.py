"""A vault is reached over the network only where the server proves who it is."""

from __future__ import annotations

import contextlib
import socket
import ssl
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import psycopg
import pytest

from safeharbor.errors import PolicyError, VaultError
from safeharbor.postgres import Server
from safeharbor.vault import MasterKey, PostgresPlace, open_vault
from tests.certificates import server_tls
from tests.vaults import PASSWORD, without_password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers import Postgres

# this machine too, and no name of it that counts as local
REMOTE: Final = "127.0.0.2"
ELSEWHERE: Final = "127.0.0.3"
SSL_REQUEST: Final = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


@dataclass(slots=True)
class Door:
    """The door of a server: speaks TLS as PostgreSQL does (the tests' own build has none), and hands on what it hears.

    `tls` None: answers that it has no TLS, as a server without it does.
    """

    port: int
    behind: tuple[str, int]
    tls: ssl.SSLContext | None

    def answer(self, client: socket.socket) -> None:
        """Answer one client to its end."""
        with client, socket.create_connection(self.behind) as server:
            assert client.recv(8) == SSL_REQUEST
            client.sendall(b"S" if self.tls else b"N")
            if self.tls is None:
                return
            try:
                inside = self.tls.wrap_socket(client, server_side=True)
            except (ssl.SSLError, OSError):
                return  # the client did not like the certificate
            with inside:
                Thread(target=_carry, args=(server, inside), daemon=True).start()
                _carry(inside, server)


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while heard := source.recv(1 << 16):
            target.sendall(heard)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for certificates."""
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def door(postgres: Postgres, folder: Path) -> Iterator[Door]:
    """Answer at addresses that do not count as local, with a certificate that names one of them."""
    context = server_tls(folder, REMOTE)
    parts = urlsplit(postgres.admin)
    with socket.create_server(("0.0.0.0", 0)) as listening:  # noqa: S104 - answers at each address of this machine
        made = Door(listening.getsockname()[1], (parts.hostname or "", parts.port or 5432), context)

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    Thread(target=made.answer, args=(listening.accept()[0],), daemon=True).start()

        Thread(target=serve, daemon=True).start()
        yield made
        listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def url(postgres: Postgres, door: Door, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the URL of a new database at an address that does not count as local; its role makes the tables."""
    admin = postgres.database()
    name, password = postgres.role()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'GRANT CREATE ON DATABASE {connection.info.dbname} TO "{name}"'.encode())
    monkeypatch.setenv(PASSWORD, password)
    parts = urlsplit(without_password(admin, name))
    return f"postgresql://{parts.username}@{REMOTE}:{door.port}{parts.path}"


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    """Make a master key."""
    return MasterKey.from_file(tmp_path / "key", create=True)


def _open(url: str, root: Path, key: MasterKey) -> str:
    """Open a vault and return its id."""
    vault = open_vault("postgres", PostgresPlace(Server(f"{url}?sslrootcert={root}", PASSWORD)), key)
    vault.close()
    return vault.id


def test_a_server_that_proves_its_name(url: str, folder: Path, key: MasterKey) -> None:
    """A server whose certificate is of a trusted authority and names it is used, over TLS."""
    assert _open(url, folder / "authority.pem", key)
    place = Server(f"{url}?sslrootcert={folder / 'authority.pem'}", PASSWORD)
    with psycopg.connect(**place.settings()) as connection:
        assert connection.pgconn.ssl_in_use


@pytest.mark.parametrize(
    ("host", "authority"), [(REMOTE, "stranger"), (ELSEWHERE, "authority")], ids=["other authority", "other name"]
)
def test_a_server_that_does_not_is_refused(url: str, folder: Path, key: MasterKey, host: str, authority: str) -> None:
    """A certificate of an authority nobody trusts, or of another server, opens nothing."""
    with pytest.raises(VaultError, match="cannot be reached"):
        _open(url.replace(REMOTE, host), folder / f"{authority}.pem", key)


def test_a_server_without_tls_is_refused(
    url: str, folder: Path, key: MasterKey, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no falling back to a connection in the open."""
    monkeypatch.setattr(door, "tls", None)
    with pytest.raises(VaultError, match="cannot be reached"):
        _open(url, folder / "authority.pem", key)


def test_less_than_verified_is_refused(url: str, key: MasterKey) -> None:
    """A URL that asks for encryption without a check of the certificate is refused before anything is sent."""
    with pytest.raises(PolicyError, match="does not verify the server"):
        open_vault("postgres", PostgresPlace(Server(f"{url}?sslmode=require", PASSWORD)), key)
