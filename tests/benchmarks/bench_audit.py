"""The audit log: how fast events are appended, and how soon "who saw this person" is answered among millions."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from safeharbor.audit import AuditEvent, AuditLog, verify_log
from safeharbor.vault.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW: Final = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
SIGNER: Final = SigningKey(bytes(range(32)))
BATCH: Final = 10_000
SINGLE: Final = 200
OFTEN: Final = "f" * 32


def main(*, full: bool = False) -> None:
    """Print the figures for one million events, or, in full, for ten million over a year and 500,000 persons."""
    count = 10_000_000 if full else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        log = AuditLog(path, signer=SIGNER)
        _report(f"append {SINGLE} events, each on disk before the next", SINGLE, lambda: _one_by_one(log))
        _report(f"append {count:,} events, {BATCH:,} at a time", count, lambda: _in_batches(log, count))
        log.close()
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**30
        print(f"size on disk: {size:.2f} GiB")
        for name, person in {"a person seen about 20 times": _person(7), "a person seen in every batch": OFTEN}.items():
            _ask(path, person, f"who saw {name}, of {count:,} events, last 90 days")
        _report("verify the whole chain", count, lambda: _verified(path))


def _person(number: int) -> str:
    return f"{number:032x}"


def _events(count: int, seed: int) -> Iterator[AuditEvent]:
    pick = random.Random(seed)  # noqa: S311 - made-up events
    yield AuditEvent("reidentify", "user0", kind="mrn", subject=OFTEN, purpose="treatment")
    for _ in range(count - 1):
        person = _person(pick.randrange(500_000))
        yield AuditEvent("reidentify", f"user{pick.randrange(50)}", kind="mrn", subject=person, purpose="treatment")


def _one_by_one(log: AuditLog) -> None:
    for event in _events(SINGLE, 0):
        log.append(event, at=NOW - dt.timedelta(days=366))


def _in_batches(log: AuditLog, count: int) -> None:
    batches = count // BATCH
    for number in range(batches):
        at = NOW - dt.timedelta(days=365) * ((batches - number) / batches)
        log.append_many(_events(BATCH, number + 1), at=at)


def _ask(path: Path, person: str, what: str) -> None:
    start = time.perf_counter()
    log = AuditLog(path)
    found = sum(1 for _ in log.who_saw(person, since=NOW - dt.timedelta(days=90)))
    log.close()
    print(f"{what}: {1000 * (time.perf_counter() - start):,.1f} ms ({found:,} events)")


def _verified(path: Path) -> None:
    found = verify_log(path, SIGNER.public)
    if found.problems:
        raise AssertionError(found.problems)


def _report(what: str, count: int, work: Callable[[], None]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what}: {count / wall:,.0f} events/s of wall clock, {count / cpu:,.0f} of processor ({wall:,.1f} s)")
