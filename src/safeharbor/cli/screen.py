"""What a run and a plan look like on a terminal: progress and tables of counts, never a value."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from safeharbor.plan import coverage

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from rich.console import Console

    from safeharbor.manifest import Manifest
    from safeharbor.records import Plan


class Screen:
    """A `Watch` that draws one line per stage and table; quiet when the output is no terminal."""

    def __init__(self, console: Console) -> None:
        """Take the console to draw on."""
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.completed:,.0f} rows"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._current = ""

    def __enter__(self) -> Self:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing."""
        self._progress.stop()

    def stage(self, name: str, table: str) -> None:
        """Begin a line."""
        self._finish()
        self._current = f"{name} {table}"
        if self._current not in self._tasks:
            self._tasks[self._current] = self._progress.add_task(self._current, total=None)

    def rows(self, table: str, number: int) -> None:
        """Advance the line."""
        del table
        self._progress.advance(self._tasks[self._current], number)

    def _finish(self) -> None:
        if self._current:
            task = self._tasks[self._current]
            done = max(self._progress.tasks[task].completed, 1)
            self._progress.update(task, total=done, completed=done)


def plan_tables(plan: Plan) -> list[Table]:
    """Return one table per source table: what each column is and what happens to it."""
    shown: list[Table] = []
    for table in plan.tables:
        grid = Table(title=f"{table.table} (subject: {table.subject or 'none'})", title_justify="left")
        for header in ("column", "kind", "letter", "treatment", "type in the mirror", "system"):
            grid.add_column(header)
        for column in table.columns:
            letter = column.kind.category.letter if column.kind.category else "-"
            treatment = column.treatment + (" (by code)" if column.options.get("cases") else "")
            target = column.target_type if column.published else "not published"
            grid.add_row(column.path, column.kind.value, letter, treatment, target, column.system or "-")
        shown.append(grid)
    return shown


def coverage_table(plan: Plan) -> Table:
    """Return a line for each letter A-R: which columns hold it, and how they are treated."""
    grid = Table(title=f"45 CFR 164.514(b)(2)(i) under policy {plan.policy} ({plan.method})", title_justify="left")
    for header in ("letter", "identifier", "columns", "treatments"):
        grid.add_column(header)
    for category, columns in coverage(plan).items():
        treatments = Counter(column.treatment for _, column in columns)
        how = ", ".join(f"{name} {number}" for name, number in sorted(treatments.items())) or "-"
        grid.add_row(category.letter, category.title, str(len(columns)), how)
    return grid


def release_tables(manifest: Manifest) -> list[Table]:
    """Return what was published: rows and columns by treatment, then a line for each letter A-R."""
    tables = Table(title="Tables", title_justify="left")
    for header in ("table", "rows", "published", "withheld or dropped", "columns by treatment"):
        tables.add_column(header, justify="right" if header in {"rows", "published", "withheld or dropped"} else "left")
    for table in manifest.tables:
        how = Counter(column.treatment for column in table.columns)
        published = sum(bool(column.type) for column in table.columns)
        tables.add_row(
            table.table,
            f"{table.rows:,}",
            str(published),
            str(len(table.columns) - published),
            ", ".join(f"{name} {number}" for name, number in sorted(how.items())),
        )
    letters = Table(title="Identifiers, by letter of 45 CFR 164.514(b)(2)(i)", title_justify="left")
    for header in ("letter", "identifier", "columns", "spans in text", "treated"):
        letters.add_column(header, justify="right" if header in {"columns", "spans in text"} else "left")
    for entry in manifest.letters:
        how = Counter(entry.treated)
        letters.add_row(
            entry.letter,
            entry.title,
            str(len(entry.columns)),
            f"{entry.spans:,}",
            ", ".join(f"{name} {number}" for name, number in sorted(how.items())) or "-",
        )
    return [tables, letters]


def release_lines(manifest: Manifest, folder: Path) -> list[str]:
    """Return what the gate said, what may be claimed, and where the mirror is."""
    checks = ", ".join(entry.check for entry in manifest.gate)
    cells = sum(column.counts.get("gate_withheld", 0) for table in manifest.tables for column in table.columns)
    rows = sum(table.quarantined for table in manifest.tables)
    return [
        f"Gate: passed ({checks})",
        *([f"Kept back: {cells:,} cells, {rows:,} rows; see `safeharbor quarantine list`"] if cells or rows else []),
        f"Claim: {manifest.policy.claim}",
        f"Mirror: {folder}",
    ]
