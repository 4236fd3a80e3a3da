"""The vault's commands, as they are typed."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING

import polars as pl
import psycopg
import pytest

from safeharbor.custody import vault_location
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.policy.loader import load_policy
from safeharbor.vault import MasterKey, open_vault
from tests.cli.desk import ME, POLICY, done, refused, told

if TYPE_CHECKING:
    from pathlib import Path

    from tests.vaults import Tenants


def test_a_day_with_the_vault(policy: Path) -> None:
    """Init, status, check, backup, rotate to a new master key, retire the old one, restore."""
    folder = policy.parent
    assert "Keep a copy of the key" in done("vault", "init", policy)
    token = told(policy)
    assert "research / patient (mrn): 1 tokens" in done("vault", "status", policy)
    assert "every part" in done("vault", "check", policy)
    done("vault", "backup", policy, "--out", folder / "backup")
    assert "whole" in done("vault", "restore", policy, folder / "backup", "--verify")
    assert "tokens unchanged" in done("vault", "rotate", policy, "--new-key-file", folder / "new")
    old = MasterKey.from_file(folder / "key").id
    policy.write_text(POLICY.replace("key_file: key", "key_file: new"))
    done("vault", "retire-key", policy, old)
    assert old not in done("vault", "status", policy)
    assert "in use" in refused("vault", "retire-key", policy, MasterKey.from_file(folder / "new").id)
    done("vault", "restore", policy, folder / "backup", "--key-file", folder / "key")
    policy.write_text(POLICY)
    assert told(policy) == token
    assert "unchanged: 6 events" in done("audit", "verify", policy)


def test_nothing_is_made_by_looking(policy: Path) -> None:
    """Commands that look at a vault that is not there make neither key nor vault."""
    for command in ("status", "check", "rotate"):
        assert "does not exist" in refused("vault", command, policy)
    assert [file.name for file in policy.parent.iterdir()] == ["policy.yaml"]


def test_reading_back_and_the_breach_question(policy: Path) -> None:
    """A grant, a token read back, one refused, and the answer to who saw this person, identifier unseen."""
    done("vault", "init", policy)
    token = told(policy)
    asked = ("reidentify", policy, "--token", token, "--purpose", "treatment")
    assert "MR0001" not in refused(*asked)
    given = ("--kinds", "mrn", "--domains", "research", "--purposes", "treatment")
    done("grant", "add", policy, "--to", ME, "--role", "nurse", *given)
    assert done(*asked).split() == [token, "ok", "mrn", "MR0001"]
    tokens = policy.parent / "tokens"
    tokens.write_text(f"{token}\n\n{token}\n")
    assert "others than its owner" in refused("reidentify", policy, "--file", tokens, "--purpose", "treatment")
    tokens.chmod(0o600)
    assert done("reidentify", policy, "--file", tokens, "--purpose", "treatment").count("MR0001") == 2
    answer = done("audit", "who-saw", policy, "--last", "90d", given="mr-0001\n")
    assert answer.count("reidentify  ok  mrn  treatment") == 3
    assert answer.count("denied") == 1
    assert "4 events" in answer
    assert "MR0001" not in answer.upper().replace("-", "")
    grant = done("grant", "list", policy).split()[0]
    done("grant", "revoke", policy, grant)
    assert "there is no grant" in refused("grant", "revoke", policy, grant)
    assert "nothing was given" in refused(*asked)


def test_a_program_shows_its_identity(policy: Path) -> None:
    """A signed token from a private file names the asker; a refused one is on record under the user who showed it."""
    from joserfc import jwk, jwt  # noqa: PLC0415 - one test

    folder = policy.parent
    key = jwk.ECKey.generate_key("P-256", parameters={"kid": "one"}, private=True)
    (folder / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    (folder / "jwks.json").chmod(0o600)
    oidc = "oidc: {issuer: https://login.example.org, audience: night, jwks: jwks.json, algorithms: [ES256]}\n"
    policy.write_text(POLICY + oidc)
    done("vault", "init", policy)
    token = told(policy)
    shown = folder / "identity"

    def show(**changes: object) -> None:
        claims = {"iss": "https://login.example.org", "aud": "night", "sub": "svc", "iat": int(time.time())}
        claims |= {"exp": int(time.time()) + 300, **changes}
        shown.write_text(jwt.encode({"alg": "ES256", "kid": "one"}, claims, key, algorithms=["ES256"]))
        shown.chmod(0o600)

    show()
    asked = ("reidentify", policy, "--token", token, "--purpose", "safety", "--identity", shown)
    assert "nothing was given" in refused(*asked)
    given = ("--kinds", "mrn,full_name", "--domains", "research", "--purposes", "safety")
    done("grant", "add", policy, "--to", "https://login.example.org#svc", "--role", "report", *given)
    assert done(*asked).split() == [token, "ok", "mrn", "MR0001"]
    with_name = done(*asked, "--fields", "full_name,phone").splitlines()
    assert [line.split("\t")[1:] for line in with_name] == [
        ["ok", "mrn", "MR0001"],
        ["ok", "full_name", "Ann Canary"],
        ["denied", "phone"],
    ]
    show(aud="other")
    assert "identity token is refused" in refused(*asked)
    shown.chmod(0o644)
    assert "others than its owner" in refused(*asked)
    policy.write_text(POLICY)
    shown.chmod(0o600)
    assert "no issuer" in refused(*asked)
    done("audit", "export", policy, "--out", folder / "log.jsonl")
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert [line["outcome"] for line in lines if line["event"] == "identity"] == ["denied"] * 3
    assert {line["who"] for line in lines if line["event"] == "identity"} == {ME}


def test_a_vault_moves_to_another_keys_source(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rotation takes the vault from a key file to the environment; the policy then names the new source."""
    done("vault", "init", policy)
    token = told(policy)
    monkeypatch.setenv("SH_NEW", base64.b64encode(bytes(range(32))).decode())
    both = ("--new-key", "env:SH_NEW", "--new-key-file", policy.parent / "x")
    assert "two keys" in refused("vault", "rotate", policy, *both)
    assert "not set" in refused("vault", "rotate", policy, "--new-key", "env:SH_NONE")
    done("vault", "rotate", policy, "--new-key", "env:SH_NEW")
    policy.write_text(POLICY.replace("key_file: key", "key: env:SH_NEW"))
    done("vault", "retire-key", policy, MasterKey.from_file(policy.parent / "key").id)
    (policy.parent / "key").unlink()
    assert "research / patient (mrn): 1 tokens" in done("vault", "status", policy)
    vault = open_vault("sqlite", policy.parent / "vault.db", MasterKey.from_env("SH_NEW"))
    assert vault.tokenizer("research").find(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0] == token
    policy.write_text(POLICY.replace("key_file: key", "key: env:SH_NEW, key_env: SH_NEW"))
    assert "more than one key" in refused("vault", "status", policy)


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
    done("vault", "init", policy)
    key = MasterKey.from_file(folder / "key")
    location = vault_location(load_policy(policy))
    vault = open_vault("postgres", location, key)
    token = str(vault.tokenizer("research").tokenize(pl.Series(["MR0001"]), system="patient", kind=DataKind.MRN)[0])
    vault.remember({"patient:MR0001": KnownValues((KnownValue(DataKind.FULL_NAME, "Ann Canary"),))})
    vault.commit()
    vault.close()
    assert "research / patient (mrn): 1 tokens" in done("vault", "status", policy)
    done("vault", "backup", policy, "--out", folder / "backup")
    assert "whole" in done("vault", "restore", policy, folder / "backup", "--verify")
    assert "tokens unchanged" in done("vault", "rotate", policy)
    assert "every part" in done("vault", "check", policy)
    given = ("--kinds", "mrn", "--domains", "research", "--purposes", "treatment")
    done("grant", "add", policy, "--to", ME, "--role", "nurse", *given)
    asked = ("reidentify", policy, "--token", token, "--purpose", "treatment")
    assert done(*asked).split() == [token, "ok", "mrn", "MR0001"]
    receipt = folder / "receipt.json"
    done("purge", policy, "--reason", "patient-request", "--receipt", receipt, given="MR-0001\n")
    assert "nothing was given" in refused(*asked)
    assert "1 purges were done again" in done("vault", "restore", policy, folder / "backup")
    assert "genuine" in done("purge", policy, "--verify-receipt", receipt)
    assert "unchanged" in done("audit", "verify", policy)
    (folder / "key").unlink()
    assert "does not exist" in refused("vault", "init", policy)
    assert not (folder / "key").exists()
