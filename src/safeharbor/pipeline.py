"""treat(batch), then release(batch): the one way every runner takes rows to a mirror."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor import gate
from safeharbor.ageing import Ageing
from safeharbor.fit import misfits
from safeharbor.leaves import Leaf, escape, header_of, is_flat, neighbour, put_together, take_apart
from safeharbor.parsing.once import numbered
from safeharbor.protocols import RowContext, Treated
from safeharbor.records import TreatedBatch
from safeharbor.subjects import aged_rows, subject_keys

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from safeharbor.mirrors.coded import Codes
    from safeharbor.parsing.once import Numbered
    from safeharbor.protocols import Check, Treatment
    from safeharbor.records import Batch, ColumnPlan, Position, ReleasedBatch, TablePlan

# of a 64-bit order key; the rest orders a person's own rows at random, and a mirror puts a year before both
_PERSON_BITS: Final = 32
# what reads each text of a column by itself
_EACH_ONCE: Final = frozenset({"keep", "tokenize", "year", "birth_year", "age_cap", "zip3", "state"})


@dataclass(frozen=True, slots=True)
class TableJob:
    """One table's plan with the treatments that carry it out.

    `subject_system`: what the table's people are called in; "" for tables of no person.
    `order_secret`: the vault's secret for row order. `by_token`: order by the subject's token.
    `handling`: what the policy does with cells that the gate objects to.
    `ageing`: who passed 89 since the mirror's first release.
    """

    plan: TablePlan
    treatments: Mapping[str, Treatment]
    subject_system: str
    as_of: dt.date
    order_secret: bytes = field(repr=False)
    by_token: bool = True
    handling: gate.Handling = gate.REFUSE
    ageing: Ageing = field(default_factory=lambda: Ageing(None, 0), repr=False)


def treat(batch: Batch, job: TableJob, *, aged: pl.Series | None = None, codes: Codes | None = None) -> TreatedBatch:
    """Apply each column's treatment; columns without one are not in the result.

    `aged`: subject keys (String) of people who are 90 or older in the year of `as_of`. `codes`: those of the table's
    batches so far, where the texts that repeat are wanted as categories too.
    """
    leaves = take_apart(batch.frame, batch.numbered)
    leaves |= {column.path: _told_apart(leaves[column.path]) for column in job.plan.columns if _reads_each(column)}
    needed = aged is not None or any(_knows_people(column) for column in job.plan.columns)
    subject = subject_keys(leaves, job.plan, job.subject_system) if needed else None
    old = aged_rows(leaves, job.plan, job.as_of)
    if subject is not None and aged is not None and len(aged):
        known_old = subject.is_in(aged.implode()).fill_null(value=False)
        old = known_old if old is None else old | known_old
    treated: dict[str, pl.Series] = {}
    counts: dict[tuple[str, str], int] = {}
    once: dict[str, Numbered] = {}
    for column in job.plan.columns:
        if not column.published:
            continue
        leaf = leaves[column.options["start"]] if column.treatment == "duration" else leaves[column.path]
        done = job.treatments[column.path].treat(
            leaf.values,
            RowContext(
                subject=None if subject is None else leaf.beside(subject),
                aged=None if old is None else leaf.beside(old),
                beside={name: neighbour(leaf, leaves[name]) for name in _neighbours(column)},
                numbered=leaf.numbered,
            ),
        )
        done = _fitting(done, column)
        treated[column.path], tally = done.values, dict(done.counts)
        if done.numbered is not None and is_flat(column.path):
            once[header_of(column.path)] = done.numbered
        tally["cells"] = len(leaf.values) - leaf.values.null_count()
        counts.update({(column.path, what): number for what, number in tally.items()})
    for where, number in job.ageing.withhold(treated, leaves, job.plan, subject).items():
        counts[where] = counts.get(where, 0) + number
    frame = put_together(batch.frame, treated)
    spans = [treated[column.path].alias(column.path) for column in job.plan.columns if column.treatment == "duration"]
    frame = frame.with_columns(spans) if spans else frame
    return TreatedBatch(
        table=batch.table,
        frame=frame,
        order=_order(treated.get(job.plan.subject), _told_apart_by(once, job.plan.subject), job, batch),
        counts=counts,
        position=batch.position,
        marks=batch.marks,
        codes={} if codes is None else {escape(name): column for name, column in codes.of(frame, once).items()},
        texts={} if codes is None else {name: known.lasting.texts for name, known in once.items() if known.lasting},
    )


def release(batch: Batch, treated: TreatedBatch, job: TableJob, checks: Sequence[Check]) -> ReleasedBatch:
    """Pass a treated batch through the gate; raises GateError when something must not be published."""
    return gate.release(batch, treated, job.plan, checks, handling=job.handling)


def _knows_people(column: ColumnPlan) -> bool:
    """Whether a column's treatment asks whose value it is."""
    return not column.treatments.isdisjoint({"text", "surrogate", "date_shift"})


def _reads_each(column: ColumnPlan) -> bool:
    """Whether a column's treatment asks no more of a row than its text."""
    return column.treatment in _EACH_ONCE and not column.options.get("cases")


def _told_apart(leaf: Leaf) -> Leaf:
    """Return a leaf with its different texts, if they are few."""
    if leaf.numbered is not None or leaf.rows is not None or leaf.values.dtype != pl.String:
        return leaf
    return replace(leaf, numbered=numbered(leaf.values))


def _fitting(done: Treated, column: ColumnPlan) -> Treated:
    """Withhold kept values that are not of their column's kind, and count them."""
    once = done.numbered
    misfit = misfits(done.values if once is None else once.values, column.kind) if column.treatment == "keep" else None
    if misfit is None:
        return done
    if once is not None:
        misfit = misfit.gather(once.rows).fill_null(value=False)
    tally = {**done.counts, "misfit": done.counts.get("misfit", 0) + int(misfit.sum())}
    return Treated(done.values.set(misfit, None), tally)


def _neighbours(column: ColumnPlan) -> tuple[str, ...]:
    if column.treatment == "duration":
        return (str(column.options["start"]), str(column.options["end"]))
    names = [str(case["column"]) for case in column.options.get("cases", ())]
    if "country" in column.options:  # `zip3`: five digits abroad are no ZIP code
        names.append(str(column.options["country"]))
    return tuple(dict.fromkeys(names))


def _told_apart_by(once: Mapping[str, Numbered], path: str) -> Numbered | None:
    return once.get(header_of(path)) if is_flat(path) else None


def _order(tokens: pl.Series | None, once: Numbered | None, job: TableJob, batch: Batch) -> pl.Series:
    """Order keys that say nothing of the source's order, the same for the same batch (or marked row) and vault."""
    rows = batch.frame.height
    keys = _random(batch.position, job, rows) if batch.marks is None else batch.marks.to_series(0).to_numpy()
    if not job.by_token or tokens is None or tokens.dtype != pl.String or len(tokens) != rows:
        return pl.Series("order", keys)
    if once is None or once.rows.null_count():  # whoever has no token comes where the hash of null comes
        hashes = tokens.hash(seed=0)
    else:
        hashes = once.values.hash(seed=0).gather(once.rows)
    person = hashes.to_numpy() >> np.uint64(64 - _PERSON_BITS) << np.uint64(64 - _PERSON_BITS)
    return pl.Series("order", person | keys >> np.uint64(_PERSON_BITS))


def _random(position: Position, job: TableJob, rows: int) -> NDArray[np.uint64]:
    place = f"{job.plan.table}\x00{position.offset}\x00{position.token}".encode()
    key = hmac.digest(job.order_secret, place, hashlib.sha256)
    random = np.random.Generator(np.random.Philox(key=int.from_bytes(key[:16], "big")))
    return random.integers(0, 2**64, size=rows, dtype=np.uint64)
