"""state: any spelling of a state or territory as its two letters; anything else is withheld."""

from __future__ import annotations

import polars as pl

from safeharbor.parsing.places import states
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import Settings, check_type, counts, flat_text_or_number, unreadable


class State:
    """Reduce states to USPS codes (String)."""

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the codes; what is no state (a city, a province) is `withheld`."""
        read = states(values, once=rows.numbered)
        return Treated(read, counts(withheld=unreadable(values, read)))

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String; FIPS numbers are read too."""
        check_type("state", source, fits=flat_text_or_number(source), allowed="text and FIPS numbers")
        return pl.String()


def state(settings: Settings) -> State:
    """Make `state`; it has no settings."""
    del settings
    return State()
