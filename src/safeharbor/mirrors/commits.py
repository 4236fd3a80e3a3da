"""A directory of Parquet that grows by commits: each one a folder that appears whole, with its signed manifest.

ROOT/.lock                            held while a stream writes
ROOT/.staging/                        a commit in the making
ROOT/commits/<number>/manifest.json   what stands in it, signed
ROOT/commits/<number>/<table>/part-00000.parquet
ROOT/commits/<number>/<table>.gone/part-00000.parquet   keys of rows that are gone

Read a table with `commits/*/<table>/*.parquet`; the last commit that holds a key is the one that counts.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Final

from safeharbor.errors import MirrorError
from safeharbor.mirrors.coded import Coded
from safeharbor.mirrors.formats import write_parquet
from safeharbor.mirrors.layout import Folder, sync, writing
from safeharbor.mirrors.lines import ordered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from safeharbor.records import Change

_COMMITS: Final = "commits"
_POSITION: Final = "position"
_DIGITS: Final = 12


class CommitMirror:
    """A folder of commits; the newest one's position is the mirror's."""

    def __init__(
        self,
        root: Path,
        *,
        as_of: dt.date,
        document: Callable[[Mapping[str, Path], Sequence[Change]], Mapping[str, bytes]],
    ) -> None:
        """Take the folder (its parent must exist), and what makes a commit's manifest of its staged files."""
        self._root = root
        self._folder = Folder(root, as_of=as_of)
        self._document = document
        self._next = 1

    def begin(self, tables: Mapping[str, pl.Schema], mark: str | None) -> str | None:
        """Take the lock; return the newest commit's position. Raises BusyError."""
        del tables, mark
        self._folder.open()
        with writing("open the folder of commits"):
            commits = self._root / _COMMITS
            commits.mkdir(mode=0o750, exist_ok=True)
            newest = max((path.name for path in commits.iterdir()), default=None)
            if newest is None:
                return None
            self._next = int(newest) + 1
            try:
                return str(json.loads((commits / newest / _POSITION).read_text())["position"])
            except (OSError, ValueError, KeyError):
                message = "the newest commit has no position that can be read"
                raise MirrorError(message, hint="a commit's files are written by safeharbor alone") from None

    @property
    def mark(self) -> str:
        """Nothing: the newest commit holds the position."""
        return ""

    def commit(self, changes: Sequence[Change], position: str) -> None:
        """Write a folder beside and give it its number in one step."""
        name = f"{self._next:0{_DIGITS}d}"
        staged = self._folder.staging / name
        with writing("write a commit"):
            staged.mkdir(mode=0o750)
            folders: dict[str, Path] = {}
            for change in changes:
                table = f"{change.rows.table}.gone" if change.gone else change.rows.table
                folders[table] = staged / table
                folders[table].mkdir(mode=0o750, exist_ok=True)
                number = len(os.listdir(folders[table]))  # noqa: PTH208 - only their number
                path = folders[table] / f"part-{number:05d}.parquet"
                write_parquet(Coded(ordered(change)), path)
                sync(path)
            for document, content in {
                **self._document(folders, changes),
                _POSITION: json.dumps({"position": position}).encode(),
            }.items():
                (staged / document).write_bytes(content)
                sync(staged / document)
            for folder in (*folders.values(), staged):
                sync(folder)
            target = self._root / _COMMITS / name
            staged.rename(target)
            sync(target.parent)
        self._next += 1

    def withdraw(self, tokens: Sequence[str]) -> None:
        """Do nothing: signed commits stay as they are."""

    def restate(self, tokens: Sequence[str] | None) -> None:
        """Do nothing: signed commits stay as they are."""

    def close(self) -> None:
        """Give the lock back."""
        if self._folder.staging.exists():
            shutil.rmtree(self._folder.staging, ignore_errors=True)
        self._folder.close()
