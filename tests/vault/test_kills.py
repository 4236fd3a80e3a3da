"""Two writers, killed at any instant, lose, double and change no token. The long form: `tests.benchmarks kills`."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from safeharbor.vault import VAULTS, MasterKey, open_vault
from tests.servers import own_postgres
from tests.vault.killing import Target, survive
from tests.vaults import PASSWORD, place, prepared

if TYPE_CHECKING:
    import random
    from pathlib import Path


@pytest.mark.parametrize("kind", list(VAULTS))
def test_killed_writers_lose_and_change_nothing(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What a writer answered after its commit holds for good, over each store, whoever is killed when."""
    target = Target(kind, place(kind, tmp_path, request), tmp_path / "key")
    open_vault(kind, target.location, MasterKey.from_file(target.key, create=True)).close()
    assert survive(target, kills=12) > 500


def test_a_killed_server_loses_and_changes_nothing(tmp_path: Path) -> None:
    """What was answered after its commit outlives processes of the server that are killed under the writers."""
    before = os.environ.get(PASSWORD)
    with own_postgres() as server:
        tenants = prepared(server)
        target = Target("postgres", tenants.place(), tmp_path / "key")
        open_vault("postgres", target.location, MasterKey.from_file(target.key, create=True)).close()

        def strike(pick: random.Random) -> None:
            end = time.monotonic() + 30
            pids: list[int] = []
            while not pids and time.monotonic() < end:  # writers that only just came back are not connected yet
                with psycopg.connect(tenants.admin) as connection:
                    rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE usename = %s", (tenants.login,))
                    pids = [pid for (pid,) in rows]
            os.kill(pick.choice(pids), signal.SIGKILL)
            while time.monotonic() < end:
                try:
                    psycopg.connect(tenants.admin).close()
                except psycopg.OperationalError:
                    time.sleep(0.05)
                else:
                    return

        assert survive(target, kills=3, strike=strike) > 50
    if before is not None:
        os.environ[PASSWORD] = before
