"""Five rows before and after, of the synthetic sample that ships with the project and of nothing else."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
from rich.table import Table

from safeharbor.errors import PolicyError
from safeharbor.leaves import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.policy.models import Policy
    from safeharbor.records import ColumnPlan, TablePlan
    from safeharbor.runners.assembly import Assembly, Part

_EACH: Final = 3  # columns shown of each treatment
_CELL: Final = 14
_NOTE: Final = 1_200


def refuse_unless_sample(policy: Policy) -> None:
    """Raise PolicyError unless every source is, byte for byte, a file of the committed synthetic sample."""
    known = set(json.loads((files("safeharbor.sample") / "checksums.json").read_text(encoding="utf-8")).values())
    for table in policy.tables.values():
        path = Path(table.source.path)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() not in known:
            message = "`--show` prints values, and a source of this policy is not the synthetic sample"
            raise PolicyError(message, hint="run without --show; values of real sources are never printed")


def before_after(assembly: Assembly, release: Path, *, rows: int) -> Iterator[Table]:
    """Yield the same few people and one note, as the source holds them and as the mirror does."""
    if not rows:
        return
    parts = [part for part in assembly.parts.values() if part.job.plan.subject]
    yield _people(assembly, max(parts, key=lambda part: len(part.job.plan.columns)), release, rows)
    texts = [(part, column.path) for part in parts for column in part.job.plan.columns if column.treatment == "text"]
    if texts:
        yield _note(assembly, *max(texts, key=lambda entry: _length(*entry)), release)


def _people(assembly: Assembly, part: Part, release: Path, rows: int) -> Table:
    """Return a column per person and a row per column of the table: what it was, and what it became."""
    plan = part.job.plan
    before = next(iter(part.source.batches(rows=rows))).frame
    published = _published(release, plan.table)
    people = [(_tokens(assembly, plan, before)[row], before.row(row, named=True)) for row in range(before.height)]
    grid = Table(title=f"{plan.table}, before and after (synthetic sample)", title_justify="left", show_lines=False)
    for header in ("column", *(f"person {number}" for number in range(1, len(people) + 1))):
        grid.add_column(header, overflow="ellipsis", no_wrap=True)
    after = [published.filter(pl.col(plan.subject) == token).row(0, named=True) for token, _ in people]
    for column in _telling(plan):
        cells = (
            f"{_cut(row[column.path])} -> {_cut(new[column.path]) if column.published else '(gone)'}"
            for (_, row), new in zip(people, after, strict=True)
        )
        grid.add_row(column.path, *cells)
    return grid


def _telling(plan: TablePlan) -> list[ColumnPlan]:
    """Return a few columns of each treatment, in the table's order."""
    shown: list[ColumnPlan] = []
    for column in plan.columns:
        if sum(other.treatment == column.treatment for other in shown) < _EACH:
            shown.append(column)
    return shown


def _note(assembly: Assembly, part: Part, column: str, release: Path) -> Table:
    """Return the first note whose person has no other, before and after."""
    plan = part.job.plan
    published = _published(release, plan.table)
    grid = Table(title=f"a note of {plan.table}, before and after (synthetic sample)", title_justify="left")
    grid.add_column("before", ratio=1)
    grid.add_column("after", ratio=1)
    batch = next(iter(part.source.batches(rows=part.rows)))
    for text, token in zip(batch.frame[column], _tokens(assembly, plan, batch.frame), strict=True):
        after = published.filter(pl.col(plan.subject) == token)[column]
        if text and len(after) == 1 and after[0]:
            grid.add_row(text[:_NOTE], after[0][:_NOTE])
            break
    return grid


def _length(part: Part, column: str) -> float:
    texts = next(iter(part.source.batches(rows=part.rows))).frame[column].drop_nulls()
    return float(texts.str.len_chars().sum()) / max(len(texts), 1)


def _cut(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _CELL else f"{text[:_CELL]}\u2026"


def _tokens(assembly: Assembly, plan: TablePlan, frame: pl.DataFrame) -> pl.Series:
    column = plan.column(plan.subject)
    tokenizer = assembly.vault.tokenizer(assembly.plan.recipient)
    return tokenizer.find(take_apart(frame)[plan.subject].values, system=column.system, kind=column.kind)


def _published(release: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(release / table / "*.parquet")
