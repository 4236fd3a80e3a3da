"""Make a whole hospital, block by block: the same bytes for the same size and seed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.sample.claims import claim_rows
from safeharbor.sample.devices import KINDS as DEVICE_KINDS
from safeharbor.sample.devices import device_records
from safeharbor.sample.draw import Draw
from safeharbor.sample.encounters import build_visits, encounter_rows
from safeharbor.sample.labs import lab_rows
from safeharbor.sample.notes.compose import Note, Visit, compose, gold
from safeharbor.sample.notes.facts import Person, Worker
from safeharbor.sample.patients import patient_rows
from safeharbor.sample.people import build_people
from safeharbor.sample.pools import Pools, draw_pools
from safeharbor.sample.staff import build_staff, staff_rows
from safeharbor.sample.truth import SCHEMA, cells, column_lines, flat
from safeharbor.sample.write import CsvFile, NdjsonFile, ParquetFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BLOCK: Final = 10_000
_PERSON: Final = tuple(field.name for field in fields(Person))
_WORKER: Final = tuple(field.name for field in fields(Worker))


@dataclass(slots=True)
class _Truth:
    """The truth's files, and how many rows of each table are written."""

    columns: NdjsonFile
    values: ParquetFile
    notes: NdjsonFile
    rows: dict[str, int]


def make_hospital(
    patients: int, seed: int, out: Path, *, truth: Path | None = None, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Write the tables into `out` and, where asked, the truth; `progress` hears how many patients are done."""
    out.mkdir(parents=True, exist_ok=True)
    pools = draw_pools(seed)
    workforce = build_staff(seed, patients, pools)
    workers = [Worker(*row) for row in workforce.select(_WORKER).iter_rows()]
    gold_files = _open_truth(truth) if truth is not None else None
    tables = {
        "patients": CsvFile(out / "patients.csv"),
        "encounters": CsvFile(out / "encounters.csv.gz"),
        "claims": CsvFile(out / "claims.csv", delimiter=";", encoding="cp1252"),
        "staff": CsvFile(out / "staff.csv", bom=True),
    }
    lab_file, device_file, note_file = (
        ParquetFile(out / "labs.parquet"),
        NdjsonFile(out / "devices.ndjson"),
        NdjsonFile(out / "notes.ndjson"),
    )
    _flat_table("staff", staff_rows(workforce), tables["staff"], gold_files)
    for first in range(0, patients, BLOCK):
        index = np.arange(first, min(first + BLOCK, patients), dtype=np.int64)
        people = build_people(seed, index, pools)
        visits = build_visits(seed, people)
        _flat_table("patients", patient_rows(seed, people), tables["patients"], gold_files)
        _flat_table("encounters", encounter_rows(seed, people, visits, workforce), tables["encounters"], gold_files)
        _flat_table("claims", claim_rows(seed, people, visits, workforce), tables["claims"], gold_files)
        _labs(lab_rows(seed, people, visits, workforce), lab_file, gold_files)
        _devices(device_records(seed, people), device_file, gold_files)
        _notes(seed, people, visits, workers, pools, note_file, gold_files)
        progress(int(index[-1]) + 1)
    for file in (*tables.values(), lab_file, device_file, note_file):
        file.close()
    if gold_files is not None:
        gold_files.columns.close()
        gold_files.values.close()
        gold_files.notes.close()


def _open_truth(folder: Path) -> _Truth:
    folder.mkdir(parents=True, exist_ok=True)
    columns = NdjsonFile(folder / "columns.ndjson")
    columns.write(column_lines())
    return _Truth(columns, ParquetFile(folder / "values.parquet"), NdjsonFile(folder / "notes.ndjson"), {})


def _flat_table(table: str, rows: pl.DataFrame, file: CsvFile, truth: _Truth | None) -> None:
    file.write(rows)
    if truth is not None:
        first = truth.rows.get(table, 0)
        truth.values.write(cells(table, rows, first))
        truth.rows[table] = first + rows.height


def _labs(made: tuple[pl.DataFrame, pl.DataFrame], file: ParquetFile, truth: _Truth | None) -> None:
    rows, answers = made
    file.write(rows)
    if truth is None:
        return
    first = truth.rows.get("labs", 0)
    truth.rows["labs"] = first + rows.height
    leaves = rows.drop("results").with_columns(
        pl.col("patient").struct.rename_fields([f"patient.{name}" for name in rows["patient"].struct.fields]),
        pl.col("specimen").struct.rename_fields([f"specimen.{name}" for name in rows["specimen"].struct.fields]),
    )
    truth.values.write(cells("labs", leaves.unnest("patient", "specimen"), first))
    truth.values.write(
        answers.select(
            pl.lit("labs").alias("table"),
            (pl.col("row") + first).alias("row"),
            pl.lit("results[].value").alias("column"),
            "kind",
            "value",
        )
    )


def _devices(records: Iterator[dict[str, object]], file: NdjsonFile, truth: _Truth | None) -> None:
    if truth is None:
        file.write(records)
        return
    found = []
    row = truth.rows.get("devices", 0)
    for record in records:
        file.write([record])
        for path, value in flat(record):
            kind = DEVICE_KINDS[path]
            if kind.category is not None:
                found.append(("devices", row, path, kind.value, value))
        row += 1
    truth.rows["devices"] = row
    truth.values.write(pl.DataFrame(found, schema=SCHEMA, orient="row"))


def _notes(  # noqa: PLR0913, PLR0917 - the whole hospital goes into a note
    seed: int,
    people: pl.DataFrame,
    visits: pl.DataFrame,
    workers: list[Worker],
    pools: Pools,
    file: NdjsonFile,
    truth: _Truth | None,
) -> None:
    columns = ("parent", "encounter_id", "admitted", "discharged", "condition", "attending")
    by_person: list[list[Visit]] = [[] for _ in range(people.height)]
    for parent, *rest in visits.select(columns).iter_rows():
        by_person[parent].append(Visit(*rest))
    counts = 1 + Draw(seed, people["index"].to_numpy().astype(np.uint64)).below("notes", 3)
    for number, (index, *row) in enumerate(people.select("index", *_PERSON).iter_rows()):
        person = Person(*row)
        for count in range(int(counts[number])):
            note = compose(seed, index * 8 + count, person, by_person[number], workers, pools)
            name = f"N{index:07d}-{count}"
            file.write([_record(name, person, note)])
            if truth is not None:
                spans, neutral = gold(note)
                truth.notes.write([{"note_id": name, "kind": note.kind, "spans": spans, "neutral": neutral}])


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
