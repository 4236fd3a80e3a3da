"""`safeharbor quarantine ...`: rows the gate kept back: list, show under a grant, try again, let through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safeharbor.cli.stores import Desk
    from safeharbor.gate import Quarantine
    from safeharbor.gate.held import Entry, HeldRows

app = typer.Typer(help="Rows the gate kept back: list, show, retry, release.", no_args_is_help=True)

PolicyFile = Annotated[Path, typer.Argument(help="The policy file.")]
Name = Annotated[str, typer.Argument(help="An entry, as `quarantine list` names it.")]
Purpose = Annotated[str, typer.Option(help="What for: one of the purposes of your grant.")]
_DONE = {"refuse": "the release was refused", "withhold": "cells were left empty", "quarantine": "rows were left out"}


@app.command("list")
def list_entries(
    policy: PolicyFile, *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False
) -> None:
    """List what was kept back, and why; no value is shown."""
    import json
    from dataclasses import asdict

    from safeharbor.cli.stores import desk

    with desk(policy) as open_desk:
        found = _quarantine(open_desk).entries()
    if as_json:
        typer.echo(json.dumps([asdict(entry) | {"at": entry.at.isoformat()} for entry in found], indent=2))
        return
    for entry in found:
        what = entry.what
        done = _DONE[what.action] if entry.published or what.action == "refuse" else "not published yet"
        held = f"{what.blocked:,} rows" if what.kept == what.blocked else f"{what.blocked:,} rows, {what.kept:,} held"
        typer.echo(f"{entry.id}  {entry.at:%Y-%m-%d %H:%M}Z  {what.table}: {held}; {done}")
        for reason in what.reasons:
            typer.echo(f"              {reason.column}: {reason.reason} ({reason.check}, {reason.count} times)")
    typer.echo(f"{len(found)} entries")


@app.command("show")
def show(
    policy: PolicyFile,
    name: Name,
    *,
    purpose: Purpose,
    whole_rows: Annotated[bool, typer.Option("--whole-rows", help="All columns, not only those objected to.")] = False,
) -> None:
    """Print rows that were kept back, as far as a grant names their columns' kinds. What is printed is PHI.

    Each column objected to is shown as the source has it and as it would have been published.
    """
    from safeharbor.cli.stores import desk

    with desk(policy) as open_desk:
        entry, rows = _quarantine(open_desk).rows(name)
        wanted = entry.what.kinds if whole_rows else {reason.column for reason in entry.what.reasons}
        columns = [path for path in entry.what.kinds if path in wanted]
        granted = _granted(open_desk, purpose)
        seen = [path for path in columns if entry.what.kinds[path] in granted]
        _record(open_desk, "show", (entry, rows), allowed=bool(seen), purpose=purpose)
    for path in columns:
        if path not in seen:
            typer.echo(f"{path}: not shown; no grant of yours names kind {entry.what.kinds[path]} for this purpose")
    for line in _lines(entry, rows, seen):
        typer.echo(line)


@app.command("retry")
def retry(
    policy: PolicyFile, name: Annotated[str, typer.Argument(help="One entry; left out: every entry.")] = ""
) -> None:
    """Treat and check the rows that are held once more, under today's policy; nothing is published, no value shown.

    The next `run` publishes what passes. Exit code 6 when something would still be kept back.
    """
    from safeharbor.assemble import SystemClock, assemble
    from safeharbor.cli.again import again
    from safeharbor.errors import GateError
    from safeharbor.policy.compiler import compile_policy
    from safeharbor.policy.loader import load_policy

    rules = compile_policy(load_policy(policy))
    with assemble(rules, clock=SystemClock()) as assembly:
        if assembly.quarantine is None:
            return
        names = [name] if name else [entry.id for entry in assembly.quarantine.entries()]
        said = {one: again(assembly, one) for one in names}
    for one, still in said.items():
        typer.echo(f"{one}  {still or 'passes now; the next run publishes it'}")
    if any(said.values()):
        message = "some of what was kept back would be kept back again"
        raise GateError(message, hint="correct the rules of the columns named, or look at the rows: quarantine show")


@app.command("release")
def release(
    policy: PolicyFile,
    name: Name,
    *,
    purpose: Purpose,
    rows: Annotated[str, typer.Option(help="Rows of the entry, such as `0,3`; left out: all that are held.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the leave back.")] = False,
) -> None:
    """Let the gate pass the cells that it objected to, on your word that it was mistaken; the next run publishes them.

    Needs a grant that names the kinds of the columns; the same cell in a later run passes too.
    """
    from safeharbor.cli.stores import desk
    from safeharbor.errors import VaultError
    from safeharbor.gate.leave import marks

    with desk(policy) as open_desk:
        quarantine = _quarantine(open_desk)
        entry, held = quarantine.rows(name)
        granted = _granted(open_desk, purpose)
        allowed = {entry.what.kinds.get(reason.column, "") for reason in entry.what.reasons} <= granted
        _record(open_desk, "withdraw" if undo else "release", (entry, held), allowed=allowed, purpose=purpose)
        if undo:
            typer.echo(f"{name}: {quarantine.withdraw(name):,} cells are no longer let through")
            return
        wanted = range(held.source.height) if not rows else [int(row) for row in rows.split(",") if row.isdigit()]
        found = marks(quarantine, entry, held, frozenset(wanted))
        if not found:
            message = "no cell of this entry can be let through: the gate objects to the column as a whole"
            raise VaultError(message, hint="correct the column's rule")
        quarantine.permit(name, found)
    typer.echo(f"{name}: {len(found):,} cells will pass; `safeharbor run` publishes them")


def _quarantine(desk: Desk) -> Quarantine:
    from safeharbor.assemble import SystemClock
    from safeharbor.custody import open_quarantine

    return open_quarantine(desk.policy, desk.opened.ring.secret("quarantine"), SystemClock())


def _granted(desk: Desk, purpose: str) -> set[str]:
    """Return the kinds that the grants of who asks name, for the policy's recipient and this purpose."""
    from safeharbor.cli.stores import principal
    from safeharbor.vault.grants import Grants

    return {
        kind
        for grant in Grants(desk.opened).of(principal(), at=desk.now)
        if desk.policy.recipient in grant.domains and purpose in grant.purposes
        for kind in grant.kinds
    }


def _record(desk: Desk, what: str, held: tuple[Entry, HeldRows], *, allowed: bool, purpose: str) -> None:
    """Write an event for each person concerned, before anything is shown or let through; raise when nothing may be."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import principal
    from safeharbor.errors import VaultError

    entry, rows = held
    detail = {"entry": entry.id, "table": entry.what.table}
    people = sorted(set(rows.subjects.drop_nulls()))
    tags = [desk.opened.ring.subject_tag(key).hex() for key in people] if what == "show" and allowed else []
    outcome = "ok" if allowed else "denied"
    events = [
        AuditEvent(f"quarantine.{what}", principal(), outcome, subject=tag, purpose=purpose, detail=detail)
        for tag in tags or [""]
    ]
    desk.audit.append_many(events, at=desk.now)
    if not allowed:
        message = "no grant of yours names these kinds, recipient and purpose; the attempt is on record"
        raise VaultError(message, hint="ask for a grant: `safeharbor grant add`")


def _lines(entry: Entry, rows: HeldRows, columns: list[str]) -> list[str]:
    """Return a line per row and column: row, column, as in the source, as it would have been published."""
    from safeharbor.gate.held import by_row

    before, after = by_row(rows.source), by_row(rows.treated)
    pointed = {(row, reason.column) for reason in entry.what.reasons for row in reason.rows}
    return [
        f"{row}\t{path}{'*' if (row, path) in pointed else ''}\t"
        f"{_plain(before.get(path, {}).get(row, []))}\t-> {_plain(after.get(path, {}).get(row, []))}"
        for row in range(rows.source.height)
        for path in columns
    ]


def _plain(values: list[str]) -> str:
    """Return values on one line, without what a terminal would obey."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in " | ".join(values))
