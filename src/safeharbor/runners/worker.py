"""A delivery through learning, treatment and gate: what a stream commits, and what it cannot publish."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.findings import KnownValues
from safeharbor.leaves import take_apart
from safeharbor.records import Batch, Change, Letter, Position
from safeharbor.runners.arrivals import decoded
from safeharbor.runners.isolation import passed
from safeharbor.runners.learning import has_text, learn, learns
from safeharbor.runners.recollection import recollect
from safeharbor.subjects import subject_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safeharbor.protocols import Check, Source
    from safeharbor.records import Arrival, Delivery, ReleasedBatch
    from safeharbor.runners.assembly import Assembly, Part

NO_KEY: Final = "does not say which row it is"
UNKNOWN_TABLE: Final = "is of a table that no rule names"
_CANARY: Final = "canaries"


@dataclass(frozen=True, slots=True)
class Pace:
    """`rows`: at most about so many are read at once. `keys`: table -> the columns that name a row.

    `keyed`: rows without a key cannot be published. `held`: makes a source of rows in memory, for learning from them as
    from any other.
    """

    rows: int
    keys: Mapping[str, tuple[str, ...]]
    held: Callable[[str, pl.DataFrame], Source]
    refuse_unknown: bool = True
    keyed: bool = False


@dataclass(slots=True)
class Worked:
    """What one delivery became."""

    changes: list[Change] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)


class Worker:
    """Takes a delivery through learning, treatment and gate."""

    def __init__(self, assembly: Assembly, pace: Pace) -> None:
        """Take the run's parts; the checks of one delivery know nothing of the one before, but the vault does."""
        self._assembly = assembly
        self._pace = pace
        self._schemas = {name: part.source.schema() for name, part in assembly.parts.items()}
        self._canaries = [check for check in assembly.checks if check.name == _CANARY]
        # tables without text first: by the time a note is read, what the same delivery says of its person is known
        self._order = sorted(assembly.parts, key=lambda name: has_text(assembly.parts[name]))

    def work(self, delivery: Delivery) -> Worked:
        """Return what a delivery becomes; nothing is written but tokens and known values, into the vault."""
        worked = Worked()
        read = [self._read(arrival, worked) for arrival in delivery.arrivals]
        frames = [(arrival, frame, names) for arrival, frame, names in read if frame.height]
        aged = self._learn([(arrival, frame) for arrival, frame, _ in frames])
        checks = self._checks()
        for table in self._order:
            for number, (arrival, frame, names) in enumerate(frames):
                if arrival.table == table:
                    position = Position(number, delivery.position)
                    self._pass(Batch(table, frame, position), arrival, names, worked, (checks, aged))
        return worked

    def _read(self, arrival: Arrival, worked: Worked) -> tuple[Arrival, pl.DataFrame, list[int]]:
        """Return the rows that can be read, and which records they are."""
        schema = self._schemas.get(arrival.table)
        if schema is None:
            worked.letters += [
                Letter("?", name, UNKNOWN_TABLE, row) for name, row in zip(arrival.names, arrival.rows, strict=True)
            ]
            return arrival, pl.DataFrame(), []
        frame, bad = decoded(arrival.rows, schema, refuse_unknown=self._pace.refuse_unknown)
        worked.letters += [Letter(arrival.table, arrival.names[n], why, arrival.rows[n]) for n, why in bad.items()]
        return arrival, frame, [number for number in range(len(arrival.rows)) if number not in bad]

    def _pass(
        self,
        batch: Batch,
        arrival: Arrival,
        numbers: Sequence[int],
        worked: Worked,
        given: tuple[Sequence[Check], pl.Series | None],
    ) -> None:
        checks, aged = given
        part = self._assembly.parts[batch.table]
        recollect(batch, part.job.plan, self._assembly, checks)
        for gone, places in _kinds(arrival, numbers, batch.frame, self._pace.keys.get(batch.table) or ()):
            keyless = self._keyless(batch) if gone or self._pace.keyed else frozenset[int]()
            stopped = {place: NO_KEY for place in places if place in keyless}
            some = [place for place in places if place not in stopped]
            done = passed(_some(batch, some, gone=gone), part.job, checks, aged=aged)
            stopped |= {some[row]: reason for row, reason in done.stopped.items()}
            for place, reason in stopped.items():
                number = numbers[place]
                worked.letters.append(Letter(batch.table, arrival.names[number], reason, arrival.rows[number]))
            for one in done.released:
                self._keep(one, part, worked, gone=gone)

    def _keyless(self, batch: Batch) -> frozenset[int]:
        """Return the rows that do not say which row they are."""
        key = self._pace.keys.get(batch.table) or ()
        if not key:
            return frozenset(range(batch.frame.height))
        absent = batch.frame.select(pl.any_horizontal(pl.col(name).is_null() for name in key)).to_series()
        return frozenset(absent.arg_true().to_list())

    def _keep(self, released: ReleasedBatch, part: Part, worked: Worked, *, gone: bool) -> None:
        table = released.table
        if gone:
            released = replace(released, frame=released.frame.select(self._pace.keys[table]))
        worked.rows[table] += released.frame.height
        for (column, what), number in released.counts.items():
            if number and what != "cells":
                worked.counts[table, column, what] += number
        if len(part.target) and released.frame.height:
            worked.changes.append(Change(released, gone=gone))

    def _learn(self, frames: Sequence[tuple[Arrival, pl.DataFrame]]) -> pl.Series | None:
        """Learn from the rows; return who is known, from them or from earlier, to be 90 or older."""
        assembly = self._assembly
        if not learns(assembly):
            return None
        held: dict[str, list[pl.DataFrame]] = {}
        for arrival, frame in frames:
            held.setdefault(arrival.table, []).append(frame)
        parts = {
            name: replace(part, source=self._pace.held(name, _together(held.get(name, []), self._schemas[name])))
            for name, part in assembly.parts.items()
        }
        aged = learn(replace(assembly, parts=parts), _Unwatched())
        now = set() if aged is None else set(aged)
        assembly.vault.remember({key: KnownValues(aged=True) for key in sorted(now)})
        subjects = {key for name, frames_ in held.items() for key in self._subjects(name, frames_)}
        known = assembly.vault.recall(sorted(subjects - now))
        return pl.Series("aged", sorted(now | {key for key, values in known.items() if values.aged}), dtype=pl.String)

    def _subjects(self, table: str, frames: Sequence[pl.DataFrame]) -> set[str]:
        job = self._assembly.parts[table].job
        keys = [subject_keys(take_apart(frame), job.plan, job.subject_system) for frame in frames]
        return {key for found in keys if found is not None for key in found.drop_nulls()}

    def _checks(self) -> tuple[Check, ...]:
        """Return checks that remember nothing: each delivery is a release of its own, and memory stays flat."""
        renew = self._assembly.renew
        fresh = renew() if renew is not None else self._assembly.checks
        return (*(check for check in fresh if check.name != _CANARY), *self._canaries)


class _Unwatched:
    """Hears of a delivery's learning and says nothing: telemetry tells of commits."""

    def stage(self, name: str, table: str) -> None:
        """Hear."""

    def rows(self, table: str, number: int) -> None:
        """Hear."""


def _kinds(
    arrival: Arrival, numbers: Sequence[int], frame: pl.DataFrame, key: Sequence[str]
) -> list[tuple[bool, list[int]]]:
    """Return (gone, places among the rows that were read): rows that went, then rows that came.

    Of a row that went, came and went again in one delivery, what it was in the end counts.
    """
    if arrival.gone is None:
        return [(False, list(range(len(numbers))))]
    flags = [arrival.gone[number] for number in numbers]
    keys = list(frame.select(key).iter_rows()) if key else [(place,) for place in range(len(numbers))]
    last = {held: place for place, held in enumerate(keys)}
    went = {held for held, gone in zip(keys, flags, strict=True) if gone}
    stay = [place for place, held in enumerate(keys) if held not in went or last[held] == place]
    parted = ((flag, [place for place in stay if flags[place] == flag]) for flag in (True, False))
    return [(flag, places) for flag, places in parted if places]


def _some(batch: Batch, places: Sequence[int], *, gone: bool) -> Batch:
    """Return some rows of a batch, with a position of their own where they are not all of it."""
    if len(places) == batch.frame.height:
        return batch
    token = f"{batch.position.token}/{'gone' if gone else 'here'}"
    return replace(batch, frame=batch.frame[list(places)], position=Position(batch.position.offset, token))


def _together(frames: Sequence[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)
