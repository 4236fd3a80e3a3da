"""Kept columns, looked at for what they may really be: a misjudged column must not pass because a rule says keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.findings import Violation
from safeharbor.gate.blame import cells_of
from safeharbor.gate.cases import Part, parts
from safeharbor.gate.looks import AGE, KeptColumn, looks
from safeharbor.gate.patterns import IN_COLUMNS, holding
from safeharbor.gate.remembered import Remembered
from safeharbor.gate.view import published
from safeharbor.identifiers import DataKind
from safeharbor.parsing.headers import header_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, ColumnPlan, TablePlan, TreatedBatch

_LOOKED_AT: Final = 10_000  # distinct values of a batch that tell what a column as a whole looks like
_REPEATED: Final = 0.5  # distinct values a row: fewer are no key
_STAFF: Final = frozenset({DataKind.PROVIDER_NAME, DataKind.PROVIDER_ID, DataKind.FACILITY})


class ResidualColumns:
    """Refuses kept columns that hold shapes of identifiers, or look like keys, names, places or dates as a whole."""

    name: Final = "residual_columns"

    def __init__(self, context: CheckContext) -> None:
        """Take the method claimed: expert determination decides for itself what is kept."""
        self._expert = context.method == "expert_determination"
        self._innocent = Remembered()
        self._newest = context.as_of.year + 1

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Look at the distinct values of each kept column."""
        if self._expert:
            return []
        return [
            Violation(self.name, plan.table, view.column.path, count, reason, cells_of(view.leaf.values, texts))
            for view in published(source, treated, plan)
            for part in parts(view, source)
            if part.treatment == "keep" and part.kind not in _STAFF
            for reason, count, texts in self._faults(part, plan, view.column)
        ]

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Find nothing more: every column was looked at batch by batch."""
        del tables
        return []

    def _faults(self, part: Part, plan: TablePlan, rule: ColumnPlan) -> Iterator[tuple[str, int, list[str]]]:
        there, path = part.values, rule.path
        if isinstance(there.dtype, pl.Categorical | pl.Enum):
            there = there.cast(pl.String)
        if there.dtype == pl.String:
            new = self._innocent.new(f"{plan.table}/{path}", there, part.codes)
            if not len(new):
                return
            found = holding(new, IN_COLUMNS)
            for shape, held in found:
                yield f"kept, and holds {shape.name}", len(held), held.to_list()
            self._innocent.remember(f"{plan.table}/{path}", new, part.codes, but=[held for _, held in found])
        there = there.drop_nulls()
        distinct, count = _distinct(there, whole=bool(AGE & set(header_words(path))))
        some = distinct.gather_every(max(len(distinct) // _LOOKED_AT, 1))
        unit = rule.options.get("unit", "years")
        column = KeptColumn(path, part.kind, some, count, len(there), bool(plan.subject), unit)
        for reason in looks(column, self._newest):
            yield f"kept, and looks like {reason}", count, []


def _distinct(values: pl.Series, *, whole: bool) -> tuple[pl.Series, int]:
    """Return distinct values and how many there are; of numbers that repeat, those of some rows, unless `whole`."""
    if values.dtype.is_integer() and not whole:
        sample = values.gather_every(max(len(values) // _LOOKED_AT, 1))
        distinct = sample.unique()
        # a share of distinct values only falls with the number of rows
        if len(distinct) <= _REPEATED * len(sample):
            return distinct, len(distinct)
    distinct = values.unique() if values.dtype == pl.String or values.dtype.is_integer() else values
    return distinct, len(distinct)
