"""Keys as handles: they cannot be printed, pickled, compared by hand or built from loose bytes.

One master key opens the vault. It is read from a file of mode 0600 or from the environment, and
only ever wraps the keys the vault keeps inside; those derive (HKDF-SHA256, RFC 5869) one key for each purpose.
Reach for the bytes of a key only where `reveal_secret` is written: that name can be searched for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from typing import TYPE_CHECKING, Final, NoReturn

from safeharbor.errors import VaultError

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
        if create and not path.exists():
            _write_new(path)
        try:
            with path.open("rb", buffering=0) as file:
                status = os.fstat(file.fileno())
                _refuse_open_mode(status.st_mode, path)
                text = file.read(4096).decode("ascii", "replace")
        except FileNotFoundError:
            message = f"the key file {path} does not exist"
            raise VaultError(message, hint="without its key a vault cannot be opened; restore the file") from None
        except OSError as error:
            message = f"the key file {path} cannot be read: {error.strerror}"
            raise VaultError(message, hint="it must be a file that only its owner can read (chmod 600)") from None
        if not text.startswith(_FILE_HEADER):
            message = f"{path} is not a safeharbor key file"
            raise VaultError(message, hint="point key_file at the file that `safeharbor vault init` made")
        return cls(_decoded(text.removeprefix(_FILE_HEADER), f"the key file {path}"), door=_DOOR)

    @classmethod
    def from_env(cls, name: str) -> MasterKey:
        """Read the key (base64 of 32 bytes) from the environment variable `name`."""
        text = os.environ.get(name)
        if text is None:
            message = f"the environment variable {name} is not set"
            raise VaultError(message, hint="set it to the master key: base64 of 32 bytes")
        return cls(_decoded(text, f"the environment variable {name}"), door=_DOOR)


def fresh_key() -> SecretKey:
    """Return a new random key."""
    return SecretKey(secrets.token_bytes(KEY_BYTES), door=_DOOR)


def unwrapped_key(secret: bytes) -> SecretKey:
    """Return the handle of a key that was just unwrapped by the vault."""
    return SecretKey(secret, door=_DOOR)


def _decoded(text: str, where: str) -> bytes:
    try:
        secret = base64.b64decode(text.strip().encode(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        message = f"{where} does not hold base64 of {KEY_BYTES} bytes"
        raise VaultError(message, hint="restore the key as it was written")
    return secret


def _refuse_open_mode(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        message = f"the key file {path} is not a regular file"
        raise VaultError(message, hint="point key_file at a file")
    if stat.S_IMODE(mode) & 0o077:
        message = f"the key file {path} has mode {stat.S_IMODE(mode):04o}; only 0600 or stricter is allowed"
        raise VaultError(message, hint=f"chmod 600 {path}, and consider who may have read it")


def _write_new(path: Path) -> None:
    """Write a new key to a file of mode 0600 in one step; whoever comes second keeps the first one's key."""
    content = _FILE_HEADER + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n"
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        message = f"the key file {path} cannot be made: {error.strerror}"
        raise VaultError(message, hint="choose a folder that can be written, on a disk of this machine") from None
