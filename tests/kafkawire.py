"""One partition of a Kafka topic with transactions in it, served as a broker does: the protocol's oldest versions.

The brokers at hand show aborted records as committed (tansu) or know no isolation (librdkafka's mock cluster). This one
does for its one partition what Kafka does (protocol guide; KIP-98): asked for `read_committed` it ends at the last
stable offset and names the transactions that were aborted, which the client leaves out; asked otherwise it serves all.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# what is spoken: request -> lowest and highest version
_FETCH, _OFFSETS, _METADATA, _COMMIT, _COMMITTED = 1, 2, 3, 8, 9
_COORDINATOR, _JOIN, _HEARTBEAT, _LEAVE, _SYNC, _VERSIONS = 10, 11, 12, 13, 14, 18
_SPOKEN: Final = {
    0: (3, 3),
    _FETCH: (4, 4),
    _OFFSETS: (1, 1),
    _METADATA: (1, 1),
    _COMMIT: (2, 2),
    _COMMITTED: (1, 1),
} | dict.fromkeys((_COORDINATOR, _JOIN, _HEARTBEAT, _LEAVE, _SYNC, _VERSIONS), (0, 0))
_UNSUPPORTED: Final = 35
_TRANSACTIONAL, _CONTROL = 0x10, 0x20
_ABORT, _COMMITS = 0, 1


@dataclass(slots=True)
class Topic:
    """A topic's one partition. `transactions`: each its records, and whether it was committed; None: still open."""

    name: str
    transactions: list[tuple[list[bytes], bool | None]]
    asked: set[int] = field(default_factory=set)
    port: int = 0

    def fetched(self, start: int, *, isolation: int) -> bytes:
        """Return a partition's part of a fetch response: from an offset on, or from the batch that holds it."""
        self.asked.add(isolation)
        batches, aborted, offset, stable = [], b"", 0, None
        for producer, (records, committed) in enumerate(self.transactions):
            first = offset
            held = [
                _batch(offset, producer, [_record(b"", value, n) for n, value in enumerate(records)], _TRANSACTIONAL)
            ]
            offset += len(records)
            if committed is None:
                stable = first if stable is None else stable
            else:
                marker = _record(struct.pack(">hh", 0, _COMMITS if committed else _ABORT), bytes(6), 0)
                held.append(_batch(offset, producer, [marker], _TRANSACTIONAL | _CONTROL))
                offset += 1
            if offset > start and not (isolation and stable is not None):
                batches += held
                aborted += struct.pack(">qq", producer, first) if committed is False else b""
        stable = offset if stable is None else stable
        named = struct.pack(">i", len(aborted) // 16) + aborted if isolation else struct.pack(">i", -1)
        return struct.pack(">ihqq", 0, 0, offset, stable) + named + _bytes(b"".join(batches))


@contextlib.contextmanager
def served(topic: Topic) -> Iterator[str]:
    """Serve a topic; give the broker's address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        topic.port = listening.getsockname()[1]

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client = listening.accept()[0]
                    threading.Thread(target=_serve, args=(client, topic), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{topic.port}"
        listening.shutdown(socket.SHUT_RDWR)


class _Asked:
    """A request's body, read from the front."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def number(self, form: str) -> int:
        """Read a number of a size: b, h, i or q."""
        (found,) = struct.unpack_from(f">{form}", self._body, self._at)
        self._at += struct.calcsize(f">{form}")
        return int(found)

    def bytes(self, form: str = "i") -> bytes:
        """Read bytes after their length; text has a short one."""
        size = max(0, self.number(form))
        self._at += size
        return self._body[self._at - size : self._at]


def _serve(client: socket.socket, topic: Topic) -> None:
    with client, contextlib.suppress(OSError, struct.error), client.makefile("rb") as sent:
        while size := sent.read(4):
            asked = _Asked(sent.read(int.from_bytes(size, "big")))
            request, version, correlation = asked.number("h"), asked.number("h"), asked.number("i")
            asked.bytes("h")
            spoken = _SPOKEN.get(request, (1, 0))
            fits = spoken[0] <= version <= spoken[1]
            said = _ANSWERS[request](asked, topic) if fits else _versions(_UNSUPPORTED)
            client.sendall(_bytes(struct.pack(">i", correlation) + said))


def _fetch(asked: _Asked, topic: Topic) -> bytes:
    for form in "iiii":
        asked.number(form)
    isolation = asked.number("b")
    if not asked.number("i"):
        return struct.pack(">ii", 0, 0)
    asked.bytes("h")
    for form in "ii":
        asked.number(form)
    return struct.pack(">ii", 0, 1) + _only(topic, topic.fetched(asked.number("q"), isolation=isolation))


def _joined(asked: _Asked, _: Topic) -> bytes:
    asked.bytes("h")
    asked.number("i")
    for form in "hh":
        asked.bytes(form)
    asked.number("i")
    protocol, metadata = asked.bytes("h"), asked.bytes()
    me = _text("reader")
    return struct.pack(">hi", 0, 1) + _bytes(protocol, "h") + me + me + struct.pack(">i", 1) + me + _bytes(metadata)


def _synced(asked: _Asked, _: Topic) -> bytes:
    asked.bytes("h")
    asked.number("i")
    asked.bytes("h")
    asked.number("i")
    asked.bytes("h")
    return struct.pack(">h", 0) + _bytes(asked.bytes())


def _metadata(_: _Asked, topic: Topic) -> bytes:
    broker = struct.pack(">ii", 1, 1) + _text("127.0.0.1") + struct.pack(">ih", topic.port, -1)
    partition = struct.pack(">ihiiiiii", 1, 0, 0, 1, 1, 1, 1, 1)
    return broker + struct.pack(">iih", 1, 1, 0) + _text(topic.name) + b"\0" + partition


def _versions(error: int) -> bytes:
    spoken = b"".join(struct.pack(">hhh", number, *range_) for number, range_ in _SPOKEN.items())
    return struct.pack(">hi", error, len(_SPOKEN)) + spoken


_ANSWERS: Final[dict[int, Callable[[_Asked, Topic], bytes]]] = {
    _FETCH: _fetch,
    _OFFSETS: lambda _, topic: struct.pack(">i", 1) + _only(topic, struct.pack(">ihqq", 0, 0, -1, 0)),
    _METADATA: _metadata,
    _COMMIT: lambda _, topic: struct.pack(">i", 1) + _only(topic, struct.pack(">ih", 0, 0)),
    _COMMITTED: lambda _, topic: struct.pack(">i", 1) + _only(topic, struct.pack(">iqhh", 0, -1, -1, 0)),
    _COORDINATOR: lambda _, topic: struct.pack(">hi", 0, 1) + _text("127.0.0.1") + struct.pack(">i", topic.port),
    _JOIN: _joined,
    _HEARTBEAT: lambda *_: bytes(2),
    _LEAVE: lambda *_: bytes(2),
    _SYNC: _synced,
    _VERSIONS: lambda *_: _versions(0),
}


def _only(topic: Topic, partition: bytes) -> bytes:
    return _text(topic.name) + struct.pack(">i", 1) + partition


def _batch(offset: int, producer: int, records: list[bytes], attributes: int) -> bytes:
    """Return a record batch (magic 2); its checksum is nought, which clients do not look at unless told to."""
    head = struct.pack(">ihiqqqhii", 0, attributes, len(records) - 1, 0, 0, producer, 0, 0, len(records))
    body = struct.pack(">ib", 0, 2) + head + b"".join(records)
    return struct.pack(">qi", offset, len(body)) + body


def _record(key: bytes, value: bytes, number: int) -> bytes:
    inside = b"\0" + _varint(0) + _varint(number) + _varint(len(key)) + key + _varint(len(value)) + value + _varint(0)
    return _varint(len(inside)) + inside


def _varint(number: int) -> bytes:
    left, out = number << 1, b""
    while left > 0x7F:
        out += bytes([left & 0x7F | 0x80])
        left >>= 7
    return out + bytes([left])


def _text(text: str) -> bytes:
    return _bytes(text.encode(), "h")


def _bytes(content: bytes, form: str = "i") -> bytes:
    return struct.pack(f">{form}", len(content)) + content
