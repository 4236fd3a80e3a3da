"""Keys as handles: they cannot be printed, pickled, compared by hand or built from loose bytes.

One master key opens the vault; `key_sources` says where it comes from. It only ever wraps the keys the vault keeps
inside; those derive (HKDF-SHA256, RFC 5869) one key for each purpose.
Reach for the bytes of a key only where `reveal_secret` is written: that name can be searched for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING, Final, NoReturn

from safeharbor.errors import VaultError
from safeharbor.vault.private_files import read_private, write_once

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES: Final = 32
_DOOR: Final = object()
_FILE_HEADER: Final = "safeharbor-master-key-1:"


def derive(secret: bytes, purpose: str, *, context: bytes = b"") -> bytes:
    """Return 32 bytes for one purpose: HKDF-SHA256 with an empty salt; `context` parts its uses further."""
    pseudorandom = hmac.digest(b"\0" * KEY_BYTES, secret, "sha256")
    info = b"safeharbor/" + purpose.encode() + b"\0" + context
    return hmac.digest(pseudorandom, info + b"\x01", "sha256")


class SecretKey:
    """32 secret bytes with an id; what it is for is said by whoever holds it."""

    __slots__ = ("_id", "_secret")

    def __init__(self, secret: bytes, *, door: object) -> None:
        """Refuse to be built by hand: use `MasterKey.from_file`, `MasterKey.from_env` or `fresh_key`."""
        if door is not _DOOR:
            message = "keys are not built from bytes by hand"
            raise VaultError(message, hint="use MasterKey.from_file or MasterKey.from_env")
        if len(secret) != KEY_BYTES:
            message = f"a key has {KEY_BYTES} bytes, this one {len(secret)}"
            raise VaultError(message, hint="make one with `safeharbor vault init`")
        self._secret = secret
        self._id = hashlib.sha256(derive(secret, "key id")).hexdigest()[:16]

    @property
    def id(self) -> str:
        """The key's public name, 16 hex digits; says nothing of the key."""
        return self._id

    def reveal_secret(self) -> bytes:
        """Return the key's bytes."""
        return self._secret

    def derived(self, purpose: str, *, context: bytes = b"") -> bytes:
        """Return 32 bytes for one named purpose."""
        return derive(self._secret, purpose, context=context)

    def __repr__(self) -> str:
        """Show the id only."""
        return f"<{type(self).__name__} {self._id}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        message = "keys are not pickled"
        raise TypeError(message)


class MasterKey(SecretKey):
    """The key that opens a vault; held apart from it."""

    __slots__ = ()

    @classmethod
    def from_file(cls, path: Path, *, create: bool = False) -> MasterKey:
        """Read the key file; with `create`, make it (mode 0600) when there is none.

        Raises VaultError when it is missing, not a key file, or open to anyone but its owner.
        """
        what = f"the key file {path}"
        if create and not path.exists():
            write_once(path, _FILE_HEADER + new_key_text() + "\n", what)
        text = read_private(path, what)
        if not text.startswith(_FILE_HEADER):
            message = f"{path} is not a safeharbor key file"
            raise VaultError(message, hint="point key_file at the file that `safeharbor vault init` made")
        return cls.from_text(text.removeprefix(_FILE_HEADER), what)

    @classmethod
    def from_env(cls, name: str) -> MasterKey:
        """Read the key (base64 of 32 bytes) from the environment variable `name`."""
        text = os.environ.get(name)
        if text is None:
            message = f"the environment variable {name} is not set"
            raise VaultError(message, hint="set it to the master key: base64 of 32 bytes")
        return cls.from_text(text, f"the environment variable {name}")

    @classmethod
    def from_text(cls, text: str, where: str) -> MasterKey:
        """Read base64 of 32 bytes that `where` holds; raise VaultError, not showing it, when it is anything else."""
        try:
            secret = base64.b64decode(text.strip().encode(), validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != KEY_BYTES:
            message = f"{where} does not hold base64 of {KEY_BYTES} bytes"
            raise VaultError(message, hint="restore the key as it was written")
        return cls(secret, door=_DOOR)

    @classmethod
    def unwrapped(cls, secret: bytes) -> MasterKey:
        """Return the handle of a master key that a key service just unwrapped."""
        return cls(secret, door=_DOOR)


def new_key_text() -> str:
    """Return base64 of a new random key, for the place a master key will be read from."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def fresh_key() -> SecretKey:
    """Return a new random key."""
    return SecretKey(secrets.token_bytes(KEY_BYTES), door=_DOOR)


def unwrapped_key(secret: bytes) -> SecretKey:
    """Return the handle of a key that was just unwrapped by the vault."""
    return SecretKey(secret, door=_DOOR)
