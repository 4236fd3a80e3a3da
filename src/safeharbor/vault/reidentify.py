"""Read tokens back: the one place where a token becomes an identifier again, and every attempt is on record.

What leaves here is PHI again (164.502(d)(2)). The event is written before the value is handed out; a value that cannot
be recorded is not given. A failed look-up returns no value at all. The log tells "not yours" from "not there"; so does
the outcome, which says nothing of a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.audit import AuditEvent
from safeharbor.errors import VaultError
from safeharbor.identifiers import DataKind
from safeharbor.parsing.tokens import read_tokens
from safeharbor.vault.grants import Grant, Grants
from safeharbor.vault.known import KnownPersons
from safeharbor.vault.persons import value_tag
from safeharbor.vault.segments import OpenSegment
from safeharbor.vault.spaces import SpaceName, SpaceNames

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from safeharbor.audit import SomeAuditLog
    from safeharbor.findings import KnownValues
    from safeharbor.vault.opening import OpenStore
    from safeharbor.vault.principals import Principal

_MOST: Final = 10_000
_REASON: Final = re.compile(r"(?:[^\W\d_]|[ ,.-]){8,120}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one token or field: `ok` with a value, or `denied`, `unknown`, `no-token` without one. PHI.

    `beside`: the fields that were asked for with a token, a person's two telephones as two answers.
    """

    outcome: str
    kind: str = ""
    value: str | None = field(default=None, repr=False)
    beside: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks and why. `emergency`: a reason in a few words, to go beyond the grant by breaking the glass.

    `fields`: kinds that are asked for beside each token's own identifier: what is known of the person it stands for.
    """

    principal: Principal
    purpose: str
    emergency: str = ""
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a reason that could hold an identifier, as it goes into the audit log, and kinds that do not exist."""
        if self.emergency and not _REASON.fullmatch(self.emergency):
            message = "a reason is 8 to 120 letters and blanks, without any digit"
            raise VaultError(message, hint="name the emergency, not the person: it goes into the audit log")
        if not set(self.fields) <= set(DataKind):
            message = "fields are asked for by their kind"
            raise VaultError(message, hint=f"allowed: {', '.join(DataKind)}")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a token stands for, and the tag the log files it under."""

    name: SpaceName
    value: str = field(repr=False)
    tag: str


def reidentify(
    opened: OpenStore, audit: SomeAuditLog, tokens: Sequence[str], request: Request, *, at: dt.datetime
) -> list[Answer]:
    """Return, per token, what the principal's grants allow, field by field; each attempt is an event, written first."""
    if len(tokens) > _MOST:
        message = f"{len(tokens)} tokens were asked for at once; at most {_MOST} are read back in one request"
        raise VaultError(message, hint="ask for the ones you need")
    who = request.principal.name
    grants = Grants(opened).of(who, at=at)
    if request.emergency and not Grants(opened).break_glass(who, at=at):
        audit.append(_event(request, "denied"), at=at)
        message = "no grant of yours lets you break the glass now"
        raise VaultError(message, hint="ask whoever gives grants; a glass once broken closes after its hours")
    found, readable = _found(opened, tokens)
    known = _known(opened, found.values()) if request.fields else {}
    answers, events = [], []
    for index in range(len(tokens)):
        held = found.get(index)
        if held is None:
            outcome = "unknown" if readable[index] else "no-token"
            answers.append(Answer(outcome))
            events.append(_event(request, outcome))
            continue
        own = _own(held, grants, request)
        beside = _beside(held, grants, request, known.get(held.tag))
        asked = [(held.name.kinds[0], own), *((answer.kind, answer) for answer in beside)]
        events += [_event(request, answer.outcome, kind=kind, subject=held.tag) for kind, answer in asked]
        answers.append(Answer(own.outcome, own.kind, own.value, beside))
    if events:
        audit.append_many(events, at=at)
    return answers


def _own(held: _Found, grants: Sequence[Grant], request: Request) -> Answer:
    """Return the identifier a token stands for, or the denial; which kind it would be is not told with that."""
    allowed = _allowed(grants, held.name.domain, held.name.kinds, request)
    return Answer("ok", held.name.kinds[0], held.value) if allowed else Answer("denied")


def _beside(held: _Found, grants: Sequence[Grant], request: Request, known: KnownValues | None) -> tuple[Answer, ...]:
    """Return the fields asked for, each by its own leave; denied before anyone looks whether there is one."""
    answers: list[Answer] = []
    for kind in request.fields:
        if not _allowed(grants, held.name.domain, (kind,), request):
            answers.append(Answer("denied", kind))
            continue
        values = [value.text for value in known.values if value.kind == kind] if known else []
        answers += [Answer("ok", kind, value) for value in values] or [Answer("unknown", kind)]
    return tuple(answers)


def _allowed(grants: Sequence[Grant], domain: str, kinds: Sequence[str], request: Request) -> bool:
    return bool(request.emergency) or any(
        domain in grant.domains and request.purpose in grant.purposes and set(kinds) <= set(grant.kinds)
        for grant in grants
    )


def _event(request: Request, outcome: str, *, kind: str = "", subject: str = "") -> AuditEvent:
    detail = {"reason": request.emergency, "via": request.principal.via}
    return AuditEvent(
        "reidentify.break-glass" if request.emergency else "reidentify",
        request.principal.name,
        outcome=outcome,
        kind=kind,
        subject=subject,
        purpose=request.purpose,
        detail={name: value for name, value in detail.items() if value},
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
                    here = _Found(name, value, value_tag(opened, name, value))
                    found.update(dict.fromkeys(wanted[bytes(held[row])], here))
    return found, [bool(good) for good in readable]


def _known(opened: OpenStore, found: Iterable[_Found]) -> Mapping[str, KnownValues]:
    """Return what is known of the persons that tokens stand for, by tag."""
    persons = KnownPersons(opened.store, opened.ring)
    rows = opened.store.known([bytes.fromhex(tag) for tag in sorted({held.tag for held in found})])
    return {tag.hex(): persons.opened(tag, row) for tag, row in rows.items()}
