"""A kept column that says, row by row, what an identifier of the same row says, is that identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.findings import Violation
from safeharbor.gate.hashes import Numbers, distinct
from safeharbor.gate.view import published
from safeharbor.leaves import Leaf, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

_ROWS: Final = 256  # rows compared per batch, spread evenly: a copied column needs no more
_SHARE: Final = 0.5
_DISTINCT: Final = 6  # different values met: fewer are flags and small counts


class Copies:
    """Refuses a kept column half of whose cells equal an identifier of their own row."""

    name: Final = "copies"

    def __init__(self, context: CheckContext) -> None:
        """Take the method claimed: expert determination decides for itself what is kept."""
        self._expert = context.method == "expert_determination"

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Compare each kept flat column with each identifier column of the source."""
        if self._expert:
            return []
        before = take_apart(source.frame)
        gone = [
            _sample(before[column.path])
            for column in plan.columns
            if column.kind.category is not None
            and column.treatment not in {"keep", "text"}
            and column.path in before
            and before[column.path].rows is None
        ]
        kept = [
            view
            for view in published(source, treated, plan)
            if view.column.treatment == "keep"
            and view.column.kind.category is None
            and view.leaf.rows is None
            and not view.leaf.values.dtype.is_temporal()
        ]
        return [
            Violation(self.name, plan.table, view.column.path, count, "kept, and repeats an identifier of its row")
            for view, cells in [(view, _sample(view.leaf)) for view in kept]
            if (count := max((_same(cells, other) for other in gone), default=0))
        ]

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Find nothing more: rows are compared batch by batch."""
        del tables
        return []


def _sample(leaf: Leaf) -> Numbers:
    """Return some rows' values as hashes of their letters and digits, 0 where there are none."""
    places = np.unique(np.linspace(0, max(len(leaf.values) - 1, 0), _ROWS).astype(np.int64))
    values = leaf.values.gather(places[: len(leaf.values)])
    text = values.cast(pl.String, strict=False).str.replace(r"\.0$", "").str.replace_all(r"[^\p{L}\p{N}]+", "")
    there = text.str.len_bytes() > 0
    return text.str.to_lowercase().hash(seed=7).set(~there.fill_null(value=False), 0).to_numpy()


def _same(kept: Numbers, identifier: Numbers) -> int:
    both = (kept == identifier) & (kept != 0)
    same, there = int(both.sum()), int(((kept != 0) & (identifier != 0)).sum())
    if same < max(_DISTINCT, _SHARE * there) or len(distinct(kept[both])) < _DISTINCT:
        return 0
    return same
