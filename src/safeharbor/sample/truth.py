"""The truth of a made hospital: which value is which identifier, and where. For tests and benchmarks only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.sample import claims, devices, encounters, labs, patients, staff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from safeharbor.identifiers import DataKind

NOTES: Final = "notes"
# table -> leaf path -> kind, of everything but notes.text
TABLES: Final[Mapping[str, Mapping[str, DataKind]]] = {
    "patients": patients.KINDS,
    "encounters": encounters.KINDS,
    "labs": labs.KINDS,
    "claims": claims.KINDS,
    "devices": devices.KINDS,
    "staff": staff.KINDS,
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


def flat(record: Mapping[str, object], under: str = "") -> Iterable[tuple[str, str]]:
    """Yield `(leaf path, value)` of a nested record."""
    for name, value in record.items():
        path = f"{under}{name}"
        if isinstance(value, dict):
            yield from flat(value, f"{path}.")
        elif isinstance(value, list):
            for item in value:
                yield from flat(item, f"{path}[].")
        elif value is not None:
            yield path, str(value)
