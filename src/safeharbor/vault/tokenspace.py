"""The tokens of one space: get or create in bulk, the same answer under any number of writers.

Known strings are answered from memory. The rest is keyed (HMAC-SHA256) outside the lock; under the lock, what
others appended is read first, and only what is still unknown gets a random token and is appended.
Long because what memory, store and lock each know of a string is told in one place.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.parsing.canonical import canonical
from safeharbor.parsing.once import Lasting
from safeharbor.parsing.tokens import RAW_BYTES, read_tokens, with_checksums
from safeharbor.vault.lookup import Bodies, TextMap, no_bodies
from safeharbor.vault.segments import SEGMENT_ENTRIES, Entries, OpenSegment, joined, sealed_segment
from safeharbor.vault.wordset import TokenSet, WordSet, first_words, position_in_run, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from safeharbor.identifiers import DataKind
    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.store import Store

_BLOCK: Final = 64
_MOST_TOKENS: Final = 20_000_000  # 8 bytes each


@dataclass(slots=True)
class Budget:
    """How many more strings may be held in memory, over all spaces of a vault.

    `sparing`: a space is read into memory once one in so many of its strings was asked for; 0: at the first question.
    """

    entries: int
    sparing: int = 0


class TokenSpace:
    """One space: (recipient domain, system, shape of canonical form)."""

    def __init__(
        self, tag: bytes, *, store: Store, ring: KeyRing, budget: Budget, random: Callable[[int], bytes]
    ) -> None:
        """Take the space's keyed name and what it works with; nothing is read yet."""
        self._tag = tag
        self._store = store
        self._ring = ring
        self._budget = budget
        self._random = random
        self._key = ring.index_key(tag)
        self._map = TextMap()
        self._met = TokenSet(_MOST_TOKENS)
        self._seen = 0
        self._complete = True
        self._asked = 0
        self._spared = 0  # strings in the store that are left there while few are asked for
        # of a space too large for the map: the look-up keys the store holds, up to which segment
        self._held = WordSet()
        self._indexed = 0

    def tokens(self, texts: pl.Series, kind: DataKind, *, create: bool) -> pl.Series:
        """Return the token of each string; unknown ones are created, or null without `create`."""
        self._look(len(texts))
        bodies, known = self._map.find(texts)
        if known.all():
            return bodies.written()
        missing = texts.filter(pl.Series(~known))
        distinct = missing.unique(maintain_order=True)
        found = self._resolve(distinct, kind, create=create)
        if len(distinct) < len(missing):
            found = found.take(_places(missing, distinct))
        return bodies.put(~known, found).written()

    def numbered(self, texts: pl.Series, kind: DataKind) -> Lasting | None:
        """Return the numbers of the tokens of strings, created where unknown; None where memory does not hold all."""
        self._look(len(texts))
        numbers, known = self._map.numbers(texts)
        if not known.all():
            missing = texts.filter(pl.Series(~known))
            self._resolve(missing.unique(maintain_order=True), kind, create=True)
            numbers[~known], known[~known] = self._map.numbers(missing)
        if not (self._complete and known.all()):
            return None
        return Lasting(self._map.lasting(numbers), self._map)

    def issued(self, tokens: pl.Series) -> NDArray[np.bool_]:
        """Return whether each token was issued in this space; false for nulls."""
        self._look(0)
        found = self._met.contains(tokens)
        if not found.all() and self._refresh():
            found = self._met.contains(tokens)
        if self._complete or found.all():
            return found
        raw, open_still = read_tokens(tokens)
        open_still &= ~found
        if open_still.any():
            found[open_still] = self._in_segments(raw[open_still])
        return found

    def _in_segments(self, raw: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return whether the store holds each token, reading every segment."""
        asked = np.frombuffer(raw.tobytes(), np.dtype("S16"))
        found = np.zeros(len(asked), np.bool_)
        with self._store.reading():
            for segment in self._heads():
                found |= np.isin(asked, np.frombuffer(segment.tokens().tobytes(), np.dtype("S16")))
        return found

    def _resolve(self, texts: pl.Series, kind: DataKind, *, create: bool) -> Bodies:
        """Return the tokens of distinct strings that the map does not hold, and let it hold them."""
        forms = canonical(texts, kind)
        if forms is texts:
            return self._created(texts) if create else self._looked_up(texts)
        distinct = forms.drop_nulls().unique(maintain_order=True)
        found, known = self._map.find(distinct)
        if not known.all():
            rest = distinct.filter(pl.Series(~known))
            found = found.put(~known, self._created(rest) if create else self._looked_up(rest))
        nothing = forms.is_null().to_numpy()
        bodies = no_bodies(len(forms)).put(~nothing, found.take(_places(forms.drop_nulls(), distinct)))
        alias = pl.Series(nothing | (bodies.given & (forms != texts).fill_null(value=False).to_numpy()))
        if alias.sum() <= self._budget.entries:
            before = len(self._map)
            self._map.alias(texts.filter(alias), forms.filter(alias))
            self._budget.entries -= len(self._map) - before
        return bodies

    def _looked_up(self, forms: pl.Series) -> Bodies:
        """Return the tokens the store has for canonical forms the map does not hold."""
        self._refresh()
        bodies, known = self._map.find(forms)
        if self._complete or known.all():
            return bodies
        with self._store.reading():
            found = self._met_here(self._probe(lookup_keys(self._key, forms.filter(pl.Series(~known)))))
        return bodies.put(~known, found)

    def _created(self, forms: pl.Series) -> Bodies:
        """Return the tokens of canonical forms, appending a random one for each that no writer has named yet."""
        keys = lookup_keys(self._key, forms)
        with self._store.writing():
            bodies = no_bodies(len(forms))
            if self._refresh():
                bodies, _ = self._map.find(forms)
            if not self._complete and not bodies.given.all():
                rest = ~bodies.given
                bodies = bodies.put(rest, self._met_here(self._probe(keys[rest])))
            new = ~bodies.given
            count = int(new.sum())
            raw = np.frombuffer(self._random(RAW_BYTES * count), np.uint8).reshape(-1, RAW_BYTES)
            fresh = Entries(keys[new], raw, forms.filter(pl.Series(new)))
            number = self._append(fresh) if count else self._seen
        self._seen = number
        if not count:
            return bodies
        made = Bodies(with_checksums(raw), np.ones(count, np.bool_))
        self._complete = self._hold(fresh.values, made, fresh=True) and self._complete
        if self._indexed:
            self._held.add(first_words(fresh.keys))
            self._indexed = number
        return bodies.put(new, self._met_here(made))

    def _met_here(self, bodies: Bodies) -> Bodies:
        """Note the tokens that are handed out, for `issued`."""
        if bodies.given.any():
            self._met.add(bodies.rows[bodies.given])
        return bodies

    def _append(self, fresh: Entries) -> int:
        """Append entries, taking small segments before them in, so that their number stays logarithmic."""
        number = 0
        for start in range(0, len(fresh), SEGMENT_ENTRIES):
            part = fresh.take(np.arange(start, min(start + SEGMENT_ENTRIES, len(fresh))))
            merged, total = [], len(part)
            for older, _, count in reversed(self._store.sizes(self._tag)):
                if count > total or total + count > SEGMENT_ENTRIES:
                    break
                merged.append(older)
                total += count
            if merged:
                held = [self._open(older).entries() for older in merged]
                part = joined([part, *held])
                self._store.remove(merged)
            number = self._store.append(self._tag, sealed_segment(part, space=self._tag, ring=self._ring))
        return number

    def _look(self, asked: int) -> None:
        """Read the store before the first answer, and all of it once enough strings were asked for."""
        self._asked += asked
        if self._spared and not self._few(self._spared):
            self._spared, self._seen, self._complete = 0, 0, True
        if not self._seen:
            self._refresh()

    def _few(self, held: int) -> bool:
        return self._asked * self._budget.sparing < held if self._budget.sparing else False

    def _refresh(self) -> bool:
        """Read what was appended since the last look; return whether there was anything."""
        with self._store.reading():
            if self._store.latest(self._tag) <= self._seen:
                return False
            first_look = not self._seen
            if first_look:
                held = sum(count for *_, count in self._store.sizes(self._tag))
                self._spared = held if self._few(held) else 0
                self._complete = not self._spared
                self._map.reserve(min(held, self._budget.entries) if self._complete else 0)
            if not self._complete:
                self._seen = self._store.latest(self._tag)
                return True
            fresh = first_look and not len(self._map)
            for stored in self._store.segments(self._tag, after=self._seen):
                segment = OpenSegment(stored, space=self._tag, ring=self._ring)
                self._seen = segment.number
                self._complete = self._complete and stored.count <= self._budget.entries
                if self._complete:
                    raw = segment.tokens()
                    made = Bodies(with_checksums(raw), np.ones(len(raw), np.bool_))
                    self._hold(segment.values(), self._met_here(made), fresh=fresh)
        return True

    def _hold(self, texts: pl.Series, bodies: Bodies, *, fresh: bool = False) -> bool:
        """Let the map hold strings (`fresh`: it holds none of them yet); return whether there was room."""
        if len(texts) > self._budget.entries:
            return False
        before = len(self._map)
        self._map.add(texts, bodies, fresh=fresh)
        self._budget.entries -= len(self._map) - before
        return True

    def _probe(self, keys: NDArray[np.uint8]) -> Bodies:
        """Return the token of each look-up key where the store has it; asks the store only for what it may hold."""
        raw = np.zeros((len(keys), RAW_BYTES), np.uint8)
        found = np.zeros(len(keys), np.bool_)
        order = np.arange(len(keys)) if self._spared else self._perhaps(keys)
        first, second = words(keys[order])
        by_key = np.argsort(first)
        order, first, second = order[by_key], first[by_key], second[by_key]
        for segment in self._heads() if len(order) else ():
            position = position_in_run(*segment.key_words(), first, second)
            hit = position >= 0
            if hit.any():
                raw[order[hit]] = segment.tokens()[position[hit]]
                found[order[hit]] = True
        return Bodies(with_checksums(raw), found)

    def _perhaps(self, keys: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return which look-up keys the store may hold."""
        for stored in self._store.heads(self._tag, after=self._indexed):
            self._held.add(first_words(np.frombuffer(stored.keys, np.uint8).reshape(-1, RAW_BYTES)))
            self._indexed = stored.number
        return np.flatnonzero(self._held.contains(first_words(keys)))

    def _heads(self) -> Iterator[OpenSegment]:
        for stored in self._store.heads(self._tag):
            yield OpenSegment(stored, space=self._tag, ring=self._ring)

    def _open(self, number: int) -> OpenSegment:
        stored = self._store.segment(number)
        assert stored is not None  # noqa: S101 - the write lock is held: nobody removed it
        return OpenSegment(stored, space=self._tag, ring=self._ring)


def _places(texts: pl.Series, distinct: pl.Series) -> NDArray[np.int64]:
    """Return where each text stands among the distinct ones; all of them do."""
    if len(texts) == len(distinct):
        return np.arange(len(texts))
    table = pl.DataFrame({"text": distinct, "place": np.arange(len(distinct))})
    placed = texts.alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    return placed["place"].to_numpy()


def lookup_keys(key: bytes, texts: pl.Series) -> NDArray[np.uint8]:
    """Return HMAC-SHA256 of each string, cut to 16 bytes a row.

    The two contexts of HMAC (RFC 2104) are prepared once and copied: 750k values a second against 270k
    for `hmac.digest`, measured on one core.
    """
    padded = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded)).copy
    digests = []
    for value in texts.cast(pl.Binary).to_list():
        inside = inner()
        inside.update(value)
        outside = outer()
        outside.update(inside.digest())
        digests.append(outside.digest())
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 2 * RAW_BYTES)[:, :RAW_BYTES].copy()
