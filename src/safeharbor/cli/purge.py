"""`safeharbor purge`: take a person out of the vault for good, and prove later that it was done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Collection

    from safeharbor.cli.stores import Desk
    from safeharbor.vault.persons import Person
    from safeharbor.vault.purge import Receipt


def purge(  # noqa: PLR0913 - the options of a command
    policy: Annotated[Path, typer.Argument(help="The policy file that names the vault.")],
    *,
    reason: Annotated[str, typer.Option(help="One word, such as `patient-request`.")] = "",
    system: Annotated[str, typer.Option(help="System of the identifier; default: the policy's.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of the identifier; default: the policy's.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="File (0600) that holds the identifier.")] = None,
    receipt: Annotated[Path | None, typer.Option("--receipt", help="Where to write the signed receipt (JSON).")] = None,
    verify_receipt: Annotated[
        Path | None, typer.Option("--verify-receipt", help="Purge nobody: check an earlier receipt, and the vault.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="With --verify-receipt: a public key (PEM); the vault is not opened.")
    ] = None,
) -> None:
    """Make a person's rows unreadable; their tokens never resolve again. Older backups are purged when restored.

    The identifier is typed unseen, piped in, or read from a file of mode 0600: never from the command line.
    """
    from safeharbor.cli.stores import desk, person
    from safeharbor.errors import VaultError
    from safeharbor.vault.purge import receipt_text

    if verify_receipt is not None:
        _verify(policy, verify_receipt, key)
        return
    if not reason:
        message = "a purge names its reason"
        raise VaultError(message, hint="--reason patient-request")
    who = person(policy, file, system=system, kind=kind)
    with desk(policy) as open_desk:
        text = receipt_text(_purged(open_desk, who, reason))
        _say_what_stays(open_desk)
    if receipt is not None:
        receipt.write_text(text + "\n", encoding="utf-8")
    typer.echo(text)


def _purged(desk: Desk, who: Person, reason: str) -> Receipt:
    """Purge a person from quarantine and vault, on record from before the first byte."""
    from safeharbor.assemble import SystemClock
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import principal
    from safeharbor.custody import open_quarantine
    from safeharbor.errors import SafeHarborError
    from safeharbor.vault.persons import traces_of
    from safeharbor.vault.purge import purge as take_out

    tag = desk.opened.ring.subject_tag(who.subject or "").hex()
    desk.record(AuditEvent("purge", principal(), outcome="begun", subject=tag, purpose=reason))
    try:
        traces = traces_of(desk.opened, who)
        # the quarantine first: the vault knows which keys are this person's only until the person is purged
        quarantine = open_quarantine(desk.policy, desk.opened.ring.secret("quarantine"), SystemClock())
        rows = quarantine.forget(traces.keys)
        letters = _letters_forgotten(desk, traces.keys)
        done = take_out(desk.opened, traces, vault=desk.path, reason=reason, at=desk.now)
    except SafeHarborError as error:
        detail = {"error": type(error).__name__}
        desk.record(AuditEvent("purge", principal(), outcome="refused", subject=tag, purpose=reason, detail=detail))
        raise
    counts = {"tokens": int(json.loads(done.statement)["tokens"]), "quarantined_rows": rows, "dead_letters": letters}
    desk.record(AuditEvent("purge", principal(), subject=tag, purpose=reason, detail=counts))
    return done


def _letters_forgotten(desk: Desk, keys: Collection[str]) -> int:
    """Remove the person's records from those that a stream could not publish; return how many."""
    from safeharbor.runners.dead_letters import StreamStore
    from safeharbor.runners.letters_about import Subject, forget_letters
    from safeharbor.streaming import stream_path

    path = stream_path(desk.policy)
    if not path.exists():
        return 0
    subjects = {
        name: Subject(table.subject, table.columns[table.subject].kind, table.subject_system)
        for name, table in desk.policy.tables.items()
        if table.subject
    }
    store = StreamStore(path, desk.opened.ring.secret("stream"), stream="")
    try:
        return forget_letters(store, subjects, keys)
    finally:
        store.close()


def _say_what_stays(desk: Desk) -> None:
    """Name, on standard error, the copies a purge does not reach."""
    from safeharbor.vault.upkeep import copies_beside

    for copy in copies_beside(desk.path):
        typer.echo(f"still holds the person, and opens with the vault's key: {copy}; remove it", err=True)


def _verify(policy: Path, receipt: Path, key: Path | None) -> None:
    """Print that a receipt is genuine and the purge still holds; raise VaultError for whatever does not."""
    from safeharbor.cli.stores import desk
    from safeharbor.errors import VaultError
    from safeharbor.vault.purge import read_receipt, receipt_holds, undone
    from safeharbor.vault.signing import read_public_pem

    try:
        shown = read_receipt(receipt.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"the receipt cannot be read ({type(error).__name__})"
        raise VaultError(message, hint="name the file that `safeharbor purge --receipt` wrote") from None
    said = json.loads(shown.statement)
    problems: list[str] = []
    if key is not None:
        genuine = receipt_holds(shown, read_public_pem(key))
    else:
        with desk(policy) as open_desk:
            genuine = receipt_holds(shown, open_desk.opened.ring.signing_key("receipt").public)
            problems = undone(open_desk.opened, shown) if genuine else []
    if not genuine:
        problems = ["the receipt was not signed by this vault, or was changed"]
    if problems:
        raise VaultError("\n".join(problems), hint="keep the receipt, and find out what happened")
    typer.echo(f"genuine: purged {said['at']}, reason {said['reason']}, {said['tokens']} tokens")
    if key is None:
        typer.echo("the vault holds the purge on record, and none of these tokens resolves")
