"""A manifest in its signed envelope: the statement's subjects are the release's files, its predicate the manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from safeharbor.manifest.attestation import Attestation
from safeharbor.manifest.dsse import canonical_json, damaged, unwrapped, wrapped
from safeharbor.manifest.models import Manifest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from pydantic import BaseModel

PREDICATE_TYPE: Final = "urn:safeharbor-deid:release:1"
_WHAT: Final = "the manifest"
_UNREADABLE: Final = "does not hold a manifest this version can read"
_SCHEMAS: Final[dict[str, type[BaseModel]]] = {"manifest": Manifest, "attestation": Attestation}


def schema(of: str = "manifest") -> str:
    """Return the JSON Schema of a `manifest` or an `attestation`, as `configs/` publishes it."""
    made = _SCHEMAS[of].model_json_schema(mode="serialization")
    made |= {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"safeharbor-deid release {of}"}
    return json.dumps(made, indent=2, sort_keys=True) + "\n"


def sign(manifest: Manifest, key: Ed25519PrivateKey) -> bytes:
    """Return the signed envelope: what a mirror stores and a recipient verifies."""
    content = manifest.model_dump(mode="json")
    files = content.pop("files")
    content["sizes"] = [entry["size"] for entry in files]
    return wrapped(PREDICATE_TYPE, {entry["path"]: entry["sha256"] for entry in files}, content, key=key)


def opened(envelope: bytes, key: Ed25519PublicKey | None) -> Manifest:
    """Return the manifest in an envelope, its signature checked when a key is given.

    Raises MirrorError when the envelope is damaged, not canonical, or not signed by `key`.
    """
    files, content = unwrapped(envelope, key, predicate_type=PREDICATE_TYPE, what=_WHAT)
    try:
        sizes = content.pop("sizes")
        content["files"] = [
            {"path": path, "sha256": digest, "size": size}
            for (path, digest), size in zip(files.items(), sizes, strict=True)
        ]
        return Manifest.model_validate_json(canonical_json(content))
    except (ValueError, KeyError, TypeError, ValidationError):
        raise damaged(_WHAT, _UNREADABLE) from None
