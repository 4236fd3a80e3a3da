"""DSSE envelopes around in-toto statements, signed with Ed25519: what existing tools can check.

Formats: DSSE 1.0 (secure-systems-lab/dsse, protocol.md), in-toto Attestation Framework, Statement v1.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from safeharbor.errors import MirrorError, VaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
_NO_ENVELOPE: Final = "is not a DSSE envelope"
_NOT_OURS: Final = "is not an envelope this package wrote"
_UNSIGNED: Final = "is not signed by this key"
_OTHER_KIND: Final = "is a statement of another kind"
_HINT: Final = "ask the publisher for the release and its public key again; do not use this copy"


def private_key(secret: bytes) -> Ed25519PrivateKey:
    """Return the signing key that follows from a 32-byte secret (`vault.secret("manifest")`)."""
    return Ed25519PrivateKey.from_private_bytes(secret)


def public_key_pem(key: Ed25519PrivateKey) -> bytes:
    """Return the public half as PEM, to be given to recipients by another way than the release."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    """Return the public key in a PEM file; raise VaultError when it is none of Ed25519."""
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        message = "the public key is not an Ed25519 key in PEM"
        raise VaultError(message, hint="use the file the publisher's run wrote beside the mirror")
    return key


def canonical_json(content: object) -> bytes:
    """Return JSON with sorted keys and no blanks, UTF-8: equal content, equal bytes."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def key_id(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 (hex) of the raw public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def wrapped(
    predicate_type: str, subjects: Mapping[str, str], predicate: Mapping[str, Any], *, key: Ed25519PrivateKey
) -> bytes:
    """Return the signed envelope of a statement about files: `subjects` is name -> SHA-256 (hex)."""
    payload = canonical_json(
        {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in subjects.items()],
            "predicateType": predicate_type,
            "predicate": dict(predicate),
        }
    )
    signature = key.sign(_pre_authentication(PAYLOAD_TYPE, payload))
    return canonical_json(
        {
            "payloadType": PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": key_id(key.public_key()), "sig": base64.b64encode(signature).decode()}],
        }
    )


def unwrapped(
    envelope: bytes, key: Ed25519PublicKey | None, *, predicate_type: str, what: str
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return subjects and predicate of the statement in an envelope, its signature checked when a key is given.

    `what` names the file in errors. Raises MirrorError when the envelope is damaged, not canonical, of another
    kind, or not signed by `key`.
    """
    try:
        content = json.loads(envelope)
        payload = base64.b64decode(content["payload"], validate=True)
        signatures = [base64.b64decode(entry["sig"], validate=True) for entry in content["signatures"]]
        kind = str(content["payloadType"])
        # one spelling only, so that every bit of the file is accounted for (base64 has idle bits)
        whole = canonical_json(content) == envelope and base64.b64encode(payload).decode() == content["payload"]
        statement = json.loads(payload)
        subjects = {entry["name"]: entry["digest"]["sha256"] for entry in statement["subject"]}
        kinds, predicate = (statement["_type"], statement["predicateType"]), dict(statement["predicate"])
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise damaged(what, _NO_ENVELOPE) from None
    if not whole or kind != PAYLOAD_TYPE or len(signatures) != 1:
        raise damaged(what, _NOT_OURS)
    if key is not None:
        try:
            key.verify(signatures[0], _pre_authentication(PAYLOAD_TYPE, payload))
        except InvalidSignature:
            raise damaged(what, _UNSIGNED) from None
        own = [{"keyid": key_id(key), "sig": base64.b64encode(signatures[0]).decode()}]
        if content["signatures"] != own or set(content) != {"payload", "payloadType", "signatures"}:
            raise damaged(what, _NOT_OURS)
    if kinds != (STATEMENT_TYPE, predicate_type):
        raise damaged(what, _OTHER_KIND)
    return subjects, predicate


def _pre_authentication(kind: str, payload: bytes) -> bytes:
    """DSSE's PAE: what is signed names its own type and lengths."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def damaged(what: str, fault: str) -> MirrorError:
    """Return the error of a document that is not what was published."""
    return MirrorError(f"{what} {fault}", hint=_HINT)
