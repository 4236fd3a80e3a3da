"""The truth of a made hospital: which value is which identifier, and where. For tests and benchmarks only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample import claims, devices, encounters, labs, patients, staff
from safeharbor.sample.write import NdjsonFile, ParquetFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


_NOTES: Final = {
    "note_id": K.RECORD_ID,
    "patient_mrn": K.MRN,
    "csn": K.ENCOUNTER_ID,
    "kind": K.CATEGORY,
    "author": K.PROVIDER_NAME,
    "written_on": K.DATE,
    "text": K.FREE_TEXT,
}
# table -> leaf path -> kind
TABLES: Final[Mapping[str, Mapping[str, K]]] = {
    "patients": patients.KINDS,
    "encounters": encounters.KINDS,
    "labs": labs.KINDS,
    "claims": claims.KINDS,
    "devices": devices.KINDS,
    "staff": staff.KINDS,
    "notes": _NOTES,
}
_NOTHING: Final = ("", "N/A", "-", "unknown")
SCHEMA: Final = {"table": pl.String, "row": pl.Int64, "column": pl.String, "kind": pl.String, "value": pl.String}


def column_lines() -> Iterator[dict[str, object]]:
    """Yield one record a column: table, path, kind and letter."""
    for table, kinds in TABLES.items():
        for path, kind in kinds.items():
            yield {
                "table": table,
                "column": path,
                "kind": kind.value,
                "letter": kind.category.letter if kind.category else None,
            }


def cells(table: str, rows: pl.DataFrame, first: int) -> pl.DataFrame:
    """Return `(table, row, column, kind, value)` of every identifier in flat String columns."""
    kinds = TABLES[table]
    found = [
        rows.select(
            pl.lit(table).alias("table"),
            (pl.int_range(pl.len()) + first).cast(pl.Int64).alias("row"),
            pl.lit(path).alias("column"),
            pl.lit(kinds[path].value).alias("kind"),
            pl.col(path).cast(pl.String).alias("value"),
        )
        for path in rows.columns
        if kinds[path].category is not None
    ]
    return pl.concat(found).filter(pl.col("value").is_not_null() & ~pl.col("value").is_in(_NOTHING))


def _flat(record: Mapping[str, object], under: str = "") -> Iterable[tuple[str, str]]:
    """Yield `(leaf path, value)` of a nested record."""
    for name, value in record.items():
        path = f"{under}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list):
            for item in value:
                yield from _flat(item, f"{path}[].")
        elif value is not None:
            yield path, str(value)


class TruthFiles:
    """The files of the truth, filled as the tables are: rows are counted from 0 in file order."""

    def __init__(self, folder: Path) -> None:
        """Create the files; what the columns are is known at once."""
        folder.mkdir(parents=True, exist_ok=True)
        columns = NdjsonFile(folder / "columns.ndjson")
        columns.write(column_lines())
        columns.close()
        self._values, self._notes = ParquetFile(folder / "values.parquet"), NdjsonFile(folder / "notes.ndjson")
        self._rows: dict[str, int] = {}

    def table(self, table: str, rows: pl.DataFrame, height: int) -> None:
        """Add the identifiers of flat columns; `height` rows follow those already added."""
        first = self._rows.get(table, 0)
        self._values.write(cells(table, rows, first))
        self._rows[table] = first + height

    def within(self, table: str, column: str, found: pl.DataFrame, height: int) -> None:
        """Add `(row, kind, value)` found inside a column of the last `height` rows of a table."""
        first = self._rows[table] - height
        self._values.write(
            found.select(
                pl.lit(table).alias("table"),
                (pl.col("row") + first).cast(pl.Int64).alias("row"),
                pl.lit(column).alias("column"),
                "kind",
                "value",
            )
        )

    def records(self, table: str, records: Iterable[Mapping[str, object]]) -> None:
        """Add the identifiers of nested records."""
        found = []
        row = self._rows.get(table, 0)
        for record in records:
            for path, value in _flat(record):
                kind = TABLES[table][path]
                if kind.category is not None:
                    found.append((table, row, path, kind.value, value))
            row += 1
        self._rows[table] = row
        self._values.write(pl.DataFrame(found, schema=SCHEMA, orient="row"))

    def notes(self, records: Iterable[Mapping[str, object]], gold: Iterable[Mapping[str, object]]) -> None:
        """Add the identifiers beside the texts, and the gold of the texts."""
        self.records("notes", records)
        self._notes.write(gold)

    def close(self) -> None:
        """Flush and close."""
        self._values.close()
        self._notes.close()
