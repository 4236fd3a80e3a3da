"""`safeharbor report`: a release, and who read identifiers, for a person who is not an engineer."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    release: Annotated[
        Path | None, typer.Argument(help="Folder of one release, or of a mirror: then its current one.")
    ] = None,
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the HTML page goes.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines instead.")] = False,
    audit: Annotated[
        Path | None, typer.Option("--audit", help="An audit log: who read identifiers, how often, denials.")
    ] = None,
) -> None:
    """Write self-contained pages about a release, from manifests alone; or about an audit log, or both.

    Beside report.html lies report-residual.html: what may still point at people, for a person to judge.
    """
    import json

    from safeharbor import reports
    from safeharbor.audit import AuditLog
    from safeharbor.errors import PolicyError

    if release is None and audit is None:
        message = "say which release, or which audit log"
        raise PolicyError(message, hint="safeharbor report RELEASE -o report.html, or --audit LOG -o accesses.html")
    events = AuditLog(audit).events() if audit is not None else None
    if not as_json and output is None:
        message = "say where the page goes"
        raise PolicyError(message, hint="safeharbor report RELEASE -o report.html, or --json")
    pages: dict[Path, str] = {}
    if release is None:
        seen = reports.accesses(events or ())
        content = json.dumps(reports.accesses_as_json(seen), indent=2, sort_keys=True, ensure_ascii=False)
        pages = {} if output is None else {output: reports.access_page(seen)}
    else:
        found = reports.gather(release / "current" if (release / "current").is_dir() else release, events=events)
        content = reports.as_json(found)
        if output is not None:
            beside = output.with_name(f"{output.stem}-residual{output.suffix}")
            pages = {output: reports.page(found, beside=beside.name), beside: reports.residual_page(found)}
    if as_json:
        typer.echo(content)
        return
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
        typer.echo(f"wrote {path}")
