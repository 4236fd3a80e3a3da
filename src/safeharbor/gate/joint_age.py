"""No published row shows an age over 89: birth year, ages and event years of a row are looked at together.

45 CFR 164.514(b)(2)(i)(C); HHS: born 1910 and seen in 2010 must read "on or before 1920".
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from safeharbor.findings import Violation
from safeharbor.gate.view import Published, published
from safeharbor.leaves import least, paired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import polars as pl

    from safeharbor.leaves import Leaf
    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

_OLDEST: Final = 90  # the bucket "90 or older"
_BUCKET_SHOWN: Final = "a row with an age of 90 or older beside the birth year itself"


class JointAge:
    """Refuses rows whose years and ages together tell an age over 89."""

    name: Final = "joint_age"

    def __init__(self, context: CheckContext) -> None:
        """Take the year of `as_of`: the age a person has reached by then counts."""
        self._year = context.as_of.year
        self._expert = context.method == "expert_determination"

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Compare each pair of published birth year, age and event year of a row."""
        if self._expert:
            return []
        columns: dict[str, list[Published]] = {"birth_year": [], "age_cap": [], "year": []}
        for view in published(source, treated, plan):
            if view.column.treatment in columns and view.leaf.values.dtype.is_integer():
                columns[view.column.treatment].append(view)
        return [
            Violation(check=self.name, table=plan.table, column=path, count=count, reason=reason)
            for path, mask, reason in self._pairs(
                columns["birth_year"], columns["age_cap"], columns["year"], height=treated.frame.height
            )
            if (count := int(mask.fill_null(value=False).sum()))
        ]

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Find nothing more: across tables, each birth year is within bounds for every year up to `as_of`."""
        del tables
        return []

    def _pairs(
        self, births: list[Published], ages: list[Published], events: list[Published], *, height: int
    ) -> Iterator[tuple[str, pl.Series, str]]:
        floor = self._year - _OLDEST
        for birth, event in product(births, events):
            for _, born, seen in _beside(birth, event, height):
                reason = "a row whose event year and birth year show an age over 89"
                yield birth.column.path, (born > floor) & (seen - born >= _OLDEST), reason
        for birth, age in product(births, ages):
            for _, born, years in _beside(birth, age, height):
                yield birth.column.path, (born > floor) & (years >= _OLDEST), _BUCKET_SHOWN
        for age, event in product(ages, events):
            for leaf, years, seen in _beside(age, event, height):
                reason = "a row whose age and event year show that the person is over 89 by now"
                shown = (years < _OLDEST) & (years + (self._year - seen) >= _OLDEST)
                for birth in births:  # a published birth year says how old the person is, whenever the age was taken
                    born = leaf.beside(least(birth.leaf, birth.leaf.values, height))
                    shown &= ~(born > floor).fill_null(value=False)
                yield age.column.path, shown, reason


def _beside(one: Published, other: Published, height: int) -> Iterator[tuple[Leaf, pl.Series, pl.Series]]:
    found = paired((one.leaf, one.leaf.values), (other.leaf, other.leaf.values), height)
    if found is not None:
        yield found
