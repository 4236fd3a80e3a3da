"""`safeharbor sample`: make a synthetic hospital."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def sample(
    out: Annotated[Path, typer.Option(help="Folder the tables are written to.")],
    patients: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many patients.")] = 120,
    seed: Annotated[int, typer.Option(min=0, help="The same seed and size make the same bytes.")] = 2025,
    truth: Annotated[
        Path | None, typer.Option(help="Folder for the truth: which value is which identifier. For tests only.")
    ] = None,
) -> None:
    """Make a synthetic hospital: seven tables, nobody real."""
    from safeharbor.sample import make_hospital

    make_hospital(patients, seed, out, truth=truth)
    typer.echo(f"{patients} invented patients in {out}")
