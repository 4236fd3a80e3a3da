"""A purged person is gone from every file, stays gone, and nobody else is touched."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.errors import VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.parsing.tokens import read_tokens
from safeharbor.vault import MasterKey, open_store, open_vault, upkeep
from safeharbor.vault.graves import buried
from safeharbor.vault.persons import Person
from safeharbor.vault.purge import purge, receipt_holds

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.vault.keyed import KeyedVault
    from safeharbor.vault.purge import Receipt

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
ANN = Person("patient", DataKind.MRN, "MR-0001")
BOB = "patient:MR0002"


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    """Make a master key."""
    return MasterKey.from_file(tmp_path / "key", create=True)


def _find(vault: KeyedVault, system: str, kind: DataKind, values: list[str], domain: str = "research") -> list[str]:
    return vault.tokenizer(domain).find(pl.Series(values), system=system, kind=kind).to_list()


@pytest.fixture
def path(tmp_path: Path, key: MasterKey) -> Path:
    """Fill a vault with Ann and Bob, who share a telephone, and with others."""
    path = tmp_path / "vault.db"
    vault = open_vault("sqlite", path, key)
    for domain in ("research", "insurer"):
        tokenizer = vault.tokenizer(domain)
        tokenizer.tokenize(
            pl.Series(["MR0001", "MR0002", *(f"MR{n:04d}" for n in range(10, 900))]),
            system="patient",
            kind=DataKind.MRN,
        )
        tokenizer.tokenize(pl.Series(["999-17-5017", "999-17-0002"]), system="ssn", kind=DataKind.SSN)
        tokenizer.tokenize(pl.Series(["8015550137", "8015550001"]), system="phone", kind=DataKind.PHONE)
        tokenizer.tokenize(pl.Series(["MR0001"]), system="visit", kind=DataKind.ENCOUNTER_ID)
    vault.remember(
        {
            "patient:MR0001": KnownValues(
                (
                    KnownValue(DataKind.SSN, "999175017"),
                    KnownValue(DataKind.PHONE, "(801) 555-0137"),
                    KnownValue(DataKind.PHONE, "801-555-0001"),
                )
            ),
            BOB: KnownValues((KnownValue(DataKind.PHONE, "801 555 0137"), KnownValue(DataKind.SSN, "999170002"))),
        }
    )
    vault.commit()
    vault.close()
    return path


def _purge(path: Path, key: MasterKey) -> Receipt:
    opened = open_store("sqlite", path, key)
    try:
        return purge(opened, ANN, vault=path, reason="patient-request", at=NOW)
    finally:
        opened.store.close()


def test_a_purged_person_is_gone(path: Path, key: MasterKey) -> None:
    """The person's identifiers have no token in any domain; the shared telephone and everyone else keep theirs."""
    before = open_vault("sqlite", path, key)
    others = _find(before, "patient", DataKind.MRN, [f"MR{n:04d}" for n in (2, *range(10, 900))])
    tokens = _find(before, "patient", DataKind.MRN, ["MR0001"]) + _find(before, "ssn", DataKind.SSN, ["999175017"])
    before.close()
    _purge(path, key)
    vault = open_vault("sqlite", path, key)
    for domain in ("research", "insurer"):
        assert _find(vault, "patient", DataKind.MRN, ["MR0001"], domain) == [None]
        assert _find(vault, "ssn", DataKind.SSN, ["999175017"], domain) == [None]
        assert _find(vault, "phone", DataKind.PHONE, ["8015550001"], domain) == [None]
        assert _find(vault, "phone", DataKind.PHONE, ["8015550137"], domain) != [None]
        assert _find(vault, "ssn", DataKind.SSN, ["999170002"], domain) != [None]
        assert _find(vault, "visit", DataKind.ENCOUNTER_ID, ["MR0001"], domain) != [None]
    assert _find(vault, "patient", DataKind.MRN, [f"MR{n:04d}" for n in (2, *range(10, 900))]) == others
    assert set(vault.recall(["patient:MR0001", BOB])) == {BOB}
    assert not vault.tokenizer("research").issued(pl.Series(tokens[:1]), system="patient").any()
    again = vault.tokenizer("research").tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)
    assert again[0] not in tokens


def test_nothing_of_the_person_rests_in_any_file(path: Path, key: MasterKey) -> None:
    """The rows that held the person are in no file of the store, journal and free pages included."""
    connection = sqlite3.connect(path)
    old = [bytes(row[0])[:32] for row in connection.execute("SELECT sealed FROM segment WHERE count > 1")]
    tag = open_store("sqlite", path, key).ring.subject_tag("patient:MR0001")
    old += [bytes(connection.execute("SELECT sealed FROM known WHERE tag = ?", (tag,)).fetchone()[0])]
    connection.close()
    present = b"".join(file.read_bytes() for file in path.parent.glob("vault.db*"))
    assert all(piece in present for piece in old)
    _purge(path, key)
    left = b"".join(file.read_bytes() for file in path.parent.glob("vault.db*"))
    assert not [piece for piece in old if piece in left]


def test_a_running_process_forgets_too(path: Path, key: MasterKey) -> None:
    """A vault that was open and warm before the purge no longer hands the token out."""
    running = open_vault("sqlite", path, key)
    token = _find(running, "patient", DataKind.MRN, ["MR0001"])[0]
    assert token is not None
    _purge(path, key)
    assert _find(running, "patient", DataKind.MRN, ["MR0001"]) == [None]
    assert not running.tokenizer("research").issued(pl.Series([token]), system="patient").any()


def test_restoring_an_older_backup_purges_again(path: Path, key: MasterKey) -> None:
    """A backup from before the purge, put in the vault's place, does not bring the person back."""
    opened = open_store("sqlite", path, key)
    upkeep.backup(opened, key, path.parent / "backup")
    opened.store.close()
    _purge(path, key)
    assert upkeep.restore(path.parent / "backup", key, path) == 1
    vault = open_vault("sqlite", path, key)
    assert _find(vault, "patient", DataKind.MRN, ["MR0001"]) == [None]
    assert _find(vault, "patient", DataKind.MRN, ["MR0002"]) != [None]
    assert set(vault.recall(["patient:MR0001", BOB])) == {BOB}


def test_tombstones_name_the_tokens(path: Path, key: MasterKey) -> None:
    """The grave holds the tokens that mirrors must drop, in every domain, sealed."""
    vault = open_vault("sqlite", path, key)
    tokens = [_find(vault, "patient", DataKind.MRN, ["MR0001"], domain)[0] for domain in ("research", "insurer")]
    vault.close()
    _purge(path, key)
    opened = open_store("sqlite", path, key)
    (grave,) = buried(opened)
    assert len(grave.tokens) == 6
    raw, _ = read_tokens(pl.Series(tokens))
    assert {bytes(row).hex() for row in raw} <= set(grave.tokens)
    files = b"".join(file.read_bytes() for file in path.parent.glob("vault.db*"))
    assert not [token for token in grave.tokens if token.encode() in files or bytes.fromhex(token) in files]


def test_the_receipt_holds(path: Path, key: MasterKey) -> None:
    """The receipt verifies with the vault's public key, names no identifier, and a changed one does not verify."""
    receipt = _purge(path, key)
    public = open_vault("sqlite", path, key).signing_key("receipt").public
    assert receipt_holds(receipt, public)
    assert '"tokens": 6' in receipt.statement
    assert "MR" not in receipt.statement
    assert not receipt_holds(replace(receipt, statement=receipt.statement.replace("6", "7")), public)


def test_unknown_person_is_refused(path: Path, key: MasterKey) -> None:
    """Purging someone nothing is held of, or twice, is an error that names no identifier."""
    opened = open_store("sqlite", path, key)
    for identifier in ("MR7777", "N/A"):
        with pytest.raises(VaultError) as caught:
            purge(opened, Person("patient", DataKind.MRN, identifier), vault=path, reason="error", at=NOW)
        assert identifier not in str(caught.value)
    purge(opened, ANN, vault=path, reason="patient-request", at=NOW)
    with pytest.raises(VaultError, match="nothing is held"):
        purge(opened, ANN, vault=path, reason="patient-request", at=NOW)
