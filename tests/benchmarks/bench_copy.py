"""Read and write: what a source and a mirror cost beside a plain polars copy of the same file.

    python -m tests.benchmarks.bench_copy [ROWS]

Each job runs in a process of its own, so that CPU and peak memory are its own. The mirror also puts every row in
the order of a key, makes the files durable and publishes them, which a plain copy does not.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from safeharbor.mirrors import open_mirror
from safeharbor.records import Position, ReleasedBatch
from safeharbor.sources import Location, open_source

ROWS = 5_000_000
BATCH = 250_000
# the wall-clock limit for a whole run, treatments and checks included; what is left of it is theirs
LIMIT = 1.3
WORDS = ["alpha", "beta", "gamma", "delta", "epsilon"]
DROPPED = ("first", "last", "ssn", "enc", "unit", "status")


def table(start: int, rows: int, total: int) -> pl.DataFrame:
    """Return rows of a synthetic claims table: 20 columns, ids, names, dates, codes and numbers."""
    rng = np.random.default_rng(start)
    person = rng.integers(0, total // 5, rows)
    frame = pl.DataFrame(
        {
            "row_id": np.arange(start, start + rows),
            "patient": person,
            "mrn": person * 7 + 1_000_000,
            "enc": rng.integers(0, 10**9, rows),
            "first": np.array(WORDS)[rng.integers(0, 5, rows)],
            "last": rng.integers(0, 100_000, rows),
            "ssn": rng.integers(10**8, 10**9, rows),
            "zip": rng.integers(10_000, 99_999, rows),
            "birth": rng.integers(0, 20_000, rows),
            "visit": rng.integers(15_000, 20_000, rows),
            "code": rng.integers(0, 500, rows),
            "loinc": rng.integers(0, 800, rows),
            "value": np.round(rng.normal(100, 20, rows), 2),
            "unit": np.array(WORDS)[rng.integers(0, 5, rows)],
            "low": np.round(rng.normal(50, 5, rows), 1),
            "high": np.round(rng.normal(150, 5, rows), 1),
            "flag": rng.integers(0, 2, rows).astype(bool),
            "qty": rng.integers(0, 100, rows),
            "cost": np.round(rng.gamma(2, 100, rows), 2),
            "status": np.array(WORDS)[rng.integers(0, 5, rows)],
        }
    )
    return frame.with_columns(
        pl.format("MRN{}", "mrn").alias("mrn"),
        pl.format("E{}", "enc").alias("enc"),
        pl.format("Name{}", "last").alias("last"),
        pl.format("C{}", "code").alias("code"),
        pl.format("{}-4", "loinc").alias("loinc"),
        pl.col("ssn", "zip").cast(pl.String),
        pl.col("birth", "visit").cast(pl.Int32).cast(pl.Date),
    )


def generate(folder: Path, rows: int) -> None:
    """Write the table as one Parquet file and one CSV file."""
    writer: pq.ParquetWriter | None = None
    with (folder / "in.csv").open("wb") as out:
        for start in range(0, rows, BATCH):
            frame = table(start, min(BATCH, rows - start), rows)
            frame.write_csv(out, include_header=start == 0)
            arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or pq.ParquetWriter(folder / "in.parquet", arrow.schema, compression="zstd")
            writer.write_table(arrow)
    if writer is not None:
        writer.close()


def plain(folder: Path, form: str) -> None:
    """Copy with polars alone."""
    scan = pl.scan_parquet(folder / "in.parquet") if form == "parquet" else pl.scan_csv(folder / "in.csv")
    scan.sink_parquet(folder / "out.parquet")


def ours(folder: Path, form: str, *, dropped: tuple[str, ...]) -> None:
    """Copy through a source and a mirror, in the order of a key per person, the number columns typed."""
    numbers = {"row_id": "integer", "patient": "integer", "qty": "integer"}
    numbers |= dict.fromkeys(("value", "low", "high", "cost"), "float")
    source = open_source("t", Location(str(folder / f"in.{form}")), types=numbers if form == "csv" else None)
    columns = [name for name in source.schema() if name not in dropped]
    mirror = open_mirror("parquet", folder / "mirror", as_of=dt.date(2024, 1, 1))
    mirror.begin({"t": pl.Schema({name: source.schema()[name] for name in columns})})
    for batch in source.batches(rows=BATCH, columns=columns):
        order = batch.frame["mrn"].hash(1)
        position = Position(batch.position.offset, batch.position.token)
        mirror.write(ReleasedBatch("t", batch.frame, order, {}, position))
    mirror.finish()
    mirror.publish("r1", {"manifest.json": b"{}"})


def main() -> None:
    """Run one job in this process, or all of them in processes of their own, and print the table."""
    if len(sys.argv) > 2:
        job, place, form = sys.argv[1:]
        begun = time.perf_counter()
        if job == "plain":
            plain(Path(place), form)
        else:
            ours(Path(place), form, dropped=DROPPED if job == "dropped" else ())
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps([time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        generate(folder, rows)
        print(f"{rows:,} rows x 20 columns; limit of a whole run, columns dropped: {LIMIT} x the plain copy's wall")
        for form in ("parquet", "csv"):
            peer = _run("plain", folder, form)
            print(f"{form:8} plain polars copy     wall {peer[0]:6.2f} s  CPU {peer[1]:6.2f} s  peak {peer[2]:.2f} GB")
            for job, label in (("dropped", "ours, six dropped"), ("all", "ours, all columns")):
                mine = _run(job, folder, form)
                print(
                    f"{form:8} {label:21} wall {mine[0]:6.2f} s  CPU {mine[1]:6.2f} s  peak {mine[2]:.2f} GB"
                    f"  = {mine[0] / peer[0]:.2f} x wall, {mine[1] / peer[1]:.2f} x CPU"
                )


def _run(job: str, folder: Path, form: str) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_copy", job, str(folder), form]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - this very module
    subprocess.run(["rm", "-rf", str(folder / "mirror"), str(folder / "out.parquet")], check=True)  # noqa: S603, S607
    wall, cpu, peak = json.loads(out)
    return wall, cpu, peak


if __name__ == "__main__":
    main()
