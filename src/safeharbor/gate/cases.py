"""The parts of a published leaf that one treatment made: a neighbouring column's code may choose another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from safeharbor.identifiers import DataKind
from safeharbor.leaves import neighbour, take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    if not column.options.get("cases", ()) or view.source is None:
        yield Part(column.kind, column.treatment, column.system, values, origin, view.codes)
        return
    for case, mask in _masks(view, view.source, source):
        kind, treatment = (column.kind, column.treatment) if case is None else (case["kind"], case["treatment"])
        system = column.system if case is None else ""
        yield _some(Part(DataKind(kind), str(treatment), system, values, origin), mask)


def text_of(view: Published, source: Batch) -> Leaf | None:
    """Return a leaf with what is free text in it, null in its other places; None where none is."""
    column = view.column
    if not column.reads_text:
        return None
    if not column.options.get("cases", ()) or view.source is None:
        return view.leaf
    text = pl.repeat(value=False, n=len(view.leaf.values), eager=True)
    for case, mask in _masks(view, view.source, source):
        if (column.treatment if case is None else case["treatment"]) == "text":
            text = text | mask
    return replace(view.leaf, values=view.leaf.values.set(~text, None), numbered=None)


def _masks(view: Published, leaf: Leaf, source: Batch) -> Iterator[tuple[Mapping[str, Any] | None, pl.Series]]:
    """Iterate the cases of a rule with the places each decides, and None with those that no case does."""
    leaves = take_apart(source.frame)
    left = pl.repeat(value=True, n=len(view.leaf.values), eager=True)
    for case in view.column.options["cases"]:
        codes = neighbour(leaf, leaves[str(case["column"])])
        mask = left & codes.cast(pl.String, strict=False).str.strip_chars().is_in(list(case["values"])).fill_null(
            value=False
        )
        left = left & ~mask
        yield case, mask
    yield None, left


def _some(part: Part, mask: pl.Series) -> Part:
    origin = None if part.origin is None else part.origin.filter(mask)
    return Part(part.kind, part.treatment, part.system, part.values.filter(mask), origin)
