"""Nothing of a person can be read in any file of the store, nor outside it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import Limits, MasterKey, open_vault

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CANARIES = ["CANARYMRN00017", "Zyxwvut Canaryname", "999-17-5017", "canary@example.org"]


def _forms(text: str) -> list[bytes]:
    """Return the ways in which a value could lie in a file."""
    plain = {text, text.upper(), text.lower(), "".join(filter(str.isalnum, text))}
    encoded = [value.encode(encoding) for value in plain for encoding in ("utf-8", "utf-16-le", "utf-32-le")]
    return [*encoded, *(base64.b64encode(value.encode()).rstrip(b"=")[:-1] for value in plain)]


def found(folder: Path, values: list[str], *, since: float = 0) -> list[str]:
    """Return the names of the files, changed `since` then, in which a value lies in any of its forms."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.stat().st_mtime >= since]
    # a journal's file is mostly zeros that nothing was written over yet
    content = {str(file.relative_to(folder)): file.read_bytes().rstrip(b"\0") + b"\0\0\0" for file in files}
    assert content
    return [name for name, data in content.items() for value in values if any(form in data for form in _forms(value))]


def test_no_canary_in_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Database, WAL, journal, shared memory and temporary files hold no identifier, no token, no name of a space."""
    folder, temporary = tmp_path / "store", tmp_path / "temporary"
    temporary.mkdir()
    (temporary / "empty").touch()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    key = MasterKey.from_file(tmp_path / "key", create=True)
    vault = open_vault("sqlite", folder / "vault.db", key, limits=Limits(entries=100))
    tokenizer = vault.tokenizer("canaryrecipient")
    tokens: list[str] = []
    for start in range(0, 3000, 500):
        values = pl.Series([*CANARIES, *(f"CANARYID{number:05d}" for number in range(start, start + 700))])
        tokens += tokenizer.tokenize(values, system="canarysystem", kind=DataKind.RECORD_ID).to_list()
        known = {value: KnownValues((KnownValue(DataKind.FULL_NAME, value),)) for value in values}
        vault.remember(known)
        vault.commit()
        everything = [*CANARIES, "CANARYID00017", "canaryrecipient", "canarysystem", tokens[0]]
        assert (folder / "vault.db-wal").stat().st_size > 0
        assert found(folder, everything) == []
    vault.close()
    assert found(folder, everything) == []
    assert found(temporary, everything) == []


def test_the_search_would_find_them(tmp_path: Path) -> None:
    """The search of the tests above finds a canary that lies in a file in the open."""
    (tmp_path / "leak").write_bytes(b"\0\0" + "zyxwvut canaryname".encode("utf-16-le"))
    assert found(tmp_path, CANARIES) == ["leak"]


def test_only_the_owner_reads_the_store(tmp_path: Path) -> None:
    """Every file of the store has mode 0600, its folder 0700."""
    folder = tmp_path / "made" / "store"
    vault = open_vault("sqlite", folder / "vault.db", MasterKey.from_file(tmp_path / "key", create=True))
    vault.tokenizer("a").tokenize(pl.Series(["x1"]), system="s", kind=DataKind.MRN)
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_shows_in_words(tmp_path: Path) -> None:
    """The repr of what passes through the vault holds no value."""
    vault = open_vault("sqlite", tmp_path / "vault.db", MasterKey.from_file(tmp_path / "key", create=True))
    vault.remember({"p": KnownValues((KnownValue(DataKind.FULL_NAME, CANARIES[1]),))})
    shown = repr(vault) + repr(vault.recall(["p"])) + repr(vault.inventory()) + repr(vars(vault))
    assert CANARIES[1] not in shown
