"""Look after a vault: count it, check every byte of it, back it up, restore it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from safeharbor.errors import BusyError, SafeHarborError, VaultError
from safeharbor.vault.backup import decrypt_file, encrypt_file
from safeharbor.vault.graves import Graves, buried, bury, unburied
from safeharbor.vault.known import KnownPersons
from safeharbor.vault.opening import VAULTS, OpenStore, open_store
from safeharbor.vault.scratch import scratch_folder
from safeharbor.vault.segments import OpenSegment
from safeharbor.vault.spaces import SpaceName, SpaceNames
from safeharbor.vault.tokenspace import lookup_keys
from safeharbor.vault.transfer import transfer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.vault.keys import MasterKey
    from safeharbor.vault.opening import Location
    from safeharbor.vault.store import Store

_PERSONS = 10_000
_WAIT = 30.0  # seconds for other writers


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
    if target.exists():
        message = f"{target} exists already"
        raise VaultError(message, hint="name a new file: backups are never overwritten")
    with scratch_folder(target) as folder:
        opened.store.copy_to(folder / "vault.db")
        encrypt_file(folder / "vault.db", target, key)


def verify_backup(source: Path, key: MasterKey, scratch: Path) -> list[str]:
    """Decrypt a backup in a folder of its own below `scratch`, check all of it, and return every problem."""
    with _decrypted(source, key, scratch / source.name) as opened:
        return check(opened)


def restore(
    source: Path, key: MasterKey, location: Location, *, kind: str = "sqlite", beside: Path | None = None
) -> int:
    """Put a backup in a vault's place, in one write, and return how many purges were done again in it.

    The backup is checked first; the vault it replaces is kept as `NAME.before-restore`, NAME being that of `beside`
    (the vault's file, where the file of purges lies as well). Whoever was purged since the backup was made is purged
    from it before it takes the vault's place. A kill leaves the vault as it was, or restored. Runs that are under way
    forget what they hold in memory; what they told the vault since the backup is lost with it.
    """
    beside = beside or Path(str(location))
    with _decrypted(source, key, beside) as copy:
        if problems := check(copy):
            message = f"the backup {source} is damaged: {problems[0]}"
            raise VaultError(message, hint="use another backup")
        store = _place(kind, location, key, beside)
        try:
            same = store.vault == copy.store.vault
            if not same and (store.spaces() or store.count_known()):
                message = f"the backup {source} is another vault's"
                raise VaultError(message, hint="restore it where its own vault was, or to a place of its own")
            held = buried(OpenStore(store, copy.ring)) if same else []
            graves = {grave.note: grave for grave in (*held, *Graves(beside).read(copy.ring))}
            again = [bury(copy, grave) for grave in unburied(copy, graves.values())]
            if same:
                store.copy_to(_aside(beside))
            transfer(copy.store, store)
            # nobody who was purged is in what was replaced: where it cannot be overwritten, it may rest
            with suppress(BusyError, VaultError):
                store.sweep()
        finally:
            store.close()
    return sum(again)


def copies_beside(vault: Path) -> list[Path]:
    """Return the vaults that restores replaced, which lie beside it and hold who was purged since."""
    return sorted(vault.parent.glob(f"{vault.name}.before-restore*"))


def _place(kind: str, location: Location, key: MasterKey, beside: Path) -> Store:
    """Return the store a backup is put into; a damaged file is set aside as it is."""
    try:
        return VAULTS[kind](location, key, create=True, wait=_WAIT)
    except VaultError:
        path = Path(str(location))
        if kind != "sqlite" or not path.is_file():
            raise
        aside = _aside(beside)
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        return VAULTS[kind](location, key, create=True, wait=_WAIT)


def _aside(beside: Path) -> Path:
    """Return a free name for the vault that is replaced."""
    number = 1
    while (aside := beside.with_name(f"{beside.name}.before-restore{f'-{number}' * (number > 1)}")).exists():
        number += 1
    return aside


@contextmanager
def _decrypted(source: Path, key: MasterKey, beside: Path) -> Iterator[OpenStore]:
    with scratch_folder(beside) as folder:
        decrypt_file(source, folder / "vault.db", key)
        opened = open_store("sqlite", folder / "vault.db", key)
        try:
            yield opened
        finally:
            opened.store.close()


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
