"""Parquet of every type."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.errors import SourceError
from safeharbor.sources import Location, open_source

if TYPE_CHECKING:
    from pathlib import Path

FRAME = pl.DataFrame(
    {
        "nested": [{"codes": [{"system": "x", "n": 1}], "at": dt.date(2020, 1, 2)}, {"codes": [], "at": None}, None],
        "kind": pl.Series(["a", "b", "a"], dtype=pl.Categorical),
        "cost": pl.Series([Decimal("1.10"), None, Decimal("-2.25")], dtype=pl.Decimal(10, 2)),
        "image": [b"\x00\xff", None, b""],
        "at": pl.Series(
            [dt.datetime(2020, 1, 2, tzinfo=dt.UTC), None, None], dtype=pl.Datetime("us", "America/Denver")
        ),
        "nothing": pl.Series([None, None, None], dtype=pl.Null),
        "count": pl.Series([1, None, 3], dtype=pl.UInt8),
    }
)


def test_types(tmp_path: Path) -> None:
    """Nested, decimal, binary and zoned columns keep their types; categories and empty columns are text."""
    FRAME.write_parquet(tmp_path / "a.parquet")
    source = open_source("t", Location(str(tmp_path / "a.parquet")))
    frame = next(iter(source.batches(rows=10))).frame
    assert frame.schema == source.schema()
    expected = FRAME.with_columns(pl.col("kind", "nothing").cast(pl.String))
    assert frame.equals(expected)
    assert frame.schema == expected.schema


def test_files_of_differing_schemas(tmp_path: Path) -> None:
    """Siblings that lack a column, or hold narrower numbers, make one table; nothing is lost."""
    pl.DataFrame({"a": [1], "b": ["x"]}, schema={"a": pl.Int32, "b": pl.String}).write_parquet(tmp_path / "1.parquet")
    late = pl.DataFrame({"c": [{"x": 1}], "a": [2.5]})
    late.write_parquet(tmp_path / "2.parquet")
    source = open_source("t", Location(str(tmp_path)))
    assert source.schema() == pl.Schema({"a": pl.Float64(), "b": pl.String(), "c": pl.Struct({"x": pl.Int64()})})
    rows = [row for batch in source.batches(rows=10) for row in batch.frame.rows()]
    assert rows == [(1.0, "x", None), (2.5, None, {"x": 1})]


def test_structs_of_differing_fields(tmp_path: Path) -> None:
    """A field that only a sibling's struct has is there, null elsewhere; text and number meet as text."""
    pl.DataFrame({"s": [{"x": 1}], "v": [7]}).write_parquet(tmp_path / "1.parquet")
    pl.DataFrame({"s": [{"y": "q", "x": 2}], "v": ["n"]}).write_parquet(tmp_path / "2.parquet")
    source = open_source("t", Location(str(tmp_path)))
    rows = [row for batch in source.batches(rows=10) for row in batch.frame.rows()]
    assert rows == [({"x": 1, "y": None}, "7"), ({"x": 2, "y": "q"}, "n")]


def test_a_column_both_in_file_and_folder(tmp_path: Path) -> None:
    """Where a partition's column is in the file too, the folder's value holds."""
    (tmp_path / "year=2020").mkdir()
    pl.DataFrame({"a": [1], "year": [1999]}).write_parquet(tmp_path / "year=2020" / "1.parquet")
    source = open_source("t", Location(str(tmp_path)))
    frame = next(iter(source.batches(rows=10))).frame
    assert frame.schema == source.schema()
    assert frame["year"].to_list() == ["2020"]


@pytest.mark.parametrize("cut", [1, 10, 200])
def test_truncated(tmp_path: Path, cut: int) -> None:
    """A truncated file is a SourceError, whether its footer or its rows are gone."""
    FRAME.write_parquet(tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:-cut])
    with pytest.raises(SourceError, match="file 1"):
        open_source("t", Location(str(tmp_path / "a.parquet"))).schema()


def test_damaged_pages(tmp_path: Path) -> None:
    """Pages overwritten under an intact footer are a SourceError that shows no value."""
    pl.DataFrame({"a": [f"secret {row}" for row in range(1000)]}).write_parquet(tmp_path / "a.parquet")
    whole = bytearray((tmp_path / "a.parquet").read_bytes())
    whole[4:400] = b"\xff" * 396
    (tmp_path / "a.parquet").write_bytes(whole)
    with pytest.raises(SourceError) as caught:
        list(open_source("t", Location(str(tmp_path / "a.parquet"))).batches(rows=10))
    assert "secret" not in str(caught.value)
