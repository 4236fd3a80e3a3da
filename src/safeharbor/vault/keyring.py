"""The keys inside a vault: one root that never changes and the data keys, all wrapped by the master key.

The root gives look-up keys, subject tags, secrets and signing keys, so that a new master key or a new data
key changes no token. Data keys have ids and states: the newest seals, older ones only open, until none is left.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from safeharbor.errors import VaultError
from safeharbor.vault.keys import MasterKey, SecretKey, derive, fresh_key, unwrapped_key
from safeharbor.vault.sealing import RowCipher
from safeharbor.vault.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = 0
TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as the store holds it. `number` 0 is the root; `master`: id of the key that wraps it."""

    number: int
    master: str
    sealed: bytes = field(repr=False)


class KeyHolder(Protocol):
    """Where wrapped keys are held: the store."""

    @property
    def vault(self) -> str:
        """The vault's id."""

    def wrapped_keys(self) -> list[WrappedKey]:
        """Return the vault's keys as they are held."""

    def newest_key(self) -> int:
        """Return the highest number of a key."""


class KeyRing:
    """The vault's keys, unwrapped; follows a rotation that another process makes."""

    def __init__(self, holder: KeyHolder, master: MasterKey) -> None:
        """Unwrap the keys; raise VaultError before anything is read when the master key is not the vault's."""
        self._holder = holder
        self._master = master
        self._data: dict[int, SecretKey] = {}
        self.root = self._unwrap()

    @property
    def master_id(self) -> str:
        """The id of the master key this ring was opened with."""
        return self._master.id

    def sealing_key(self) -> tuple[int, SecretKey]:
        """Return the newest data key and its number; asked inside a write, so that no rotation overtakes it."""
        newest = self._holder.newest_key()
        return newest, self.data_key(newest)

    def data_key(self, number: int) -> SecretKey:
        """Return a data key; raise VaultError when it is retired or missing."""
        if number not in self._data:
            self._unwrap()
        if number not in self._data:
            message = f"a part of the vault is sealed under data key {number}, which is retired or missing"
            raise VaultError(message, hint="restore the backup that holds this key")
        return self._data[number]

    def forget(self) -> None:
        """Unwrap data keys anew when next asked: the vault was put back to another state."""
        self._data.clear()

    def rewrapped(self, master: MasterKey) -> list[WrappedKey]:
        """Return all keys wrapped under another master key."""
        self._unwrap()
        keys = {ROOT: self.root, **self._data}
        return [wrapped(key, number, master, vault=self._holder.vault) for number, key in keys.items()]

    def new_data_key(self) -> list[WrappedKey]:
        """Return a new data key, the next in number, wrapped under the master key this ring was opened with."""
        number = self._holder.newest_key() + 1
        return [wrapped(fresh_key(), number, self._master, vault=self._holder.vault)]

    def _unwrap(self) -> SecretKey:
        held = self._holder.wrapped_keys()
        own = [key for key in held if key.master == self._master.id]
        if not own:
            masters = ", ".join(sorted({key.master for key in held})) or "none"
            message = f"the key {self._master.id} does not open this vault; it is held under key {masters}"
            raise VaultError(message, hint="point key_file or key_env at the key this vault was made with")
        cipher = RowCipher(self._master)
        about = self._holder.vault
        opened = {key.number: unwrapped_key(cipher.open(key.sealed, about=_about(key.number, about))) for key in own}
        root = opened.pop(ROOT, None)
        if root is None or not opened:
            message = "the vault's keys are incomplete"
            raise VaultError(message, hint="restore the vault from a backup")
        self._data = opened
        return root

    def index_key(self, space: bytes) -> bytes:
        """Return the key under which identifiers of one space are looked up."""
        return self.root.derived("index", context=space)

    def space_tag(self, domain: str, system: str, shape: str) -> bytes:
        """Return the keyed name of a space: (recipient domain, system, shape of canonical form)."""
        content = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (domain, system, shape))
        return hmac.digest(self.root.derived("space"), content, "sha256")[:TAG_BYTES]

    def subject_tag(self, subject: str) -> bytes:
        """Return the keyed tag that stands for a person in the store and in the audit log."""
        return self.subject_tags([subject])[0]

    def subject_tags(self, subjects: Sequence[str]) -> list[bytes]:
        """Return the keyed tag of each person."""
        key = self.root.derived("subject")
        return [hmac.digest(key, subject.encode(), "sha256")[:TAG_BYTES] for subject in subjects]

    def signing_key(self, purpose: str) -> SigningKey:
        """Return the vault's Ed25519 key for one purpose: `manifest`, `audit`, `receipt`."""
        return SigningKey(self.root.derived("signing", context=purpose.encode()))

    def grave_key(self) -> SecretKey:
        """Return the key that records of purges are sealed under; the same for the vault's life."""
        return unwrapped_key(self.root.derived("graves"))

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


def _about(number: int, vault: str) -> bytes:
    return f"{vault}/key/{number}".encode()
