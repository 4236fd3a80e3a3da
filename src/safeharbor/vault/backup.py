"""Backups: one encrypted file, consistent while a run writes, and checked before it takes the vault's place.

Layout: magic, id of the master key (16 hex digits), 32 random bytes, then chunks of 4 MiB under AES-256-GCM with a key
derived from the master key and the random bytes. The chunk's number and whether it is the last are authenticated,
so that a file cut short, joined or reordered does not open.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safeharbor.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from safeharbor.vault.keys import MasterKey

_MAGIC: Final = b"safeharbor-backup-1\n"
_ID: Final = 16
_SALT: Final = 32
_CHUNK: Final = 4 << 20
_TAG: Final = 16


def encrypt_file(source: Path, target: Path, key: MasterKey) -> None:
    """Encrypt a file into a new one of mode 0600; raise VaultError when the target exists or cannot be written."""
    salt = secrets.token_bytes(_SALT)
    cipher = AESGCM(key.derived("backup", context=salt))
    head = _MAGIC + key.id.encode() + salt
    try:
        with source.open("rb") as plain, _new_file(target) as sealed:
            sealed.write(head)
            for number, chunk, last in _chunks(plain, _CHUNK):
                sealed.write(cipher.encrypt(_nonce(number, last=last), chunk, head))
            sealed.flush()
            os.fsync(sealed.fileno())
    except FileExistsError:
        message = f"{target} exists already"
        raise VaultError(message, hint="name a new file: backups are never overwritten") from None
    except OSError as error:
        target.unlink(missing_ok=True)
        message = f"the backup {target} cannot be written: {error.strerror}"
        raise VaultError(message, hint="make room or choose another folder") from None


def decrypt_file(source: Path, target: Path, key: MasterKey) -> None:
    """Decrypt a backup into a new file of mode 0600; raise VaultError, leaving nothing, when it is not whole."""
    try:
        with source.open("rb") as sealed, _new_file(target) as plain:
            head = sealed.read(len(_MAGIC) + _ID + _SALT)
            _check_head(head, source, key)
            cipher = AESGCM(key.derived("backup", context=head[-_SALT:]))
            for number, chunk, last in _chunks(sealed, _CHUNK + _TAG):
                plain.write(cipher.decrypt(_nonce(number, last=last), chunk, head))
            plain.flush()
            os.fsync(plain.fileno())
    except InvalidTag:
        target.unlink(missing_ok=True)
        message = f"the backup {source} is damaged or cut short"
        raise VaultError(message, hint="use another backup") from None
    except VaultError:
        target.unlink(missing_ok=True)
        raise
    except OSError as error:
        message = f"the backup {source} cannot be read into {target}: {error.strerror}"
        raise VaultError(message, hint="check both places") from None


def _check_head(head: bytes, source: Path, key: MasterKey) -> None:
    if len(head) != len(_MAGIC) + _ID + _SALT or not head.startswith(_MAGIC):
        message = f"{source} is not a backup of a vault"
        raise VaultError(message, hint="name a file that `safeharbor vault backup` wrote")
    made_with = head[len(_MAGIC) : len(_MAGIC) + _ID].decode("ascii", "replace")
    if made_with != key.id:
        message = f"the backup {source} was made with key {made_with}, not with {key.id}"
        raise VaultError(message, hint="name the key file of that time")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield number, content and whether it is the last; an empty file is one empty chunk."""
    number, chunk = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number, chunk, not following
        if not following:
            return
        number, chunk = number + 1, following


def _new_file(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
