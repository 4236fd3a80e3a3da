"""Row fingerprints: equal for equal rows only, keyed, and matched one to one."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from safeharbor.runners.fingerprints import FIRST, Fingerprints, Published, repeated
from safeharbor.runners.segments import NOWHERE

if TYPE_CHECKING:
    from random import Random

PRINTS = Fingerprints(bytes(32))


def test_rows_that_differ_in_anything_have_other_fingerprints() -> None:
    """Swapped cells, null beside empty text, moved letters, near numbers: all of 50,000 rows differ in both halves."""
    text = ("", "a", "b", "ab", "ba", "1", None)
    words = pl.DataFrame(list(product(text, repeat=4)), schema=list("abcd"), orient="row")
    numbers = pl.DataFrame(list(product(range(15), repeat=4)), schema=list("abcd"), orient="row")
    nested = pl.DataFrame({"a": [[1, 2], [2, 1], [1], [], None, [1, None], [None, 1]]})
    for frame in (words, numbers, nested):
        marks = PRINTS.of(frame)
        assert marks["a"].n_unique() == marks["b"].n_unique() == frame.height


def test_fingerprints_are_keyed_and_stable() -> None:
    """Another secret gives other ones; batches and chunks of a table do not matter."""
    frame = pl.DataFrame({"x": ["p", "q", "r"] * 50, "y": range(150)})
    whole = PRINTS.of(frame)
    parts = pl.concat([PRINTS.of(frame.slice(start, 40)) for start in range(0, 150, 40)])
    assert whole.equals(parts)
    assert PRINTS.of(pl.concat([frame.head(70), frame.tail(80)], rechunk=False)).equals(whole)
    other = Fingerprints(bytes(31) + b"1").of(frame)
    assert not set(other[FIRST]) & set(whole[FIRST])
    assert not set(whole["a"]) & set(whole["b"])


@given(
    st.lists(st.integers(0, 6), max_size=30),
    st.lists(st.integers(0, 6), max_size=30),
    st.integers(1, 7),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_rows_are_matched_one_to_one(
    old: list[int],
    new: list[int],
    size: int,
    guessed: bool,  # noqa: FBT001 - drawn
    chance: Random,
) -> None:
    """Of equal rows as many are found as both deliveries hold, in batches of any size, with guesses good and bad."""
    published = Published(PRINTS.of(pl.DataFrame({"x": pl.Series(old, dtype=pl.Int64)})))
    ways = chance.sample([*range(len(old)), *[NOWHERE] * len(new)], len(old) + len(new))
    places: list[int] = []
    for start in range(0, len(new), size):
        marks = PRINTS.of(pl.DataFrame({"x": pl.Series(new[start : start + size], dtype=pl.Int64)}))
        guesses = np.array(ways[start : start + marks.height], np.int64)
        places += published.places(marks, guesses if guessed else None).tolist()
    found = [place for place in places if place != NOWHERE]
    assert len(set(found)) == len(found)
    assert all(old[place] == value for place, value in zip(places, new, strict=True) if place != NOWHERE)
    for value in range(7):
        both = min(old.count(value), new.count(value))
        assert sum(old[place] == value for place in found) == both
    assert sorted(np.flatnonzero(published.found).tolist()) == sorted(found)


def test_the_share_of_repeated_rows() -> None:
    """Half the rows of a table delivered twice repeat another; none of a table of different rows do."""
    once = PRINTS.of(pl.DataFrame({"x": range(100)}))[FIRST].to_numpy()
    assert repeated(once) == 0
    assert repeated(np.concatenate([once, once])) == 0.5
    assert repeated(once[:0]) == 0
