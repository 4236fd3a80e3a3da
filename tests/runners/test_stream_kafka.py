"""Streams from Kafka and into it, against a real broker: keys and headers treated, groups, crashes, dead letters."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from safeharbor.errors import PolicyError
from safeharbor.kafka import Brokers
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners.stream import stream
from safeharbor.sources.kafka import KafkaSource, Topics
from safeharbor.streaming import assemble_stream
from safeharbor.testing import FixedClock
from tests import hospital

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

QUIET = {"log_level": 0}
# the broker keeps a group waiting for a share of its session's time
HASTY = {"session.timeout.ms": "2000", "heartbeat.interval.ms": "300"}


class Cluster:
    """The test's own topics on the broker."""

    def __init__(self, address: str) -> None:
        """Take the broker's address."""
        self.address = address
        self.prefix = secrets.token_hex(4)
        self.producer = Producer({"bootstrap.servers": address, **QUIET})

    def topic(self, name: str, *, partitions: int = 1) -> str:
        """Make a topic; return its full name."""
        full = f"{self.prefix}-{name}"
        admin = AdminClient({"bootstrap.servers": self.address, **QUIET})
        admin.create_topics([NewTopic(full, partitions, 1)])[full].result(10)
        return full

    def source(self, topic: str) -> dict[str, Any]:
        """Return the source rule of a stream over one topic."""
        return {
            "kind": "kafka",
            "brokers": self.address,
            "topics": {topic: "labs"},
            "group": self.prefix,
            "options": dict(HASTY),
        }

    def send(
        self,
        topic: str,
        rows: Sequence[dict[str, Any] | bytes | None],
        *,
        key: bytes | None = None,
        headers: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """Produce rows."""
        for row in rows:
            value = json.dumps(row).encode() if isinstance(row, dict) else row
            self.producer.produce(topic, value=value, key=key, headers=list(headers))
        assert self.producer.flush(20) == 0

    def read(self, topic: str, number: int, *, seconds: float = 15, isolation: str = "read_committed") -> list[Any]:
        """Return the first messages of a topic's only partition."""
        settings = {"bootstrap.servers": self.address, "group.id": secrets.token_hex(4), **QUIET}
        reader = Consumer({**settings, "isolation.level": isolation, "enable.partition.eof": True})
        reader.assign([TopicPartition(topic, 0, 0)])
        found: list[Any] = []
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                message = reader.poll(0.5)
                if message is None:
                    continue
                if message.error() is None:
                    found.append(message)
                elif len(found) >= number:
                    break
        finally:
            reader.close()
        return found


@pytest.fixture
def cluster(kafka: str) -> Cluster:
    """Return topics of the test's own."""
    return Cluster(kafka)


def policy_of(folder: Path, source: dict[str, Any], mirror: dict[str, Any], **more: str | int) -> Path:
    """Write the tiny hospital without notes, with a stream."""
    path = hospital.write(folder)
    text = path.read_text(encoding="utf-8")
    text = text[: text.index("  notes:")].replace(
        "    subject: patient\n", "    subject: patient\n    key: [patient]\n"
    )
    path.write_text(text + "\nstream: " + json.dumps({"source": source, "mirror": mirror, **more}), encoding="utf-8")
    return path


def lab(number: int, **more: str) -> dict[str, Any]:
    """Return a record that tells itself apart."""
    return {"patient": "77310042", "taken": "2024-01-02", "code": "4548-4", "value": number / 8, **more}


def streamed(policy: Path, done: Callable[[], bool], *, seconds: float = 40) -> int:
    """Run a stream until something is so; return the number of dead letters."""
    end = time.monotonic() + seconds

    def stopping() -> bool:
        assert time.monotonic() < end
        return done()

    with assemble_stream(compile_policy(load_policy(policy)), clock=FixedClock()) as opened:
        stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=stopping)
        return sum(count for _, _, count in opened.ends.store.counts())


def committed(folder: Path) -> pl.DataFrame:
    """Return what the commits hold."""
    parts = sorted((folder / "commits" / "commits").glob("*/labs/*.parquet"))
    return pl.concat([pl.read_parquet(part) for part in parts]) if parts else pl.DataFrame({"value": []})


def test_topics_to_parquet(tmp_path: Path, cluster: Cluster) -> None:
    """Every message of every partition is a row once; poison is kept; a restart goes on where it was."""
    topic = cluster.topic("labs", partitions=3)
    source = cluster.source(topic)
    policy = policy_of(tmp_path, source, {"kind": "parquet", "path": "commits"})
    cluster.send(topic, [lab(number) for number in range(300)])
    cluster.send(topic, [b"{", b"\xff", lab(0, ward="7"), None])
    assert streamed(policy, lambda: committed(tmp_path).height >= 300) <= 4
    cluster.send(topic, [lab(number) for number in range(300, 400)])
    assert streamed(policy, lambda: committed(tmp_path).height >= 400) == 4
    values = Counter(committed(tmp_path)["value"].to_list())
    assert (len(values), set(values.values())) == (400, {1})


def test_keys_and_headers_pass_through_the_plan_or_not_at_all(tmp_path: Path, cluster: Cluster) -> None:
    """A key is a column and becomes a token, other headers are gone; a message without value is a deletion."""
    given, taken = cluster.topic("in"), cluster.topic("out")
    source = {**cluster.source(given), "key_column": "patient", "headers": {"loinc": "code"}}
    mirror = {"kind": "kafka", "brokers": cluster.address, "topics": {"labs": taken, "patients": taken}}
    policy = policy_of(tmp_path, source, {**mirror, "group": f"{cluster.prefix}-out"}, rows=1)
    row = {"taken": "2024-01-02", "value": 1.5}
    cluster.send(given, [row], key=b"77310042", headers=[("loinc", b"4548-4"), ("trace", b"Zyzzogeton")])
    cluster.send(given, [None], key=b"77310042")
    found: list[Any] = []

    def done() -> bool:
        found[:] = cluster.read(taken, 2, seconds=1)
        return len(found) >= 2

    streamed(policy, done)
    came, went = found
    published = json.loads(came.value())
    assert published["code"] == "4548-4"
    assert published["patient"].startswith("tk_")
    assert json.loads(came.key()) == {"patient": published["patient"]}
    assert (went.key(), went.value()) == (came.key(), None)
    assert came.headers() is None
    for message in found:
        for part in (message.key(), message.value() or b""):
            assert not [canary for canary in hospital.CANARIES if canary.encode() in part]


def test_dead_letters_have_a_topic_of_their_own(tmp_path: Path, cluster: Cluster) -> None:
    """Sealed payloads, a reason and a table beside them; nothing of the record can be read."""
    given, dead = cluster.topic("in"), cluster.topic("dead")
    source = cluster.source(given)
    policy = policy_of(tmp_path, source, {"kind": "parquet", "path": "commits"}, dead_letters=dead)
    cluster.send(given, [lab(1, surname="Quillfeather"), lab(2)])
    streamed(policy, lambda: committed(tmp_path).height >= 1)
    (letter,) = cluster.read(dead, 1)
    head = dict(letter.headers())
    assert head["table"] == b"labs"
    assert head["reason"] == b"has a field that no rule names"
    assert b"Quillfeather" not in letter.value() + letter.key()
    with assemble_stream(compile_policy(load_policy(policy)), clock=FixedClock()) as opened:
        content = opened.ends.store.seal.opened(letter.value(), about=bytes.fromhex(letter.key().decode()))
        assert json.loads(content)["surname"] == "Quillfeather"


_RUN = """
import os, signal, sys, threading
from pathlib import Path
from safeharbor.mirrors.commits import CommitMirror
from safeharbor.mirrors.kafka import KafkaMirror
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners import stream
from safeharbor.runners.dead_letters import StreamStore
from safeharbor.sources.kafka import KafkaSource
from safeharbor.streaming import assemble_stream
from safeharbor.testing import Crash, FixedClock

OWNERS = {"commits": CommitMirror, "kafka": KafkaMirror, "store": StreamStore, "source": KafkaSource}
owner, name, after, when = sys.argv[2].split(".")
real, crash = getattr(OWNERS[owner], name), Crash(int(after))
def wrapped(*args, **kwargs):
    if when == "before":
        crash()
    result = real(*args, **kwargs)
    if when == "after":
        crash()
    return result
setattr(OWNERS[owner], name, wrapped)
with assemble_stream(compile_policy(load_policy(Path(sys.argv[1]))), clock=FixedClock()) as opened:
    stream.stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=lambda: False)
"""
STEPS = ["commits.commit.0.after", "store.save.1.after", "source.confirm.0.after"]


def _killed(policy: Path, step: str) -> None:
    command = [sys.executable, "-c", _RUN, str(policy), step]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 - our own interpreter
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
def test_killed_between_topic_and_parquet(tmp_path: Path, cluster: Cluster, step: str) -> None:
    """The mirror knows the position it holds: what the group never heard of is not taken twice."""
    topic = cluster.topic("labs", partitions=2)
    source = cluster.source(topic)
    policy = policy_of(tmp_path, source, {"kind": "parquet", "path": "commits"}, rows=40)
    cluster.send(topic, [lab(number) for number in range(200)])
    _killed(policy, step)
    streamed(policy, lambda: committed(tmp_path).height >= 200)
    values = Counter(committed(tmp_path)["value"].to_list())
    assert (len(values), set(values.values())) == (200, {1})


def test_killed_between_topic_and_topic(tmp_path: Path, cluster: Cluster) -> None:
    """The position is in the transaction: what was committed and never confirmed is not produced again."""
    given, taken = cluster.topic("in"), cluster.topic("out")
    source = cluster.source(given)
    mirror = {"kind": "kafka", "brokers": cluster.address, "topics": {"labs": taken, "patients": taken}}
    mirror["group"] = f"{cluster.prefix}-out"
    policy = policy_of(tmp_path, source, mirror, rows=40)
    cluster.send(given, [lab(number) for number in range(100)])
    _killed(policy, "kafka.commit.0.after")
    found: list[Any] = []

    def done() -> bool:
        found[:] = cluster.read(taken, 100, seconds=1)
        return len(found) >= 100

    streamed(policy, done)
    values = Counter(json.loads(message.value())["value"] for message in found)
    assert (len(values), set(values.values())) == (100, {1})


_HALF = """
import os, signal, sys
from pathlib import Path
from safeharbor.mirrors.kafka import KafkaMirror
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners import stream
from safeharbor.streaming import assemble_stream
from safeharbor.testing import FixedClock

real = KafkaMirror._produce
def produce(self, topic, key, value, *, partition=-1):
    real(self, topic, key, value, partition=partition)
    if partition == 0:  # the position, which comes last: everything is with the broker, and nothing is committed
        self._producer.flush(20)
        os.kill(os.getpid(), signal.SIGKILL)
KafkaMirror._produce = produce
with assemble_stream(compile_policy(load_policy(Path(sys.argv[1]))), clock=FixedClock()) as opened:
    stream.stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=lambda: False)
"""


def test_killed_inside_a_transaction(tmp_path: Path, cluster: Cluster) -> None:
    """Between producing and committing: who reads what is committed sees nothing of it, and in the end all of it once.

    The broker of these tests lets an abandoned transaction be seen once it is fenced, its position included; brokers
    that abort it have it produced again. Either way each row is there once.
    """
    given, taken = cluster.topic("in"), cluster.topic("out")
    mirror = {"kind": "kafka", "brokers": cluster.address, "topics": {"labs": taken, "patients": taken}}
    mirror["group"] = f"{cluster.prefix}-out"
    policy = policy_of(tmp_path, cluster.source(given), mirror, rows=100)
    cluster.send(given, [lab(number) for number in range(100)])
    command = [sys.executable, "-c", _HALF, str(policy)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 - our own interpreter
    assert done.returncode == -signal.SIGKILL
    assert len(cluster.read(taken, 1, isolation="read_uncommitted")) > 0
    assert cluster.read(taken, 0) == []
    found: list[Any] = []

    def complete() -> bool:
        found[:] = cluster.read(taken, 100, seconds=1)
        return len(found) >= 100

    streamed(policy, complete)
    values = Counter(json.loads(message.value())["value"] for message in found)
    assert (len(values), set(values.values())) == (100, {1})


def test_a_group_shares_partitions_and_hands_them_over(cluster: Cluster) -> None:
    """A second member takes partitions over where the first one confirmed; together they read every message once."""
    topic = cluster.topic("shared", partitions=4)
    brokers = Brokers(cluster.address, HASTY)
    members = [KafkaSource(brokers, Topics({topic: "labs"}, cluster.prefix)) for _ in range(2)]
    seen: list[list[bytes]] = [[], []]
    stop = threading.Event()

    def consume(number: int) -> None:
        source = members[number]
        source.begin(None)
        while not stop.is_set():
            delivery = source.poll(rows=50, wait=0.2)
            if delivery is not None:
                seen[number] += [row for arrival in delivery.arrivals for row in arrival.rows]
                source.confirm(delivery.position)
        source.close()

    threads = [threading.Thread(target=consume, args=(number,)) for number in range(2)]
    threads[0].start()
    sent = 0
    end = time.monotonic() + 30
    try:
        while time.monotonic() < end and (sent < 400 or len(seen[0]) + len(seen[1]) < sent or not seen[1]):
            if sent == 100:
                threads[1].start()
            cluster.send(topic, [lab(sent + number) for number in range(20)])
            sent += 20
            time.sleep(0.1)
            if sent >= 2000:
                break
        time.sleep(1)
    finally:
        stop.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
    values = Counter(json.loads(row)["value"] for row in seen[0] + seen[1])
    assert set(values) == {number / 8 for number in range(sent)}
    assert seen[1]


@pytest.mark.parametrize(
    ("servers", "options"),
    [
        ("broker.example:9092", {"security.protocol": "plaintext"}),
        ("broker.example:9092", {"security.protocol": "sasl_plaintext"}),
        ("localhost:9092,broker.example:9092", {"enable.ssl.certificate.verification": "false"}),
        ("broker.example:9092", {"ssl.endpoint.identification.algorithm": "none"}),
        ("localhost:9092", {"sasl.password": "x"}),
    ],
)
def test_traffic_is_protected_and_secrets_are_elsewhere(servers: str, options: dict[str, str]) -> None:
    """Beyond this machine TLS with verification, or nothing; no password in a policy."""
    with pytest.raises(PolicyError):
        Brokers(servers, options).settings()


def test_private_options_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A JSON object in a variable; anything else is refused without being shown."""
    monkeypatch.setenv("KAFKA_OPTIONS", '{"sasl.username": "u"}')
    settings = Brokers("broker.example:9092", {}, "KAFKA_OPTIONS").settings()
    assert (settings["security.protocol"], settings["sasl.username"]) == ("ssl", "u")
    monkeypatch.setenv("KAFKA_OPTIONS", "Zyxwvut")
    with pytest.raises(PolicyError, match="KAFKA_OPTIONS") as caught:
        Brokers("localhost:9092", {}, "KAFKA_OPTIONS").settings()
    assert "Zyxwvut" not in str(caught.value)
    assert os.environ["KAFKA_OPTIONS"] == "Zyxwvut"
