"""From class scores to spans: how sure the tagger must be before it marks, per type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from safeharbor.detect.network import TYPES, probabilities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeharbor.detect.features import Tokens

BIAS: Final = 0.3
"""The belief that a token must earn, its types taken together, to be marked.

On ten files of notes never looked at (22 November 2026) the whole detector finds 3,467 of 3,613 identifiers at 0.4,
3,470 at 0.3 and 3,471 at 0.2, and loses 1.05, 1.10 and 1.16 % of the other words; it weighs each score again.
"""

NEIGHBOUR: Final = 0.6
REACH: Final = 3
_NUMBERS: Final = frozenset({"ZIP", "STATE", "DATE", "PHONE", "ID", "WEB", "ROLE", "AGE"})
_SORTS: Final = np.array([number + 1 if name in _NUMBERS else 0 for number, name in enumerate(TYPES)])
"""Types made of words are one sort: a name of several words stays one span where its words look like several types."""


def decode(tokens: Tokens, logits: NDArray[np.float32], threshold: float) -> list[tuple[int, int, int, float]]:
    """Return (start, end, type, score) of each span, in order, never overlapping.

    A token is marked when its types together are believed more than `threshold`; its neighbours, up to
    `REACH` away, need `NEIGHBOUR` of that. The score is the mean belief of the span's tokens.
    """
    if not len(logits):
        return []
    belief = probabilities(logits)
    marked = 1.0 - belief[:, 0]
    sure = marked > threshold
    near = marked > threshold * NEIGHBOUR
    for _ in range(REACH):
        wider = sure.copy()
        wider[1:] |= sure[:-1]
        wider[:-1] |= sure[1:]
        sure = wider & (near | sure)
    best = np.flatnonzero(sure)
    if not len(best):
        return []
    begin, go_on = belief[best, 1::2], belief[best, 2::2]
    new = begin.sum(1) > go_on.sum(1)
    sorts = _SORTS[(begin + go_on).argmax(1)]
    new[1:] |= (best[1:] != best[:-1] + 1) | (sorts[1:] != sorts[:-1])
    new[0] = True
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(best)) - 1
    kinds = np.add.reduceat(begin + go_on, firsts).argmax(1)
    believed: list[float] = marked.tolist()
    return [
        _span(tokens, first, last, kind, believed)
        for first, last, kind in zip(best[firsts].tolist(), best[lasts].tolist(), kinds.tolist(), strict=True)
    ]


def _span(tokens: Tokens, first: int, last: int, kind: int, believed: list[float]) -> tuple[int, int, int, float]:
    score = sum(believed[first : last + 1]) / (last + 1 - first)
    return int(tokens.starts[first]), int(tokens.ends[last]), kind, round(score, 3)


__all__ = ["BIAS", "TYPES", "decode"]
