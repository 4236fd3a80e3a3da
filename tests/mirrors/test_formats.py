"""How values look in each format of a mirror."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq
import pytest

from safeharbor.mirrors import formats
from safeharbor.mirrors.coded import Coded
from safeharbor.mirrors.formats import write_csv, write_ndjson, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

FRAME = pl.DataFrame(
    {
        "text": ['he said "hi",\nthen left', "", None],
        "names": [[{"family": "A"}], [], None],
        "place": [{"state": "UT", "codes": [1, 2]}, {"state": None, "codes": None}, None],
        "raw": [b"\x01", None, b""],
        "formula": ["=1+1", "@x", "-5"],
        "day": [dt.date(2020, 1, 2), None, None],
    }
)


def test_csv_quotes_and_nests(tmp_path: Path) -> None:
    """CSV doubles quotes, keeps null apart from empty text, writes nested columns as JSON and changes no value."""
    write_csv(Coded(FRAME), tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text()
    assert text.splitlines()[1:3] == [
        '"he said ""hi"",',
        """then left","[{""family"":""A""}]","{""state"":""UT"",""codes"":[1,2]}",AQ==,=1+1,2020-01-02""",
    ]
    assert text.splitlines()[3:] == ['"",[],"{""state"":null,""codes"":null}",,@x,', ',,,"",-5,']


def test_ndjson_nests(tmp_path: Path) -> None:
    """NDJSON holds nested columns as they are, one object per line."""
    write_ndjson(Coded(FRAME), tmp_path / "a.ndjson")
    rows = [json.loads(line) for line in (tmp_path / "a.ndjson").read_text().splitlines()]
    assert rows[0]["names"] == [{"family": "A"}]
    assert rows[0]["place"] == {"state": "UT", "codes": [1, 2]}
    assert rows[0]["raw"] == "AQ=="
    assert rows[2] == {"text": None, "names": None, "place": None, "raw": "", "formula": "-5", "day": None}


def test_parquet_has_no_metadata_of_its_source(tmp_path: Path) -> None:
    """A Parquet part says its schema and who wrote it, nothing else."""
    write_parquet(Coded(FRAME), tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").equals(FRAME)
    assert set(pq.read_metadata(tmp_path / "a.parquet").metadata or {}) <= {b"ARROW:schema"}


@pytest.mark.parametrize("repeats", [True, False])
def test_row_groups_hold_a_column_as_the_first_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, repeats: bool
) -> None:
    """A column is a dictionary in all row groups of a file or in none, whichever of them repeat their texts."""
    monkeypatch.setattr(formats, "_GROUP", 8)
    many, few = [f"t{n}" for n in range(7)] + [None], ["a", "b", None, "a"] * 2
    texts = pl.DataFrame({"text": few + many + few if repeats else many + few + many})
    write_parquet(Coded(texts), tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").equals(texts)
    footer = pq.read_metadata(tmp_path / "a.parquet")
    coded = [footer.row_group(group).column(0).has_dictionary_page for group in range(footer.num_row_groups)]
    assert coded == [repeats] * 3


def test_parquet_of_numbers_is_parquet_of_texts(tmp_path: Path) -> None:
    """Numbers of texts give the texts' own bytes: dictionaries in the rows' order, nulls, text for a reader."""
    units = ["mg", None, "kg", "mg", "g", "mg", "mg", "mg", "g"]
    texts = pl.DataFrame({"unit": units, "id": [f"t{n}" for n in range(9)], "n": range(9)})
    # other rows' texts take the first numbers: those of these are neither dense nor in order
    known = pl.Series(["zz", "kg", "t5", "g", "mg", *(f"t{n}" for n in range(9) if n != 5)])
    number = {text: place for place, text in enumerate(known)}
    numbers = {name: texts[name].replace_strict(number, return_dtype=pl.UInt16) for name in ("unit", "id")}
    coded = Coded(texts.with_columns(**numbers), dict.fromkeys(numbers, known))
    write_parquet(Coded(texts), tmp_path / "texts.parquet")
    write_parquet(coded, tmp_path / "coded.parquet")
    assert (tmp_path / "coded.parquet").read_bytes() == (tmp_path / "texts.parquet").read_bytes()
    assert pl.read_parquet(tmp_path / "coded.parquet").equals(texts)
    # the dictionary page of the first column, too short to be compressed
    values = b"".join(len(value).to_bytes(4, "little") + value for value in (b"mg", b"kg", b"g"))
    assert values in (tmp_path / "coded.parquet").read_bytes()[:100]


def test_a_table_without_rows_is_a_file_without_rows(tmp_path: Path) -> None:
    """Columns and their types are there all the same."""
    empty = pl.DataFrame(schema={"a": pl.String, "b": pl.Int32, "c": pl.Float64})
    write_parquet(Coded(empty), tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").schema == empty.schema
