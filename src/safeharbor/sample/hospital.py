"""Make a whole hospital, block by block: the same bytes for the same size and seed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.sample.claims import claim_rows
from safeharbor.sample.devices import device_records
from safeharbor.sample.draw import Draw
from safeharbor.sample.encounters import encounter_rows
from safeharbor.sample.labs import lab_rows
from safeharbor.sample.notes.compose import Desk, Note, Visit, compose, gold
from safeharbor.sample.notes.facts import Person, Worker
from safeharbor.sample.patients import patient_rows
from safeharbor.sample.people import build_people
from safeharbor.sample.pools import Pools, draw_pools
from safeharbor.sample.staff import DOCTORS, build_staff, staff_rows
from safeharbor.sample.truth import TruthFiles
from safeharbor.sample.visits import build_visits
from safeharbor.sample.write import CsvFile, NdjsonFile, ParquetFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BLOCK: Final = 10_000
_NOTES_AT_ONCE: Final = 2_000
_PERSON: Final = tuple(field.name for field in fields(Person))
_WORKER: Final = tuple(field.name for field in fields(Worker))


class _Tables:
    """The seven tables of a hospital and, where asked, their truth."""

    def __init__(self, out: Path, truth: TruthFiles | None) -> None:
        """Create the files."""
        out.mkdir(parents=True, exist_ok=True)
        self._flat = {
            "patients": CsvFile(out / "patients.csv"),
            "encounters": CsvFile(out / "encounters.csv.gz"),
            "claims": CsvFile(out / "claims.csv", delimiter=";", encoding="cp1252"),
            "staff": CsvFile(out / "staff.csv", bom=True),
        }
        self._labs = ParquetFile(out / "labs.parquet")
        self._devices, self._notes = NdjsonFile(out / "devices.ndjson"), NdjsonFile(out / "notes.ndjson")
        self._truth = truth

    def flat(self, table: str, rows: pl.DataFrame) -> None:
        """Append to a CSV table."""
        self._flat[table].write(rows)
        if self._truth is not None:
            self._truth.table(table, rows, rows.height)

    def encounters(self, rows: pl.DataFrame, found: pl.DataFrame) -> None:
        """Append visits, with what their comments say of people."""
        self.flat("encounters", rows)
        if self._truth is not None:
            self._truth.within("encounters", "arrival_comment", found, rows.height)

    def labs(self, rows: pl.DataFrame, answers: pl.DataFrame) -> None:
        """Append laboratory orders, with the results that identify."""
        self._labs.write(rows)
        if self._truth is not None:
            flat = rows.select(
                *(pl.col(name) for name in ("order_id", "encounter", "collected_at", "reported_ms")),
                *(
                    pl.col(outer).struct.field(inner).alias(f"{outer}.{inner}")
                    for outer in ("patient", "specimen")
                    for inner in rows[outer].struct.fields
                ),
            )
            self._truth.table("labs", flat, rows.height)
            self._truth.within("labs", "results[].value", answers, rows.height)

    def devices(self, records: list[dict[str, object]]) -> None:
        """Append device records."""
        self._devices.write(records)
        if self._truth is not None:
            self._truth.records("devices", records)

    def notes(self, notes: list[tuple[str, Person, Note]]) -> None:
        """Append notes, each with its name and its patient."""
        records = [_record(name, person, note) for name, person, note in notes]
        self._notes.write(records)
        if self._truth is not None:
            self._truth.notes(records, (_gold(name, person, note) for name, person, note in notes))

    def close(self) -> None:
        """Close every file."""
        for table in self._flat.values():
            table.close()
        for file in (self._labs, self._devices, self._notes):
            file.close()
        if self._truth is not None:
            self._truth.close()


def make_hospital(
    patients: int, seed: int, out: Path, *, truth: Path | None = None, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Write the tables into `out` and, where asked, the truth; `progress` hears how many patients are done."""
    pools = draw_pools(seed)
    staff = build_staff(seed, patients, pools)
    desk = _desk(seed, staff, pools)
    tables = _Tables(out, TruthFiles(truth) if truth is not None else None)
    tables.flat("staff", staff_rows(staff))
    for first in range(0, patients, BLOCK):
        index = np.arange(first, min(first + BLOCK, patients), dtype=np.int64)
        people = build_people(seed, index, pools)
        visits = build_visits(seed, people)
        tables.flat("patients", patient_rows(seed, people))
        tables.encounters(*encounter_rows(seed, people, visits, staff))
        tables.flat("claims", claim_rows(seed, people, visits, staff))
        tables.labs(*lab_rows(seed, people, visits, staff))
        tables.devices(list(device_records(seed, people)))
        _write_notes(desk, people, visits, tables)
        progress(int(index[-1]) + 1)
    tables.close()


def _desk(seed: int, staff: pl.DataFrame, pools: Pools) -> Desk:
    workers = [Worker(*row) for row in staff.select(_WORKER).iter_rows()]
    return Desk(
        seed,
        doctors=[worker for worker in workers if worker.credential in DOCTORS],
        nurses=[worker for worker in workers if worker.credential == "RN"],
        others=workers,
        pools=pools,
    )


def _write_notes(desk: Desk, people: pl.DataFrame, visits: pl.DataFrame, tables: _Tables) -> None:
    columns = ("parent", "encounter_id", "admitted", "discharged", "condition", "attending")
    by_person: list[list[Visit]] = [[] for _ in range(people.height)]
    for parent, *rest in visits.select(columns).iter_rows():
        by_person[parent].append(Visit(*rest))
    counts = 1 + Draw(desk.seed, people["index"].to_numpy().astype(np.uint64)).below("notes", 3)
    written: list[tuple[str, Person, Note]] = []
    for number, (index, *row) in enumerate(people.select("index", *_PERSON).iter_rows()):
        person = Person(*row)
        for count in range(int(counts[number])):
            note = compose(desk, index * 8 + count, person, by_person[number])
            written.append((f"N{index:07d}-{count}", person, note))
        if len(written) >= _NOTES_AT_ONCE or number + 1 == people.height:
            tables.notes(written)
            written.clear()


def _record(name: str, person: Person, note: Note) -> dict[str, object]:
    return {
        "note_id": name,
        "patient_mrn": person.mrn,
        "csn": note.encounter,
        "kind": note.kind,
        "author": note.author,
        "written_on": note.day.isoformat(),
        "text": note.text,
    }


def _gold(name: str, person: Person, note: Note) -> dict[str, object]:
    """Return a note as gold files have it: `safeharbor evaluate` reads it. `patient`: what the tables hold."""
    spans, neutral = gold(note)
    return {
        "id": name,
        "kind": note.kind,
        "text": note.text,
        "spans": spans,
        "neutral": neutral,
        "patient": {
            "names": [f"{person.given} {person.family}", *([person.nickname] if person.nickname else [])],
            "mrn": person.mrn,
            "csn": note.encounter,
            "dob": person.birth.isoformat(),
            "ssn": person.ssn,
            "phones": [person.phone, person.mobile, person.contact_phone],
            "emails": [person.email],
            "addresses": [f"{person.street}, {person.city}"],
            "relatives": [person.contact_name],
            **({"employer": person.employer} if person.employer else {}),
            "member": person.member_id,
            "accounts": [person.account],
        },
    }
