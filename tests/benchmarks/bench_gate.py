"""What the gate costs: the same run with its checks and without them, by processor time.

Goals: at most 25 % of the run's processor time on tables, 10 % on text.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks import bench_structured
from tests.benchmarks.measure import PYTHON, ROOT, SAFEHARBOR, Cost, measure, table

_MILLION: Final = 1_000_000


def main(*, full: bool = False) -> None:
    """Print the gate's share on tables and on notes."""
    rows = (5 if full else 2) * _MILLION
    runs = 3 if full else 2
    with tempfile.TemporaryDirectory(prefix="bench-gate-") as name:
        folder = Path(name)
        source = folder / "rows.parquet"
        measure([PYTHON, "-m", "tests.benchmarks.structured_rows", str(rows), "parquet", str(source)])
        tables = bench_structured._policy(folder, source)  # noqa: SLF001 - the policy of the benchmark beside it
        measure(_work(tables, "without"))  # the vault is warm from here on
        lines = [_row(f"{rows // _MILLION}M rows x 20, warm vault (goal: 25 %)", tables, runs)]
        notes = _notes(folder, patients=1_500 if full else 400)
        measure(_work(notes, "without"))
        lines.append(_row("a hospital with its notes, warm vault (goal: 10 %)", notes, runs))
    table("The gate's share of a run", ("", "CPU s with", "CPU s without", "gate %"), lines)


def _work(policy: Path, checks: str) -> list[str]:
    return [PYTHON, "-m", "tests.benchmarks.gate_work", str(policy), checks]


def _row(what: str, policy: Path, runs: int) -> list[str]:
    """Measure in turns, so that the machine's other work meets both alike; the least of each counts."""
    costs: dict[str, list[Cost]] = {"with": [], "without": []}
    for _ in range(runs):
        for checks, found in costs.items():
            found.append(measure(_work(policy, checks)))
    best = {checks: min(cost.cpu for cost in found) for checks, found in costs.items()}
    share = 100 * (best["with"] - best["without"]) / best["with"]
    return [what, f"{best['with']:.1f}", f"{best['without']:.1f}", f"{share:.0f}"]


def _notes(folder: Path, *, patients: int) -> Path:
    """Make a hospital and the demo's policy for it; return the policy's path."""
    data = folder / "hospital"
    measure([SAFEHARBOR, "sample", "--patients", str(patients), "--seed", "7", "--out", str(data)])
    text = (ROOT / "configs" / "demo.yaml").read_text(encoding="utf-8")
    policy = folder / "notes.yaml"
    policy.write_text(
        text.replace("../sample_data/", f"{data}/").replace("../out/demo/", f"{folder}/demo-"), encoding="utf-8"
    )
    return policy
