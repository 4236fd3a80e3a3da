"""The year a policy speaks from: never earlier than the events it will publish the years of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from safeharbor.identifiers import DataKind
from safeharbor.parsing.dates import years

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.samples import Sample
    from safeharbor.classify.tables import TableVerdict

_AHEAD: Final = 10
_SHARE: Final = 0.01


def last_year(samples: Mapping[str, Sample], verdicts: Mapping[str, TableVerdict], as_of: dt.date) -> dt.date:
    """Return `as_of`, or the end of the last year that one event in a hundred of some column lies in, if later.

    Years more than ten ahead are no plausible events.
    """
    latest = as_of.year
    for table, verdict in verdicts.items():
        for path, column in verdict.columns.items():
            if column.kind not in {DataKind.DATE, DataKind.DEATH_DATE}:
                continue
            read = years(samples[table].leaves[path].values, pivot=as_of.year).drop_nulls()
            ahead = read.filter((read > latest) & (read <= as_of.year + _AHEAD))
            if len(ahead) >= max(1, len(read) * _SHARE):
                latest = max(latest, int(ahead.max()))  # type: ignore[arg-type]
    return as_of if latest == as_of.year else dt.date(latest, 12, 31)
