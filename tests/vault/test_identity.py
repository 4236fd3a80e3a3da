"""Identity tokens: only a fresh, well signed token of the right issuer for the right audience names anyone."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import http.server
import json
import pickle
import threading
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwk, jwt

from safeharbor.errors import VaultError
from safeharbor.vault.identity import IdentityTokens, Issuer
from safeharbor.vault.principals import Principal, local_user, vouched_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
SECONDS = int(NOW.timestamp())
HOUR = dt.timedelta(hours=1)
WHO = "https://login.example.org"
RSA = jwk.RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"}, private=True)
ELLIPTIC = jwk.ECKey.generate_key("P-256", parameters={"kid": "two"}, private=True)
STRANGER = jwk.RSAKey.generate_key(2048, parameters={"kid": "one"}, private=True)


def _claims(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a claim may be anything
    claims = {"iss": WHO, "aud": "safeharbor", "sub": "svc-safety", "iat": SECONDS - 60, "exp": SECONDS + 600}
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def _token(claims: dict[str, Any] | None = None, *, key: Any = RSA, **header: str) -> str:  # noqa: ANN401 - any kind of key
    named = {"alg": "RS256", "kid": key.kid, **header}
    return jwt.encode(named, claims or _claims(), key, algorithms=[named["alg"]])


def _key_set(*keys: Any) -> str:  # noqa: ANN401
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


def _issuer(jwks: object, *algorithms: str) -> Issuer:
    return Issuer(WHO, "safeharbor", str(jwks), algorithms or ("RS256", "ES256"), HOUR)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write the issuer's public keys."""
    path = tmp_path / "jwks.json"
    path.write_text(_key_set(RSA, ELLIPTIC))
    path.chmod(0o644)
    return path


def test_a_good_token_names_its_subject(file: Path) -> None:
    """The principal is issuer and subject, which no local user can be, and the user who showed it is kept."""
    tokens = IdentityTokens(_issuer(file))
    for token in (
        _token(),
        _token(key=ELLIPTIC, alg="ES256"),
        _token(typ="at+jwt"),
        _token(_claims(aud=["x", "safeharbor"])),
    ):
        found = tokens.principal(token + "\n", at=NOW)
        assert found.name == "https://login.example.org#svc-safety"
        assert found.via == local_user().name


def _unsigned(_: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{_token().split('.')[1]}."


def _signed_with_the_public_key(public: str) -> str:
    """Return the old trick: the public key taken for a shared secret."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=").decode()
    content = f"{head}.{_token().split('.')[1]}"
    mac = hmac.digest(public.encode(), content.encode(), hashlib.sha256)
    return f"{content}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _swapped(_: str) -> str:
    head, _, signature = _token().split(".")
    return ".".join((head, _token(_claims(sub="root")).split(".")[1], signature))


REFUSED: dict[str, Callable[[str], str]] = {
    "no signature, algorithm none": _unsigned,
    "public key as shared secret": _signed_with_the_public_key,
    "another token's claims": _swapped,
    "signed by a stranger under a known key id": lambda _: _token(key=STRANGER),
    "an unknown key id": lambda _: _token(kid="three"),
    "no key id where there are two keys": lambda _: jwt.encode({"alg": "RS256"}, _claims(), RSA, algorithms=["RS256"]),
    "an algorithm the policy does not name": lambda _: _token(alg="PS256"),
    "an algorithm of another key": lambda _: _token(key=ELLIPTIC, alg="ES256", kid="one"),
    "a type of another use": lambda _: _token(typ="logout+jwt"),
    "a critical header nobody knows": lambda _: _token().replace(
        _token().split(".")[0],
        base64.urlsafe_b64encode(b'{"alg":"RS256","kid":"one","crit":["x"],"x":1}').rstrip(b"=").decode(),
    ),
    "expired": lambda _: _token(_claims(exp=SECONDS - 61)),
    "no expiry": lambda _: _token(_claims(exp=None)),
    "expiry no number": lambda _: _token(_claims(exp="tomorrow")),
    "lives too long": lambda _: _token(_claims(exp=SECONDS + 7200)),
    "not yet valid": lambda _: _token(_claims(nbf=SECONDS + 120)),
    "issued in the future": lambda _: _token(_claims(iat=SECONDS + 120)),
    "no time of issue": lambda _: _token(_claims(iat=None)),
    "another issuer": lambda _: _token(_claims(iss="https://evil.example.org")),
    "the issuer with a slash more": lambda _: _token(_claims(iss=WHO + "/")),
    "no issuer": lambda _: _token(_claims(iss=None)),
    "another audience": lambda _: _token(_claims(aud="payroll")),
    "no audience": lambda _: _token(_claims(aud=None)),
    "no subject": lambda _: _token(_claims(sub=None)),
    "an empty subject": lambda _: _token(_claims(sub="")),
    "a subject that is no text": lambda _: _token(_claims(sub=["root"])),
    "a subject with a line break": lambda _: _token(_claims(sub="root\nroot")),
    "a subject without end": lambda _: _token(_claims(sub="x" * 200)),
    "cut short": lambda _: _token()[:-8],
    "empty": lambda _: "",
    "no token": lambda _: "MR0001",
    "huge": lambda _: "a" * 300_000,
    "not ASCII": lambda _: "é.é.é",
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_token_that_proves_nothing_is_refused(file: Path, how: str) -> None:
    """Each is refused with the same hint, and nothing of the token is shown."""
    token = REFUSED[how](file.read_text())
    with pytest.raises(VaultError, match="identity token is refused") as caught:
        IdentityTokens(_issuer(file)).principal(token, at=NOW)
    shown = str(caught.value)
    assert "svc-safety" not in shown
    assert not token or token not in shown
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512", "RS1", ""])
def test_weak_algorithms_cannot_be_pinned(file: Path, algorithm: str) -> None:
    """A policy cannot ask for no signature or a shared secret."""
    with pytest.raises(VaultError, match="not allowed"):
        IdentityTokens(_issuer(file, "RS256", algorithm))


def test_key_sets_are_read_strictly(tmp_path: Path) -> None:
    """A set with a private or shared key, a weak one only, of others' writing, or none at all verifies nobody."""
    small = jwk.RSAKey.import_key({"kty": "RSA", "kid": "s", "e": "AQAB", "n": RSA.as_dict()["n"]}).as_dict()
    small["n"] = small["n"][:170]
    sets = {
        "private": json.dumps({"keys": [RSA.as_dict(private=True)]}),
        "symmetric": json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}),
        "strong enough": json.dumps({"keys": [small]}),
        "for signatures": json.dumps({"keys": [{**RSA.as_dict(private=False), "use": "enc"}]}),
        "no public key": json.dumps({"keys": []}),
        "not a key set": "[]",
        "JWKS": "hello",
    }
    for said, content in sets.items():
        path = tmp_path / "set"
        path.write_text(content)
        path.chmod(0o600)
        with pytest.raises(VaultError, match=said):
            IdentityTokens(_issuer(path)).principal(_token(), at=NOW)
    path.write_text(_key_set(RSA))
    path.chmod(0o666)
    with pytest.raises(VaultError, match="written by others"):
        IdentityTokens(_issuer(path)).principal(_token(), at=NOW)
    with pytest.raises(VaultError, match="cannot be read"):
        IdentityTokens(_issuer(tmp_path / "none")).principal(_token(), at=NOW)


class _Keys(http.server.BaseHTTPRequestHandler):
    """Serves the issuer's keys, and counts."""

    content = ""
    asked = 0

    def do_GET(self) -> None:
        """Answer with the keys, or send elsewhere."""
        type(self).asked += 1
        away = self.path == "/away"
        self.send_response(302 if away else 200)
        if away:
            self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(b"" if away else self.content.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Serve key sets on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Keys)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    _Keys.asked = 0
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_keys_from_the_issuers_address(address: str) -> None:
    """Keys are fetched once, again after ten minutes, and for an unknown key id twice a minute at most."""
    _Keys.content = _key_set(RSA)
    tokens = IdentityTokens(_issuer(f"{address}/keys"))
    for _ in range(3):
        assert tokens.principal(_token(), at=NOW).name.endswith("#svc-safety")
    assert _Keys.asked == 1
    new = _token(key=ELLIPTIC, alg="ES256")
    for _ in range(5):
        with pytest.raises(VaultError, match="InvalidKeyIdError"):
            tokens.principal(new, at=NOW)
    assert _Keys.asked == 1
    _Keys.content = _key_set(RSA, ELLIPTIC)
    assert tokens.principal(new, at=NOW + dt.timedelta(seconds=31)).name.endswith("#svc-safety")
    assert _Keys.asked == 2
    _Keys.content = _key_set(ELLIPTIC)
    with pytest.raises(VaultError, match="refused"):
        tokens.principal(_token(_claims(exp=SECONDS + 1800)), at=NOW + dt.timedelta(minutes=15))


def test_an_address_that_is_not_to_be_trusted_is_refused(address: str) -> None:
    """Plain http to another machine, another scheme, a redirect and a closed door give no keys."""
    for place, said in {
        "http://login.example.org/keys": "https address",
        "ftp://127.0.0.1/keys": "https address",
        "file:///etc/passwd": "https address",
        f"{address}/away": "cannot be fetched",
        "http://127.0.0.1:9/keys": "cannot be fetched",
    }.items():
        with pytest.raises(VaultError, match=said):
            IdentityTokens(_issuer(place)).principal(_token(), at=NOW)


def test_principals_are_not_made_by_hand() -> None:
    """A principal comes from the system, a token or a caller who vouches; it is not pickled, and its name is words."""
    with pytest.raises(VaultError, match="by hand"):
        Principal("root", door=object())
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(local_user())
    for name in ("", "a\nb", "x" * 200):
        with pytest.raises(VaultError, match="printable"):
            vouched_for(name)
