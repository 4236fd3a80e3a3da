"""A hospital that delivers every night, for the tests of nights."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.assemble import assemble
from safeharbor.manifest import read, verify
from safeharbor.nightly import night_desk
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners import batch
from safeharbor.runners.nights import run_night
from safeharbor.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from safeharbor.manifest import Manifest
    from safeharbor.runners.assembly import Assembly
    from safeharbor.runners.ledger import Ledger
    from safeharbor.runners.nights import Night

POLICY: Final = """
name: nightly
as_of: AS_OF
recipient: research
vault: {path: keep/vault.db, key_file: keep/master.key}
mirror: {path: mirror, format: FORMAT, keep_releases: 9}
tables:
  patients:
    source: {path: data/patients.csv}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      last: {kind: family_name, treatment: drop}
      phone: {kind: phone, treatment: drop}
      born: {kind: birth_date, treatment: birth_year}
      zip: {kind: zip, treatment: zip3}
  visits:
    source: {path: data/visits.parquet}
    subject: patient
    columns:
      patient: {kind: mrn, treatment: tokenize}
      visit: {kind: encounter_id, treatment: tokenize}
      seen: {kind: date, treatment: year}
      age: {kind: age, treatment: age_cap}
      code: {kind: code, treatment: keep}
      value: {kind: measure, treatment: keep}
"""
NOTES: Final = """
  notes:
    source: {path: data/notes.ndjson}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      text: {kind: free_text, treatment: text}
"""


class Silent:
    """A watch that says nothing."""

    def stage(self, name: str, table: str) -> None:
        """Hear."""

    def rows(self, table: str, number: int) -> None:
        """Hear."""


class Hospital:
    """A folder with a policy, deliveries, a vault and a mirror."""

    def __init__(
        self, folder: Path, *, mirror: str = "parquet", notes: bool = False, as_of: str = "2025-06-30"
    ) -> None:
        """Take the folder; nothing is delivered yet."""
        self.folder = folder
        self._mirror = mirror
        self._notes = notes
        self._day = 0
        self.group: int | None = None  # rows of a row group of visits
        self.policy = folder / "policy.yaml"
        if not self.policy.exists():
            (folder / "data").mkdir(parents=True)
            self.as_of(as_of)

    @classmethod
    def again(cls, folder: Path, *, day: int) -> Hospital:
        """Return the hospital in a folder, on a later day."""
        hospital = cls(folder)
        hospital._day = day
        return hospital

    def as_of(self, day: str) -> None:
        """Write the policy as of a day."""
        text = POLICY.replace("FORMAT", self._mirror).replace("AS_OF", day) + (NOTES if self._notes else "")
        self.policy.write_text(text, encoding="utf-8")

    def deliver(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Put tables where the policy finds them, in place of the last ones."""
        for name, frame in tables.items():
            if name == "patients":
                frame.write_csv(self.folder / "data" / "patients.csv")
            elif name == "visits":
                frame.write_parquet(self.folder / "data" / "visits.parquet", row_group_size=self.group)
            else:
                frame.write_ndjson(self.folder / "data" / "notes.ndjson")

    @contextmanager
    def assembled(self, *, nightly: bool = True) -> Iterator[Assembly]:
        """Open a run, a day after the last."""
        self._day += 1
        clock = FixedClock(dt.datetime(2025, 7, 1, 2, tzinfo=dt.UTC) + dt.timedelta(days=self._day))
        with assemble(compile_policy(load_policy(self.policy)), clock=clock, nightly=nightly) as assembly:
            yield assembly

    def night(self) -> Night:
        """Run a night; what it published is what its manifest says."""
        with self.assembled() as assembly:
            done = run_night(assembly, night_desk(load_policy(self.policy), assembly), Silent())
            if done.outcome is not None:
                verify(done.outcome.folder, assembly.public_key)
        return done

    def ledger(self) -> Ledger:
        """Return the ledger that holds."""
        with self.assembled() as assembly:
            held = night_desk(load_policy(self.policy), assembly).ledgers.read()
        assert held is not None
        return held

    def whole(self) -> None:
        """Run over every row, without a ledger."""
        with self.assembled(nightly=False) as assembly:
            batch.run(assembly, Silent())

    @property
    def current(self) -> Path:
        """The release that serves."""
        return self.folder / "mirror" / "current"

    @property
    def manifest(self) -> Manifest:
        """Its manifest."""
        return read(self.current)

    def rows(self, table: str, release: Path | None = None) -> pl.DataFrame:
        """Return a table of a release in published order."""
        return rows(release or self.current, table)


def rows(release: Path, table: str) -> pl.DataFrame:
    """Return a table of a release in published order."""
    files = sorted((release / table).iterdir())
    return pl.concat([_read(file) for file in files if file.stat().st_size], how="vertical_relaxed")


def _read(file: Path) -> pl.DataFrame:
    if file.suffix == ".parquet":
        return pl.read_parquet(file)
    return pl.read_csv(file) if file.suffix == ".csv" else pl.read_ndjson(file)


def patients(count: int = 60) -> pl.DataFrame:
    """Return people born from 1940 on."""
    names = ("Abernathy", "Baldwin", "Castillo", "Delgado", "Erickson", "Fitzgerald", "Gutierrez", "Henderson")
    return pl.DataFrame(
        {
            "mrn": [f"{60000000 + 7919 * number}" for number in range(count)],
            "last": [names[number % len(names)] for number in range(count)],
            "phone": [f"801-555-{1000 + number}" for number in range(count)],
            "born": [f"{1940 + number % 60}-03-1{number % 9}" for number in range(count)],
            "zip": [f"84{100 + number % 90}" for number in range(count)],
        }
    )


def visits(people: pl.DataFrame, each: int = 5) -> pl.DataFrame:
    """Return visits of people, `each` a person, in order of time."""
    made = [
        {
            "patient": mrn,
            "visit": f"V{number:03d}{place:05d}X",
            "seen": f"{2018 + number}-0{1 + place % 9}-11",
            "age": 2018 + number - int(born[:4]),
            "code": ("I10", "E11.9", "Z00.00")[(place + number) % 3],
            "value": (place * 7 + number) / 10,
        }
        for number in range(each)
        for place, (mrn, born) in enumerate(people.select("mrn", "born").iter_rows())
    ]
    return pl.DataFrame(made)
