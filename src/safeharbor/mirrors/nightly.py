"""A folder of releases of which a night writes only the parts that changed; the others are links to the last one's.

Rows lie in the order of their keys, which follow from a published year, the person's token and the row's keyed
fingerprint, and parts follow from the keys (`laid`): the same rows make the same files whichever nights brought them,
and no file says which rows are new. A part that lost or gained a row is written anew; the rest are hard links (copies
where the disk has no links). Which rows lie in which part is handed back after `finish`, for the ledger; nothing of it
is in the mirror.
Long because it is one class with a short method for each of `protocols.Mirror`'s, and for carrying over.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.errors import MirrorError
from safeharbor.mirrors.base_release import Exchange
from safeharbor.mirrors.coded import Coded
from safeharbor.mirrors.laid import (
    EVERY,
    HIDDEN,
    KEY,
    ROW,
    Held,
    Laid,
    Part,
    Span,
    counted,
    cut,
    in_order,
    marked,
    names_of,
    settled,
    shown,
    spans,
)
from safeharbor.mirrors.layout import Folder, writing
from safeharbor.mirrors.lying import Lying, Some
from safeharbor.mirrors.ordering import Sorter
from safeharbor.mirrors.splicing import Rows, framed, joined, read
from safeharbor.mirrors.years import by_year

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from safeharbor.mirrors.base_release import Base, Beside, Copy
    from safeharbor.mirrors.formats import Format
    from safeharbor.records import ReleasedBatch

_MEMORY: Final = 128 << 20
_PIECE_ROWS: Final = 250_000
# few enough that a quiet night leaves most parts alone, many enough that files are not small
PART_ROWS: Final = 125_000


class StartOverError(Exception):
    """The stage was to be emptied and filled again, which a night that carries rows over cannot do."""


class NightlyMirror:
    """One folder, one format, see `layout`. `laid`: what `finish` wrote; `digests`: staged file -> SHA-256 of links."""

    def __init__(  # noqa: PLR0913 - settings of one mirror, every one named
        self,
        root: Path,
        written: Format,
        *,
        as_of: dt.date,
        keep_releases: int = 3,
        part_rows: int = PART_ROWS,
        years: Mapping[str, str] | None = None,
        copy: Copy | None = None,
        beside: Beside | None = None,
    ) -> None:
        """Take the folder (its parent must exist), the format, how many releases stay, rows of a part, see `years`.

        `copy`: a database that is to hold what is published; `beside`: a database file in each release.
        """
        self._folder = Folder(root, as_of=as_of)
        self._format = written
        self._keep = keep_releases
        self._part_rows = part_rows
        self._years = years or {}
        self._copy = copy
        self._beside = beside
        self._linked: dict[str, dict[int, int]] = {}
        self._schemas: dict[str, pl.Schema] = {}
        self._sorters: dict[str, Sorter] = {}
        self._marked: dict[str, pl.Schema] = {}
        self._base: Base | None = None
        self._open = False
        self.laid: dict[str, Laid] = {}
        self.digests: dict[str, str] = {}
        self.on_finish: Callable[[Mapping[str, Laid]], None] = lambda _: None

    def begin_from(self, base: Base | None) -> None:
        """Take over what `base` holds, less what leaves it; None: nothing."""
        self._base = base

    def release(self, name: str) -> Path | None:
        """Return the folder of a release that is still there."""
        return self._folder.release(name)

    def begin(self, tables: Mapping[str, pl.Schema]) -> None:
        """Open an empty stage. Raises BusyError, MirrorError; StartOverError for a second stage over a base."""
        if self._open and self._base is not None:
            raise StartOverError
        if self._copy is not None:
            self._copy.begin(tables)
        self._folder.open()
        self._open = True
        self._schemas = dict(tables)
        self._linked, self.digests = {}, {}
        with writing("open the stage"):
            self._runs.mkdir(mode=0o750)
            self._sorters = {}
            for number, name in enumerate(tables):
                folder = self._runs / f"{number:05d}"
                folder.mkdir(mode=0o750)
                self._sorters[name] = Sorter(folder, memory=_MEMORY, piece_rows=_PIECE_ROWS)

    def write(self, batch: ReleasedBatch) -> None:
        """Stage a batch of marked rows."""
        if batch.marks is None or batch.frame.schema != self._schemas.get(batch.table):
            message = f"table {batch.table!r}: the batch's columns are not those the mirror was opened for"
            raise MirrorError(message, hint="run `safeharbor plan --check`; the policy and the source disagree")
        order = by_year(batch.frame, batch.order, self._years.get(batch.table))
        marks = [column.alias(HIDDEN + column.name) for column in batch.marks]
        self._marked[batch.table] = pl.Schema({KEY: pl.UInt64(), **{mark.name: mark.dtype for mark in marks}})
        with writing("stage rows"):
            rows = batch.frame.with_columns(*batch.codes.values(), order.alias(KEY), *marks)
            self._sorters[batch.table].add(rows, order, batch.texts)

    def finish(self) -> Mapping[str, Path]:
        """Write every table's rows in the order of their keys; return table -> folder of part files.

        With a database file beside the parts the release's own folder is there too, as "".
        """
        out: dict[str, Path] = {}
        with writing("write the release's files"):
            self._release.mkdir(mode=0o750)
            for name, sorter in self._sorters.items():
                out[name] = self._release / name
                out[name].mkdir(mode=0o750)
                pieces = (piece.plain() for piece in sorter.pieces())
                known = None if self._base is None else self._base.tables.get(name)
                self.laid[name] = self._fresh(name, pieces) if known is None else self._spliced(name, known, pieces)
            if self._beside is not None and out:
                exchanges = {name: self._exchange(name) for name in out}
                before = None if self._base is None else self._base.compared(self._beside.name)
                self._beside.write(self._release / self._beside.name, before, exchanges)
                out[""] = self._release
        self._sorters = {}
        self.on_finish(self.laid)
        return out

    def published(self, table: str, places: NDArray[np.int64]) -> pl.DataFrame:
        """Return rows of the base by their places in published order; of lines, the flat columns."""
        assert self._base is not None  # noqa: S101 - asked by a night that carries over
        found = [pl.DataFrame(schema=self._base.schemas[table])]
        before = 0
        for number, part in enumerate(self._base.tables[table].parts):
            here = np.sort(places[(places >= before) & (places < before + part.rows)]) - before
            before += part.rows
            if len(here):
                content = self._base.content(self._source(table, number))
                found.append(read(content, self._base.schemas[table], self._format).seen()[here])
        return pl.concat(found, how="diagonal_relaxed")

    def publish(self, release: str, documents: Mapping[str, bytes]) -> Path:
        """Make the stage the current release in one step; older ones beyond those to keep are removed."""
        if self._copy is not None:
            since = "" if self._base is None else self._base.folder.name
            self._copy.publish(release, since, {table: self._exchange(table) for table in self._schemas})
        folder = self._folder.publish(release, self._release, documents)
        # what cannot be removed now is removed after the next publication
        with suppress(MirrorError, OSError):
            self._folder.prune(self._keep)
            self._folder.clear()
        self._close()
        return folder

    def abandon(self) -> None:
        """Remove the stage and give the lock back; the old release still serves."""
        self._sorters = {}
        with suppress(OSError):
            self._folder.clear()
        self._close()

    def current(self) -> Path | None:
        """Return the folder of the current release, if there is one."""
        return self._folder.current()

    def serves(self, folder: Path) -> bool:
        """Whether a release is the current one, in the database too where there is one."""
        return self.current() == folder and (self._copy is None or self._copy.holds(folder.name))

    @property
    def _runs(self) -> Path:
        return self._folder.staging / "runs"

    @property
    def _release(self) -> Path:
        return self._folder.staging / "release"

    def _close(self) -> None:
        self._folder.close()
        self._open = False

    def _source(self, table: str, number: int) -> str:
        return f"{table}/part-{number:05d}{self._format.ending}"

    def _path(self, table: str, number: int) -> Path:
        return self._release / self._source(table, number)

    def _fresh(self, table: str, pieces: Iterator[pl.DataFrame]) -> Laid:
        """Write a table of which nothing is taken over."""
        parts: list[Part] = []
        for span, piece in cut(pieces, self._part_rows):
            part = settled(piece)
            rows = framed(shown(part), self._format)
            parts.append(self._written((table, len(parts)), span, rows, marked(part)))
        if not parts:
            empty = framed(pl.DataFrame(schema=self._schemas[table]), self._format)
            parts.append(self._written((table, 0), EVERY, empty, pl.DataFrame(schema=self._marked[table])))
        return Laid(tuple(parts))

    def _spliced(self, table: str, known: Laid, pieces: Iterator[pl.DataFrame]) -> Laid:
        """Write a table from the parts it had: those that stay the same are linked."""
        assert self._base is not None  # noqa: S101 - called with a base only
        new = pl.concat([pl.DataFrame(schema={**self._schemas[table], **self._marked[table]}), *pieces])
        fresh = new[KEY].to_numpy()
        before = Lying(known, ~self._base.gone(table))
        parts: list[Part] = []
        linked = self._linked.setdefault(table, {})
        for span in spans(lambda span: before.count(span) + span.count(fresh), self._part_rows):
            first, last = span.within(fresh)
            came, old = new.slice(first, last - first), before.of(span)
            if len(old) == 1 and old[0].whole and not came.height:
                self._link(self._source(table, old[0].number), self._path(table, len(parts)))
                linked[old[0].number] = len(parts)
                parts.append(known.parts[old[0].number])
                continue
            stay = np.concatenate([np.zeros(0, np.bool_), *(some.stay for some in old)])
            held = pl.concat([pl.DataFrame(schema=self._marked[table]), *(some.marks for some in old)])
            marks, order = in_order(held, stay, came)
            done = self._held(table, old).merged(stay, self._as_held(shown(came)), order)
            parts.append(self._written((table, len(parts)), span, done, marks))
        return Laid(tuple(parts)) if parts else self._fresh(table, iter(()))

    def _held(self, table: str, old: Sequence[Some]) -> Rows:
        """Return rows of the base: of one part, or of several that are one now."""
        assert self._base is not None  # noqa: S101 - called with a base only
        found = [
            read(self._base.content(self._source(table, some.number)), self._schemas[table], self._format).slice(
                some.start, len(some.stay)
            )
            for some in old
        ]
        return joined(found) if found else self._as_held(pl.DataFrame(schema=self._schemas[table]))

    def _as_held(self, frame: pl.DataFrame) -> Rows:
        """Return new rows as the format holds them."""
        if self._format.ending == ".parquet":
            return framed(frame, self._format)
        draft = self._runs / f"new{self._format.ending}"
        self._format.write(Coded(frame), draft)
        return read(draft.read_bytes(), frame.schema, self._format)

    def _written(self, place: tuple[str, int], span: Span, rows: Rows, marks: pl.DataFrame) -> Part:
        path = self._path(*place)
        rows.write(path)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        held = counted(names_of(marks)) if HIDDEN + ROW in marks.columns else {}
        return Part(rows.height, span, rows.tally(), Held(marks), held)

    def _exchange(self, table: str) -> Exchange:
        folder = self._release / table
        linked = self._linked.get(table, {})
        kept = {self._path(table, number) for number in linked.values()}
        came = tuple(path for path in sorted(folder.iterdir()) if path not in kept)
        if self._base is None or table not in self._base.tables:
            return Exchange(folder, came, ())
        before = range(len(self._base.tables[table].parts))
        left = tuple(self._base.folder / self._source(table, number) for number in before if number not in linked)
        return Exchange(folder, came, left)

    def _link(self, source: str, target: Path) -> None:
        assert self._base is not None  # noqa: S101 - called with a base only
        origin = self._base.compared(source)
        self.digests[target.relative_to(self._release).as_posix()] = self._base.digests[source]
        try:
            target.hardlink_to(origin)
        except OSError:
            shutil.copyfile(origin, target)
