"""The ledger of nights: of which rows the last release was made, sealed, beside the vault.

LEDGER/ledger-<random name>   one night's ledger: pages under AES-256-GCM, a key of the vault's, one file for each night
LEDGER/head                   the name of the ledger that holds; replaced in one step, last of all a night does

The ledger is the night's position: it names the release it describes. A night that is killed before `head` moves
leaves the ledger of an earlier release, and the next night begins from that release; where release or ledger is gone
or damaged, it treats every row. So a ledger can be lost, and never makes a release wrong.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from safeharbor.errors import VaultError
from safeharbor.mirrors.laid import Laid, Part, Span
from safeharbor.mirrors.splicing import Tally
from safeharbor.vault.keys import unwrapped_key
from safeharbor.vault.sealing import SegmentCipher

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]

_ABOUT: Final = b"safeharbor nights 1"
_HEAD: Final = "head"
_PREFIX: Final = "ledger-"
_NAME_BYTES: Final = 16
_PAGE: Final = 4 << 20
_TAG: Final = 16
_SEPARATOR: Final = "\x00"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a night must know of the release before.

    `context`: name -> digest of everything but the rows that decides what a row becomes. `deliveries`: table -> keyed
    digests of what was delivered, newest first. `counts`: what was counted since the last whole run. `aged`: keys of
    people known to be 90 or older; of these, `crossed` became so after the mirror's first release, `before` did not.
    `known`: hash of each person with text -> digest of what was known of that person. `memory`: what the gate has seen.
    """

    release: str
    context: Mapping[str, str]
    deliveries: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Laid] = field(repr=False)
    counts: Mapping[str, Counter[tuple[str, str]]] = field(repr=False)
    aged: tuple[str, ...] = field(default=(), repr=False)
    crossed: tuple[str, ...] = field(default=(), repr=False)
    before: tuple[str, ...] = field(default=(), repr=False)
    known: Mapping[int, int] = field(default_factory=dict, repr=False)
    memory: Mapping[str, Numbers] = field(default_factory=dict, repr=False)


class Ledgers:
    """The ledgers of one mirror, in a folder of mode 0700."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        """Take the folder and the vault's secret for it; nothing is touched before `commit`."""
        self._folder = folder
        self._key = unwrapped_key(secret)

    def read(self) -> Ledger | None:
        """Return the ledger that holds; None where there is none, or none that opens."""
        try:
            name = (self._folder / _HEAD).read_text(encoding="ascii")
            content = (self._folder / name).read_bytes()
            return _unpacked(b"".join(self._opened(content)))
        except (OSError, VaultError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            return None

    def commit(self, ledger: Ledger) -> None:
        """Make a ledger the one that holds; raises VaultError when it cannot be written, and the old one holds."""
        name = secrets.token_bytes(_NAME_BYTES)
        file = self._folder / f"{_PREFIX}{name.hex()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(file, (name, *self._sealed(name, _packed(ledger))))
            draft = self._folder / f".{_HEAD}"
            _write(draft, (file.name.encode(),))
            draft.replace(self._folder / _HEAD)
            _sync(self._folder)
        except OSError as error:
            message = f"the ledger of nights cannot be written: {error.strerror}"
            raise VaultError(message, hint="make room beside the vault; the next night treats every row") from None
        for old in self._folder.glob(f"{_PREFIX}*"):
            if old != file:
                with suppress(OSError):
                    old.unlink()

    def forget(self) -> None:
        """Remove every ledger: the next night treats every row."""
        for path in (self._folder / _HEAD, *self._folder.glob(f"{_PREFIX}*")):
            with suppress(OSError):
                path.unlink()

    def _sealed(self, name: bytes, content: bytes) -> Iterator[bytes]:
        cipher = SegmentCipher(self._key, name, about=_ABOUT)
        view = memoryview(content)
        # the number of pages is sealed too: a file cut short does not open
        pages = -(-len(content) // _PAGE)
        yield cipher.seal(0, pages.to_bytes(8, "big"))
        for number in range(pages):
            yield cipher.seal(number + 1, bytes(view[number * _PAGE : (number + 1) * _PAGE]))

    def _opened(self, content: bytes) -> Iterator[bytes]:
        name, view = content[:_NAME_BYTES], memoryview(content)[_NAME_BYTES:]
        cipher = SegmentCipher(self._key, name, about=_ABOUT)
        first = 8 + _TAG
        pages = int.from_bytes(cipher.open(0, bytes(view[:first])), "big")
        for number in range(pages):
            start = first + number * (_PAGE + _TAG)
            yield cipher.open(number + 1, bytes(view[start : start + _PAGE + _TAG]))


def _packed(ledger: Ledger) -> bytes:
    """Return a JSON head and the arrays it lists, one after another."""
    arrays: list[Numbers] = []
    for laid in ledger.tables.values():
        arrays += [laid.rows.to_series(at).to_numpy() for at in range(laid.rows.width)]
    arrays += ledger.memory.values()
    known = [np.fromiter(values, np.uint64, len(ledger.known)) for values in (ledger.known, ledger.known.values())]
    head = {
        "release": ledger.release,
        "context": dict(ledger.context),
        "deliveries": {table: list(digests) for table, digests in ledger.deliveries.items()},
        "tables": {
            table: {
                "columns": laid.rows.columns,
                "rows": laid.rows.height,
                "parts": [_told(part) for part in laid.parts],
            }
            for table, laid in ledger.tables.items()
        },
        "counts": {
            table: {_SEPARATOR.join(where): number for where, number in counts.items()}
            for table, counts in ledger.counts.items()
        },
        "aged": list(ledger.aged),
        "crossed": list(ledger.crossed),
        "before": list(ledger.before),
        "known": len(ledger.known),
        "memory": {name: len(numbers) for name, numbers in ledger.memory.items()},
    }
    text = json.dumps(head).encode()
    return b"".join([len(text).to_bytes(8, "big"), text, *(array.tobytes() for array in (*arrays, *known))])


def _unpacked(content: bytes) -> Ledger:
    from collections import Counter  # noqa: PLC0415 - at run time only here

    size = int.from_bytes(content[:8], "big")
    head: dict[str, Any] = json.loads(content[8 : 8 + size])
    at = 8 + size

    def taken(count: int) -> Numbers:
        nonlocal at
        array = np.frombuffer(content, np.uint64, count, at)
        at += array.nbytes
        return array

    tables = {
        table: Laid(
            tuple(_part(told) for told in held["parts"]),
            pl.DataFrame({name: taken(held["rows"]) for name in held["columns"]}),
        )
        for table, held in head["tables"].items()
    }
    memory = {name: taken(count) for name, count in head["memory"].items()}
    known = dict(zip(taken(head["known"]).tolist(), taken(head["known"]).tolist(), strict=True))
    counts = {
        table: Counter({_where(where): number for where, number in held.items()})
        for table, held in head["counts"].items()
    }
    deliveries = {table: tuple(digests) for table, digests in head["deliveries"].items()}
    people = {name: tuple(head[name]) for name in ("aged", "crossed", "before")}
    return Ledger(head["release"], head["context"], deliveries, tables, counts, **people, known=known, memory=memory)


def _told(part: Part) -> list[Any]:
    return [part.rows, part.span.low, part.span.bits, dict(part.tally.cells), dict(part.tally.nulls)]


def _part(told: list[Any]) -> Part:
    rows, low, bits, cells, nulls = told
    return Part(rows, Span(low, bits), Tally(cells, nulls))


def _where(text: str) -> tuple[str, str]:
    path, _, what = text.rpartition(_SEPARATOR)
    return path, what


def _write(path: Path, content: Iterator[bytes] | tuple[bytes, ...]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in content:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
