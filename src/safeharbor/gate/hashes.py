"""A growing set of 64-bit numbers, sorted now and then: what the gate remembers over a release."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
_PENDING: Final = 2_000_000  # numbers merged at once: 16 MB


class NumberSet:
    """Eight bytes a member. `sorted()` is what to search in."""

    def __init__(self) -> None:
        """Start empty."""
        self._members: Numbers = np.empty(0, dtype=np.uint64)
        self._pending: list[Numbers] = []
        self._waiting = 0

    def add(self, numbers: Numbers) -> None:
        """Add numbers, in any order, doubles allowed."""
        if len(numbers):
            self._pending.append(numbers)
            self._waiting += len(numbers)
        if self._waiting > _PENDING:
            self.sorted()

    def sorted(self) -> Numbers:
        """Return the members, sorted, each once."""
        if self._pending:
            self._members = np.unique(np.concatenate([self._members, *self._pending]))
            self._pending, self._waiting = [], 0
        return self._members


def among(candidates: Numbers, members: Numbers) -> NDArray[np.bool_]:
    """Return which candidates are in `members` (sorted)."""
    if not len(members):
        return np.zeros(len(candidates), dtype=np.bool_)
    places = np.searchsorted(members, candidates)
    places[places == len(members)] = 0
    found: NDArray[np.bool_] = members[places] == candidates
    return found
