"""`safeharbor schema`: the JSON Schema of policies, for editors; and of what travels with a release."""

from enum import StrEnum
from typing import Annotated

import typer


class Document(StrEnum):
    """What a schema describes."""

    POLICY = "policy"
    MANIFEST = "manifest"
    ATTESTATION = "attestation"


def schema(of: Annotated[Document, typer.Argument(help="What it describes.")] = Document.POLICY) -> None:
    """Print the JSON Schema of policy files, or of a release's manifest or attestation."""
    from safeharbor import manifest
    from safeharbor.policy.loader import schema_text

    typer.echo(schema_text() if of is Document.POLICY else manifest.schema(of), nl=False)
