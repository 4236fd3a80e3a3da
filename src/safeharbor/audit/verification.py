"""Follow an audit log from its first event to its signed head, and say everything that is wrong with it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from safeharbor.audit.events import Head, chain_start, chained, read_line, signed_message
from safeharbor.audit.log import pin_path, translated
from safeharbor.errors import SafeHarborError, VaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_MOST_PROBLEMS: Final = 20


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: how many events, the head, and every problem. None: nothing was changed."""

    events: int
    head: Head
    problems: tuple[str, ...]


def verify_log(path: Path, public: bytes, *, anchor: Head | None = None, kept: Head | None = None) -> Verification:
    """Follow the whole chain and return every edit, deletion, reorder, insertion and truncation it shows.

    `public`: the signing key's public half, kept apart from the log. `anchor`: a head that somebody pinned, `kept`:
    the one the vault holds; they show the end cut off even where the copy beside the log was put back as well.
    """
    if not path.exists():
        message = f"there is no audit log at {path}"
        raise VaultError(message, hint="check the path")
    with translated(path):
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        try:
            connection.execute("BEGIN")
            pinned = {"the pinned head": anchor, "the head the vault holds": kept}
            intact = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            verifier = Verifier(connection.execute, public, intact=intact)
            return verifier.run(path, {what: head for what, head in pinned.items() if head})
        finally:
            connection.close()


class Verifier:
    """One pass over one log. `run`: answers SQL over its tables `log`, `event`, `checkpoint` from one state of them."""

    def __init__(self, run: Callable[[str], Any], public: bytes, *, intact: bool) -> None:
        """Take a log to read and the public half of the key it is signed with; `intact`: its file is no ruin."""
        self._run = run
        self._intact = intact
        self._public = Ed25519PublicKey.from_public_bytes(public)
        self._raw_public = public
        self._log = ""
        self._problems: list[str] = []

    def run(self, path: Path, pinned: Mapping[str, Head]) -> Verification:
        """Follow the log; `path`: beside which the copy of its head lies. `pinned`: heads it must reach, by whose."""
        rows = self._run("SELECT id, public FROM log").fetchall()
        self._log = rows[0][0] if len(rows) == 1 else ""
        if len(rows) != 1 or rows[0][1] != self._raw_public:
            self._say("the log does not name the key it is verified with")
        if not self._intact:
            self._say("the file or an index in it is damaged")
        checkpoints = self._checkpoints()
        heads = self._heads(path, pinned)
        count, head = self._follow(checkpoints, heads)
        for number, marks in heads.items():
            if number > head.number:
                self._say(f"event {number} was signed, and the log ends at {head.number}: its end was cut off")
            elif number == 0 and any(chain != chain_start(self._log) for chain, _ in marks):
                self._say("the pinned start of the chain is not this log's")
        if head.number and head.number not in checkpoints:
            self._say(f"the last event, {head.number}, is not signed")
        for number in checkpoints.keys() - {head.number}:
            if number > head.number:
                self._say(f"a signature for event {number} is left, and the event is gone")
        return Verification(count, head, tuple(self._problems))

    def _say(self, problem: str) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(problem)

    def _signed(self, number: int, chain: bytes, signature: bytes) -> bool:
        try:
            self._public.verify(signature, signed_message(self._log, number, chain))
        except (InvalidSignature, TypeError, ValueError):
            return False
        return True

    def _checkpoints(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for number, chain, signature in self._run("SELECT number, chain, signature FROM checkpoint"):
            if self._signed(number, chain, signature):
                found[number] = chain
            else:
                self._say(f"the signature at event {number} is not the key's")
        return found

    def _heads(self, path: Path, pinned: Mapping[str, Head]) -> dict[int, list[tuple[bytes, str]]]:
        """Return what the log must reach: the copy of the signed head beside it, and heads pinned elsewhere."""
        heads: dict[int, list[tuple[bytes, str]]] = {}
        try:
            pin: Mapping[str, str | int] = json.loads(pin_path(path).read_text())
            number, chain = int(pin["number"]), bytes.fromhex(str(pin["chain"]))
            if self._signed(number, chain, bytes.fromhex(str(pin["signature"]))):
                heads[number] = [(chain, "the copy of the head")]
            else:
                self._say("the copy of the head beside the log is not signed by the key")
        except (OSError, ValueError, KeyError, TypeError):
            self._say("the copy of the head beside the log is missing or unreadable")
        for what, head in pinned.items():
            heads.setdefault(head.number, []).append((bytes.fromhex(head.chain), what))
        return heads

    def _follow(
        self, checkpoints: Mapping[int, bytes], heads: Mapping[int, list[tuple[bytes, str]]]
    ) -> tuple[int, Head]:
        first = self._run("SELECT min(number) FROM event").fetchone()[0] or 1
        chain, number, count = chain_start(self._log), first - 1, 0
        if number:
            if number not in checkpoints:
                self._say(f"the log begins at event {first} without a signature for the event before")
            chain = checkpoints.get(number, b"")
        expired = 0
        for stored, at, subject, line in self._run("SELECT number, at, subject, line FROM event ORDER BY number"):
            number, count = number + 1, count + 1
            if stored != number:
                self._say(f"event {number} is missing")
                number = stored
            expired = max(expired, self._expiry((stored, at, (subject or b"").hex()), line))
            chain = chained(chain, str(line))
            if checkpoints.get(number, chain) != chain:
                self._say(f"the chain up to event {number} is not the one that was signed")
            for marked, what in heads.get(number, ()):
                if marked != chain:
                    self._say(f"the chain up to event {number} differs from {what}")
        if first - 1 > expired:
            self._say(f"the events before {first} are gone, and no expiry is on record")
        return count, Head(number, chain.hex())

    def _expiry(self, filed: tuple[int, int, str], line: str) -> int:
        """Compare a line with where it is filed; return up to which event it lets the log expire, mostly 0."""
        try:
            written, stamp, event = read_line(line)
        except (ValueError, KeyError, TypeError, SafeHarborError):
            self._say(f"event {filed[0]} is unreadable")
            return 0
        if (written, stamp, event.subject) != filed:
            self._say(f"event {filed[0]} is filed under another number, time or person than it records")
        return int(event.detail.get("upto", 0)) if event.event == "audit.expire" else 0
