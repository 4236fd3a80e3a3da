"""The README's vault page, command by command, as it is written: placeholders filled in, nothing else changed."""

from __future__ import annotations

import getpass
import re
import shlex
import subprocess
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from safeharbor.cli.app import app
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, open_vault

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """
name: night
as_of: 2026-01-01
recipient: research
vault: {path: vault/vault.db, key: file:vault/master.key}
mirror: {path: mirror}
tables:
  patients:
    source: {path: patients.csv}
    subject: mrn
    columns: {mrn: {kind: mrn, treatment: tokenize, system: patient}}
"""


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest) -> str:
    """Return the README's section on the vault."""
    readme = (request.config.rootpath / "README.md").read_text(encoding="utf-8")
    return readme[readme.index("## The vault") :].split("\n## ")[0]


def _commands(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page, flags=re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.strip()]


def _token(folder: Path) -> str:
    """Tell the vault of one patient; return the token."""
    vault = open_vault("sqlite", folder / "vault" / "vault.db", MasterKey.from_file(folder / "vault" / "master.key"))
    token = vault.tokenizer("research").tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0]
    vault.remember({"patient:MR0001": KnownValues((KnownValue(DataKind.FULL_NAME, "Ann Canary"),))})
    vault.commit()
    vault.close()
    return str(token)


def test_every_command_of_the_vault_page_works(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line exits 0, in the order of the page, and does what the page says of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.yaml").write_text(POLICY)
    (tmp_path / "patient.txt").write_text("MR-0001\n")
    (tmp_path / "patient.txt").chmod(0o600)
    places = {"$USER": getpass.getuser()}
    said: dict[str, str] = {}
    for line in _commands(page):
        words = [places.get(word, word) for word in shlex.split(line, comments=True)]
        if words[0] != "safeharbor":
            subprocess.run(words, check=True)  # noqa: S603 - the README's own commands
            continue
        target = tmp_path / words.pop() if words[-2] == ">" else None
        words = [word for word in words if word != ">"]
        ran = CliRunner().invoke(app, words[1:])
        assert ran.exit_code == 0, (line, ran.output, ran.exception)
        said[line] = ran.output
        if target is not None:
            target.write_text(ran.output)
        if words[1:3] == ["vault", "init"]:
            places |= {"TOKEN": _token(tmp_path), "OLD_KEY_ID": MasterKey.from_file(tmp_path / "vault/master.key").id}
    text = "\n".join(said.values())
    for fact in (
        "research / patient (mrn): 1 tokens",
        "every part of the vault opens",
        "the backup is whole",
        "tokens unchanged",
        f"key {places['OLD_KEY_ID']} opens the vault no longer",
        f"{places['TOKEN']}\tok\tmrn\tMR0001",
        "ok\tfull_name\tAnn Canary",
        "denied\tphone",
        f"{getpass.getuser()}  reidentify  ok  mrn  safety-report",
        "unchanged:",
        "genuine: purged",
        "none of these tokens resolves",
        "1 purges were done again",
    ):
        assert fact in text, fact


@pytest.mark.parametrize("group", ["vault", "grant", "audit"])
def test_every_command_about_the_vault_is_on_the_page(page: str, group: str) -> None:
    """A command that the page does not name is a command nobody finds."""
    import typer.main  # noqa: PLC0415 - one test

    commands = typer.main.get_command(app).commands[group].commands  # type: ignore[attr-defined]
    missing = [name for name in commands if f"{group} {name}" not in page]
    assert missing == []
