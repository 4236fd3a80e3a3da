"""Nothing of a person can be read in any file of the server, and of a purged one nothing is left to read."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import TYPE_CHECKING, Any

import polars as pl
import psycopg
import pytest

from safeharbor.errors import BusyError, VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import Limits, MasterKey, PostgresPlace, open_store, open_vault, rotation
from safeharbor.vault.persons import Person
from safeharbor.vault.purge import purge, receipt_holds
from tests.servers import own_postgres
from tests.vault.test_at_rest import CANARIES, found
from tests.vaults import PASSWORD, Tenants, prepared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
ANN = Person("patient", DataKind.MRN, "MR-0001")


@pytest.fixture(scope="module")
def alone() -> Iterator[Tenants]:
    """Run a server whose files are this test's to read, its log's files small."""
    before = os.environ.get(PASSWORD)
    with own_postgres({"max_wal_size": "64MB", "min_wal_size": "48MB"}) as server:
        yield prepared(server)
    if before is not None:
        os.environ[PASSWORD] = before


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    """Make a master key."""
    return MasterKey.from_file(tmp_path / "key", create=True)


def _as_admin(alone: Tenants, *statements: str) -> list[Any]:
    with psycopg.connect(alone.admin, autocommit=True) as connection:
        return [connection.execute(statement.encode()) for statement in statements]


def _files(alone: Tenants) -> bytes:
    assert alone.server.folder is not None
    _as_admin(alone, "CHECKPOINT")
    data = alone.server.folder / "data"
    return b"\0".join(file.read_bytes() for file in data.rglob("*") if file.is_file())


def _may_sweep(alone: Tenants, tenant: str) -> None:
    _as_admin(
        alone,
        f"GRANT pg_monitor, pg_checkpoint TO {tenant}",
        f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {tenant}",
        f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA safeharbor TO {tenant}",
    )


@pytest.fixture
def place(alone: Tenants, key: MasterKey) -> PostgresPlace:
    """Fill a vault with Ann and others, a few of them at a time."""
    place = alone.place()
    vault = open_vault("postgres", place, key)
    tokenizer = vault.tokenizer("research")
    for start in range(0, 2000, 500):
        ids = pl.Series(["MR0001", *(f"MR{n:04d}" for n in range(start, start + 500))])
        tokenizer.tokenize(ids, system="patient", kind=DataKind.MRN)
    tokenizer.tokenize(pl.Series(["999-17-5017"]), system="ssn", kind=DataKind.SSN)
    vault.remember({"patient:MR0001": KnownValues((KnownValue(DataKind.SSN, "999175017"),))})
    vault.commit()
    vault.close()
    return place


def _sealed(alone: Tenants, tenant: str) -> list[bytes]:
    """Return pieces of every sealed content of a tenant."""
    sql = (
        "SELECT substr(sealed, 1, 40) FROM safeharbor.segment WHERE tenant = %s UNION ALL"
        " SELECT substr(sealed, length(sealed) - 39) FROM safeharbor.segment WHERE tenant = %s UNION ALL"
        " SELECT tokens FROM safeharbor.segment WHERE tenant = %s AND length(tokens) < 100 UNION ALL"
        " SELECT sealed FROM safeharbor.known WHERE tenant = %s"
    )
    with psycopg.connect(alone.admin) as connection:
        return [bytes(row[0]) for row in connection.execute(sql, [tenant] * 4)]


def test_no_canary_in_any_file_of_the_server(alone: Tenants, key: MasterKey) -> None:
    """Tables, log, temporary files and the server's messages hold no identifier, no token, no name of a space."""
    began = time.time() - 1  # files that the server made for itself before hold nothing of ours
    vault = open_vault("postgres", alone.place(), key, limits=Limits(entries=100))
    tokenizer = vault.tokenizer("canaryrecipient")
    tokens: list[str] = []
    for start in range(0, 3000, 500):
        values = pl.Series([*CANARIES, *(f"CANARYID{number:05d}" for number in range(start, start + 700))])
        tokens += tokenizer.tokenize(values, system="canarysystem", kind=DataKind.RECORD_ID).to_list()
        vault.remember({value: KnownValues((KnownValue(DataKind.FULL_NAME, value),)) for value in values})
        vault.commit()
    _as_admin(alone, "CHECKPOINT")
    assert alone.server.folder is not None
    everything = [*CANARIES, "CANARYID00017", "canaryrecipient", "canarysystem", tokens[0]]
    (alone.server.folder / "leak").write_text(CANARIES[0])
    assert found(alone.server.folder, everything, since=began) == ["leak"]
    vault.close()


def test_nothing_of_a_purged_person_is_in_any_file(
    alone: Tenants, place: PostgresPlace, key: MasterKey, tmp_path: Path
) -> None:
    """What held the person, in tables and log, is in no file of the server after a purge; before it, all of it was."""
    _may_sweep(alone, place.tenant)
    old = _sealed(alone, place.tenant)
    before = _files(alone)
    assert len(old) >= 6
    assert all(piece in before for piece in old)
    opened = open_store("postgres", place, key)
    tokens = opened.store.sizes(next(iter(opened.store.spaces())))
    receipt = purge(opened, ANN, vault=tmp_path / "vault.db", reason="patient-request", at=NOW)
    assert tokens
    assert receipt_holds(receipt, opened.ring.signing_key("receipt").public)
    opened.store.close()
    after = _files(alone)
    assert not [piece for piece in old if piece in after]
    vault = open_vault("postgres", place, key)
    ids = pl.Series(["MR0001", *(f"MR{n:04d}" for n in range(2, 2000))])
    held = vault.tokenizer("research").find(ids, system="patient", kind=DataKind.MRN)
    assert held[0] is None
    assert held[1:].null_count() == 0
    assert vault.recall(["patient:MR0001"]) == {}
    vault.close()


def test_a_purge_the_server_cannot_sweep_is_no_purge_yet(
    alone: Tenants, place: PostgresPlace, key: MasterKey, tmp_path: Path
) -> None:
    """Without the rights, with a reader of the past, or with the log kept by a slot, no receipt is given."""
    opened = open_store("postgres", place, key, wait=0.2)

    def again() -> None:
        purge(opened, ANN, vault=tmp_path / "vault.db", reason="patient-request", at=NOW)

    with pytest.raises(VaultError, match="may not make the server overwrite") as caught:
        again()
    assert f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA safeharbor TO {place.tenant}" in caught.value.hint
    _may_sweep(alone, place.tenant)
    with psycopg.connect(alone.admin) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1")
        with pytest.raises(BusyError, match="still reads"):
            again()
    _as_admin(alone, "SELECT pg_create_physical_replication_slot('standby', true)")
    with pytest.raises(VaultError, match="keeps its log"):
        again()
    _as_admin(alone, "SELECT pg_drop_replication_slot('standby')")
    again()
    opened.store.close()


def test_old_ciphertext_is_gone_after_a_rotation(alone: Tenants, place: PostgresPlace, key: MasterKey) -> None:
    """What was sealed under the old data key, and that key as it was wrapped, is in no file of the server."""
    _may_sweep(alone, place.tenant)
    opened = open_store("postgres", place, key)
    old = [*_sealed(alone, place.tenant), *(held.sealed for held in opened.store.wrapped_keys() if held.number)]
    rotation.rotate(opened.store, opened.ring)
    opened.store.close()
    after = _files(alone)
    assert not [piece for piece in old if piece in after]
