"""A night: only what changed since the last release is treated, checked and written; the rest is carried over.

How a night knows what changed
    Each row of a delivery has a keyed fingerprint (`fingerprints`). The ledger (`ledger`) holds those of the published
    rows, in published order. A row found there is carried over; one that is not is treated; a published row that no
    row of the delivery finds leaves: a deleted row, a deleted patient, the old form of a changed row. A patient whose
    two record numbers became one comes with changed rows, and they follow.
    A segment of the source (`segments`: a Parquet row group, a file) whose bytes have the keyed digest they had holds
    the rows it held: it is not decoded, and its rows are taken as published. Rows of the other segments are looked for
    among the published rows of segments that did not come. What decides beside the rows does so for skipped ones too.
What else decides what a row becomes
    Policy, year of `as_of`, Census, detector, versions, schema and purges make up the ledger's `context`: when any of
    it is another, every row is treated. What is known of a person is compared for each person with text; who is found
    to have passed 89 is told by the learning pass, which reads the changed rows. Rows of those people are treated again
    though they are the same (`restated`); but a text stays as it is where all that is new of its person is what rows
    said tonight, and none of that could stand in it (`people`).
What the gate looks at
    Every check runs on every row that is treated. What it knew and saw of rows carried over comes from the ledger, so
    that a new patient's number is looked for in old rows and an old one's in new rows. Rows and empty cells are
    compared with the last release for the whole table.
What is published
    Parts without a change are hard links of the last release's, after their digests were compared with its signed
    manifest. The ledger is committed last. Killed anywhere, the old or the new release serves, and the next night
    begins from the release its ledger names: it is right, whichever that is.

Long because these paragraphs are the design of a night, and stand nowhere else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from safeharbor import gate
from safeharbor.errors import DriftError, MirrorError
from safeharbor.gate.bounds import Bounds
from safeharbor.manifest import MANIFEST_NAME, opened, read_public_key
from safeharbor.mirrors.base_release import Base
from safeharbor.mirrors.nightly import NightlyMirror, StartOverError
from safeharbor.runners import batch
from safeharbor.runners.carried import PERSON, CarriedOver, changes_of
from safeharbor.runners.changed import Changed, Marked
from safeharbor.runners.delivery import Delivery, TooMuchError
from safeharbor.runners.fingerprints import HASHED_BY, Fingerprints
from safeharbor.runners.learning import has_text, links
from safeharbor.runners.ledger import DamagedError, Ledger
from safeharbor.runners.segments import segments_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from safeharbor.runners.assembly import Assembly, Outcome, Part, Watch
    from safeharbor.runners.ledger import Ledgers

    Counts = Counter[tuple[str, str]]

_ROWS: Final = ("", "rows")
_REMEMBERED: Final = 64  # deliveries of a table by their digests
_FEW: Final = 100  # rows that say nothing about a delivery
_REPEATED: Final = 0.3
_DAMAGED: Final = "the ledger of the last night is damaged"
_MOST_CHANGED: Final = 0.5  # of all rows: beyond, carrying over costs as much as treating


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a night keeps its ledger, and the digests of what decides beside the rows.

    `since`: the release to carry on from, "" for that of the last night.
    """

    ledgers: Ledgers
    context: Mapping[str, str]
    since: str = ""


@dataclass(frozen=True, slots=True)
class Night:
    """What a night did. `outcome`: None when nothing had changed. `whole`: why every row was treated, or ""."""

    outcome: Outcome | None
    whole: str
    changes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def run_night(assembly: Assembly, desk: Desk, watch: Watch) -> Night:
    """Publish a release of which only what changed was treated. Raises as `batch.run` does."""
    mirror = assembly.mirror
    if not isinstance(mirror, NightlyMirror):
        message = "a night needs a mirror that carries releases on"
        raise MirrorError(message, hint="open the run for nights: `assemble(policy, clock=..., nightly=True)`")
    desk = replace(desk, context={**desk.context, "hashes": HASHED_BY, "schema": _schema(assembly)})
    ledger = desk.ledgers.read()
    base, whole = _base(assembly, mirror, desk, ledger)
    if ledger is not None and base is not None:
        try:
            return _changed(assembly, mirror, (desk, ledger, base), watch)
        except TooMuchError:
            whole = "more changed than can be carried over"
        except (StartOverError, DamagedError) as error:
            late = isinstance(error, StartOverError)
            whole = "an identifier learnt tonight stands in rows published before" if late else _DAMAGED
            for check in assembly.checks:
                if isinstance(check, Bounds | gate.KnownValuesCheck):
                    check.start_over()
    return _all(assembly, mirror, (desk, ledger, whole), watch)


def compared(assembly: Assembly, desk: Desk, watch: Watch) -> Night:
    """Say what a night would do, by counts; write nothing. People who pass 89 tonight are not counted."""
    desk = replace(desk, context={**desk.context, "hashes": HASHED_BY, "schema": _schema(assembly)})
    ledger = desk.ledgers.read()
    mirror = assembly.mirror
    base, whole = _base(assembly, mirror, desk, ledger) if isinstance(mirror, NightlyMirror) else (None, "no folder")
    if ledger is None or base is None:
        return Night(None, whole, {name: {"added": _height(part)} for name, part in assembly.parts.items()})
    try:
        deliveries = _deliveries(assembly, ledger, watch)
    except DamagedError:
        return Night(None, _DAMAGED, {name: {"added": _height(part)} for name, part in assembly.parts.items()})
    return Night(None, "", {name: changes_of(delivery) for name, delivery in deliveries.items()})


def _base(assembly: Assembly, mirror: NightlyMirror, desk: Desk, ledger: Ledger | None) -> tuple[Base | None, str]:
    """Return what a night can begin from, or why it cannot."""
    if desk.since and (ledger is None or ledger.release != desk.since):
        newest = "no night was run yet" if ledger is None else f"the last night published {ledger.release}"
        message = f"nights carry on from the release of the last night: {newest}"
        raise MirrorError(message, hint="name that release, or say `--since last`")
    if ledger is None:
        return None, "no ledger of an earlier night"
    differ = sorted(name for name, digest in desk.context.items() if ledger.context.get(name) != digest)
    if differ:
        return None, f"changed since the last release: {', '.join(differ)}"
    folder = mirror.release(ledger.release)
    if folder is None:
        return None, "the release of the last night is gone"
    try:
        held = opened((folder / MANIFEST_NAME).read_bytes(), read_public_key(assembly.public_key))
    except (OSError, MirrorError):
        return None, "the release of the last night is damaged"
    tables = {name: laid for name, laid in ledger.tables.items() if name in assembly.parts}
    digests = {entry.path: entry.sha256 for entry in held.files}
    schemas = {name: part.target for name, part in assembly.parts.items()}
    return Base(folder, schemas, digests, tables, lambda _: np.zeros(0, np.bool_)), ""


def _deliveries(assembly: Assembly, ledger: Ledger, watch: Watch) -> dict[str, Delivery]:
    found: dict[str, Delivery] = {}
    for name, part in assembly.parts.items():
        if name in ledger.tables:
            watch.stage("comparing", name)
            before = ledger.tables[name], ledger.segments.get(name, ())
            found[name] = Delivery(part.source, _mark(assembly, part), before, rows=part.rows)
            for rows in found[name].compare(_source_key(assembly)):
                watch.rows(name, rows)
            _refuse_twice(name, found[name])
    changed = sum(delivery.new for delivery in found.values())
    rows = sum(delivery.height for delivery in found.values())
    if changed > _FEW and changed > _MOST_CHANGED * rows:
        raise TooMuchError
    return found


def _changed(assembly: Assembly, mirror: NightlyMirror, known: tuple[Desk, Ledger, Base], watch: Watch) -> Night:
    """Treat what changed and carry the rest over."""
    desk, ledger, base = known
    digests = _digests(assembly)
    _refuse_late(assembly, ledger, digests)
    carried = CarriedOver(assembly, ledger)
    same = all(ledger.deliveries.get(name, ("",))[0] == digest for name, (digest, _) in digests.items())
    notes = any(has_text(part) for part in assembly.parts.values())
    if same and not notes and mirror.serves(base.folder) and not _retries(assembly):
        return Night(None, "", {name: {"carried": laid.height} for name, laid in ledger.tables.items()})
    carried.deliveries = _deliveries(assembly, ledger, watch)
    carried.segments |= {name: delivery.segments for name, delivery in carried.deliveries.items()}
    tables = {**base.tables, **{name: delivery.laid for name, delivery in carried.deliveries.items()}}
    mirror.begin_from(replace(base, tables=tables, gone=lambda name: carried.deliveries[name].gone))
    mirror.on_finish = carried.finished
    linked = {name for name, part in assembly.parts.items() if links(assembly, part)}
    parts = {
        name: replace(
            part,
            source=Changed(
                part.source, carried.deliveries[name], partial(digests.__getitem__, name), whole=name in linked
            ),
        )
        if name in carried.deliveries
        else _marked(assembly, carried, part)
        for name, part in assembly.parts.items()
    }
    gate.recall(assembly.checks, ledger.memory)
    assembly.ageing.crossed |= set(ledger.crossed)
    assembly.ageing.before |= set(ledger.before)
    outcome = batch.run(replace(assembly, parts=parts, carried=carried), watch)
    _commit(assembly, desk, carried, (outcome, digests, ledger))
    return Night(outcome, "", carried.changes())


def _all(assembly: Assembly, mirror: NightlyMirror, known: tuple[Desk, Ledger | None, str], watch: Watch) -> Night:
    """Treat every row, and begin a ledger."""
    desk, ledger, whole = known
    digests = _digests(assembly)
    if ledger is not None:
        _refuse_late(assembly, ledger, digests)
    carried = CarriedOver(assembly, None)
    mirror.begin_from(None)
    mirror.on_finish = carried.finished
    parts = {name: _marked(assembly, carried, part) for name, part in assembly.parts.items()}
    outcome = batch.run(replace(assembly, parts=parts, carried=carried), watch)
    _commit(assembly, desk, carried, (outcome, digests, ledger))
    return Night(outcome, whole, {table.table: {"added": table.rows} for table in outcome.manifest.tables})


def _commit(
    assembly: Assembly,
    desk: Desk,
    carried: CarriedOver,
    done: tuple[Outcome, Mapping[str, tuple[str, int]], Ledger | None],
) -> None:
    """Commit the ledger: the night's position, saved last."""
    outcome, digests, before = done
    past = {} if before is None else before.deliveries
    desk.ledgers.commit(
        Ledger(
            release=outcome.release,
            context=desk.context,
            deliveries={
                name: tuple(dict.fromkeys((digest, *past.get(name, ()))))[:_REMEMBERED]
                for name, (digest, _) in digests.items()
            },
            tables=carried.laid,
            counts=carried.counts,
            aged=tuple(sorted(carried.aged)),
            crossed=tuple(sorted(assembly.ageing.crossed)),
            before=tuple(sorted(assembly.ageing.before)),
            known=carried.people.known,
            memory=gate.memory(assembly.checks),
            segments=carried.segments,
        )
    )


def _refuse_twice(name: str, delivery: Delivery) -> None:
    if delivery.height > _FEW and delivery.repeats > _REPEATED:
        message = f"table {name!r}: {delivery.repeats:.0%} of its rows are there more than once, and were not before"
        raise DriftError(message, hint="it was delivered twice: leave one copy of it in the source")


def _refuse_late(assembly: Assembly, ledger: Ledger, digests: Mapping[str, tuple[str, int]]) -> None:
    """Refuse a delivery that a newer one has replaced already."""
    late = [
        name
        for name, (digest, _) in digests.items()
        if digest in ledger.deliveries.get(name, ())[1:] and ledger.counts.get(name, Counter())
    ]
    del assembly
    if late:
        message = "delivered before, and a newer delivery was published since:\n" + "\n".join(f"  {n}" for n in late)
        raise DriftError(message, hint="deliver the newest; `safeharbor run` without --since publishes it all the same")


def _height(part: Part) -> int:
    return sum(some.frame.height for some in part.source.batches(rows=part.rows))


def _digests(assembly: Assembly) -> dict[str, tuple[str, int]]:
    key = _source_key(assembly)
    return {name: part.source.digest(key) for name, part in assembly.parts.items()}


def _source_key(assembly: Assembly) -> bytes:
    return assembly.vault.secret("source-digest")


def _retries(assembly: Assembly) -> bool:
    """Whether rows that stayed out are tried again every night."""
    return any(part.job.handling.on_violation == "quarantine" for part in assembly.parts.values())


def _mark(assembly: Assembly, part: Part) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return what marks a table's rows: fingerprints, and for texts whose they are."""
    prints = Fingerprints(assembly.vault.secret("row-fingerprints"))
    if not has_text(part):
        return prints.of
    return lambda frame: prints.of(frame).with_columns(gate.people_of(part.job.plan, frame).alias(PERSON))


def _marked(assembly: Assembly, carried: CarriedOver, part: Part) -> Part:
    """Return a table of which every row is treated and marked."""
    name = part.source.table
    segments = segments_of(part.source, _source_key(assembly))
    return replace(
        part, source=Marked(part.source, _mark(assembly, part), segments, partial(carried.segments.__setitem__, name))
    )


def _schema(assembly: Assembly) -> str:
    return repr([(name, list(part.source.schema().items())) for name, part in sorted(assembly.parts.items())])
