"""`safeharbor attest`: a person states to have no actual knowledge that a release identifies anyone."""

from pathlib import Path
from typing import Annotated

import typer

_WORDS = "I attest"


def attest(
    release: Annotated[Path, typer.Argument(help="Folder of one release, or of a mirror: then its current one.")],
    *,
    policy: Annotated[Path, typer.Option(help="The policy file whose vault signed the release.")],
    by: Annotated[str, typer.Option(help="The name of the person who states it.")],
    role: Annotated[str, typer.Option(help="In which capacity, such as `privacy officer`.")],
    recipient: Annotated[str, typer.Option(help="For whom; default: the release's recipient.")] = "",
) -> None:
    """Ask for the statement of 45 CFR 164.514(b)(2)(ii), sign it and lay it beside the release.

    It is given by typing "I attest" after reading what is shown, and by nothing else. It is on record in the audit log.
    """
    from safeharbor import manifest
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import PolicyError

    folder = (release / "current" if (release / "current").is_dir() else release).resolve()
    with desk(policy) as open_desk:
        key = manifest.private_key(open_desk.opened.ring.secret("manifest"))
        found = manifest.verify(folder, manifest.public_key_pem(key))
        for_whom = recipient or found.policy.recipient
        typer.echo(f"release {found.release}, for {for_whom}, {sum(table.rows for table in found.tables):,} rows")
        typer.echo(found.policy.claim)
        typer.echo("Read its report and residual-risk page first: safeharbor report RELEASE -o report.html")
        typer.echo(f"\n{by}, {role}, states:\n{manifest.STATEMENT}\n")
        given = typer.prompt(f'Type "{_WORDS}" to state this', default="", show_default=False)
        detail = {"release": found.release, "by": by, "recipient": for_whom}
        if given.strip() != _WORDS:
            open_desk.record(AuditEvent("attest", principal(), "declined", detail=detail))
            message = "nothing was stated"
            raise PolicyError(message, hint=f'type "{_WORDS}" when the statement is true')
        stated = manifest.Attestation(
            release=found.release, by=by, role=role, principal=principal(), at=open_desk.now, recipient=for_whom
        )
        open_desk.record(AuditEvent("attest", principal(), detail=detail))
        path = manifest.attest(folder, stated, key)
    typer.echo(f"{path}: signed; `safeharbor verify` and the report show it")
