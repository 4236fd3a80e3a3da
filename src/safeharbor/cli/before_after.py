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
    from safeharbor.records import TablePlan
    from safeharbor.runners.assembly import Assembly, Part

_COLUMNS: Final = 8
_CELL: Final = 24
_NOTE: Final = 900


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
    people = max(parts, key=lambda part: sum(column.kind.category is not None for column in part.job.plan.columns))
    yield from _rows(assembly, people, release, rows)
    for part in parts:
        text = [column.path for column in part.job.plan.columns if column.treatment == "text"]
        if text and part is not people:
            yield from _note(assembly, part, release, text[0])
            return


def _rows(assembly: Assembly, part: Part, release: Path, rows: int) -> Iterator[Table]:
    plan = part.job.plan
    before = next(iter(part.source.batches(rows=rows))).frame
    tokens = _tokens(assembly, plan, before)
    after = _published(release, plan.table).filter(pl.col(plan.subject).is_in(tokens.implode())).head(rows)
    gone = [column.path for column in plan.columns if not column.published and column.path in before.columns]
    kept = [header for header in after.columns if header in before.columns]
    shown = [*kept[: _COLUMNS // 2], *gone[: _COLUMNS // 2]]
    yield _table(f"{plan.table}, before (synthetic)", before.select(shown))
    yield _table(
        f"{plan.table}, after: {', '.join(gone[: _COLUMNS // 2])} ... are not published", after.select(kept[:_COLUMNS])
    )


def _note(assembly: Assembly, part: Part, release: Path, column: str) -> Iterator[Table]:
    plan = part.job.plan
    published = _published(release, plan.table)
    for batch in part.source.batches(rows=50):
        tokens = _tokens(assembly, plan, batch.frame)
        for text, token in zip(batch.frame[column], tokens, strict=True):
            after = published.filter(pl.col(plan.subject) == token)[column].drop_nulls()
            first = text.split()[0] if text else ""
            same = [other for other in after if other.startswith(first[:4])]
            if same:
                grid = Table(
                    title=f"one of {plan.table}, before and after (synthetic)", show_header=True, title_justify="left"
                )
                grid.add_column("before", ratio=1)
                grid.add_column("after", ratio=1)
                grid.add_row(text[:_NOTE], same[0][:_NOTE])
                yield grid
                return


def _tokens(assembly: Assembly, plan: TablePlan, frame: pl.DataFrame) -> pl.Series:
    column = plan.column(plan.subject)
    tokenizer = assembly.vault.tokenizer(assembly.plan.recipient)
    return tokenizer.find(take_apart(frame)[plan.subject].values, system=column.system, kind=column.kind)


def _published(release: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(release / table / "*.parquet")


def _table(title: str, frame: pl.DataFrame) -> Table:
    grid = Table(title=title, title_justify="left")
    for header in frame.columns:
        grid.add_column(header, overflow="ellipsis", max_width=_CELL, no_wrap=True)
    for row in frame.iter_rows():
        grid.add_row(*("" if cell is None else str(cell) for cell in row))
    return grid
