"""Arrow's arrays as polars' columns, by Arrow's C interface: `pl.from_arrow` imports all of pyarrow.compute first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class _Exported:
    array: pa.Array = field(repr=False)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        exported: tuple[object, object] = self.array.__arrow_c_array__(requested_schema)
        return exported


def series(array: pa.Array) -> pl.Series:
    """Return an array as a Series without a name."""
    return pl.Series("", _Exported(array))
