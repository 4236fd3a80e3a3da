"""A vault that is locked, damaged, foreign or in the hands of a killed process."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.errors import BusyError, VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import Limits, MasterKey, open_store, open_vault
from safeharbor.vault.keyed import KeyedVault

if TYPE_CHECKING:
    from pathlib import Path

WRITER = """
import sys, pathlib, random
import polars as pl
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, open_vault, Limits

folder, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2])
vault = open_vault("sqlite", folder / "vault.db", MasterKey.from_file(folder / "key"), limits=Limits(entries=5000))
tokenizer = vault.tokenizer("research")
pick = random.Random(seed)
print("ready", flush=True)
while True:
    values = [f"ID{pick.randrange(20000)}" for _ in range(pick.choice((1, 50, 900)))]
    tokens = tokenizer.tokenize(pl.Series(values), system="patient", kind=DataKind.MRN)
    vault.commit()
    print(*(f"{value}={token}" for value, token in zip(values, tokens)), flush=True)
"""


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    """Make a master key."""
    return MasterKey.from_file(tmp_path / "key", create=True)


def _filled(path: Path, key: MasterKey) -> pl.Series:
    vault = open_vault("sqlite", path, key)
    values = pl.Series([f"ID{number}" for number in range(20_000)])
    tokens = vault.tokenizer("research").tokenize(values, system="patient", kind=DataKind.MRN)
    vault.remember({"p": KnownValues((KnownValue(DataKind.FULL_NAME, "Ann"),))})
    vault.commit()
    vault.close()
    return tokens


def test_killed_writers_lose_and_change_nothing(tmp_path: Path, key: MasterKey) -> None:
    """Two writers killed at random instants: what either ever answered still holds, and no token stands for two ids."""
    open_vault("sqlite", tmp_path / "vault.db", key).close()
    answered: dict[str, str] = {}
    for kill in range(4):
        writers = [
            subprocess.Popen(  # noqa: S603 - our own interpreter and script
                [sys.executable, "-c", WRITER, str(tmp_path), str(2 * kill + each)], stdout=subprocess.PIPE, text=True
            )
            for each in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        first = [writer.stdout.readline() for writer in writers if writer.stdout is not None]
        time.sleep(0.037 * kill)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer, line in zip(writers, first, strict=True):
            text = line + writer.communicate()[0]
            for pair in text[: text.rfind("\n") + 1].split():
                value, token = pair.split("=")
                assert answered.setdefault(value, token) == token
    assert answered
    vault = open_vault("sqlite", tmp_path / "vault.db", key)
    values = pl.Series([f"ID{number}" for number in range(20_000)])
    found = vault.tokenizer("research").find(values, system="patient", kind=DataKind.MRN)
    held = dict(zip(values, found, strict=True))
    assert {value: held[value] for value in answered} == answered
    assert found.drop_nulls().is_unique().all()
    assert vault.inventory()[0].count == found.is_not_null().sum()


def test_locked_vault_is_busy(tmp_path: Path, key: MasterKey) -> None:
    """While another holds the write lock, reading goes on and writing is refused after the wait."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    vault = open_vault("sqlite", path, key, limits=Limits(wait=0.05))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    tokenizer = vault.tokenizer("research")
    assert tokenizer.tokenize(pl.Series(["ID0"]), system="patient", kind=DataKind.MRN)[0] == tokens[0]
    with pytest.raises(BusyError, match="another run is writing"):
        tokenizer.tokenize(pl.Series(["new1"]), system="patient", kind=DataKind.MRN)
    other.execute("ROLLBACK")
    other.close()
    assert tokenizer.tokenize(pl.Series(["new1"]), system="patient", kind=DataKind.MRN)[0] is not None
    vault.close()


def test_exclusively_held_vault_is_busy_at_opening(tmp_path: Path, key: MasterKey) -> None:
    """A file that another process holds for itself alone is refused before anything is read."""
    path = tmp_path / "vault.db"
    _filled(path, key)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BusyError):
        open_vault("sqlite", path, key, limits=Limits(wait=0.05))
    other.close()


@pytest.mark.parametrize("content", [b"hello, not a database" * 200, b"SQLite format 3\0" + b"\xff" * 5000])
def test_other_files_are_no_vault(tmp_path: Path, key: MasterKey, content: bytes) -> None:
    """A file that is no vault is refused and left as it was."""
    path = tmp_path / "vault.db"
    path.write_bytes(content)
    with pytest.raises(VaultError):
        open_vault("sqlite", path, key)
    assert path.read_bytes() == content


def test_another_database_is_no_vault(tmp_path: Path, key: MasterKey) -> None:
    """A SQLite database that is not ours is refused and left as it was."""
    path = tmp_path / "vault.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE patients (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(VaultError, match="not a safeharbor vault"):
        open_vault("sqlite", path, key)
    assert path.read_bytes() == before


def test_missing_vault_is_not_made_up(tmp_path: Path, key: MasterKey) -> None:
    """Without `create`, a vault that is not there is an error and stays missing."""
    with pytest.raises(VaultError, match="there is no vault"):
        open_vault("sqlite", tmp_path / "vault.db", key, create=False)
    assert not (tmp_path / "vault.db").exists()


def test_newer_vault_is_refused(tmp_path: Path, key: MasterKey) -> None:
    """A vault of a format this software does not know is refused."""
    path = tmp_path / "vault.db"
    _filled(path, key)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(VaultError, match="format 99"):
        open_vault("sqlite", path, key)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE segment SET keys = substr(keys, 17) || substr(keys, 1, 16)",
        "UPDATE segment SET keys = zeroblob(length(keys))",
        "UPDATE segment SET tokens = substr(tokens, 1, 100)",
        "UPDATE segment SET sealed = zeroblob(length(sealed))",
        "UPDATE segment SET ends = substr(ends, 9)",
        "UPDATE segment SET count = count - 1",
        "UPDATE segment SET name = randomblob(16)",
        "UPDATE segment SET data_key = 7",
    ],
)
def test_changed_segment_does_not_open(tmp_path: Path, key: MasterKey, statement: str) -> None:
    """A segment that anyone changed is refused, never read as something else."""
    path = tmp_path / "vault.db"
    _filled(path, key)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    tokenizer = open_vault("sqlite", path, key).tokenizer("research")
    with pytest.raises(VaultError, match="vault"):
        tokenizer.find(pl.Series(["ID1"]), system="patient", kind=DataKind.MRN)


def test_exchanged_persons_do_not_open(tmp_path: Path, key: MasterKey) -> None:
    """What is known of one person cannot be put in another's place."""
    path = tmp_path / "vault.db"
    vault = open_vault("sqlite", path, key)
    vault.remember({name: KnownValues((KnownValue(DataKind.FULL_NAME, name),)) for name in ("a", "b")})
    vault.close()
    connection = sqlite3.connect(path)
    first, second = connection.execute("SELECT tag, sealed FROM known").fetchall()
    connection.execute("UPDATE known SET sealed = ? WHERE tag = ?", (first[1], second[0]))
    connection.commit()
    connection.close()
    with pytest.raises(VaultError, match="does not open"):
        open_vault("sqlite", path, key).recall(["a", "b"])


def test_read_only_folder(tmp_path: Path, key: MasterKey) -> None:
    """A place where no vault can be made gives a clear refusal."""
    (tmp_path / "file").touch()
    with pytest.raises(VaultError, match="cannot be made"):
        open_vault("sqlite", tmp_path / "file" / "vault.db", key)


def test_full_disk_keeps_what_was(tmp_path: Path, key: MasterKey) -> None:
    """A write for which there is no room is refused, what was there stays, and with room again the run goes on."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    opened = open_store("sqlite", path, key)
    connection: sqlite3.Connection = vars(opened.store)["_connection"]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    tokenizer = KeyedVault(opened.store, opened.ring).tokenizer("research")
    more = pl.Series([f"MORE{number}" for number in range(20_000)])
    with pytest.raises(VaultError, match="full or failing"):
        tokenizer.tokenize(more, system="patient", kind=DataKind.MRN)
    old = pl.Series(["ID0", "ID19999"])
    assert tokenizer.tokenize(old, system="patient", kind=DataKind.MRN).to_list() == [tokens[0], tokens[19999]]
    assert tokenizer.find(more, system="patient", kind=DataKind.MRN).null_count() == len(more)
    connection.execute("PRAGMA max_page_count = 1000000")
    assert tokenizer.tokenize(more, system="patient", kind=DataKind.MRN).is_unique().all()
