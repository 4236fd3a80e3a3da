"""drop, withhold: what is not published. The plan leaves such columns out; inside `cases` they empty cells."""

from __future__ import annotations

import polars as pl

from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import Settings, counts


class Withhold:
    """Publish nothing: every value becomes null."""

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return nulls; `withheld` counts what was there."""
        del rows
        nothing = pl.Series(values.name, [None], dtype=pl.String).new_from_index(0, len(values))
        return Treated(nothing, counts(withheld=len(values) - values.null_count()))

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String: the column, if there is one, is empty."""
        del source
        return pl.String()


def withhold(settings: Settings) -> Withhold:
    """Make `withhold`; it has no settings."""
    del settings
    return Withhold()
