"""Which kinds and types a treatment may publish at all under the method claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from safeharbor.gate.cases import Part

_EXPERT: Final = "expert_determination"
# what may be published as it is; staff are not the individual (OCR 3.8), so a policy may keep theirs
_KEPT: Final = frozenset(
    {
        DataKind.STATE,
        DataKind.COUNTRY,
        DataKind.CODE,
        DataKind.MEASURE,
        DataKind.CATEGORY,
        DataKind.PROVIDER_NAME,
        DataKind.PROVIDER_ID,
        DataKind.FACILITY,
    }
)
_KNOWN: Final = frozenset(
    {"keep", "year", "birth_year", "age_cap", "zip3", "tokenize", "surrogate", "state", "text", "duration"}
)
_GONE: Final = frozenset({"drop", "withhold"})
_EXPERT_ONLY: Final = frozenset({"date_shift", "keyed_hash"})


def type_fault(part: Part, method: str) -> tuple[int, str]:
    """Return how many values may not be published for what they are, and why; `(0, "")` when all may."""
    there = len(part.values) - part.values.null_count()
    if part.treatment in _GONE:  # a case may withhold single cells
        return there, "withheld by a case and yet there"
    if part.treatment in _EXPERT_ONLY and method == _EXPERT:
        return 0, ""
    if part.treatment not in _KNOWN:
        return max(there, 1), "made by a treatment this gate does not know"
    if part.treatment == "keep":
        return _kept(part, method, there)
    return 0, ""


def _kept(part: Part, method: str, there: int) -> tuple[int, str]:
    dtype = part.values.dtype
    if dtype in {pl.Binary, pl.Object}:  # images, audio, biometric templates: (P), (Q)
        return max(there, 1), "bytes, which nothing here can read"
    if method == _EXPERT:
        return 0, ""
    if part.kind not in _KEPT:
        return max(there, 1), f"kept although it is {part.kind}"
    if dtype.is_temporal() and dtype != pl.Duration:
        return max(there, 1), "a date or time, of which only the year may stay"
    return 0, ""
