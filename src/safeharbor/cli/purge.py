"""`safeharbor purge`: take a person out of the vault for good."""

from pathlib import Path
from typing import Annotated

import typer


def purge(  # noqa: PLR0913 - the options of a command
    policy: Annotated[Path, typer.Argument(help="The policy file that names the vault.")],
    *,
    reason: Annotated[str, typer.Option(help="One word, such as `patient-request`.")],
    system: Annotated[str, typer.Option(help="System of the identifier; default: the policy's.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of the identifier; default: the policy's.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="File (0600) that holds the identifier.")] = None,
    receipt: Annotated[Path | None, typer.Option("--receipt", help="Where to write the signed receipt (JSON).")] = None,
) -> None:
    """Make a person's rows unreadable; their tokens never resolve again. Older backups are purged when restored.

    The identifier is typed unseen, piped in, or read from a file of mode 0600: never from the command line.
    """
    import json
    from dataclasses import asdict

    from safeharbor.audit import AuditEvent
    from safeharbor.cli.stores import desk, person, principal
    from safeharbor.vault.purge import purge as take_out

    who = person(policy, file, system=system, kind=kind)
    with desk(policy) as open_desk:
        tag = open_desk.opened.ring.subject_tag(who.subject or "").hex()
        open_desk.record(AuditEvent("purge", principal(), outcome="begun", subject=tag, purpose=reason))
        done = take_out(open_desk.opened, who, vault=open_desk.path, reason=reason, at=open_desk.now)
        open_desk.record(AuditEvent("purge", principal(), subject=tag, purpose=reason))
    text = json.dumps(asdict(done), sort_keys=True)
    if receipt is not None:
        receipt.write_text(text + "\n", encoding="utf-8")
    typer.echo(text)
