"""The type a kept text column may take without changing one value."""

from __future__ import annotations

import polars as pl


def kept_type(values: pl.Series) -> str:
    """Return `integer` or `float` when every value is written back exactly as it was; else nothing."""
    if values.dtype != pl.String:
        return ""
    real = values.drop_nulls()
    if not len(real):
        return ""
    for name, dtype in (("integer", pl.Int64), ("float", pl.Float64)):
        number = real.cast(dtype, strict=False)
        if not number.null_count() and (number.cast(pl.String) == real).all():
            return name
    return ""
