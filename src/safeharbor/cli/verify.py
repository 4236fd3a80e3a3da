"""safeharbor verify: a recipient's proof that a release is what was published."""

from pathlib import Path
from typing import Annotated

import typer


def verify(
    release: Annotated[Path, typer.Argument(help="Folder of one release: the one that holds manifest.json.")],
    key: Annotated[Path, typer.Option("--key", help="The publisher's public key (PEM), got by another way.")],
) -> None:
    """Check a release offline: signature, and every file, no more and no less.

    Exit code 8 and the name of each file that was changed, added or removed; 7 when the key is none.
    """
    from safeharbor import manifest
    from safeharbor.errors import VaultError

    try:
        pem = key.read_bytes()
    except OSError as error:
        message = f"the public key cannot be read ({type(error).__name__})"
        raise VaultError(message, hint="name the PEM file the publisher gave you") from None
    found = manifest.verify(release, pem)
    size = sum(entry.size for entry in found.files)
    rows = sum(table.rows for table in found.tables)
    typer.echo(f"release {found.release}: unchanged ({len(found.files)} files, {size:,} bytes, {rows:,} rows)")
    typer.echo(found.policy.claim)
    typer.echo(f"as of {found.policy.as_of}, Census {found.policy.zip3_vintage}, gate: {len(found.gate)} checks passed")
    stated = manifest.attestations(release)  # `manifest.verify` has checked their signatures
    for one in stated:
        when = f"{one.at:%Y-%m-%d %H:%M} UTC"
        typer.echo(f"no actual knowledge: attested by {one.by}, {one.role}, {when}, for {one.recipient}")
    if not stated:
        typer.echo("no actual knowledge: not attested")
