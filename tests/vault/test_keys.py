"""Keys: where they come from, and what cannot be done with them."""

from __future__ import annotations

import base64
import copy
import dataclasses
import json
import os
import pickle
import sqlite3
import threading
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest

from safeharbor.errors import VaultError
from safeharbor.identifiers import DataKind
from safeharbor.vault import open_store, open_vault
from safeharbor.vault.keys import MasterKey, SecretKey, derive, fresh_key
from safeharbor.vault.signing import SigningKey, signed_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    """The first use makes a file of mode 0600 and leaves no draft; the second reads the same key."""
    path = tmp_path / "deeper" / "key"
    first = MasterKey.from_file(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["key"]
    assert MasterKey.from_file(path, create=True).reveal_secret() == first.reveal_secret()
    assert MasterKey.from_file(path).id == first.id


def test_racing_runs_make_one_key(tmp_path: Path) -> None:
    """Runs that all find no key file end up with one key."""
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(MasterKey.from_file(tmp_path / "key", create=True).id))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o700 | 0o010])
def test_open_mode_is_refused(tmp_path: Path, mode: int) -> None:
    """A key file that anyone but its owner can reach is refused, with the mode and the remedy."""
    path = tmp_path / "key"
    MasterKey.from_file(path, create=True)
    path.chmod(mode)
    with pytest.raises(VaultError, match=r"mode 0\d{3}.*\nHint: chmod 600"):
        MasterKey.from_file(path)


@pytest.mark.parametrize("content", ["", "secret", "safeharbor-master-key-1:", "safeharbor-master-key-1:AAAA\n"])
def test_other_files_are_not_keys(tmp_path: Path, content: str) -> None:
    """A file that is no key file is refused and not shown."""
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(VaultError) as caught:
        MasterKey.from_file(path)
    assert "secret" not in str(caught.value)
    assert path.read_text() == content


def test_missing_key_is_not_made_up(tmp_path: Path) -> None:
    """Without `create`, a missing key file is an error and stays missing."""
    with pytest.raises(VaultError, match="does not exist"):
        MasterKey.from_file(tmp_path / "key")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(VaultError, match="cannot be read"):
        MasterKey.from_file(tmp_path)


def test_key_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment variable holds base64 of 32 bytes; anything else is refused and not shown."""
    secret = os.urandom(32)
    monkeypatch.setenv("SH_KEY", base64.b64encode(secret).decode())
    assert MasterKey.from_env("SH_KEY").reveal_secret() == secret
    for wrong in ("", "hunter2", base64.b64encode(secret[:31]).decode()):
        monkeypatch.setenv("SH_KEY", wrong)
        with pytest.raises(VaultError, match="SH_KEY") as caught:
            MasterKey.from_env("SH_KEY")
        assert not wrong or wrong not in str(caught.value)
    monkeypatch.delenv("SH_KEY")
    with pytest.raises(VaultError, match="not set"):
        MasterKey.from_env("SH_KEY")


def test_handles_cannot_be_misused() -> None:
    """A key cannot be printed, pickled, copied or built by hand."""
    key = fresh_key()
    signing = SigningKey(os.urandom(32))
    shown = f"{key!r} {key} {signing!r} {signing}"
    assert key.reveal_secret().hex() not in shown
    assert str(key.reveal_secret()) not in shown
    for handle in (key, signing):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(handle)
        with pytest.raises(TypeError, match="not pickled"):
            copy.copy(handle)
    with pytest.raises(VaultError, match="by hand"):
        SecretKey(os.urandom(32), door=object())


def test_derivation_is_the_standard_one() -> None:
    """Derived keys are HKDF-SHA256 (RFC 5869) as another implementation computes it, and differ by purpose."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - the peer, here only
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    secret = os.urandom(32)
    expected = HKDF(SHA256(), 32, salt=None, info=b"safeharbor/index\0space").derive(secret)
    assert derive(secret, "index", context=b"space") == expected
    assert derive(secret, "index") != derive(secret, "space")


def test_signatures() -> None:
    """A signature holds for its message and key, and for no other."""
    key, other = SigningKey(os.urandom(32)), SigningKey(os.urandom(32))
    signature = key.sign(b"release")
    assert signed_by(key.public, signature, b"release")
    assert not signed_by(key.public, signature, b"other")
    assert not signed_by(other.public, signature, b"release")
    assert not signed_by(b"short", signature, b"release")


REVEALED: Final = {"keys.py", "keyring.py"}  # where a key is defined, wrapped and told apart by purpose


def test_secret_bytes_are_taken_in_two_places_only(request: pytest.FixtureRequest) -> None:
    """`reveal_secret` stands where a key is wrapped and where it derives others, and nowhere else in the package."""
    package = request.config.rootpath / "src" / "safeharbor"
    found = {file.name for file in package.rglob("*.py") if "reveal_secret" in file.read_text(encoding="utf-8")}
    assert found == REVEALED


@pytest.mark.parametrize(
    "way", ["repr", "str", "format", "vars", "json", "asdict", "pickle", "copy", "deepcopy", "equal"]
)
def test_no_common_way_shows_a_key(way: str) -> None:
    """Whatever logs, serialises or compares objects meets a handle and shows or takes nothing of the key."""
    key = fresh_key()
    holder = Holder(key)
    ways: dict[str, Callable[[], object]] = {
        "repr": lambda: repr((key, holder)),
        "str": lambda: f"{key!s}{holder!s}",
        "format": lambda: f"{key}",
        "vars": lambda: vars(key),
        "json": lambda: json.dumps(key),
        "asdict": lambda: dataclasses.asdict(holder),
        "pickle": lambda: pickle.dumps(holder),
        "copy": lambda: copy.copy(key),
        "deepcopy": lambda: copy.deepcopy(holder),
        "equal": lambda: key == fresh_key(),
    }
    try:
        shown = ways[way]()
    except TypeError:
        return
    secret = key.reveal_secret()
    assert secret.hex() not in repr(shown)
    assert repr(secret)[2:-1] not in repr(shown)
    assert base64.b64encode(secret).decode() not in repr(shown)


@dataclasses.dataclass(frozen=True)
class Holder:
    """Something of a user's that holds a key."""

    key: SecretKey


def test_index_and_data_keys_are_a_tenants_and_a_domains_own(tmp_path: Path) -> None:
    """Two vaults under one master key, and two recipients in one vault, share no derived key and no look-up key."""
    master = MasterKey.from_file(tmp_path / "key", create=True)
    rings = []
    for tenant in ("north", "south"):
        vault = open_vault("sqlite", tmp_path / tenant, master)
        for domain in ("research", "insurer"):
            vault.tokenizer(domain).tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)
        vault.commit()
        vault.close()
        rings.append(open_store("sqlite", tmp_path / tenant, master).ring)
    spaces = [(ring, ring.space_tag(domain, "patient", "id")) for ring in rings for domain in ("research", "insurer")]
    assert len({ring.index_key(space) for ring, space in spaces}) == 4
    assert len({ring.sealing_key()[1].reveal_secret() for ring in rings}) == 2
    assert len({ring.subject_tag("patient:MR0001") for ring in rings}) == 2
    assert len({ring.signing_key("audit").public for ring in rings}) == 2
    keys = []
    for tenant in ("north", "south"):
        connection = sqlite3.connect(tmp_path / tenant)
        keys += [row[0] for row in connection.execute("SELECT keys FROM segment")]
        connection.close()
    assert len(set(keys)) == 4


def test_a_segment_of_one_recipient_does_not_open_as_anothers(tmp_path: Path) -> None:
    """Sealed pages are bound to their domain: moved to another recipient's space they are refused."""
    master = MasterKey.from_file(tmp_path / "key", create=True)
    vault = open_vault("sqlite", tmp_path / "vault", master)
    for domain in ("research", "insurer"):
        vault.tokenizer(domain).tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)
    vault.commit()
    vault.close()
    connection = sqlite3.connect(tmp_path / "vault")
    first, second = (row[0] for row in connection.execute("SELECT space FROM segment ORDER BY number"))
    connection.execute("DELETE FROM segment WHERE space = ?", (second,))
    connection.execute("UPDATE segment SET space = ? WHERE space = ?", (second, first))
    connection.commit()
    connection.close()
    tokenizer = open_vault("sqlite", tmp_path / "vault", master).tokenizer("insurer")
    with pytest.raises(VaultError, match="does not open"):
        tokenizer.tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)


def test_a_wrong_key_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a key that is not the vault's, no sealed row is asked for before the refusal."""
    open_vault("sqlite", tmp_path / "vault", MasterKey.from_file(tmp_path / "key", create=True)).close()
    asked: list[str] = []

    def connect(*arguments: object, **settings: object) -> sqlite3.Connection:
        connection = whole(*arguments, **settings)  # type: ignore[call-overload]
        connection.set_trace_callback(asked.append)
        return connection  # type: ignore[no-any-return]

    whole = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)
    wrong = MasterKey.from_file(tmp_path / "wrong", create=True)
    with pytest.raises(VaultError, match=f"the key {wrong.id} does not open this vault"):
        open_vault("sqlite", tmp_path / "vault", wrong)
    assert asked
    assert not [
        statement for statement in asked if any(f"FROM {t}" in statement for t in ("segment", "known", "space"))
    ]
