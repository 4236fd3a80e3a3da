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
from safeharbor.runners.worker import PURGED, Pace, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from safeharbor.protocols import DeadLetters, StreamMirror, StreamSource
    from safeharbor.records import Delivery
    from safeharbor.runners.assembly import Assembly
    from safeharbor.runners.dead_letters import StreamStore
    from safeharbor.runners.telemetry import Telemetry

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
    saved, mark = ends.store.position()
    held = ends.mirror.begin({name: part.target for name, part in assembly.parts.items() if len(part.target)}, mark)
    start = ends.store.seal.opened(bytes.fromhex(held), about=b"place").decode() if held else saved
    ends.store.save(start or "", ends.mirror.mark)
    ends.source.begin(start or None)
    _record(assembly, "started", {})
    _turn_of_year(assembly, ends)
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
        _record(assembly, "interrupted", {"error": type(error).__name__, **total})
        raise
    _record(assembly, "ok", dict(total))


def commit(assembly: Assembly, ends: Ends, worker: Worker, delivery: Delivery, telemetry: Telemetry) -> Counter[str]:
    """Carry one delivery to the mirror, in the order of commits; return what was counted."""
    worked = worker.work(delivery)
    assembly.vault.commit()
    if assembly.quarantine is not None:
        assembly.quarantine.settle()
    if worked.letters:
        ends.letters.bury(worked.letters, at=assembly.clock.now())
    if worked.older:
        ends.mirror.restate(worked.older)
    ends.mirror.commit(worked.changes, ends.store.seal.sealed(delivery.position.encode(), about=b"place").hex())
    ends.store.save(delivery.position, ends.mirror.mark)
    ends.source.confirm(delivery.position)
    telemetry.committed(
        worked.rows,
        letters=Counter((letter.table, letter.reason) for letter in worked.letters),
        counts=worked.counts,
        seconds=time.monotonic() - delivery.at,
        behind=ends.source.behind(),
    )
    purged = sum(number for (_, _, what), number in worked.counts.items() if what == PURGED)
    return Counter(rows=sum(worked.rows.values()), dead_letters=len(worked.letters), commits=1, purged=purged)


def _turn_of_year(assembly: Assembly, ends: Ends) -> None:
    """In a new year, or at first, let the mirror's rows show no age that the year makes 90; then keep the year."""
    year = assembly.plan.as_of.year
    first = year if assembly.first_year is None else assembly.first_year
    if ends.store.years() != (first, year):
        ends.mirror.restate(None)
        ends.store.save_years(first, year)


def _withdrawn(assembly: Assembly, ends: Ends, *, seen: int) -> int:
    """Let the mirror remove rows about people purged since; return how many purges there were."""
    purges = assembly.vault.purges()
    if purges != seen:
        rows = ends.mirror.withdraw(assembly.vault.withdrawn())
        _record(assembly, "withdrawn", {"purges": purges, "rows": "stay" if rows is None else rows})
    return purges


def _record(assembly: Assembly, outcome: str, detail: Mapping[str, str | int]) -> None:
    event = AuditEvent("stream", assembly.principal, outcome, detail={"policy": assembly.plan.policy, **detail})
    assembly.audit.append(event, at=assembly.clock.now())
