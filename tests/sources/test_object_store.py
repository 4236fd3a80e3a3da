"""Sources in an object store, proved against a local S3 server."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

import boto3
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from safeharbor.errors import SourceError
from safeharbor.sources import Location, discover, open_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FRAME = pl.DataFrame({"id": ["1", "2"], "text": ["a", "b"]})


@pytest.fixture(scope="module")
def options() -> Iterator[Mapping[str, str]]:
    """Start a server with a bucket of files; return the options that reach it."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the test server takes any
    )
    client.create_bucket(Bucket="hospital")
    files = {
        "in/patients.csv": b"id,text\n1,a\n2,b\n",
        "in/visits.csv.gz": gzip.compress(b"id,visit\n1,a\n2,b\n"),
        "in/devices.ndjson": b'{"id":"1","text":"a"}\n{"id":"2","text":"b"}\n',
        "in/letters/1.txt": b"a",
        "in/letters/2.txt": b"b",
    }
    for part in (0, 1):
        buffer = io.BytesIO()
        FRAME.slice(part, 1).write_parquet(buffer)
        files[f"in/labs/state=U{part}/part.parquet"] = buffer.getvalue()
    for name, content in files.items():
        client.put_object(Bucket="hospital", Key=name, Body=content)
    yield {
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
        "aws_endpoint_url": endpoint,
        "aws_region": "us-east-1",
        "aws_allow_http": "true",
    }
    server.stop()


@pytest.mark.parametrize("name", ["patients.csv", "devices.ndjson", "letters", "labs", "l*/state=*/*.parquet"])
def test_formats(options: Mapping[str, str], name: str) -> None:
    """Every format is read from the store as from a disk, files, folders, globs and partitions alike."""
    source = open_source("t", Location(f"s3://hospital/in/{name}", options=options))
    rows = [row[:2] for batch in source.batches(rows=10) for row in batch.frame.rows()]
    assert rows == FRAME.rows()
    assert ("state" in source.schema()) == name.startswith(("labs", "l*"))
    assert source.digest(b"key")[1] > 0


def test_discovery(options: Mapping[str, str]) -> None:
    """The tables below a prefix are found and can be opened."""
    found = discover(["s3://hospital/in"], options=options)
    assert [(one.table, one.format, one.files) for one in found] == [
        ("devices", "ndjson", 1),
        ("labs", "parquet", 2),
        ("letters", "text", 2),
        ("patients", "csv", 1),
        ("visits", "csv", 1),
    ]
    for one in found:
        assert sum(batch.frame.height for batch in open_source(one.table, one.location).batches(rows=10)) == 2


def test_nothing_there(options: Mapping[str, str]) -> None:
    """A missing object or bucket is a SourceError that names neither."""
    for place in ("s3://hospital/secret.csv", "s3://secret/in"):
        with pytest.raises(SourceError, match="Hint") as caught:
            open_source("t", Location(place, options=options))
        assert "secret" not in str(caught.value)


def test_other_stores() -> None:
    """A store nobody here reads is refused with what is."""
    with pytest.raises(SourceError, match="allowed: s3, gs, file"):
        open_source("t", Location("ftp://hospital/in"))
