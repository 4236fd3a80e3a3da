"""The value-free record of a release: what was done, to what, by whom, and proof that it is unchanged."""

from safeharbor.manifest.build import Facts, SourceFacts, build
from safeharbor.manifest.dictionary import dictionary
from safeharbor.manifest.diff import Change, changes
from safeharbor.manifest.digests import digest_bytes, digest_files, merkle_root
from safeharbor.manifest.envelope import opened, private_key, public_key_pem, schema, sign
from safeharbor.manifest.models import Attestation, FileDigest, Manifest
from safeharbor.manifest.verify import MANIFEST_NAME, read, verify

__all__ = [
    "MANIFEST_NAME",
    "Attestation",
    "Change",
    "Facts",
    "FileDigest",
    "Manifest",
    "SourceFacts",
    "build",
    "changes",
    "dictionary",
    "digest_bytes",
    "digest_files",
    "merkle_root",
    "opened",
    "private_key",
    "public_key_pem",
    "read",
    "schema",
    "sign",
    "verify",
]
