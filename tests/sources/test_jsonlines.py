"""NDJSON and JSON: records of any shapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from safeharbor.errors import SourceError
from safeharbor.sources import Location, jsonlines, open_source

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, content: bytes, rows: int = 1000) -> pl.DataFrame:
    """Write a file and return what a source reads."""
    path.write_bytes(content)
    source = open_source("t", Location(str(path)))
    schema = source.schema()
    frames = [batch.frame for batch in source.batches(rows=rows)]
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def lines(*records: object) -> bytes:
    """Return records as NDJSON."""
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def test_a_late_field_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that first occurs in the last of many blocks is a column of all rows."""
    monkeypatch.setattr(jsonlines, "_BLOCK", 256)
    records: list[dict[str, Any]] = [{"a": row} for row in range(500)]
    frame = read(tmp_path / "a.ndjson", lines(*records, {"a": 500, "late": {"x": [1.5]}}), rows=64)
    assert frame.height == 501
    assert frame["late"].to_list() == [None] * 500 + [{"x": [1.5]}]


def test_three_shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nested fields of all shapes are there, in every record's place, whatever the cuts of blocks."""
    records: list[dict[str, Any]] = [
        {"kind": "obs", "value": {"unit": "mg", "n": 1}},
        {"kind": "note", "parts": [{"text": "a"}, {"text": "b", "by": "c"}]},
        {"kind": "obs", "value": {"n": 2.5, "flags": ["x"]}},
    ]
    whole = read(tmp_path / "a.ndjson", lines(*records * 20))
    fields = dict(whole["value"].struct.schema)
    assert fields == {"unit": pl.String, "n": pl.Float64, "flags": pl.List(pl.String)}
    monkeypatch.setattr(jsonlines, "_BLOCK", 100)
    cut = read(tmp_path / "a.ndjson", lines(*records * 20))
    assert cut.to_dicts() == whole.to_dicts()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([1, "x", None], ["1", "x", None], id="number and text"),
        pytest.param([1, 2.5], [1.0, 2.5], id="whole and decimal"),
        pytest.param([{"b": 1}, "x", [1]], ['{"b": 1}', "x", "[1]"], id="object, text and list"),
        pytest.param([12345678901234567890, 1], ["12345678901234567890", "1"], id="whole numbers beyond 64 bits"),
        pytest.param([[1], ["x"], []], [["1"], ["x"], []], id="lists of numbers and texts"),
        pytest.param(
            [{"k": {"x": 1}}, {"k": "y"}], [{"k": '{"x": 1}'}, {"k": "y"}], id="a nested conflict stays nested"
        ),
        pytest.param([None, None], [None, None], id="nulls"),
        pytest.param([{}, None], ["{}", None], id="empty object"),
        pytest.param([True, 3], ["true", "3"], id="boolean and number"),
    ],
)
def test_values_of_differing_types(tmp_path: Path, values: list[Any], expected: list[Any]) -> None:
    """One key of several types becomes the type that holds them all; text where there is none."""
    for order in (1, -1):
        frame = read(tmp_path / "a.ndjson", lines(*({"a": value} for value in values[::order])))
        assert frame["a"].to_list() == expected[::order]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b'{"a":1}\n{"a":2,"b":"secr', "row 2: the last record is truncated", id="cut in a text"),
        pytest.param(b'{"a":1}\n{"a":2', "row 2: the last record is truncated", id="cut after a value"),
        pytest.param(b'{"a":1}\nsecret\n{"a":2}\n', "row 2: the line is not one JSON object", id="no JSON"),
        pytest.param(b'{"a":1}\n["secret"]\n', "row 2: the line is not one JSON object", id="a list"),
        pytest.param(b'{"a":1}{"a":"secret"}\n', "row 1: the line is not one JSON object", id="two on a line"),
        pytest.param(b'[{"a":1},{"a":"secr', "the JSON document is truncated", id="cut array"),
        pytest.param(b'["secret"]', "something other than objects", id="array of texts"),
    ],
)
def test_refusals(tmp_path: Path, content: bytes, what: str) -> None:
    """A line that is no record is refused with its row, never with its text."""
    with pytest.raises(SourceError, match=what) as caught:
        read(tmp_path / "a.ndjson", content)
    assert "secr" not in str(caught.value)


def test_refusal_counts_rows_over_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of a bad line counts from the beginning of the file, not of its block."""
    monkeypatch.setattr(jsonlines, "_BLOCK", 64)
    content = b'{"a":1}\n' * 100 + b"bad\n" + b'{"a":1}\n' * 100
    with pytest.raises(SourceError, match="row 101:"):
        read(tmp_path / "a.ndjson", content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'[{"a":"1\\u00e9"},{"a":"x"}]', id="array"),
        pytest.param('[\n {"a": "1é"},\n {"a": "x"}\n]\n'.encode(), id="array over lines"),
        pytest.param('\ufeff{"a":"1é"}\r\n\r\n{"a":"x"}\r\n'.encode(), id="mark, CRLF, blank line"),
        pytest.param('{"a":"1é"}\n{"a":"x"}\n'.encode("utf-16"), id="UTF-16"),
        pytest.param('{"a":"1é"}\n{"a":"x"}'.encode("cp1252"), id="cp1252"),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_writings(tmp_path: Path, content: bytes, name: str) -> None:
    """Arrays and lines are told apart by content, not by name."""
    assert read(tmp_path / name, content)["a"].to_list() == ["1é", "x"]


def test_one_record(tmp_path: Path) -> None:
    """A single object over several lines is a table of one row."""
    assert read(tmp_path / "a.json", b'{\n "a": 1,\n "b": {"c": 2}\n}\n').rows() == [(1, {"c": 2})]


def test_documents_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An array that bounded memory cannot hold is refused with the way out."""
    monkeypatch.setattr(jsonlines, "_LARGEST_DOCUMENT", 100)
    with pytest.raises(SourceError, match="one JSON object per line"):
        read(tmp_path / "a.json", json.dumps([{"a": 1}] * 100).encode())


def test_sibling_files_of_other_shapes(tmp_path: Path) -> None:
    """The schema is the union over all files of the table."""
    (tmp_path / "a.ndjson").write_bytes(lines({"a": 1}))
    (tmp_path / "b.ndjson").write_bytes(lines({"b": [{"c": "x"}]}, {"a": "y"}))
    source = open_source("t", Location(str(tmp_path)))
    rows = [row for batch in source.batches(rows=10) for row in batch.frame.rows()]
    assert rows == [("1", None), (None, [{"c": "x"}]), ("y", None)]
