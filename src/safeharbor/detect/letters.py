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


def runs(word: str) -> list[int]:
    """Return the bucket of each run of letters of a folded word."""
    marked = f"^{word[:LONGEST]}$"
    return [crc32(marked[at : at + size].encode()) % BUCKETS for size in _SIZES for at in range(len(marked) - size + 1)]


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
        found = np.zeros((len(forms), len(GROUPS)), np.float32)
        for at, form in enumerate(forms):
            word = dictionaries.fold(form)
            if word.isalpha():
                buckets = runs(word)
                total = self.votes[buckets].sum(0, dtype=np.int32) / (SCALE * len(buckets) ** 0.5)
                found[at] = np.clip((total + self.bias) / LIMIT, -1, 1)
        return found
