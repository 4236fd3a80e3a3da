"""Keys: where they come from, and what cannot be done with them."""

from __future__ import annotations

import base64
import copy
import os
import pickle
import threading
from typing import TYPE_CHECKING

import pytest

from safeharbor.errors import VaultError
from safeharbor.vault.keys import MasterKey, SecretKey, derive, fresh_key
from safeharbor.vault.signing import SigningKey, signed_by

if TYPE_CHECKING:
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
