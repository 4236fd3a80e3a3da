"""What of a source column identifies people wherever it turns up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.gate.forms import Forms, forms_of_values
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from safeharbor.leaves import Leaf
    from safeharbor.records import ColumnPlan, TablePlan

# kinds whose values point at one person or household by themselves
_POINTING: Final = frozenset(
    {
        DataKind.PHONE,
        DataKind.FAX,
        DataKind.EMAIL,
        DataKind.SSN,
        DataKind.MRN,
        DataKind.ENCOUNTER_ID,
        DataKind.HEALTH_PLAN_ID,
        DataKind.ACCOUNT,
        DataKind.LICENSE,
        DataKind.VEHICLE,
        DataKind.DEVICE,
        DataKind.URL,
        DataKind.IP,
        DataKind.BIOMETRIC,
        DataKind.PHOTO,
        DataKind.RECORD_ID,
        DataKind.USERNAME,
        DataKind.OTHER_ID,
    }
)
_UNTOUCHED: Final = frozenset({"keep", "text"})
_ROWS: Final = 50  # rows below which "every row another value" says nothing
_UNIQUE: Final = 0.9


def pointing(plan: TablePlan, leaves: Mapping[str, Leaf]) -> Iterator[tuple[ColumnPlan, Forms]]:
    """Iterate the columns that do not stay as they are, with their identifying forms.

    A withheld column of unknown kind counts when nearly every row holds another value.
    """
    for column in plan.columns:
        if column.treatment in _UNTOUCHED or column.path not in leaves:
            continue
        leaf = leaves[column.path]
        if column.kind in _POINTING or (column.kind is DataKind.UNKNOWN and _keylike(leaf)):
            yield column, forms_of_values(leaf.different, column.kind)


def _keylike(leaf: Leaf) -> bool:
    values = leaf.values.drop_nulls()
    if len(values) < _ROWS or not (values.dtype.is_integer() or values.dtype == pl.String):
        return False
    return values.n_unique() > _UNIQUE * len(values)
