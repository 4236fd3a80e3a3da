"""Purge a person: rows rewritten without them, tokens that never resolve again, and a receipt that can be verified."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from safeharbor.errors import VaultError
from safeharbor.vault.graves import Grave, Graves, buried, bury
from safeharbor.vault.persons import held_of
from safeharbor.vault.signing import signed_by
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


def purge(opened: OpenStore, person: Person, *, vault: Path, reason: str, at: dt.datetime) -> Receipt:
    """Take a person out of the vault for good and return the signed receipt.

    Tokens of identifiers that another person has as well stay. Raises VaultError when nothing is known of the person.
    """
    subject = person.subject
    held = held_of(opened, person, shared=False)
    if subject is None:
        message = "this is no identifier"
        raise VaultError(message, hint="give the identifier as the source has it")
    keys = tuple(
        (item.space.hex(), bytes(key).hex())
        for item in held
        for key in lookup_keys(opened.ring.index_key(item.space), pl.Series(item.forms))
    )
    tag = opened.ring.subject_tag(subject).hex()
    if not _anything(opened, tag, keys):
        message = "nothing is held of this person"
        raise VaultError(message, hint="check system, kind and spelling of the identifier")
    grave = Grave(tag, keys)
    # the file first: a kill between the two leaves a purge that the next restore or purge does again
    Graves(vault).add(opened.ring, grave)
    bury(opened, grave)
    opened.store.sync()
    opened.store.sweep()
    tokens = next(len(item.tokens) for item in buried(opened) if item.tag == tag)
    statement = json.dumps(
        {
            "event": "purge",
            "vault": opened.store.vault,
            "subject": tag,
            "tokens": tokens,
            "reason": reason,
            "at": at.isoformat(),
        },
        sort_keys=True,
    )
    signing = opened.ring.signing_key("receipt")
    return Receipt(statement, signing.sign(statement.encode()).hex(), signing.public.hex())


def receipt_holds(receipt: Receipt, public: bytes) -> bool:
    """Return whether a receipt was signed by the vault with this public key."""
    return signed_by(public, bytes.fromhex(receipt.signature), receipt.statement.encode())


def _anything(opened: OpenStore, tag: str, keys: tuple[tuple[str, str], ...]) -> bool:
    if opened.store.known([bytes.fromhex(tag)]):
        return True
    for space in {space for space, _ in keys}:
        wanted = np.frombuffer(b"".join(bytes.fromhex(key) for name, key in keys if name == space), np.dtype("S16"))
        for segment in opened.store.segments(bytes.fromhex(space)):
            if np.isin(wanted, np.frombuffer(segment.keys, np.dtype("S16"))).any():
                return True
    return False
