"""Rotation, backup, restore and check: tokens never change, nothing is lost, damage shows."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.errors import VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, open_store, open_vault, rotation, upkeep

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.vault.keyed import KeyedVault

IDS = pl.Series([f"ID{number}" for number in range(5000)])
KNOWN = {f"patient:{number}": KnownValues((KnownValue(DataKind.ALIAS, f"name{number}"),)) for number in range(3000)}


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    """Make a master key."""
    return MasterKey.from_file(tmp_path / "key", create=True)


def _tokens(vault: KeyedVault, values: pl.Series = IDS) -> list[str]:
    return vault.tokenizer("research").tokenize(values, system="patient", kind=DataKind.MRN).to_list()


def _filled(path: Path, key: MasterKey) -> list[str]:
    vault = open_vault("sqlite", path, key)
    tokens = _tokens(vault)
    vault.remember(KNOWN)
    vault.commit()
    vault.close()
    return tokens


def _data_keys(path: Path) -> set[int]:
    connection = sqlite3.connect(path)
    sql = "SELECT data_key FROM segment UNION SELECT data_key FROM known UNION SELECT data_key FROM space"
    found = {row[0] for row in connection.execute(sql)}
    connection.close()
    return found


def test_rotation_changes_no_token(tmp_path: Path, key: MasterKey) -> None:
    """After a rotation everything is sealed under the new data key only, and every answer is the same."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    before = path.read_bytes()
    secret = open_vault("sqlite", path, key).secret("order")
    opened = open_store("sqlite", path, key)
    assert rotation.rotate(opened.store, opened.ring) == 2
    assert rotation.rotate(opened.store, opened.ring) == 3
    assert _data_keys(path) == {3}
    assert {wrapped.number for wrapped in opened.store.wrapped_keys()} == {0, 3}
    assert upkeep.check(opened) == []
    opened.store.close()
    vault = open_vault("sqlite", path, key)
    assert _tokens(vault) == tokens
    assert vault.recall(list(KNOWN)) == KNOWN
    assert vault.secret("order") == secret
    ciphertext = sqlite3.connect(path).execute("SELECT sealed FROM segment").fetchone()[0][:64]
    assert ciphertext not in before


def test_old_ciphertext_is_gone(tmp_path: Path, key: MasterKey) -> None:
    """What was sealed under the old data key rests in no file of the store."""
    path = tmp_path / "vault.db"
    _filled(path, key)
    connection = sqlite3.connect(path)
    old = [row[0][:48] for row in connection.execute("SELECT sealed FROM segment UNION ALL SELECT sealed FROM known")]
    connection.close()
    opened = open_store("sqlite", path, key)
    rotation.rotate(opened.store, opened.ring)
    opened.store.close()
    content = b"".join(file.read_bytes() for file in tmp_path.glob("vault.db*"))
    assert len(old) > 3000
    assert not [piece for piece in old if piece in content]


def test_new_master_key(tmp_path: Path, key: MasterKey) -> None:
    """Both master keys open the vault until the old one is retired; an old backup needs the old key still."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    new = MasterKey.from_file(tmp_path / "new", create=True)
    opened = open_store("sqlite", path, key)
    upkeep.backup(opened, key, tmp_path / "backup")
    rotation.rotate(opened.store, opened.ring, master=new)
    assert not rotation.retire(opened.store, opened.ring, key.id)
    opened.store.close()
    for either in (key, new):
        vault = open_vault("sqlite", path, either)
        assert _tokens(vault) == tokens
        vault.close()
    opened = open_store("sqlite", path, new)
    assert rotation.retire(opened.store, opened.ring, key.id)
    assert not rotation.retire(opened.store, opened.ring, key.id)
    opened.store.close()
    with pytest.raises(VaultError, match=f"held under key {new.id}"):
        open_vault("sqlite", path, key)
    assert _tokens(open_vault("sqlite", path, new)) == tokens
    assert upkeep.verify_backup(tmp_path / "backup", key, tmp_path) == []
    with pytest.raises(VaultError, match=f"made with key {key.id}"):
        upkeep.verify_backup(tmp_path / "backup", new, tmp_path)


def test_a_run_goes_on_through_a_rotation(tmp_path: Path, key: MasterKey) -> None:
    """A vault that was open before the rotation keeps answering and writing, and what it writes can be read."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    running = open_vault("sqlite", path, key)
    assert _tokens(running, IDS[:10]) == tokens[:10]
    written: list[list[str]] = []
    stop = threading.Event()

    def run() -> None:
        number = 0
        while not stop.is_set() or number < 20:
            written.append(_tokens(running, pl.Series([f"NEW{number}", f"NEW{number + 1}"])))
            running.remember({f"patient:{number}": KnownValues((KnownValue(DataKind.ALIAS, "more"),))})
            number += 1

    thread = threading.Thread(target=run)
    thread.start()
    opened = open_store("sqlite", path, key)
    for _ in range(3):
        rotation.rotate(opened.store, opened.ring)
    stop.set()
    thread.join()
    running.commit()
    assert upkeep.check(opened) == []
    opened.store.close()
    vault = open_vault("sqlite", path, key)
    assert _tokens(vault) == tokens
    for number, pair in enumerate(written):
        assert _tokens(vault, pl.Series([f"NEW{number}", f"NEW{number + 1}"])) == pair
    assert len(vault.recall(["patient:3"])["patient:3"].values) == 2


@pytest.mark.parametrize("method", ["replace", "put_known", "put_space", "drop_keys", "sweep"])
def test_interrupted_rotation_is_finished(
    tmp_path: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """A rotation that dies at any step leaves a whole vault, and the next one finishes it."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    opened = open_store("sqlite", path, key)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(opened.store, method, die)
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(opened.store, opened.ring)
    opened.store.close()
    vault = open_vault("sqlite", path, key)
    assert _tokens(vault) == tokens
    vault.close()
    opened = open_store("sqlite", path, key)
    rotation.rotate(opened.store, opened.ring)
    assert upkeep.check(opened) == []
    assert len(_data_keys(path)) == 1
    assert len(opened.store.wrapped_keys()) == 2
    assert _tokens(open_vault("sqlite", path, key)) == tokens


def test_backup_while_a_run_writes(tmp_path: Path, key: MasterKey) -> None:
    """A backup taken while others write is whole, private, sealed and restores to a state that was."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    running = open_vault("sqlite", path, key)
    opened = open_store("sqlite", path, key)
    with opened.store.reading():
        pass
    thread = threading.Thread(target=lambda: [_tokens(running, pl.Series([f"W{n}"])) for n in range(50)])
    thread.start()
    upkeep.backup(opened, key, tmp_path / "backup")
    thread.join()
    running.close()
    opened.store.close()
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    assert b"SQLite" not in (tmp_path / "backup").read_bytes()
    assert upkeep.verify_backup(tmp_path / "backup", key, tmp_path) == []
    assert upkeep.restore(tmp_path / "backup", key, path) == 0
    assert _tokens(open_vault("sqlite", path, key)) == tokens
    left = sorted(file.name for file in tmp_path.iterdir() if file.name.startswith("."))
    assert left == []
    assert (tmp_path / "vault.db.before-restore").exists()


def test_restore_where_there_is_no_vault(tmp_path: Path, key: MasterKey) -> None:
    """A backup makes a lost vault anew."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    opened = open_store("sqlite", path, key)
    upkeep.backup(opened, key, tmp_path / "backup")
    opened.store.close()
    for file in tmp_path.glob("vault.db*"):
        file.unlink()
    upkeep.restore(tmp_path / "backup", key, path)
    assert _tokens(open_vault("sqlite", path, key)) == tokens


def test_backups_are_not_overwritten(tmp_path: Path, key: MasterKey) -> None:
    """A file that is there is refused and left alone."""
    path = tmp_path / "vault.db"
    _filled(path, key)
    (tmp_path / "backup").write_text("mine")
    opened = open_store("sqlite", path, key)
    with pytest.raises(VaultError, match="exists already"):
        upkeep.backup(opened, key, tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "mine"


@pytest.mark.parametrize("damage", ["cut", "cut to nothing", "flipped", "longer", "no backup", "empty"])
def test_damaged_backup_is_refused(tmp_path: Path, key: MasterKey, damage: str) -> None:
    """A backup that is not whole restores nothing; the vault in place stays."""
    path = tmp_path / "vault.db"
    tokens = _filled(path, key)
    opened = open_store("sqlite", path, key)
    upkeep.backup(opened, key, tmp_path / "backup")
    opened.store.close()
    whole = (tmp_path / "backup").read_bytes()
    middle = len(whole) // 2
    (tmp_path / "backup").write_bytes(
        {
            "cut": whole[:-1],
            "cut to nothing": whole[:70],
            "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "longer": whole + b"x",
            "no backup": b"x" * 500,
            "empty": b"",
        }[damage]
    )
    for act in (
        lambda: upkeep.verify_backup(tmp_path / "backup", key, tmp_path),
        lambda: upkeep.restore(tmp_path / "backup", key, path),
    ):
        with pytest.raises(VaultError, match="backup"):
            act()
    assert _tokens(open_vault("sqlite", path, key)) == tokens
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".")) == []


def test_check_names_what_is_damaged(tmp_path: Path, key: MasterKey) -> None:
    """A check opens everything and names each part that does not, and nothing else."""
    path = tmp_path / "vault.db"
    _filled(path, key)
    opened = open_store("sqlite", path, key)
    assert upkeep.check(opened) == []
    connection = sqlite3.connect(path)
    connection.execute("UPDATE known SET sealed = zeroblob(40) WHERE tag = (SELECT min(tag) FROM known)")
    connection.execute("UPDATE segment SET tokens = zeroblob(40)")
    connection.commit()
    connection.close()
    problems = upkeep.check(opened)
    assert len(problems) == 2
    assert problems[0].startswith("segment ")
    assert problems[1].startswith("person ")


def test_status_counts(tmp_path: Path, key: MasterKey) -> None:
    """The status tells numbers and names of spaces."""
    path = tmp_path / "vault.db"
    _filled(path, key)
    found = upkeep.status(open_store("sqlite", path, key))
    assert (found.persons, found.purged, found.rotating) == (3000, 0, False)
    assert [(name.domain, name.system, name.kinds, held) for name, held in found.spaces] == [
        ("research", "patient", ("mrn",), 5000)
    ]
    assert set(found.keys) == {(0, key.id), (1, key.id)}
