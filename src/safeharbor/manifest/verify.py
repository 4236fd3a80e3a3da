"""Check a release offline: signature, and every file, no more and no less."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from safeharbor.errors import MirrorError
from safeharbor.manifest.attestation import attestations, is_attestation
from safeharbor.manifest.digests import digest_files, merkle_root
from safeharbor.manifest.dsse import read_public_key
from safeharbor.manifest.envelope import opened

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.manifest.models import Manifest

MANIFEST_NAME: Final = "manifest.json"


def read(release: Path) -> Manifest:
    """Return the manifest of a release folder, its signature not checked."""
    return opened(_envelope(release), None)


def verify(release: Path, public_key: bytes) -> Manifest:
    """Return the manifest of an unchanged release; `public_key` is PEM.

    Statements of no actual knowledge beside it (`attestation-*.json`) are signed by the same key, or refused.
    Raises MirrorError naming every file that was changed, added or removed, or the manifest itself.
    """
    key = read_public_key(public_key)
    manifest = opened(_envelope(release), key)
    attestations(release, key)
    there = {
        entry.path: entry
        for entry in digest_files({"": release})
        if entry.path != MANIFEST_NAME and not is_attestation(entry.path)
    }
    wanted = {entry.path: entry for entry in manifest.files}
    faults = [f"{path}: was removed" for path in sorted(wanted.keys() - there.keys())]
    faults += [f"{path}: was added" for path in sorted(there.keys() - wanted.keys())]
    folders = {parent.as_posix() for path in wanted for parent in PurePosixPath(path).parents}
    faults += [f"{path}/: was added" for path in _folders(release) if path not in folders]
    faults += [f"{path}: was changed" for path in sorted(wanted) if path in there and there[path] != wanted[path]]
    if not faults and merkle_root(there.values()) != manifest.merkle_root:
        faults.append(f"{MANIFEST_NAME}: its Merkle root is not that of its files")
    if faults:
        message = f"release {manifest.release} is not what was published:\n" + "\n".join(
            f"  {fault}" for fault in faults
        )
        raise MirrorError(message, hint="fetch the release again; do not use this copy")
    return manifest


def _folders(release: Path) -> list[str]:
    """Return the folders inside a release: one that no file of it lies in says something, too."""
    return sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_dir())


def _envelope(release: Path) -> bytes:
    try:
        return (release / MANIFEST_NAME).read_bytes()
    except OSError as error:
        message = f"{MANIFEST_NAME}: cannot be read ({type(error).__name__})"
        raise MirrorError(message, hint=f"name the folder of one release: the one that holds {MANIFEST_NAME}") from None
