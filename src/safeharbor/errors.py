"""The error tree. Every error says what, where, what is allowed and a hint; never a value.

The exit code of each branch is part of the command line's contract (see README).
"""

from __future__ import annotations

from typing import ClassVar


class SafeHarborError(Exception):
    """Anything safeharbor refuses, with a message that holds no cell value."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep a value-free `message` and an optional `hint` on what to do next."""
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        """Return the message, with its hint on a line of its own."""
        message = str(self.args[0])
        return f"{message}\nHint: {self.hint}" if self.hint else message


class PolicyError(SafeHarborError):
    """The policy is unreadable, incomplete or forbidden; lists every problem at once."""

    exit_code = 3


class SourceError(SafeHarborError):
    """A source is missing, truncated, unreadable or its header looks like values."""

    exit_code = 4


class HeaderError(SourceError):
    """A table has no headers: none at all, or values in their place, so that to name them would be to name somebody."""


class DriftError(SafeHarborError):
    """The source no longer is what the policy was written for."""

    exit_code = 5


class GateError(SafeHarborError):
    """The gate found something that must not be published; the old release still serves."""

    exit_code = 6


class VaultError(SafeHarborError):
    """The vault or its keys are missing, wrong, corrupt or refused."""

    exit_code = 7


class MirrorError(SafeHarborError):
    """The mirror cannot be written: read-only, disk full, damaged."""

    exit_code = 8


class BusyError(SafeHarborError):
    """Another run holds the vault or the mirror."""

    exit_code = 9


class DetectorError(SafeHarborError):
    """The recogniser is missing, damaged or failed; text is never passed through."""

    exit_code = 10


class MissingExtraError(SafeHarborError):
    """An optional library is needed; the message names the extra to install."""

    exit_code = 11
