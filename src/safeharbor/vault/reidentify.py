"""Read tokens back: the one place where a token becomes an identifier again, and every attempt is on record.

What leaves here is PHI again (164.502(d)(2)). The event is written before the value is handed out; a value that cannot
be recorded is not given. A failed look-up returns no value at all, and the same outcome for "not yours" and "not there"
would hide misuse: both are recorded, the caller of a denied token learns only that it was denied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.audit import AuditEvent
from safeharbor.errors import VaultError
from safeharbor.parsing.tokens import read_tokens
from safeharbor.vault.grants import Grant, Grants
from safeharbor.vault.persons import value_tag
from safeharbor.vault.segments import OpenSegment
from safeharbor.vault.spaces import SpaceName, SpaceNames

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from safeharbor.audit import AuditLog
    from safeharbor.vault.opening import OpenStore

_MOST: Final = 10_000
_REASON: Final = re.compile(r"(?:[^\W\d_]|[ ,.-]){8,120}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one token: `ok` with a value, or `denied`, `unknown`, `no-token` without one. PHI."""

    outcome: str
    kind: str = ""
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks and why. `emergency`: a reason in a few words, to go beyond the grant by breaking the glass."""

    principal: str
    purpose: str
    emergency: str = ""

    def __post_init__(self) -> None:
        """Refuse a reason that could hold an identifier: it goes into the audit log."""
        if self.emergency and not _REASON.fullmatch(self.emergency):
            message = "a reason is 8 to 120 letters and blanks, without any digit"
            raise VaultError(message, hint="name the emergency, not the person: it goes into the audit log")


@dataclass(frozen=True, slots=True)
class _Found:
    name: SpaceName
    value: str = field(repr=False)


def reidentify(
    opened: OpenStore, audit: AuditLog, tokens: Sequence[str], request: Request, *, at: dt.datetime
) -> list[Answer]:
    """Return, per token, what the principal's grants allow; each attempt is an audit event, written first."""
    if len(tokens) > _MOST:
        message = f"{len(tokens)} tokens were asked for at once; at most {_MOST} are read back in one request"
        raise VaultError(message, hint="ask for the ones you need")
    grants = Grants(opened).of(request.principal, at=at)
    if request.emergency and not any(grant.break_glass for grant in grants):
        audit.append(_event(request, "denied", emergency=True), at=at)
        message = "no grant of yours lets you break the glass"
        raise VaultError(message, hint="ask whoever gives grants")
    found, readable = _found(opened, tokens)
    answers, events = [], []
    for index in range(len(tokens)):
        held = found.get(index)
        allowed = held is not None and (bool(request.emergency) or _allowed(grants, held.name, request.purpose))
        outcome = "ok" if allowed else "denied" if held else "unknown" if readable[index] else "no-token"
        tag = value_tag(opened, held.name, held.value) if held else ""
        kind = held.name.kinds[0] if held else ""
        events.append(_event(request, outcome, kind=kind, subject=tag, emergency=bool(request.emergency)))
        answers.append(Answer(outcome, kind if allowed else "", held.value if held and allowed else None))
    if events:
        audit.append_many(events, at=at)
    return answers


def _allowed(grants: Sequence[Grant], name: SpaceName, purpose: str) -> bool:
    return any(
        name.domain in grant.domains and purpose in grant.purposes and set(name.kinds) <= set(grant.kinds)
        for grant in grants
    )


def _event(request: Request, outcome: str, *, kind: str = "", subject: str = "", emergency: bool = False) -> AuditEvent:
    return AuditEvent(
        "reidentify.break-glass" if emergency else "reidentify",
        request.principal,
        outcome=outcome,
        kind=kind,
        subject=subject,
        purpose=request.purpose,
        detail={"reason": request.emergency} if emergency else {},
    )


def _found(opened: OpenStore, tokens: Sequence[str]) -> tuple[dict[int, _Found], list[bool]]:
    """Return what each token stands for, and whether it is one; opens only the page each value lies on."""
    raw, readable = read_tokens(pl.Series(tokens, dtype=pl.String))
    wanted: dict[bytes, list[int]] = {}
    for index in np.flatnonzero(readable):
        wanted.setdefault(bytes(raw[index]), []).append(int(index))
    needles = np.frombuffer(b"".join(wanted), np.dtype("S16"))
    found: dict[int, _Found] = {}
    with opened.store.reading():
        for space, name in SpaceNames(opened.store, opened.ring).all().items():
            for stored in opened.store.segments(space):
                segment = OpenSegment(stored, space=space, ring=opened.ring)
                held = segment.tokens()
                for row in np.flatnonzero(np.isin(np.frombuffer(held.tobytes(), np.dtype("S16")), needles)):
                    value = segment.value(int(row))
                    found.update(dict.fromkeys(wanted[bytes(held[row])], _Found(name, value)))
    return found, [bool(good) for good in readable]
