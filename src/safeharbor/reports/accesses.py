"""Who read identifiers, counted from audit events; persons are left out: who saw one is asked of the log."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safeharbor.audit import Recorded

# events in which a person saw, or asked to see, what identifies someone
_READS: Final = ("reidentify", "quarantine.show", "quarantine.release", "who-saw")
_GLASS: Final = "break-glass"
_LISTED: Final = 200  # the latest; the log has all of them


@dataclass(frozen=True, slots=True)
class Noted:
    """One event worth a line of its own. `reason`: what was given for breaking the glass."""

    at: str
    who: str
    event: str
    kind: str
    purpose: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Accesses:
    """What an audit log says. `counts`: (who, event, kind, outcome) -> times; `days`: day -> reads.

    `emergencies` and `denials` hold the latest, oldest first; `broken` and `denied` say how many there were.
    """

    first: str = ""
    last: str = ""
    counts: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    emergencies: tuple[Noted, ...] = ()
    denials: tuple[Noted, ...] = ()

    @property
    def reads(self) -> int:
        """How often somebody asked to see what identifies someone, denials among them."""
        return sum(number for (_, event, _, _), number in self.counts.items() if is_read(event))

    @property
    def denied(self) -> int:
        """How often that was refused."""
        return sum(n for (_, event, _, outcome), n in self.counts.items() if is_read(event) and outcome == "denied")

    @property
    def broken(self) -> int:
        """How often somebody went beyond their grants in an emergency."""
        return sum(number for (_, event, _, _), number in self.counts.items() if _GLASS in event)

    @property
    def readers(self) -> int:
        """How many different principals asked."""
        return len({who for who, event, _, _ in self.counts if is_read(event)})


def is_read(event: str) -> bool:
    """Whether an event is somebody's looking at what identifies someone."""
    return event.startswith(_READS)


def accesses(events: Iterable[Recorded]) -> Accesses:
    """Count audit events; memory stays bounded however long the log is."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    days: Counter[str] = Counter()
    emergencies: deque[Noted] = deque(maxlen=_LISTED)
    denials: deque[Noted] = deque(maxlen=_LISTED)
    first = last = ""
    for recorded in events:
        last = f"{recorded.at:%Y-%m-%d %H:%M}"
        first = first or last
        event = recorded.event
        counts[event.who, event.event, event.kind, event.outcome] += 1
        if not is_read(event.event):
            continue
        days[last[:10]] += 1
        reason = str(event.detail.get("reason", ""))
        noted = Noted(last, event.who, event.event, event.kind, event.purpose, event.outcome, reason)
        if _GLASS in event.event:
            emergencies.append(noted)
        if event.outcome == "denied":
            denials.append(noted)
    return Accesses(first, last, dict(counts.most_common()), dict(days), tuple(emergencies), tuple(denials))


def accesses_as_json(found: Accesses) -> dict[str, Any]:
    """Return the same for machines."""
    names = ("who", "event", "kind", "outcome")
    return {
        "first": found.first,
        "last": found.last,
        "reads": found.reads,
        "readers": found.readers,
        "denied": found.denied,
        "break_glass": found.broken,
        "counts": [dict(zip(names, key, strict=True)) | {"number": number} for key, number in found.counts.items()],
        "days": dict(found.days),
    }
