"""What classification is given: a spread of a table's rows, taken apart into leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safeharbor.leaves import take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from safeharbor.leaves import Leaf


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of one table. PHI: its leaves never appear in a repr.

    `complete`: the sample is the whole table. `source`: the policy's source rule, as it is to be
    written (path, format ...). `notes`: the table is a folder of plain-text notes.
    """

    table: str
    leaves: Mapping[str, Leaf] = field(repr=False)
    rows: int
    complete: bool = True
    source: Mapping[str, str] = field(default_factory=dict, repr=False)


def sample_of(
    table: str, frame: pl.DataFrame, *, complete: bool = True, source: Mapping[str, str] | None = None
) -> Sample:
    """Return the sample that `frame` is."""
    return Sample(table, take_apart(frame), frame.height, complete, dict(source or {}))


def list_of(path: str) -> str:
    """Return the list a leaf belongs to (`names[]` for `names[].family`); empty for one value per row."""
    return path[: path.rfind("[]") + 2] if "[]" in path else ""
