"""What was purged, kept so that it stays purged: keyed and sealed records that hold no identifier.

A grave lies in the vault and in a file beside it, so that an older backup put in the vault's place is purged again.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from safeharbor.errors import VaultError
from safeharbor.parsing.tokens import RAW_BYTES
from safeharbor.vault.sealing import RowCipher
from safeharbor.vault.segments import OpenSegment, sealed_segment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.opening import OpenStore

_ABOUT: Final = b"grave"
NOTE: Final = "grave/"
EPOCH: Final = "purges"
# there while removed bytes may still rest in a journal
UNSWEPT: Final = "unswept"


@dataclass(frozen=True, slots=True)
class Grave:
    """A purged person: tag, look-up keys by space, the tokens that no longer resolve, and tags under other keys.

    `id`: of the purge; a person who came back may be purged again.
    """

    tag: str
    keys: tuple[tuple[str, str], ...] = field(repr=False)
    tokens: tuple[str, ...] = field(default=(), repr=False)
    others: tuple[str, ...] = ()
    id: str = ""

    @property
    def note(self) -> str:
        """The name of the store's note of this purge."""
        return NOTE + (self.id or self.tag)

    @property
    def tags(self) -> list[bytes]:
        """All tags the person was known under."""
        return [bytes.fromhex(tag) for tag in (self.tag, *self.others)]


class Graves:
    """The file of graves beside a vault."""

    def __init__(self, vault: Path) -> None:
        """Take the path of the vault."""
        self._path = vault.with_name(vault.name + ".graves")

    def read(self, ring: KeyRing) -> list[Grave]:
        """Return the graves; a last line that a kill cut short is left out."""
        if not self._path.exists():
            return []
        cipher = _cipher(ring)
        lines = self._path.read_bytes().split(b"\n")[:-1]
        return [_opened(cipher, base64.b64decode(line)) for line in lines if line]

    def add(self, ring: KeyRing, grave: Grave) -> None:
        """Append a grave; it outlives a power failure when this returns."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(handle, "r+b") as file:
                content = file.read()
                # a line that a kill cut short is closed: it opens for nobody and is skipped no more than once
                file.truncate(content.rfind(b"\n") + 1)
                file.seek(0, os.SEEK_END)
                file.write(base64.b64encode(_sealed(_cipher(ring), grave)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            message = f"the file of purges {self._path} cannot be written: {error.strerror}"
            raise VaultError(message, hint="nothing was purged; make room and try again") from None


def unburied(opened: OpenStore, graves: Iterable[Grave]) -> list[Grave]:
    """Return the purges the store knows nothing of: those a kill cut short, or made since a backup was."""
    return [grave for grave in graves if opened.store.note(grave.note) is None]


def bury(opened: OpenStore, grave: Grave) -> bool:
    """Take a person's rows out of the store, in one write; return whether there was anything to take."""
    store, found = opened.store, False
    with store.writing():
        found = bool(store.known(grave.tags))
        store.remove_known(grave.tags)
        tokens = list(grave.tokens)
        for space in sorted({space for space, _ in grave.keys}):
            keys = [bytes.fromhex(key) for name, key in grave.keys if name == space]
            tokens += _taken(opened, bytes.fromhex(space), keys)
        found = found or len(tokens) > len(grave.tokens)
        full = replace(grave, tokens=tuple(sorted(set(tokens))))
        store.put_note(grave.note, _sealed(_cipher(opened.ring), full))
        store.put_note(UNSWEPT, b"1")
        store.put_note(EPOCH, str(int(store.note(EPOCH) or b"0") + 1).encode())
    return found


def buried(opened: OpenStore) -> list[Grave]:
    """Return the graves in the store: what mirrors must no longer hold."""
    cipher = _cipher(opened.ring)
    return [_opened(cipher, content) for content in opened.store.notes(NOTE).values()]


def _taken(opened: OpenStore, space: bytes, keys: list[bytes]) -> list[str]:
    """Rewrite the segments of a space without some keys; return the tokens (hex) that went with them."""
    wanted = np.frombuffer(b"".join(keys), np.dtype("S16"))
    tokens: list[str] = []
    for number, *_ in opened.store.sizes(space):
        stored = opened.store.segment(number)
        if stored is None:
            continue
        gone = np.isin(np.frombuffer(stored.keys, np.dtype("S16")), wanted)
        if not gone.any():
            continue
        entries = OpenSegment(stored, space=space, ring=opened.ring).entries()
        tokens += [bytes(row).hex() for row in entries.tokens[gone]]
        opened.store.remove([number])
        if not gone.all():
            left = sealed_segment(entries.take(np.flatnonzero(~gone)), space=space, ring=opened.ring)
            opened.store.append(space, left)
    return tokens


def _cipher(ring: KeyRing) -> RowCipher:
    return RowCipher(ring.grave_key())


def _sealed(cipher: RowCipher, grave: Grave) -> bytes:
    return cipher.seal(json.dumps([grave.tag, grave.keys, grave.tokens, grave.others, grave.id]).encode(), about=_ABOUT)


def _opened(cipher: RowCipher, content: bytes) -> Grave:
    # purges of the first format name one tag each, and no id
    tag, keys, tokens, *rest = json.loads(cipher.open(content, about=_ABOUT))
    if any(len(token) != 2 * RAW_BYTES for token in tokens):
        message = "the record of a purge is damaged"
        raise VaultError(message, hint="restore the file of purges")
    others, name = rest or ((), "")
    return Grave(tag, tuple((space, key) for space, key in keys), tuple(tokens), tuple(others), name)
