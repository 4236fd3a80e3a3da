"""What a published value may look like after each treatment, whatever the treatment's own code believes.

The rules rest on 45 CFR 164.514(b)(2)(i)(B), (C), (R) and (c); each is stated a second time here, on
purpose, so that a fault in `treat` does not hide itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.findings import Violation
from safeharbor.gate.allowed_types import type_fault
from safeharbor.gate.cases import Part, parts
from safeharbor.gate.view import published
from safeharbor.parsing.once import met
from safeharbor.parsing.tokens import token_shaped
from safeharbor.reference.states import state_codes
from safeharbor.reference.zip3 import publishable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

_OLDEST: Final = 90  # "90 or older" is one category: 164.514(b)(2)(i)(C)
_TOKENS_ASKED: Final = 5_000  # of a batch's tokens: a column of more is asked in a sample of this size
_SHAPELESS: Final = "not of a token's shape"


class AllowedValues:
    """Refuses a value outside the range, table or shape its treatment can give."""

    name: Final = "allowed_values"

    def __init__(self, context: CheckContext) -> None:
        """Take the run's `as_of`, ZIP3 vintage and tokenizer."""
        self._context = context
        self._systems: dict[str, None] = {}
        year = context.as_of.year
        self._faults: dict[str, Callable[[Part], tuple[int, str]]] = {
            "year": lambda part: _outside(
                part.values, year - _OLDEST + 1, year, "a year after as_of, or so early that it shows an age over 89"
            ),
            "birth_year": lambda part: _outside(
                part.values, year - _OLDEST, year, "a birth year that shows an age over 89, or none at all"
            ),
            "age_cap": lambda part: _outside(part.values, 0, _OLDEST, "an age above 90"),
            "zip3": lambda part: _not_among(
                part, (*publishable(context.zip3_vintage), "000"), "not a ZIP3 that may be published"
            ),
            "state": lambda part: _not_among(part, _usps(), "not a USPS state code"),
            "tokenize": self._tokens,
            "surrogate": _surrogates,
        }

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Check each published leaf, cases by neighbouring codes apart."""
        found: list[Violation] = []
        self._systems |= dict.fromkeys(_systems(plan))
        for view in published(source, treated, plan):
            for part in parts(view, source):
                faults = [
                    type_fault(part, self._context.method),
                    _from_nothing(part),
                    self._faults.get(part.treatment, _nothing)(part),
                ]
                found.extend(
                    Violation(check=self.name, table=plan.table, column=view.column.path, count=count, reason=reason)
                    for count, reason in faults
                    if count
                )
        return found

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Find nothing more: every batch was checked in full."""
        del tables
        return []

    def _tokens(self, part: Part) -> tuple[int, str]:
        """Refuse what has no token shape, and tokens never issued (all are asked, or a sample of many)."""
        tokens = part.values.drop_nulls() if part.values.null_count() else part.values
        if tokens.dtype != pl.String:
            return len(tokens), _SHAPELESS
        shaped = token_shaped(tokens)
        if not shaped.all():
            return int((~shaped).sum()), _SHAPELESS
        if len(tokens) > _TOKENS_ASKED:
            tokens = tokens.gather_every(len(tokens) // _TOKENS_ASKED)
        asked = tokens.unique() if len(tokens) > 1 else tokens
        for system in [part.system] if part.system else self._systems:
            issued = self._context.tokenizer.issued(asked, system=system)
            asked = asked.filter(~issued)
        return len(asked), "a token this vault never issued for this system"


def _systems(plan: TablePlan) -> list[str]:
    """Return the token systems of a table, those of its cases included."""
    cases = [str(case["kind"]) for column in plan.columns for case in column.options.get("cases", ())]
    return [column.system for column in plan.columns if column.system] + cases


def _nothing(part: Part) -> tuple[int, str]:
    del part
    return 0, ""


def _outside(values: pl.Series, low: int, high: int, reason: str) -> tuple[int, str]:
    if values.dtype == pl.String:  # a column with cases holds text
        read = values.cast(pl.Float64, strict=False)
        return int((values.is_not_null() & ~read.is_between(low, high).fill_null(value=False)).sum()), reason
    if not values.dtype.is_numeric():
        return values.len() - values.null_count(), f"not a number: {reason}"
    smallest, largest = values.min(), values.max()
    if smallest is None or (low <= float(str(smallest)) and float(str(largest)) <= high):
        return 0, ""
    return int((~values.is_between(low, high)).sum()), reason


def _not_among(part: Part, allowed: tuple[str, ...], reason: str) -> tuple[int, str]:
    if part.values.dtype != pl.String:
        return len(part.values) - part.values.null_count(), reason
    distinct = part.values.drop_nulls().unique() if part.codes is None else met(part.codes)
    return int((~distinct.is_in(allowed)).sum()), reason


def _usps() -> tuple[str, ...]:
    return tuple(sorted(set(state_codes().values())))


def _surrogates(part: Part) -> tuple[int, str]:
    """Refuse surrogates that are the values themselves; a name may meet itself by chance (one pool of names)."""
    if part.origin is None:
        return 0, ""
    before = part.origin.cast(pl.String, strict=False).str.to_lowercase()
    same = int((before == part.values.cast(pl.String, strict=False).str.to_lowercase()).sum())
    there = len(part.values) - part.values.null_count()
    return (same, "surrogates that are the values themselves") if same > max(1, there // 20) else (0, "")


def _from_nothing(part: Part) -> tuple[int, str]:
    if part.origin is None or part.treatment == "duration":
        return 0, ""
    if part.values.null_count() >= part.origin.null_count() == 0:
        return 0, ""
    return int((part.origin.is_null() & part.values.is_not_null()).sum()), "a value where the source has none"
