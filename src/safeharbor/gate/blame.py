"""Which of many cells a check objects to: asked by halves, and only once a check has objected to them all together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.leaves import put_together, take_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from safeharbor.findings import Violation
    from safeharbor.records import TreatedBatch


def guilty(cells: range, objects: Callable[[range], bool]) -> list[int]:
    """Return the cells to which the check objects when it sees them alone, in order.

    `objects(part)` says whether the check objects to some cells seen together; it is asked about
    `k log n` times for `k` guilty cells of `n`.
    """
    if not cells or not objects(cells):
        return []
    if len(cells) == 1:
        return [cells[0]]
    middle = len(cells) // 2
    return [*guilty(cells[:middle], objects), *guilty(cells[middle:], objects)]


def cells_of(values: pl.Series, texts: Iterable[str]) -> tuple[int, ...]:
    """Return where a column holds one of some texts."""
    return tuple(values.cast(pl.String, strict=False).is_in(list(texts)).fill_null(value=False).arg_true().to_list())


def without(treated: TreatedBatch, violations: Iterable[Violation]) -> TreatedBatch:
    """Return the batch with the cells that are objected to null, counted `gate_withheld` by column."""
    cells: defaultdict[str, set[int]] = defaultdict(set)
    for violation in violations:
        cells[violation.column].update(violation.cells)
    leaves = {path: leaf.values for path, leaf in take_apart(treated.frame).items()}
    codes = dict(treated.codes)
    for path, bad in cells.items():
        stay = ~pl.int_range(len(leaves[path]), eager=True).is_in(sorted(bad))
        for columns in (leaves, codes):
            if path in columns:
                columns[path] = columns[path].zip_with(stay, columns[path].clear(len(stay)))
    counts = {**treated.counts, **{(path, "gate_withheld"): len(bad) for path, bad in cells.items()}}
    return replace(treated, frame=put_together(treated.frame, leaves), counts=counts, codes=codes)
