"""Nights: `run --since last` after a changed delivery beside the whole run that night would have been, processor time.

Goal: a night in which 1 % of the rows changed within 5 % of a whole run. What bounds it below is measured beside it: a
process that starts, reads the delivery and knows its rows; and, for a folder of Parquet files, a copy of the mirror,
because rows that lie anywhere make every file another one.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.bench_structured import _rules
from tests.benchmarks.measure import PYTHON, SAFEHARBOR, Cost, measure, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_MILLION: Final = 1_000_000
_NOTES: Final = """  notes:
    source: {path: SOURCE}
    subject: patient_id
    columns:
      patient_id: {kind: mrn, treatment: tokenize}
      text: {kind: free_text, treatment: text}
"""


def _policy(folder: Path, name: str, tables: Iterator[str]) -> Path:
    path = folder / f"{name}.yaml"
    head = [
        f"name: {name}",
        "as_of: 2025-06-30",
        "recipient: bench",
        f"vault: {{path: {folder / name}.sqlite, key_file: {folder / name}.key}}",
        f"mirror: {{path: {folder / name}, format: parquet, keep_releases: 1}}",
        "tables:",
    ]
    path.write_text("\n".join([*head, *tables, ""]), encoding="utf-8")
    return path


def _events(source: Path) -> Iterator[str]:
    yield from ("  events:", f"    source: {{path: {source}}}", "    subject: patient_id", "    columns:")
    yield from _rules(drop=False)


def _row(what: str, cost: Cost, whole: Cost) -> list[str]:
    return [what, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.cpu / whole.cpu:.1%}", f"{cost.peak:.0f}"]


def _edit(kind: str, source: Path) -> None:
    measure([PYTHON, "-m", "tests.benchmarks.nights_rows", kind, str(source)])


def _structured(folder: Path, rows: int) -> None:
    """Measure nights over one table: nothing, the newest 1 %, and 1 % anywhere changed."""
    source = folder / "events.parquet"
    measure([PYTHON, "-m", "tests.benchmarks.structured_rows", str(rows), "parquet", str(source)])
    policy = _policy(folder, "structured", _events(source))
    night = [SAFEHARBOR, "run", str(policy), "--since", "last", "--json"]
    measure(night)
    ledger = folder / "structured.nights"
    shutil.rmtree(ledger)
    whole = measure(night)
    same = measure(night)
    found = {"whole run, warm vault": whole, "night, nothing changed": same}
    for kind, said in (
        ("newest", "the newest 1 % of the rows changed"),
        ("anywhere", "1 % of the rows changed, anywhere"),
    ):
        _edit(kind, source)
        found[f"night, {said}"] = measure(night)
    known = [PYTHON, "-m", "tests.benchmarks.nights_rows"]
    found["below: read the delivery and fingerprint its rows"] = measure([*known, "known", str(source)])
    mirror = str(folder / "structured" / "current" / "events" / "*.parquet")
    found["below: copy the mirror's Parquet with polars"] = measure([*known, "copy", mirror, str(folder / "copy")])
    table(
        f"{rows:,} rows x 20 in one Parquet file (goal: 5 %)",
        ("", "wall s", "CPU s", "of a whole run", "peak MiB"),
        [_row(what, cost, whole) for what, cost in found.items()],
    )


def _with_text(folder: Path, rows: int, notes: int) -> None:
    """Measure nights over the same table and notes of its people; 1 % of both changed."""
    source, texts = folder / "events.parquet", folder / "notes.parquet"
    measure([PYTHON, "-m", "tests.benchmarks.structured_rows", str(rows), "parquet", str(source)])
    measure([PYTHON, "-m", "tests.benchmarks.nights_rows", "notes", str(texts), str(notes), str(rows)])
    policy = _policy(folder, "text", iter([*_events(source), _NOTES.replace("SOURCE", str(texts))]))
    night = [SAFEHARBOR, "run", str(policy), "--since", "last", "--json"]
    whole = measure(night)
    _edit("anywhere", source)
    _edit("anywhere", texts)
    cost = measure(night)
    table(
        f"{rows:,} rows x 20 and {notes:,} notes (goal: 5 %)",
        ("", "wall s", "CPU s", "of a whole run", "peak MiB"),
        [_row("whole run, new vault", whole, whole), _row("night, 1 % of rows and notes changed", cost, whole)],
    )


def main(*, full: bool = False) -> None:
    """Print the tables; `full` takes 5M rows with text too."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        _structured(Path(name), 5 * _MILLION)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        rows, notes = (5 * _MILLION, 100_000) if full else (500_000, 10_000)
        _with_text(Path(name), rows, notes)


if __name__ == "__main__":
    main(full="--full" in sys.argv)
