"""The `safeharbor` command: its subcommands, and what an error looks like on a terminal.

Commands import what they need when they run, so that `safeharbor --help` stays fast.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from safeharbor.cli import (
    attest,
    audit,
    detect,
    diff,
    evaluate,
    grants,
    history,
    init,
    plan,
    purge,
    quarantine,
    reidentify,
    report,
    run,
    sample,
    schema,
    scrub,
    stream,
    vault,
    verify,
)
from safeharbor.errors import SafeHarborError

app = typer.Typer(
    name="safeharbor",
    help="Safe Harbor de-identification: tables and notes in, non-PHI mirrors out (45 CFR 164.514(b)(2)).",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: rich alone would cost 200 ms
    pretty_exceptions_enable=False,
    add_completion=False,
)

# one line per command, in the order of a first day's work
app.command("init")(init.init)
app.command("plan")(plan.plan)
app.command("run")(run.run)
app.command("stream")(stream.stream)
app.command("detect")(detect.detect)
app.command("scrub")(scrub.scrub)
app.command("evaluate")(evaluate.evaluate)
app.command("history")(history.history)
app.command("rollback")(history.rollback)
app.command("verify")(verify.verify)
app.command("diff")(diff.diff)
app.command("report")(report.report)
app.command("attest")(attest.attest)
app.command("reidentify")(reidentify.reidentify)
app.command("purge")(purge.purge)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(grants.app, name="grant")
app.add_typer(vault.app, name="vault")
app.add_typer(audit.app, name="audit")
app.command("schema")(schema.schema)
app.command("sample")(sample.sample)


def _version(*, show: bool) -> None:
    if show:
        from safeharbor import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _version(show=value), is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a refusal prints its message and hint and exits with its own code."""
    try:
        app()
    except SafeHarborError as error:
        typer.echo(f"safeharbor: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - it may hold a value (a panic of polars, too): print kind and place only
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f"{where.tb_frame.f_globals.get('__name__', '?')}:{where.tb_lineno}" if where else "?"
        typer.echo(
            f"safeharbor: unexpected {type(error).__name__} at {place} (its text is withheld: it may hold values)",
            err=True,
        )
        sys.exit(1)
