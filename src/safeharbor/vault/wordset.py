"""Numbers of 64 bits in sorted runs: 8 bytes each, for what is too much to hold with its strings.

Look-up keys (HMAC) and tokens are random, so that their first 64 bits tell them apart but for one pair in 10^6 vaults
of 5M; who needs more than "surely not here" asks the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from safeharbor.parsing.tokens import read_tokens

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]


class WordSet:
    """A growing set of numbers; runs are merged when they are asked, each at least twice as long as the next."""

    def __init__(self) -> None:
        """Begin empty."""
        self._runs: list[Words] = []
        self._fresh: list[Words] = []
        self._count = 0

    def __len__(self) -> int:
        """Return how many numbers were added."""
        return self._count

    def add(self, words: Words) -> None:
        """Add numbers."""
        self._count += len(words)
        self._fresh.append(words)

    def contains(self, words: Words) -> NDArray[np.bool_]:
        """Return whether each number is in the set."""
        self._settle()
        order = np.argsort(words)
        asked = words[order]
        held = np.zeros(len(words), np.bool_)
        for run in self._runs:
            place = np.searchsorted(run, asked)
            place[place == len(run)] = 0
            held |= run[place] == asked
        found = np.empty(len(words), np.bool_)
        found[order] = held
        return found

    def _settle(self) -> None:
        if not self._fresh:
            return
        run = np.sort(np.concatenate(self._fresh))
        self._fresh.clear()
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]))
            # small segments that became one are added once more
            run = run[np.append(run[1:] != run[:-1], [True])]
        if len(run):
            self._runs.append(run)


class TokenSet:
    """The tokens met so far, by their first 64 bits: chance, not skill, would have to guess one."""

    def __init__(self, most: int) -> None:
        """Begin empty; beyond `most` tokens are left out, and `contains` does not know them."""
        self._words = WordSet()
        self._most = most

    def add(self, bodies: NDArray[np.uint8]) -> None:
        """Add tokens by their bodies."""
        if len(self._words) + len(bodies) <= self._most:
            self._words.add(first_words(bodies))

    def contains(self, tokens: pl.Series) -> NDArray[np.bool_]:
        """Return whether each string is one of the tokens; false for nulls."""
        raw, found = read_tokens(tokens)
        found[found] = self._words.contains(first_words(raw[found]))
        return found


def first_words(rows: NDArray[np.uint8]) -> Words:
    """Return the first 8 bytes of each row, as a number in their order."""
    return np.ascontiguousarray(rows[:, :8]).view(">u8")[:, 0].astype(np.uint64)


def words(raw: NDArray[np.uint8]) -> tuple[Words, Words]:
    """Return the high and low words of rows of 16 bytes; their order is the order of the bytes."""
    pair = np.ascontiguousarray(raw).view(">u8")
    return pair[:, 0].astype(np.uint64), pair[:, 1].astype(np.uint64)


def position_in_run(run_first: Words, run_second: Words, first: Words, second: Words) -> NDArray[np.int64]:
    """Return where each pair lies in a run sorted by its first words, -1 where it does not; pairs sorted too."""
    position = np.searchsorted(run_first, first)
    found = np.full(len(first), -1, np.int64)
    active = np.arange(len(first))
    while len(active):
        inside = position < len(run_first)
        active, position = active[inside], position[inside]
        near = run_first[position] == first[active]
        hit = near & (run_second[position] == second[active])
        found[active[hit]] = position[hit]
        active, position = active[near & ~hit], position[near & ~hit] + 1
    return found
