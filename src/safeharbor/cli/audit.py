"""`safeharbor audit ...`: ask the audit log, and prove that nobody changed it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safeharbor.audit import Head

app = typer.Typer(help="Ask the audit log, and verify it.", no_args_is_help=True)

PolicyFile = Annotated[Path, typer.Argument(help="The policy file whose vault the log belongs to.")]
Last = Annotated[str, typer.Option("--last", help="How far back: 90d, 24h, 6y.")]
_UNITS = {"h": 1 / 24, "d": 1, "w": 7, "y": 366}


@app.command("verify")
def verify(
    policy: Annotated[Path | None, typer.Argument(help="The policy file whose vault the log belongs to.")] = None,
    *,
    head: Annotated[str, typer.Option(help="A head pinned elsewhere, as NUMBER:CHAIN.")] = "",
    log: Annotated[
        Path | None, typer.Option("--log", help="Without a policy: the log's file, verified by --key.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", help="The log's public key (PEM), got by another way.")] = None,
) -> None:
    """Follow the whole chain; exit code 7 and every problem when anything was changed.

    With a policy, the vault says how far the log must reach; an auditor without the vault has --log, --key and --head.
    """
    from safeharbor.audit import PostgresAuditLog, verify_log
    from safeharbor.cli.stores import desk
    from safeharbor.custody import audit_path
    from safeharbor.errors import VaultError
    from safeharbor.vault.heads import kept_head
    from safeharbor.vault.signing import read_public_pem

    anchor = _head(head)
    if policy is not None:
        with desk(policy) as open_desk:
            ring = open_desk.opened.ring
            kept = kept_head(open_desk.opened.store, ring)
            public = ring.signing_key("audit").public
            if isinstance(open_desk.audit, PostgresAuditLog):
                found = open_desk.audit.verify(public, anchor=anchor, kept=kept)
            else:
                found = verify_log(audit_path(open_desk.policy), public, anchor=anchor, kept=kept)
    elif log is not None and key is not None:
        found = verify_log(log, read_public_pem(key), anchor=anchor)
    else:
        message = "this does not say which log"
        raise VaultError(message, hint="name the policy, or --log and --key")
    if found.problems:
        raise VaultError("\n".join(found.problems), hint="someone changed the audit log: keep it, and find out who")
    typer.echo(f"unchanged: {found.events:,} events; head {found.head.number}:{found.head.chain}")


@app.command("who-saw")
def who_saw(
    policy: PolicyFile,
    *,
    last: Last = "90d",
    system: Annotated[str, typer.Option(help="System of the identifier; default: the policy's.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of the identifier; default: the policy's.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="File (0600) that holds the identifier.")] = None,
) -> None:
    """List who read anything of a person, and why. The identifier is typed unseen, piped in, or read from a file."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, person, principal
    from safeharbor.vault.persons import audit_tags

    who = person(policy, file, system=system, kind=kind)
    with desk(policy) as open_desk:
        since = _since(last, open_desk.now)
        found = {
            item.number: item
            for tag in audit_tags(open_desk.opened, who)
            for item in open_desk.audit.who_saw(tag, since=since)
        }
        for _, item in sorted(found.items()):
            event = item.event
            words = (event.who, event.event, event.outcome, event.kind, event.purpose)
            line = "  ".join([f"{item.at:%Y-%m-%d %H:%M:%S}Z", *words])
            if "reason" in event.detail:
                line += f"  BROKE THE GLASS: {event.detail['reason']}"
            typer.echo(line)
        tag = open_desk.opened.ring.subject_tag(who.subject or "").hex()
        open_desk.record(AuditEvent("who-saw", principal(), subject=tag, detail={"events": len(found)}))
    typer.echo(f"{len(found)} events in the last {last}")


@app.command("export")
def export(
    policy: PolicyFile,
    out: Annotated[Path, typer.Option("--out", help="File to write: .jsonl or .csv.")],
    *,
    last: Last = "6y",
) -> None:
    """Write the log as JSON lines or CSV; it holds no value."""
    import json
    from dataclasses import asdict

    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import VaultError

    with desk(policy) as open_desk:
        events = open_desk.audit.events(since=_since(last, open_desk.now))
        rows = ({"number": item.number, "at": item.at.isoformat(), **asdict(item.event)} for item in events)
        try:
            with out.open("x", encoding="utf-8", newline="") as file:
                if out.suffix == ".csv":
                    _write_csv(file, rows)
                else:
                    file.writelines(json.dumps(row, sort_keys=True) + "\n" for row in rows)
        except OSError as error:
            message = f"{out} cannot be written: {error.strerror}"
            raise VaultError(message, hint="name a new file in a folder that can be written") from None
        open_desk.record(AuditEvent("audit.export", principal(), detail={"last": last}))
    typer.echo(f"wrote {out}")


def _write_csv(file: TextIO, rows: Iterable[Mapping[str, object]]) -> None:
    import csv
    import json

    names = ["number", "at", "event", "who", "outcome", "kind", "subject", "purpose", "detail"]
    writer = csv.DictWriter(file, names)
    writer.writeheader()
    writer.writerows({**row, "detail": json.dumps(row["detail"], sort_keys=True)} for row in rows)


@app.command("expire")
def expire(
    policy: PolicyFile, *, older_than: Annotated[str, typer.Option(help="Age of what goes; six years at least.")] = "6y"
) -> None:
    """Remove events older than the retention of 45 CFR 164.316(b)(2)(i); what stays still verifies."""
    from safeharbor.audit import RETENTION_YEARS
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import VaultError

    with desk(policy) as open_desk:
        before = _since(older_than, open_desk.now)
        if before > open_desk.now - dt.timedelta(days=365 * RETENTION_YEARS):
            message = f"the audit log is kept for {RETENTION_YEARS} years"
            raise VaultError(message, hint="45 CFR 164.316(b)(2)(i)")
        gone = open_desk.audit.expire(before=before, who=principal(), at=open_desk.now)
    typer.echo(f"{gone:,} events removed")


def _since(last: str, now: dt.datetime) -> dt.datetime:
    from safeharbor.errors import VaultError

    number, unit = last[:-1], last[-1:]
    if not number.isdigit() or unit not in _UNITS:
        message = "a span of time is a number and h, d, w or y"
        raise VaultError(message, hint="such as 90d")
    return now - dt.timedelta(days=int(number) * _UNITS[unit])


def _head(text: str) -> Head | None:
    """Return the head that NUMBER:CHAIN names, None for an empty text."""
    from safeharbor.audit import Head
    from safeharbor.errors import VaultError

    number, _, chain = text.partition(":")
    if not text:
        return None
    if not number.isdigit() or len(chain) != 64 or set(chain) - set("0123456789abcdef"):  # noqa: PLR2004 - SHA-256
        message = "a head is NUMBER:CHAIN"
        raise VaultError(message, hint="copy it from an earlier `audit verify`")
    return Head(int(number), chain)
