"""A growing set of 64-bit numbers: what the gate remembers over a release, in bounded memory.

Past `limit` members the set keeps one member in two, then one in four: which ones follows from the number
itself, so that two sets thinned apart still meet in what both kept. A column that holds identifiers
is found all the same; a single cell may not be, in releases of that size.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
_LIMIT: Final = 24_000_000  # members: 192 MB
_RUNS: Final = 8  # sorted pieces searched one by one before they are merged
_FIRST_SLOTS: Final = 1 << 12
_ROOM: Final = 4  # slots a member: most are found at the first look
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)


class NumberSet:
    """Eight bytes a member."""

    def __init__(self, limit: int = _LIMIT) -> None:
        """Start empty; hold at most about `limit` members."""
        self._runs: list[Numbers] = []
        self._limit = limit
        self._level = 0

    @property
    def level(self) -> int:
        """How often the set was thinned: it holds one number in 2 to the power of this."""
        return self._level

    def add(self, numbers: Numbers) -> None:
        """Add numbers, in any order, doubles allowed."""
        run = distinct(thinned(numbers, self._level))
        if len(run):
            self._runs.append(run)
        if len(self._runs) > _RUNS:
            self._merge()

    def packed(self) -> Numbers:
        """Return the set as one array, for `unpacked`."""
        members = self.sorted()
        return np.concatenate([np.array([self._level], np.uint64), members])

    @classmethod
    def unpacked(cls, packed: Numbers) -> NumberSet:
        """Return the set that was packed."""
        made = cls()
        made._level = int(packed[0])
        made.add(packed[1:])
        return made

    def without(self, numbers: Numbers) -> NumberSet:
        """Return the set without some numbers."""
        members = self.sorted()
        made = NumberSet(self._limit)
        made._level = self._level
        made.add(members[~among(members, distinct(numbers))])
        return made

    def runs(self) -> list[Numbers]:
        """Return sorted pieces whose union is the set; a number may be in several."""
        return self._runs

    def sorted(self) -> Numbers:
        """Return the members, sorted, each once."""
        if len(self._runs) > 1:
            self._runs = [distinct(np.concatenate(self._runs))]
        self._thin()
        return self._runs[0] if self._runs else np.empty(0, dtype=np.uint64)

    def _merge(self) -> None:
        """Merge the smaller half of the pieces, so that each number is merged few times."""
        self._runs.sort(key=len)
        half = len(self._runs) - 2
        self._runs = [distinct(np.concatenate(self._runs[:half])), *self._runs[half:]]
        self._thin()

    def _thin(self) -> None:
        while sum(map(len, self._runs)) > self._limit:
            self._level += 1
            self._runs = [thinned(run, self._level) for run in self._runs]


class HashTable:
    """A growing set of 64-bit hashes, made for asking about every row of a column (open addressing)."""

    def __init__(self) -> None:
        """Start empty."""
        self._slots = np.zeros(_FIRST_SLOTS, dtype=np.uint64)
        self._count = 0
        self._zero = False  # the hash that marks an empty slot

    def __len__(self) -> int:
        """Return the number of members."""
        return self._count

    def add(self, hashes: Numbers) -> None:
        """Add hashes, each once."""
        hashes = hashes[~self.holds(hashes)]
        self._zero = self._zero or bool((hashes == 0).any())
        hashes = hashes[hashes != 0]
        self._count += len(hashes)
        if _ROOM * self._count > len(self._slots):
            hashes = np.concatenate([self._slots[self._slots != 0], hashes])
            self._slots = np.zeros(1 << (_ROOM * self._count - 1).bit_length(), dtype=np.uint64)
        slot = self._home(hashes)
        while len(hashes):
            free = self._slots[slot] == 0
            self._slots[slot[free]] = hashes[free]
            out = self._slots[slot] != hashes  # taken before, or by another of these
            hashes, slot = hashes[out], (slot[out] + 1) & (len(self._slots) - 1)

    def holds(self, hashes: Numbers) -> NDArray[np.bool_]:
        """Return which hashes are members."""
        slot = self._home(hashes)
        there = self._slots[slot]
        found: NDArray[np.bool_] = there == hashes
        left = np.flatnonzero(~found & (there != 0))
        slot = slot[left]
        while len(left):
            slot = (slot + 1) & (len(self._slots) - 1)
            there = self._slots[slot]
            hit = there == hashes[left]
            found[left[hit]] = True
            going = ~hit & (there != 0)
            left, slot = left[going], slot[going]
        found[hashes == 0] = self._zero
        return found

    def _home(self, hashes: Numbers) -> NDArray[np.int64]:
        return (hashes >> np.uint64(65 - len(self._slots).bit_length())).astype(np.int64)


def distinct(numbers: Numbers) -> Numbers:
    """Return numbers sorted, each once (numpy's own `unique` is 20 times slower than its sort)."""
    if not len(numbers):
        return numbers
    ordered = np.sort(numbers)
    new = np.empty(len(ordered), dtype=np.bool_)
    new[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def thinned(numbers: Numbers, level: int) -> Numbers:
    """Return one number in 2 to the power of `level`, chosen by the number itself."""
    return numbers if not level else numbers[(numbers * _SPREAD) >> np.uint64(64 - level) == 0]


def among(candidates: Numbers, members: Numbers) -> NDArray[np.bool_]:
    """Return which candidates are in `members` (sorted)."""
    if not len(members):
        return np.zeros(len(candidates), dtype=np.bool_)
    places = np.searchsorted(members, candidates)
    places[places == len(members)] = 0
    found: NDArray[np.bool_] = members[places] == candidates
    return found


def among_any(candidates: Numbers, known: NumberSet) -> NDArray[np.bool_]:
    """Return which candidates are in the set."""
    found = np.zeros(len(candidates), dtype=np.bool_)
    for run in known.runs():
        found |= among(candidates, run)
    return found
