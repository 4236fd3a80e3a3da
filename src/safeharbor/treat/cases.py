"""cases: the treatment of a row hangs on a code in a neighbouring column.

An observation's value is a blood pressure in one row and a home address in the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import check_type, writable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.protocols import Treatment


@dataclass(frozen=True, slots=True)
class Route:
    """Rows whose `column` holds one of `codes` take this treatment."""

    column: str
    codes: tuple[str, ...]
    treatment: Treatment


class Cases:
    """Treat each row by the first route that fits it, the others by the default; the result is String."""

    def __init__(self, default: Treatment, routes: Sequence[Route]) -> None:
        """Take the treatment of rows that no route fits, and the routes in order."""
        self._default = default
        self._routes = tuple(routes)

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the treated rows in their places; counts are summed over the routes."""
        left = pl.repeat(value=True, n=len(values), dtype=pl.Boolean, eager=True)
        parts: list[pl.DataFrame] = []
        total: dict[str, int] = {}
        for route in self._routes:
            code = rows.beside[route.column].cast(pl.String, strict=False).str.strip_chars()
            mask = left & code.is_in(route.codes).fill_null(value=False)
            left &= ~mask
            parts.append(_part(values, rows, mask, route.treatment, total))
        parts.append(_part(values, rows, left, self._default, total))
        return Treated(pl.concat(parts).sort("place")["value"].alias(values.name), total)

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String, having asked every treatment whether it takes the source."""
        check_type("cases", source, fits=writable(source), allowed="flat values")
        for treatment in (self._default, *(route.treatment for route in self._routes)):
            treatment.target_type(source)
        return pl.String()


def _part(
    values: pl.Series, rows: RowContext, mask: pl.Series, treatment: Treatment, total: dict[str, int]
) -> pl.DataFrame:
    here = RowContext(
        subject=None if rows.subject is None else rows.subject.filter(mask),
        aged=None if rows.aged is None else rows.aged.filter(mask),
        beside={path: series.filter(mask) for path, series in rows.beside.items()},
    )
    done = treatment.treat(values.filter(mask), here)
    for what, number in done.counts.items():
        total[what] = total.get(what, 0) + number
    return pl.DataFrame({"place": mask.arg_true(), "value": done.values.cast(pl.String, strict=False)})
