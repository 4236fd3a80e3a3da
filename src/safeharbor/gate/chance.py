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
    low = np.where(candidates > _WINDOW, candidates - _WINDOW, np.uint64(0))
    near = np.zeros(len(candidates))
    for run in known.runs():
        near += np.searchsorted(run, candidates + _WINDOW, side="right") - np.searchsorted(run, low, side="left")
    density: NDArray[np.float64] = (near - hits).clip(0) * 2.0**known.level / (2.0 * float(_WINDOW))
    sparse = density < _SPARSE
    found = int((hits & sparse).sum())
    return found if found and _tail(found, float(density[sparse].sum())) < _CHANCE else 0


def _tail(found: int, expected: float) -> float:
    """Poisson probability of `found` or more; 1 as soon as the expectation reaches it."""
    if expected >= found:
        return 1.0
    if expected <= 0:
        return 0.0
    # the first terms decide: they fall at least by expected/found
    log_term = found * math.log(expected) - expected - math.lgamma(found + 1)
    return math.exp(log_term) / (1 - expected / (found + 1))
