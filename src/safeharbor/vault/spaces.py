"""The names of spaces: which recipient, which system, which shape of identifier; sealed in the store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safeharbor.vault.sealing import RowCipher
from safeharbor.vault.store import SealedRow

if TYPE_CHECKING:
    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.store import Store


@dataclass(frozen=True, slots=True)
class SpaceName:
    """A space in which one canonical form has one token. `kinds`: the kinds of data it was used for, sorted."""

    domain: str
    system: str
    shape: str
    kinds: tuple[str, ...] = ()


class SpaceNames:
    """The sealed names of a store's spaces."""

    def __init__(self, store: Store, ring: KeyRing) -> None:
        """Take the store and the vault's keys."""
        self._store = store
        self._ring = ring

    def tag(self, name: SpaceName) -> bytes:
        """Return the keyed tag a space is stored under."""
        return self._ring.space_tag(name.domain, name.system, name.shape)

    def all(self) -> dict[bytes, SpaceName]:
        """Return every space by its tag."""
        return {tag: self._opened(tag, row) for tag, row in self._store.spaces().items()}

    def ensure(self, name: SpaceName) -> None:
        """Make the space, or note kinds it was not used for before; writes only when there is something to write."""
        tag = self.tag(name)
        if self._lacking(tag, name):
            with self._store.writing():
                if missing := self._lacking(tag, name):
                    self._store.put_space(tag, self.sealed(missing))

    def _lacking(self, tag: bytes, name: SpaceName) -> SpaceName | None:
        """Return the name as it should be stored, or None when it is."""
        row = self._store.spaces().get(tag)
        held = self._opened(tag, row).kinds if row else ()
        if row is not None and set(name.kinds) <= set(held):
            return None
        return SpaceName(name.domain, name.system, name.shape, tuple(sorted({*held, *name.kinds})))

    def sealed(self, name: SpaceName) -> SealedRow:
        """Seal a name under the newest data key."""
        newest, key = self._ring.sealing_key()
        content = json.dumps([name.domain, name.system, name.shape, *name.kinds]).encode()
        return SealedRow(newest, RowCipher(key).seal(content, about=b"space" + self.tag(name)))

    def _opened(self, tag: bytes, row: SealedRow) -> SpaceName:
        content = RowCipher(self._ring.data_key(row.data_key)).open(row.sealed, about=b"space" + tag)
        domain, system, shape, *kinds = json.loads(content)
        return SpaceName(domain, system, shape, tuple(kinds))
