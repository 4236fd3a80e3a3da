"""What every source must do, whatever its format: the same tests under each name in `SOURCES`."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from typing import TYPE_CHECKING

import polars as pl
import psycopg
import pytest

from safeharbor.errors import PolicyError, SourceError
from safeharbor.records import Position
from safeharbor.sources import SOURCES, Location, open_source
from tests.mimicked import mimic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from safeharbor.protocols import Source
    from tests.mimicked import Mimic
    from tests.mysqlservers import MySQL
    from tests.servers import Postgres

# never in a message, a repr or a position
CANARY = "Zyxwvut"
ROWS = 25


def _csv(rows: Sequence[dict[str, str]], folder: Path, part: int) -> Path:
    path = folder / f"{CANARY}-{part}.csv"
    pl.DataFrame(rows, {"note_id": pl.String, "text": pl.String}).write_csv(path)
    return path


def _parquet(rows: Sequence[dict[str, str]], folder: Path, part: int) -> Path:
    path = folder / f"{CANARY}-{part}.parquet"
    pl.DataFrame(rows, {"note_id": pl.String, "text": pl.String}).write_parquet(path, metadata={"author": CANARY})
    return path


def _ndjson(rows: Sequence[dict[str, str]], folder: Path, part: int) -> Path:
    path = folder / f"{CANARY}-{part}.ndjson"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def _json(rows: Sequence[dict[str, str]], folder: Path, part: int) -> Path:
    path = folder / f"{CANARY}-{part}.json"
    path.write_text(json.dumps(list(rows), indent=1))
    return path


def _text(rows: Sequence[dict[str, str]], folder: Path, part: int) -> Path:
    del part
    for row in rows:
        path = folder / f"{row['note_id']}.txt"
        path.write_text(row["text"])
    return path


# what lies in files; `tests/sources/test_postgres.py` and `test_mysql.py` have what only a database does
WRITERS: dict[str, Callable[[Sequence[dict[str, str]], Path, int], Path]] = {
    "csv": _csv,
    "json": _json,
    "ndjson": _ndjson,
    "parquet": _parquet,
    "text": _text,
}


def record(number: int) -> dict[str, str]:
    """Return the row of that number."""
    return {"note_id": f"{CANARY}{number:03d}", "text": f"Seen today, {CANARY} is well.\nRow {number}"}


@pytest.fixture(params=sorted(WRITERS))
def form(request: pytest.FixtureRequest) -> str:
    """Return the name of each format of files in turn."""
    return str(request.param)


@pytest.fixture(params=[*sorted(SOURCES), "mysql of this machine"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    """Return a table of 25 rows in three files (25 for text), or in a database."""
    form = str(request.param)
    rows = [record(number) for number in range(ROWS)]
    if form == "postgres":
        yield _in_postgres(rows, request.getfixturevalue("postgres"))
        return
    if form == "mysql":
        with mimic("reader", "secret") as server:
            yield _mimicked(rows, server)
        return
    if form.startswith("mysql"):
        yield _in_mysql(rows, request.getfixturevalue("mysql"))
        return
    for part, (start, stop) in enumerate([(0, 10), (10, 20), (20, ROWS)]):
        WRITERS[form](rows[start:stop], tmp_path, part)
    yield open_source("notes", Location(str(tmp_path), format=form))


def _in_postgres(rows: Sequence[dict[str, str]], server: Postgres) -> Source:
    url = server.database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE {CANARY} (note_id text, text text)")
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {CANARY} VALUES (%(note_id)s, %(text)s)", rows)  # noqa: S608 - our own
    place, environment = server.without_password(url)
    return open_source("notes", Location(place, table=CANARY.lower(), password_env=environment))


def _in_mysql(rows: Sequence[dict[str, str]], server: MySQL) -> Source:
    url = server.database()
    with server.connect(url.rpartition("/")[2]) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {CANARY} (note_id varchar(40), text text)")
        cursor.executemany(f"INSERT INTO {CANARY} VALUES (%(note_id)s, %(text)s)", rows)  # noqa: S608 - our own
    return open_source("notes", Location(url, table=CANARY, password_env=server.variable))


def _mimicked(rows: Sequence[dict[str, str]], server: Mimic) -> Source:
    server.tables.execute(f"CREATE TABLE {CANARY} (note_id varchar, text varchar)")
    server.tables.executemany(f"INSERT INTO {CANARY} VALUES ($note_id, $text)", list(rows))  # noqa: S608 - our own
    url = f"mysql://reader@127.0.0.1:{server.port}/d"
    return open_source("notes", Location(url, table=CANARY, password_env=server.variable))


def test_every_format_is_tested() -> None:
    """A format added to the registry must be added here."""
    assert {*WRITERS, "mysql", "postgres"} == set(SOURCES)


def test_schema(source: Source) -> None:
    """The columns are known without reading a batch, and carry the table's name."""
    assert source.schema() == pl.Schema({"note_id": pl.String(), "text": pl.String()})
    assert source.table == "notes"


@pytest.mark.parametrize("rows", [1, 4, 10, 13, 25, 1000])
def test_batches(source: Source, rows: int) -> None:
    """All rows come once, in the order of files, never more than asked for, full batches but for the last."""
    batches = list(source.batches(rows=rows))
    heights = [batch.frame.height for batch in batches]
    assert all(height == rows for height in heights[:-1])
    assert 0 < heights[-1] <= rows
    assert pl.concat(batch.frame for batch in batches).rows(named=True) == [record(number) for number in range(ROWS)]
    assert {batch.table for batch in batches} == {"notes"}
    assert [batch.position.offset for batch in batches] == [min(ROWS, rows * (i + 1)) for i in range(len(batches))]


@pytest.mark.parametrize("rows", [3, 10])
def test_resume(source: Source, rows: int) -> None:
    """After the position of any batch the batches that follow are the very same."""
    batches = list(source.batches(rows=rows))
    for index, batch in enumerate(batches):
        again = list(source.batches(rows=rows, after=batch.position))
        assert [part.position for part in again] == [part.position for part in batches[index + 1 :]]
        for part, expected in zip(again, batches[index + 1 :], strict=True):
            assert part.frame.equals(expected.frame)


def test_batches_of_documents(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rows are large a batch is cut short, and resuming after it still gives the same batches."""
    monkeypatch.setattr("safeharbor.sources.files._MOST_BYTES", 200)
    monkeypatch.setattr("safeharbor.sources.postgres._BLOCK", 200)
    monkeypatch.setattr("safeharbor.sources.mysql._BLOCK", 200)
    batches = list(source.batches(rows=1000))
    assert len(batches) > 1
    assert pl.concat(batch.frame for batch in batches).height == ROWS
    again = list(source.batches(rows=1000, after=batches[0].position))
    assert [batch.position for batch in again] == [batch.position for batch in batches[1:]]


def test_resume_by_count(source: Source) -> None:
    """A position without a token counts rows."""
    got = pl.concat(batch.frame for batch in source.batches(rows=100, after=Position(12)))
    assert got.rows(named=True) == [record(number) for number in range(12, ROWS)]


def test_columns(source: Source) -> None:
    """Columns come in the order asked for; one that is not there is an error, not a null."""
    frames = [batch.frame for batch in source.batches(rows=7, columns=["text"])]
    assert pl.concat(frames)["text"].to_list() == [record(number)["text"] for number in range(ROWS)]
    assert next(iter(source.batches(rows=7, columns=["text", "note_id"]))).frame.columns == ["text", "note_id"]
    with pytest.raises(SourceError, match="not in the source"):
        list(source.batches(rows=7, columns=["text", "gone"]))


@pytest.mark.parametrize("rows", [1, 5, 24, 25, 1000])
def test_sample(source: Source, rows: int) -> None:
    """A sample holds rows of the table, no more than asked for, from more than one file when it can."""
    sample = source.sample(rows)
    assert 0 < sample.height <= rows
    assert sample.schema == source.schema()
    numbers = [int(name[-3:]) for name in sample["note_id"]]
    assert numbers == sorted(set(numbers))
    if rows >= 5:
        assert numbers[0] < 10 < numbers[-1]
    if rows >= ROWS:
        assert len(numbers) == ROWS


def test_digest(source: Source, tmp_path: Path) -> None:
    """The digest depends on every byte and on the key, and counts the bytes."""
    digest, size = source.digest(b"key")
    assert source.digest(b"key") == (digest, size)
    assert source.digest(b"other")[0] != digest
    if not any(tmp_path.iterdir()):
        assert size > 0
        return
    paths = sorted(path for path in tmp_path.iterdir())
    assert size == sum(path.stat().st_size for path in paths)
    whole = b"".join(path.read_bytes() + path.stat().st_size.to_bytes(8, "big") for path in paths)
    assert digest == hmac.new(b"key", whole, hashlib.sha256).hexdigest()


def test_nothing_is_told(source: Source, tmp_path: Path) -> None:
    """Neither the source, nor its batches, nor their positions show a value or a path."""
    seen = [repr(source), *(repr(batch) for batch in source.batches(rows=10))]
    assert not any(CANARY in text or str(tmp_path) in text for text in seen)


def test_files_gone(tmp_path: Path, form: str) -> None:
    """A file that vanishes between listing and reading is a SourceError without its name."""
    WRITERS[form]([record(0)], tmp_path, 0)
    source = open_source("notes", Location(str(tmp_path), format=form))
    source.schema()
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(SourceError) as caught:
        list(source.batches(rows=10))
    assert CANARY not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_gibberish(tmp_path: Path, form: str) -> None:
    """Bytes that are not of the format raise SourceError that holds none of them (any bytes are text of some kind)."""
    path = WRITERS[form]([record(0), record(1)], tmp_path, 0)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\x00\xff\xfe" + CANARY.encode())
    source = open_source("notes", Location(str(path), format=form))
    if form == "text":
        assert [batch.frame.height for batch in source.batches(rows=10)] == [1]
        return
    with pytest.raises(SourceError) as caught:
        list(source.batches(rows=10))
    assert CANARY not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_empty_file(tmp_path: Path, form: str) -> None:
    """An empty file has no rows and no columns (a note without text is a row); Parquet has no empty files."""
    path = WRITERS[form]([record(0)], tmp_path, 0)
    path.write_bytes(b"")
    source = open_source("notes", Location(str(path), format=form))
    if form == "parquet":
        with pytest.raises(SourceError):
            source.schema()
    elif form == "text":
        assert [batch.frame["text"].to_list() for batch in source.batches(rows=10)] == [[""]]
    else:
        assert source.schema() == pl.Schema()
        assert list(source.batches(rows=10)) == []
        assert source.sample(10).height == 0


def test_no_rows(tmp_path: Path, form: str) -> None:
    """A table of columns without rows gives no batch."""
    if form in {"csv", "parquet"}:
        path = WRITERS[form]([], tmp_path, 0)
        source = open_source("notes", Location(str(path), format=form))
        assert source.schema().names() == ["note_id", "text"]
        assert list(source.batches(rows=10)) == []
        assert source.sample(5).schema == source.schema()


def test_nothing_there(tmp_path: Path, form: str) -> None:
    """A place without files is a SourceError with a hint; its path stays out of the message."""
    for place in (tmp_path, tmp_path / CANARY, tmp_path / f"{CANARY}*.csv"):
        with pytest.raises(SourceError, match="Hint: check `path`") as caught:
            open_source("notes", Location(str(place), format=form))
        assert CANARY not in str(caught.value)


def test_hive_partitions(tmp_path: Path, form: str) -> None:
    """Partition values are columns of text, leading zeros and all; the default partition is null."""
    for index, (state, zip3) in enumerate([("UT", "013"), ("NV", "840"), ("__HIVE_DEFAULT_PARTITION__", "a%20b")]):
        folder = tmp_path / "root" / f"state={state}" / f"zip={zip3}"
        folder.mkdir(parents=True)
        # three rows in the first partition
        WRITERS[form]([record(index), record(index + 10), record(index + 20)][: 3 - 2 * bool(index)], folder, 0)
    source = open_source("notes", Location(str(tmp_path / "root"), format=form))
    assert source.schema().names() == ["note_id", "text", "state", "zip"]
    rows = pl.concat(batch.frame for batch in source.batches(rows=10)).select("note_id", "state", "zip").rows()
    expected = {
        (record(0)["note_id"], "UT", "013"),
        (record(10)["note_id"], "UT", "013"),
        (record(20)["note_id"], "UT", "013"),
        (record(1)["note_id"], "NV", "840"),
        (record(2)["note_id"], None, "a b"),
    }
    assert set(rows) == expected
    only = pl.concat(batch.frame for batch in source.batches(rows=10, columns=["zip"]))
    assert sorted(only["zip"]) == ["013", "013", "013", "840", "a b"]


def test_compressed(tmp_path: Path, form: str) -> None:
    """Gzip is read as what is in it, a truncated one is a SourceError; Parquet compresses itself."""
    if form == "parquet":
        return
    path = WRITERS[form]([record(number) for number in range(1 if form == "text" else 200)], tmp_path, 0)
    packed = gzip.compress(path.read_bytes(), mtime=0)
    path.unlink()
    path = path.with_name(f"{path.name}.gz")
    path.write_bytes(packed)
    source = open_source("notes", Location(str(path), format=form))
    got = pl.concat(batch.frame for batch in source.batches(rows=1000))
    assert got.row(0, named=True) == record(0)
    path.write_bytes(packed[:-6])
    with pytest.raises(SourceError):
        list(open_source("notes", Location(str(path), format=form)).batches(rows=1000))


def test_files_of_several_formats(tmp_path: Path) -> None:
    """A folder of files of several formats is no table."""
    _csv([record(0)], tmp_path, 0)
    _parquet([record(0)], tmp_path, 0)
    with pytest.raises(SourceError, match="several formats"):
        open_source("notes", Location(str(tmp_path)))


def test_unknown_format(tmp_path: Path) -> None:
    """An unknown format is refused, and the known ones are named."""
    _csv([record(0)], tmp_path, 0)
    with pytest.raises(PolicyError, match="csv, json, mysql, ndjson, parquet, postgres, text"):
        open_source("notes", Location(str(tmp_path), format="excel"))
