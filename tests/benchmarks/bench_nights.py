"""Nights: `run --since last` after a changed delivery beside the whole run that night would have been, processor time.

Goal: a night in which 1 % of the rows changed within 5 % of a whole run. Two deliveries, see `nights_rows`: changes
where a hospital has them, and changes anywhere. What bounds a night below is measured beside it: a process that starts
and imports what a run needs, and one that reads the delivery and fingerprints its rows.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.bench_structured import _rules
from tests.benchmarks.measure import PYTHON, SAFEHARBOR, Cost, best, measure, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_MILLION: Final = 1_000_000
_START: Final = (
    "import safeharbor.assemble, safeharbor.cli.nightly, safeharbor.policy.compiler, safeharbor.policy.loader"
)
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


def _rows(kind: str, source: Path, *rest: str) -> None:
    measure([PYTHON, "-m", "tests.benchmarks.nights_rows", kind, str(source), *rest])


def _delivered(folder: Path, rows: int) -> Path:
    """Return the first delivery."""
    source = folder / "events.parquet"
    measure([PYTHON, "-m", "tests.benchmarks.structured_rows", str(rows), "parquet", str(source)])
    _rows("first", source)
    return source


_NIGHTS: Final = (
    ("hospital", "1 % changed as a hospital changes them: new rows, and rows of the last 90 days"),
    ("anywhere", "1 % changed anywhere: the worst case"),
)


def _structured(folder: Path, rows: int) -> None:
    """Measure nights over one table: nothing, 1 % of recent rows, and 1 % anywhere changed."""
    source = _delivered(folder, rows)
    policy = _policy(folder, "structured", _events(source))
    night = [SAFEHARBOR, "run", str(policy), "--since", "last", "--json"]
    measure(night)
    ledger = folder / "structured.nights"
    shutil.rmtree(ledger)
    whole = measure(night)
    found = {"whole run, warm vault": whole, "night, nothing changed": measure(night)}
    for kind, said in _NIGHTS:
        _rows(kind, source)
        found[f"night, {said}"] = measure(night)
    found["below: a process that imports what a run needs"] = best([PYTHON, "-c", _START], 3)
    known = [PYTHON, "-m", "tests.benchmarks.nights_rows"]
    found["below: read the delivery and fingerprint its rows"] = measure([*known, "known", str(source)])
    table(
        f"{rows:,} rows x 20 in one Parquet file (goal: 5 %)",
        ("", "wall s", "CPU s", "of a whole run", "peak MiB"),
        [_row(what, cost, whole) for what, cost in found.items()],
    )


def _with_text(folder: Path, rows: int, notes: int) -> None:
    """Measure nights over the same table and notes of its people; 1 % of both changed."""
    source, texts = _delivered(folder, rows), folder / "notes.parquet"
    _rows("notes", texts, str(notes), str(rows))
    policy = _policy(folder, "text", iter([*_events(source), _NOTES.replace("SOURCE", str(texts))]))
    night = [SAFEHARBOR, "run", str(policy), "--since", "last", "--json"]
    found = {"whole run, new vault": measure(night)}
    for kind, said in _NIGHTS:
        _rows(kind, source)
        _rows(kind, texts)
        found[f"night, {said}"] = measure(night)
    whole = found["whole run, new vault"]
    table(
        f"{rows:,} rows x 20 and {notes:,} notes (goal: 5 %)",
        ("", "wall s", "CPU s", "of a whole run", "peak MiB"),
        [_row(what, cost, whole) for what, cost in found.items()],
    )


def main(*, full: bool = False, rows: int = 5 * _MILLION) -> None:
    """Print the tables; `full` takes 5M rows with text too."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        _structured(Path(name), rows)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        rows, notes = (5 * _MILLION, 100_000) if full else (500_000, 10_000)
        _with_text(Path(name), rows, notes)


if __name__ == "__main__":
    main(full="--full" in sys.argv)
