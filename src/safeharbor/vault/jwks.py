"""The issuer's public keys (JWKS, RFC 7517): from a file that travels by other means, or from the issuer's address."""

from __future__ import annotations

import json
import os
import stat
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from safeharbor.errors import VaultError

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import IO

_LONGEST: Final = 1 << 20
_SECONDS: Final = 5
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_RSA_BITS: Final = 2048
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses to be sent elsewhere: the policy names the address."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the library's signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Return no request."""


def read_keys(place: str) -> list[dict[str, Any]]:
    """Return the keys that may verify a signature: public, asymmetric, RSA of 2,048 bits or more.

    `place`: a file, or an https address (http on this machine only). Raises VaultError when it cannot be had, is
    no key set, holds a private key, or is a file that others than its owner may write: who writes it is anyone.
    """
    raw = _fetched(place) if "://" in place else _file(Path(place))
    try:
        keys = json.loads(raw)["keys"]
        usable = [key for key in keys if _usable(key)]
        private = any(_PRIVATE & set(key) for key in keys)
    except (ValueError, KeyError, TypeError, AttributeError):
        _refuse("is not a key set (JWKS)")
    if private:
        _refuse("holds a private or symmetric key: only public keys belong in it")
    if not usable:
        _refuse("holds no public key for signatures that is strong enough")
    return usable


def _usable(key: dict[str, Any]) -> bool:
    if key.get("use", "sig") != "sig" or "verify" not in key.get("key_ops", ["verify"]):
        return False
    if key["kty"] == "RSA":
        # base64url: four letters stand for three bytes
        return len(str(key["n"]).rstrip("=")) * 6 >= _RSA_BITS
    return key["kty"] in {"EC", "OKP"}


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o022:
                _refuse("can be written by others than its owner")
            return file.read(_LONGEST)
    except OSError as error:
        _refuse(f"cannot be read: {error.strerror}")


def _fetched(address: str) -> bytes:
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        _refuse("is not named by an https address")
    try:
        with urllib.request.build_opener(_NoRedirect).open(address, timeout=_SECONDS) as answer:
            content: bytes = answer.read(_LONGEST)
    except (urllib.error.URLError, OSError, ValueError) as error:
        _refuse(f"cannot be fetched ({type(error).__name__})")
    return content


def _refuse(why: str) -> NoReturn:
    message = f"the issuer's key set {why}"
    hint = "`oidc.jwks` names a file that only its owner may write, or an https address"
    raise VaultError(message, hint=hint) from None
