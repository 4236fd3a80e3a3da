"""Ed25519 signatures (RFC 8032) for manifests, receipts and audit checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from safeharbor.errors import VaultError

if TYPE_CHECKING:
    from pathlib import Path


class SigningKey:
    """A private key that signs and says its public half; its bytes are not to be had."""

    __slots__ = ("_key",)

    def __init__(self, seed: bytes) -> None:
        """Take 32 bytes that `KeyRing` derived for one purpose; they are not kept where they can be read."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> bytes:
        """The public key: 32 bytes, free to publish."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message: 64 bytes."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        """Show the public key only."""
        return f"<SigningKey {self.public.hex()[:16]}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        message = "keys are not pickled"
        raise TypeError(message)


def public_pem(public: bytes) -> bytes:
    """Return a public key as PEM, for whoever verifies without the vault."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_pem(path: Path) -> bytes:
    """Return the 32 bytes of the Ed25519 public key in a PEM file; raise VaultError when it holds none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        message = "the file holds no Ed25519 public key (PEM)"
        raise VaultError(message, hint="name what `safeharbor vault public-key` wrote")
    return key.public_bytes_raw()


def signed_by(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether `signature` is that of `message` under the public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
