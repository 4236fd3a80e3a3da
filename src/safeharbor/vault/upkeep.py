"""Look after a vault: count it, check every byte of it, back it up, restore it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from safeharbor.errors import SafeHarborError, VaultError
from safeharbor.vault.backup import decrypt_file, encrypt_file
from safeharbor.vault.graves import Graves, bury
from safeharbor.vault.known import KnownPersons
from safeharbor.vault.opening import OpenStore, open_store
from safeharbor.vault.segments import OpenSegment
from safeharbor.vault.spaces import SpaceName, SpaceNames
from safeharbor.vault.tokenspace import lookup_keys

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.vault.keys import MasterKey

_PERSONS = 10_000


@dataclass(frozen=True, slots=True)
class Status:
    """What a vault holds, in numbers. `keys`: (number, id of the master key that wraps it); 0 is the root."""

    vault: str
    keys: tuple[tuple[int, str], ...]
    spaces: tuple[tuple[SpaceName, int], ...]
    persons: int
    purged: int
    rotating: bool


def status(opened: OpenStore) -> Status:
    """Count what a vault holds."""
    store = opened.store
    names = SpaceNames(store, opened.ring).all()
    return Status(
        store.vault,
        tuple((key.number, key.master) for key in store.wrapped_keys()),
        tuple((name, sum(count for *_, count in store.sizes(tag))) for tag, name in names.items()),
        store.count_known(),
        len(store.notes("grave/")),
        rotating=bool(store.note("rotation")),
    )


def check(opened: OpenStore) -> list[str]:
    """Open everything a vault holds and return every problem; reads the whole store."""
    store, ring = opened.store, opened.ring
    problems = []
    with store.reading():
        for tag in SpaceNames(store, ring).all():
            seen: list[bytes] = []
            for number, *_ in store.sizes(tag):
                problems += _segment_problems(opened, tag, number, seen)
            tokens = np.frombuffer(b"".join(seen), np.dtype("S16"))
            if len(np.unique(tokens)) != len(tokens):
                problems.append(f"space {tag.hex()}: a token stands twice")
        persons, last = KnownPersons(store, ring), b""
        while rows := store.all_known(after=last, limit=_PERSONS):
            last = max(rows)
            for tag, row in rows.items():
                try:
                    persons.opened(tag, row)
                except (VaultError, ValueError):
                    problems.append(f"person {tag.hex()}: does not open")
    return problems


def backup(opened: OpenStore, key: MasterKey, target: Path) -> None:
    """Write an encrypted backup of one consistent state; runs may go on writing."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    if target.exists():
        message = f"{target} exists already"
        raise VaultError(message, hint="name a new file: backups are never overwritten")
    try:
        opened.store.copy_to(draft)
        encrypt_file(draft, target, key)
    finally:
        draft.unlink(missing_ok=True)


def verify_backup(source: Path, key: MasterKey, scratch: Path) -> list[str]:
    """Decrypt a backup into `scratch` (a folder), check all of it, remove it, and return every problem."""
    draft = scratch / f".verify.{secrets.token_hex(8)}"
    try:
        decrypt_file(source, draft, key)
        opened = open_store("sqlite", draft, key)
        try:
            return check(opened)
        finally:
            opened.store.close()
    finally:
        _remove(draft)


def restore(source: Path, key: MasterKey, location: Path) -> int:
    """Put a backup in the vault's place and return how many purges were done again in it.

    The backup is checked first; the vault it replaces is kept beside it as `NAME.before-restore`. Persons purged
    since the backup was made are purged from it before it takes the vault's place.
    """
    draft = location.with_name(f".{location.name}.{secrets.token_hex(8)}")
    graves = Graves(location)
    try:
        decrypt_file(source, draft, key)
        opened = open_store("sqlite", draft, key)
        try:
            if problems := check(opened):
                message = f"the backup {source} is damaged: {problems[0]}"
                raise VaultError(message, hint="use another backup")
            again = [bury(opened, grave) for grave in graves.read(opened.ring)]
            opened.store.sweep()
        finally:
            opened.store.close()
        if location.exists():
            _set_aside(location)
        draft.replace(location)
    finally:
        _remove(draft)
    return sum(again)


def _set_aside(location: Path) -> None:
    """Keep the vault that is replaced; its WAL is folded into it first where it can be read."""
    aside = location.with_name(location.name + ".before-restore")
    if aside.exists():
        message = f"{aside} exists already"
        raise VaultError(message, hint="move it away: it is the vault an earlier restore replaced")
    for suffix in ("-wal", "-shm", ""):
        part = location.with_name(location.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))


def _segment_problems(opened: OpenStore, space: bytes, number: int, seen: list[bytes]) -> list[str]:
    try:
        stored = opened.store.segment(number)
        if stored is None:
            return [f"segment {number}: is missing"]
        entries = OpenSegment(stored, space=space, ring=opened.ring).entries()
        if len(entries.values) != stored.count:
            return [f"segment {number}: values are missing"]
        seen.append(entries.tokens.tobytes())
        if not (lookup_keys(opened.ring.index_key(space), entries.values) == entries.keys).all():
            return [f"segment {number}: a look-up key is not its value's"]
    except SafeHarborError:
        return [f"segment {number}: does not open"]
    return []


def _remove(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
