"""What the letters of a word say of the lists it could stand on, for words that stand on none.

A word is read as its runs of two to four letters, ends marked. Each run votes for and against each list; the votes were
learnt from the lists themselves (`models/recipe/letters.py`), names and places held out of training left out there too.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from safeharbor.detect import dictionaries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

GROUPS: Final = ("given", "surnames", "places", "english", "clinical", "drugs", "foreign")
BUCKETS: Final = 1 << 15
LONGEST: Final = 24
_SIZES: Final = (2, 3, 4)
SCALE: Final = 20.0
LIMIT: Final = 6.0


_STEP: Final = np.array([crc32(bytes([255 ^ byte])) ^ 0xFF000000 for byte in range(256)], np.uint32)  # CRC-32's own


def runs(word: str) -> list[int]:
    """Return the bucket of each run of letters of a folded word."""
    marked = f"^{word[:LONGEST]}$"
    return [crc32(marked[at : at + size].encode()) % BUCKETS for size in _SIZES for at in range(len(marked) - size + 1)]


def all_runs(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the buckets of many folded words, each with the number of its word: `runs` of all at once.

    A word at a time this was a third of a cold note's tagging (12 us a word, 22 November 2026).
    """
    plain = [at for at, word in enumerate(words) if word.isascii()]
    marked = [f"^{words[at][:LONGEST]}$" for at in plain]
    lengths = np.array([len(one) for one in marked], np.int64)
    letters = np.frombuffer("".join(marked).encode("ascii"), np.uint8)
    owners = np.repeat(np.array(plain, np.int64), lengths)
    left = np.repeat(lengths.cumsum(), lengths) - np.arange(len(letters))
    state = np.full(len(letters), 0xFFFFFFFF, np.uint32)
    buckets, of = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size in range(1, _SIZES[-1] + 1):
        state = state[: len(letters) - size + 1]
        state = _STEP[(state ^ letters[size - 1 :]) & 255] ^ (state >> 8)
        if size in _SIZES:
            whole = np.flatnonzero(left[: len(state)] >= size)
            buckets.append((~state[whole] % BUCKETS).astype(np.int64))
            of.append(owners[whole])
    for at, word in enumerate(words):
        if not word.isascii():
            buckets.append(np.array(found := runs(word), np.int64))
            of.append(np.full(len(found), at))
    return np.concatenate(buckets), np.concatenate(of)


@dataclass(frozen=True, slots=True)
class Letters:
    """The votes of each run (BUCKETS, GROUPS), int8, and each list's bias."""

    votes: NDArray[np.int8]
    bias: NDArray[np.float32]

    @classmethod
    def read(cls, raw: bytes) -> Letters:
        """Read what `models/recipe/letters.py` wrote."""
        with np.load(io.BytesIO(raw), allow_pickle=False) as held:
            return cls(held["votes"], held["bias"])

    def dense(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Return a row per word: how much its letters look like each list's, in [-1, 1]; zeros where it has none."""
        folded = [dictionaries.fold(form) for form in forms]
        held = [at for at, word in enumerate(folded) if word.isalpha()]
        buckets, of = all_runs([folded[at] for at in held])
        votes = self.votes[buckets].astype(np.float64)
        total = np.stack([np.bincount(of, column, len(held)) for column in votes.T], axis=1)
        total = total / (SCALE * np.bincount(of, minlength=len(held))[:, None] ** 0.5)
        found = np.zeros((len(forms), len(GROUPS)), np.float32)
        found[held] = np.clip((total + self.bias) / LIMIT, -1, 1)
        return found
