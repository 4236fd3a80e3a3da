"""`safeharbor run`: one command from a hospital's tables and notes to a published mirror."""

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safeharbor.policy.models import Policy


def run(  # noqa: PLR0913 - the options of a command
    policy: Annotated[Path, typer.Argument(help="The policy file.")],
    *,
    show: Annotated[
        int, typer.Option(help="Rows to show before and after; only where the sources are the synthetic sample.")
    ] = 0,
    since: Annotated[
        str | None,
        typer.Option(
            help="Treat only what changed since this release (`last`: of the last night); carry the rest over."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be treated; write nothing.")] = False,
    as_of: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Use this day instead of the policy's `as_of`.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Run a policy: learn, treat, check, publish. A refusal leaves the old release in place."""
    from safeharbor.policy.compiler import compile_policy
    from safeharbor.policy.loader import load_policy

    rules = compile_policy(load_policy(policy))
    columns = [rule for table in rules.tables.values() for rule in table.columns.values()]
    if not any(rule.treatment == "text" or rule.cases for rule in columns):
        # only the recogniser multiplies matrices; threads that wait for some spin: a fiftieth of a night's processor
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if as_of is not None:
        rules = rules.model_copy(update={"as_of": as_of.date()})
    if dry_run or since is not None:
        from safeharbor.cli.nightly import night, rehearsal

        if show:
            message = "--show goes with a whole run only"
            raise typer.BadParameter(message)
        if dry_run:
            rehearsal(rules, as_json=json)
        else:
            night(rules, since=since or "last", as_json=json)
        return
    _whole(rules, show=show, as_json=json)


def _whole(rules: "Policy", *, show: int, as_json: bool) -> None:
    """Treat every row."""
    from rich.console import Console

    from safeharbor.assemble import SystemClock, assemble
    from safeharbor.cli import screen
    from safeharbor.cli.before_after import before_after, refuse_unless_sample
    from safeharbor.runners.batch import run as run_batch

    if show:
        refuse_unless_sample(rules)
    console = Console(stderr=as_json)
    key = Path(rules.vault.key_source.removeprefix("file:"))  # of other sources no such file is there, or made
    told = not key.exists() and not rules.vault.path.exists()
    with assemble(rules, clock=SystemClock()) as assembly:
        with screen.Screen(console) as watch:
            outcome = run_batch(assembly, watch)
        if told and key.exists():
            console.print(
                f"A new vault and its key were made. Back the key up, apart from the vault: {key}", soft_wrap=True
            )
        public_key = rules.vault.path.with_suffix(".pub.pem")
        public_key.write_bytes(assembly.public_key)
        if as_json:
            typer.echo(outcome.manifest.model_dump_json())
            return
        for table in (*screen.release_tables(outcome.manifest), *before_after(assembly, outcome.folder, rows=show)):
            console.print(table)
    for line in screen.release_lines(outcome.manifest, outcome.folder):
        console.print(line, soft_wrap=True)
    console.print(f"Public key for recipients: {public_key}", soft_wrap=True)
