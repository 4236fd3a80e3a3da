"""What nights are measured with: `newest FILE`, `anywhere FILE`, `known FILE`, `copy FILES TO`, `notes FILE N ROWS`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from tests.benchmarks.structured_rows import _digits

_CHANGED: Final = 100  # one row in so many
_TEMPLATE: Final = (
    "Seen in clinic for follow-up of hypertension and type 2 diabetes. Home readings run near {a}/{b}, no chest pain, "
    "no dyspnea. Lung clear, trace edema. A1c {c}.{d}, creatinine 0.9. Continue lisinopril {b} mg daily and metformin; "
    "recheck labs before the next visit. Foley not in place. Discussed with Dr. {name} on {m}/{day}/2024, who agrees "
    "with the plan. Call 801-555-01{day} with questions. Patient lives at {a} {name} Street with her sister {name2}. "
    "Nutrition and exercise reviewed; she walks {day} minutes most days and tries to limit salt. Visit {number}."
)
_NAMES: Final = ("Okafor", "Lindqvist", "Montgomery", "Nakamura", "Petrov", "Castillo", "Abernathy", "Gutierrez")


def _edit(path: Path, *, newest: bool) -> None:
    """Change a value in 1 % of the rows, leave as many out, and add as many: the last ones, or any."""
    frame = pl.read_parquet(path)
    rows = frame.height
    some = rows // _CHANGED // 3
    rng = np.random.default_rng(7)
    chosen = np.arange(rows - 3 * some, rows) if newest else np.sort(rng.choice(rows, 3 * some, replace=False))
    numbered = frame.with_row_index("\x00")
    changed = numbered[rng.permutation(chosen)]
    column = "charge" if "charge" in frame.columns else "text"
    edit = pl.col(column) + (1.5 if column == "charge" else " Addendum: stable.")
    out, edited, added = changed.head(some), changed.slice(some, some), changed.tail(some)
    numbered = pl.concat(
        [
            numbered.join(pl.concat([out, edited]).select("\x00"), on="\x00", how="anti", maintain_order="left"),
            edited.with_columns(edit),
            added.with_columns(edit),
        ]
    )
    numbered.sort("\x00").drop("\x00").write_parquet(path, row_group_size=500_000)


def _notes(path: Path, notes: int, rows: int) -> None:
    rng = np.random.default_rng(11)
    patients = max(rows // 20, 1)
    people = np.arange(notes) * 104_729 % patients
    texts = []
    for number in range(notes):
        a, b, c, d, m, day, first, second = rng.integers(0, 90, 8)
        names = {"name": _NAMES[first % 8], "name2": _NAMES[second % 8]}
        filled = {"a": 110 + a, "b": 60 + b % 30, "c": 5 + c % 4, "d": d % 10, "m": 1 + m % 12, "day": 10 + day % 18}
        texts.append(_TEMPLATE.format(number=number, **names, **filled))
    ids = _digits((people * 61_803_397 + 12_345) % 100_000_000, 8)
    pl.DataFrame({"patient_id": ids, "text": texts}).write_parquet(path)


def _known(path: Path) -> None:
    from safeharbor.runners.fingerprints import Fingerprints  # noqa: PLC0415 - the others measure polars alone

    prints = Fingerprints(bytes(32))
    for batch in pl.scan_parquet(path).collect_batches(chunk_size=250_000, maintain_order=True, engine="streaming"):
        prints.of(batch)


def main(kind: str, *rest: str) -> None:
    """Do one thing."""
    if kind == "copy":
        frame = pl.read_parquet(rest[0])
        frame.write_parquet(rest[1], compression="zstd", compression_level=1, data_page_size=8 << 20)
    elif kind == "known":
        _known(Path(rest[0]))
    elif kind == "notes":
        _notes(Path(rest[0]), int(rest[1]), int(rest[2]))
    else:
        _edit(Path(rest[0]), newest=kind == "newest")


if __name__ == "__main__":
    main(*sys.argv[1:])
