"""Where a master key comes from, in one word: `file:PATH`, `env:NAME`, `keyring:NAME`, `kms:KEY@FILE`."""

from __future__ import annotations

from pathlib import Path

from safeharbor.errors import VaultError
from safeharbor.vault.keys import MasterKey
from safeharbor.vault.kms import AwsKms
from safeharbor.vault.os_keyring import OsKeyring


def master_key(source: str, *, create: bool = False) -> MasterKey:
    """Return the master key a source holds; with `create`, make one where it holds none (never in the environment).

    Raises VaultError when the key is missing, open to others or not to be had; MissingExtraError without the library.
    """
    kind, _, name = source.partition(":")
    wrapper, _, file = name.partition("@")
    match kind:
        case "file" if name:
            return MasterKey.from_file(Path(name), create=create)
        case "env" if name:
            return MasterKey.from_env(name)
        case "keyring" if name:
            return OsKeyring(name).master_key(create=create)
        case "kms" if wrapper and file:
            return AwsKms(wrapper, Path(file)).master_key(create=create)
    message = "this names no source of a master key"
    raise VaultError(message, hint="allowed: file:PATH, env:NAME, keyring:NAME, kms:KEY@FILE")
