"""Texts read as a Parquet file's own dictionaries: the same rows, and each different text once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safeharbor.errors import SourceError
from safeharbor.records import Position
from safeharbor.sources import Location, columnar, dictionaries, open_source

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.records import Batch

ROWS = 6_000


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a test are small, and so are their row groups."""
    monkeypatch.setattr(dictionaries, "_LEAST", 1)


def table() -> pl.DataFrame:
    """Return rows of texts that repeat, with nulls, in order, never, in one word; and of other types between them."""
    rng = np.random.default_rng(4)
    row = np.arange(ROWS)
    return pl.DataFrame(
        {
            "code": pl.Series([f"c{n}" for n in rng.integers(0, 40, ROWS)]),
            "number": row,
            "code.text": pl.Series([None if n % 3 == 0 else f"text {n}" for n in rng.integers(0, 300, ROWS)]),
            "visit": pl.Series([f"a visit with a long name {n // 5}" for n in row]),
            "key": pl.Series([f"k{n}" for n in row]),
            "same": pl.repeat("x", ROWS, eager=True),
            "none": pl.Series([None] * ROWS, dtype=pl.String),
            "typed": pl.Series([str(n % 7) for n in row]),
            "nested": pl.Series([{"code": f"n{n % 3}"} for n in row]),
        }
    )


def write(frame: pl.DataFrame, path: Path, *, group: int = 2_000) -> None:
    """Write row groups of so many rows, as pyarrow does."""
    pq.write_table(frame.to_arrow(compat_level=pl.CompatLevel.oldest()), path, row_group_size=group)


def consistent(batch: Batch) -> set[str]:
    """Check that a batch's numbered columns are its own, each text met; return which they are."""
    for name, once in batch.numbered.items():
        assert once.column().equals(batch.frame[name])
        assert once.rows.drop_nulls().n_unique() == len(once.values) == once.values.n_unique()
    return set(batch.numbered)


@pytest.mark.parametrize("rows", [700, 2_000, 5_000, 100_000])
@pytest.mark.parametrize("chunk", [500, 1_500, 500_000])
def test_the_rows_are_the_files(tmp_path: Path, rows: int, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever batches, chunks and row groups: the rows as polars reads them, and the texts that repeat by number."""
    monkeypatch.setattr(columnar, "_CHUNK_ROWS", chunk)
    frame = table()
    write(frame, tmp_path / "a.parquet")
    source = open_source("t", Location(str(tmp_path / "a.parquet")), types={"typed": "integer"})
    batches = list(source.batches(rows=rows))
    assert pl.concat([batch.frame for batch in batches]).equals(frame.with_columns(pl.col("typed").cast(pl.Int64)))
    assert {name for batch in batches for name in consistent(batch)} == {"code", "code.text", "visit", "same", "none"}
    assert [batch.frame.height for batch in batches[:-1]] == [rows] * (len(batches) - 1)
    for before, after in pairwise(batches):
        assert next(iter(source.batches(rows=rows, after=before.position))).frame.equals(after.frame)


def test_some_columns_from_some_row_on(tmp_path: Path) -> None:
    """Columns asked for alone, in their order, from inside a row group on."""
    write(table(), tmp_path / "a.parquet")
    source = open_source("t", Location(str(tmp_path / "a.parquet")))
    for columns in (["visit", "code"], ["key"], ["number"], ["same", "number"]):
        found = list(source.batches(rows=1_000, columns=columns, after=Position(2_100)))
        assert pl.concat([batch.frame for batch in found]).equals(table().slice(2_100).select(columns))
        assert all(consistent(batch) <= {"visit", "code", "same"} for batch in found)


def test_several_files(tmp_path: Path) -> None:
    """A batch over two files numbers the texts of both; one that a file lacks, or writes otherwise, is text alone."""
    frame = table().select("code", "visit", "same")
    write(frame.head(1_000), tmp_path / "1.parquet")
    write(frame.slice(1_000).drop("same"), tmp_path / "2.parquet")
    source = open_source("t", Location(str(tmp_path)))
    (batch,) = source.batches(rows=10_000)
    assert consistent(batch) == {"code", "visit"}
    assert batch.frame.select("code", "visit").equals(frame.select("code", "visit"))


def test_texts_that_no_row_has(tmp_path: Path) -> None:
    """A dictionary may name what was filtered out: it is none of the batch's texts."""
    codes = pa.DictionaryArray.from_arrays(pa.array([3, 1, None, 3] * 500, pa.int32()), ["gone", "b", "too", "a", "a"])
    pq.write_table(pa.table({"code": codes}), tmp_path / "a.parquet")
    (batch,) = open_source("t", Location(str(tmp_path / "a.parquet"))).batches(rows=10_000)
    assert consistent(batch) == {"code"}
    assert sorted(batch.numbered["code"].values) == ["a", "b"]
    assert batch.frame["code"].to_list() == ["a", "b", None, "a"] * 500


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A dictionary that is not UTF-8 is refused, without a value."""
    bad = pa.array([b"secret \xff\xfe"] * 1_000, pa.binary()).view(pa.string())
    pq.write_table(pa.table({"code": bad}), tmp_path / "a.parquet")
    with pytest.raises(SourceError, match="file 1") as caught:
        list(open_source("t", Location(str(tmp_path / "a.parquet"))).batches(rows=100))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("start", range(4, 1_200, 120))
def test_damaged_pages(tmp_path: Path, start: int) -> None:
    """Pages overwritten under an intact footer are a SourceError that shows no value, or read as rows that agree."""
    frame = pl.DataFrame({"a": [f"secret {row % 50}" for row in range(1_000)]})
    write(frame, tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:start] + b"\xff" * 40 + whole[start + 40 :])
    said = ""
    try:
        found = list(open_source("t", Location(str(tmp_path / "a.parquet"))).batches(rows=10_000))
    except SourceError as error:
        found, said = [], str(error)
    assert said or all(consistent(batch) == {"a"} for batch in found)
    assert "secret" not in said


def test_no_rows(tmp_path: Path) -> None:
    """A file without rows, and row groups without any, are no rows."""
    write(table().clear(), tmp_path / "a.parquet")
    assert list(open_source("t", Location(str(tmp_path / "a.parquet"))).batches(rows=10)) == []
    frame = table().select("code").head(300)
    with pq.ParquetWriter(
        tmp_path / "a.parquet", frame.to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    ) as writer:
        for part in (frame.clear(), frame.head(200), frame.clear(), frame.tail(100), frame.clear()):
            writer.write_table(part.to_arrow(compat_level=pl.CompatLevel.oldest()))
    (batch,) = open_source("t", Location(str(tmp_path / "a.parquet"))).batches(rows=10_000)
    assert batch.frame.equals(frame)
    assert consistent(batch) == {"code"}
