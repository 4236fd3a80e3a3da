"""One batch of a stream through the pipeline: what must not pass is told apart, row by row, and the rest passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import DetectorError, DriftError, PolicyError
from safeharbor.gate import BlockedError
from safeharbor.gate.held import rows_of
from safeharbor.pipeline import release, treat
from safeharbor.records import Batch, Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.findings import Violation
    from safeharbor.pipeline import TableJob
    from safeharbor.protocols import Check
    from safeharbor.records import ReleasedBatch, TreatedBatch

# what a single record can bring about; anything else (vault, mirror, disk) is no record's fault and stops the stream
_OF_RECORDS: Final = (BlockedError, DriftError, DetectorError, PolicyError, pl.exceptions.PolarsError, ValueError)
# checks that say something of the run, not of its records
_OF_RUNS: Final = frozenset({"canaries"})


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed, and which of the batch's rows did not, with a reason for each."""

    released: tuple[ReleasedBatch, ...]
    stopped: dict[int, str]


def passed(batch: Batch, job: TableJob, checks: Sequence[Check], *, aged: pl.Series | None) -> Passed:
    """Treat and release a batch; rows that cannot pass are left out and told, never the whole batch for their sake.

    Raises GateError when the recogniser itself fails its own trial, DetectorError when it reads nothing at all, and
    whatever vault and tokens raise.
    """
    released: list[ReleasedBatch] = []
    stopped: dict[int, str] = {}
    waiting = [list(range(batch.frame.height))]
    while waiting:
        places = waiting.pop()
        if not places:
            continue
        part = batch if len(places) == batch.frame.height else _part(batch, places)
        treated: TreatedBatch | None = None
        try:
            treated = treat(part, job, aged=aged)
            released.append(release(part, treated, job, checks))
        except _OF_RECORDS as error:
            guilty = _guilty(error, treated)
            if not guilty and len(places) > 1:
                half = len(places) // 2
                waiting += [places[half:], places[:half]]
                continue
            found = guilty or {0: _words(error)}
            stopped.update({places[row]: reason for row, reason in found.items()})
            waiting.append([place for row, place in enumerate(places) if row not in found])
    if len(stopped) == batch.frame.height > 1 and all(
        reason == _words(DetectorError("")) for reason in stopped.values()
    ):
        message = "the detector failed on every text of a batch; nothing of it was published"
        raise DetectorError(message, hint="run `safeharbor detect` on a synthetic note to see why")
    return Passed(tuple(released), stopped)


def _part(batch: Batch, places: Sequence[int]) -> Batch:
    # another position: the rows' order keys hang on it, and must not repeat within one batch
    token = f"{batch.position.token}/{places[0]}+{len(places)}"
    return replace(batch, frame=batch.frame[list(places)], position=Position(batch.position.offset, token))


def _guilty(error: Exception, treated: TreatedBatch | None) -> dict[int, str]:
    """Return the rows that the gate points at, each with its first reason; none when it points at no row."""
    if not isinstance(error, BlockedError) or treated is None:
        return {}
    for violation in error.violations:
        if violation.check in _OF_RUNS:
            raise error
    found: dict[int, str] = {}
    for violation, rows in rows_of(error.violations, treated):
        for row in rows:
            found.setdefault(row, _gate_words(violation))
    return found


def _words(error: Exception) -> str:
    if isinstance(error, BlockedError):
        return _gate_words(error.violations[0])
    return f"could not be treated ({type(error).__name__})"


def _gate_words(violation: Violation) -> str:
    return f"the gate objects to {violation.column}: {violation.reason} ({violation.check})"
