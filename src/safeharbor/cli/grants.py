"""`safeharbor grant ...`: who may read tokens back, which kinds, for whom, why and until when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Give, list and end leave to read tokens back.", no_args_is_help=True)

PolicyFile = Annotated[Path, typer.Argument(help="The policy file that names the vault.")]


@app.command("add")
def add(  # noqa: PLR0913 - a grant names all of these
    policy: PolicyFile,
    *,
    to: Annotated[str, typer.Option(help="The principal: an operating-system user, or ISSUER#SUBJECT of a token.")],
    role: Annotated[str, typer.Option(help="What the principal is, such as `safety-officer`.")],
    kinds: Annotated[str, typer.Option(help="Kinds that may be read back, such as `mrn,phone`.")],
    domains: Annotated[str, typer.Option(help="Recipient domains whose tokens may be read back.")],
    purposes: Annotated[str, typer.Option(help="Purposes, such as `treatment,safety-report`.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it lasts.")] = 30,
    break_glass: Annotated[bool, typer.Option("--break-glass", help="May go beyond it in an emergency.")] = False,
    glass_hours: Annotated[int, typer.Option(min=1, max=24, help="How long a broken glass stays open.")] = 4,
) -> None:
    """Let someone read tokens back: these kinds, these recipients, these purposes, until then."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.vault.grants import Grant, Grants, new_grant_id

    with desk(policy) as open_desk:
        until = open_desk.now + dt.timedelta(days=days)
        given = Grant(
            new_grant_id(),
            to,
            role,
            kinds=_words(kinds),
            domains=_words(domains),
            purposes=_words(purposes),
            until=until,
            break_glass=break_glass,
            glass_hours=glass_hours,
        )
        Grants(open_desk.opened).add(given)
        detail: dict[str, str | int] = {"grant": given.id, "to": to, "kinds": kinds, "domains": domains}
        # whoever gives themself leave, or leave to break the glass, stands out in every report
        marks = {"self": int(to == principal()), "break-glass": int(break_glass)}
        detail |= {"purposes": purposes, "days": days, **{name: mark for name, mark in marks.items() if mark}}
        open_desk.record(AuditEvent("grant", principal(), detail=detail))
    typer.echo(f"grant {given.id} to {to} until {until:%Y-%m-%d}")


@app.command("list")
def list_grants(policy: PolicyFile) -> None:
    """List the grants."""
    from safeharbor.cli.stores import desk
    from safeharbor.vault.grants import Grants

    with desk(policy) as open_desk:
        grants = Grants(open_desk.opened)
        for item in grants.all():
            ended = "ended" if item.until <= open_desk.now else f"until {item.until:%Y-%m-%d}"
            broken = grants.broken(item.id)
            glass = f", may break the glass for {item.glass_hours} h" if item.break_glass else ""
            glass += f"; BROKEN {broken:%Y-%m-%d %H:%M}Z" if broken else ""
            typer.echo(
                f"{item.id}  {item.principal} as {item.role}: {', '.join(item.kinds)} of {', '.join(item.domains)}"
            )
            typer.echo(f"          for {', '.join(item.purposes)}, {ended}{glass}")


@app.command("revoke")
def revoke(policy: PolicyFile, grant_id: Annotated[str, typer.Argument(help="Id of the grant.")]) -> None:
    """End a grant."""
    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, principal
    from safeharbor.errors import VaultError
    from safeharbor.vault.grants import Grants

    with desk(policy) as open_desk:
        if not Grants(open_desk.opened).revoke(grant_id):
            message = f"there is no grant {grant_id}"
            raise VaultError(message, hint="`safeharbor grant list` lists them")
        open_desk.record(AuditEvent("revoke", principal(), detail={"grant": grant_id}))
    typer.echo(f"grant {grant_id} has ended")


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
