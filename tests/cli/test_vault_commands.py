"""The vault's commands, as they are typed."""

from __future__ import annotations

import base64
import json
import os
import pwd
import time
from typing import TYPE_CHECKING

import polars as pl
import psycopg
import pytest
from typer.testing import CliRunner, Result

from safeharbor.assemble import vault_location
from safeharbor.cli.app import app
from safeharbor.errors import SafeHarborError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.policy.loader import load_policy
from safeharbor.vault import MasterKey, open_vault

if TYPE_CHECKING:
    from pathlib import Path

    from tests.vaults import Tenants

ME = pwd.getpwuid(os.getuid()).pw_name
POLICY = """
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


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Write a policy; nothing else exists yet."""
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY)
    return path


def _run(*words: object, given: str = "") -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=given)


def _ok(*words: object, given: str = "") -> str:
    result = _run(*words, given=given)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def _refused(*words: object, given: str = "") -> str:
    result = _run(*words, given=given)
    assert isinstance(result.exception, SafeHarborError), (result.output, result.exception)
    return str(result.exception) + result.output


def _token(policy: Path) -> str:
    vault = open_vault("sqlite", policy.parent / "vault.db", MasterKey.from_file(policy.parent / "key"))
    token = vault.tokenizer("research").tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0]
    vault.remember({"patient:MR0001": KnownValues((KnownValue(DataKind.FULL_NAME, "Ann Canary"),))})
    vault.commit()
    vault.close()
    return str(token)


def test_a_day_with_the_vault(policy: Path) -> None:
    """Init, status, check, backup, rotate to a new master key, retire the old one, restore."""
    folder = policy.parent
    assert "Keep a copy of the key" in _ok("vault", "init", policy)
    token = _token(policy)
    assert "research / patient (mrn): 1 tokens" in _ok("vault", "status", policy)
    assert "every part" in _ok("vault", "check", policy)
    _ok("vault", "backup", policy, "--out", folder / "backup")
    assert "whole" in _ok("vault", "restore", policy, folder / "backup", "--verify")
    assert "tokens unchanged" in _ok("vault", "rotate", policy, "--new-key-file", folder / "new")
    old = MasterKey.from_file(folder / "key").id
    policy.write_text(POLICY.replace("key_file: key", "key_file: new"))
    _ok("vault", "retire-key", policy, old)
    assert old not in _ok("vault", "status", policy)
    assert "in use" in _refused("vault", "retire-key", policy, MasterKey.from_file(folder / "new").id)
    _ok("vault", "restore", policy, folder / "backup", "--key-file", folder / "key")
    policy.write_text(POLICY)
    assert _token(policy) == token
    assert "unchanged: 6 events" in _ok("audit", "verify", policy)


def test_nothing_is_made_by_looking(policy: Path) -> None:
    """Commands that look at a vault that is not there make neither key nor vault."""
    for command in ("status", "check", "rotate"):
        assert "does not exist" in _refused("vault", command, policy)
    assert [file.name for file in policy.parent.iterdir()] == ["policy.yaml"]


def test_reading_back_and_the_breach_question(policy: Path) -> None:
    """A grant, a token read back, one refused, and the answer to who saw this person, identifier unseen."""
    _ok("vault", "init", policy)
    token = _token(policy)
    asked = ("reidentify", policy, "--token", token, "--purpose", "treatment")
    assert "MR0001" not in _refused(*asked)
    given = ("--kinds", "mrn", "--domains", "research", "--purposes", "treatment")
    _ok("grant", "add", policy, "--to", ME, "--role", "nurse", *given)
    assert _ok(*asked).split() == [token, "ok", "mrn", "MR0001"]
    tokens = policy.parent / "tokens"
    tokens.write_text(f"{token}\n\n{token}\n")
    assert "others than its owner" in _refused("reidentify", policy, "--file", tokens, "--purpose", "treatment")
    tokens.chmod(0o600)
    assert _ok("reidentify", policy, "--file", tokens, "--purpose", "treatment").count("MR0001") == 2
    answer = _ok("audit", "who-saw", policy, "--last", "90d", given="mr-0001\n")
    assert answer.count("reidentify  ok  mrn  treatment") == 3
    assert answer.count("denied") == 1
    assert "4 events" in answer
    assert "MR0001" not in answer.upper().replace("-", "")
    grant = _ok("grant", "list", policy).split()[0]
    _ok("grant", "revoke", policy, grant)
    assert "there is no grant" in _refused("grant", "revoke", policy, grant)
    assert "nothing was given" in _refused(*asked)


def test_a_program_shows_its_identity(policy: Path) -> None:
    """A signed token from a private file names the asker; a refused one is on record under the user who showed it."""
    from joserfc import jwk, jwt  # noqa: PLC0415 - one test

    folder = policy.parent
    key = jwk.ECKey.generate_key("P-256", parameters={"kid": "one"}, private=True)
    (folder / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    (folder / "jwks.json").chmod(0o600)
    oidc = "oidc: {issuer: https://login.example.org, audience: night, jwks: jwks.json, algorithms: [ES256]}\n"
    policy.write_text(POLICY + oidc)
    _ok("vault", "init", policy)
    token = _token(policy)
    shown = folder / "identity"

    def show(**changes: object) -> None:
        claims = {"iss": "https://login.example.org", "aud": "night", "sub": "svc", "iat": int(time.time())}
        claims |= {"exp": int(time.time()) + 300, **changes}
        shown.write_text(jwt.encode({"alg": "ES256", "kid": "one"}, claims, key, algorithms=["ES256"]))
        shown.chmod(0o600)

    show()
    asked = ("reidentify", policy, "--token", token, "--purpose", "safety", "--identity", shown)
    assert "nothing was given" in _refused(*asked)
    given = ("--kinds", "mrn,full_name", "--domains", "research", "--purposes", "safety")
    _ok("grant", "add", policy, "--to", "https://login.example.org#svc", "--role", "report", *given)
    assert _ok(*asked).split() == [token, "ok", "mrn", "MR0001"]
    with_name = _ok(*asked, "--fields", "full_name,phone").splitlines()
    assert [line.split("\t")[1:] for line in with_name] == [
        ["ok", "mrn", "MR0001"],
        ["ok", "full_name", "Ann Canary"],
        ["denied", "phone"],
    ]
    show(aud="other")
    assert "identity token is refused" in _refused(*asked)
    shown.chmod(0o644)
    assert "others than its owner" in _refused(*asked)
    policy.write_text(POLICY)
    shown.chmod(0o600)
    assert "no issuer" in _refused(*asked)
    _ok("audit", "export", policy, "--out", folder / "log.jsonl")
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert [line["outcome"] for line in lines if line["event"] == "identity"] == ["denied"] * 3
    assert {line["who"] for line in lines if line["event"] == "identity"} == {ME}


def test_a_receipt_is_checked_by_command(policy: Path) -> None:
    """A receipt is checked with the vault or, by whoever has the public key, without it; a changed one is refused."""
    folder = policy.parent
    _ok("vault", "init", policy)
    _token(policy)
    receipt = folder / "receipt.json"
    (folder / "vault.db.before-restore").touch()
    said = _ok("purge", policy, "--reason", "patient-request", "--receipt", receipt, given="MR-0001\n")
    assert "before-restore; remove it" in said
    pem = folder / "receipt.pub.pem"
    pem.write_text(_ok("vault", "public-key", policy))
    checked = ("purge", policy, "--verify-receipt", receipt)
    assert "none of these tokens resolves" in _ok(*checked)
    assert "genuine" in _ok(*checked, "--key", pem)
    pem.write_text(_ok("vault", "public-key", policy, "--of", "audit"))
    assert "not signed by this vault" in _refused(*checked, "--key", pem)
    assert "no Ed25519" in _refused(*checked, "--key", receipt)
    receipt.write_text(receipt.read_text().replace("patient-request", "court-order"))
    assert "was changed" in _refused(*checked)
    assert "cannot be read" in _refused("purge", policy, "--verify-receipt", folder / "none")
    assert "names its reason" in _refused("purge", policy, given="MR0001\n")
    assert "no such key" in _refused("vault", "public-key", policy, "--of", "x")


def test_a_vault_moves_to_another_keys_source(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rotation takes the vault from a key file to the environment; the policy then names the new source."""
    _ok("vault", "init", policy)
    token = _token(policy)
    monkeypatch.setenv("SH_NEW", base64.b64encode(bytes(range(32))).decode())
    both = ("--new-key", "env:SH_NEW", "--new-key-file", policy.parent / "x")
    assert "two keys" in _refused("vault", "rotate", policy, *both)
    assert "not set" in _refused("vault", "rotate", policy, "--new-key", "env:SH_NONE")
    _ok("vault", "rotate", policy, "--new-key", "env:SH_NEW")
    policy.write_text(POLICY.replace("key_file: key", "key: env:SH_NEW"))
    _ok("vault", "retire-key", policy, MasterKey.from_file(policy.parent / "key").id)
    (policy.parent / "key").unlink()
    assert "research / patient (mrn): 1 tokens" in _ok("vault", "status", policy)
    vault = open_vault("sqlite", policy.parent / "vault.db", MasterKey.from_env("SH_NEW"))
    assert vault.tokenizer("research").find(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0] == token
    policy.write_text(POLICY.replace("key_file: key", "key: env:SH_NEW, key_env: SH_NEW"))
    assert "more than one key" in _refused("vault", "status", policy)


def test_an_older_log_put_back_is_found_by_the_vault(policy: Path) -> None:
    """Log and copy of its head both put back to an older state: the vault knows how far the log had come."""
    log = [policy.parent / name for name in ("vault.audit", "vault.audit.head")]
    _ok("vault", "init", policy)
    older = [file.read_bytes() for file in log]
    _ok("vault", "rotate", policy)
    newer = [file.read_bytes() for file in log]
    for file, content in zip(log, older, strict=True):
        file.write_bytes(content)
    assert "its end was cut off" in _refused("audit", "verify", policy)
    for file, content in zip(log, newer, strict=True):
        file.write_bytes(content)
    assert "unchanged: 2 events" in _ok("audit", "verify", policy)


def test_purge_by_command(policy: Path) -> None:
    """A person is purged by an identifier that is piped in; the receipt names nobody."""
    _ok("vault", "init", policy)
    token = _token(policy)
    receipt = policy.parent / "receipt.json"
    text = _ok("purge", policy, "--reason", "patient-request", "--receipt", receipt, given="MR-0001\n")
    assert json.loads(receipt.read_text()) == json.loads(text)
    assert "0001" not in json.loads(text)["statement"].replace(token, "")
    assert "persons known: 0; persons purged: 1" in _ok("vault", "status", policy)
    assert _token(policy) != token
    assert "purge  begun" in _ok("audit", "who-saw", policy, given="MR0001\n")


def test_whose_identifier_it_is(policy: Path) -> None:
    """Another system or kind can be named; one that does not exist, or a policy without persons, is refused."""
    _ok("vault", "init", policy)
    _token(policy)
    assert "0 events" in _ok("audit", "who-saw", policy, "--system", "visit", given="MR0001\n")
    assert "there is no kind" in _refused("audit", "who-saw", policy, "--kind", "mnr", given="MR0001\n")
    assert "nothing was given" in _refused("audit", "who-saw", policy, given="\n")
    assert "one person" in _refused("purge", policy, "--reason", "error", given="MR0001\nMR0002\n")
    assert "a number and" in _refused("audit", "who-saw", policy, "--last", "soon", given="MR0001\n")
    policy.write_text(POLICY.replace("    subject: mrn\n", ""))
    assert "which persons" in _refused("purge", policy, "--reason", "error", given="MR0001\n")


def test_export_and_tampering(policy: Path) -> None:
    """The log is exported in two formats, and a changed log is refused by name of the event."""
    import csv  # noqa: PLC0415 - one test
    import sqlite3  # noqa: PLC0415

    _ok("vault", "init", policy)
    _ok("vault", "rotate", policy)
    for name in ("log.jsonl", "log.csv"):
        _ok("audit", "export", policy, "--out", policy.parent / name)
    lines = [json.loads(line) for line in (policy.parent / "log.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["vault.init", "vault.rotate"]
    with (policy.parent / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["event"] for row in rows] == ["vault.init", "vault.rotate", "audit.export"]
    assert {row["who"] for row in rows} == {ME}
    assert "cannot be written" in _refused("audit", "export", policy, "--out", policy.parent / "log.csv")
    head = _ok("audit", "verify", policy).split()[-1]
    pem = policy.parent / "audit.pub.pem"
    pem.write_text(_ok("vault", "public-key", policy, "--of", "audit"))
    log = policy.parent / "vault.audit"
    assert head in _ok("audit", "verify", "--log", log, "--key", pem, "--head", head)
    assert "which log" in _refused("audit", "verify", "--log", log)
    assert "NUMBER:CHAIN" in _refused("audit", "verify", policy, "--head", "3")
    assert "unchanged" in _ok("audit", "verify", policy, "--head", head)
    assert "differs" in _refused("audit", "verify", policy, "--head", head[:-4] + "0000")
    assert "kept for 6 years" in _refused("audit", "expire", policy, "--older-than", "5y")
    assert "0 events" in _ok("audit", "expire", policy)
    connection = sqlite3.connect(policy.parent / "vault.audit")
    connection.execute("UPDATE event SET line = replace(line, 'export', 'status') WHERE number = 4")
    connection.commit()
    connection.close()
    assert "event 4" in _refused("audit", "verify", policy)


@pytest.fixture
def in_postgres(tenants: Tenants, tmp_path: Path) -> Path:
    """Write a policy whose vault rests in PostgreSQL."""
    place = tenants.place()
    rights = (
        f"GRANT pg_monitor, pg_checkpoint TO {place.tenant}",
        f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {place.tenant}",
        f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA safeharbor TO {place.tenant}",
    )
    with psycopg.connect(tenants.admin, autocommit=True) as connection:
        for right in rights:
            connection.execute(right.encode())
    rule = f"{{url: '{place.server.url}', password_env: {place.server.password_env}, tenant: {place.tenant}}}"
    path = tmp_path / "policy.yaml"
    path.write_text(
        POLICY.replace(
            "vault: {path: vault.db, key_file: key}",
            f"vault: {{kind: postgres, path: vault.db, key_file: key, database: {rule}}}",
        )
    )
    return path


def test_the_same_day_with_a_vault_in_postgresql(in_postgres: Path) -> None:
    """Every command does with a vault in PostgreSQL what it does with a file."""
    policy, folder = in_postgres, in_postgres.parent
    _ok("vault", "init", policy)
    key = MasterKey.from_file(folder / "key")
    location = vault_location(load_policy(policy))
    vault = open_vault("postgres", location, key)
    token = str(vault.tokenizer("research").tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0])
    vault.remember({"patient:MR0001": KnownValues((KnownValue(DataKind.FULL_NAME, "Ann Canary"),))})
    vault.commit()
    vault.close()
    assert "research / patient (mrn): 1 tokens" in _ok("vault", "status", policy)
    _ok("vault", "backup", policy, "--out", folder / "backup")
    assert "whole" in _ok("vault", "restore", policy, folder / "backup", "--verify")
    assert "tokens unchanged" in _ok("vault", "rotate", policy)
    assert "every part" in _ok("vault", "check", policy)
    given = ("--kinds", "mrn", "--domains", "research", "--purposes", "treatment")
    _ok("grant", "add", policy, "--to", ME, "--role", "nurse", *given)
    asked = ("reidentify", policy, "--token", token, "--purpose", "treatment")
    assert _ok(*asked).split() == [token, "ok", "mrn", "MR0001"]
    receipt = folder / "receipt.json"
    _ok("purge", policy, "--reason", "patient-request", "--receipt", receipt, given="MR-0001\n")
    assert "nothing was given" in _refused(*asked)
    assert "1 purges were done again" in _ok("vault", "restore", policy, folder / "backup")
    assert "genuine" in _ok("purge", policy, "--verify-receipt", receipt)
    assert "unchanged" in _ok("audit", "verify", policy)
    (folder / "key").unlink()
    assert "does not exist" in _refused("vault", "init", policy)
    assert not (folder / "key").exists()


def test_every_kind_of_event_is_on_record(policy: Path) -> None:
    """Whatever reads or changes what the vault holds leaves an event of its own kind, with who and the outcome."""
    folder = policy.parent
    _ok("vault", "init", policy)
    token = _token(policy)
    _ok("vault", "check", policy)
    _ok("vault", "backup", policy, "--out", folder / "backup")
    _ok("vault", "rotate", policy, "--new-key-file", folder / "new")
    old = MasterKey.from_file(folder / "key").id
    policy.write_text(POLICY.replace("key_file: key", "key_file: new"))
    _ok("vault", "retire-key", policy, old)
    given = ("--kinds", "mrn", "--domains", "research", "--purposes", "treatment", "--break-glass")
    _ok("grant", "add", policy, "--to", ME, "--role", "nurse", *given)
    asked = ("reidentify", policy, "--token", token, "--purpose", "treatment")
    _ok(*asked)
    _refused("reidentify", policy, "--token", token, "--purpose", "curiosity")
    _ok(*asked, "--break-glass", "unconscious patient in the emergency room")
    _refused(*asked, "--identity", folder / "none")
    assert "BROKEN" in _ok("grant", "list", policy)
    _ok("grant", "revoke", policy, _ok("grant", "list", policy).split()[0])
    assert "BROKE THE GLASS: unconscious" in _ok("audit", "who-saw", policy, given="MR0001\n")
    _ok("purge", policy, "--reason", "patient-request", given="MR0001\n")
    _refused("purge", policy, "--reason", "patient-request", given="MR0001\n")
    _ok("vault", "restore", policy, folder / "backup", "--key-file", folder / "key")
    policy.write_text(POLICY)
    _ok("audit", "export", policy, "--out", folder / "first.jsonl")
    _ok("audit", "export", policy, "--out", folder / "log.jsonl")
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert [(line["event"], line["outcome"]) for line in lines] == [
        ("vault.init", "ok"),
        ("vault.check", "ok"),
        ("vault.backup", "ok"),
        ("vault.rotate", "ok"),
        ("vault.retire-key", "ok"),
        ("grant", "ok"),
        ("reidentify", "ok"),
        ("reidentify", "denied"),
        ("reidentify.break-glass", "ok"),
        ("identity", "denied"),
        ("revoke", "ok"),
        ("who-saw", "ok"),
        ("purge", "begun"),
        ("purge", "ok"),
        ("purge", "begun"),
        ("purge", "refused"),
        ("vault.restore", "ok"),
        ("audit.export", "ok"),
    ]
    assert {line["who"] for line in lines} == {ME}
    assert "MR0001" not in (folder / "log.jsonl").read_text()
    (grant,) = (line["detail"] for line in lines if line["event"] == "grant")
    assert (grant["self"], grant["break-glass"]) == (1, 1)


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
    _ok("run", policy)
    assert "persons known: 16" in _ok("vault", "status", policy)
    _ok("purge", policy, "--reason", "patient-request", "--system", by[0], given=f"{by[1]}\n")
    assert "persons known: 14; persons purged: 1" in _ok("vault", "status", policy)
    assert "person (record_id): 7 tokens" in _ok("vault", "status", policy)
    assert "patient (mrn): 7 tokens" in _ok("vault", "status", policy)
    _ok("run", policy)
    assert "persons known: 14" in _ok("vault", "status", policy)
    for table in ("patients", "notes"):
        assert pl.read_parquet(tmp_path / "mirror" / "current" / table / "*.parquet").height == 7
