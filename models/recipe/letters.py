"""Learn what letters say of lists: `python -m models.recipe.letters` writes `models/phi/letters.npz`.

One logistic regression a list over hashed runs of letters; each list is drawn from as often as any other, its first
words more often. The same libraries write the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.recipe.grammar import held_out
from safeharbor.detect.dictionaries import ranks
from safeharbor.detect.letters import BUCKETS, GROUPS, SCALE, runs

OUT = Path(__file__).parents[1] / "phi" / "letters.npz"
NAMES = ("given", "surnames", "places")
DRAWS, BATCH, RATE, DECAY = 2_400_000, 4_096, 0.4, 2e-6
KEPT = 100_000
Array = NDArray[np.float32]


def words() -> tuple[list[str], Array, NDArray[np.float64]]:
    """Return the words of all lists, the lists each is on, and how often each is drawn."""
    on: dict[str, set[str]] = {}
    weight: dict[str, float] = {}
    for group in GROUPS:
        listed = [
            (word, rank)
            for word, rank in ranks(group).items()
            if rank < KEPT and word.isalpha() and len(word) > 1 and not (group in NAMES and held_out(word))
        ]
        shares = np.array([1 / (rank + 2_000) for _, rank in listed])
        for (word, _), share in zip(listed, shares / shares.sum(), strict=True):
            on.setdefault(word, set()).add(group)
            weight[word] = weight.get(word, 0.0) + float(share)
    kept = sorted(on)
    gold = np.array([[group in on[word] for group in GROUPS] for word in kept], np.float32)
    drawn = np.array([weight[word] for word in kept])
    return kept, gold, drawn / drawn.sum()


def train(seed: int) -> tuple[Array, Array]:
    """Return the votes (BUCKETS, GROUPS) and each list's bias."""
    random = np.random.default_rng(seed)
    kept, gold, drawn = words()
    buckets = [np.array(runs(word)) for word in kept]
    votes, bias = np.zeros((BUCKETS, len(GROUPS)), np.float32), np.zeros(len(GROUPS), np.float32)
    seen = np.full((BUCKETS, len(GROUPS)), 1e-7, np.float32)
    for step in range(DRAWS // BATCH):
        picked = random.choice(len(kept), BATCH, p=drawn)
        lengths = np.array([len(buckets[at]) for at in picked])
        flat = np.concatenate([buckets[at] for at in picked])
        owner = np.repeat(np.arange(BATCH), lengths)
        scale = (1 / np.sqrt(lengths)).astype(np.float32)[:, None]
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        logits = np.add.reduceat(votes[flat], starts) * scale + bias
        error = 1 / (1 + np.exp(-logits)) - gold[picked]
        slope = np.zeros_like(votes)
        np.add.at(slope, flat, (error * scale)[owner])
        slope = slope / BATCH + DECAY * votes
        seen += slope * slope
        votes -= RATE * slope / np.sqrt(seen) * (1 - step * BATCH / DRAWS)
        bias -= 0.5 * error.mean(0)
    return votes, bias


def main() -> None:
    """Learn and write."""
    votes, bias = train(7)
    small = np.clip(np.round(votes * SCALE), -127, 127).astype(np.int8)
    np.savez_compressed(OUT, votes=small, bias=bias)


if __name__ == "__main__":
    main()
