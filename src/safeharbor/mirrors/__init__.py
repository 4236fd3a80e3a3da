"""Outputs: where released rows go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.mirrors.directory import DirectoryMirror
from safeharbor.mirrors.formats import FORMATS, Format
from safeharbor.registry import Registry

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from safeharbor.protocols import Mirror

__all__ = ["MIRRORS", "open_mirror"]

MIRRORS: Final[Registry[Format]] = Registry("mirror format", FORMATS)


def open_mirror(name: str, path: Path, *, as_of: dt.date, keep_releases: int = 3) -> Mirror:
    """Return the mirror of format `name` at `path`; nothing is touched before `begin`."""
    return DirectoryMirror(path, MIRRORS[name], as_of=as_of, keep_releases=keep_releases)
