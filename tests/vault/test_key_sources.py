"""Master keys from the system's keyring and AWS KMS: the real libraries, KMS as moto's server answers for it."""

from __future__ import annotations

import base64
import builtins
import logging
import sys
from typing import TYPE_CHECKING, ClassVar

import keyring
import polars as pl
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked

from safeharbor.errors import MissingExtraError, VaultError
from safeharbor.identifiers import DataKind
from safeharbor.vault import open_vault
from safeharbor.vault.key_sources import master_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Entries(KeyringBackend):
    """A keyring that keeps entries for the life of a test, through the library's own interface for backends."""

    priority: ClassVar[float] = 1

    def __init__(self) -> None:
        """Begin empty and unlocked."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""
        if self.locked:
            raise KeyringLocked
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep an entry."""
        self.held[service, username] = password


@pytest.fixture
def entries() -> Iterator[Entries]:
    """Let the library use a keyring of the test's own."""
    before = keyring.get_keyring()
    made = Entries()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def kms_address() -> Iterator[str]:
    """Start moto's server."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - heavy, and only these tests need it

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def kms(kms_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Point AWS's own settings at the server; return a KMS key made there."""
    import boto3  # noqa: PLC0415 - heavy, and only these tests need it

    for name, value in {
        "AWS_ENDPOINT_URL_KMS": kms_address,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    return str(boto3.client("kms").create_key()["KeyMetadata"]["KeyId"])


def _opens(folder: Path, source: str) -> str:
    vault = open_vault("sqlite", folder / "vault.db", master_key(source))
    token = vault.tokenizer("research").tokenize(pl.Series(["MR1"]), system="p", kind=DataKind.MRN)[0]
    vault.commit()
    vault.close()
    return str(token)


def test_every_source_opens_the_same_vault_it_made(
    tmp_path: Path, kms: str, entries: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key made in a file, the keyring or KMS is found there again and opens the vault; one in the environment too."""
    monkeypatch.setenv("SH_KEY", base64.b64encode(bytes(range(32))).decode())
    assert entries.held == {}
    for source in (f"file:{tmp_path}/key", "env:SH_KEY", "keyring:night", f"kms:{kms}@{tmp_path}/wrapped"):
        folder = tmp_path / source.partition(":")[0]
        made = master_key(source, create=not source.startswith("env"))
        assert master_key(source).id == made.id
        assert _opens(folder, source) == _opens(folder, source)
        assert made.reveal_secret().hex() not in repr(made)


def test_a_source_is_named_in_one_of_four_ways() -> None:
    """Anything else, or a source without its name, is refused with what is allowed."""
    for source in ("", "key", "file:", "env:", "keyring:", "kms:", "kms:alias/a", "kms:@file", "vault:x"):
        with pytest.raises(VaultError, match="file:PATH"):
            master_key(source)


def test_keyring_entries_are_not_made_up(entries: Entries) -> None:
    """An entry that is not there stays absent unless a new vault asks for one; then it is made once."""
    with pytest.raises(VaultError, match="no entry night"):
        master_key("keyring:night")
    assert entries.held == {}
    first = master_key("keyring:night", create=True)
    assert master_key("keyring:night", create=True).id == first.id
    assert list(entries.held) == [("safeharbor", "night")]


def test_a_locked_damaged_or_unsafe_keyring_is_refused(entries: Entries) -> None:
    """A keyring that is locked, missing, holds something else or keeps things in the open gives no key."""
    entries.held["safeharbor", "night"] = "hunter2"
    with pytest.raises(VaultError, match="does not hold base64") as caught:
        master_key("keyring:night")
    assert "hunter2" not in str(caught.value)
    entries.locked = True
    with pytest.raises(VaultError, match="KeyringLocked"):
        master_key("keyring:night")
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with pytest.raises(VaultError, match="NoKeyringError"):
        master_key("keyring:night", create=True)
    keyring.set_keyring(NullKeyring())  # type: ignore[no-untyped-call]
    with pytest.raises(VaultError, match="keeps nothing safe"):
        master_key("keyring:night", create=True)


def test_kms_keeps_the_key_from_whoever_holds_the_file(tmp_path: Path, kms: str) -> None:
    """The file holds no byte of the key; it is private, made once, and opens under no other KMS key."""
    import boto3  # noqa: PLC0415 - heavy, and only these tests need it

    file = tmp_path / "wrapped"
    made = master_key(f"kms:{kms}@{file}", create=True)
    assert file.stat().st_mode & 0o777 == 0o600
    wrapped = base64.b64decode(file.read_text().partition(":")[2])
    assert made.reveal_secret() not in wrapped
    assert master_key(f"kms:{kms}@{file}", create=True).id == made.id
    client = boto3.client("kms")
    other = client.create_key()["KeyMetadata"]["KeyId"]
    client.create_alias(AliasName="alias/phi", TargetKeyId=kms)
    assert master_key(f"kms:alias/phi@{file}").id == made.id
    with pytest.raises(VaultError, match=r"AccessDenied|IncorrectKey"):
        master_key(f"kms:{other}@{file}")
    with pytest.raises(client.exceptions.InvalidCiphertextException):
        client.decrypt(CiphertextBlob=wrapped, KeyId=kms)  # without the context the key was wrapped with


def test_kms_that_does_not_answer_gives_no_key(tmp_path: Path, kms: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No such key, a damaged or open file, no credentials, no region: a refusal that names code and remedy."""
    file = tmp_path / "wrapped"
    with pytest.raises(VaultError, match="does not exist"):
        master_key(f"kms:{kms}@{file}")
    with pytest.raises(VaultError, match="NotFoundException"):
        master_key(f"kms:1234abcd-12ab-34cd-56ef-1234567890ab@{file}", create=True)
    assert not file.exists()
    master_key(f"kms:{kms}@{file}", create=True)
    whole = file.read_text()
    for content, message in (("secret", "safeharbor wrote"), (whole[:60] + "AAAA" + whole[64:], "does not give")):
        file.write_text(content)
        with pytest.raises(VaultError, match=message):
            master_key(f"kms:{kms}@{file}")
    file.write_text(whole)
    file.chmod(0o644)
    with pytest.raises(VaultError, match="mode 0644"):
        master_key(f"kms:{kms}@{file}")
    file.chmod(0o600)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(VaultError, match="NoCredentialsError"):
        master_key(f"kms:{kms}@{file}")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(VaultError, match="NoRegionError"):
        master_key(f"kms:{kms}@{file}")


@pytest.mark.parametrize(
    ("source", "library", "extra"), [("keyring:x", "keyring", "keyring"), ("kms:x@y", "boto3", "aws")]
)
def test_a_missing_library_names_its_extra(
    monkeypatch: pytest.MonkeyPatch, source: str, library: str, extra: str
) -> None:
    """Without the optional library the message says what to install."""
    whole = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.partition(".")[0] == library:
            raise ImportError
        return whole(name, *rest)  # type: ignore[arg-type]

    for module in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=rf"\[{extra}\]"):
        master_key(source)
