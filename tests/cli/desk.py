"""The vault's commands as a person types them, and a small policy to type them for."""

from __future__ import annotations

import os
import pwd
from typing import TYPE_CHECKING, Final

import polars as pl
from typer.testing import CliRunner, Result

from safeharbor.cli.app import app
from safeharbor.errors import SafeHarborError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, open_vault

if TYPE_CHECKING:
    from pathlib import Path

ME: Final = pwd.getpwuid(os.getuid()).pw_name
POLICY: Final = """
name: night
as_of: 2026-01-01
recipient: research
vault: {path: vault.db, key_file: key}
mirror: {path: mirror}
tables:
  patients:
    source: {path: patients.csv}
    subject: mrn
    columns: {mrn: {kind: mrn, treatment: tokenize, system: patient}}
"""


def typed(*words: object, given: str = "") -> Result:
    """Run a command; `given`: what is piped into it."""
    return CliRunner().invoke(app, [str(word) for word in words], input=given)


def done(*words: object, given: str = "") -> str:
    """Run a command that must succeed, and return what it printed."""
    result = typed(*words, given=given)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def refused(*words: object, given: str = "") -> str:
    """Run a command that must be refused, and return message and output."""
    result = typed(*words, given=given)
    assert isinstance(result.exception, SafeHarborError), (result.output, result.exception)
    return str(result.exception) + result.output


def told(policy: Path) -> str:
    """Tell the vault of one patient, and return the patient's token."""
    vault = open_vault("sqlite", policy.parent / "vault.db", MasterKey.from_file(policy.parent / "key"))
    token = vault.tokenizer("research").tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0]
    vault.remember({"patient:MR0001": KnownValues((KnownValue(DataKind.FULL_NAME, "Ann Canary"),))})
    vault.commit()
    vault.close()
    return str(token)
