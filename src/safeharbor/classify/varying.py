"""Whole numbers that nobody knows but that change with every event of a person: amounts, nobody's number.

A number that tells persons apart stays the same in all of a person's rows; one that tells events apart comes once, or
under one person alone. A number that does neither, of no fixed length, was measured, counted or charged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_name import hint_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample

_PERSONS: Final = 15
_CHANGES: Final = 0.9
_LENGTHS: Final = 0.02  # of the second most frequent number of digits
_HIGHEST: Final = 1_000_000
_DENSE: Final = 0.5  # running numbers fill their range
_AGAIN: Final = 3  # a few values come again by error


def varying_columns(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], subject: str
) -> dict[str, ColumnVerdict]:
    """Return the unknown whole numbers that differ between the rows of a person and come again under others: measures.

    `subject`: the path of the column that says whose a row is; "": nothing can be told.
    """
    found: dict[str, ColumnVerdict] = {}
    if not subject:
        return found
    whose = sample.leaves[subject].values.cast(pl.String)
    for path, verdict in verdicts.items():
        if path == subject or verdict.kind is not K.UNKNOWN or not _may_be(path, profiles[path]):
            continue
        leaf = sample.leaves[path]
        pairs = pl.DataFrame({"value": leaf.values.cast(pl.String), "person": leaf.beside(whose)}).drop_nulls()
        several = pairs.group_by("person").agg(pl.col("value").n_unique(), rows=pl.len()).filter(pl.col("rows") > 1)
        changes = several.filter(pl.col("value") > 1).height
        again = pairs.group_by("value").agg(pl.col("person").n_unique()).filter(pl.col("person") > 1).height
        kept = pairs.group_by("value", "person").len().filter(pl.col("len") > 1).height
        if several.height >= _PERSONS and changes >= _CHANGES * several.height and again >= max(_AGAIN, kept):
            why = f"whole numbers of {len(profiles[path].numbers.lengths)} lengths that change between a person's rows"
            found[path] = ColumnVerdict(path, K.MEASURE, 0.7, (why,))
    return found


def _may_be(path: str, profile: Profile) -> bool:
    """Whether a column holds whole numbers of several lengths under a header that names no identifier."""
    numbers, hint = profile.numbers, hint_of(path)
    lengths = sorted(numbers.lengths.values(), reverse=True)
    return (
        (hint.kind.category is None or hint.weight < 0.5)
        and numbers.share == 1
        and numbers.whole == 1
        and numbers.within(-_HIGHEST, _HIGHEST)
        and len(lengths) > 1
        and lengths[1] >= _LENGTHS
        and numbers.sequential < _DENSE
        and profile.like("zero_led") == 0
    )
