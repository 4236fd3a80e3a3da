"""What a night begins from, what it does to a table's files, and the databases that hold what is published."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from safeharbor.errors import MirrorError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from safeharbor.mirrors.laid import Laid


@dataclass(frozen=True, slots=True)
class Base:
    """The release a night begins from. `digests`: file -> SHA-256 by its signed manifest. `gone`: rows that leave.

    `schemas`: table -> the mirror's types.
    """

    folder: Path
    schemas: Mapping[str, pl.Schema]
    digests: Mapping[str, str]
    tables: Mapping[str, Laid]
    gone: Callable[[str], NDArray[np.bool_]] = field(repr=False)

    def content(self, source: str) -> bytes:
        """Return the bytes of a file; raises MirrorError when they are not those that its manifest signed."""
        content = (self.folder / source).read_bytes()
        self._refuse_other(source, hashlib.sha256(content).hexdigest())
        return content

    def compared(self, source: str) -> Path:
        """Return where a file lies; raises MirrorError as `content` does."""
        origin = self.folder / source
        with origin.open("rb") as file:
            self._refuse_other(source, hashlib.file_digest(file, "sha256").hexdigest())
        return origin

    def _refuse_other(self, source: str, digest: str) -> None:
        """Refuse what was changed: it is not published again."""
        if digest != self.digests.get(source):
            message = f"{source} of the last release is not what its manifest says"
            raise MirrorError(
                message, hint="someone changed a published file: run without --since, which writes all anew"
            )


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a night did to a table's files: those written anew, and those of the base that they replace.

    `folder`: all files of the table, staged.
    """

    folder: Path
    came: tuple[Path, ...]
    left: tuple[Path, ...]


class Copy(Protocol):
    """A database that is a copy of the folder's release."""

    def begin(self, tables: Mapping[str, pl.Schema]) -> None:
        """Check that it can be written, before anything is staged."""

    def holds(self, release: str) -> bool:
        """Whether it is the copy of a release."""

    def publish(self, release: str, since: str, tables: Mapping[str, Exchange]) -> None:
        """Make it a copy of the staged release. `since`: the release it is exchanged in; "" where all is new."""


class Beside(Protocol):
    """A database file in a release's folder that holds the rows of all its parts."""

    @property
    def name(self) -> str:
        """The file's name."""

    def write(self, path: Path, before: Path | None, tables: Mapping[str, Exchange]) -> None:
        """Write the file of a staged release; `before`: that of the release the night begins from, None for none."""
