"""Ed25519 signatures (RFC 8032) for manifests, receipts and audit checkpoints."""

from __future__ import annotations

from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class SigningKey:
    """A private key that signs and says its public half; its bytes are not to be had."""

    __slots__ = ("_key",)

    def __init__(self, seed: bytes) -> None:
        """Take 32 bytes that `KeyRing` derived for one purpose."""
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


def signed_by(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether `signature` is that of `message` under the public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
