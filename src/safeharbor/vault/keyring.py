"""The keys inside a vault: one root that never changes and the data keys, all wrapped by the master key.

The root gives look-up keys, subject tags, secrets and signing keys, so that a new master key or a new data
key changes no token. Data keys have ids and states: the newest seals, older ones only open, until none is left.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from safeharbor.errors import VaultError
from safeharbor.vault.keys import MasterKey, SecretKey, derive, fresh_key, unwrapped_key
from safeharbor.vault.sealing import RowCipher

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT: Final = 0
TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as the store holds it. `number` 0 is the root; `master`: id of the key that wraps it."""

    number: int
    master: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The vault's keys, unwrapped. `data`: number -> key; the highest number seals."""

    root: SecretKey
    data: Mapping[int, SecretKey]

    @property
    def newest(self) -> int:
        """The number of the data key that seals."""
        return max(self.data)

    def data_key(self, number: int) -> SecretKey:
        """Return a data key; raise VaultError when it is retired or missing."""
        if number not in self.data:
            message = f"a part of the vault is sealed under data key {number}, which is retired or missing"
            raise VaultError(message, hint="restore the backup that holds this key")
        return self.data[number]

    def index_key(self, space: bytes) -> bytes:
        """Return the key under which identifiers of one space are looked up."""
        return self.root.derived("index", context=space)

    def space_tag(self, domain: str, system: str, shape: str) -> bytes:
        """Return the keyed name of a space: (recipient domain, system, shape of canonical form)."""
        content = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (domain, system, shape))
        return hmac.digest(self.root.derived("space"), content, "sha256")[:TAG_BYTES]

    def subject_tag(self, subject: str) -> bytes:
        """Return the keyed tag that stands for a person in the store and in the audit log."""
        return hmac.digest(self.root.derived("subject"), subject.encode(), "sha256")[:TAG_BYTES]

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes for one named purpose of the vault's user."""
        return derive(self.root.reveal_secret(), "secret", context=purpose.encode())


def new_keys(master: MasterKey, *, vault: str) -> list[WrappedKey]:
    """Return the keys of a new vault, wrapped."""
    return [wrapped(fresh_key(), number, master, vault=vault) for number in (ROOT, ROOT + 1)]


def wrapped(key: SecretKey, number: int, master: MasterKey, *, vault: str) -> WrappedKey:
    """Wrap a key of this vault under the master key."""
    sealed = RowCipher(master).seal(key.reveal_secret(), about=_about(number, vault))
    return WrappedKey(number, master.id, sealed)


def unwrap_ring(keys: Iterable[WrappedKey], master: MasterKey, *, vault: str) -> KeyRing:
    """Unwrap the vault's keys; raise VaultError before anything is read when the master key is not its own."""
    cipher = RowCipher(master)
    opened: dict[int, SecretKey] = {}
    wrapped_keys = list(keys)
    foreign = {key.master for key in wrapped_keys} - {master.id}
    if foreign and not any(key.master == master.id for key in wrapped_keys):
        message = f"the key {master.id} does not open this vault; it is held under key {', '.join(sorted(foreign))}"
        raise VaultError(message, hint="point key_file or key_env at the key this vault was made with")
    for key in wrapped_keys:
        if key.master == master.id:
            opened[key.number] = unwrapped_key(cipher.open(key.sealed, about=_about(key.number, vault)))
    if ROOT not in opened or len(opened) == 1:
        message = "the vault's keys are incomplete"
        raise VaultError(message, hint="restore the vault from a backup")
    root = opened.pop(ROOT)
    return KeyRing(root, opened)


def _about(number: int, vault: str) -> bytes:
    return f"{vault}/key/{number}".encode()
