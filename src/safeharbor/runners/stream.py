"""A stream: records as they come, through the same plan, treatments, vault and gate as a whole run.

What is read at once is treated and checked as a release of its own. Commit order: vault, dead letters, mirror with the
position it brings it to, position, source. A crash at any instant repeats at most the last delivery, and the mirror,
which knows the position it holds, does not take it twice.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safeharbor.audit import AuditEvent
from safeharbor.runners.worker import Pace, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    total: Counter[str] = Counter()
    telemetry.ready()
    try:
        while not (stopping() or ends.source.ended):
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
    return Counter(rows=sum(worked.rows.values()), dead_letters=len(worked.letters), commits=1)


def _record(assembly: Assembly, outcome: str, detail: Mapping[str, str | int]) -> None:
    event = AuditEvent("stream", assembly.principal, outcome, detail={"policy": assembly.plan.policy, **detail})
    assembly.audit.append(event, at=assembly.clock.now())
