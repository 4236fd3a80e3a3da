"""A batch as the checks look at it: each published leaf beside its plan and the leaf it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safeharbor.leaves import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from safeharbor.leaves import Leaf
    from safeharbor.records import Batch, ColumnPlan, TablePlan, TreatedBatch


@dataclass(frozen=True, slots=True)
class Published:
    """One published leaf.

    `source`: what it was made of, None when the source has no such leaf. `codes`: its texts as categories, if they are.
    """

    column: ColumnPlan
    leaf: Leaf = field(repr=False)
    source: Leaf | None = field(repr=False)
    codes: pl.Series | None = field(repr=False)


def published(source: Batch, treated: TreatedBatch, plan: TablePlan) -> Iterator[Published]:
    """Iterate the leaves that the plan publishes and the treated batch has."""
    after, before = take_apart(treated.frame), take_apart(source.frame)
    for column in plan.columns:
        if column.published and column.path in after:
            path = column.path
            yield Published(column, after[path], before.get(path), treated.codes.get(path))
