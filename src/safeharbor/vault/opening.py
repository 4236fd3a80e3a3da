"""Open a vault by the name of its store: the one public door."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from safeharbor.errors import VaultError
from safeharbor.postgres import Server
from safeharbor.registry import Registry
from safeharbor.tenants import PostgresPlace
from safeharbor.vault.keyed import MEMORY_ENTRIES, KeyedVault
from safeharbor.vault.keyring import KeyRing, new_keys
from safeharbor.vault.postgres import PostgresStore
from safeharbor.vault.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeharbor.vault.keys import MasterKey
    from safeharbor.vault.store import Store

    Location = str | Path | PostgresPlace


@dataclass(frozen=True, slots=True)
class Limits:
    """`wait`: seconds to wait for another writer before BusyError; `entries`: identifiers held in memory.

    `sparing`: the share of its identifiers, one in so many, that must be asked for before a space is read into memory.
    """

    wait: float = 30.0
    entries: int = MEMORY_ENTRIES
    sparing: int = 0


def _sqlite(location: Location, key: MasterKey, *, create: bool, wait: float) -> Store:
    made = (lambda vault: new_keys(key, vault=vault)) if create else None
    return SqliteStore(Path(str(location)), wait=wait, create=made)


def _postgres(location: Location, key: MasterKey, *, create: bool, wait: float) -> Store:
    place = location if isinstance(location, PostgresPlace) else PostgresPlace(Server(str(location)))
    made = (lambda vault: new_keys(key, vault=vault)) if create else None
    return PostgresStore(place, wait=wait, create=made)


_FACTORIES: Final[dict[str, Callable[..., Store]]] = {"sqlite": _sqlite, "postgres": _postgres}
VAULTS: Final = Registry("vault", _FACTORIES)


@dataclass(frozen=True, slots=True)
class OpenStore:
    """An open store and the keys that read it: what upkeep, purge and re-identification work on."""

    store: Store
    ring: KeyRing


def open_store(kind: str, location: Location, key: MasterKey, *, create: bool = False, wait: float = 30.0) -> OpenStore:
    """Open a store and unwrap its keys. Raises as `open_vault` does."""
    store = VAULTS[kind](location, key, create=create, wait=wait)
    try:
        return OpenStore(store, KeyRing(store, key))
    except BaseException:
        store.close()
        raise


def vault_is_there(kind: str, location: Location) -> bool:
    """Return whether a vault can be found at a place; needs no key, and makes nothing."""
    try:
        VAULTS[kind](location, None, create=False, wait=1.0).close()
    except VaultError:
        # a file that is no vault is not nothing either
        return kind == "sqlite" and Path(str(location)).exists()
    return True


def open_vault(
    kind: str, location: Location, key: MasterKey, *, create: bool = True, limits: Limits | None = None
) -> KeyedVault:
    """Open the vault at `location`, making it when there is none and `create` is true.

    `location`: a path for `sqlite`; a PostgresPlace or a URL for `postgres`.

    Raises VaultError when the key is not the vault's or the vault is damaged, before anything is read;
    BusyError when another run holds it.
    """
    limits = limits or Limits()
    opened = open_store(kind, location, key, create=create, wait=limits.wait)
    return KeyedVault(opened.store, opened.ring, entries=limits.entries, sparing=limits.sparing)
