"""How MySQL and MariaDB are reached: passwords, TLS, URLs, and what answers that is no server."""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from safeharbor.errors import MissingExtraError, PolicyError, SourceError
from safeharbor.mysql import Server, connect, is_mysql
from safeharbor.sources import Location, open_source
from tests.certificates import server_tls

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "Zyxwvut"
# this machine too, and no name of it that counts as local
REMOTE = "127.0.0.2"
ELSEWHERE = "127.0.0.3"
_SSL = 0x0800


def _greeting(*, tls: bool) -> bytes:
    """Return what a server says first: protocol 10, its version, abilities, a salt, how it asks for passwords."""
    low = (0xFFFF if tls else 0xFFFF & ~_SSL).to_bytes(2, "little")
    said = b"\x0a8.0.1\0" + bytes(4) + b"saltsalt\0" + low + b"\x2d\x02\0" + b"\xff\x81\x15" + bytes(10)
    said += b"saltsaltsalt\0mysql_native_password\0"
    return _packet(said, 0)


def _packet(said: bytes, number: int) -> bytes:
    return len(said).to_bytes(3, "little") + bytes([number]) + said


def test_passwords_are_not_in_policies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A URL with a password is refused, and the message does not repeat it; a variable must be set."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MYSQL_PWD", raising=False)
    with pytest.raises(PolicyError, match="holds a password") as caught:
        Server(f"mysql://u:{CANARY}@localhost/d").settings()
    assert CANARY not in str(caught.value)
    with pytest.raises(PolicyError, match="SAFEHARBOR_NOT_SET"):
        Server("mysql://u@localhost/d", "SAFEHARBOR_NOT_SET").settings()


def test_a_password_is_where_clients_look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the variable that is named, else in MYSQL_PWD, else in the user's option file, else there is none."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MYSQL_PWD", raising=False)
    place = Server("mysql://u@localhost/d")
    assert place.settings()["password"] == b""
    options = tmp_path / ".my.cnf"
    options.write_text("[client]\nhost = elsewhere\npassword = 'from%file'\n")
    assert place.settings()["password"] == b"from%file"
    assert place.settings()["host"] == "localhost"
    options.write_text(f"{CANARY}\n")
    with pytest.raises(PolicyError, match="option file") as caught:
        place.settings()
    assert CANARY not in str(caught.value)
    monkeypatch.setenv("MYSQL_PWD", "ambient")
    assert place.settings()["password"] == b"ambient"
    monkeypatch.setenv("NAMED", "named")
    assert Server("mysql://u@localhost/d", "NAMED").settings()["password"] == b"named"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u@localhost:x/d",
        "mysql://u@localhost/d?ssl_verify=no",
        "mysql://u@localhost/d?ssl_ca",
        "mysql://u@[localhost/d",
        "mysql://u@localhost/d#x",
    ],
)
def test_urls_that_cannot_be_read(url: str) -> None:
    """What a URL may say is listed; anything else is refused, not ignored."""
    with pytest.raises(PolicyError, match="cannot be read"):
        Server(url).settings()


@pytest.mark.parametrize(
    ("url", "verified"),
    [
        ("mysql://u@db.example/d", True),
        ("mariadb://u@127.0.0.2/d", True),
        ("mysql://u@localhost/d", False),
        ("mysql://u@[::1]/d", False),
        ("mysql://u@db.example/d?unix_socket=/run/mysqld.sock", False),
    ],
)
def test_tls_is_verified_unless_local(monkeypatch: pytest.MonkeyPatch, url: str, *, verified: bool) -> None:
    """What leaves the machine goes to a server whose certificate and name were checked."""
    monkeypatch.setenv("MYSQL_PWD", "")
    found = Server(url).settings().get("ssl")
    assert (found is not None) == verified
    assert found is None or (found.verify_mode == ssl.CERT_REQUIRED and found.check_hostname)
    assert is_mysql(url)


@pytest.mark.parametrize(
    ("host", "authority", "tls", "number"),
    [
        (REMOTE, "authority", True, 1045),
        (REMOTE, "stranger", True, 2003),
        (ELSEWHERE, "authority", True, 2003),
        (REMOTE, "authority", False, 2026),
    ],
    ids=["proves its name", "other authority", "other name", "no TLS"],
)
def test_who_logs_in_where(  # noqa: PLR0913 - a case has four parts
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, authority: str, *, tls: bool, number: int
) -> None:
    """Name and password go to a server whose certificate is of a trusted authority and names it; to no other."""
    monkeypatch.setenv("MYSQL_PWD", "secret")
    context = server_tls(tmp_path, REMOTE)
    heard: list[bytes] = []
    with socket.create_server(("0.0.0.0", 0)) as listening:  # noqa: S104 - answers at each address of this machine

        def answer() -> None:
            client = listening.accept()[0]
            with client, contextlib.suppress(OSError):
                client.settimeout(5)
                client.sendall(_greeting(tls=tls))
                if client.recv(36):  # a request for TLS has no name in it
                    with context.wrap_socket(client, server_side=True) as inside:
                        heard.append(inside.recv(1 << 16))
                        inside.sendall(_packet(b"\xff\x15\x04#28000no", 3))

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"mysql://reader@{host}:{listening.getsockname()[1]}/d?ssl_ca={tmp_path / authority}.pem"
        with pytest.raises(SourceError, match=f"error {number}"):
            connect(Server(url), error=SourceError)
        thread.join()
    assert [b"reader" in said for said in heard] == [True] * (number == 1045)


def test_certificates_that_are_not_there() -> None:
    """A file of certificates that cannot be read stops before anything is sent."""
    with pytest.raises(PolicyError, match="certificate or key"):
        Server("mysql://u@db.example/d?ssl_ca=/gone.pem", "HOME").settings()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n" + CANARY.encode(),
        b"\x05\x00\x00\x00\xff\x10\x04#4",
        _greeting(tls=False)[:40],
        b"\xff\xff\xff\x00" + CANARY.encode() * 100,
        # the login succeeds, and then the server asks for a file of this machine
        _greeting(tls=False) + _packet(bytes.fromhex("00000002000000"), 2) + _packet(b"\xfb/etc/passwd", 1),
    ],
    ids=["silence", "http", "half an error", "half a greeting", "no end", "a file"],
)
def test_what_is_no_server_is_refused(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever answers at the address, the reading ends in our words, and shows nothing of this machine."""
    monkeypatch.setenv("MYSQL_PWD", "")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            client = listening.accept()[0]
            with client:
                client.settimeout(5)
                client.sendall(said)
                client.shutdown(socket.SHUT_WR)
                while part := client.recv(1 << 16):
                    heard.append(part)

        thread = threading.Thread(target=answer)
        thread.start()
        source = open_source("t", Location(f"mysql://u@127.0.0.1:{listening.getsockname()[1]}/d", table="t"))
        with pytest.raises(SourceError) as caught:
            source.schema()
        thread.join()
    assert CANARY not in str(caught.value)
    assert b"root:" not in b"".join(heard)


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address nobody answers at is an error in our words."""
    monkeypatch.setenv("MYSQL_PWD", "")
    with pytest.raises(SourceError, match=r"cannot be reached \(connect, error 2003\)"):
        connect(Server("mysql://u@127.0.0.1:1/d"), error=SourceError)


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without PyMySQL is told what to install."""
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(MissingExtraError, match=r"safeharbor-deid\[mysql\]"):
        connect(Server("mysql://u@localhost/d"), error=SourceError)
