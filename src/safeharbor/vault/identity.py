"""Identity tokens: signed JWTs of one OIDC issuer (RFC 7519, 8725, 9068), for programs that read tokens back.

The policy pins issuer, audience and algorithms; `none` and shared secrets are no algorithm here. A token that is
too old, too long-lived, for someone else or signed by no key of the issuer is refused, and nothing of it is shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from safeharbor.errors import MissingExtraError, VaultError
from safeharbor.vault.jwks import read_keys
from safeharbor.vault.principals import LONGEST, Principal, local_user, token_holder

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"}
)
_LEEWAY: Final = 60  # seconds by which clocks may differ
_TYPES: Final = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})
_FRESH: Final = dt.timedelta(minutes=10)
_RETRY: Final = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are believed. `jwks`: file or address of the public keys; `longest`: a token's longest life."""

    issuer: str
    audience: str
    jwks: str
    algorithms: tuple[str, ...]
    longest: dt.timedelta


class IdentityTokens:
    """Verifies the tokens of one issuer; keys from an address are asked for again when they may have changed."""

    def __init__(self, issuer: Issuer) -> None:
        """Take the issuer; raise VaultError for an algorithm that is not allowed, MissingExtraError without joserfc."""
        try:
            from joserfc import errors, jwk, jwt  # noqa: PLC0415 - only its users need it
        except ImportError:
            message = "identity tokens need the library joserfc"
            raise MissingExtraError(message, hint="pip install 'safeharbor-deid[oidc]'") from None
        if not issuer.algorithms or not set(issuer.algorithms) <= ALGORITHMS:
            message = "an algorithm for identity tokens is not allowed"
            raise VaultError(message, hint=f"allowed: {', '.join(sorted(ALGORITHMS))}")
        self._issuer = issuer
        self._errors, self._jwk, self._jwt = errors, jwk, jwt
        self._keys: Any = None
        self._asked = dt.datetime.min.replace(tzinfo=dt.UTC)

    def principal(self, token: str, *, at: dt.datetime) -> Principal:
        """Return whom a token names at a time; raise VaultError, showing nothing of it, when it proves nothing."""
        try:
            claims = self._verified(token, at)
        except (self._errors.JoseError, ValueError, TypeError) as error:
            _refuse(type(error).__name__)
        if claims["exp"] - claims["iat"] > self._issuer.longest.total_seconds():
            _refuse("it lives longer than the policy allows")
        subject = claims["sub"]
        if not 0 < len(subject) < LONGEST - len(self._issuer.issuer) or not subject.isprintable():
            _refuse("its subject is empty, too long or not printable")
        return token_holder(self._issuer.issuer, subject, via=local_user().name)

    def _verified(self, token: str, at: dt.datetime) -> dict[str, Any]:
        if at - self._asked > _FRESH:
            self._ask(at)
        try:
            return self._claims(token, at)
        except self._errors.InvalidKeyIdError:
            # the issuer may have begun to sign with a new key; asked for again twice a minute at most
            if at - self._asked <= _RETRY:
                raise
        self._ask(at)
        return self._claims(token, at)

    def _ask(self, at: dt.datetime) -> None:
        self._keys = self._jwk.KeySet.import_key_set({"keys": read_keys(self._issuer.jwks)})
        self._asked = at

    def _claims(self, token: str, at: dt.datetime) -> dict[str, Any]:
        """Return the claims of a token whose signature, type and claims hold. Raises the library's errors."""
        read = self._jwt.decode(token.strip(), self._keys, algorithms=sorted(self._issuer.algorithms))
        if str(read.header.get("typ", "")).lower() not in _TYPES:
            raise self._errors.InvalidHeaderValueError
        self._jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._issuer.issuer},
            aud={"essential": True, "value": self._issuer.audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(read.claims)
        return dict(read.claims)


def _refuse(why: str) -> NoReturn:
    message = f"the identity token is refused ({why})"
    hint = "get a fresh token for this audience from the issuer the policy names under `oidc`"
    raise VaultError(message, hint=hint) from None
