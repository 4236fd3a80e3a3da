"""A mirror that is a folder: rows staged, put in order, published as a release in one step."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import MirrorError
from safeharbor.mirrors.coded import Coded
from safeharbor.mirrors.layout import Folder, writing
from safeharbor.mirrors.ordering import Sorter
from safeharbor.mirrors.years import by_year

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from safeharbor.mirrors.formats import Format
    from safeharbor.records import ReleasedBatch

# of rows waiting to be put in order; what exceeds it waits on disk: with a quarter of it, 5M rows of 14 columns cost a
# fourth more to stage and write
_MEMORY: Final = 192 << 20
_PIECE_ROWS: Final = 250_000
_PART_ROWS: Final = 250_000
_PART_BYTES: Final = 128 << 20
_ENCODERS: Final = 2  # parts encoded at once: a part is encoded by one core, and held in memory meanwhile


class DirectoryMirror:
    """One folder, one format; see `layout` for what lies where."""

    def __init__(  # noqa: PLR0913 - settings of one mirror, every one named
        self,
        root: Path,
        written: Format,
        *,
        as_of: dt.date,
        keep_releases: int = 3,
        memory: int = _MEMORY,
        years: Mapping[str, str] | None = None,
    ) -> None:
        """Take the folder (its parent must exist), the format, how many releases stay, and columns of years."""
        self._folder = Folder(root, as_of=as_of)
        self._format = written
        self._keep = keep_releases
        self._memory = memory
        self._years = years or {}
        self._schemas: dict[str, pl.Schema] = {}
        self._sorters: dict[str, Sorter] = {}
        self._seen: set[tuple[str, int, str]] = set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mirror")
        self._pending: Future[None] | None = None

    def begin(self, tables: Mapping[str, pl.Schema]) -> None:
        """Open an empty stage; leftovers of a killed run are removed. Raises BusyError, MirrorError."""
        self._folder.open()
        self._schemas = dict(tables)
        self._seen = set()
        with writing("open the stage"):
            self._runs.mkdir(mode=0o750)
            self._sorters = {}
            for number, name in enumerate(tables):
                folder = self._runs / f"{number:05d}"
                folder.mkdir(mode=0o750)
                self._sorters[name] = Sorter(folder, memory=self._memory, piece_rows=_PIECE_ROWS)

    def write(self, batch: ReleasedBatch) -> None:
        """Stage a batch; one already staged by (table, position) is not doubled.

        It is sorted, and spilled, while the next one is treated; what that meets is raised by the next call.
        """
        at = (batch.table, batch.position.offset, batch.position.token)
        if at in self._seen:
            return
        if batch.frame.schema != self._schemas.get(batch.table):
            message = f"table {batch.table!r}: the batch's columns are not those the mirror was opened for"
            raise MirrorError(message, hint="run `safeharbor plan --check`; the policy and the source disagree")
        self._settle()
        order = by_year(batch.frame, batch.order, self._years.get(batch.table))
        self._pending = self._pool.submit(
            self._sorters[batch.table].add, batch.frame.with_columns(batch.codes.values()), order, batch.texts
        )
        self._seen.add(at)

    def finish(self) -> Mapping[str, Path]:
        """Write every table's rows in the order of their keys; return table -> folder of part files."""
        self._settle()
        out: dict[str, Path] = {}
        with writing("write the release's files"):
            self._release.mkdir(mode=0o750)
            for name, sorter in self._sorters.items():
                out[name] = self._release / name
                out[name].mkdir(mode=0o750)
                self._write_parts(out[name], self._schemas[name], sorter)
        self._sorters = {}
        return out

    def publish(self, release: str, documents: Mapping[str, bytes]) -> Path:
        """Make the stage the current release in one step; older ones beyond those to keep are removed."""
        folder = self._folder.publish(release, self._release, documents)
        # what cannot be removed now is removed after the next publication
        with suppress(MirrorError, OSError):
            self._folder.prune(self._keep)
            self._folder.clear()
        self._folder.close()
        return folder

    def prune(self, keep: int) -> None:
        """Remove all but the `keep` newest releases and the current one."""
        self._folder.prune(keep)

    def abandon(self) -> None:
        """Remove the stage and give the lock back; the old release still serves."""
        with suppress(Exception):
            self._settle()
        self._sorters = {}
        with suppress(OSError):
            self._folder.clear()
        self._folder.close()

    def current(self) -> Path | None:
        """Return the folder of the current release, if there is one."""
        return self._folder.current()

    @property
    def _runs(self) -> Path:
        return self._folder.staging / "runs"

    @property
    def _release(self) -> Path:
        return self._folder.staging / "release"

    def _settle(self) -> None:
        """Wait for what was handed to the other thread, and raise what it met."""
        pending, self._pending = self._pending, None
        if pending is not None:
            with writing("stage or write rows"):
                pending.result()

    def _write_parts(self, folder: Path, schema: pl.Schema, sorter: Sorter) -> None:
        """Encode parts while the next is put in order; their bytes go to disk at once, not at publication."""
        encoding: deque[Future[None]] = deque()
        with ThreadPoolExecutor(max_workers=_ENCODERS, thread_name_prefix="mirror-part") as pool:
            for number, part in enumerate(_parts(sorter, schema)):
                while len(encoding) >= _ENCODERS:
                    encoding.popleft().result()
                path = folder / f"part-{number:05d}{self._format.ending}"
                encoding.append(pool.submit(self._write_part, part, path))
                del part
            while encoding:
                encoding.popleft().result()

    def _write_part(self, part: Coded, path: Path) -> None:
        self._format.write(part, path)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _parts(sorter: Sorter, schema: pl.Schema) -> Iterator[Coded]:
    """Yield what goes into one file each; a table without rows is one file without rows."""
    most = min(_PART_ROWS, max(int(_PART_BYTES / max(sorter.row_bytes, 1)), 1))
    held: list[pl.DataFrame] = []
    last = Coded(pl.DataFrame(schema=schema))
    empty = True
    for last in sorter.pieces():
        held.append(last.frame)
        if sum(part.height for part in held) >= most:
            empty = False
            yield replace(last, frame=pl.concat(held, rechunk=False))
            held = []
    if held or empty:
        yield replace(last, frame=pl.concat(held, rechunk=False)) if held else last
