"""Files that only their owner may reach: keys, identifiers, identity tokens."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING, Final

from safeharbor.errors import VaultError

if TYPE_CHECKING:
    from pathlib import Path

LONGEST: Final = 1 << 20


def read_private(path: Path, what: str) -> str:
    """Return the text of a file of mode 0600 or stricter; `what`: how messages name it.

    The mode is asked of the open file, so that it cannot change in between. Raises VaultError when the file is
    missing, too long, not a plain file, or open to anyone but its owner; its content is in no message.
    """
    try:
        # O_NONBLOCK: a pipe in the file's place is refused instead of waited for
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            _refuse_open_mode(os.fstat(handle).st_mode, what)
            content = file.read(LONGEST + 1)
    except FileNotFoundError:
        message = f"{what} does not exist"
        raise VaultError(message, hint="check the path; a lost key cannot be made again: restore the file") from None
    except OSError as error:
        message = f"{what} cannot be read: {error.strerror}"
        raise VaultError(message, hint="it must be a file that only its owner can read (chmod 600)") from None
    if len(content) > LONGEST:
        message = f"{what} is longer than {LONGEST:,} bytes"
        raise VaultError(message, hint="name another file, or part it")
    return content.decode("utf-8", "replace")


def write_once(path: Path, content: str, what: str) -> None:
    """Write a new file of mode 0600 in one step; whoever comes second finds the first one's content in it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        message = f"{what} cannot be made: {error.strerror}"
        raise VaultError(message, hint="choose a folder that can be written, on a disk of this machine") from None


def _refuse_open_mode(mode: int, what: str) -> None:
    if not stat.S_ISREG(mode):
        message = f"{what} is not a regular file: it cannot be read"
        raise VaultError(message, hint="name a plain file of mode 0600")
    if stat.S_IMODE(mode) & 0o077:
        message = f"{what} has mode {stat.S_IMODE(mode):04o}: others than its owner reach it; 0600 is allowed"
        raise VaultError(message, hint="chmod 600 it, and consider who may have read it")
