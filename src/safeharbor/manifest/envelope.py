"""A manifest in a DSSE envelope: an in-toto statement, signed with Ed25519, that existing tools can check.

Formats: DSSE 1.0 (secure-systems-lab/dsse, protocol.md), in-toto Attestation Framework, Statement v1.
The statement's subjects are the release's files; its predicate is the manifest without them.
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
from pydantic import ValidationError

from safeharbor.errors import MirrorError, VaultError
from safeharbor.manifest.models import Manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:safeharbor-deid:release:1"
_NO_ENVELOPE: Final = "is not a DSSE envelope"
_NOT_OURS: Final = "is not an envelope this package wrote"
_UNSIGNED: Final = "is not signed by this key"
_OTHER_KIND: Final = "is a statement of another kind"
_UNREADABLE: Final = "does not hold a manifest this version can read"
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


def schema() -> str:
    """Return the JSON Schema of a manifest, as `configs/manifest.schema.json` publishes it."""
    made = Manifest.model_json_schema(mode="serialization")
    made |= {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "safeharbor-deid release manifest"}
    return json.dumps(made, indent=2, sort_keys=True) + "\n"


def statement(manifest: Manifest) -> dict[str, Any]:
    """Return the manifest as an in-toto statement."""
    content = manifest.model_dump(mode="json")
    files = content.pop("files")
    content["sizes"] = [entry["size"] for entry in files]
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": entry["path"], "digest": {"sha256": entry["sha256"]}} for entry in files],
        "predicateType": PREDICATE_TYPE,
        "predicate": content,
    }


def sign(manifest: Manifest, key: Ed25519PrivateKey) -> bytes:
    """Return the signed envelope: what a mirror stores and a recipient verifies."""
    payload = canonical_json(statement(manifest))
    signature = key.sign(_pre_authentication(PAYLOAD_TYPE, payload))
    return canonical_json(
        {
            "payloadType": PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": key_id(key.public_key()), "sig": base64.b64encode(signature).decode()}],
        }
    )


def key_id(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 (hex) of the raw public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def opened(envelope: bytes, key: Ed25519PublicKey | None) -> Manifest:
    """Return the manifest in an envelope, its signature checked when a key is given.

    Raises MirrorError when the envelope is damaged, not canonical, or not signed by `key`.
    """
    try:
        content = json.loads(envelope)
        payload = base64.b64decode(content["payload"], validate=True)
        signatures = [base64.b64decode(entry["sig"], validate=True) for entry in content["signatures"]]
        kind = str(content["payloadType"])
        # one spelling only, so that every bit of the file is accounted for (base64 has idle bits)
        whole = canonical_json(content) == envelope and base64.b64encode(payload).decode() == content["payload"]
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise _damaged(_NO_ENVELOPE) from None
    if not whole or kind != PAYLOAD_TYPE or len(signatures) != 1:
        raise _damaged(_NOT_OURS)
    if key is not None:
        _check(key, content, signatures[0], payload)
    return _manifest(payload)


def _check(key: Ed25519PublicKey, content: Mapping[str, Any], signature: bytes, payload: bytes) -> None:
    try:
        key.verify(signature, _pre_authentication(PAYLOAD_TYPE, payload))
    except InvalidSignature:
        raise _damaged(_UNSIGNED) from None
    if content["signatures"] != [{"keyid": key_id(key), "sig": base64.b64encode(signature).decode()}]:
        raise _damaged(_NOT_OURS)
    if set(content) != {"payload", "payloadType", "signatures"}:
        raise _damaged(_NOT_OURS)


def _manifest(payload: bytes) -> Manifest:
    try:
        content = json.loads(payload)
        predicate = dict(content["predicate"])
        sizes = predicate.pop("sizes")
        predicate["files"] = [
            {"path": entry["name"], "sha256": entry["digest"]["sha256"], "size": size}
            for entry, size in zip(content["subject"], sizes, strict=True)
        ]
        if (content["_type"], content["predicateType"]) != (STATEMENT_TYPE, PREDICATE_TYPE):
            raise _damaged(_OTHER_KIND)
        return Manifest.model_validate_json(canonical_json(predicate))
    except (ValueError, KeyError, TypeError, ValidationError):
        raise _damaged(_UNREADABLE) from None


def _pre_authentication(kind: str, payload: bytes) -> bytes:
    """DSSE's PAE: what is signed names its own type and lengths."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def _damaged(what: str) -> MirrorError:
    return MirrorError(f"the manifest {what}", hint=_HINT)
