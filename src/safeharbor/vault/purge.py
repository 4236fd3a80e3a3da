"""Purge a person: rows rewritten without them, tokens that never resolve again, and a receipt that can be verified."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from safeharbor.errors import VaultError
from safeharbor.vault.graves import UNSWEPT, Grave, Graves, buried, bury, unburied
from safeharbor.vault.persons import Traces, traces_of
from safeharbor.vault.segments import OpenSegment
from safeharbor.vault.signing import signed_by
from safeharbor.vault.spaces import SpaceNames
from safeharbor.vault.tokenspace import lookup_keys

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from safeharbor.vault.opening import OpenStore
    from safeharbor.vault.persons import Person


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a purge, value-free: what was done, when, for which reason, signed by the vault."""

    statement: str
    signature: str
    public: str


def purge(opened: OpenStore, who: Person | Traces, *, vault: Path, reason: str, at: dt.datetime) -> Receipt:
    """Take a person out of the vault for good, under every key of theirs, and return the signed receipt.

    `who`: the person, or what `traces_of` found of them, which reads everyone once. `vault`: the file beside which
    purges are kept for a later restore. Identifiers that another person has as well stay with that person. A purge that
    was interrupted is finished first. Raises VaultError when nothing is known of the person, BusyError when others read
    on, so that removed bytes may rest in a journal still: purge again then.
    """
    traces = who if isinstance(who, Traces) else traces_of(opened, who)
    if traces.subject is None:
        message = "this is no identifier"
        raise VaultError(message, hint="give the identifier as the source has it")
    own = opened.ring.subject_tag(traces.subject)
    graves = Graves(vault)
    for grave in unburied(opened, graves.read(opened.ring)):
        bury(opened, grave)
    keys = _lookup_keys(opened, traces)
    if _anything(opened, traces, keys):
        others = tuple(tag.hex() for tag in traces.tags if tag != own)
        grave = Grave(own.hex(), keys, others=others, id=secrets.token_hex(8))
        # the file first: a kill between the two leaves a purge that the next one, or a restore, finishes
        graves.add(opened.ring, grave)
        bury(opened, grave)
    done = [grave for grave in buried(opened) if own in grave.tags]
    if not done or opened.store.note(UNSWEPT) is None:
        message = "nothing is held of this person"
        raise VaultError(message, hint="check system, kind and spelling of the identifier")
    opened.store.sync()
    opened.store.sweep()
    receipt = _receipt(opened, done, reason=reason, at=at)
    with opened.store.writing():
        opened.store.drop_note(UNSWEPT)
    return receipt


def receipt_text(receipt: Receipt) -> str:
    """Return a receipt as one line of JSON."""
    return json.dumps(asdict(receipt), sort_keys=True)


def read_receipt(text: str) -> Receipt:
    """Return the receipt a text holds; raise VaultError when it is none."""
    try:
        receipt = Receipt(**json.loads(text))
        bytes.fromhex(receipt.signature)
        json.loads(receipt.statement)["subject"]
    except (ValueError, TypeError, KeyError, AttributeError):
        message = "this is no receipt of a purge"
        raise VaultError(message, hint="name the file that `safeharbor purge --receipt` wrote") from None
    return receipt


def receipt_holds(receipt: Receipt, public: bytes) -> bool:
    """Return whether a receipt was signed by the vault with this public key."""
    return signed_by(public, bytes.fromhex(receipt.signature), receipt.statement.encode())


def undone(opened: OpenStore, receipt: Receipt) -> list[str]:
    """Return what of a purge no longer holds in the vault: its record, or a token that resolves again."""
    said: dict[str, Any] = json.loads(receipt.statement)
    if said["vault"] != opened.store.vault:
        return ["the receipt is another vault's"]
    graves = {grave.id or grave.tag: grave for grave in buried(opened)}
    missing = [name for name in said["purges"] if name not in graves]
    gone = {bytes.fromhex(token) for name in said["purges"] if name in graves for token in graves[name].tokens}
    problems = [f"the vault has no record of purge {name}" for name in missing]
    needles = np.frombuffer(b"".join(sorted(gone)), np.dtype("S16"))
    with opened.store.reading():
        for space in SpaceNames(opened.store, opened.ring).all():
            for stored in opened.store.segments(space):
                tokens = OpenSegment(stored, space=space, ring=opened.ring).tokens()
                if np.isin(np.frombuffer(tokens.tobytes(), np.dtype("S16")), needles).any():
                    problems.append("a purged token resolves again")
    return problems


def _receipt(opened: OpenStore, graves: list[Grave], *, reason: str, at: dt.datetime) -> Receipt:
    statement = json.dumps(
        {
            "event": "purge",
            "vault": opened.store.vault,
            "subject": graves[0].tag,
            "purges": [grave.id or grave.tag for grave in graves],
            "tokens": sum(len(grave.tokens) for grave in graves),
            "reason": reason,
            "at": at.isoformat(),
        },
        sort_keys=True,
    )
    signing = opened.ring.signing_key("receipt")
    return Receipt(statement, signing.sign(statement.encode()).hex(), signing.public.hex())


def _lookup_keys(opened: OpenStore, traces: Traces) -> tuple[tuple[str, str], ...]:
    return tuple(
        (item.space.hex(), bytes(key).hex())
        for item in traces.held
        for key in lookup_keys(opened.ring.index_key(item.space), pl.Series(item.forms))
    )


def _anything(opened: OpenStore, traces: Traces, keys: tuple[tuple[str, str], ...]) -> bool:
    if opened.store.known(traces.tags):
        return True
    for space in {space for space, _ in keys}:
        wanted = np.frombuffer(b"".join(bytes.fromhex(key) for name, key in keys if name == space), np.dtype("S16"))
        for segment in opened.store.segments(bytes.fromhex(space)):
            if np.isin(wanted, np.frombuffer(segment.keys, np.dtype("S16"))).any():
                return True
    return False
