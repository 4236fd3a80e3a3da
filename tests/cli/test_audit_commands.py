"""The audit log's commands: who saw, verify, export; and that every command leaves its event."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from safeharbor.vault import MasterKey
from tests.cli.desk import ME, POLICY, done, refused, told

if TYPE_CHECKING:
    from pathlib import Path


def test_export_and_tampering(policy: Path) -> None:
    """The log is exported in two formats, and a changed log is refused by name of the event."""
    import csv  # noqa: PLC0415 - one test
    import sqlite3  # noqa: PLC0415

    done("vault", "init", policy)
    done("vault", "rotate", policy)
    for name in ("log.jsonl", "log.csv"):
        done("audit", "export", policy, "--out", policy.parent / name)
    lines = [json.loads(line) for line in (policy.parent / "log.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["vault.init", "vault.rotate"]
    with (policy.parent / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["event"] for row in rows] == ["vault.init", "vault.rotate", "audit.export"]
    assert {row["who"] for row in rows} == {ME}
    assert "cannot be written" in refused("audit", "export", policy, "--out", policy.parent / "log.csv")
    head = done("audit", "verify", policy).split()[-1]
    pem = policy.parent / "audit.pub.pem"
    pem.write_text(done("vault", "public-key", policy, "--of", "audit"))
    log = policy.parent / "vault.audit"
    assert head in done("audit", "verify", "--log", log, "--key", pem, "--head", head)
    assert "which log" in refused("audit", "verify", "--log", log)
    assert "NUMBER:CHAIN" in refused("audit", "verify", policy, "--head", "3")
    assert "unchanged" in done("audit", "verify", policy, "--head", head)
    assert "differs" in refused("audit", "verify", policy, "--head", head[:-4] + "0000")
    assert "kept for 6 years" in refused("audit", "expire", policy, "--older-than", "5y")
    assert "0 events" in done("audit", "expire", policy)
    connection = sqlite3.connect(policy.parent / "vault.audit")
    connection.execute("UPDATE event SET line = replace(line, 'export', 'status') WHERE number = 4")
    connection.commit()
    connection.close()
    assert "event 4" in refused("audit", "verify", policy)


def test_an_older_log_put_back_is_found_by_the_vault(policy: Path) -> None:
    """Log and copy of its head both put back to an older state: the vault knows how far the log had come."""
    log = [policy.parent / name for name in ("vault.audit", "vault.audit.head")]
    done("vault", "init", policy)
    older = [file.read_bytes() for file in log]
    done("vault", "rotate", policy)
    newer = [file.read_bytes() for file in log]
    for file, content in zip(log, older, strict=True):
        file.write_bytes(content)
    assert "its end was cut off" in refused("audit", "verify", policy)
    for file, content in zip(log, newer, strict=True):
        file.write_bytes(content)
    assert "unchanged: 2 events" in done("audit", "verify", policy)


def test_every_kind_of_event_is_on_record(policy: Path) -> None:
    """Whatever reads or changes what the vault holds leaves an event of its own kind, with who and the outcome."""
    folder = policy.parent
    done("vault", "init", policy)
    token = told(policy)
    done("vault", "check", policy)
    done("vault", "backup", policy, "--out", folder / "backup")
    done("vault", "rotate", policy, "--new-key-file", folder / "new")
    old = MasterKey.from_file(folder / "key").id
    policy.write_text(POLICY.replace("key_file: key", "key_file: new"))
    done("vault", "retire-key", policy, old)
    given = ("--kinds", "mrn", "--domains", "research", "--purposes", "treatment", "--break-glass")
    done("grant", "add", policy, "--to", ME, "--role", "nurse", *given)
    asked = ("reidentify", policy, "--token", token, "--purpose", "treatment")
    done(*asked)
    refused("reidentify", policy, "--token", token, "--purpose", "curiosity")
    done(*asked, "--break-glass", "unconscious patient in the emergency room")
    refused(*asked, "--identity", folder / "none")
    assert "BROKEN" in done("grant", "list", policy)
    done("grant", "revoke", policy, done("grant", "list", policy).split()[0])
    assert "BROKE THE GLASS: unconscious" in done("audit", "who-saw", policy, given="MR0001\n")
    done("purge", policy, "--reason", "patient-request", given="MR0001\n")
    refused("purge", policy, "--reason", "patient-request", given="MR0001\n")
    done("vault", "restore", policy, folder / "backup", "--key-file", folder / "key")
    policy.write_text(POLICY)
    done("audit", "export", policy, "--out", folder / "first.jsonl")
    done("audit", "export", policy, "--out", folder / "log.jsonl")
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


def test_whose_identifier_it_is(policy: Path) -> None:
    """Another system or kind can be named; one that does not exist, or a policy without persons, is refused."""
    done("vault", "init", policy)
    told(policy)
    assert "0 events" in done("audit", "who-saw", policy, "--system", "visit", given="MR0001\n")
    assert "there is no kind" in refused("audit", "who-saw", policy, "--kind", "mnr", given="MR0001\n")
    assert "nothing was given" in refused("audit", "who-saw", policy, given="\n")
    assert "one person" in refused("purge", policy, "--reason", "error", given="MR0001\nMR0002\n")
    assert "a number and" in refused("audit", "who-saw", policy, "--last", "soon", given="MR0001\n")
    policy.write_text(POLICY.replace("    subject: mrn\n", ""))
    assert "which persons" in refused("purge", policy, "--reason", "error", given="MR0001\n")
