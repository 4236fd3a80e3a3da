"""An audit event, its line of text, and the chain that lines make: SHA-256(chain before + line)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from safeharbor.errors import SafeHarborError

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD: Final = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")
_TAG: Final = re.compile(r"[0-9a-f]{32}")
_WHO_LENGTH: Final = 128
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Signer(Protocol):
    """What signs the head of the chain."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """Return an Ed25519 signature."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What happened. No field may hold a value of a cell.

    `event`, `outcome`, `kind`, `purpose`: lower-case words (`reidentify`, `denied`, `mrn`, `treatment`).
    `who`: the principal. `subject`: the person's keyed tag (32 hex digits). `detail`: counts and names of things.
    """

    event: str
    who: str
    outcome: str = "ok"
    kind: str = ""
    subject: str = ""
    purpose: str = ""
    detail: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an event whose words are not words."""
        words = (self.event, self.outcome, *(word for word in (self.kind, self.purpose) if word))
        if not all(_WORD.fullmatch(word) for word in words):
            message = "event, outcome, kind and purpose of an audit event are lower-case words of at most 64 letters"
            raise SafeHarborError(message, hint="letters, digits and _ . : - only, such as `quality-review`")
        if self.subject and not _TAG.fullmatch(self.subject):
            message = "the subject of an audit event is a keyed tag of 32 hex digits, never an identifier"
            raise SafeHarborError(message, hint="use the vault's subject_tag")
        if not 0 < len(self.who) <= _WHO_LENGTH or not self.who.isprintable():
            message = f"an audit event names who did it, in at most {_WHO_LENGTH} printable letters"
            raise SafeHarborError(message, hint="name the principal")


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log and its time (UTC)."""

    number: int
    at: dt.datetime
    event: AuditEvent


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number of the last event and the chain's value (hex); a manifest can pin it."""

    number: int
    chain: str


def microseconds(at: dt.datetime) -> int:
    """Return a time as whole microseconds since 1970, UTC; raise when it names no time zone."""
    if at.tzinfo is None:
        message = "an audit event's time names its time zone"
        raise SafeHarborError(message, hint="pass the Clock's now()")
    return (at - _EPOCH) // dt.timedelta(microseconds=1)


def write_line(number: int, at: int, event: AuditEvent) -> str:
    """Return the event's line: JSON, keys sorted, empty fields left out, so that equal events are equal text."""
    fields = {"kind": event.kind, "subject": event.subject, "purpose": event.purpose, "detail": dict(event.detail)}
    content: dict[str, object] = {name: value for name, value in fields.items() if value}
    content |= {"n": number, "at": at, "event": event.event, "who": event.who, "outcome": event.outcome}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def read_line(line: str) -> tuple[int, int, AuditEvent]:
    """Return number, time (microseconds) and event of a line; ValueError, KeyError or TypeError when it is none."""
    content = json.loads(line)
    number, at = int(content.pop("n")), int(content.pop("at"))
    return number, at, AuditEvent(**content)


def recorded(line: str) -> Recorded:
    """Return the event a line records."""
    number, at, event = read_line(line)
    return Recorded(number, _EPOCH + dt.timedelta(microseconds=at), event)


def chain_start(log: str) -> bytes:
    """Return the chain's value before the first event of the log with this id."""
    return hashlib.sha256(b"safeharbor audit 1\0" + log.encode()).digest()


def chained(chain: bytes, line: str) -> bytes:
    """Return the chain's value after one more line."""
    return hashlib.sha256(chain + line.encode()).digest()


def signed_message(log: str, number: int, chain: bytes) -> bytes:
    """Return what is signed for a head of the chain."""
    return b"safeharbor audit checkpoint 1\0" + f"{log}/{number}/".encode() + chain
