"""A landing directory: files appear under a folder of their table, are taken once, then moved or marked.

LANDING/<table>/anything.csv    any format of files that a table can be read from; names may hold PHI, none is shown
LANDING/<table>/.taken/         where files go when what they hold is published (`taken: move`)
LANDING/<table>/.x.taken        an empty mark beside a file that was taken (`taken: mark`)
LANDING/<table>/.refused/       files that could not be read at all
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal

from safeharbor.errors import SourceError
from safeharbor.records import Arrival, Delivery, Position
from safeharbor.sources.location import Location
from safeharbor.sources.refusing import refusing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from safeharbor.protocols import Source

_LINES: Final = (".ndjson", ".jsonl")
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".filepart", ".crdownload")


class Landing:
    """The files of several tables, oldest first."""

    def __init__(
        self,
        root: Path,
        tables: Sequence[str],
        *,
        open_file: Callable[[str, Location], Source],
        taken: Literal["move", "mark"] = "move",
        settle: float = 1.0,
    ) -> None:
        """Take the directory; a file is whole once it has not changed for `settle` seconds."""
        self._root = root
        self._tables = tuple(tables)
        self._open_file = open_file
        self._taken = taken
        self._settle = settle
        self._reading: tuple[str, Path, Iterator[_Lines]] | None = None
        self._ahead: _Lines | None = None
        self._done: Path | None = None
        self._waiting: list[Path] = []
        self._skip: tuple[str, int, str] = ("", 0, "")

    @property
    def ended(self) -> bool:
        """Whether nothing will come any more: a directory never ends."""
        return False

    def begin(self, position: str | None) -> None:
        """Go on inside the file that a position names; one that was published whole is put away."""
        for table in self._tables:
            (self._root / table).mkdir(mode=0o750, parents=True, exist_ok=True)
        if position:
            held = json.loads(position)
            self._skip = (held["file"], held["rows"], held["token"])
            if held["whole"]:
                for path in self._files():
                    if _identity(path) == held["file"]:
                        self._put_away(path)

    def poll(self, *, rows: int, wait: float) -> Delivery | None:
        """Return the next rows of the oldest file; waits for one to appear."""
        end = time.monotonic() + wait
        while (delivery := self._next(rows)) is None:
            if time.monotonic() >= end:
                return None
            time.sleep(min(0.05, wait))
        return delivery

    def confirm(self, position: str) -> None:
        """Put away a file that was published whole."""
        if json.loads(position)["whole"] and self._done is not None:
            self._put_away(self._done)
            self._done = None

    def behind(self) -> int | None:
        """Return how many files wait; their records are not counted before they are read."""
        return len(self._waiting)

    def close(self) -> None:
        """Let go of the file that is read."""
        self._reading = None

    def _next(self, rows: int) -> Delivery | None:
        if self._reading is None and not self._open(rows):
            return None
        assert self._reading is not None  # noqa: S101 - `_open` said so
        table, path, batches = self._reading
        at = time.monotonic()
        try:
            read = self._ahead or next(batches)
            following = next(batches, None)
        except (SourceError, StopIteration) as error:
            self._reading = self._ahead = None
            if isinstance(error, StopIteration):
                return self._ended(path, Position(0), (), at)
            # what came of the file before stands; the rest of it is refused as one record
            letter = Arrival(table, [b""], [f"{_identity(path)}:unreadable"])
            self._refuse(path)
            return self._ended(path, Position(0), (letter,), at)
        self._ahead = following
        file, first = _identity(path), read.position.offset - len(read.rows)
        names = [f"{file}:{first + number}" for number in range(len(read.rows))]
        filled = [(row, name) for row, name in zip(read.rows, names, strict=True) if row.strip()]
        arrival = Arrival(table, [row for row, _ in filled], [name for _, name in filled])
        if following is None:
            self._reading = None
            return self._ended(path, read.position, (arrival,), at)
        return Delivery((arrival,), _position(path, read.position, whole=False), at)

    def _ended(self, path: Path, position: Position, arrivals: tuple[Arrival, ...], at: float) -> Delivery:
        self._done = path if path.exists() else None
        return Delivery(arrivals, _position(path, position, whole=True), at)

    def _open(self, rows: int) -> bool:
        # listed anew only when all that was there is done: thousands of files may wait
        self._waiting = self._waiting or self._files()
        while self._waiting:
            path = self._waiting.pop(0)
            if not path.exists() or time.time() - path.stat().st_mtime < self._settle:
                continue
            table = path.parent.name
            after = None
            if _identity(path) == self._skip[0]:
                _, offset, token = self._skip
                after = Position(offset, token) if offset else None
                self._skip = ("", 0, "")
            self._reading = (table, path, _batches(self._open_file, table, path, rows, after))
            return True
        return False

    def _files(self) -> list[Path]:
        found = [
            path
            for table in self._tables
            for path in (self._root / table).iterdir()
            if path.is_file() and not path.name.startswith(".") and not path.name.endswith(_UNFINISHED)
            if not _mark(path).exists()
        ]
        return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))

    def _put_away(self, path: Path) -> None:
        if self._taken == "mark":
            _mark(path).touch(mode=0o640)
        elif path.exists():
            _move(path, ".taken")

    def _refuse(self, path: Path) -> None:
        _move(path, ".refused")


@dataclass(frozen=True, slots=True)
class _Lines:
    """Rows of a file as JSON, and where the next ones begin."""

    rows: list[bytes] = field(repr=False)
    position: Position


def _batches(
    open_file: Callable[[str, Location], Source], table: str, path: Path, rows: int, after: Position | None
) -> Iterator[_Lines]:
    """Open inside the iteration: a file that cannot be opened is refused like one that cannot be read on."""
    if path.suffix.lower() in _LINES:
        yield from _raw(path, table, rows, after.offset if after else 0)
        return
    for batch in open_file(table, Location(str(path))).batches(rows=rows, after=after):
        yield _Lines(batch.frame.write_ndjson().encode().splitlines(), batch.position)


def _raw(path: Path, table: str, rows: int, skip: int) -> Iterator[_Lines]:
    """Yield the lines as they stand: one that cannot be read is no fault of the others."""
    done = 0
    with refusing(table), path.open("rb") as stream:
        while lines := list(islice(stream, rows if done >= skip else min(rows, skip - done))):
            done += len(lines)
            if done > skip:
                yield _Lines([line.rstrip(b"\r\n") for line in lines], Position(done))


def _move(path: Path, folder: str) -> None:
    target = path.parent / folder
    target.mkdir(mode=0o750, exist_ok=True)
    # a later file of the same name must not overwrite it
    stamp = path.stat().st_mtime_ns
    path.rename(target / f"{stamp}-{path.name}")


def _mark(path: Path) -> Path:
    return path.with_name(f".{path.name}.taken")


def _identity(path: Path) -> str:
    """Return what tells a file from a later one of the same name."""
    if not path.exists():
        return "gone"
    held = path.stat()
    text = f"{path.parent.name}/{path.name}/{held.st_size}/{held.st_mtime_ns}"
    return hashlib.sha256(text.encode()).hexdigest()


def _position(path: Path, position: Position, *, whole: bool) -> str:
    content = {"file": _identity(path), "rows": position.offset, "token": position.token, "whole": whole}
    return json.dumps(content)
