"""The keyed look-up store: random tokens, known persons, keys; readable with its master key only."""

from safeharbor.tenants import PostgresPlace
from safeharbor.vault.keys import MasterKey
from safeharbor.vault.opening import VAULTS, Limits, OpenStore, open_store, open_vault, vault_is_there

__all__ = ["VAULTS", "Limits", "MasterKey", "OpenStore", "PostgresPlace", "open_store", "open_vault", "vault_is_there"]
