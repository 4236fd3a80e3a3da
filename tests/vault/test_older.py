"""Vaults, backups, logs and files of purges that older software wrote: kept as it wrote them, opened by this one.

`older/format-N.tar.gz` holds what the software of that format left, with its key (made for these tests) and what it
answered. A new format adds an archive; none is ever written again.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import tarfile
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from safeharbor.audit import verify_log
from safeharbor.errors import VaultError
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, open_store, open_vault, rotation, upkeep
from safeharbor.vault.grants import Grants
from safeharbor.vault.graves import buried
from safeharbor.vault.sqlite import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.vault.keyed import KeyedVault

PURGED = "MR0039"


@pytest.fixture(params=["format-1"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Unpack what older software left."""
    with tarfile.open(request.path.parent / "older" / f"{request.param}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    (tmp_path / "key").chmod(0o600)
    return tmp_path


def _expected(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text())
    return found


def _answers(vault: KeyedVault, folder: Path) -> None:
    for place, tokens in _expected(folder)["tokens"].items():
        domain, system, kind = place.split("/")
        kept = {value: token for value, token in tokens.items() if value != PURGED}
        found = vault.tokenizer(domain).find(pl.Series(list(tokens)), system=system, kind=DataKind(kind))
        assert {value: token for value, token in zip(tokens, found, strict=True) if token} == kept


def test_an_older_vault_answers_as_before(older: Path) -> None:
    """Tokens, known persons, ages, secrets, grants and purges are those of the software that wrote it."""
    key = MasterKey.from_file(older / "key")
    vault = open_vault("sqlite", older / "vault.db", key, create=False)
    _answers(vault, older)
    assert vault.secret("row-order").hex() == _expected(older)["secret"]
    known = vault.recall([f"patient:MR{number:04d}" for number in range(40)])
    assert len(known) == 39
    assert sorted(name for name, values in known.items() if values.aged) == sorted(_expected(older)["aged"])
    vault.close()
    opened = open_store("sqlite", older / "vault.db", key)
    assert upkeep.check(opened) == []
    assert [grant.id for grant in Grants(opened).of("keeper", at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))] == ["aa11"]
    assert [len(grave.tokens) for grave in buried(opened)] == [2]
    assert verify_log(older / "vault.audit", opened.ring.signing_key("audit").public).problems == ()
    assert rotation.rotate(opened.store, opened.ring) == 3
    opened.store.close()
    _answers(open_vault("sqlite", older / "vault.db", key), older)


def test_an_older_vault_takes_this_softwares_format(older: Path) -> None:
    """Opening it once moves it on for good, so that older software refuses it instead of reading it wrongly."""
    open_vault("sqlite", older / "vault.db", MasterKey.from_file(older / "key")).close()
    connection = sqlite3.connect(older / "vault.db")
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(VaultError, match=f"reads format {SCHEMA_VERSION}"):
        open_vault("sqlite", older / "vault.db", MasterKey.from_file(older / "key"))


def test_the_wrong_key_does_not_touch_an_older_vault(older: Path) -> None:
    """A key that is not the vault's is refused, and what the vault holds stays as it was."""
    before = [*sqlite3.connect(older / "vault.db").iterdump()]
    with pytest.raises(VaultError, match="does not open this vault"):
        open_vault("sqlite", older / "vault.db", MasterKey.from_file(older / "other", create=True))
    assert [*sqlite3.connect(older / "vault.db").iterdump()] == before


def test_an_older_backup_is_restored(older: Path) -> None:
    """A backup of older software is verified, takes the vault's place, and the purge made since is in it."""
    key = MasterKey.from_file(older / "key")
    assert upkeep.verify_backup(older / "backup", key, older) == []
    upkeep.restore(older / "backup", key, older / "vault.db")
    _answers(open_vault("sqlite", older / "vault.db", key), older)
