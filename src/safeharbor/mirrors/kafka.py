"""Kafka topics as a mirror: one transaction a commit, the position in a topic of its own inside the same transaction.

A message's key is the row's own key as published, its value the row as JSON; a row that is gone is a message without a
value. No header is written. Readers with `isolation.level=read_committed` see each row once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from safeharbor.errors import MirrorError
from safeharbor.kafka import Brokers, client, translated
from safeharbor.mirrors.lines import json_rows, ordered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import polars as pl

    from safeharbor.records import Change, Letter


class Sealing(Protocol):
    """What seals a dead letter, and names it."""

    def sealed(self, content: bytes, *, about: bytes) -> bytes:
        """Return the content sealed."""

    def name(self, text: str) -> bytes:
        """Return the keyed digest a record is known by."""


_PATIENCE: Final = 60  # seconds for brokers to take a transaction
_FULL: Final = 0.1  # seconds to wait where the client's queue is full: back-pressure


class KafkaMirror:
    """A transactional producer; another that starts under the same name fences this one off."""

    def __init__(
        self, brokers: Brokers, topics: Mapping[str, str], *, name: str, keys: Mapping[str, Sequence[str]]
    ) -> None:
        """Take the cluster, table -> topic, the transactional id, and the columns that name a row."""
        self._topics = topics
        self._keys = keys
        self._place = f"{name}.position"
        self._settings = brokers.settings()
        self._name = name
        self._producer: Any = client().Producer(
            {"linger.ms": 2, "compression.type": "lz4", **self._settings, "transactional.id": name}
        )

    @property
    def mark(self) -> str:
        """Nothing: the topic of positions holds what is needed."""
        return ""

    def begin(self, tables: Mapping[str, pl.Schema], mark: str | None) -> str | None:
        """Fence off an earlier producer, whose open transaction is aborted; return the position committed last."""
        del mark
        missing = [table for table in tables if table not in self._topics]
        if missing:
            message = f"{len(missing)} published tables have no topic"
            raise MirrorError(message, hint="name a topic for each in `stream.mirror.topics`")
        with translated("begin transactions", error=MirrorError):
            self._producer.init_transactions(_PATIENCE)
            return self._last_position()

    def commit(self, changes: Sequence[Change], position: str) -> None:
        """Produce rows and position in one transaction."""
        with translated("write a transaction", error=MirrorError):
            self._producer.begin_transaction()
            try:
                for change in changes:
                    self._write(change)
                self._produce(self._place, b"position", position.encode(), partition=0)
                self._producer.commit_transaction(_PATIENCE)
            except client().KafkaException:
                self._producer.abort_transaction(_PATIENCE)
                raise

    def withdraw(self, tokens: Sequence[str]) -> None:
        """Do nothing: a topic keeps what was produced for as long as its brokers do."""

    def restate(self, tokens: Sequence[str] | None) -> None:
        """Do nothing: what was produced has been read."""

    def close(self) -> None:
        """Let go; what was not committed is aborted by whoever begins next."""
        self._producer.purge()

    def _write(self, change: Change) -> None:
        table = change.rows.table
        topic = self._topics[table]
        columns = list(self._keys.get(table) or ())
        rows = json_rows(change)
        keys: list[bytes | None] = [None] * len(rows)
        if columns:
            keys = [key.encode() for key in ordered(change).select(columns).write_ndjson().splitlines()]
        for row, key in zip(rows, keys, strict=True):
            self._produce(topic, key, None if change.gone else row)

    def _produce(self, topic: str, key: bytes | None, value: bytes | None, *, partition: int = -1) -> None:
        while True:
            try:
                self._producer.produce(topic, value=value, key=key, partition=partition)
            except BufferError:
                self._producer.poll(_FULL)
            else:
                return

    def _last_position(self) -> str | None:
        """Read the newest message of the topic of positions."""
        reader = client().Consumer(
            {**self._settings, "group.id": f"{self._name}.reader", "isolation.level": "read_committed",
             "enable.auto.commit": False, "enable.partition.eof": True, "allow.auto.create.topics": True}
        )  # fmt: skip
        try:
            place = client().TopicPartition(self._place, 0)
            known = reader.list_topics(self._place, timeout=_PATIENCE).topics[self._place]
            if known.error is not None or not known.partitions:
                return None
            low, high = reader.get_watermark_offsets(place, timeout=_PATIENCE, cached=False)
            position: str | None = None
            # the last offsets may be marks of transactions, which are no messages
            place.offset = max(low, high - 8)
            reader.assign([place])
            while (message := reader.poll(_PATIENCE)) is not None:
                if message.error() is not None:
                    if message.error().code() == client().KafkaError._PARTITION_EOF:  # noqa: SLF001 - its public name
                        break
                    raise client().KafkaException(message.error())
                position = message.value().decode()
            return position
        finally:
            reader.close()


class KafkaLetters:
    """A topic for dead letters: sealed payloads, with table and reason as JSON beside them."""

    def __init__(self, brokers: Brokers, topic: str, seal: Sealing, *, stream: str) -> None:
        """Take the cluster, the topic, what seals, and the stream's name."""
        self._topic = topic
        self._seal = seal
        self._stream = stream
        self._producer: Any = client().Producer({**brokers.settings(), "enable.idempotence": True})

    def bury(self, letters: Sequence[Letter], *, at: dt.datetime) -> None:
        """Produce letters; one that comes twice has the same key."""
        with translated("write dead letters", error=MirrorError):
            for letter in letters:
                name = self._seal.name(f"{self._stream}\x00{letter.table}\x00{letter.name}")
                head = {"table": letter.table, "reason": letter.reason, "at": at.isoformat()}
                self._producer.produce(
                    self._topic,
                    key=name.hex(),
                    value=self._seal.sealed(letter.payload, about=name),
                    headers={key: str(value).encode() for key, value in head.items()},
                )
            if self._producer.flush(_PATIENCE):
                message = "Kafka did not take the dead letters in time"
                raise MirrorError(message, hint="check the brokers; the stream goes on where it was")
