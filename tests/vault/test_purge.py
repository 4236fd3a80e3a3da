"""A purged person is gone from every file, stays gone, and nobody else is touched."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.errors import BusyError, VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.parsing.tokens import read_tokens
from safeharbor.vault import MasterKey, open_store, open_vault, upkeep
from safeharbor.vault.graves import buried
from safeharbor.vault.keyed import KeyedVault
from safeharbor.vault.persons import Person, traces_of
from safeharbor.vault.purge import purge, read_receipt, receipt_holds, receipt_text, undone
from safeharbor.vault.tokenspace import lookup_keys

if TYPE_CHECKING:
    from pathlib import Path

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
    """Sealed rows, fingerprints and tokens of the person are in no file beside the vault, journal and free pages too.

    Searched for: the row of known values, the sealed pages they stood on, their keyed fingerprints, their raw tokens.
    """
    opened = open_store("sqlite", path, key)
    traces = traces_of(opened, ANN)
    prints = [
        bytes(row)
        for held in traces.held
        for row in lookup_keys(opened.ring.index_key(held.space), pl.Series(held.forms))
    ]
    tag = opened.ring.subject_tag("patient:MR0001")
    opened.store.close()
    connection = sqlite3.connect(path)
    old = [bytes(row[0])[:32] for row in connection.execute("SELECT sealed FROM segment WHERE count > 1")]
    old += [bytes(connection.execute("SELECT sealed FROM known WHERE tag = ?", (tag,)).fetchone()[0])]
    connection.close()
    assert len(prints) == 6

    def everything() -> bytes:
        return b"".join(file.read_bytes() for file in path.parent.rglob("*") if file.is_file())

    assert all(piece in everything() for piece in (*old, *prints))
    _purge(path, key)
    (grave,) = buried(open_store("sqlite", path, key))
    left = everything()
    assert not [piece for piece in (*old, *prints, tag) if piece in left]
    assert not [token for token in grave.tokens if bytes.fromhex(token) in left or token.encode() in left]


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


def _purge_of(path: Path, key: MasterKey, person: Person) -> Receipt:
    opened = open_store("sqlite", path, key)
    try:
        return purge(opened, person, vault=path, reason="patient-request", at=NOW)
    finally:
        opened.store.close()


@pytest.mark.parametrize("by", [Person("patient", DataKind.MRN, "MR5001"), Person("person", DataKind.RECORD_ID, "u-5")])
def test_every_key_of_a_person_is_purged(path: Path, key: MasterKey, by: Person) -> None:
    """Who is known under two keys is purged under both, by either, and so is what only one of them knew."""
    vault = open_vault("sqlite", path, key)
    research = vault.tokenizer("research")
    research.tokenize(pl.Series(["u-5", "u-6"]), system="person", kind=DataKind.RECORD_ID)
    research.tokenize(pl.Series(["MR5001"]), system="patient", kind=DataKind.MRN)
    research.tokenize(pl.Series(["999005005"]), system="ssn", kind=DataKind.SSN)
    ssn, mrn = KnownValue(DataKind.SSN, "999-00-5005"), KnownValue(DataKind.MRN, "MR5001")
    vault.remember({"person:U5": KnownValues((ssn, mrn))})
    vault.remember({"patient:MR5001": KnownValues((mrn,), keys=("person:U5", "patient:MR5001"))})
    vault.remember({"person:U6": KnownValues((KnownValue(DataKind.SSN, "999006006"), mrn))})
    vault.commit()
    vault.close()
    _purge_of(path, key, by)
    vault = open_vault("sqlite", path, key)
    assert set(vault.recall(["person:U5", "patient:MR5001", "person:U6", BOB])) == {"person:U6", BOB}
    assert _find(vault, "person", DataKind.RECORD_ID, ["u-5"]) == [None]
    assert _find(vault, "person", DataKind.RECORD_ID, ["u-6"]) != [None]
    assert _find(vault, "patient", DataKind.MRN, ["MR5001"]) == [None]
    assert _find(vault, "ssn", DataKind.SSN, ["999005005"]) == [None]


def test_a_mothers_number_in_her_childs_row_is_no_link(path: Path, key: MasterKey) -> None:
    """A row that mentions another person's number is not that person's: purging one leaves the other."""
    child, mother = "patient:MR7001", "patient:MR7002"
    vault = open_vault("sqlite", path, key)
    vault.tokenizer("research").tokenize(pl.Series(["MR7001", "MR7002"]), system="patient", kind=DataKind.MRN)
    vault.remember(
        {
            child: KnownValues(tuple(KnownValue(DataKind.MRN, number) for number in ("MR7001", "MR7002"))),
            mother: KnownValues((KnownValue(DataKind.MRN, "MR7002"),)),
        }
    )
    vault.commit()
    vault.close()
    _purge_of(path, key, Person("patient", DataKind.MRN, "MR7001"))
    vault = open_vault("sqlite", path, key)
    assert set(vault.recall([child, mother])) == {mother}
    assert _find(vault, "patient", DataKind.MRN, ["MR7001", "MR7002"])[0] is None
    assert _find(vault, "patient", DataKind.MRN, ["MR7002"]) != [None]
    vault.close()
    _purge_of(path, key, Person("patient", DataKind.MRN, "MR7002"))
    assert _find(open_vault("sqlite", path, key), "patient", DataKind.MRN, ["MR7002"]) == [None]


def test_who_came_back_is_not_purged_by_an_old_purge(path: Path, key: MasterKey) -> None:
    """A backup made after a person came back keeps them: only purges made since the backup are done again."""
    _purge(path, key)
    vault = open_vault("sqlite", path, key)
    token = vault.tokenizer("research").tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0]
    vault.commit()
    vault.close()
    opened = open_store("sqlite", path, key)
    upkeep.backup(opened, key, path.parent / "later")
    opened.store.close()
    assert upkeep.restore(path.parent / "later", key, path) == 0
    assert _find(open_vault("sqlite", path, key), "patient", DataKind.MRN, ["MR0001"]) == [token]
    again = _purge(path, key)
    assert _find(open_vault("sqlite", path, key), "patient", DataKind.MRN, ["MR0001"]) == [None]
    assert upkeep.restore(path.parent / "later", key, path) == 1
    assert _find(open_vault("sqlite", path, key), "patient", DataKind.MRN, ["MR0001"]) == [None]
    assert len(json.loads(again.statement)["purges"]) == 2


def test_a_lost_file_of_purges_is_made_up_by_the_vault(path: Path, key: MasterKey) -> None:
    """Purges lie in the vault too: a backup restored over a vault that still opens is purged without the file."""
    opened = open_store("sqlite", path, key)
    upkeep.backup(opened, key, path.parent / "backup")
    opened.store.close()
    _purge(path, key)
    path.with_name(path.name + ".graves").unlink()
    assert upkeep.restore(path.parent / "backup", key, path) == 1
    assert _find(open_vault("sqlite", path, key), "patient", DataKind.MRN, ["MR0001"]) == [None]


def test_a_purge_that_could_not_sweep_is_finished_by_the_next(
    path: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While others read, removed bytes may rest in the journal: no receipt is given until they do not."""
    opened = open_store("sqlite", path, key)

    def busy() -> None:
        message = "others read"
        raise BusyError(message)

    with monkeypatch.context() as patched:
        patched.setattr(opened.store, "sweep", busy)
        with pytest.raises(BusyError):
            purge(opened, ANN, vault=path, reason="patient-request", at=NOW)
    receipt = purge(opened, ANN, vault=path, reason="patient-request", at=NOW)
    assert json.loads(receipt.statement)["tokens"] == 6
    with pytest.raises(VaultError, match="nothing is held"):
        purge(opened, ANN, vault=path, reason="patient-request", at=NOW)


def test_a_receipt_is_checked_against_the_vault(path: Path, key: MasterKey) -> None:
    """The purge stays undone nowhere; another vault, a lost record or a token that resolves again shows."""
    opened = open_store("sqlite", path, key)
    upkeep.backup(opened, key, path.parent / "backup")
    opened.store.close()
    receipt = read_receipt(receipt_text(_purge(path, key)))
    opened = open_store("sqlite", path, key)
    assert undone(opened, receipt) == []
    (grave,) = buried(opened)
    vault = KeyedVault(opened.store, opened.ring, random=lambda count: bytes.fromhex(grave.tokens[0])[:count])
    vault.tokenizer("research").tokenize(pl.Series(["MR8888"]), system="patient", kind=DataKind.MRN)
    assert undone(opened, receipt) == ["a purged token resolves again"]
    with opened.store.writing():
        opened.store.drop_note(grave.note)
    assert undone(opened, receipt) == [f"the vault has no record of purge {grave.id}"]
    other = open_vault("sqlite", path.parent / "other.db", key)
    other.close()
    assert undone(open_store("sqlite", path.parent / "other.db", key), receipt) == ["the receipt is another vault's"]
    for text in ("", "{}", '{"statement": "x", "signature": "00", "public": "00"}', "[1]"):
        with pytest.raises(VaultError, match="no receipt"):
            read_receipt(text)


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
