"""A stream: records as they come, through the same plan, treatments, vault and gate as a whole run.

What is read at once is treated and checked as a release of its own. Commit order: vault, dead letters, mirror with the
position it brings it to, position, source. A crash at any instant repeats at most the last delivery, and the mirror,
which knows the position it holds, does not take it twice.

Rows about purged people are left out as they come; a mirror that can is told to remove those it holds, when the stream
begins and at the next turn after a purge. In the same way it is told whose ages its rows must not show any more.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safeharbor.audit import AuditEvent
from safeharbor.errors import MirrorError
from safeharbor.runners.worker import Pace, Worked, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from safeharbor.protocols import DeadLetters, StreamMirror, StreamSource
    from safeharbor.records import Delivery
    from safeharbor.runners.assembly import Assembly
    from safeharbor.runners.dead_letters import StreamStore
    from safeharbor.runners.telemetry import Telemetry

AGAIN: Final = "\x00"  # in a mirror's place, before the batch of letters that its last commit published again
_IDLE: Final = 0.25  # seconds between looks at whether to stop


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a stream comes from, where it goes, and what it keeps."""

    source: StreamSource
    mirror: StreamMirror
    store: StreamStore
    letters: DeadLetters


@contextmanager
def _settled() -> Iterator[None]:
    """Spare what is there now every later collection: a full one took 130 ms on a loaded machine, now none."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def stream(assembly: Assembly, ends: Ends, pace: Pace, telemetry: Telemetry, *, stopping: Callable[[], bool]) -> None:
    """Publish what comes until the source ends or `stopping` says so; what was read is then committed.

    Raises GateError, DetectorError, VaultError, MirrorError, SourceError: everything up to the last commit stands, and
    the next start goes on from there.
    """
    worker = Worker(assembly, pace)
    ends.source.begin(opened(assembly, ends) or None)
    record(assembly, "started", {})
    total: Counter[str] = Counter()
    purges = _withdrawn(assembly, ends, seen=0)
    try:
        worker.try_out()
        telemetry.ready()
        with _settled():
            while not (stopping() or ends.source.ended):
                purges = _withdrawn(assembly, ends, seen=purges)
                delivery = ends.source.poll(rows=pace.rows, wait=_IDLE)
                if delivery is None:
                    telemetry.idle(behind=ends.source.behind())
                    continue
                total += commit(assembly, ends, worker, delivery, telemetry)
    except BaseException as error:
        record(assembly, "interrupted", {"error": type(error).__name__, **total})
        raise
    record(assembly, "ok", dict(total))


def opened(assembly: Assembly, ends: Ends, *, same: bool = False) -> str:
    """Open the mirror as it was after its last commit; return the position of the source it has, "" for none.

    Letters that were published again by that commit are removed. `same`: whether a mirror that is another one than
    before is refused; raises MirrorError.
    """
    saved, mark = ends.store.position()
    held = ends.mirror.begin({name: part.target for name, part in assembly.parts.items() if len(part.target)}, mark)
    if same and mark and ends.mirror.mark not in {"", mark}:
        message = "the output is not the one that the stream wrote, or lacks what it wrote"
        raise MirrorError(message, hint="append to the file that the stream writes to")
    place = ends.store.seal.opened(bytes.fromhex(held), about=b"place").decode() if held else saved or ""
    position, _, batch = place.partition(AGAIN)
    ends.store.save(position, ends.mirror.mark)
    if batch:
        ends.store.settle((position, ends.mirror.mark), batch, {})
    year, first = assembly.plan.as_of.year, assembly.first_year
    years = year if first is None else first, year
    if ends.store.years() != years:
        # in a new year, or at first: rows that are there show no age that the year makes 90
        ends.mirror.restate(None)
        ends.store.save_years(*years)
    return position


def commit(assembly: Assembly, ends: Ends, worker: Worker, delivery: Delivery, telemetry: Telemetry) -> Counter[str]:
    """Carry one delivery to the mirror, in the order of commits; return what was counted."""
    worked = worked_on(assembly, worker, delivery)
    if worked.letters:
        ends.letters.bury(worked.letters, at=assembly.clock.now())
    publish(ends, worked, delivery.position)
    ends.store.save(delivery.position, ends.mirror.mark)
    ends.source.confirm(delivery.position)
    telemetry.committed(
        worked.rows,
        letters=Counter((letter.table, letter.reason) for letter in worked.letters),
        counts=worked.counts,
        seconds=time.monotonic() - delivery.at,
        behind=ends.source.behind(),
    )
    return Counter(rows=sum(worked.rows.values()), dead_letters=len(worked.letters), commits=1, purged=worked.purged)


def worked_on(assembly: Assembly, worker: Worker, delivery: Delivery) -> Worked:
    """Return what becomes of a delivery, once the vault has what it rests on."""
    worked = worker.work(delivery)
    assembly.vault.commit()
    if assembly.quarantine is not None:
        assembly.quarantine.settle()
    return worked


def publish(ends: Ends, worked: Worked, place: str) -> None:
    """Make a delivery's changes visible, with the place they bring the mirror to."""
    if worked.older:
        ends.mirror.restate(worked.older)
    ends.mirror.commit(worked.changes, ends.store.seal.sealed(place.encode(), about=b"place").hex())


def _withdrawn(assembly: Assembly, ends: Ends, *, seen: int) -> int:
    """Let the mirror remove rows about people purged since; return how many purges there were."""
    purges = assembly.vault.purges()
    if purges != seen:
        rows = ends.mirror.withdraw(assembly.vault.withdrawn())
        record(assembly, "withdrawn", {"purges": purges, "rows": "stay" if rows is None else rows})
    return purges


def record(assembly: Assembly, outcome: str, detail: Mapping[str, str | int]) -> None:
    """Put on record what a stream did."""
    event = AuditEvent("stream", assembly.principal, outcome, detail={"policy": assembly.plan.policy, **detail})
    assembly.audit.append(event, at=assembly.clock.now())
