"""Kafka topics: at least once in, as one of a consumer group; what is read waits for its commit.

A message's value is a JSON object. Its key and headers are columns where the policy says so, and are dropped
otherwise: nothing passes beside the plan. A message without a value says that the row of its key is gone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, overload

from safeharbor.errors import SourceError
from safeharbor.kafka import Brokers, client, translated
from safeharbor.records import Arrival, Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping

# back-pressure: what waits inside the client, beyond which brokers are not asked for more
_AHEAD_KILOBYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Topics:
    """Topic -> table; the columns that a message's key and headers become, if any."""

    tables: Mapping[str, str]
    group: str
    key_column: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class KafkaSource:
    """A consumer of some topics."""

    def __init__(self, brokers: Brokers, topics: Topics, *, linger: float = 0.0) -> None:
        """Take the cluster and the topics; nothing is asked for before `begin`."""
        self._topics = topics
        self._linger = linger
        self._known: dict[str, int] = {}
        self._consumer: Any = client().Consumer(
            {
                "queued.max.messages.kbytes": _AHEAD_KILOBYTES,
                "fetch.wait.max.ms": 50,
                **brokers.settings(),
                "group.id": topics.group,
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                # the default waits 300 ms for stragglers
                "partition.assignment.strategy": "cooperative-sticky",
            }
        )

    @property
    def ended(self) -> bool:
        """Whether nothing will come any more: topics never end."""
        return False

    def begin(self, position: str | None) -> None:
        """Join the group; partitions go on after the position, or after what the group confirmed, if that is more."""
        self._known = dict(json.loads(position)) if position else {}
        with translated("join the consumer group", error=SourceError):
            self._consumer.subscribe(list(self._topics.tables), on_assign=self._assigned)

    def poll(self, *, rows: int, wait: float) -> Delivery | None:
        """Return the messages that are there."""
        with translated("read messages", error=SourceError):
            found = self._consumer.consume(1, timeout=wait)
            at = time.monotonic()
            # what the client already holds comes at once
            found += self._consumer.consume(rows - 1, timeout=self._linger) if found and rows > 1 else []
        groups: dict[tuple[str, int], list[Any]] = {}
        for message in found:
            fault = message.error()
            if fault is not None:
                if fault.fatal() or not fault.retriable():
                    text = f"Kafka refuses (read messages, {fault.name()})"
                    raise SourceError(text, hint="check topics and rights; the stream goes on where it was")
                continue
            groups.setdefault((message.topic(), message.partition()), []).append(message)
        if not groups:
            return None
        arrivals = tuple(self._arrival(topic, partition, held) for (topic, partition), held in groups.items())
        return Delivery(arrivals, json.dumps(self._known), at)

    def confirm(self, position: str) -> None:
        """Commit the offsets for the group."""
        offsets = [self._place(name, offset) for name, offset in json.loads(position).items()]
        with translated("commit offsets", error=SourceError):
            mine = {(one.topic, one.partition) for one in self._consumer.assignment()}
            held = [one for one in offsets if (one.topic, one.partition) in mine]
            if held:
                self._consumer.commit(offsets=held, asynchronous=True)

    def behind(self) -> int | None:
        """Return how many messages wait in the partitions that are ours, as far as the client knows."""
        total = 0
        try:
            for one in self._consumer.assignment():
                low, high = self._consumer.get_watermark_offsets(one, cached=True)
                total += max(0, high - max(low, self._known.get(f"{one.topic}/{one.partition}", low)))
        except client().KafkaException:
            return None
        return total

    def close(self) -> None:
        """Leave the group."""
        with translated("leave the consumer group", error=SourceError):
            self._consumer.close()

    def _assigned(self, consumer: Any, partitions: list[Any]) -> None:  # noqa: ANN401 - the client is untyped
        """Begin each partition after what the mirror holds, or the group confirmed, whichever is more."""
        for one in consumer.committed(partitions, timeout=30):
            name = f"{one.topic}/{one.partition}"
            known = max(one.offset, self._known.get(name, -1))
            if known >= 0:
                self._known[name] = known
                one.offset = known
            consumer.incremental_assign([one])

    def _place(self, name: str, offset: int) -> Any:  # noqa: ANN401 - the client is untyped
        topic, _, partition = name.rpartition("/")
        return client().TopicPartition(topic, int(partition), offset)

    def _arrival(self, topic: str, partition: int, messages: list[Any]) -> Arrival:
        offsets = [message.offset() for message in messages]
        self._known[f"{topic}/{partition}"] = offsets[-1] + 1
        table = self._topics.tables[topic]
        rows = [message.value() for message in messages]
        gone = [row is None for row in rows]
        if self._topics.key_column is not None or self._topics.headers or any(gone):
            rows = [self._with_key(message) for message in messages]
        return Arrival(table, rows, Names(f"{topic}/{partition}", offsets), gone if any(gone) else None)

    def _with_key(self, message: Any) -> bytes:  # noqa: ANN401 - the client is untyped
        """Return the value with the key's and headers' columns put into it."""
        added: dict[str, str | None] = {}
        try:
            if self._topics.key_column is not None:
                key = message.key()
                added[self._topics.key_column] = None if key is None else key.decode()
            for header, value in message.headers() or ():
                if header in self._topics.headers:
                    added[self._topics.headers[header]] = None if value is None else value.decode()
        except UnicodeDecodeError:
            return b""  # refused as no JSON, with its reason
        value = (message.value() or b"{}").strip()
        if not added or not value.startswith(b"{"):
            return bytes(value)
        inside = value[1:].lstrip()
        return json.dumps(added).encode()[:-1] + (b"" if inside == b"}" else b",") + inside


class Names(Sequence[str]):
    """What messages of one partition are called, made only for those that are asked for."""

    def __init__(self, place: str, offsets: Sequence[int]) -> None:
        """Take topic/partition and the offsets."""
        self._place = place
        self._offsets = offsets

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Return one name, or some."""
        if isinstance(index, slice):
            return Names(self._place, self._offsets[index])
        return f"{self._place}/{self._offsets[index]}"

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._offsets)
