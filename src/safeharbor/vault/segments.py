"""A segment: up to 262,144 identifiers of one space as the store holds them, sorted by look-up key.

In the open lie only the look-up keys (HMAC-SHA256 cut to 128 bits), which say nothing without the index key;
tokens and canonical forms are sealed. The digest of the keys is authenticated with every page.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.parsing.tokens import RAW_BYTES
from safeharbor.vault.sealing import PAGE_VALUES, SealedTexts, SegmentCipher, damaged, seal_texts, unseal_texts
from safeharbor.vault.wordset import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.wordset import Words

SEGMENT_ENTRIES: Final = 1 << 18
NAME_BYTES: Final = 16
_ROW: Final = np.dtype((np.void, RAW_BYTES))


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """One row of the store, as bytes. `number`: its place in the order of appending; 0 before it has one."""

    number: int
    name: bytes
    data_key: int
    count: int
    keys: bytes = field(repr=False)
    tokens: bytes = field(repr=False)
    values: SealedTexts = field(repr=False)


def stored_segment(row: tuple[int, bytes, int, int, bytes, bytes, bytes, bytes]) -> StoredSegment:
    """Return the segment of a row: number, name, data key, count, keys, tokens, sealed pages, their ends."""
    number, name, data_key, count, keys, tokens, pages, ends = row
    return StoredSegment(number, name, data_key, count, keys, tokens, SealedTexts(pages, ends, count))


@dataclass(frozen=True, slots=True)
class Entries:
    """Identifiers with their keys and tokens, row by row. PHI."""

    keys: NDArray[np.uint8] = field(repr=False)
    tokens: NDArray[np.uint8] = field(repr=False)
    values: pl.Series = field(repr=False)

    def __len__(self) -> int:
        """Return the number of identifiers."""
        return len(self.keys)

    def take(self, rows: NDArray[np.int64]) -> Entries:
        """Return the chosen rows in the order asked for."""
        # rows as one item each: a fifth of the time that rows of bytes take
        keys, tokens = (np.ascontiguousarray(part).view(_ROW)[rows].view(np.uint8) for part in (self.keys, self.tokens))
        return Entries(keys, tokens, self.values.gather(rows))


def joined(parts: list[Entries]) -> Entries:
    """Return the entries of several segments as one."""
    return Entries(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.tokens for part in parts]),
        pl.concat([part.values for part in parts]),
    )


def sealed_segment(entries: Entries, *, space: bytes, ring: KeyRing) -> StoredSegment:
    """Sort entries by key and seal them under the newest data key."""
    order = np.argsort(words(entries.keys)[0])
    entries = entries.take(order)
    keys = entries.keys.tobytes()
    name = secrets.token_bytes(NAME_BYTES)
    number, key = ring.sealing_key()
    cipher = SegmentCipher(key, name, about=_about(space, keys))
    values = seal_texts(cipher, entries.values, first_page=1)
    return StoredSegment(0, name, number, len(entries), keys, cipher.seal(0, entries.tokens.tobytes()), values)


class OpenSegment:
    """A stored segment and the key that opens it; nothing is opened before it is asked for."""

    def __init__(self, stored: StoredSegment, *, space: bytes, ring: KeyRing) -> None:
        """Take the row, the space it was read for and the vault's keys."""
        if len(stored.keys) != stored.count * RAW_BYTES:
            raise damaged()
        self._stored = stored
        self._cipher = SegmentCipher(ring.data_key(stored.data_key), stored.name, about=_about(space, stored.keys))

    @property
    def number(self) -> int:
        """The segment's place in the order of appending."""
        return self._stored.number

    def keys(self) -> NDArray[np.uint8]:
        """Return the look-up keys, sorted: one row of 16 bytes each."""
        return np.frombuffer(self._stored.keys, np.uint8).reshape(-1, RAW_BYTES)

    def key_words(self) -> tuple[Words, Words]:
        """Return the look-up keys as sorted pairs of numbers."""
        return words(self.keys())

    def tokens(self) -> NDArray[np.uint8]:
        """Return the tokens' 16 bytes, row by row."""
        raw = self._cipher.open(0, self._stored.tokens)
        if len(raw) != self._stored.count * RAW_BYTES:
            raise damaged()
        return np.frombuffer(raw, np.uint8).reshape(-1, RAW_BYTES)

    def values(self) -> pl.Series:
        """Return the canonical forms. PHI."""
        return unseal_texts(self._cipher, self._stored.values, first_page=1)

    def value(self, row: int) -> str:
        """Return one canonical form, opening its page only. PHI."""
        page = row // PAGE_VALUES
        values = unseal_texts(self._cipher, self._stored.values, first_page=1, only=page)
        return str(values[row - page * PAGE_VALUES])

    def entries(self) -> Entries:
        """Return everything the segment holds. PHI."""
        return Entries(self.keys(), self.tokens(), self.values())


def _about(space: bytes, keys: bytes) -> bytes:
    return space + hashlib.sha256(keys).digest()
