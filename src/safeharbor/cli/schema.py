"""`safeharbor schema`: the JSON Schema of policies, for editors."""

import typer


def schema() -> None:
    """Print the JSON Schema of policy files."""
    from safeharbor.policy.loader import schema_text

    typer.echo(schema_text(), nl=False)
