"""`safeharbor reidentify`: read tokens back, as far as a grant allows, on record."""

from pathlib import Path
from typing import Annotated

import typer


def reidentify(
    policy: Annotated[Path, typer.Argument(help="The policy file that names the vault.")],
    *,
    purpose: Annotated[str, typer.Option(help="What for: one of the purposes of your grant.")],
    token: Annotated[str, typer.Option(help="One token.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="File (0600) of tokens, one a line.")] = None,
    break_glass: Annotated[
        str, typer.Option("--break-glass", help="A reason in words, to go beyond your grant in an emergency.")
    ] = "",
) -> None:
    """Print what each token stands for: token, outcome, kind, value. What is printed is PHI.

    Exit code 7 when nothing was given.
    """
    from safeharbor.cli.stores import desk, principal, token_lines
    from safeharbor.errors import VaultError
    from safeharbor.vault.reidentify import Request
    from safeharbor.vault.reidentify import reidentify as read_back

    tokens = [token] if token else token_lines(file)
    with desk(policy) as open_desk:
        request = Request(principal(), purpose, emergency=break_glass)
        answers = read_back(open_desk.opened, open_desk.audit, tokens, request, at=open_desk.now)
    for asked, answer in zip(tokens, answers, strict=True):
        given = f"\t{answer.kind}\t{answer.value}" if answer.value is not None else ""
        shown = asked if answer.outcome in {"ok", "denied", "unknown"} else "-"
        typer.echo(f"{shown}\t{answer.outcome}{given}")
    if all(answer.value is None for answer in answers):
        message = "nothing was given; the attempt is on record"
        raise VaultError(message, hint="ask for a grant: `safeharbor grant add`")
