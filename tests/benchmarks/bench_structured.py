"""Tables: a run of the product beside a plain polars copy of the same file, and beside two row-wise peers.

Goals: columns dropped, warm vault: within 1.3x of the copy's wall clock; all columns kept, three of them tokens, warm
vault: within 2x of its processor time; peak memory under 2 GB and the same at 5M and 20M rows; `--help` under 0.3 s; a
run of 1,000 rows under 2 s.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.measure import PYTHON, SAFEHARBOR, Cost, best, measure, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_IDS: Final = {
    "patient_id": "kind: mrn, treatment: tokenize",
    "encounter_id": "kind: encounter_id, treatment: tokenize",
    "provider_id": "kind: provider_id, treatment: tokenize",
}
_DELICATE: Final = {
    "birth_date": "kind: birth_date, treatment: birth_year",
    "admit_date": "kind: date, treatment: year",
    "discharge_date": "kind: date, treatment: year",
    "zip": "kind: zip, treatment: zip3",
    "age": "kind: age, treatment: age_cap",
}
# numbers of a CSV file are typed by the policy, as the plain copy finds them out by itself
_KEPT: Final = {
    "state": "state",
    "sex": "category",
    "icd10": "code",
    "cpt": "code",
    "loinc": "code",
    "ndc": "code",
    "result": "measure, type: float",
    "unit": "category",
    "systolic": "measure, type: integer",
    "heart_rate": "measure, type: integer",
    "charge": "measure, type: float",
    "department": "category",
}
_DROPPED: Final = ("encounter_id", "provider_id", "birth_date", "admit_date", "discharge_date", "zip")
_MILLION: Final = 1_000_000


def _rules(*, drop: bool) -> Iterator[str]:
    kept = {name: f"kind: {kind}, treatment: keep" for name, kind in _KEPT.items()}
    rules: Mapping[str, str] = _IDS | _DELICATE | kept
    for name, rule in rules.items():
        yield f"      {name}: {{{rule.split(',')[0] + ', treatment: drop' if drop and name in _DROPPED else rule}}}"


def _policy(folder: Path, source: Path, *, drop: bool = False, vault: str = "vault") -> Path:
    """Write a policy for one file and return its path; policies of one vault share a mirror name and nothing else."""
    name = f"{source.stem}-{source.suffix[1:]}-{'drop' if drop else 'keep'}-{vault}"
    path = folder / f"{name}.yaml"
    path.write_text(
        "\n".join(
            [
                f"name: {name}",
                "as_of: 2025-06-30",
                "recipient: bench",
                f"vault: {{path: {folder / vault}.sqlite, key_file: {folder / vault}.key}}",
                f"mirror: {{path: {folder / name}, format: parquet, keep_releases: 1}}",
                "tables:",
                "  events:",
                f"    source: {{path: {source}}}",
                "    subject: patient_id",
                "    columns:",
                *_rules(drop=drop),
                "",
            ]
        ),
        encoding="utf-8",
    )
    return path


def _run(policy: Path) -> list[str]:
    return [SAFEHARBOR, "run", str(policy), "--json"]


def _peer(name: str, source: Path, target: Path) -> list[str]:
    return [PYTHON, "-m", "tests.benchmarks.structured_peers", name, str(source), str(target)]


def _row(what: str, cost: Cost, beside: Cost) -> list[str]:
    wall, cpu = cost.wall / beside.wall, cost.cpu / beside.cpu
    return [what, f"{cost.wall:.1f}", f"{wall:.2f}", f"{cost.cpu:.1f}", f"{cpu:.2f}", f"{cost.peak:.0f}"]


def _large(folder: Path, rows: int, kind: str, runs: int) -> None:
    """Measure one file: copy, cold, warm with all columns, warm with six dropped; the copy before and after."""
    source = folder / f"rows{rows // _MILLION}m.{kind}"
    measure([PYTHON, "-m", "tests.benchmarks.structured_rows", str(rows), kind, str(source)])
    copy = _peer("copy", source, folder / "copy.parquet")
    before = best(copy, runs)
    cold = measure(_run(_policy(folder, source)))
    keep = best(_run(_policy(folder, source)), runs)
    drop = best(_run(_policy(folder, source, drop=True)), runs)
    plain = min(before, best(copy, runs), key=lambda cost: cost.wall)
    table(
        f"{rows // _MILLION}M rows x 20, {kind} to Parquet, fresh processes",
        ("", "wall s", "x copy", "CPU s", "x copy", "peak MiB"),
        [
            _row("plain polars copy", plain, plain),
            _row("six columns dropped, one token, warm vault (goal: wall 1.3)", drop, plain),
            _row("all columns kept, three tokens, warm vault (goal: CPU 2)", keep, plain),
            _row("all columns kept, three tokens, cold vault", cold, plain),
        ],
    )
    for path in (*folder.glob("rows*"), folder / "copy.parquet", *folder.glob("vault*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _small(folder: Path) -> None:
    """Measure what a person waits for: help, and a thousand rows."""
    source = folder / "thousand.parquet"
    measure([PYTHON, "-m", "tests.benchmarks.structured_rows", "1000", "parquet", str(source)])
    measure(_run(_policy(folder, source, vault="warm-up")))  # bytecode is compiled once per installation
    policy = _run(_policy(folder, source, vault="small"))
    first = measure(policy)
    rows = [
        ["safeharbor --help", f"{best([SAFEHARBOR, '--help'], 5).wall:.2f}", "0.3"],
        ["run of 1,000 rows, new vault", f"{first.wall:.2f}", "2"],
        ["run of 1,000 rows, warm vault", f"{best(policy, 3).wall:.2f}", "2"],
    ]
    table("What one waits for", ("", "wall s", "goal s"), rows)


def _peers(folder: Path, rows: int = 20_000) -> None:
    """Measure the same work on a file small enough for row-wise tools."""
    source, target = folder / "twenty.parquet", folder / "peer.parquet"
    measure([PYTHON, "-m", "tests.benchmarks.structured_rows", str(rows), "parquet", str(source)])
    policy = _run(_policy(folder, source, vault="peers"))
    cold = measure(policy)
    costs = {
        "plain polars copy": best(_peer("copy", source, target), 3),
        "safeharbor, new vault": cold,
        "safeharbor, warm vault": best(policy, 3),
        "pandas, apply by row": measure(_peer("pandas", source, target)),
        "presidio-structured": measure(_peer("presidio", source, target)),
    }
    ours = costs["safeharbor, warm vault"]
    table(
        f"{rows:,} rows x 20, three tokens, whole processes with their start",
        ("", "wall s", "x ours", "CPU s", "x ours", "peak MiB"),
        [_row(what, cost, ours) for what, cost in costs.items()],
    )


def main(*, full: bool = False) -> None:
    """Print the tables; `full` adds 20M rows and takes the best of three runs instead of one."""
    runs = 3 if full else 1
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        _small(folder)
        _peers(folder)
        for rows in (5 * _MILLION, *((20 * _MILLION,) if full else ())):
            for kind in ("parquet", "csv"):
                _large(folder, rows, kind, runs)


if __name__ == "__main__":
    main()
