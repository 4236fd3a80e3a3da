"""The key by which a mirror orders rows: a year that is published first, then what tells nothing.

Rows of one year lie together, so that a night, whose changes are mostly of this year, leaves the files of the others
as they are. 45 CFR 164.514(b)(2)(i)(C) lets the year of a date stay. It is read from the frame that is published,
after treatment, ageing-in and gate, so that the place of a row tells what its own cell tells and no more: where the
year is withheld (who is 90 or older, a cell that a check objected to) the row lies with all others that have none,
after the last year. Inside a year rows lie as they did before: by the person's token and keyed randomness, which say
nothing of when or where in the source a row came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

_YEAR_BITS: Final = 9
_FIRST: Final = 1700
_NONE: Final = (1 << _YEAR_BITS) - 1  # after every year
_REST: Final = np.uint64(64 - _YEAR_BITS)


def by_year(frame: pl.DataFrame, order: pl.Series, column: str | None) -> pl.Series:
    """Return the keys (UInt64) that put rows in order: `order` itself where no column holds a year."""
    if column is None:
        return order
    years = (frame[column].cast(pl.Int64) - _FIRST).clip(0, _NONE - 1).fill_null(_NONE)
    top: NDArray[np.uint64] = years.cast(pl.UInt64).to_numpy() << _REST
    return pl.Series("order", top | order.to_numpy() >> np.uint64(_YEAR_BITS))
