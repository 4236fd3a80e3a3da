"""A private folder for a copy of a vault that is being made or checked; what a killed process left is removed."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from safeharbor.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def scratch_folder(beside: Path) -> Iterator[Path]:
    """Make a folder of mode 0700 beside a file, hold it while it is used, and remove it in the end.

    Folders that nobody holds any more are removed first: copies of a vault must not be left lying about.
    """
    prefix = f".{beside.name}.scratch-"
    try:
        for old in beside.parent.glob(f"{prefix}*"):
            _remove_unheld(old)
        folder = beside.with_name(prefix + secrets.token_hex(8))
        folder.mkdir(mode=0o700, parents=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        message = f"no scratch folder can be made beside {beside}: {error.strerror}"
        raise VaultError(message, hint="choose a folder that can be written") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _remove_unheld(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
