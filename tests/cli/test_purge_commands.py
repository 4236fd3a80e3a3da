"""A person is purged by command: the receipt, every key of theirs, the next release."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.cli.desk import done, refused, told

if TYPE_CHECKING:
    from pathlib import Path


def test_purge_by_command(policy: Path) -> None:
    """A person is purged by an identifier that is piped in; the receipt names nobody."""
    done("vault", "init", policy)
    token = told(policy)
    receipt = policy.parent / "receipt.json"
    text = done("purge", policy, "--reason", "patient-request", "--receipt", receipt, given="MR-0001\n")
    assert json.loads(receipt.read_text()) == json.loads(text)
    assert "0001" not in json.loads(text)["statement"].replace(token, "")
    assert "persons known: 0; persons purged: 1" in done("vault", "status", policy)
    assert told(policy) != token
    assert "purge  begun" in done("audit", "who-saw", policy, given="MR0001\n")


def test_a_receipt_is_checked_by_command(policy: Path) -> None:
    """A receipt is checked with the vault or, by whoever has the public key, without it; a changed one is refused."""
    folder = policy.parent
    done("vault", "init", policy)
    told(policy)
    receipt = folder / "receipt.json"
    (folder / "vault.db.before-restore").touch()
    said = done("purge", policy, "--reason", "patient-request", "--receipt", receipt, given="MR-0001\n")
    assert "before-restore; remove it" in said
    pem = folder / "receipt.pub.pem"
    pem.write_text(done("vault", "public-key", policy))
    checked = ("purge", policy, "--verify-receipt", receipt)
    assert "none of these tokens resolves" in done(*checked)
    assert "genuine" in done(*checked, "--key", pem)
    pem.write_text(done("vault", "public-key", policy, "--of", "audit"))
    assert "not signed by this vault" in refused(*checked, "--key", pem)
    assert "no Ed25519" in refused(*checked, "--key", receipt)
    receipt.write_text(receipt.read_text().replace("patient-request", "court-order"))
    assert "was changed" in refused(*checked)
    assert "cannot be read" in refused("purge", policy, "--verify-receipt", folder / "none")
    assert "names its reason" in refused("purge", policy, given="MR0001\n")
    assert "no such key" in refused("vault", "public-key", policy, "--of", "x")


TWO_KEYS = """
name: two
as_of: 2026-01-01
recipient: research
vault: {path: keep/vault.db, key_file: keep/key}
mirror: {path: mirror}
tables:
  patients:
    source: {path: patients.csv}
    subject: id
    subject_system: person
    columns:
      id: {kind: record_id, treatment: tokenize, system: person}
      mrn: {kind: mrn, treatment: tokenize, system: patient}
      last: {kind: family_name, treatment: drop}
      phone: {kind: phone, treatment: drop}
  notes:
    source: {path: notes.ndjson}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize, system: patient}
      text: {kind: free_text, treatment: text}
"""


def _two_keys(folder: Path) -> Path:
    """Write a hospital whose patients have an id, and whose notes name them by record number."""
    people = [(f"{number:08x}-0000-4000-8000-000000000000", f"MR500{number}", 1000 + number) for number in range(8)]
    rows = [f"{name},{mrn},Lindqvist{chr(97 + n)},801-555-{phone}" for n, (name, mrn, phone) in enumerate(people)]
    (folder / "patients.csv").write_text("\n".join(["id,mrn,last,phone", *rows]) + "\n")
    notes = [json.dumps({"mrn": mrn, "text": "Seen today, doing well, follow up in clinic."}) for _, mrn, _ in people]
    (folder / "notes.ndjson").write_text("\n".join(notes) + "\n")
    (folder / "policy.yaml").write_text(TWO_KEYS)
    return folder / "policy.yaml"


@pytest.mark.parametrize("by", [("patient", "MR5003"), ("person", "00000003-0000-4000-8000-000000000000")])
def test_a_run_tells_the_vault_who_is_one_person(tmp_path: Path, by: tuple[str, str]) -> None:
    """After a real run a person known by two keys is purged under both, by either, and the next run leaves them out."""
    policy = _two_keys(tmp_path)
    done("run", policy)
    assert "persons known: 16" in done("vault", "status", policy)
    done("purge", policy, "--reason", "patient-request", "--system", by[0], given=f"{by[1]}\n")
    assert "persons known: 14; persons purged: 1" in done("vault", "status", policy)
    assert "person (record_id): 7 tokens" in done("vault", "status", policy)
    assert "patient (mrn): 7 tokens" in done("vault", "status", policy)
    done("run", policy)
    assert "persons known: 14" in done("vault", "status", policy)
    for table in ("patients", "notes"):
        assert pl.read_parquet(tmp_path / "mirror" / "current" / table / "*.parquet").height == 7
