"""What nights are measured with: `first FILE`, `hospital FILE`, `anywhere FILE`, `known FILE`, `notes FILE N ROWS`.

`first` makes a file what a hospital delivers on 28 June 2025: nine years of rows in order of time, in row groups of
500,000, written alike every night. `hospital` changes 1 % of the rows as a hospital does: half of that are new rows at
the end, half are rows of the last ninety days whose value changed. `anywhere` is the worst case: a third of 1 % of the
rows changed, a third gone, a third come, evenly over all rows, so that every row group is another one.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from tests.benchmarks.structured_rows import _digits, block

_CHANGED: Final = 100  # one row in so many
_GROUP: Final = 500_000
_NOTES_GROUP: Final = 1_000
_LATER: Final = 167  # days from the end of the made rows to 28 June 2025
_RECENT: Final = 90  # days
_DAYS: Final = 3_300  # that the made rows are of
_TEMPLATE: Final = (
    "Seen in clinic for follow-up of hypertension and type 2 diabetes. Home readings run near {a}/{b}, no chest pain, "
    "no dyspnea. Lung clear, trace edema. A1c {c}.{d}, creatinine 0.9. Continue lisinopril {b} mg daily and metformin; "
    "recheck labs before the next visit. Foley not in place. Discussed with Dr. {name} on {m}/{day}/2024, who agrees "
    "with the plan. Call 801-555-01{day} with questions. Patient lives at {a} {name} Street with her sister {name2}. "
    "Nutrition and exercise reviewed; she walks {day} minutes most days and tries to limit salt. Visit {number}."
)
_NAMES: Final = ("Okafor", "Lindqvist", "Montgomery", "Nakamura", "Petrov", "Castillo", "Abernathy", "Gutierrez")


def _write(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, row_group_size=_GROUP if "charge" in frame.columns else _NOTES_GROUP)


def _dated(frame: pl.DataFrame) -> pl.DataFrame:
    later = [pl.col(name).dt.offset_by(f"{_LATER}d") for name in ("admit_date", "discharge_date")]
    return frame.with_columns(later) if "charge" in frame.columns else frame


def _edited(frame: pl.DataFrame) -> pl.Expr:
    return pl.col("charge") + 1.5 if "charge" in frame.columns else pl.col("text") + " Addendum: stable."


def _hospital(path: Path) -> None:
    frame = pl.read_parquet(path)
    rows = frame.height
    some = rows // _CHANGED // 2
    if "charge" in frame.columns:
        new = _dated(block(rows, some, rows, 1)).with_columns(
            pl.col("admit_date", "discharge_date").clip(upper_bound=dt.date(2025, 6, 30))
        )
    else:
        new = frame.tail(some).with_columns(text=pl.col("text") + " New today.")
    recent = rows * _RECENT // _DAYS
    chosen = np.random.default_rng(7).choice(recent, some, replace=False) + rows - recent
    here = pl.int_range(pl.len()).is_in(pl.Series(chosen).implode())
    column = "charge" if "charge" in frame.columns else "text"
    _write(
        pl.concat([frame.with_columns(pl.when(here).then(_edited(frame)).otherwise(column).alias(column)), new]), path
    )


def _anywhere(path: Path) -> None:
    frame = pl.read_parquet(path)
    rows = frame.height
    some = rows // _CHANGED // 3
    rng = np.random.default_rng(7)
    numbered = frame.with_row_index("\x00")
    changed = numbered[rng.choice(rows, 3 * some, replace=False)]
    edit = _edited(frame)
    out, edited, added = changed.head(some), changed.slice(some, some), changed.tail(some)
    numbered = pl.concat(
        [
            numbered.join(pl.concat([out, edited]).select("\x00"), on="\x00", how="anti", maintain_order="left"),
            edited.with_columns(edit),
            added.with_columns(edit),
        ]
    )
    _write(numbered.sort("\x00").drop("\x00"), path)


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
    _write(pl.DataFrame({"patient_id": ids, "text": texts}), path)


def _known(path: Path) -> None:
    from safeharbor.runners.fingerprints import Fingerprints  # noqa: PLC0415 - the others measure polars alone

    prints = Fingerprints(bytes(32))
    for batch in pl.scan_parquet(path).collect_batches(chunk_size=250_000, maintain_order=True, engine="streaming"):
        prints.of(batch)


def main(kind: str, *rest: str) -> None:
    """Do one thing."""
    path = Path(rest[0])
    if kind == "first":
        _write(_dated(pl.read_parquet(path)), path)
    elif kind == "known":
        _known(path)
    elif kind == "notes":
        _notes(path, int(rest[1]), int(rest[2]))
    elif kind == "hospital":
        _hospital(path)
    else:
        _anywhere(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
