"""A delivery through learning, treatment and gate: what a stream commits, and what it cannot publish."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.gate import BlockedError
from safeharbor.leaves import take_apart
from safeharbor.records import Batch, Change, Letter, Position, TreatedBatch
from safeharbor.runners.arrivals import decoded
from safeharbor.runners.isolation import passed
from safeharbor.runners.learning import has_text
from safeharbor.runners.lifetimes import Lifetimes
from safeharbor.runners.purged import about_purged
from safeharbor.runners.recollection import recollect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safeharbor.leaves import Leaf
    from safeharbor.protocols import Check
    from safeharbor.records import Arrival, Delivery, ReleasedBatch
    from safeharbor.runners.assembly import Assembly, Part
    from safeharbor.runners.lifetimes import Told

NO_KEY: Final = "does not say which row it is"
UNKNOWN_TABLE: Final = "is of a table that no rule names"
_PURGED: Final = "purged"
_CANARY: Final = "canaries"


@dataclass(frozen=True, slots=True)
class Pace:
    """`rows`: at most about so many are read at once. `keys`: table -> the columns that name a row.

    `keyed`: rows are replaced by their key, and those without one cannot be published.
    """

    rows: int
    keys: Mapping[str, tuple[str, ...]]
    refuse_unknown: bool = True
    keyed: bool = False


@dataclass(slots=True)
class Worked:
    """What one delivery became. `older`: tokens of people it is about who are 90 or older, where rows are replaced."""

    changes: list[Change] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    older: list[str] = field(default_factory=list, repr=False)

    @property
    def purged(self) -> int:
        """How many rows about purged people were left out."""
        return sum(number for (_, _, what), number in self.counts.items() if what == _PURGED)


class Worker:
    """Takes a delivery through learning, treatment and gate."""

    def __init__(self, assembly: Assembly, pace: Pace) -> None:
        """Take the run's parts; the checks of one delivery know nothing of the one before, but the vault does."""
        self._assembly = assembly
        self._pace = pace
        self._schemas = {name: part.source.schema() for name, part in assembly.parts.items()}
        self._canaries = [check for check in assembly.checks if check.name == _CANARY]
        self._lifetimes = Lifetimes(assembly)
        # tables without text first: by the time a note is read, what the same delivery says of its person is known
        self._order = sorted(assembly.parts, key=lambda name: has_text(assembly.parts[name]))

    def try_out(self) -> None:
        """Try the recogniser before the first record comes: none waits while it is loaded. Raises GateError."""
        nothing = TreatedBatch("", pl.DataFrame(), pl.Series([], dtype=pl.UInt64), {}, Position(0))
        for part in self._assembly.parts.values():
            source = Batch(part.job.plan.table, pl.DataFrame(), Position(0))
            found = [one for check in self._canaries for one in check.batch(source, nothing, part.job.plan)]
            if found:
                raise BlockedError(found)

    def work(self, delivery: Delivery) -> Worked:
        """Return what a delivery becomes; nothing is written but tokens and known values, into the vault."""
        worked = Worked()
        read = [self._present(*self._read(arrival, worked), worked) for arrival in delivery.arrivals]
        frames = [(arrival, frame, names) for arrival, frame, names in read if frame.height]
        held: dict[str, list[Mapping[str, Leaf]]] = {}
        for arrival, frame, _ in frames:
            held.setdefault(arrival.table, []).append(take_apart(frame))
        told = self._lifetimes.told(held)
        worked.older = self._lifetimes.tokens(told.older) if self._pace.keyed else []
        checks = self._checks()
        for table in self._order:
            for number, (arrival, frame, names) in enumerate(frames):
                if arrival.table == table:
                    position = Position(number, delivery.position)
                    self._pass(Batch(table, frame, position), arrival, names, worked, (checks, told))
        return worked

    def _read(self, arrival: Arrival, worked: Worked) -> tuple[Arrival, pl.DataFrame, list[int]]:
        """Return the rows that can be read, and which records they are."""
        schema = self._schemas.get(arrival.table)
        if schema is None:
            worked.letters += [
                replace(_letter(arrival, number, UNKNOWN_TABLE), table="?") for number in range(len(arrival.rows))
            ]
            return arrival, pl.DataFrame(), []
        frame, bad = decoded(arrival.rows, schema, refuse_unknown=self._pace.refuse_unknown)
        worked.letters += [_letter(arrival, number, why) for number, why in bad.items()]
        return arrival, frame, [number for number in range(len(arrival.rows)) if number not in bad]

    def _present(
        self, arrival: Arrival, frame: pl.DataFrame, names: list[int], worked: Worked
    ) -> tuple[Arrival, pl.DataFrame, list[int]]:
        """Leave out rows about purged people, and count them: nobody learns from them, and no letter keeps them."""
        vault = self._assembly.vault
        job = self._assembly.parts[arrival.table].job if frame.height else None
        if job is None or not job.plan.subject or not vault.purges():
            return arrival, frame, names
        gone = about_purged(frame, job.plan, job.subject_system, vault)
        if not gone.any():
            return arrival, frame, names
        worked.counts[arrival.table, "", _PURGED] += int(gone.sum())
        return arrival, frame.filter(~gone), [name for name, out in zip(names, gone, strict=True) if not out]

    def _pass(
        self,
        batch: Batch,
        arrival: Arrival,
        numbers: Sequence[int],
        worked: Worked,
        given: tuple[Sequence[Check], Told],
    ) -> None:
        checks, told = given
        part = told.parts[batch.table]
        recollect(batch, part.job.plan, self._assembly, checks)
        for gone, places in _kinds(arrival, numbers, batch.frame, self._pace.keys.get(batch.table) or ()):
            keyless = self._keyless(batch) if gone or self._pace.keyed else frozenset[int]()
            stopped = {place: NO_KEY for place in places if place in keyless}
            some = [place for place in places if place not in stopped]
            done = passed(_some(batch, some, gone=gone), part.job, checks, aged=told.aged)
            stopped |= {some[row]: reason for row, reason in done.stopped.items()}
            worked.letters += [_letter(arrival, numbers[place], reason) for place, reason in stopped.items()]
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

    def _checks(self) -> tuple[Check, ...]:
        """Return checks that remember nothing: each delivery is a release of its own, and memory stays flat."""
        renew = self._assembly.renew
        fresh = renew() if renew is not None else self._assembly.checks
        return (*(check for check in fresh if check.name != _CANARY), *self._canaries)


def _letter(arrival: Arrival, number: int, reason: str) -> Letter:
    gone = arrival.gone is not None and arrival.gone[number]
    return Letter(arrival.table, arrival.names[number], reason, arrival.rows[number], gone=gone)


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
