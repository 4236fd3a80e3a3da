"""Measuring a command from outside: wall clock, processor time and peak memory of a fresh process.

This process imports nothing heavy: Linux counts the parent's memory into a child's peak when it starts one. Bytecode is
cached for the children, as any installation caches it, even where this shell forbids writing it beside the sources.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = sys.executable
SAFEHARBOR: Final = str(Path(sys.executable).with_name("safeharbor"))


@dataclass(frozen=True, slots=True)
class Cost:
    """What one fresh process cost: seconds of wall clock, seconds of processor, mebibytes at the peak."""

    wall: float
    cpu: float
    peak: float


class CommandFailedError(RuntimeError):
    """A measured command ended with an error; its output is in the message."""


def measure(command: Sequence[str], *, folder: Path = ROOT) -> Cost:
    """Run a command in a fresh process and return its cost. Raises CommandFailedError."""
    log = Path(tempfile.gettempdir()) / f"bench-{os.getpid()}.log"
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command, cwd=folder, env=_environment(), stdout=output, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text(encoding="utf-8", errors="replace")
    log.unlink()
    if process.returncode:
        message = f"{' '.join(command)} ended with {process.returncode}:\n{said[-2000:]}"
        raise CommandFailedError(message)
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@cache
def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if len(environment) < len(os.environ):
        folder = tempfile.mkdtemp(prefix="bench-bytecode-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        environment["PYTHONPYCACHEPREFIX"] = folder
    return environment


def best(command: Sequence[str], runs: int) -> Cost:
    """Return the fastest of several runs of a command: the machine's other work only ever adds."""
    return min((measure(command) for _ in range(runs)), key=lambda cost: cost.wall)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    print(f"\n### {title}\n")
    for row in (head, ["-" * width for width in widths], *rows):
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("| " + " | ".join([first.strip().ljust(widths[0]), *rest]) + " |", flush=True)
