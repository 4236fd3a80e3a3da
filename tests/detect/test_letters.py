"""What letters say of a word that no list holds."""

from __future__ import annotations

import numpy as np
import pytest

from safeharbor.detect.letters import GROUPS, Letters, all_runs, runs
from safeharbor.detect.tagger import installed


@pytest.fixture(scope="module")
def letters() -> Letters:
    """Return the votes that ship with the package."""
    return Letters.read((installed() / "letters.npz").read_bytes())


def test_invented_words_look_like_what_their_letters_resemble(letters: Letters) -> None:
    """A made surname leans to surnames, a made drug to drugs, a made finding to clinical words."""
    rows = letters.dense(["Brankowski", "Velotinib", "Pseudochondritis"])
    leans = [GROUPS[at] for at in rows.argmax(1)]
    assert leans == ["surnames", "drugs", "clinical"]


def test_case_and_marks_change_nothing(letters: Letters) -> None:
    """A word is read folded, as the lists are."""
    rows = letters.dense(["garcía", "GARCIA", "Garcia"])
    assert np.array_equal(rows[0], rows[1])
    assert np.array_equal(rows[1], rows[2])


@pytest.mark.parametrize("form", ["", "12", "3mg", "-", "b2b", "_"])
def test_what_is_no_word_has_no_vote(letters: Letters, form: str) -> None:
    """Numbers, signs and codes stay at zero, between for and against."""
    assert not letters.dense([form]).any()


def test_a_vote_stays_within_bounds_however_long_the_word(letters: Letters) -> None:
    """A run of letters of any length is read no further than its first letters."""
    rows = letters.dense(["a" * 100_000, "brankowski" * 1_000, "x"])
    assert (np.abs(rows) <= 1).all()
    assert np.isfinite(rows).all()


@pytest.mark.parametrize(
    "words", [[], ["a"], ["garcia", "x", "brankowski", "\u0437\u043e\u044f", "b" * 60, "\u4e2d\u6587"]]
)
def test_the_runs_of_many_words_are_those_of_each(words: list[str]) -> None:
    """Words read together have the buckets they have alone, other scripts and long words included."""
    buckets, of = all_runs(words)
    assert [sorted(buckets[of == at].tolist()) for at in range(len(words))] == [sorted(runs(word)) for word in words]
