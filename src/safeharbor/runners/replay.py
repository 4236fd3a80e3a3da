"""Dead letters once more: opened, sent through the plan as it is now, published, and removed from where they lay.

A batch is noted before the mirror hears of it, and the mirror's place names the batch: killed at any instant, a letter
is published once. What still cannot be published stays, with the reason it has now.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from safeharbor.records import Arrival, Delivery
from safeharbor.runners.stream import AGAIN, opened, publish, record, worked_on
from safeharbor.runners.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.records import Letter
    from safeharbor.runners.assembly import Assembly
    from safeharbor.runners.stream import Ends
    from safeharbor.runners.worker import Pace, Worked

_LETTERS: Final = 5_000  # opened at once


def replay(assembly: Assembly, ends: Ends, pace: Pace) -> Counter[str]:
    """Publish the dead letters that can be published now; return how many were, stayed, and were of purged people.

    The stream itself must not run: its mirror's lock says so where it has one. Raises what `stream` raises.
    """
    position = opened(assembly, ends, same=True)
    names = ends.store.names()
    record(assembly, "replaying", {"dead_letters": len(names)})
    total: Counter[str] = Counter(published=0, left=0, purged=0)
    try:
        worker = Worker(assembly, pace)
        worker.try_out()
        for start in range(0, len(names), _LETTERS):
            letters = ends.store.letters(names[start : start + _LETTERS])
            # whether older ones were deletions is not known: they would be published as rows
            total["left"] += sum(letter.gone is None for letter in letters)
            known = [letter for letter in letters if letter.gone is not None]
            batch = secrets.token_hex(8)
            worked = worked_on(assembly, worker, Delivery(_arrivals(known), batch, time.monotonic()))
            names_known = [bytes.fromhex(letter.name) for letter in known]
            total.update(_published(ends, worked, (position, batch), names_known))
    except BaseException as error:
        record(assembly, "interrupted", {"error": type(error).__name__, **total})
        raise
    record(assembly, "replayed", dict(total))
    return total


def _published(ends: Ends, worked: Worked, place: tuple[str, str], names: Sequence[bytes]) -> Counter[str]:
    position, batch = place
    stay = {bytes.fromhex(letter.name): letter.reason for letter in worked.letters}
    passed = [name for name in names if name not in stay]
    if passed:
        ends.store.prepare(batch, passed)
        publish(ends, worked, f"{position}{AGAIN}{batch}")
    ends.store.settle((position, ends.mirror.mark), batch, stay)
    return Counter(published=len(passed) - worked.purged, left=len(stay), purged=worked.purged)


def _arrivals(letters: Sequence[Letter]) -> tuple[Arrival, ...]:
    tables = dict.fromkeys(letter.table for letter in letters)
    held = {table: [letter for letter in letters if letter.table == table] for table in tables}
    return tuple(
        Arrival(
            table,
            [letter.payload for letter in some],
            [letter.name for letter in some],
            [bool(letter.gone) for letter in some] if any(letter.gone for letter in some) else None,
        )
        for table, some in held.items()
    )
