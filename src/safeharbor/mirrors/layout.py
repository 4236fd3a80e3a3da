"""The folder of a mirror: where releases lie, how one becomes current, what a killed run left.

ROOT/.lock                 held while a run writes; the system frees it when the run dies
ROOT/.staging/             what a run writes; never read by a recipient
ROOT/releases/<release>/   one folder per release: manifest.json, <table>/part-00000.<format>
ROOT/current               a relative link to the release that serves, replaced in one step
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from safeharbor.errors import BusyError, MirrorError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_DIRECTORY: Final = 0o750
_FILE: Final = 0o640
_RELEASE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_OS_ERROR: Final = re.compile(r"os error (\d+)")
_RELEASES: Final = "releases"
_CURRENT: Final = "current"
_NEXT: Final = ".current.next"
_LOCK: Final = ".lock"
_STAGING: Final = ".staging"


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Wrap what the file system refuses into a MirrorError that says what was being done, and what to do."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError, pa.ArrowException) as error:
        # polars says which error of the system it met in words only
        said = _OS_ERROR.search(str(error))
        code = getattr(error, "errno", None) or (int(said.group(1)) if said else errno.EIO)
        hint = _HINTS.get(code, "check the disk; the release that served before still serves")
        message = f"the mirror cannot be written: {what}: {os.strerror(code)}"
        raise MirrorError(message, hint=hint) from None


_HINTS: Final = {
    errno.ENOSPC: "free space on the mirror's disk and run again; the release that served before still serves",
    errno.EDQUOT: "raise the quota or free space and run again; the release that served before still serves",
    errno.EFBIG: "raise the file size limit and run again; the release that served before still serves",
    errno.EROFS: "the mirror's disk is read-only: remount it or name another folder in the policy's `mirror.path`",
    errno.EACCES: "give this account write access to the folder in the policy's `mirror.path`",
    errno.EPERM: "give this account write access to the folder in the policy's `mirror.path`",
    errno.ENOENT: "create the parent folder of the policy's `mirror.path` first, or name another",
    errno.ENOTDIR: "name a folder in the policy's `mirror.path`",
    errno.EEXIST: "name a folder in the policy's `mirror.path`",
}


class Folder:
    """One mirror's folder, locked by at most one run."""

    def __init__(self, root: Path, *, as_of: dt.date) -> None:
        """Take the folder, and the date whose midnight (UTC) every published file is stamped with."""
        self._root = root
        # a constant of the policy: real times would tell when, and in what order, parts were written
        self._stamp = (as_of.toordinal() - _EPOCH) * _SECONDS_PER_DAY
        self._lock: int | None = None

    @property
    def staging(self) -> Path:
        """Where the run that holds the lock writes."""
        return self._root / _STAGING

    def open(self) -> None:
        """Take the lock and an empty staging folder; raises BusyError at once when another run has it."""
        with writing("open the mirror's folder"):
            self._root.mkdir(mode=_DIRECTORY, exist_ok=True)
            (self._root / _RELEASES).mkdir(mode=_DIRECTORY, exist_ok=True)
        if self._lock is None:
            self._lock = self._take_lock()
        with writing("clear what an earlier run left"):
            self.clear()
            self.staging.mkdir(mode=_DIRECTORY)

    def clear(self) -> None:
        """Remove staged files, half-removed releases and half-made links; what was published stays.

        Without the lock nothing is touched: what is there is another run's.
        """
        if self._lock is None:
            return
        for leftover in self._root.glob(f"{_STAGING}*"):
            shutil.rmtree(leftover)
        (self._root / _NEXT).unlink(missing_ok=True)

    def close(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def current(self) -> Path | None:
        """Return the folder of the release that serves; None before the first."""
        link = self._root / _CURRENT
        if not link.is_symlink():
            return None
        target = self._root / os.readlink(link)  # noqa: PTH115 - the link as written, not resolved
        return target if target.is_dir() else None

    def release(self, name: str) -> Path | None:
        """Return the folder of a release by its name; None where there is none."""
        folder = self._root / _RELEASES / name
        return folder if _RELEASE.fullmatch(name) and folder.is_dir() else None

    def releases(self) -> list[Path]:
        """Return the folders of the releases that are there, by name."""
        folder = self._root / _RELEASES
        return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def serve(self, name: str) -> None:
        """Let a release serve that is there already, in one step; raises BusyError while a run writes."""
        with writing("lock the mirror's folder"):
            lock = self._take_lock()
        try:
            with writing("let a release serve"):
                self._point(name)
        finally:
            os.close(lock)

    def publish(self, release: str, staged: Path, documents: Mapping[str, bytes]) -> Path:
        """Make `staged` the release and the current one; the same release twice is the same as once.

        `documents`: file name -> content of what travels beside the tables, the manifest above all.

        Every byte is on disk before the release has its name, and it has its name before `current` moves:
        a reader sees the whole old release or the whole new one, whenever the run dies.
        """
        if not _RELEASE.fullmatch(release):
            message = (
                f"a release's name has letters, digits, `.`, `_` and `-` only; this one has {len(release)} characters"
            )
            raise MirrorError(message, hint="name releases by date and digest")
        target = self._root / _RELEASES / release
        with writing("publish the release"):
            if target.exists():
                self._same(target, staged, documents)
            else:
                for name, content in documents.items():
                    (staged / name).write_bytes(content)
                self._settle(staged)
                staged.rename(target)
                sync(target.parent)
            self._point(release)
        return target

    def prune(self, keep: int) -> None:
        """Remove all but the `keep` newest releases; the current one always stays."""
        current = self.current()
        with writing("remove older releases"):
            folders = sorted((self._root / _RELEASES).iterdir(), key=lambda path: (path.lstat().st_ctime_ns, path.name))
            for folder in folders[:-keep] if keep else folders:
                if folder != current:
                    # renamed first: a release that is half gone must not look like one
                    doomed = self.staging.with_name(f"{_STAGING}-{folder.name}")
                    folder.rename(doomed)
                    shutil.rmtree(doomed)

    def _take_lock(self) -> int:
        with writing("lock the mirror's folder"):
            handle = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _FILE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            message = "another run is writing this mirror"
            raise BusyError(message, hint="wait for it to end; a run that was killed holds no lock") from None
        return handle

    def _same(self, target: Path, staged: Path, documents: Mapping[str, bytes]) -> None:
        there = {path.name: path for path in target.iterdir()}
        if any(name not in there or there[name].read_bytes() != content for name, content in documents.items()):
            message = "a release of this name exists already and is another one"
            raise MirrorError(message, hint="releases are never overwritten: give this one a name of its own")
        shutil.rmtree(staged, ignore_errors=True)

    def _settle(self, staged: Path) -> None:
        """Fix modes and times, and put files and folders on disk; links to files of an earlier release are so already.

        They are told by mode and stamp, which a file has from here alone: one that is staged bears the time of writing.
        """
        for path in sorted(staged.rglob("*"), reverse=True):
            held = path.lstat()
            if stat.S_ISREG(held.st_mode) and held.st_nlink > 1 and self._settled(held):
                continue
            path.chmod(_DIRECTORY if path.is_dir() else _FILE)
            os.utime(path, (self._stamp, self._stamp))
            sync(path)
        staged.chmod(_DIRECTORY)
        os.utime(staged, (self._stamp, self._stamp))
        sync(staged)

    def _settled(self, held: os.stat_result) -> bool:
        return stat.S_IMODE(held.st_mode) == _FILE and held.st_mtime == self._stamp

    def _point(self, release: str) -> None:
        link = self._root / _NEXT
        link.unlink(missing_ok=True)
        link.symlink_to(f"{_RELEASES}/{release}", target_is_directory=True)
        link.replace(self._root / _CURRENT)
        sync(self._root)


_EPOCH: Final = 719_163  # proleptic ordinal of 1970-01-01
_SECONDS_PER_DAY: Final = 86_400


def sync(path: Path) -> None:
    """Put a file or folder on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
