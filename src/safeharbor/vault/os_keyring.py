"""The operating system's keyring as the place of the master key (Secret Service, macOS Keychain, Windows Vault)."""

from __future__ import annotations

from typing import Final

from safeharbor.errors import MissingExtraError, VaultError
from safeharbor.vault.keys import MasterKey, new_key_text

SERVICE: Final = "safeharbor"
# keyrings that keep what they are given in the open, or keep nothing: keyring picks them where there is no better
_UNSAFE: Final = ("keyrings.alt.file.PlaintextKeyring", "keyring.backends.null.Keyring")


class OsKeyring:
    """One entry of the keyring of the user this process runs as."""

    def __init__(self, name: str) -> None:
        """Take the entry's name under the service `safeharbor`; raise MissingExtraError without the library."""
        try:
            import keyring  # noqa: PLC0415 - only its users need it
            import keyring.errors  # noqa: PLC0415
        except ImportError:
            message = "a key in the operating system's keyring needs the library keyring"
            raise MissingExtraError(message, hint="pip install 'safeharbor-deid[keyring]'") from None
        self._keyring = keyring
        self._errors = (keyring.errors.KeyringError, keyring.errors.InitError, RuntimeError, OSError)
        self._name = name

    def master_key(self, *, create: bool = False) -> MasterKey:
        """Return the key; with `create`, make one where the entry does not exist. Raises VaultError."""
        text = self._read()
        if text is None and create:
            self._write(new_key_text())
            # read again: of two that make it at once, both must use the one that stayed
            text = self._read()
        if text is None:
            message = f"the keyring has no entry {self._name} of service {SERVICE}"
            raise VaultError(message, hint="log in as the user whose keyring holds it, or restore the entry")
        return MasterKey.from_text(text, f"the keyring's entry {self._name}")

    def _read(self) -> str | None:
        self._refuse_unsafe()
        try:
            return self._keyring.get_password(SERVICE, self._name)
        except self._errors as error:
            raise _unreachable(error) from None

    def _write(self, text: str) -> None:
        try:
            self._keyring.set_password(SERVICE, self._name, text)
        except self._errors as error:
            raise _unreachable(error) from None

    def _refuse_unsafe(self) -> None:
        backend = type(self._keyring.get_keyring())
        if f"{backend.__module__}.{backend.__qualname__}" in _UNSAFE:
            message = f"the keyring of this machine, {backend.__module__}, keeps nothing safe"
            raise VaultError(message, hint="unlock the system's keyring, or use key_file on an encrypted disk")


def _unreachable(error: Exception) -> VaultError:
    return VaultError(
        f"the operating system's keyring cannot be used ({type(error).__name__})",
        hint="unlock it, or name another source of the key: file:PATH, env:NAME or kms:KEY@FILE",
    )
