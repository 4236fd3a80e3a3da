"""The vault beside HMAC-SHA256 alone, which is its ceiling, and beside SQLite a row at a time.

Limits (of the fast HMAC, the stricter of the two): all new at least 0.4, 99 % known at least 0.6, memory under 1 GB.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks.measure import PYTHON, ROOT, CommandFailedError, table

_IDS: Final = 5_000_000
_NAIVE: Final = 200_000
_PERSONS: Final = 100_000
_EVENTS: Final = 1_000_000
_MEBIBYTE: Final = 1 << 20
_KIBIBYTE: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class Piece:
    """Seconds of the work itself, by the clock and by the processor, and its process's peak memory in mebibytes."""

    seconds: float
    cpu: float
    peak: float


def main(*, full: bool = False) -> None:
    """Print ids per second of each way, and persons and audit events; `full`: ten million events."""
    folder = Path(tempfile.mkdtemp(prefix="bench-vault-"))
    try:
        _identifiers(folder)
        _others(folder, events=10 * _EVENTS if full else _EVENTS)
    finally:
        shutil.rmtree(folder)


def _identifiers(folder: Path) -> None:
    base = _run("hmac", folder, _IDS)
    rows = [_row("HMAC-SHA256 alone, contexts copied", _IDS, [base], base)]
    rows.append(_row("HMAC-SHA256 alone, hmac.digest", _IDS, [_run("digest", folder, _IDS)], base))
    for title, halves in (("one writer", (0,)), ("two writers", (1, 2))):
        for file in folder.glob("vault.db*"):
            file.unlink()
        rows.append(_row(f"vault, all new, {title}", _IDS, _run_all("new", folder, halves), base, limit=0.4))
        rows.append(_row(f"vault, 99 % known, {title}", _IDS, _run_all("known", folder, halves), base, limit=0.6))
    rows.append(_row("vault, all known, loaded", _IDS, [_run("warm", folder, _IDS)], base))
    rows.append(_row("SQLite a row at a time, all new", _NAIVE, [_run("naive", folder, _NAIVE)], base))
    rows.append(_row("SQLite a row at a time, all known", _NAIVE, [_run("naive", folder, _NAIVE)], base))
    size = sum(file.stat().st_size for file in folder.glob("vault.db*")) / _MEBIBYTE
    table(
        f"Identifiers ({_IDS:,}, batches of 250,000)",
        ["way", "s", "thousand/s", "of HMAC", "by CPU", "limit", "MiB"],
        rows,
    )
    print(f"\nvault on disk: {size:.0f} MiB")


def _others(folder: Path, *, events: int) -> None:
    told = [_run("persons", folder, _PERSONS), _run("persons", folder, _PERSONS), _run("persons", folder, _PERSONS, 1)]
    rows = [
        [f"{what} {_PERSONS:,} persons, ten values each", f"{piece.seconds:.1f}", f"{piece.peak:.0f}"]
        for what, piece in zip(("told", "told again", "recalled"), told, strict=True)
    ]
    written, asked = _run("audit", folder, events), _run("audit", folder, events, 1)
    rows.append([f"{events:,} audit events appended", f"{written.seconds:.1f}", f"{written.peak:.0f}"])
    rows.append([f"who saw a person, among {events:,} (limit 1 s)", f"{asked.seconds / 100:.4f}", f"{asked.peak:.0f}"])
    table("Persons and audit", ["what", "s", "MiB"], rows)


def _row(title: str, count: int, pieces: list[Piece], base: Piece, *, limit: float = 0) -> list[str]:
    seconds = max(piece.seconds for piece in pieces)
    ratio = (count / seconds) / (_IDS / base.seconds)
    cpu = (count / sum(piece.cpu for piece in pieces)) / (_IDS / base.cpu)
    verdict = "" if not limit else f"{limit} {'met' if ratio >= limit else 'MISSED'}"
    peak = max(piece.peak for piece in pieces)
    return [
        title,
        f"{seconds:.1f}",
        f"{count / seconds / 1000:.0f}",
        f"{ratio:.2f}",
        f"{cpu:.2f}",
        verdict,
        f"{peak:.0f}",
    ]


def _run(work: str, folder: Path, count: int, part: int = 0) -> Piece:
    return _run_all(work, folder, (part,), count)[0]


def _run_all(work: str, folder: Path, parts: tuple[int, ...], count: int = _IDS) -> list[Piece]:
    """Run the parts of a piece of work at once, each in a fresh process."""
    command = [PYTHON, "-m", "tests.benchmarks.vault_work", work, str(folder), str(count)]
    started = [
        subprocess.Popen([*command, str(part)], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
        for part in parts
    ]
    pieces = []
    for process in started:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            message = f"{work} ended with {process.returncode}"
            raise CommandFailedError(message)
        wall, cpu = said.split()[-2:]
        pieces.append(Piece(float(wall), float(cpu), used.ru_maxrss / _KIBIBYTE))
    return pieces
