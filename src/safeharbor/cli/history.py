"""`safeharbor history` and `safeharbor rollback`: which releases a mirror holds, and which of them serves."""

from pathlib import Path
from typing import Annotated

import typer


def history(
    policy: Annotated[Path, typer.Argument(help="The policy file that names the mirror.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """List the releases that are still there, newest first: when, how many rows, what a night changed."""
    import json

    from safeharbor.policy.loader import load_policy
    from safeharbor.runners.history import releases

    found = releases(load_policy(policy).mirror.path)
    if as_json:
        typer.echo(json.dumps([entry.told() for entry in found]))
        return
    if not found:
        typer.echo("no release yet")
    for entry in found:
        changed = ", ".join(f"{number:,} {what}" for what, number in entry.changes.items())
        mark = "*" if entry.serves else " "
        typer.echo(f"{mark} {entry.release}  as of {entry.as_of}  {entry.rows:>12,} rows  {changed or 'whole'}")


def rollback(
    policy: Annotated[Path, typer.Argument(help="The policy file that names the mirror.")],
    release: Annotated[
        str, typer.Argument(help="The release that is to serve again; `safeharbor history` lists them.")
    ],
) -> None:
    """Let an earlier release serve again, in one step. The next run goes on from the newest.

    Refused for a release that was changed, that was made before a purge, or in an earlier year: it would show people
    who were purged, or ages that must not be shown any more.
    """
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import MirrorError, SafeHarborError
    from safeharbor.manifest import private_key, public_key_pem
    from safeharbor.runners.history import roll_back
    from safeharbor.vault.graves import EPOCH

    with desk(policy) as opened:
        if opened.policy.mirror.format == "postgres":
            message = "a mirror in PostgreSQL holds one release: the one that serves"
            raise MirrorError(message, hint="run again: a new release replaces it in one transaction")
        key = public_key_pem(private_key(opened.opened.ring.secret("manifest")))
        purges = int(opened.opened.store.note(EPOCH) or b"0")
        mirror = opened.policy.mirror.path
        detail = {"policy": opened.policy.name, "release": release}
        opened.record(AuditEvent("rollback", principal(), outcome="begun", detail=detail))
        try:
            before = roll_back(mirror, release, public_key=key, purges=purges, as_of=opened.policy.as_of)
        except SafeHarborError as error:
            refused = AuditEvent("rollback", principal(), "refused", detail={**detail, "error": type(error).__name__})
            opened.record(refused)
            raise
        opened.record(AuditEvent("rollback", principal(), detail={**detail, "before": before}))
    typer.echo(f"{before} -> {release}")
