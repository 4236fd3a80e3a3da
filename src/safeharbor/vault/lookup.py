"""What a warm vault answers from: a hash table over strings, kept in arrays.

polars would build its join table anew for every batch (0.6 s at 4M entries, measured); this is built once and grows.
250k look-ups among 5M strings: 60 ms on one core, a quarter of the HMAC of as many values. A string of up to 12 bytes
takes about 70 bytes: 16 in polars, 8 of hash, 12 of numbers, 17 of token, 8 to 16 of slots, and room to grow.

Tokens are numbered as they are met, and all that are written for one identifier share its token's number: whoever
handles many rows of tokens can do so by these, and ask for the tokens themselves at the end.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import polars as pl

from safeharbor.parsing.tokens import BODY_BYTES, write_bodies

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeharbor.vault.wordset import Words

Number = TypeVar("Number", bound=np.generic)
_FIRST_SLOTS: Final = 1 << 12
_CHUNKS: Final = 8  # looked at as they are; more are joined, small ones first


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies of tokens, a row each; `given` is false where there is no token, and the row means nothing."""

    rows: NDArray[np.uint8]
    given: NDArray[np.bool_]

    def written(self) -> pl.Series:
        """Return the tokens (String), null where there is none."""
        if not self.given.any():
            return pl.Series("", [None], dtype=pl.String).new_from_index(0, len(self.given))
        tokens = write_bodies(self.rows)
        if self.given.all():
            return tokens
        return pl.select(pl.when(pl.Series(self.given)).then(tokens)).to_series().alias("")

    def put(self, where: NDArray[np.bool_], other: Bodies) -> Bodies:
        """Return these with others in the rows that `where` names, in order."""
        if where.all():
            return other
        rows, given = self.rows.copy(), self.given.copy()
        rows[where], given[where] = other.rows, other.given
        return Bodies(rows, given)

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Bodies:
        """Return the chosen rows."""
        return Bodies(self.rows[rows], self.given[rows])


def no_bodies(count: int) -> Bodies:
    """Return `count` rows without a token."""
    return Bodies(np.zeros((count, BODY_BYTES), np.uint8), np.zeros(count, np.bool_))


class TextMap:
    """String -> number of its token, for strings seen before; what stands for no value is known to have none."""

    def __init__(self) -> None:
        """Begin empty. Hashes are seeded anew: nobody can choose identifiers that meet in one slot."""
        self._seed = secrets.randbits(64)
        self._count = 0
        self._hashes = np.zeros(0, np.uint64)
        self._slots = np.full(_FIRST_SLOTS, -1, np.int32)
        self._texts = pl.Series("", [], dtype=pl.String)
        self._numbers = np.zeros(0, np.int32)
        self._bodies = np.zeros((0, BODY_BYTES), np.uint8)
        self._tokens = 0
        self._lasting = np.zeros(0, np.int32)  # by number of a token; -1: not asked for
        self._asked = np.zeros(0, np.int32)  # number of the token by lasting number
        self._asked_for = 0

    def __len__(self) -> int:
        """Return the number of strings."""
        return self._count

    def find(self, texts: pl.Series) -> tuple[Bodies, NDArray[np.bool_]]:
        """Return the token of each string, and whether the string is known; nulls are known to have none."""
        numbers, known = self.numbers(texts)
        given = numbers >= 0
        if not given.any():
            return no_bodies(len(texts)), known
        return Bodies(np.take(self._bodies, np.where(given, numbers, 0), axis=0), given), known

    def numbers(self, texts: pl.Series) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return the number of each string's token, -1 where it has none, and whether the string is known."""
        absent = texts.is_null().to_numpy()
        if not self._count:
            return np.full(len(texts), -1, np.int32), absent
        entry = self._entries(texts, self._hash(texts))
        known = entry >= 0
        return np.where(known, self._numbers[entry], np.int32(-1)), known | absent

    def lasting(self, numbers: NDArray[np.int32]) -> pl.Series:
        """Return numbers of tokens as numbers (UInt32) by when they were first asked for here, null for -1.

        Tokens of rows that lie near each other have near ones: a table over them stays in the processor's cache.
        """
        given = numbers >= 0
        self._lasting = _grown(self._lasting, self._tokens + 1, fill=-1)  # the last one: for -1
        new = np.unique(numbers[given & (self._lasting[numbers] < 0)])
        first, self._asked_for = self._asked_for, self._asked_for + len(new)
        self._asked = _grown(self._asked, self._asked_for)
        self._asked[first : self._asked_for] = new
        self._lasting[new] = np.arange(first, self._asked_for, dtype=np.int32)
        found = pl.Series(self._lasting[numbers].astype(np.uint32))
        return found if given.all() else found.set(pl.Series(~given), None)

    def gather(self, numbers: pl.Series) -> pl.Series:
        """Return the tokens (String) of lasting numbers (UInt32), null for null."""
        if numbers.null_count() == len(numbers):
            return numbers.cast(pl.String)
        given = numbers.is_not_null().to_numpy()
        rows = self._asked[(numbers.fill_null(0) if numbers.null_count() else numbers).to_numpy()]
        return Bodies(np.take(self._bodies, rows, axis=0), given).written()

    def reserve(self, count: int) -> None:
        """Make room for `count` strings at once, instead of growing step by step."""
        self._hashes, self._bodies = _grown(self._hashes, count), _grown(self._bodies, count)
        self._numbers = _grown(self._numbers, count)
        if 2 * count > len(self._slots):
            self._spread(count)

    def add(self, texts: pl.Series, bodies: Bodies, *, fresh: bool) -> None:
        """Add distinct strings, each with its token; `fresh`: none of them is known, which saves looking."""
        hashes = self._hash(texts)
        if not fresh and self._count:
            new = self._entries(texts, hashes) < 0
            if not new.all():
                texts, bodies, hashes = texts.filter(pl.Series(new)), bodies.take(new), hashes[new]
        first, self._tokens = self._tokens, self._tokens + len(texts)
        self._bodies = _grown(self._bodies, self._tokens)
        self._bodies[first : self._tokens] = bodies.rows
        self._enter(texts, hashes, np.arange(first, self._tokens, dtype=np.int32))

    def alias(self, texts: pl.Series, forms: pl.Series) -> None:
        """Add distinct unknown strings that mean what other strings, known ones, do; null: nothing."""
        numbers, known = self.numbers(forms)
        some = texts.filter(pl.Series(known))
        self._enter(some, self._hash(some), numbers[known])

    def _enter(self, texts: pl.Series, hashes: Words, numbers: NDArray[np.int32]) -> None:
        start, stop = self._count, self._count + len(texts)
        self._hashes, self._numbers = _grown(self._hashes, stop), _grown(self._numbers, stop)
        self._hashes[start:stop] = hashes
        self._numbers[start:stop] = numbers
        self._count = stop
        self._texts = _tidied(self._texts.append(texts))
        if 2 * stop > len(self._slots):
            self._spread(stop)
        else:
            self._place(np.arange(start, stop, dtype=np.int32))

    def _entries(self, texts: pl.Series, hashes: Words) -> NDArray[np.int32]:
        """Return the entry of each string, -1 where there is none."""
        found = self._met(hashes)
        near = np.flatnonzero(found >= 0)
        if len(near):
            held = self._texts.gather(pl.Series(found[near].astype(np.uint32)))
            asked = texts if len(near) == len(texts) else texts.gather(pl.Series(near.astype(np.uint32)))
            for at in near[~(held == asked).fill_null(value=False).to_numpy()]:
                found[at] = self._entry(texts[int(at)], hashes[at])
        return found

    def _met(self, hashes: Words) -> NDArray[np.int32]:
        """Return the first entry of each hash, -1 where there is none (open addressing)."""
        found = np.full(len(hashes), -1, np.int32)
        active = np.arange(len(hashes))
        slot = self._home(hashes)
        while len(active):
            entry = self._slots[slot]
            on = entry >= 0
            same = on & (self._hashes[entry] == hashes[active])
            found[active[same]] = entry[same]
            on &= ~same
            active = active[on]
            slot = (slot[on] + 1) & (len(self._slots) - 1)
        return found

    def _entry(self, text: str, hashed: np.uint64) -> int:
        """Return the entry of one string among those of its hash, -1 where there is none."""
        slot = int(self._home(np.array([hashed], np.uint64))[0])
        while (entry := int(self._slots[slot])) >= 0:
            if self._hashes[entry] == hashed and self._texts[entry] == text:
                return entry
            slot = (slot + 1) & (len(self._slots) - 1)
        return -1

    def _spread(self, count: int) -> None:
        """Make slots for `count` strings, at most half of them taken, and place all strings anew."""
        self._slots = np.full(1 << (2 * count - 1).bit_length(), -1, np.int32)
        self._place(np.arange(self._count, dtype=np.int32))

    def _place(self, entries: NDArray[np.int32]) -> None:
        slot = self._home(self._hashes[entries])
        while len(entries):
            free = self._slots[slot] < 0
            self._slots[slot[free]] = entries[free]
            out = self._slots[slot] != entries
            entries = entries[out]
            slot = (slot[out] + 1) & (len(self._slots) - 1)

    def _home(self, hashes: Words) -> NDArray[np.int64]:
        return (hashes >> np.uint64(65 - len(self._slots).bit_length())).astype(np.int64)

    def _hash(self, texts: pl.Series) -> Words:
        return texts.hash(self._seed).to_numpy()


def _tidied(texts: pl.Series) -> pl.Series:
    """Return the strings in few chunks: small ones are joined to their like, so that few ids never copy millions."""
    if texts.n_chunks() <= _CHUNKS:
        return texts
    chunks = texts.get_chunks()
    tail = [chunks.pop()]
    while chunks and len(chunks[-1]) <= 2 * sum(map(len, tail)):
        tail.append(chunks.pop())
    return pl.concat([*chunks, pl.concat(tail[::-1], rechunk=True)], rechunk=False)


def _grown(rows: NDArray[Number], count: int, *, fill: int = 0) -> NDArray[Number]:
    """Return an array of at least `count` rows that begins with `rows`; it grows by a quarter at a time."""
    if count <= len(rows):
        return rows
    larger = np.empty((max(count, len(rows) + len(rows) // 4), *rows.shape[1:]), rows.dtype)
    larger[: len(rows)] = rows
    larger[len(rows) :] = fill
    return larger
