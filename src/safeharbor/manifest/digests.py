"""Digests of a release's files, and the one digest that stands for them all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from safeharbor.errors import MirrorError
from safeharbor.manifest.models import FileDigest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_LEAF: Final = b"\x00"  # RFC 6962, section 2.1: leaves and nodes are hashed apart
_NODE: Final = b"\x01"


def digest_files(folders: Mapping[str, Path], known: Mapping[str, str] | None = None) -> tuple[FileDigest, ...]:
    """Return the digest of every file in some folders, sorted by path `NAME/file`; "" is the release itself.

    `known`: path -> SHA-256 (hex) of files that were read already, and are not read again.
    Links and other things that are not plain files are refused with MirrorError: a digest cannot stand for them.
    """
    found: dict[str, FileDigest] = {}
    for name, folder in folders.items():
        for file in folder.rglob("*"):
            if file.is_symlink() or not (file.is_file() or file.is_dir()):
                message = "a release holds something that is not a plain file"
                raise MirrorError(message, hint="a release folder is written by safeharbor alone")
            if file.is_file():
                inside = file.relative_to(folder).as_posix()
                path = f"{name}/{inside}" if name else inside
                sha256 = (known or {}).get(path)
                if path not in found:  # a folder may lie in another one
                    found[path] = (
                        digest_file(file, path=path)
                        if sha256 is None
                        else FileDigest(path=path, sha256=sha256, size=file.stat().st_size)
                    )
    return tuple(found[path] for path in sorted(found))


def digest_file(file: Path, *, path: str) -> FileDigest:
    """Return the digest of one file, to be known as `path`."""
    try:
        with file.open("rb") as stream:
            return FileDigest(
                path=path, sha256=hashlib.file_digest(stream, "sha256").hexdigest(), size=file.stat().st_size
            )
    except OSError as error:
        message = f"{path}: cannot be read ({type(error).__name__})"
        raise MirrorError(message, hint="check the release folder's permissions and disk") from None


def digest_bytes(content: bytes, *, path: str) -> FileDigest:
    """Return the digest of a document that is about to be written as `path`."""
    return FileDigest(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def merkle_root(files: Iterable[FileDigest]) -> str:
    """Return the Merkle root (SHA-256, hex) over the files in the order of their paths.

    A leaf is the hash of path, size and digest, so that a renamed file changes the root.
    """
    level = [
        hashlib.sha256(_LEAF + f"{entry.path}\x00{entry.size}\x00{entry.sha256}".encode()).digest()
        for entry in sorted(files, key=lambda entry: entry.path)
    ]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(_NODE + left + right).digest() for left, right in pairs] + odd
    return level[0].hex()
