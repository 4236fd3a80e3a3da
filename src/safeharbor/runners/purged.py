"""Rows about people who were purged: delivered again every night, and published in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from safeharbor.leaves import header_of, take_apart
from safeharbor.records import Batch
from safeharbor.subjects import subject_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from safeharbor.protocols import Source, Vault
    from safeharbor.records import Plan, Position, TablePlan


def without_purged(
    vault: Vault, plan: Plan, sources: Mapping[str, Source], systems: Mapping[str, str]
) -> tuple[dict[str, Source], dict[str, Callable[[], int]]]:
    """Return the sources without rows about purged people, and table -> how many rows were left out when last read.

    `systems`: table -> what its people are called in. Sources stay as they are where nobody was ever purged.
    """
    if not vault.purges():
        return dict(sources), {}
    left = {
        table.table: Remaining(sources[table.table], table, systems[table.table], vault)
        for table in plan.tables
        if table.subject
    }
    return {**sources, **left}, {name: source.counted for name, source in left.items()}


class Remaining:
    """A source without the rows about purged people. Positions and digests are those of the source itself."""

    def __init__(self, source: Source, plan: TablePlan, system: str, vault: Vault) -> None:
        """Take the source, whose rows they are, and the vault that knows who was purged."""
        self._source = source
        self._plan = plan
        self._system = system
        self._vault = vault
        self._left_out = 0

    @property
    def table(self) -> str:
        """The table's name."""
        return self._source.table

    def schema(self) -> pl.Schema:
        """Return column -> type."""
        return self._source.schema()

    def sample(self, rows: int) -> pl.DataFrame:
        """Return some rows."""
        return self._source.sample(rows)

    def digest(self, key: bytes) -> tuple[str, int]:
        """Return the delivery's keyed digest and size, purged people's rows among them."""
        return self._source.digest(key)

    def counted(self) -> int:
        """Return how many rows were left out when all columns were read last."""
        return self._left_out

    def batches(
        self, *, rows: int, columns: Sequence[str] | None = None, after: Position | None = None
    ) -> Iterator[Batch]:
        """Yield the rows about everybody else."""
        subject = header_of(self._plan.subject)
        wanted = None if columns is None else list(dict.fromkeys((*columns, subject)))
        left_out = 0
        for batch in self._source.batches(rows=rows, columns=wanted, after=after):
            gone = about_purged(batch.frame, self._plan, self._system, self._vault)
            frame = batch.frame.filter(~gone) if gone.any() else batch.frame
            left_out += int(gone.sum())
            yield Batch(batch.table, frame if columns is None else frame.select(columns), batch.position)
        if columns is None:
            self._left_out = left_out


def about_purged(frame: pl.DataFrame, plan: TablePlan, system: str, vault: Vault) -> pl.Series:
    """Return which rows are about purged people (Boolean). `system`: what the table's people are called in."""
    keys = subject_keys(take_apart(frame), plan, system)
    if keys is None:
        return pl.repeat(value=False, n=frame.height, dtype=pl.Boolean, eager=True)
    people = keys.drop_nulls().unique()
    gone = people.filter(pl.Series(vault.purged(people.to_list()), dtype=pl.Boolean))
    return keys.is_in(gone.implode()).fill_null(value=False)
