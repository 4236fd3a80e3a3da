"""What registration desks, exports and spreadsheets do to clean values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from safeharbor.sample.draw import Draw

_NOTHING: Final = (None, None, "N/A", "-", "unknown", "")
# Excel counts days from 1899-12-30
_EXCEL_OFFSET: Final = 25_569


def dated(draw: Draw, tag: str, days: pl.Series, styles: Mapping[str, int]) -> pl.Series:
    """Write dates in several styles of one column; style -> weight, `excel` is the serial number."""
    written = {
        style: (days.cast(pl.Int32) + _EXCEL_OFFSET).cast(pl.String) if style == "excel" else days.dt.strftime(style)
        for style in styles
    }
    return choose(draw, tag, list(written.values()), list(styles.values()))


def choose(draw: Draw, tag: str, options: Sequence[pl.Series], weights: Sequence[int]) -> pl.Series:
    """Return for each row the value of one of the options, as often as its weight says."""
    which = pl.Series(draw.weighted(tag, weights))
    chosen = options[0]
    for number, option in enumerate(options[1:], start=1):
        chosen = option.zip_with(which == number, chosen)
    return chosen


def blanked(draw: Draw, tag: str, values: pl.Series, share: float) -> pl.Series:
    """Replace a share of the values by what people write where there is none."""
    return draw.pick(f"{tag}.nothing", _NOTHING).zip_with(pl.Series(draw.chance(f"{tag}.blank", share)), values)


def spreadsheet(draw: Draw, tag: str, values: pl.Series, share: float) -> pl.Series:
    """Write a share of digit-only values as a number column does: no zeros in front, `.0` behind."""
    number = values.str.replace(r"^0+(\d)", "${1}") + ".0"
    return number.zip_with(pl.Series(draw.chance(f"{tag}.mangled", share)) & values.str.contains(r"^\d+$"), values)


def postcodes(draw: Draw, tag: str, zips: pl.Series) -> pl.Series:
    """Write US ZIP codes whole, with four more digits, without their zero, or as a float; foreign ones as they are."""
    plain = zips.str.replace(r"^0+(\d)", "${1}")
    american = zips.str.contains(r"^\d{5}$")
    mixed = choose(draw, tag, [zips, zips + "-" + draw.number(f"{tag}.four", 4), plain, plain + ".0"], (64, 9, 22, 5))
    return mixed.zip_with(american, zips)


def repeated(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for rows with `counts` children each, the parent position and the number of every child."""
    parents = np.repeat(np.arange(len(counts)), counts)
    numbers = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts)
    return parents, numbers
