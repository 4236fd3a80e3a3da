"""A hospital the draft was not written for, end to end: made, drafted, run, its mirror searched for identifiers.

Goals: no identifier of the truth in any cell of the mirror; at least 95 % of the clinical columns kept as they are. The
search is by value: whole cells of tables, and identifying pieces (a digit, `@` or a blank in them) anywhere in texts.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.measure import SAFEHARBOR, CommandFailedError, Cost, measure, table

if TYPE_CHECKING:
    import polars as pl

_SEED: Final = 77
# a year, a state and an age under 90 may stay; what a category is called is no secret
_MAY_STAY: Final = frozenset({"age", "birth_year", "facility"})
_CLINICAL: Final = frozenset({"code", "measure", "category", "state", "country"})
_SHORTEST: Final = 5


def _draft(policy: Path, truth: Path) -> tuple[list[str], list[str], int]:
    """Return identifier columns the draft keeps, clinical columns it does not keep, and the number of those."""
    import yaml  # noqa: PLC0415 - the measuring process stays small until it has measured

    kinds = {}
    for line in (truth / "columns.ndjson").read_text(encoding="utf-8").splitlines():
        column = json.loads(line)
        kinds[column["table"], column["column"]] = column["kind"], column["letter"]
    kept: list[str] = []
    lost: list[str] = []
    clinical = 0
    for name, rules in yaml.safe_load(policy.read_text(encoding="utf-8"))["tables"].items():
        for path, rule in rules["columns"].items():
            kind, letter = kinds.get((name, path), ("?", None))
            treatments = {rule["treatment"], *(case["treatment"] for case in rule.get("cases", ()))}
            if letter and "keep" in treatments:
                kept.append(f"{name}.{path} ({kind})")
            clinical += kind in _CLINICAL or kind == "free_text"
            if kind == "free_text" and "text" not in treatments:
                lost.append(f"{name}.{path} ({rule['treatment']})")
            if kind in _CLINICAL and not treatments & {"keep", "state"}:
                lost.append(f"{name}.{path} ({rule['treatment']})")
    return kept, lost, clinical


def _cells(frame: pl.DataFrame) -> set[str]:
    """Return every distinct string of a frame, nested ones too, ids read as text."""
    import polars as pl  # noqa: PLC0415 - the measuring process stays small until it has measured

    found: set[str] = set()
    for column in frame.iter_columns():
        if isinstance(column.dtype, pl.List):
            found |= _cells(column.explode().to_frame())
        elif isinstance(column.dtype, pl.Struct):
            found |= _cells(column.struct.unnest())
        else:
            found |= set(column.cast(pl.String, strict=False).drop_nulls().unique())
    return found


def _leaks(mirror: Path, truth: Path) -> tuple[Counter[str], Counter[str]]:
    """Return how many distinct identifiers of each kind (label, in texts) stand in the mirror, and of how many."""
    import polars as pl  # noqa: PLC0415 - the measuring process stays small until it has measured

    cells: set[str] = set()
    for file in mirror.rglob("*.parquet"):
        cells |= _cells(pl.read_parquet(file))
    everything = "\n".join(cells)
    leaked: Counter[str] = Counter()
    total: Counter[str] = Counter()
    values = pl.read_parquet(truth / "values.parquet").select("kind", "value").unique()
    for kind, value in values.filter(~pl.col("kind").is_in(list(_MAY_STAY))).iter_rows():
        total[kind] += 1
        leaked[kind] += value in cells and len(value) >= _SHORTEST
    pieces = set()
    for line in (truth / "notes.ndjson").read_text(encoding="utf-8").splitlines():
        note = json.loads(line)
        pieces |= {(span["label"], note["text"][span["start"] : span["end"]]) for span in note["spans"]}
    for label, piece in pieces:
        if label in {"YEAR", "STATE", "ORG"} or len(piece) < _SHORTEST or not re.search(r"[\d@ ]", piece):
            continue
        total[f"text {label}"] += 1
        leaked[f"text {label}"] += piece in everything
    return leaked, total


def main(*, full: bool = False) -> None:
    """Print what a draft keeps and loses, what the mirror leaks, and what each step costs."""
    patients = 3000 if full else 300
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        data, truth, policy = folder / "data", folder / "truth", folder / "p.yaml"
        size, seed = ["--patients", str(patients)], ["--seed", str(_SEED)]
        steps = {"sample": ["sample", *size, *seed, "--out", str(data), "--truth", str(truth)]}
        steps["init"] = ["init", str(data), "--out", str(policy), "--mirror", str(folder / "mirror")]
        steps["run"] = ["run", str(policy), "--json"]
        costs: dict[str, Cost] = {}
        failure = ""
        for step, command in steps.items():
            try:
                costs[step] = measure([SAFEHARBOR, *command])
            except CommandFailedError as error:
                failure = f"{step}: {error}"
                break
        rows = [[step, f"{c.wall:.1f}", f"{c.cpu:.1f}", f"{c.peak:.0f}"] for step, c in costs.items()]
        table(f"{patients} patients, seven tables, notes included", ("", "wall s", "CPU s", "peak MiB"), rows)
        if policy.exists():
            _print_draft(*_draft(policy, truth))
        if failure:
            print(f"\nNot published: {failure}")
            return
        leaked, total = _leaks(folder / "mirror", truth)
        found: list[list[Any]] = [[kind, str(leaked[kind]), str(total[kind])] for kind in sorted(total)]
        table("Distinct identifiers of the truth that stand in the mirror (goal: 0)", ("", "leaked", "of"), found)


def _print_draft(kept: list[str], lost: list[str], clinical: int) -> None:
    print(f"\nIdentifier columns the draft keeps (goal: none): {', '.join(kept) or 'none'}")
    print(f"Clinical columns kept: {clinical - len(lost)} of {clinical}; not kept: {', '.join(lost) or 'none'}")


if __name__ == "__main__":
    main()
