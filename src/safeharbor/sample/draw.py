"""Draws that depend on nothing but (seed, row key, tag): any row can be made alone, in any block.

A counter-based generator (SplitMix64's finaliser over the three) instead of a stream, so that a
million patients are made block by block in bounded memory and a patient's values do not change
with the size of the hospital or of the block.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_SHIFTS: Final = (np.uint64(30), np.uint64(27), np.uint64(31))
_LETTERS: Final = np.frombuffer(b"ABCDEFGHJKLMNPRSTUVWXYZ", dtype=np.uint8)  # no I, O, Q: as printed labels have it
_MIXED: Final = np.frombuffer(b"ABCDEFGHJKLMNPRSTUVWXYZ0123456789", dtype=np.uint8)
_DIGITS: Final = np.frombuffer(b"0123456789", dtype=np.uint8)
_HEX: Final = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_ALPHABETS: Final = {"A": _LETTERS, "X": _MIXED, "9": _DIGITS, "h": _HEX, "8": _DIGITS[1:]}


@cache
def _tag_bits(tag: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(tag.encode(), digest_size=8).digest(), "little"))


def _mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = (bits ^ (bits >> _SHIFTS[0])) * _FIRST
    bits = (bits ^ (bits >> _SHIFTS[1])) * _SECOND
    return bits ^ (bits >> _SHIFTS[2])


class Draw:
    """Uniform draws for a block of rows, one value per row key."""

    def __init__(self, seed: int, keys: NDArray[np.uint64]) -> None:
        """Bind the hospital's `seed` to the rows' keys (any 64-bit numbers, unique per row)."""
        self._keys = _mix(keys * _GOLDEN + np.uint64(seed & 0xFFFFFFFFFFFFFFFF))

    def bits(self, tag: str) -> NDArray[np.uint64]:
        """Return 64 random bits per row."""
        return _mix(self._keys ^ _tag_bits(tag))

    def below(self, tag: str, limit: int) -> NDArray[np.int64]:
        """Return whole numbers from 0 to `limit` - 1."""
        return ((self.bits(tag) >> np.uint64(8)) % np.uint64(limit)).astype(np.int64)

    def between(self, tag: str, low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return whole numbers from `low` to `high`, both included, row by row."""
        span = np.maximum(high - low + 1, 1).astype(np.uint64)
        drawn: NDArray[np.int64] = low + ((self.bits(tag) >> np.uint64(8)) % span).astype(np.int64)
        return drawn

    def chance(self, tag: str, share: float) -> NDArray[np.bool_]:
        """Return true for about `share` of the rows."""
        return self.bits(tag) < np.uint64(int(share * 0xFFFFFFFFFFFFFFFF))

    def weighted(self, tag: str, weights: Sequence[int]) -> NDArray[np.int64]:
        """Return positions into `weights`, each as often as its weight says."""
        edges = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(edges, self.below(tag, int(edges[-1])), side="right").astype(np.int64)

    def pick(self, tag: str, pool: Sequence[str | None]) -> pl.Series:
        """Return one of `pool` per row (String)."""
        return pl.Series(list(pool), dtype=pl.String)[self.below(tag, len(pool))]

    def number(self, tag: str, width: int) -> pl.Series:
        """Return numbers of `width` digits, zeros in front kept (String)."""
        return pl.Series(self.below(tag, 10**width)).cast(pl.String).str.zfill(width)

    def pattern(self, tag: str, shape: str) -> pl.Series:
        """Return codes of a shape: `A` letter, `9` digit, `8` digit from 1, `X` either, `h` hex, else itself."""
        return _text(self.characters(tag, shape))

    def characters(self, tag: str, shape: str) -> NDArray[np.uint8]:
        """Return `pattern` as a rows x characters matrix of ASCII codes, for check digits."""
        matrix = np.empty((len(self._keys), len(shape)), dtype=np.uint8)
        for place, mark in enumerate(shape):
            alphabet = _ALPHABETS.get(mark)
            matrix[:, place] = ord(mark) if alphabet is None else alphabet[self.below(f"{tag}.{place}", len(alphabet))]
        return matrix


def _text(matrix: NDArray[np.uint8]) -> pl.Series:
    width = matrix.shape[1]
    flat = np.ascontiguousarray(matrix).view(f"S{width}").ravel()
    return pl.Series(flat.astype(f"U{width}").tolist(), dtype=pl.String)


def luhn(matrix: NDArray[np.uint8], prefix: str = "") -> pl.Series:
    """Return the digits with a Luhn check digit in the last place; `prefix` counts but is not written."""
    lead = np.tile(np.frombuffer(prefix.encode(), dtype=np.uint8), (len(matrix), 1))
    digits = np.hstack([lead, matrix]).astype(np.int64) - ord("0")
    body = digits[:, :-1][:, ::-1]
    doubled = body[:, 0::2] * 2
    total = np.where(doubled > 9, doubled - 9, doubled).sum(axis=1) + body[:, 1::2].sum(axis=1)  # noqa: PLR2004 - two digits
    matrix = matrix.copy()
    matrix[:, -1] = (10 - total % 10) % 10 + ord("0")
    return _text(matrix)


_VIN_VALUES: Final = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_WEIGHTS: Final = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])


def vin(matrix: NDArray[np.uint8]) -> pl.Series:
    """Return 17-character vehicle numbers with the check digit of 49 CFR 565.15 in the ninth place."""
    table = np.zeros(128, dtype=np.int64)
    table[ord("0") : ord("9") + 1] = np.arange(10)
    for letter, value in _VIN_VALUES.items():
        table[ord(letter)] = value
    rest = (table[matrix] * _VIN_WEIGHTS).sum(axis=1) % 11
    matrix = matrix.copy()
    matrix[:, 8] = np.where(rest == 10, ord("X"), rest + ord("0"))  # noqa: PLR2004 - ten is written X
    return _text(matrix)
