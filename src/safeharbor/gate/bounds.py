"""Row counts and empty cells near those of the release before: half a delivery is not published as a whole one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from safeharbor.findings import Violation
from safeharbor.gate.view import published

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

_FEWEST: Final = 100  # rows of the release before: fewer say nothing about the next


class Bounds:
    """Refuses a release whose tables shrank, grew or emptied beyond what the policy allows.

    `nulls`: table -> path -> empty cells so far, for the manifest and so for the next release.
    """

    name: Final = "bounds"

    def __init__(self, context: CheckContext) -> None:
        """Take what the release before held, and how far this one may differ."""
        self._last = context.last
        self._limits = context.limits
        self._rows: Counter[str] = Counter()
        self._cells: Counter[tuple[str, str]] = Counter()
        self._treatment: dict[tuple[str, str], str] = {}
        self.nulls: dict[str, Counter[str]] = {}

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Count rows and empty cells; nothing is judged before the release is whole."""
        self._rows[plan.table] += treated.frame.height
        for view in published(source, treated, plan):
            path = view.column.path
            self.nulls.setdefault(plan.table, Counter())[path] += view.leaf.values.null_count()
            self._cells[plan.table, path] += len(view.leaf.values)
            self._treatment[plan.table, path] = view.column.treatment
        return []

    def total(self, plan: TablePlan, held: tuple[int, Mapping[str, tuple[int, int]]]) -> None:
        """Take what a whole table holds, rows carried over included: rows, and path -> (cells, empty ones)."""
        self._rows[plan.table], counted = held
        paths = [column.path for column in plan.columns if column.published]
        self.nulls[plan.table] = Counter({path: counted[path][1] for path in paths if path in counted})
        for column in plan.columns:
            self._cells[plan.table, column.path] = counted.get(column.path, (0, 0))[0]
            self._treatment[plan.table, column.path] = column.treatment

    def start_over(self) -> None:
        """Count from nothing: the rows are read again."""
        self._rows, self._cells, self.nulls = Counter(), Counter(), {}

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Compare the counts with those of the release before, where there is one."""
        del tables
        return list(self._faults()) if self._last is not None else []

    def _faults(self) -> Iterator[Violation]:
        before = {} if self._last is None else self._last.rows
        for table, rows in self._rows.items():
            last = before.get(table, 0)
            if last < _FEWEST:
                continue
            if rows < last * self._limits.least_rows:
                yield Violation(self.name, table, "*", rows, "far fewer rows than in the release before")
            elif rows > last * self._limits.most_rows:
                yield Violation(self.name, table, "*", rows, "far more rows than in the release before")
        for (table, path), cells in self._cells.items():
            share = None if self._last is None else self._last.empty.get((table, path, self._treatment[table, path]))
            nulls = self.nulls[table][path]
            if share is not None and cells >= _FEWEST and nulls / cells - share > self._limits.more_empty:
                yield Violation(self.name, table, path, nulls, "far more empty cells than in the release before")
