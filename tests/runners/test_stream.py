"""A stream gives the rows a whole run gives; poison never stops it, crashes lose and double nothing."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from safeharbor.assemble import assemble
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners.batch import run
from safeharbor.runners.learning import has_text
from safeharbor.runners.stream import stream
from safeharbor.runners.telemetry import Endpoint, Telemetry
from safeharbor.streaming import assemble_stream
from safeharbor.testing import FixedClock
from tests import hospital

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = "\nstream: {source: {kind: SOURCE}, mirror: {kind: MIRROR}}\n"
LANDING = "landing, path: landing, settle: 0"
COMMITS = "parquet, path: commits"


class Silent:
    """A watch that says nothing."""

    def stage(self, name: str, table: str) -> None:
        """Hear."""

    def rows(self, table: str, number: int) -> None:
        """Hear."""


def policy_of(folder: Path, *, source: str = "ndjson", mirror: str = "ndjson", rows: int = 40) -> Path:
    """Write the tiny hospital with a stream of its own; return the policy's path."""
    path = hospital.write(folder, rows=rows)
    text = path.read_text(encoding="utf-8")
    path.write_text(text + OPTIONS.replace("SOURCE", source).replace("MIRROR", mirror), encoding="utf-8")
    return path


def records(folder: Path) -> list[dict[str, Any]]:
    """Return every row of the hospital as a record of a stream, patients first."""
    data = folder / "data"
    frames = {
        "patients": pl.read_csv(next(data.glob("patients*.csv")), infer_schema=False),
        "labs": pl.read_parquet(data / "labs.parquet"),
        "notes": pl.read_ndjson(data / "notes.ndjson"),
    }
    return [{"table": table, "row": row} for table, frame in frames.items() for row in frame.iter_rows(named=True)]


def lines(found: list[dict[str, Any]]) -> bytes:
    """Return records as NDJSON."""
    return "".join(json.dumps(record) + "\n" for record in found).encode()


def piped(policy: Path, content: bytes) -> list[dict[str, Any]]:
    """Run a stream over pipes in this process and return what it wrote."""
    given, taken = policy.parent / "in.ndjson", policy.parent / f"out-{random.randrange(10**9)}.ndjson"  # noqa: S311 - a file's name
    given.write_bytes(content)
    descriptors = os.open(given, os.O_RDONLY), os.open(taken, os.O_RDWR | os.O_CREAT)
    # a pipe begins where its writer does: the position of an earlier file says nothing of this one
    for leftover in policy.parent.rglob("*.stream"):
        leftover.unlink()
    try:
        with assemble_stream(
            compile_policy(load_policy(policy)), clock=FixedClock(), descriptors=descriptors
        ) as opened:
            stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=lambda: False)
            policy.parent.joinpath("letters.json").write_text(json.dumps(opened.ends.store.counts()))
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return [json.loads(line) for line in taken.read_bytes().splitlines()]


def letters(policy: Path) -> list[tuple[str, str, int]]:
    """Return table, reason and number of the dead letters of the last stream."""
    return [tuple(entry) for entry in json.loads(policy.parent.joinpath("letters.json").read_text())]


def table_of(found: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """Return the rows of one table, sorted."""
    rows = [record["row"] for record in found if record["table"] == table]
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def test_a_stream_gives_the_rows_of_a_run(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The demo's hospital under its own policy and one vault: the same rows in every table, notes included."""
    root = request.config.rootpath
    text = (root / "configs" / "demo.yaml").read_text(encoding="utf-8")
    text = text.replace("../sample_data", str(root / "sample_data")).replace("../out/demo", str(tmp_path / "keep"))
    (tmp_path / "keep").mkdir()
    policy = tmp_path / "policy.yaml"
    policy.write_text(text + OPTIONS.replace("SOURCE", "ndjson").replace("MIRROR", "ndjson"), encoding="utf-8")
    rules = compile_policy(load_policy(policy))
    with assemble(rules, clock=FixedClock()) as assembly:
        run(assembly, Silent())
        released = assembly.mirror.current()
        # tables without text first, as a run reads them: a note is treated by what is known when it comes
        given = [
            b'{"table":"%s","row":%s}\n' % (name.encode(), row)
            for name, part in sorted(assembly.parts.items(), key=lambda entry: has_text(entry[1]))
            for batch in part.source.batches(rows=10_000)
            for row in batch.frame.write_ndjson().encode().splitlines()
        ]
    found = piped(policy, b"".join(given))
    assert letters(policy) == []
    assert len(found) == len(given)
    assert released is not None
    for table in sorted(rules.tables):
        rows = pl.read_parquet(released / table / "*.parquet").write_ndjson().splitlines()
        assert table_of(found, table) == table_of([{"table": table, "row": json.loads(row)} for row in rows], table)


def test_nothing_of_the_source_is_left_behind(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Output, log, vault, dead letters and audit hold no canary, dead letters included."""
    policy = policy_of(tmp_path)
    poison = [
        b"Zyzzogeton is no JSON\n",
        lines([{"table": "labs", "row": {"patient": "77310042", "surname": "Quillfeather"}}]),
        lines([{"table": "labs", "row": {"patient": "77310042", "code": "77310042"}}]),
        lines([{"table": "unknown", "row": {"mrn": "77310042"}}]),
        lines([{"table": "labs", "row": {"patient": "77310042", "value": "Vandersloot"}}]),
    ]
    piped(policy, lines(records(tmp_path)) + b"".join(poison))
    assert sum(count for _, _, count in letters(policy)) == 5
    captured = capfd.readouterr()
    places = {"log": (captured.out + captured.err).encode()}
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "in.ndjson" and tmp_path / "data" not in path.parents:
            places[path.name] = path.read_bytes()
    assert [
        (name, canary)
        for name, content in places.items()
        for canary in hospital.CANARIES
        if canary.lower().encode() in content.lower() and name != "policy.yaml"
    ] == []


LAB = {"patient": "50007919", "taken": "2024-01-02", "code": "4548-4", "value": 1.5}
POISON = {
    "not JSON": b"{",
    "not UTF-8": b'{"table": "labs", "row": {"code": "\xff"}}',
    "a list": b"[1, 2]",
    "a number": b"5",
    "two values": b'{"table": "labs", "row": {}} {"table": "labs", "row": {}}',
    "a key twice": b'{"table": "labs", "row": {"code": "a", "code": "b"}, "row": {}}',
    "deeper than can be read": b"[" * 100_000,
    "half a pair": b'{"table": "labs", "row": {"code": "\\ud800"}}',
    "not a number": b'{"table": "labs", "row": {"value": NaN}}',
    "a number too large": b'{"table": "labs", "row": {"value": 1e999}}',
    "an object for a text": b'{"table": "labs", "row": {"value": {"a": 1}}}',
    "a text for a number": b'{"table": "labs", "row": {"value": "much"}}',
    "an unknown field": b'{"table": "labs", "row": {"ward": "7"}}',
    "an unknown table": b'{"table": "wards", "row": {"ward": "7"}}',
    "a row that is no object": b'{"table": "labs", "row": [1]}',
    "a deletion without key": b'{"table": "labs", "row": {"code": "4548-4"}, "op": "delete"}',
    "an identifier in a kept column": b'{"table": "labs", "row": {"patient": "50007919", "code": "50007919"}}',
}


@pytest.mark.parametrize("what", POISON)
def test_poison_neither_stops_nor_disappears(tmp_path: Path, what: str) -> None:
    """Before and after it every record passes, in the same delivery; it is kept once, with a reason."""
    policy = policy_of(tmp_path, rows=3)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text[: text.index("  notes:")] + text[text.index("\nstream:") :], encoding="utf-8")
    good = lines([{"table": "labs", "row": LAB}])
    found = piped(policy, good * 3 + POISON[what] + b"\n" + good * 3)
    assert len(table_of(found, "labs")) == 6
    assert [count for _, _, count in letters(policy)] == [1]


def test_known_values_of_an_earlier_stream_are_used(tmp_path: Path) -> None:
    """A note that comes alone, in a later stream, is scrubbed with what an earlier one said of its patient."""
    policy = policy_of(tmp_path)
    whole = records(tmp_path)
    people = [record for record in whole if record["table"] == "patients"]
    piped(policy, lines(people))
    note = {"mrn": "77310042", "text": "Her friend quillfeather came, and so did vandersloot. BP 120/80."}
    (row,) = table_of(piped(policy, lines([{"table": "notes", "row": note}])), "notes")
    assert "quillfeather" not in row["text"]
    assert "vandersloot" not in row["text"]
    assert "BP 120/80" in row["text"]
    stranger = {"mrn": "66666666", "text": "Nobody knows whose note this is."}
    (row,) = table_of(piped(policy, lines([{"table": "notes", "row": stranger}])), "notes")
    assert row["text"] is None


def test_rows_that_are_gone_leave_by_their_key(tmp_path: Path) -> None:
    """A deletion carries the token of the row's key, and nothing else of it."""
    policy = policy_of(tmp_path)
    text = policy.read_text(encoding="utf-8").replace("    subject: mrn\n", "    subject: mrn\n    key: [mrn]\n", 1)
    policy.write_text(text, encoding="utf-8")
    person = next(record for record in records(tmp_path) if record["table"] == "patients")
    both = lines([person, {**person, "op": "delete"}])
    # in one delivery only what the row is in the end counts, in two each is told
    assert [record["op"] for record in piped(policy, both)] == ["delete"]
    policy.write_text(text.replace("stream: {", "stream: {rows: 1, "), encoding="utf-8")
    came, went = piped(policy, both)
    assert went["op"] == "delete"
    assert went["row"] == {"mrn": came["row"]["mrn"]}


def land(folder: Path, name: str, found: list[dict[str, Any]]) -> None:
    """Let files appear in the landing directory."""
    for table in {record["table"] for record in found}:
        place = folder / "landing" / table
        place.mkdir(parents=True, exist_ok=True)
        rows = [record["row"] for record in found if record["table"] == table]
        (place / f".{name}").write_text("".join(json.dumps(row) + "\n" for row in rows))
        (place / f".{name}").rename(place / f"{name}.ndjson")


def committed(folder: Path, table: str) -> pl.DataFrame:
    """Return what the commits hold of a table."""
    parts = sorted((folder / "commits" / "commits").glob(f"*/{table}/*.parquet"))
    return pl.concat([pl.read_parquet(part) for part in parts]) if parts else pl.DataFrame()


def drained(policy: Path, *, seconds: float = 1.0) -> None:
    """Run the stream of a landing directory until nothing came for a while."""
    last = time.monotonic()

    def idle() -> bool:
        nonlocal last
        if any(policy.parent.glob("landing/*/[!.]*.ndjson")):
            last = time.monotonic()
        return time.monotonic() - last > seconds

    with assemble_stream(compile_policy(load_policy(policy)), clock=FixedClock()) as opened:
        stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=idle)


@pytest.mark.parametrize("taken", ["move", "mark"])
def test_a_landing_directory_takes_each_file_once(tmp_path: Path, taken: str) -> None:
    """Files are published in their order, put away or marked, and never taken again; damaged ones are refused."""
    policy = policy_of(tmp_path, source=f"{LANDING}, taken: {taken}", mirror=COMMITS)
    whole = records(tmp_path)
    land(tmp_path, "a", [record for record in whole if record["table"] == "patients"])
    damaged = tmp_path / "landing" / "labs" / "b.parquet"
    land(tmp_path, "c", [record for record in whole if record["table"] == "labs"])
    damaged.write_text("PAR1 77310042")
    damaged.with_name("d.parquet").write_text("PAR1 and another")
    (tmp_path / "landing" / "labs" / "unfinished.ndjson.part").write_text("{")

    def idle() -> bool:
        return len(list(tmp_path.glob("landing/*/.refused/*"))) > 1 and committed(tmp_path, "labs").height == 40

    for _ in range(2):
        with assemble_stream(compile_policy(load_policy(policy)), clock=FixedClock()) as opened:
            stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=idle)
            assert [count for _, _, count in opened.ends.store.counts()] == [2]
    assert committed(tmp_path, "patients").height == 40
    assert committed(tmp_path, "labs").height == 40
    left = sorted(path.name for path in tmp_path.glob("landing/*/[!.]*"))
    assert left == (
        ["unfinished.ndjson.part"] if taken == "move" else ["a.ndjson", "c.ndjson", "unfinished.ndjson.part"]
    )


def test_each_commit_is_signed_and_whole(tmp_path: Path) -> None:
    """A commit's manifest names its files and rows, and `verify` accepts it."""
    policy = policy_of(tmp_path, source=LANDING, mirror=COMMITS)
    land(tmp_path, "a", [record for record in records(tmp_path) if record["table"] == "patients"])
    drained(policy, seconds=0.3)
    (commit,) = (tmp_path / "commits" / "commits").iterdir()
    assert sorted(path.name for path in commit.iterdir()) == ["manifest.json", "patients", "position"]
    envelope = json.loads((commit / "manifest.json").read_text())
    assert envelope["signatures"]
    content = (commit / "position").read_text()
    assert "patients" not in content


def many(folder: Path, *, rows: int) -> tuple[list[dict[str, Any]], int]:
    """Return lab records that tell themselves apart, one in ten of them poisoned, and how many are good."""
    people = [record["row"]["mrn"] for record in records(folder) if record["table"] == "patients"]
    made = [
        {
            "table": "labs",
            "row": {
                "patient": people[number % len(people)],
                "taken": "2024-01-02",
                "code": "4548-4",
                "value": number / 8,
                **({"ward": 1} if number % 10 == 9 else {}),
            },
        }
        for number in range(rows)
    ]
    return made, sum("ward" not in record["row"] for record in made)


def values_of(found: list[dict[str, Any]]) -> Counter[float]:
    """Return how often each lab value is there."""
    return Counter(record["row"]["value"] for record in found if record["table"] == "labs")


def without_notes(policy: Path, *, rows: int) -> None:
    """Leave the notes out, whose recogniser is slow to start, and read so many rows at once."""
    text = policy.read_text(encoding="utf-8")
    text = text[: text.index("  notes:")] + text[text.index("\nstream:") :]
    policy.write_text(text.replace("stream: {", f"stream: {{rows: {rows}, "), encoding="utf-8")


def test_told_to_stop_it_commits_what_it_read(tmp_path: Path) -> None:
    """SIGTERM: everything that came in is published, the log says so, metrics and health answer meanwhile."""
    policy = policy_of(tmp_path)
    without_notes(policy, rows=50)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("stream: {", "stream: {metrics_port: 0, "), encoding="utf-8")
    made, good = many(tmp_path, rows=200)
    command = [sys.executable, "-m", "safeharbor", "stream", str(policy)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own interpreter
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(lines(made))
        process.stdin.flush()
        found = [json.loads(process.stdout.readline()) for _ in range(good)]
        ready = json.loads(process.stderr.readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{ready['port']}/metrics") as answer:
            assert b'safeharbor_stream_rows_total{table="labs"}' in answer.read()
        process.send_signal(signal.SIGTERM)
        rest, log = process.stdout.read(), process.stderr.read()
        assert process.wait(20) == 0
    assert set(values_of(found).values()) == {1}
    assert rest == b""
    events = [json.loads(line) for line in log.splitlines()]
    assert ready["event"] == "ready"
    assert events[-1]["event"] == "stopped"
    assert dt.datetime.fromisoformat(events[-1]["at"]).tzinfo is not None


def test_metrics_and_health_say_counts_only(tmp_path: Path) -> None:
    """Rows, dead letters and ages by table, on the loopback address; ill once the loop no longer turns."""
    with (tmp_path / "log").open("w") as log:
        telemetry = Telemetry(log, FixedClock())
        endpoint = Endpoint(telemetry, 0)
        try:
            base = f"http://127.0.0.1:{endpoint.port}"
            with pytest.raises(urllib.error.HTTPError, match="503"):
                urllib.request.urlopen(f"{base}/health")  # noqa: S310 - our own address
            telemetry.ready()
            telemetry.committed(
                {"labs": 5},
                letters={("labs", "is not one JSON object in UTF-8"): 2},
                counts={("labs", "code", "misfit"): 1},
                seconds=0.02,
                behind=7,
            )
            with urllib.request.urlopen(f"{base}/metrics") as answer:  # noqa: S310 - our own address
                text = answer.read().decode()
            with urllib.request.urlopen(f"{base}/health") as answer:  # noqa: S310 - our own address
                assert json.loads(answer.read())["ready"] is True
        finally:
            endpoint.close()
    assert 'safeharbor_stream_rows_total{table="labs"} 5.0' in text
    assert 'safeharbor_stream_dead_letters_total{table="labs"} 2.0' in text
    assert "safeharbor_stream_behind_records 7.0" in text
    assert [json.loads(line)["event"] for line in (tmp_path / "log").read_text().splitlines()] == [
        "ready",
        "dead letters",
        "commit",
    ]
