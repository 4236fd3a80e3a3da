"""What tells the person who waits for a run how far it is; nothing, and nothing imported, where no person waits."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safeharbor.runners.assembly import Watch


class Silent:
    """A `Watch` that says nothing."""

    def stage(self, name: str, table: str) -> None:
        """Say nothing."""

    def rows(self, table: str, number: int) -> None:
        """Say nothing."""


def watching(*, stderr: bool) -> AbstractContextManager[Watch]:
    """Return what draws on a terminal, standard output or `stderr`; a job of cron's is not to wait for rich's import.

    Measured: 0.1 s of processor, a tenth of what a night costs in which nothing changed.
    """
    if not (sys.stderr if stderr else sys.stdout).isatty():
        return nullcontext(Silent())
    from rich.console import Console

    from safeharbor.cli.screen import Screen

    return Screen(Console(stderr=stderr))
