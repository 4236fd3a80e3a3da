"""The audit log's head, kept in the vault as well: who puts back an older log and its copy of the head is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from safeharbor.audit import Head
from safeharbor.vault.keys import unwrapped_key
from safeharbor.vault.sealing import RowCipher

if TYPE_CHECKING:
    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.store import Store

_NOTE: Final = "audit-head"


def keep_head(store: Store, ring: KeyRing, head: Head) -> None:
    """Keep the head, sealed, unless the vault holds a later one."""
    content = json.dumps([head.number, head.chain]).encode()
    with store.writing():
        held = kept_head(store, ring)
        if held is None or held.number < head.number:
            store.put_note(_NOTE, _cipher(ring).seal(content, about=_NOTE.encode()))


def kept_head(store: Store, ring: KeyRing) -> Head | None:
    """Return the head the vault holds; raise VaultError when someone put another in its place."""
    sealed = store.note(_NOTE)
    return None if sealed is None else Head(*json.loads(_cipher(ring).open(sealed, about=_NOTE.encode())))


def _cipher(ring: KeyRing) -> RowCipher:
    return RowCipher(unwrapped_key(ring.root.derived("audit head")))
