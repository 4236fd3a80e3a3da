"""Rotation, restore and purge, killed at one SQL statement after another: each is whole or finished by the next try."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, open_store, open_vault, rotation, upkeep
from safeharbor.vault.persons import Person
from safeharbor.vault.purge import purge, undone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
ANN = Person("patient", DataKind.MRN, "ID1")
IDS = pl.Series([f"ID{number}" for number in range(300)])
# forks before polars has a thread, lets each child do the work until its N-th statement, and kills it there
KILLER = """
import os, pathlib, shutil, sqlite3, sys
from safeharbor.testing import Crash
from safeharbor.vault import MasterKey
from tests.vault import test_killed

work, folder, connect = sys.argv[1], pathlib.Path(sys.argv[2]), sqlite3.connect
for number in map(int, sys.argv[3:]):
    here = folder / str(number)
    shutil.copytree(folder / "before", here)
    if os.fork() == 0:
        crash = Crash(number)
        def traced(*arguments, **settings):
            connection = connect(*arguments, **settings)
            connection.set_trace_callback(crash)
            return connection
        sqlite3.connect = traced
        test_killed.WORK[work](here, MasterKey.from_file(here / "key"))
        os._exit(0)
    print(number, os.WTERMSIG(os.wait()[1]), flush=True)
"""


def _rotate(folder: Path, key: MasterKey) -> None:
    opened = open_store("sqlite", folder / "vault.db", key)
    rotation.rotate(opened.store, opened.ring)


def _new_master(folder: Path, key: MasterKey) -> None:
    opened = open_store("sqlite", folder / "vault.db", key)
    rotation.rotate(opened.store, opened.ring, master=MasterKey.from_file(folder / "new", create=True))


def _restore(folder: Path, key: MasterKey) -> None:
    upkeep.restore(folder / "backup", key, folder / "vault.db")


def _purge(folder: Path, key: MasterKey) -> None:
    opened = open_store("sqlite", folder / "vault.db", key)
    purge(opened, ANN, vault=folder / "vault.db", reason="patient-request", at=NOW)


WORK: dict[str, Callable[[Path, MasterKey], None]] = {
    "rotate": _rotate,
    "new master": _new_master,
    "restore": _restore,
    "purge": _purge,
}


def _tokens(folder: Path, key: MasterKey) -> list[str | None]:
    vault = open_vault("sqlite", folder / "vault.db", key)
    found = vault.tokenizer("research").find(IDS, system="patient", kind=DataKind.MRN).to_list()
    vault.close()
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str | None]]:
    """Make a vault and its backup; return its folder and its tokens."""
    folder = tmp_path_factory.mktemp("killed") / "before"
    key = MasterKey.from_file(folder / "key", create=True)
    vault = open_vault("sqlite", folder / "vault.db", key)
    vault.tokenizer("research").tokenize(IDS, system="patient", kind=DataKind.MRN)
    known = {f"patient:{name}": KnownValues((KnownValue(DataKind.MRN, name),)) for name in IDS}
    vault.remember(known)
    vault.commit()
    vault.close()
    opened = open_store("sqlite", folder / "vault.db", key)
    upkeep.backup(opened, key, folder / "backup")
    opened.store.close()
    return folder, _tokens(folder, key)


@pytest.mark.parametrize("work", WORK)
def test_killed_at_any_statement(before: tuple[Path, list[str | None]], tmp_path: Path, work: str) -> None:
    """After each kill the vault opens whole with every token, and the same command, run again, finishes the work."""
    template, tokens = before
    shutil.copytree(template, tmp_path / "before")
    numbers = [*range(14, 60, 7), 80, 130]
    command = [sys.executable, "-c", KILLER, work, str(tmp_path), *map(str, numbers)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    died = [int(line.split()[0]) for line in ran.stdout.splitlines() if line.endswith(" 9")]
    assert len(died) >= 4
    for number in died:
        folder = tmp_path / str(number)
        key = MasterKey.from_file(folder / "key")
        opened = open_store("sqlite", folder / "vault.db", key)
        assert upkeep.check(opened) == []
        opened.store.close()
        found = _tokens(folder, key)
        assert found in ([*tokens], [tokens[0], None, *tokens[2:]])
        WORK[work](folder, key)
        finished = _tokens(folder, key)
        assert finished == ([tokens[0], None, *tokens[2:]] if work == "purge" else tokens)
        opened = open_store("sqlite", folder / "vault.db", key)
        assert upkeep.check(opened) == []
        assert not upkeep.status(opened).rotating
        left = [item.name for item in folder.iterdir() if item.name.startswith(".")]
        assert left == []


def test_a_kill_before_the_receipt_gives_it_to_the_next(before: tuple[Path, list[str | None]], tmp_path: Path) -> None:
    """A purge whose rows went and whose process died gives its receipt when it is run again."""
    template, _ = before
    shutil.copytree(template, tmp_path / "here")
    key = MasterKey.from_file(tmp_path / "here" / "key")
    path = tmp_path / "here" / "vault.db"
    opened = open_store("sqlite", path, key)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opened.store, "sync", die)
        with pytest.raises(KeyboardInterrupt):
            purge(opened, ANN, vault=path, reason="patient-request", at=NOW)
    receipt = purge(opened, ANN, vault=path, reason="patient-request", at=NOW)
    assert json.loads(receipt.statement)["tokens"] == 1
    assert undone(opened, receipt) == []
