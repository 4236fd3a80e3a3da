"""Realistic hospital rows for the structured benchmark, fast and in bounded memory: `ROWS FORMAT FILE`.

Twenty columns: three ids (a patient for twenty rows, an encounter for five, 5,000 providers), three dates, a ZIP,
state, sex, age, four codes, four measures, a unit, a category.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow.parquet as pq

BLOCK: Final = 500_000
_STATES: Final = ("UT", "NV", "ID", "WY", "CO", "AZ", "NM", "TX", "MA", "ME")
_UNITS: Final = ("mmol/L", "mg/dL", "%", "g/dL", "U/L")
_WARDS: Final = ("Medicine", "Surgery", "Cardiology", "Emergency", "Oncology", "Pediatrics", "Psychiatry", "OB/GYN")
_PROVIDERS: Final = 5_000
# as many distinct codes as a hospital holds: LOINC orders thousands of tests, a formulary ten thousands of packages
_LOINC: Final = pl.Series([f"{1_000 + 17 * n}-{n % 10}" for n in range(4_000)])
_NDC: Final = pl.Series([f"{1 + n * 7_919 % 9_999:04d}-{1 + n * 104_729 % 9_999:04d}-10" for n in range(20_000)])


def _digits(values: np.ndarray[tuple[int], np.dtype[np.int64]], width: int) -> pl.Series:
    return pl.Series(values).cast(pl.String).str.zfill(width)


def block(first: int, rows: int, total: int, seed: int) -> pl.DataFrame:
    """Return `rows` rows of `total` from position `first` on: in order of time, patients all mixed."""
    rng = np.random.default_rng([seed, first])
    position = np.arange(first, first + rows)
    encounter = position // 5
    patient = encounter * 104_729 % max(total // 20, 1)
    admitted = 16_800 + position * 3_300 // total
    born = -14_000 + patient * 7_919 % 30_000
    zips = 1_001 + (patient * 6_151) % 98_000

    def pick(pool: tuple[str, ...]) -> pl.Series:
        return pl.Series(pool)[rng.integers(0, len(pool), rows)]

    return pl.DataFrame(
        {
            "patient_id": _digits((patient * 61_803_397 + 12_345) % 100_000_000, 8),
            "encounter_id": _digits((encounter * 6_180_339_887 + 99) % 10_000_000_000, 10),
            "provider_id": "E" + _digits(rng.integers(0, _PROVIDERS, rows) * 199 + 7, 6),
            "birth_date": pl.Series(born).cast(pl.Int32).cast(pl.Date),
            "admit_date": pl.Series(admitted).cast(pl.Int32).cast(pl.Date),
            "discharge_date": pl.Series(admitted + rng.integers(0, 12, rows)).cast(pl.Int32).cast(pl.Date),
            "zip": _digits(zips, 5),
            "state": pl.Series(_STATES)[patient % len(_STATES)],
            "sex": pl.Series(["F", "M"])[patient % 2],
            "age": pl.Series((admitted - born) // 365).clip(0, 110),
            "icd10": pl.Series([f"{a}{n:02d}.{d}" for a in "EIJKMNSZ" for n in range(0, 100, 7) for d in range(4)])[
                rng.integers(0, 480, rows)
            ],
            "cpt": _digits(rng.integers(99_201, 99_500, rows), 5),
            "loinc": _LOINC[rng.integers(0, len(_LOINC), rows)],
            "ndc": _NDC[rng.integers(0, len(_NDC), rows)],
            "result": (rng.gamma(4.0, 30.0, rows) * 10).round() / 10,
            "unit": pick(_UNITS),
            "systolic": rng.integers(88, 200, rows),
            "heart_rate": rng.integers(45, 150, rows),
            "charge": (rng.gamma(2.0, 400.0, rows) * 100).round() / 100,
            "department": pick(_WARDS),
        }
    )


def write(rows: int, kind: str, path: Path, seed: int = 1) -> None:
    """Write `rows` rows as `parquet` or `csv`, block by block."""
    blocks = ((first, min(BLOCK, rows - first)) for first in range(0, rows, BLOCK))
    if kind == "csv":
        with path.open("wb") as file:
            for first, size in blocks:
                block(first, size, rows, seed).write_csv(file, include_header=first == 0)
        return
    writer: pq.ParquetWriter | None = None
    for first, size in blocks:
        data = block(first, size, rows, seed).to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, data.schema, compression="zstd")
        writer.write_table(data)
    if writer is not None:
        writer.close()


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
