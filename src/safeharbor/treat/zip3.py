"""zip3: the first three digits of a ZIP where more than 20,000 people share them, else `000`.

45 CFR 164.514(b)(2)(i)(B), by the Census vintage that the policy names.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.parsing.places import domestic, zip_prefixes
from safeharbor.protocols import RowContext, Treated
from safeharbor.reference.zip3 import VINTAGES, publishable
from safeharbor.treat.settings import Settings, check_type, counts, flat_text_or_number, unreadable

RESTRICTED = "000"


class Zip3:
    """Reduce ZIP codes to publishable prefixes (String of three digits)."""

    def __init__(self, *, vintage: str, short_is_prefix: bool = False, country: str | None = None) -> None:
        """Take the Census vintage, whether three digits are a prefix already, and the country's column if any."""
        if vintage not in VINTAGES:
            message = f"unknown Census vintage {vintage!r}; allowed: {', '.join(VINTAGES)}"
            raise PolicyError(message, hint="use the newest unless the recipient needs another")
        self._publishable = pl.Series(sorted(publishable(vintage))).implode()
        self._short_is_prefix = short_is_prefix
        self._country = country

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the prefixes; `restricted` became 000, `withheld` (foreign, no ZIP) became null.

        Five digits abroad are no ZIP: only the country's column can tell `10115` Berlin from New York.
        """
        once = rows.numbered if self._country is None else None
        read = zip_prefixes(
            values if once is None else once.values,
            short_is_prefix=self._short_is_prefix,
            different=once is not None,
        )
        if self._country is not None:
            read = read.set(~domestic(rows.beside[self._country]), None)
        restricted = ~read.is_in(self._publishable) & read.is_not_null()
        published = read.set(restricted, RESTRICTED)
        if once is not None:
            once = replace(once, values=published)
            published, restricted = once.column(), restricted.gather(once.rows)
        return Treated(
            published.alias(values.name),
            counts(restricted=int(restricted.sum()), withheld=unreadable(values, published)),
            numbered=once,
        )

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String: a number would lose the leading zeros."""
        check_type("zip3", source, fits=flat_text_or_number(source), allowed="text and numbers")
        return pl.String()


def zip3(settings: Settings) -> Zip3:
    """Make `zip3` from the policy's vintage and two options.

    `three_digits`: `zip` (a number that lost two zeros) or `prefix`. `country`: the column of the country.
    """
    prefix = settings.choice("three_digits", "zip", "prefix") == "prefix"
    country = settings.options.get("country")
    return Zip3(
        vintage=settings.zip3_vintage, short_is_prefix=prefix, country=None if country is None else str(country)
    )
