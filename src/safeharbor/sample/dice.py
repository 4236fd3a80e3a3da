"""Draws for one note, from a stream of its own."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")


class Dice:
    """A seeded stream, built on `Random.random` alone: the one method Python promises never to change."""

    __slots__ = ("roll",)

    def __init__(self, seed: int) -> None:
        """Start the stream; `roll()` returns the next number from 0 to 1."""
        self.roll = Random(seed).random  # noqa: S311 - invented text, nothing secret

    def pick(self, pool: Sequence[Item]) -> Item:
        """Return one of the pool."""
        return pool[int(self.roll() * len(pool))]

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to `limit` - 1."""
        return int(self.roll() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self.roll() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Return true in about `share` of the calls."""
        return self.roll() < share

    def some(self, pool: Sequence[Item], count: int) -> list[Item]:
        """Return up to `count` different items of the pool, in random order."""
        rest = list(pool)
        return [rest.pop(int(self.roll() * len(rest))) for _ in range(min(count, len(rest)))]
