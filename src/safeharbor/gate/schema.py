"""Exactly the plan's columns, of the plan's types, under headers and file names that say nothing of anyone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from safeharbor.findings import Violation
from safeharbor.leaves import header_of, paths
from safeharbor.parsing.headers import are_references, looks_like_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

_NUMBERED: Final = r"(?:part|data|rows|file)?[-_]?\d{1,5}"  # a mirror counts its files
# what writers themselves put into a Parquet file: schema and versions, nothing of the source
_OWN_METADATA: Final = frozenset({b"ARROW:schema"})


class Schema:
    """Refuses any published column, type, header, file name or file metadata that no plan names."""

    name: Final = "schema"

    def __init__(self, context: CheckContext) -> None:
        """Take the run's context; this check needs nothing of it."""
        self._plans: dict[str, TablePlan] = {}
        del context

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Compare the treated frame's leaves with the plan's published columns."""
        self._plans[plan.table] = plan
        found = list(self._columns(treated, plan))
        rows = source.frame.height if treated.frame.width else 0  # a table of which nothing is published has no rows
        if treated.frame.height != rows or (treated.frame.width and len(treated.order) != rows):
            found.append(self._violation(plan.table, "*", "the number of rows is not that of the source"))
        return found

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Look at every staged file's name and, for Parquet, its columns and metadata."""
        return [violation for table, folder in tables.items() for violation in self._files(table, folder)]

    def _columns(self, treated: TreatedBatch, plan: TablePlan) -> Iterator[Violation]:
        wanted = {column.path: column for column in plan.columns if column.published}
        there = paths(treated.frame.schema)
        numbered = are_references([header_of(column.path) for column in plan.columns])
        for number, path in enumerate(there, start=1):
            if path not in wanted:
                yield self._violation(plan.table, f"column {number}", "is published and no rule says so")
        for path, column in wanted.items():
            if path not in there:
                yield self._violation(plan.table, path, "is to be published and is not there")
            elif column.target_type and str(there[path]) != column.target_type:
                yield self._violation(plan.table, path, f"is {there[path]} and is to be {column.target_type}")
            if not numbered and looks_like_value(header_of(path)):
                yield self._violation(plan.table, "a column", "has a header that looks like a value")

    def _files(self, table: str, folder: Path) -> Iterator[Violation]:
        plan = self._plans.get(table)
        headers = None if plan is None else {header_of(column.path) for column in plan.columns if column.published}
        for file in sorted(folder.rglob("*")):
            if not file.is_file():
                continue
            if looks_like_value(stem := file.name.split(".")[0]) and not re.fullmatch(_NUMBERED, stem):
                yield self._violation(table, "a file", "has a name that looks like a value")
            if file.suffix == ".parquet":
                yield from self._parquet(table, file, headers)

    def _parquet(self, table: str, file: Path, headers: set[str] | None) -> Iterator[Violation]:
        schema = pq.read_schema(file)
        if set(schema.metadata or {}) - _OWN_METADATA:
            yield self._violation(table, "a file", "carries metadata that is not the writer's own")
        if any(field.metadata and set(field.metadata) - {b"PARQUET:field_id"} for field in schema):
            yield self._violation(table, "a file", "carries column metadata that is not the writer's own")
        if headers is not None and set(schema.names) != headers:
            yield self._violation(table, "a file", "does not hold exactly the plan's columns")

    def _violation(self, table: str, column: str, reason: str) -> Violation:
        return Violation(check=self.name, table=table, column=column, count=1, reason=reason)
