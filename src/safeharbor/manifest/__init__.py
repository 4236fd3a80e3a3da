"""The value-free record of a release: what was done, to what, by whom, and proof that it is unchanged."""

from safeharbor.manifest.attestation import STATEMENT, Attestation, attest, attestations
from safeharbor.manifest.build import Facts, SourceFacts, build
from safeharbor.manifest.dictionary import dictionary
from safeharbor.manifest.diff import Change, changes
from safeharbor.manifest.digests import digest_bytes, digest_files, merkle_root
from safeharbor.manifest.dsse import private_key, public_key_pem, read_public_key
from safeharbor.manifest.envelope import opened, schema, sign
from safeharbor.manifest.models import (
    FileDigest,
    GroupSizes,
    Manifest,
    PastRelease,
    RareValues,
    Residual,
    RiskGroups,
)
from safeharbor.manifest.past import figures, past_of
from safeharbor.manifest.verify import MANIFEST_NAME, read, verify

__all__ = [
    "MANIFEST_NAME",
    "STATEMENT",
    "Attestation",
    "Change",
    "Facts",
    "FileDigest",
    "GroupSizes",
    "Manifest",
    "PastRelease",
    "RareValues",
    "Residual",
    "RiskGroups",
    "SourceFacts",
    "attest",
    "attestations",
    "build",
    "changes",
    "dictionary",
    "digest_bytes",
    "digest_files",
    "figures",
    "merkle_root",
    "opened",
    "past_of",
    "private_key",
    "public_key_pem",
    "read",
    "read_public_key",
    "schema",
    "sign",
    "verify",
]
