"""A run whose vault and audit log rest in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from safeharbor.audit import PostgresAuditLog
from safeharbor.cli.app import app
from safeharbor.custody import audit_of, master_key, vault_location
from safeharbor.errors import PolicyError, VaultError
from safeharbor.policy.loader import load_policy
from safeharbor.vault import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.vault.signing import SigningKey
    from tests.vaults import Tenants

POLICY = """
name: night
as_of: 2026-01-01
recipient: research
vault: {{kind: postgres, path: store/night, key_file: key, database: {{{database}}}}}
mirror: {{path: mirror}}
tables:
  patients:
    source: {{path: patients.csv}}
    subject: mrn
    columns:
      mrn: {{kind: mrn, treatment: tokenize, system: patient}}
      sex: {{kind: category, treatment: keep}}
"""


@pytest.fixture
def policy(tenants: Tenants, tmp_path: Path) -> Path:
    """Write a policy and its source; the tenant has no vault yet."""
    place = tenants.place()
    database = f"url: '{place.server.url}', password_env: {place.server.password_env}, tenant: {place.tenant}"
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY.format(database=database))
    rows = "\n".join(f"MR{number:06d},{'FM'[number % 2]}" for number in range(500))
    (tmp_path / "patients.csv").write_text(f"mrn,sex\n{rows}\n")
    (tmp_path / "store").mkdir()
    return path


def _published(policy: Path) -> list[str]:
    result = CliRunner().invoke(app, ["run", str(policy)])
    assert result.exit_code == 0, (result.output, result.exception)
    return pl.read_parquet(policy.parent / "mirror" / "current" / "patients" / "*.parquet")["mrn"].sort().to_list()


def test_nights_share_their_tokens(policy: Path) -> None:
    """No run makes a vault; made once, every night finds its tokens there, and its events are in the log there."""
    refused = CliRunner().invoke(app, ["run", str(policy)])
    assert isinstance(refused.exception, VaultError)
    assert CliRunner().invoke(app, ["vault", "init", str(policy)]).exit_code == 0
    first = _published(policy)
    assert len(set(first)) == 500
    assert _published(policy) == first
    log = audit_of(load_policy(policy), _signer(policy))
    assert isinstance(log, PostgresAuditLog)
    assert next(item.event.event for item in log.events()) == "vault.init"
    assert log.head().number >= 3
    log.close()
    assert CliRunner().invoke(app, ["audit", "verify", str(policy)]).exit_code == 0
    assert sorted(file.suffix for file in (policy.parent / "store").iterdir() if file.suffix != ".pem") == [".head"]


def _signer(policy: Path) -> SigningKey:
    rules = load_policy(policy)
    opened = open_store("postgres", vault_location(rules), master_key(rules))
    opened.store.close()
    return opened.ring.signing_key("audit")


def test_a_password_in_the_policy_is_refused(policy: Path) -> None:
    """A URL that holds a password opens nothing, and is not repeated."""
    policy.write_text(policy.read_text().replace("@127", ":canary@127"))
    (policy.parent / "key").unlink(missing_ok=True)
    result = CliRunner().invoke(app, ["vault", "init", str(policy)])
    assert isinstance(result.exception, PolicyError)
    assert "canary" not in str(result.exception) + result.output


@pytest.mark.parametrize("rule", ["{kind: postgres, path: x}", "{path: x, database: {url: 'postgresql://h/d'}}"])
def test_a_place_and_its_kind_go_together(policy: Path, rule: str) -> None:
    """A vault in PostgreSQL says where its database is; one in a file has none."""
    text = policy.read_text()
    start = text.index("vault: ")
    policy.write_text(f"{text[:start]}vault: {rule}\n{text[text.index('mirror:') :]}")
    with pytest.raises(PolicyError, match="database"):
        load_policy(policy)
