"""safeharbor diff: what changed from one release to another."""

from pathlib import Path
from typing import Annotated

import typer


def diff(
    old: Annotated[Path, typer.Argument(help="Folder of the earlier release.")],
    new: Annotated[Path, typer.Argument(help="Folder of the later release.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Compare two releases by their manifests: policy, tables, columns and counts, never a value.

    Signatures are not checked here: `safeharbor verify` does that.
    """
    import json
    from dataclasses import asdict

    from safeharbor import manifest

    before, after = manifest.read(old), manifest.read(new)
    found = manifest.changes(before, after)
    if as_json:
        content = {"old": before.release, "new": after.release, "changes": [asdict(change) for change in found]}
        typer.echo(json.dumps(content, indent=2))
        return
    typer.echo(f"{before.release} -> {after.release}: {len(found)} changes")
    for change in found:
        typer.echo(f"  {change.where}: {change.what}: {change.old or '-'} -> {change.new or '-'}")
