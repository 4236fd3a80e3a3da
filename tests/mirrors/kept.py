"""A hospital whose mirror keeps a database beside a release's files, for the tests of its nights."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from tests.runners.nightly import Hospital, patients, visits

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE: Final = patients()
VISITS: Final = visits(PEOPLE).with_columns(
    value=pl.when(pl.int_range(pl.len()) % 7 == 0).then(None).otherwise("value")
)
_MORE: Final = VISITS.head(20).with_columns(value=pl.lit(77.5))
# rows that came, changed, went, doubled, in tables with a key and without
DELIVERIES: Final = (
    {"visits": pl.concat([VISITS.tail(290), _MORE])},
    {"visits": pl.concat([VISITS.tail(290), _MORE, _MORE, VISITS.tail(3)]), "patients": PEOPLE.head(58)},
    {"visits": pl.concat([VISITS.tail(280), _MORE, VISITS.tail(1)])},
    {"patients": PEOPLE.with_columns(zip=pl.lit("84101"))},
)


class Kept(Hospital):
    """Patients have a key in the database, visits have none. `place`: what stands before a table's name there."""

    place = ""

    def __init__(self, folder: Path, kind: str, *, database: str = "") -> None:
        """Write the policy; `database`: more of the mirror's rule."""
        super().__init__(folder, mirror=kind)
        text = self.policy.read_text().replace("keep_releases: 9", f"keep_releases: 9{database}")
        self.policy.write_text(text.replace("    subject: mrn\n", "    subject: mrn\n    key: [mrn]\n"))

    def shown(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the database answers."""
        raise NotImplementedError

    def is_copied(self) -> None:
        """Check that the database holds the rows of the release's files, each as often."""
        for table in ("patients", "visits"):
            held = Counter(self.shown(f"SELECT * FROM {self.place}{table}"))  # noqa: S608 - our own names
            assert held == Counter(self.rows(table).iter_rows()), table

    def begins(self) -> None:
        """Run the first night."""
        self.deliver({"patients": PEOPLE, "visits": VISITS})
        assert self.night().whole
        self.is_copied()
