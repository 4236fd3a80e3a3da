"""Rows per second of each treatment, and its cost beside the cheapest polars operation on the same column.

The peer of each line is polars alone: parsing one known date format, slicing three characters,
copying a column. The ratio is what reading any style, value by value, costs on top.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext
from safeharbor.testing import MemoryVault
from safeharbor.treat import Settings, treatment

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS: Final = 500_000
_FULL: Final = 5_000_000
_AS_OF: Final = dt.date(2025, 6, 30)


def main(*, full: bool = False) -> None:
    """Print one line per treatment and column; `full`: five million rows."""
    rows = _FULL if full else _ROWS
    rng = np.random.default_rng(7)
    when = pl.from_epoch(pl.Series(rng.integers(-900_000_000, 1_740_000_000, rows)))
    zips = pl.Series(rng.integers(501, 99_951, rows))
    zip_text = zips.cast(pl.String).str.zfill(5)
    iso = when.dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    american = when.dt.to_string("%m/%d/%Y %H:%M")
    hl7 = when.dt.to_string("%Y%m%d%H%M%S")
    days = when.dt.date()
    ids = pl.Series(rng.integers(0, rows // 10, rows)).cast(pl.String)
    states = pl.Series(["TN", "Utah", "N.Y."] * (rows // 3 + 1)).head(rows)
    names = pl.Series([f"Ann Lee{number % 5000}" for number in range(rows // 10)])
    columns: list[tuple[str, str, pl.Series, Callable[[pl.Series], object]]] = [
        ("year", "Date", days, lambda values: values.dt.year()),
        ("year", "ISO dates", days.dt.to_string("%Y-%m-%d"), lambda values: values.str.to_date("%Y-%m-%d").dt.year()),
        ("year", "ISO timestamps", iso, lambda values: values.str.to_datetime("%Y-%m-%dT%H:%M:%SZ").dt.year()),
        ("year", "m/d/Y H:M", american, lambda values: values.str.to_datetime("%m/%d/%Y %H:%M").dt.year()),
        ("year", "HL7 timestamps", hl7, lambda values: values.str.to_datetime("%Y%m%d%H%M%S").dt.year()),
        ("year", "epoch seconds", when.dt.epoch("s"), lambda values: pl.from_epoch(values).dt.year()),
        ("birth_year", "ISO dates", days.dt.to_string("%Y-%m-%d"), lambda v: v.str.to_date("%Y-%m-%d").dt.year()),
        ("age_cap", "integers", pl.Series(rng.integers(0, 104, rows)), lambda values: values.clip(upper_bound=90)),
        ("zip3", "text", zip_text, lambda values: values.str.slice(0, 3)),
        ("zip3", "integers", zips, lambda values: values.cast(pl.String).str.zfill(5).str.slice(0, 3)),
        ("state", "text", states, lambda values: values.str.to_uppercase()),
        ("keep", "text", ids, lambda values: values.clone()),
        ("keep:integer", "text", ids, lambda values: values.cast(pl.Int64)),
        ("tokenize", "text (in memory)", ids, lambda values: values.unique()),
        ("surrogate", "full names", names, lambda values: values.unique()),
    ]  # fmt: skip
    print(f"{'treatment':<14}{'column':<20}{'rows':>10}{'Mrows/s':>9}{'polars':>9}{'ratio':>7}")
    for name, what, values, peer in columns:
        treat, _, declared = name.partition(":")
        made = treatment(treat, _settings({"type": declared} if declared else {}))
        rows_of = RowContext(aged=pl.repeat(value=False, n=len(values), dtype=pl.Boolean, eager=True))
        ours = _best(lambda made=made, values=values, rows_of=rows_of: made.treat(values, rows_of))  # type: ignore[misc]
        theirs = _best(lambda peer=peer, values=values: peer(values))  # type: ignore[misc]
        speed, base = len(values) / ours / 1e6, len(values) / theirs / 1e6
        print(f"{name:<14}{what:<20}{len(values):>10}{speed:>9.2f}{base:>9.2f}{ours / theirs:>7.1f}")


def _settings(options: dict[str, str]) -> Settings:
    vault = MemoryVault()
    return Settings(
        as_of=_AS_OF, kind=DataKind.FULL_NAME, system="mrn", tokenizer=vault.tokenizer("bench"), options=options
    )


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
