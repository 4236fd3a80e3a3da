"""Whether numbers met in two places are more than chance: ids are dense, codes are many, coincidences happen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from safeharbor.gate.hashes import Numbers, NumberSet, among_any, distinct, thinned

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WINDOW: Final = np.uint64(5_000)  # neighbourhood in which the density of known numbers is taken
_SPARSE: Final = 0.05  # where more of the neighbourhood is taken, a hit says nothing (row numbers, counters)
_ASKED: Final = 4_000  # candidates whose neighbourhoods tell what chance alone would give
_CHANCE: Final = 1e-3  # false alarms per column that shares a number's length with an identifier


def surprising(candidates: Numbers, known: NumberSet) -> int:
    """Return how many distinct candidates are known numbers, 0 when chance explains them.

    The expected number of chance hits is the sum over the candidates of the density of known
    numbers around each (the candidate itself left out); hits follow Poisson.
    """
    candidates = distinct(thinned(candidates, known.level))
    if not len(candidates) or not known.runs():
        return 0
    hits = among_any(candidates, known)
    if not hits.any():
        return 0
    met = candidates[hits]
    around = _density(met, known, themselves=True)
    found = int((around < _SPARSE).sum())
    if not found:
        return 0
    some = candidates[:: max(len(candidates) // _ASKED, 1)]
    density = _density(some, known, themselves=False)
    expected = float(density[density < _SPARSE].sum()) * len(candidates) / len(some)
    return found if _tail(found, expected) < _CHANCE else 0


def _density(numbers: Numbers, known: NumberSet, *, themselves: bool) -> NDArray[np.float64]:
    """Return the share of the numbers around each that are known; `themselves`: each is known and left out."""
    low = np.where(numbers > _WINDOW, numbers - _WINDOW, np.uint64(0))
    near = np.full(len(numbers), -1.0 if themselves else 0.0)
    for run in known.runs():
        near += np.searchsorted(run, numbers + _WINDOW, side="right") - np.searchsorted(run, low, side="left")
    share: NDArray[np.float64] = near.clip(0) * 2.0**known.level / (2.0 * float(_WINDOW))
    return share


def _tail(found: int, expected: float) -> float:
    """Poisson probability of `found` or more; 1 as soon as the expectation reaches it."""
    if expected >= found:
        return 1.0
    if expected <= 0:
        return 0.0
    # the first terms decide: they fall at least by expected/found
    log_term = found * math.log(expected) - expected - math.lgamma(found + 1)
    return math.exp(log_term) / (1 - expected / (found + 1))
