"""What `safeharbor run` does with `--since` and `--dry-run`, and what it says of it: counts, never a value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.policy.models import Policy
    from safeharbor.runners.nights import Night

_COLUMNS: Final = ("added", "removed", "restated", "carried", "purged")


def night(rules: Policy, *, since: str, as_json: bool) -> None:
    """Publish what changed since the last release, or since the one that is named."""
    from safeharbor.assemble import SystemClock, assemble
    from safeharbor.cli.watching import watching
    from safeharbor.nightly import night_desk
    from safeharbor.runners.nights import run_night

    with assemble(rules, clock=SystemClock(), nightly=True) as assembly, watching(stderr=as_json) as watch:
        desk = night_desk(rules, assembly, since="" if since == "last" else since)
        done = run_night(assembly, desk, watch)
        rules.vault.path.with_suffix(".pub.pem").write_bytes(assembly.public_key)
    _say(done, "unchanged" if done.outcome is None else "published", as_json=as_json)


def rehearsal(rules: Policy, *, as_json: bool) -> None:
    """Say how many rows a night would treat; nothing is written, not even a vault."""
    from safeharbor.assemble import SystemClock, assemble, open_sources, planned
    from safeharbor.cli.watching import watching
    from safeharbor.custody import vault_location
    from safeharbor.nightly import night_desk
    from safeharbor.runners.nights import Night, compared
    from safeharbor.vault import vault_is_there

    if not vault_is_there(rules.vault.kind, vault_location(rules)):
        sources = open_sources(rules)
        planned(rules, sources)
        rows = {
            name: sum(batch.frame.height for batch in source.batches(rows=_ROWS)) for name, source in sources.items()
        }
        done = Night(None, "there is no vault yet", {name: {"added": number} for name, number in rows.items()})
    else:
        with assemble(rules, clock=SystemClock(), nightly=True) as assembly, watching(stderr=as_json) as watch:
            done = compared(assembly, night_desk(rules, assembly), watch)
    _say(done, "dry-run", as_json=as_json)


_ROWS: Final = 100_000


def _say(done: Night, outcome: str, *, as_json: bool) -> None:
    release = "" if done.outcome is None else done.outcome.release
    content: dict[str, Any] = {
        "outcome": outcome,
        "release": release,
        "whole": done.whole,
        "tables": dict(done.changes),
    }
    if as_json:
        typer.echo(json.dumps(content, sort_keys=True))
        return
    from rich.console import Console

    from safeharbor.cli import screen

    console = Console()
    said = {"unchanged": "Nothing was delivered that is not published already.", "dry-run": "Nothing was written."}
    if done.changes:
        console.print(_table(done.changes))
    if done.whole:
        console.print(f"Every row {'would be' if outcome == 'dry-run' else 'was'} treated: {done.whole}.")
    if outcome in said:
        console.print(said[outcome])
    if done.outcome is not None:
        for line in screen.release_lines(done.outcome.manifest, done.outcome.folder):
            console.print(line, soft_wrap=True)


def _table(changes: Mapping[str, Mapping[str, int]]) -> Any:  # noqa: ANN401 - rich is imported when it is needed
    from rich.table import Table

    shown = [column for column in _COLUMNS if any(column in counts for counts in changes.values())]
    table = Table("table", *shown, title="Rows since the last release", title_justify="left")
    for name, counts in changes.items():
        table.add_row(name, *(f"{counts.get(column, 0):,}" for column in shown))
    return table
