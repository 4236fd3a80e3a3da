"""How a column's values lie among persons: whether one keeps its value, and whether a value is one person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from safeharbor.classify.samples import Sample


@dataclass(frozen=True, slots=True)
class Spread:
    """Counts of one column. `several`: persons with two rows or more; `steady`: those whose value is the same in all.

    `values`: distinct values; `owned`: those under one person only; `kept`: (person, value) pairs of two rows or more.
    """

    persons: int
    several: int
    steady: int
    values: int
    owned: int
    kept: int

    def keeps(self, share: float) -> bool:
        """Whether at least `share` of the persons with several rows have one value in all of them."""
        return self.steady >= share * self.several


def owned(sample: Sample, path: str, subject: str) -> pl.DataFrame:
    """Return each `value` of a leaf beside its `person`, as texts; `subject`: the path of the persons' key.

    "": every row counts as a person. Rows without either are left out.
    """
    whose = sample.leaves[subject].values if subject else pl.Series(range(sample.rows))
    leaf = sample.leaves[path]
    columns = {"value": leaf.values.cast(pl.String), "person": leaf.beside(whose.cast(pl.String))}
    return pl.DataFrame(columns).drop_nulls()


def spread_of(pairs: pl.DataFrame) -> Spread:
    """Return the counts of `owned` pairs."""
    each = pairs.group_by("person", "value").agg(rows=pl.len())
    persons = each.group_by("person").agg(pl.len().alias("values"), pl.col("rows").sum())
    several = persons.filter(pl.col("rows") > 1)
    values = each.group_by("value").agg(pl.len().alias("persons"))
    return Spread(
        persons=persons.height,
        several=several.height,
        steady=several.filter(pl.col("values") == 1).height,
        values=values.height,
        owned=values.filter(pl.col("persons") == 1).height,
        kept=each.filter(pl.col("rows") > 1).height,
    )
