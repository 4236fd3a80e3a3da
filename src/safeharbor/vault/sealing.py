"""AES-256-GCM for whole columns: pages of many values, one key per segment, nothing sealed twice under a nonce.

A segment's key is derived from its random 128-bit name, so that the page number can be the nonce. What a page
belongs to is authenticated with it: a page moved to another place does not open.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safeharbor.errors import VaultError
from safeharbor.parsing.tokens import text_series

if TYPE_CHECKING:
    from safeharbor.vault.keys import SecretKey

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
# measured: 128 values a page already runs at 23M values a second; 1,024 still reads one person's value in microseconds
PAGE_VALUES: Final = 1024


class RowCipher:
    """Seals small contents one by one, each under a random nonce."""

    def __init__(self, key: SecretKey) -> None:
        """Take the key the rows are sealed under."""
        self._cipher = AESGCM(key.derived("row"))

    def seal(self, content: bytes, *, about: bytes) -> bytes:
        """Return nonce and ciphertext; `about` must be shown again to open it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, about)

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        """Return what was sealed; raise VaultError when key, content or `about` is not the same."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
        except (InvalidTag, ValueError):
            raise damaged() from None


@dataclass(frozen=True, slots=True)
class SealedTexts:
    """A sealed column of `count` strings: its pages end to end, and the byte at which each ends (uint64)."""

    pages: bytes = field(repr=False)
    ends: bytes = field(repr=False)
    count: int


class SegmentCipher:
    """Seals and opens the pages of one segment."""

    def __init__(self, key: SecretKey, name: bytes, *, about: bytes) -> None:
        """Take the data key, the segment's random name and what it belongs to."""
        self._cipher = AESGCM(key.derived("segment", context=name))
        self._about = name + about

    def seal(self, page: int, content: bytes) -> bytes:
        """Seal one page; each number is used once in a segment's life."""
        return self._cipher.encrypt(page.to_bytes(NONCE_BYTES, "big"), content, self._about)

    def open(self, page: int, sealed: bytes) -> bytes:
        """Open one page; raise VaultError when it is not what was sealed."""
        try:
            return self._cipher.decrypt(page.to_bytes(NONCE_BYTES, "big"), sealed, self._about)
        except (InvalidTag, ValueError):
            raise damaged() from None


def seal_texts(cipher: SegmentCipher, texts: pl.Series, *, first_page: int) -> SealedTexts:
    """Seal a column of strings."""
    # asked for as it is needed: a cast would import all of pyarrow.compute, a tenth of a second
    array = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    bounds = np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array) + 1]
    data = memoryview(array.buffers()[2] or b"")
    sizes = np.diff(bounds).astype(np.uint32)
    sealed: list[bytes] = []
    for page, start in enumerate(range(0, len(texts), PAGE_VALUES), first_page):
        stop = min(start + PAGE_VALUES, len(texts))
        sealed.append(cipher.seal(page, sizes[start:stop].tobytes() + data[bounds[start] : bounds[stop]]))
    ends = np.cumsum(np.fromiter(map(len, sealed), np.uint64, len(sealed)), dtype=np.uint64)
    return SealedTexts(b"".join(sealed), ends.tobytes(), len(texts))


def unseal_texts(cipher: SegmentCipher, sealed: SealedTexts, *, first_page: int, only: int | None = None) -> pl.Series:
    """Return the strings of a sealed column; of page `only` alone, when one is named."""
    stops = np.frombuffer(sealed.ends, np.uint64).astype(np.int64)
    starts = np.concatenate([[0], stops[:-1]])
    wanted = range(len(stops)) if only is None else (only,)
    data: list[bytes] = []
    sizes: list[np.ndarray[tuple[int], np.dtype[np.uint32]]] = []
    for page in wanted:
        content = cipher.open(first_page + page, sealed.pages[starts[page] : stops[page]])
        held = min(PAGE_VALUES, sealed.count - page * PAGE_VALUES)
        sizes.append(np.frombuffer(content, np.uint32, held))
        data.append(content[4 * held :])
    lengths = np.concatenate(sizes) if sizes else np.zeros(0, np.uint32)
    bounds = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=bounds[1:])
    text = b"".join(data)
    if bounds[-1] != len(text):
        raise damaged()
    return text_series(text, bounds)


def damaged() -> VaultError:
    """Return the error of a vault whose content is not what was written."""
    return VaultError(
        "a part of the vault does not open with its key: it was damaged or changed",
        hint="run `safeharbor vault check`; restore a backup with `safeharbor vault restore`",
    )
