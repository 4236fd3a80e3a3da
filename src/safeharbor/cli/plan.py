"""`safeharbor plan`: what will happen to each column, before anything happens."""

from pathlib import Path
from typing import Annotated

import typer


def plan(
    policy: Annotated[Path, typer.Argument(help="The policy file.")],
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Print problems only; exit non-zero if there are any.")
    ] = False,
) -> None:
    """Print what happens to each column, and which columns fall under each letter A-R."""
    from rich.console import Console

    from safeharbor.assemble import open_sources, planned
    from safeharbor.cli.screen import coverage_table, plan_tables
    from safeharbor.policy.compiler import compile_policy
    from safeharbor.policy.loader import load_policy

    rules = compile_policy(load_policy(policy))
    made = planned(rules, open_sources(rules))
    console = Console()
    if check:
        console.print(f"{rules.name}: no problem under {rules.method}")
        return
    for table in plan_tables(made):
        console.print(table)
    console.print(coverage_table(made))
