"""Who stated, and when, to have no actual knowledge that a release identifies anyone: 45 CFR 164.514(b)(2)(ii).

A statement lies beside the release's manifest in a file of its own, signed by the vault's key: the manifest is signed
when the release is made, the statement is asked of a person afterwards, and never assumed. No program can give it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safeharbor.errors import MirrorError
from safeharbor.manifest.dsse import canonical_json, damaged, unwrapped, wrapped

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

STATEMENT: Final = (
    "I have no actual knowledge that the information in this release could be used, alone or in combination with other "
    "information, to identify an individual who is a subject of the information (45 CFR 164.514(b)(2)(ii))."
)
_TYPE: Final = "urn:safeharbor-deid:attestation:1"
_MANIFEST: Final = "manifest.json"
_NAME: Final = re.compile(r"attestation-[0-9a-f]{12}\.json")
_MODE: Final = 0o640


class Attestation(BaseModel):
    """One person's statement about one release for one recipient."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    release: str = Field(description="The release it speaks of, by its manifest's name for it.")
    by: str = Field(min_length=1, max_length=128, description="The person who stated it.")
    role: str = Field(min_length=1, max_length=128, description="In which capacity, such as `privacy officer`.")
    principal: str = Field(description="The account at which the statement was given.")
    at: dt.datetime = Field(description="UTC.")
    recipient: str = Field(min_length=1, description="For whom the release is.")
    statement: Literal[
        "I have no actual knowledge that the information in this release could be used, alone or in combination with "
        "other information, to identify an individual who is a subject of the information (45 CFR 164.514(b)(2)(ii))."
    ] = STATEMENT


def is_attestation(name: str) -> bool:
    """Return whether a file of a release is called as attestations are."""
    return _NAME.fullmatch(name) is not None


def attest(release: Path, attestation: Attestation, key: Ed25519PrivateKey) -> Path:
    """Write a signed statement beside the manifest of a release, whole or not at all; return its file.

    It names the manifest by its digest, so that it holds for this release and no other. Raises MirrorError.
    """
    try:
        digest = hashlib.sha256((release / _MANIFEST).read_bytes()).hexdigest()
        envelope = wrapped(_TYPE, {_MANIFEST: digest}, attestation.model_dump(mode="json"), key=key)
        path = release / f"attestation-{hashlib.sha256(envelope).hexdigest()[:12]}.json"
        draft = path.with_suffix(".part")  # left by a kill, `verify` names it and the next attempt replaces it
        for left in release.glob("attestation-*.part"):
            left.unlink()
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as file:
            file.write(envelope)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        message = f"the statement cannot be written beside the release: {error.strerror}"
        raise MirrorError(message, hint="give this account write access to the release's folder") from None
    return path


def attestations(release: Path, key: Ed25519PublicKey | None = None) -> tuple[Attestation, ...]:
    """Return the statements beside a release, oldest first; signatures are checked when a key is given.

    Raises MirrorError naming a statement that is damaged, not signed by `key`, or about another release.
    """
    digest = hashlib.sha256((release / _MANIFEST).read_bytes()).hexdigest()
    found = []
    for path in sorted(release.iterdir()):
        if not is_attestation(path.name):
            continue
        subjects, predicate = unwrapped(path.read_bytes(), key, predicate_type=_TYPE, what=path.name)
        if subjects != {_MANIFEST: digest}:
            raise damaged(path.name, "speaks of another release")
        try:
            found.append(Attestation.model_validate_json(canonical_json(predicate)))
        except ValidationError:
            raise damaged(path.name, "does not hold a statement this version can read") from None
    return tuple(sorted(found, key=lambda one: one.at))
