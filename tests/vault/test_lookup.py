"""What a warm vault answers from memory is exact, whatever hashes do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from safeharbor.parsing.tokens import with_checksums, write_bodies
from safeharbor.vault.lookup import Bodies, TextMap
from safeharbor.vault.wordset import TokenSet, WordSet

if TYPE_CHECKING:
    from numpy.typing import NDArray

RANDOM = np.random.default_rng(5)


def _bodies(count: int) -> Bodies:
    raw = RANDOM.integers(0, 256, (count, 16), dtype=np.uint8)
    return Bodies(with_checksums(raw), np.ones(count, np.bool_))


@pytest.mark.parametrize("bits", [64, 3, 0])
def test_strings_whose_hashes_meet_keep_their_own_tokens(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With hashes of few values, or one, every string is found with its own token and no other string is."""

    def few(_: TextMap, texts: pl.Series) -> NDArray[np.uint64]:
        high = texts.hash(1).to_numpy() >> np.uint64(64 - bits) if bits else np.zeros(len(texts), np.uint64)
        return high << np.uint64(64 - bits) if bits else high

    monkeypatch.setattr(TextMap, "_hash", few)
    held = TextMap()
    texts = pl.Series([f"id{number}" for number in range(600)])
    bodies = _bodies(600)
    for start in range(0, 600, 150):
        held.add(texts[start : start + 150], bodies.take(np.arange(start, start + 150)), fresh=True)
    held.add(texts[100:200], _bodies(100), fresh=False)
    assert len(held) == 600
    found, known = held.find(pl.concat([texts.shuffle(seed=1), pl.Series(["other", None, "id", "id6000"])]))
    assert known.tolist() == [True] * 600 + [False, True, False, False]
    again, _ = held.find(texts)
    assert (again.rows == bodies.rows).all()
    assert found.given.tolist() == [True] * 600 + [False] * 4


def test_what_is_written_in_many_ways_has_one_number() -> None:
    """All strings that mean one share its token's number, what means nothing has none; numbers give their tokens."""
    held, bodies = TextMap(), _bodies(3)
    held.add(pl.Series(["1", "2", "3"]), bodies, fresh=True)
    held.alias(pl.Series(["02", "003", "n/a", "09"]), pl.Series(["2", "3", None, "9"]))
    numbers, known = held.numbers(pl.Series(["1", "02", "2", "n/a", "003", None, "09"]))
    assert known.tolist() == [True, True, True, True, True, True, False]
    assert numbers.tolist() == [0, 1, 1, -1, 2, -1, -1]
    tokens = write_bodies(bodies.rows)
    assert TextMap().gather(TextMap().lasting(np.array([-1], np.int32))).to_list() == [None]
    for asked in ([2, -1, 0, 2], [1, 0, 2], [-1], []):
        lasting = held.lasting(np.array(asked, np.int32))
        assert held.gather(lasting).to_list() == [tokens[number] if number >= 0 else None for number in asked]
    assert held.lasting(np.array([2, 0, 1], np.int32)).to_list() == [1, 0, 2]


def test_numbers_in_runs() -> None:
    """A set finds what was added, however it was added, and nothing else; what is added twice takes no more room."""
    held = WordSet()
    assert not held.contains(np.arange(5, dtype=np.uint64)).any()
    added = RANDOM.integers(0, 1 << 63, 5000, dtype=np.uint64)
    for size, start in ((1, 0), (2000, 1), (3, 2001), (2996, 2004)):
        held.add(added[start : start + size])
        held.add(added[:start])
        assert held.contains(added[: start + size]).all()
    asked = RANDOM.integers(0, 1 << 63, 3000, dtype=np.uint64)
    assert held.contains(asked).tolist() == np.isin(asked, added).tolist()
    assert sum(len(run) for run in held._runs) <= 2 * len(added)  # noqa: SLF001 - the room it takes is the point


def test_tokens_met() -> None:
    """A token is known by what it is, not by how it is written; beyond the limit none is, and none is made up."""
    bodies = _bodies(100)
    tokens = write_bodies(bodies.rows)
    held = TokenSet(60)
    held.add(bodies.rows[:50])
    held.add(bodies.rows[50:])
    wrong = tokens[0][:-1] + ("b" if tokens[0][-1] != "b" else "c")
    asked = pl.concat([tokens, pl.Series([wrong, None, "", "tk_"])])
    assert held.contains(asked).tolist() == [True] * 50 + [False] * 54


def test_few_strings_at_a_time_are_held_in_few_pieces() -> None:
    """Thousands of single additions leave a number of pieces that grows with their logarithm, and every token."""
    held, texts = TextMap(), pl.Series([f"id{number}" for number in range(3_000)])
    bodies = _bodies(3_000)
    held.add(texts[:1_000], bodies.take(np.arange(1_000)), fresh=True)
    for at in range(1_000, 3_000):
        held.add(texts[at : at + 1], bodies.take(np.arange(at, at + 1)), fresh=True)
    found, known = held.find(texts)
    assert known.all()
    assert (found.rows == bodies.rows).all()
    assert held._texts.n_chunks() <= 20  # noqa: SLF001 - in how many pieces it lies is the point
