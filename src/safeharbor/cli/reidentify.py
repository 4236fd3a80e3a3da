"""`safeharbor reidentify`: read tokens back, as far as a grant allows, on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safeharbor.cli.stores import Desk
    from safeharbor.vault.principals import Principal


def reidentify(  # noqa: PLR0913 - the options of a command
    policy: Annotated[Path, typer.Argument(help="The policy file that names the vault.")],
    *,
    purpose: Annotated[str, typer.Option(help="What for: one of the purposes of your grant.")],
    token: Annotated[str, typer.Option(help="One token.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="File (0600) of tokens, one a line.")] = None,
    fields: Annotated[
        str, typer.Option("--fields", help="What else is asked for of each person, such as `full_name,phone`.")
    ] = "",
    identity: Annotated[
        Path | None, typer.Option("--identity", help="File (0600) of a signed identity token (JWT), for programs.")
    ] = None,
    break_glass: Annotated[
        str, typer.Option("--break-glass", help="A reason in words, to go beyond your grant in an emergency.")
    ] = "",
) -> None:
    """Print what each token stands for: token, outcome, kind, value. What is printed is PHI.

    You are the operating-system user this runs as, or whom a signed identity token names (`oidc` of the policy).
    Exit code 7 when nothing was given.
    """
    from safeharbor.cli.stores import desk, token_lines
    from safeharbor.errors import VaultError
    from safeharbor.vault.reidentify import Request
    from safeharbor.vault.reidentify import reidentify as read_back

    tokens = [token] if token else token_lines(file)
    kinds = tuple(part.strip() for part in fields.split(",") if part.strip())
    with desk(policy) as open_desk:
        who = _asker(open_desk, identity, purpose)
        request = Request(who, purpose, emergency=break_glass, fields=kinds)
        answers = read_back(open_desk.opened, open_desk.audit, tokens, request, at=open_desk.now)
    for asked, answer in zip(tokens, answers, strict=True):
        # what is no token is not repeated: it may be an identifier given by mistake
        shown = asked if answer.outcome in {"ok", "denied", "unknown"} else "-"
        for part in (answer, *answer.beside):
            typer.echo("\t".join([shown, part.outcome, *filter(None, (part.kind, part.value))]))
    if all(part.value is None for answer in answers for part in (answer, *answer.beside)):
        message = "nothing was given; the attempt is on record"
        raise VaultError(message, hint="ask for a grant: `safeharbor grant add`")


def _asker(desk: Desk, identity: Path | None, purpose: str) -> Principal:
    """Return who asks; an identity token that is refused is on record, with the user who showed it."""
    from safeharbor.audit import AuditEvent
    from safeharbor.custody import identity_tokens
    from safeharbor.errors import VaultError
    from safeharbor.vault.principals import local_user
    from safeharbor.vault.private_files import read_private

    if identity is None:
        return local_user()
    try:
        shown = read_private(identity, "the file of the identity token")
        return identity_tokens(desk.policy).principal(shown, at=desk.now)
    except VaultError:
        desk.record(AuditEvent("identity", local_user().name, outcome="denied", purpose=purpose))
        raise
