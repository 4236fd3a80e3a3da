"""`safeharbor vault ...`: look after the vault a policy names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safeharbor.vault import MasterKey

app = typer.Typer(help="Look after the vault: keys and backups.", no_args_is_help=True)

PolicyFile = Annotated[Path, typer.Argument(help="The policy file that names the vault.")]
KeyFile = Annotated[Path | None, typer.Option("--key-file", help="Key file (0600) to use instead of the policy's.")]
_SOURCES = "file:PATH, env:NAME, keyring:NAME or kms:KEY@FILE"


@app.command("init")
def init(policy: PolicyFile) -> None:
    """Make the vault and its key, when there are none."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal

    with desk(policy, create=True) as open_desk:
        open_desk.record(AuditEvent("vault.init", principal(), detail={"vault": open_desk.opened.store.vault}))
        typer.echo(f"vault {open_desk.path} (id {open_desk.opened.store.vault}) opens with key {open_desk.key.id}")
        typer.echo("Keep a copy of the key apart from the vault: without it nothing in the vault can be read.")


@app.command("status")
def status(policy: PolicyFile) -> None:
    """Print what the vault holds, in numbers, and its keys by id."""
    from safeharbor.cli.stores import desk
    from safeharbor.vault.upkeep import status as count

    with desk(policy) as open_desk:
        found = count(open_desk.opened)
        masters, numbers = (
            sorted({key for _, key in found.keys}),
            sorted({number for number, _ in found.keys if number}),
        )
        typer.echo(f"vault {found.vault}")
        for master in masters:
            state = "in use" if master == open_desk.key.id else "opens it too, until `safeharbor vault retire-key`"
            typer.echo(f"master key {master}: {state}")
        for number in numbers:
            typer.echo(f"data key {number}: {'seals and opens' if number == numbers[-1] else 'opens only'}")
        typer.echo(f"persons known: {found.persons:,}; persons purged: {found.purged:,}")
        for name, held in found.spaces:
            typer.echo(f"  {name.domain} / {name.system} ({', '.join(name.kinds)}): {held:,} tokens")
        if found.rotating:
            typer.echo("a rotation was interrupted: `safeharbor vault rotate` finishes it")


@app.command("check")
def check(policy: PolicyFile) -> None:
    """Open every part of the vault and name what does not; exit code 7 when anything is wrong."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import VaultError
    from safeharbor.vault.upkeep import check as look

    with desk(policy) as open_desk:
        problems = look(open_desk.opened)
        detail = {"problems": len(problems)}
        open_desk.record(AuditEvent("vault.check", principal(), "failed" if problems else "ok", detail=detail))
    if problems:
        raise VaultError("\n".join(problems), hint="restore a backup with `safeharbor vault restore`")
    typer.echo("every part of the vault opens")


@app.command("rotate")
def rotate(
    policy: PolicyFile,
    *,
    new_key_file: Annotated[
        Path | None, typer.Option("--new-key-file", help="A new master key: read, or made when there is none.")
    ] = None,
    new_key: Annotated[
        str | None, typer.Option("--new-key", help=f"The same, from any source: {_SOURCES}.", metavar="SOURCE")
    ] = None,
) -> None:
    """Seal the vault anew under a new data key, while runs go on; tokens do not change. Run again after a kill."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import SafeHarborError
    from safeharbor.vault.rotation import rotate as seal_anew

    with desk(policy) as open_desk:
        master = _other_key(new_key_file, new_key, create=True)
        detail: dict[str, str | int] = {"master": (master or open_desk.key).id}
        try:
            number = seal_anew(open_desk.opened.store, open_desk.opened.ring, master=master)
        except SafeHarborError as error:
            detail["error"] = type(error).__name__
            open_desk.record(AuditEvent("vault.rotate", principal(), outcome="unfinished", detail=detail))
            raise
        open_desk.record(AuditEvent("vault.rotate", principal(), detail=detail | {"data_key": number}))
        typer.echo(f"sealed anew under data key {number}; tokens unchanged")
        if master is not None:
            typer.echo(
                f"key {master.id} opens the vault too: name it in the policy, then\n"
                f"`safeharbor vault retire-key {policy} {open_desk.key.id}`"
            )


@app.command("public-key")
def public_key(
    policy: PolicyFile,
    *,
    of: Annotated[
        str, typer.Option("--of", help="What it verifies: receipts of purges, or the audit log.")
    ] = "receipt",
) -> None:
    """Print a public key (PEM), for whoever verifies receipts or the audit log without the vault."""
    from safeharbor.cli.stores import desk
    from safeharbor.errors import VaultError
    from safeharbor.vault.signing import public_pem

    if of not in {"receipt", "audit"}:
        message = "there is no such key"
        raise VaultError(message, hint="--of receipt or --of audit; a run writes the key of manifests itself")
    with desk(policy) as open_desk:
        typer.echo(public_pem(open_desk.opened.ring.signing_key(of).public).decode(), nl=False)


@app.command("retire-key")
def retire_key(policy: PolicyFile, key: Annotated[str, typer.Argument(help="Id of the master key to retire.")]) -> None:
    """Let a former master key open the vault no longer. Backups made with it still need it: keep or destroy it."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import VaultError
    from safeharbor.vault.rotation import retire

    with desk(policy) as open_desk:
        if not retire(open_desk.opened.store, open_desk.opened.ring, key):
            message = f"key {key} is the one in use, or opens nothing here"
            raise VaultError(message, hint="`safeharbor vault status` lists the ids")
        open_desk.record(AuditEvent("vault.retire-key", principal(), detail={"master": key}))
    typer.echo(f"key {key} opens the vault no longer")


@app.command("backup")
def backup(policy: PolicyFile, out: Annotated[Path, typer.Option("--out", help="The backup file to write.")]) -> None:
    """Write an encrypted backup; runs may go on meanwhile."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.vault.upkeep import backup as write

    with desk(policy) as open_desk:
        write(open_desk.opened, open_desk.key, out)
        open_desk.record(AuditEvent("vault.backup", principal(), detail={"master": open_desk.key.id}))
    typer.echo(f"backup {out}: opens with key {open_desk.key.id}")


@app.command("restore")
def restore(
    policy: PolicyFile,
    source: Annotated[Path, typer.Argument(help="The backup file.")],
    *,
    verify: Annotated[bool, typer.Option("--verify", help="Only check the backup, wholly.")] = False,
    key_file: KeyFile = None,
    key: Annotated[
        str | None, typer.Option("--key", help=f"The same, from any source: {_SOURCES}.", metavar="SOURCE")
    ] = None,
) -> None:
    """Put a backup in the vault's place, when no run is under way. Who was purged since is purged again.

    The vault that is replaced is kept beside it; remove it when it is not needed any more.
    """
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.custody import master_key, vault_location
    from safeharbor.errors import VaultError
    from safeharbor.policy.loader import load_policy
    from safeharbor.vault import upkeep

    rules = load_policy(policy)
    opener = _other_key(key_file, key) or master_key(rules, create=False)
    if verify:
        if problems := upkeep.verify_backup(source, opener, rules.vault.path.parent):
            raise VaultError("\n".join(problems), hint="use another backup")
        typer.echo("the backup is whole: every part of it opens")
        return
    location, kind = vault_location(rules), rules.vault.kind
    again = upkeep.restore(source, opener, location, kind=kind, beside=rules.vault.path)
    with desk(policy, key=opener) as open_desk:
        open_desk.record(AuditEvent("vault.restore", principal(), detail={"purged_again": again}))
    typer.echo(f"restored; {again} purges were done again")
    typer.echo(f"it opens with key {opener.id}, the backup's: see that the policy names it, or rotate to another")


def _other_key(file: Path | None, source: str | None, *, create: bool = False) -> MasterKey | None:
    """Return the master key that options name beside the policy's, None when they name none."""
    from safeharbor.errors import VaultError
    from safeharbor.vault.key_sources import master_key

    if file is not None and source is not None:
        message = "two keys are named"
        raise VaultError(message, hint="name one: a key file or another source")
    named = f"file:{file}" if file is not None else source
    return None if named is None else master_key(named, create=create)
