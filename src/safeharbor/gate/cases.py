"""The parts of a published leaf that one treatment made: a neighbouring column's code may choose another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind
from safeharbor.leaves import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.gate.view import Published
    from safeharbor.leaves import Leaf
    from safeharbor.records import Batch


@dataclass(frozen=True, slots=True)
class Part:
    """Values that one treatment made. `origin`: what they were made of, where it is one to one.

    `system` is "" where a case made tokens: of which system is the vault's to know. `codes`: the values as categories,
    where that is known.
    """

    kind: DataKind
    treatment: str
    system: str
    values: pl.Series = field(repr=False)
    origin: pl.Series | None = field(repr=False)
    codes: pl.Series | None = field(default=None, repr=False)


def parts(view: Published, source: Batch) -> Iterator[Part]:
    """Iterate the parts of a leaf: one, unless its rule has cases by a neighbouring code."""
    column, values = view.column, view.leaf.values
    origin = None if view.source is None or len(view.source.values) != len(values) else view.source.values
    cases = column.options.get("cases", ())
    if not cases or view.source is None:
        yield Part(column.kind, column.treatment, column.system, values, origin, view.codes)
        return
    leaves = take_apart(source.frame)
    left = pl.repeat(value=True, n=len(values), eager=True)
    for case in cases:
        codes = _beside(view.source, leaves[str(case["column"])])
        mask = left & codes.cast(pl.String, strict=False).str.strip_chars().is_in(list(case["values"])).fill_null(
            value=False
        )
        left = left & ~mask
        yield _some(Part(DataKind(case["kind"]), str(case["treatment"]), "", values, origin), mask)
    yield _some(Part(column.kind, column.treatment, column.system, values, origin), left)


def _some(part: Part, mask: pl.Series) -> Part:
    origin = None if part.origin is None else part.origin.filter(mask)
    return Part(part.kind, part.treatment, part.system, part.values.filter(mask), origin)


def _beside(leaf: Leaf, other: Leaf) -> pl.Series:
    if other.rows is None:
        return leaf.beside(other.values)
    if leaf.rows is not None and np.array_equal(leaf.rows, other.rows):
        return other.values
    return pl.Series([None] * len(leaf.values), dtype=pl.String)
