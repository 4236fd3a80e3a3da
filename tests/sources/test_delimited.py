"""CSV as hospitals write it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeharbor.errors import SourceError
from safeharbor.sources import Location, delimited, discover, open_source
from safeharbor.sources.delimited import unique_names

if TYPE_CHECKING:
    from pathlib import Path

HEAD = b"id,text\n"


def rows_of(path: Path, content: bytes, **rule: str) -> list[tuple[str | None, ...]]:
    """Write a file, and return its header and rows as a source reads them."""
    path.write_bytes(content)
    source = open_source("t", Location(str(path), **rule))  # type: ignore[arg-type]
    return [tuple(source.schema().names()), *(row for batch in source.batches(rows=1000) for row in batch.frame.rows())]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"id;text\n1;a,b\n", [("1", "a,b")], id="semicolons"),
        pytest.param(b"id|text\n1|a,b\n2|c,d\n", [("1", "a,b"), ("2", "c,d")], id="bars"),
        pytest.param(b"id\ttext\n1\ta, b\n", [("1", "a, b")], id="tabs"),
        pytest.param(b"sep=;\nid;text\n1;x\n", [("1", "x")], id="the spreadsheet's own separator line"),
        pytest.param(b"\xef\xbb\xbfid,text\n1,x\n", [("1", "x")], id="UTF-8 mark"),
        pytest.param("\ufeffid,text\n1,é\n".encode("utf-16-le"), [("1", "é")], id="UTF-16 mark"),
        pytest.param("id,text\n1,é\n".encode("utf-16-be"), [("1", "é")], id="UTF-16 without a mark"),
        pytest.param("id,text\n1,Nuñez “x” €\n".encode("cp1252"), [("1", "Nuñez “x” €")], id="cp1252"),
        pytest.param(b"id,text\n1,\x81\xe9\n", [("1", "\x81é")], id="latin-1, where cp1252 has no such byte"),
        pytest.param(
            b'id,text\n1,"line\nbreak ""q"""\n', [("1", 'line\nbreak "q"')], id="line ends and quotes in quotes"
        ),
        pytest.param(
            b'id,text\n1,5" pipe\n2,he said "hi"\n', [("1", '5" pipe'), ("2", 'he said "hi"')], id="stray quotes"
        ),
        pytest.param(b"id,text\r\n1,x\r\n\r\n2,y\r\n", [("1", "x"), ("2", "y")], id="CRLF, a blank line"),
        pytest.param(b"id,text\r1,x\r2,y\r", [("1", "x"), ("2", "y")], id="CR"),
        pytest.param(b"id,text\n1,\n,\n", [("1", None), (None, None)], id="empty is null"),
        pytest.param(b'id,text\n1,""\n', [("1", None)], id="quoted empty is null"),
        pytest.param(
            b"id,text\n007,1.50\n1e5,NaN\nNA,NULL\n", [("007", "1.50"), ("1e5", "NaN"), ("NA", "NULL")], id="as written"
        ),
        pytest.param(b"id,text\n1,x", [("1", "x")], id="no line end at the end"),
        pytest.param(b"id,text", [], id="a header alone"),
        pytest.param(
            HEAD + b'1,"' + b"x" * 3_000_000 + b'"\n2,y\n', [("1", "x" * 3_000_000), ("2", "y")], id="a 3 MB cell"
        ),
    ],
)
def test_dialects(tmp_path: Path, content: bytes, expected: list[tuple[str | None, ...]]) -> None:
    """Separator, encoding, mark, quotes and line ends are told from the file."""
    assert rows_of(tmp_path / "a.csv", content) == [("id", "text"), *expected]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(HEAD + b"1,x\n2\n3,y\n", "file 1, row 3: the record has 1 fields, the header", id="short row"),
        pytest.param(HEAD + b"1,x\n2,y,secret\n", "row 3: the record has 3 fields", id="long row"),
        pytest.param(
            HEAD + b'1,"a\nb"\n2,y,secret\n', "row 3: the record has 3 fields", id="records, not lines, are counted"
        ),
        pytest.param(HEAD + b'1,"secret\n2,y\n', "truncated: its quote is never closed", id="quote open to the end"),
        pytest.param(HEAD + b'1,x\n2,"secr', "truncated: its quote is never closed", id="cut in a quoted field"),
        pytest.param(HEAD + b'1,x\n2,"', "truncated: its quote is never closed", id="cut at a quote"),
        pytest.param(HEAD + b'1,"x"\n2,"\n', "truncated: its quote is never closed", id="cut at a line end"),
        pytest.param(HEAD + b'1,x\n2,"' + b"no end " * 20_000, "truncated", id="cut far behind its quote"),
        pytest.param('id,text\n1,x\n2,"sé'.encode("utf-16"), "truncated", id="cut in UTF-16"),
        pytest.param(HEAD + b"1,x\n2", "row 3: the record has 1 fields", id="cut in a row"),
        pytest.param(b"2024-03-01,Smith\n1,x\n", "the headers of column 1", id="no header row"),
    ],
)
def test_refusals(tmp_path: Path, content: bytes, what: str) -> None:
    """What cannot be read rightly is refused with table, file and row, never with a value."""
    with pytest.raises(SourceError, match=what) as caught:
        rows_of(tmp_path / "secret.csv", content)
    assert "table 't'" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "Smith" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        HEAD + b'1,"x"',
        HEAD + b'1,""',
        HEAD + b'1,5"',
        HEAD + b"1,",
        HEAD + b'1,"x\n"',
        HEAD + b'1,"x\n"\n',
        HEAD + b'1,"\n"\n',
    ],
)
def test_endings_that_are_whole(tmp_path: Path, content: bytes) -> None:
    """A last field that is closed, or was never opened, is no truncation."""
    assert len(rows_of(tmp_path / "a.csv", content)) == 2


def test_late_bytes_of_another_encoding(tmp_path: Path) -> None:
    """A file that begins as ASCII and later proves to be cp1252 gives every row once."""
    content = HEAD + b"".join(b"%d,plain\n" % row for row in range(300_000)) + "x,Nuñez\n".encode("cp1252")
    (tmp_path / "a.csv").write_bytes(content)
    frame = pl.concat(batch.frame for batch in open_source("t", Location(str(tmp_path / "a.csv"))).batches(rows=70_000))
    assert frame.height == 300_001
    assert frame["id"].n_unique() == 300_001
    assert frame.row(-1) == ("x", "Nuñez")


def test_declared_encoding_is_kept_to(tmp_path: Path) -> None:
    """Bytes that are not of the declared encoding are refused, not guessed."""
    with pytest.raises(SourceError, match="not utf-8 text"):
        rows_of(tmp_path / "a.csv", HEAD + b"1,\xe9\n", encoding="utf-8")
    with pytest.raises(SourceError, match="encoding is not known"):
        rows_of(tmp_path / "a.csv", HEAD + b"1,x\n", encoding="utf-99")


def test_declared_dialect(tmp_path: Path) -> None:
    """A declared separator and quote win over what the file looks like."""
    assert rows_of(tmp_path / "a.csv", b"id:text\n1:'a:b,c'\n", delimiter=":", quote="'")[1] == ("1", "a:b,c")


def test_siblings_of_other_dialects(tmp_path: Path) -> None:
    """Files of one table may differ in separator, encoding, and order and number of columns."""
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,x\n")
    (tmp_path / "b.csv").write_bytes("text;more;id\né;m;2\n".encode("cp1252"))
    source = open_source("t", Location(str(tmp_path)))
    assert source.schema().names() == ["id", "text", "more"]
    rows = pl.concat(batch.frame for batch in source.batches(rows=10)).rows()
    assert rows == [("1", "x", None), ("2", "é", "m")]


def test_zstd(tmp_path: Path) -> None:
    """Zstandard is read as what is in it."""
    packed = zstandard.compress(HEAD + b"1,x\n")
    assert rows_of(tmp_path / "a.csv.zst", packed) == [("id", "text"), ("1", "x")]


def test_headers() -> None:
    """Repeated and empty headers get their place as a suffix; no two end up the same."""
    assert unique_names(["a", " a ", "", "a_2", "b"]) == ["a", "a_2_", "column_3", "a_2", "b"]
    assert unique_names(["\ufeffa", "a", "a"]) == ["a", "a_2", "a_3"]


def test_types(tmp_path: Path) -> None:
    """Declared types are cast; the first value that does not fit is named by its row."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"n,f,b,s\n1, 2.5,Yes,01\n-3,1e3,0,\n,,,\n")
    types = {"n": "integer", "f": "float", "b": "boolean", "s": "string"}
    source = open_source("t", Location(str(path)), types=types)
    assert source.schema() == pl.Schema({"n": pl.Int64(), "f": pl.Float64(), "b": pl.Boolean(), "s": pl.String()})
    frame = next(iter(source.batches(rows=10))).frame
    assert frame.rows() == [(1, 2.5, True, "01"), (-3, 1000.0, False, None), (None, None, None, None)]
    path.write_bytes(b"n,f,b,s\n1,1,1,1\n2,1,1,1\nsecret,1,1,1\n")
    with pytest.raises(SourceError, match="row 3: the value in column 1 is not of the declared type") as caught:
        list(open_source("t", Location(str(path)), types=types).batches(rows=2))
    assert "secret" not in str(caught.value)


def test_numbers_of_a_late_shape(tmp_path: Path) -> None:
    """A number that only text can be cast from, late in a file, changes no row before it and none after."""
    rows = [f"{row},{row}.5\n" for row in range(300_000)]
    (tmp_path / "a.csv").write_text("n,f\n" + "".join(rows) + "+7, 1.5\n,\n")
    source = open_source("t", Location(str(tmp_path / "a.csv")), types={"n": "integer", "f": "float"})
    frame = pl.concat(batch.frame for batch in source.batches(rows=70_000))
    assert frame.schema == source.schema() == pl.Schema({"n": pl.Int64(), "f": pl.Float64()})
    assert frame["n"].to_list() == [*range(300_000), 7, None]
    assert frame["f"].sum() == sum(row + 0.5 for row in range(300_000)) + 1.5
    assert source.sample(1000).schema == source.schema()


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6), end=st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_back(tmp_path: Path, rows: list[tuple[str, str, str]], end: str) -> None:
    """Any text that the standard library writes as CSV comes back as it was, empty as null."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if end == "\n" else csv.QUOTE_MINIMAL).writerows(
        [("id", "text", "more"), *rows]
    )
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode())
    source = open_source("t", Location(str(path), delimiter=",", encoding="utf-8"))
    got = [row for batch in source.batches(rows=4) for row in batch.frame.rows()]
    assert got == [tuple(cell or None for cell in row) for row in rows]


def test_memory_does_not_grow_with_the_file() -> None:
    """Blocks are small: about thirty are read ahead."""
    assert delimited._BLOCKS[0] <= 2 << 20  # noqa: SLF001 - the setting is the promise


@pytest.mark.parametrize(
    "above",
    [
        b"Line list of Ms. Zyzzogeton\n",
        b"Line list,,,\n,,,\n",
        b"\n\nSTATE LABORATORY\n",
        b"Person,,,\n",
    ],
)
def test_titles_above_the_header_are_no_header(tmp_path: Path, above: bytes) -> None:
    """A title, blank lines and merged headings above the header are skipped: they may hold a name, and none is read."""
    body = b"id;sex;wt;hb\n" + b"".join(f"{n};F;{n + 50};1{n}\n".encode() for n in range(1, 8))
    comma = body.replace(b";", b",")
    rows = rows_of(tmp_path / "t.csv", above + comma)
    assert rows[:2] == [("id", "sex", "wt", "hb"), ("1", "F", "51", "11")]
    assert len(rows) == 8


def test_a_ragged_file_is_refused_all_the_same(tmp_path: Path) -> None:
    """A header narrower than its records is no title when it has several names: the file is refused."""
    body = b"id,sex\n" + b"1,F,51,11\n" * 8
    with pytest.raises(SourceError):
        rows_of(tmp_path / "t.csv", body)


def test_a_header_of_abbreviations_is_a_header(tmp_path: Path) -> None:
    """A table in a `.txt` whose header has `Lic.` in it is found; a letter of two lines is still prose."""
    (tmp_path / "badges.txt").write_bytes(b"Badge\tTester lic.\n1\tx\n2\ty\n")
    (tmp_path / "letter.txt").write_bytes(b"Dear Ms. Doe, we saw you, as agreed.\nCome back, please, in May.\n")
    assert [found.format for found in discover([str(tmp_path)])] == ["csv"]
