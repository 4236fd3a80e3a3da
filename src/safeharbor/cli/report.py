"""`safeharbor report`: a release for a person who is not an engineer."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    release: Annotated[Path, typer.Argument(help="Folder of one release, or of a mirror: then its current one.")],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the HTML page goes.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines instead.")] = False,
    audit: Annotated[
        Path | None, typer.Option("--audit", help="An audit log: adds who read identifiers, how often, denials.")
    ] = None,
) -> None:
    """Write one self-contained page about a release, from manifests and the audit log alone."""
    from safeharbor.audit import AuditLog
    from safeharbor.errors import PolicyError
    from safeharbor.reports import as_json as to_json
    from safeharbor.reports import gather, page

    folder = release / "current" if (release / "current").is_dir() else release
    found = gather(folder, events=AuditLog(audit).events() if audit is not None else None)
    if as_json:
        typer.echo(to_json(found))
        return
    if output is None:
        message = "say where the page goes"
        raise PolicyError(message, hint="safeharbor report RELEASE -o report.html, or --json")
    output.write_text(page(found), encoding="utf-8")
    typer.echo(f"{output}: release {found.release.release}")
