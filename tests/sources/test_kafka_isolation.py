"""What a producer took back is never read: records of aborted and of open transactions, wherever a reading begins."""

from __future__ import annotations

import time

import pytest
from confluent_kafka import Consumer, TopicPartition

from safeharbor.kafka import Brokers
from safeharbor.sources.kafka import KafkaSource, Topics
from tests.kafkawire import Topic, served

KEPT = [b'{"n": 1}', b'{"n": 2}', b'{"n": 3}']
TAKEN_BACK = b'{"n": "taken back"}'
OPEN = b'{"n": "still open"}'


def _topic() -> Topic:
    """Return a topic: two kept, a marker, three taken back, a marker, one kept, a marker, one open, one behind it."""
    transactions = [([*KEPT[:2]], True), ([TAKEN_BACK] * 3, False), ([KEPT[2]], True), ([OPEN], None), ([OPEN], True)]
    return Topic("labs", transactions)


@pytest.mark.parametrize(
    ("start", "expected"), [(None, KEPT), (1, KEPT[1:]), (2, KEPT[2:]), (4, KEPT[2:]), (6, KEPT[2:]), (8, [])]
)
@pytest.mark.parametrize("options", [{}, {"isolation.level": "read_uncommitted"}], ids=["alone", "told otherwise"])
def test_aborted_records_are_never_taken(start: int | None, expected: list[bytes], options: dict[str, str]) -> None:
    """Whatever the policy's options say, brokers are asked for committed records alone, and no other is handed on."""
    topic = _topic()
    with served(topic) as address:
        source = KafkaSource(Brokers(address, options), Topics({"labs": "labs"}, "group"))
        source.begin(None if start is None else f'{{"labs/0": {start}}}')
        found: list[object] = []
        end = time.monotonic() + 10
        while time.monotonic() < end and (len(found) < len(expected) or not topic.asked):
            delivery = source.poll(rows=100, wait=0.1)
            found += [row for arrival in delivery.arrivals for row in arrival.rows] if delivery else []
        # time for one that should not come
        assert source.poll(rows=100, wait=0.2) is None
        source.close()
    assert found == expected
    assert topic.asked == {1}


def test_the_broker_would_have_given_them() -> None:
    """A reader that asks for everything gets all eight records: that they are left out above is the source's doing."""
    topic = _topic()
    with served(topic) as address:
        reader = Consumer({"bootstrap.servers": address, "group.id": "g", "isolation.level": "read_uncommitted"})
        reader.assign([TopicPartition("labs", 0, 0)])
        found = [message.value() for message in reader.consume(8, timeout=10)]
        reader.close()
    assert found == [*KEPT[:2], *[TAKEN_BACK] * 3, KEPT[2], OPEN, OPEN]
    assert topic.asked == {0}
