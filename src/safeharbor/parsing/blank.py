"""What people write where there is no value: never an identifier, and never unreadable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

_NOTHING: Final = ("", "NULL", "NAN", "NA", "NONE", "NIL", "UNKNOWN", "UNK", "NULLVALUE", "NOTAVAILABLE", "NOTGIVEN")


def blank(value: pl.Expr) -> pl.Expr:
    """Return whether a text says that there is no value (`N/A`, `-`, `.`, `unknown`); nulls are blank."""
    return value.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", "").is_in(_NOTHING).fill_null(value=True)
