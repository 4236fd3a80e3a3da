"""The ledger of nights: of which rows the last release was made, sealed, beside the vault.

LEDGER/ledger-<random name>   one night's ledger: pages under AES-256-GCM, a key of the vault's, one file for each night
LEDGER/marks-<random name>    the marks of one part's rows, sealed likewise; a part that a night leaves alone keeps it
LEDGER/head                   the name of the ledger that holds; replaced in one step, last of all a night does

The ledger is the night's position: it names the release it describes. A night that is killed before `head` moves
leaves the ledger of an earlier release, and the next night begins from that release; where release or ledger is gone
or damaged, it treats every row. So a ledger can be lost, and never makes a release wrong. Marks are read part by part
when a night needs them: most nights touch few parts.
Long because what is kept and how it is packed and sealed are read together: a field is a line in each.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from safeharbor.errors import VaultError
from safeharbor.mirrors.laid import Laid, Part, Span
from safeharbor.mirrors.splicing import Tally
from safeharbor.runners.segments import Numbered
from safeharbor.vault.keys import unwrapped_key
from safeharbor.vault.sealing import SegmentCipher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from safeharbor.vault.keys import SecretKey

    Numbers = NDArray[np.uint64]

_ABOUT: Final = b"safeharbor nights 2"
_HEAD: Final = "head"
_PREFIX: Final = "ledger-"
_MARKS: Final = "marks-"
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
    `segments`: table -> the segments of its last delivery.
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
    segments: Mapping[str, tuple[Numbered, ...]] = field(default_factory=dict, repr=False)


class Sealed:
    """The marks of a part in their file."""

    def __init__(self, folder: Path, name: bytes, key: SecretKey) -> None:
        """Take the ledger's folder, the file's name and the key; nothing is read."""
        self._folder = folder
        self.name = name
        self._key = key
        self._rows: pl.DataFrame | None = None

    def rows(self) -> pl.DataFrame:
        """Return key and marks; raises DamagedError when they are not what was written."""
        if self._rows is None:
            try:
                content = (self._folder / f"{_MARKS}{self.name.hex()}").read_bytes()
                head, arrays = _split(_unsealed(self._key, content, name=self.name))
                self._rows = pl.DataFrame({name: next(arrays) for name in head["columns"]})
            except (OSError, VaultError, ValueError, KeyError, StopIteration):
                raise DamagedError from None
        return self._rows


class DamagedError(Exception):
    """Marks that a night needs are gone or damaged: every row is to be treated."""


class Ledgers:
    """The ledgers of one mirror, in a folder of mode 0700."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        """Take the folder and the vault's secret for it; nothing is touched before `commit`."""
        self._folder = folder
        self._key = unwrapped_key(secret)

    def read(self) -> Ledger | None:
        """Return the ledger that holds; None where there is none, or none that opens, or marks of it are gone."""
        try:
            name = (self._folder / _HEAD).read_text(encoding="ascii")
            content = (self._folder / name).read_bytes()
            ledger = self._unpacked(_unsealed(self._key, content))
            files = {path.name for path in self._folder.iterdir()}
        except (OSError, VaultError, ValueError, KeyError, TypeError, StopIteration, pl.exceptions.PolarsError):
            return None
        return ledger if _named(ledger) <= files else None

    def commit(self, ledger: Ledger) -> None:
        """Make a ledger the one that holds; raises VaultError when it cannot be written, and the old one holds."""
        name = secrets.token_bytes(_NAME_BYTES)
        file = self._folder / f"{_PREFIX}{name.hex()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = replace(ledger, tables={table: self._kept(laid) for table, laid in ledger.tables.items()})
            _write(file, (name, *_sealed(self._key, name, _packed(kept))))
            draft = self._folder / f".{_HEAD}"
            _write(draft, (file.name.encode(),))
            draft.replace(self._folder / _HEAD)
            _sync(self._folder)
        except OSError as error:
            message = f"the ledger of nights cannot be written: {error.strerror}"
            raise VaultError(message, hint="make room beside the vault; the next night treats every row") from None
        wanted = {file.name, *_named(kept)}
        for old in (*self._folder.glob(f"{_PREFIX}*"), *self._folder.glob(f"{_MARKS}*")):
            if old.name not in wanted:
                with suppress(OSError):
                    old.unlink()

    def forget(self) -> None:
        """Remove every ledger: the next night treats every row."""
        for path in (
            self._folder / _HEAD,
            *self._folder.glob(f"{_PREFIX}*"),
            *self._folder.glob(f"{_MARKS}*"),
        ):
            with suppress(OSError):
                path.unlink()

    def _kept(self, laid: Laid) -> Laid:
        """Write the marks that are in no file yet."""
        parts: list[Part] = []
        for part in laid.parts:
            if isinstance(part.marks, Sealed):
                parts.append(part)
                continue
            rows = part.marks.rows()
            name = secrets.token_bytes(_NAME_BYTES)
            content = _joined({"columns": rows.columns, "arrays": [rows.height] * rows.width}, _arrays(rows))
            _write(self._folder / f"{_MARKS}{name.hex()}", (name, *_sealed(self._key, name, content)))
            parts.append(replace(part, marks=Sealed(self._folder, name, self._key)))
        return Laid(tuple(parts))

    def _unpacked(self, content: bytes) -> Ledger:
        head, arrays = _split(content)
        tables = {
            table: Laid(
                tuple(_part(told, Sealed(self._folder, bytes.fromhex(told["marks"]), self._key)) for told in held)
            )
            for table, held in head["tables"].items()
        }
        return Ledger(
            release=head["release"],
            context=head["context"],
            deliveries={table: tuple(digests) for table, digests in head["deliveries"].items()},
            tables=tables,
            counts={
                table: Counter({_where(where): number for where, number in held.items()})
                for table, held in head["counts"].items()
            },
            aged=tuple(head["aged"]),
            crossed=tuple(head["crossed"]),
            before=tuple(head["before"]),
            memory={name: next(arrays) for name in head["memory"]},
            known=dict(zip(next(arrays).tolist(), next(arrays).tolist(), strict=True)),
            segments={
                table: tuple(Numbered(*told) for told in segments) for table, segments in head["segments"].items()
            },
        )


def _named(ledger: Ledger) -> set[str]:
    """Return the names of the files that hold a ledger's marks."""
    marks = (part.marks for laid in ledger.tables.values() for part in laid.parts)
    return {f"{_MARKS}{held.name.hex()}" for held in marks if isinstance(held, Sealed)}


def _sealed(key: SecretKey, name: bytes, content: bytes) -> Iterator[bytes]:
    cipher = SegmentCipher(key, name, about=_ABOUT)
    view = memoryview(content)
    # the number of pages is sealed too: a file cut short does not open
    pages = -(-len(content) // _PAGE)
    yield cipher.seal(0, pages.to_bytes(8, "big"))
    for number in range(pages):
        yield cipher.seal(number + 1, bytes(view[number * _PAGE : (number + 1) * _PAGE]))


def _unsealed(key: SecretKey, content: bytes, *, name: bytes | None = None) -> bytes:
    """Return what a file holds; raises VaultError, and ValueError for a file of another name."""
    held, view = content[:_NAME_BYTES], memoryview(content)[_NAME_BYTES:]
    if name is not None and held != name:
        raise ValueError
    cipher = SegmentCipher(key, held, about=_ABOUT)
    first = 8 + _TAG
    pages = int.from_bytes(cipher.open(0, bytes(view[:first])), "big")
    starts = range(first, first + pages * (_PAGE + _TAG), _PAGE + _TAG)
    return b"".join(
        cipher.open(number + 1, bytes(view[start : start + _PAGE + _TAG])) for number, start in enumerate(starts)
    )


def _joined(head: Mapping[str, Any], arrays: Iterable[Numbers]) -> bytes:
    """Return a JSON head and arrays, one after another; the head's `arrays` says how long they are."""
    text = json.dumps(head).encode()
    return b"".join([len(text).to_bytes(8, "big"), text, *(array.tobytes() for array in arrays)])


def _split(content: bytes) -> tuple[dict[str, Any], Iterator[Numbers]]:
    """Return the head and the arrays."""
    size = int.from_bytes(content[:8], "big")
    head: dict[str, Any] = json.loads(content[8 : 8 + size])
    counts = head["arrays"]
    starts = np.cumsum([8 + size, *(8 * count for count in counts[:-1])]).tolist()
    return head, (np.frombuffer(content, np.uint64, count, at) for count, at in zip(counts, starts, strict=True))


def _arrays(rows: pl.DataFrame) -> list[Numbers]:
    return [column.to_numpy() for column in rows]


def _packed(ledger: Ledger) -> bytes:
    known = [np.fromiter(values, np.uint64, len(ledger.known)) for values in (ledger.known, ledger.known.values())]
    arrays = [*ledger.memory.values(), *known]
    head = {
        "release": ledger.release,
        "context": dict(ledger.context),
        "deliveries": {table: list(digests) for table, digests in ledger.deliveries.items()},
        "tables": {table: [_told(part) for part in laid.parts] for table, laid in ledger.tables.items()},
        "counts": {
            table: {_SEPARATOR.join(where): number for where, number in counts.items()}
            for table, counts in ledger.counts.items()
        },
        "aged": list(ledger.aged),
        "crossed": list(ledger.crossed),
        "before": list(ledger.before),
        "memory": list(ledger.memory),
        "segments": {
            table: [[held.digest, held.number, held.rows] for held in segments]
            for table, segments in ledger.segments.items()
        },
        "arrays": [len(array) for array in arrays],
    }
    return _joined(head, arrays)


def _told(part: Part) -> dict[str, Any]:
    assert isinstance(part.marks, Sealed)  # noqa: S101 - `commit` wrote them
    return {
        "rows": part.rows,
        "span": [part.span.low, part.span.bits],
        "cells": dict(part.tally.cells),
        "nulls": dict(part.tally.nulls),
        "held": list(part.held.items()),
        "marks": part.marks.name.hex(),
    }


def _part(told: Mapping[str, Any], marks: Sealed) -> Part:
    return Part(told["rows"], Span(*told["span"]), Tally(told["cells"], told["nulls"]), marks, dict(told["held"]))


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
