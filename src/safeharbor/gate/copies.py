"""A kept column that says, row by row, what an identifier of the same row says, is that identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.findings import Violation
from safeharbor.gate.hashes import Numbers, distinct
from safeharbor.gate.view import published
from safeharbor.leaves import take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
            before[column.path].values
            for column in plan.columns
            if column.kind.category is not None
            and column.treatment not in {"keep", "text"}
            and column.path in before
            and before[column.path].rows is None
        ]
        kept = {
            view.column.path: view.leaf.values
            for view in published(source, treated, plan)
            if view.column.treatment == "keep"
            and view.column.kind.category is None
            and view.leaf.rows is None
            and not view.leaf.values.dtype.is_temporal()
        }
        if not gone or not kept:
            return []
        hashes = _sampled([*kept.values(), *gone])
        identifiers = hashes[len(kept) :]
        return [
            Violation(self.name, plan.table, path, count, "kept, and repeats an identifier of its row")
            for path, cells in zip(kept, hashes, strict=False)
            if (count := max(_same(cells, other) for other in identifiers))
        ]

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Find nothing more: rows are compared batch by batch."""
        del tables
        return []


def _sampled(columns: Sequence[pl.Series]) -> list[Numbers]:
    """Return some rows' values of columns of one length as hashes of their letters and digits, 0 where there are none.

    One frame and one query: a call costs more than the rows.
    """
    frame = pl.DataFrame([values.alias(str(number)) for number, values in enumerate(columns)])
    places = np.unique(np.linspace(0, max(frame.height - 1, 0), _ROWS).astype(np.int64))[: frame.height]
    text = pl.all().cast(pl.String, strict=False).str.replace(r"\.0$", "").str.replace_all(r"[^\p{L}\p{N}]+", "")
    there = text.str.len_bytes().fill_null(0) > 0
    hashed = frame[places].select(pl.when(there).then(text.str.to_lowercase().hash(seed=7)).otherwise(0))
    return [column.to_numpy() for column in hashed.iter_columns()]


def _same(kept: Numbers, identifier: Numbers) -> int:
    both = (kept == identifier) & (kept != 0)
    same, there = int(both.sum()), int(((kept != 0) & (identifier != 0)).sum())
    if same < max(_DISTINCT, _SHARE * there) or len(distinct(kept[both])) < _DISTINCT:
        return 0
    return same
