"""Rotate keys while runs go on: a new data key, everything sealed anew under it, tokens unchanged.

Every step is a write of its own, so that a killed rotation goes on where it stopped. A process that opened the vault
before follows: under the write lock it always seals with the newest key, and it fetches keys it has not met.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.vault.known import KnownPersons
from safeharbor.vault.segments import OpenSegment, sealed_segment
from safeharbor.vault.spaces import SpaceNames

if TYPE_CHECKING:
    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.keys import MasterKey
    from safeharbor.vault.store import Store

_NOTE: Final = "rotation"
_PERSONS: Final = 2_000


def rotate(store: Store, ring: KeyRing, *, master: MasterKey | None = None) -> int:
    """Seal the whole vault anew under a new data key and return its number; the keys before it are destroyed.

    `master`: a new master key that opens the vault from now on; the old one opens it too until it is retired.
    A rotation that was interrupted is finished, with the data key it had begun.
    """
    with store.writing():
        note = store.note(_NOTE)
        if not note:
            store.put_keys(ring.new_data_key())
            store.put_note(_NOTE, str(store.newest_key()).encode())
    target = store.newest_key()
    ring.data_key(target)
    if master is not None:
        with store.writing():
            store.put_keys(ring.rewrapped(master))
    names = SpaceNames(store, ring)
    for tag, name in names.all().items():
        with store.writing():
            store.put_space(tag, names.sealed(name))
        _segments(store, ring, tag, target)
    _persons(store, ring, target)
    with store.writing():
        for number in range(1, target):
            if not 0 < store.oldest_key_in_use() <= number:
                store.drop_keys(number=number)
        store.put_note(_NOTE, b"")
    store.sweep()
    return target


def retire(store: Store, ring: KeyRing, master: str) -> bool:
    """Destroy what a former master key (by id) opens; return whether there was anything. Never the one in use."""
    held = {key.master for key in store.wrapped_keys()}
    if master not in held or master == ring.master_id:
        return False
    with store.writing():
        store.drop_keys(master=master)
    store.sweep()
    return True


def _segments(store: Store, ring: KeyRing, space: bytes, target: int) -> None:
    """Seal a space's segments anew, each in its place, so that other processes need not read them again."""
    while old := [number for number, data_key, _ in store.sizes(space) if data_key < target]:
        for number in old:
            with store.writing():
                stored = store.segment(number)
                if stored is not None and stored.data_key < target:
                    entries = OpenSegment(stored, space=space, ring=ring).entries()
                    store.replace(replace(sealed_segment(entries, space=space, ring=ring), number=number))


def _persons(store: Store, ring: KeyRing, target: int) -> None:
    """Seal what is known of persons anew, in the order of their tags."""
    persons = KnownPersons(store, ring)
    last = b""
    while rows := store.all_known(after=last, limit=_PERSONS):
        last = max(rows)
        with store.writing():
            # read again under the lock: another run may have told more of them since
            held = store.known([tag for tag, row in rows.items() if row.data_key < target])
            persons.seal_anew({tag: row for tag, row in held.items() if row.data_key < target})
