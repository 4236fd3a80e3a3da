"""`safeharbor init`: read a sample of every table and draft a policy that runs as it is."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from safeharbor.classify.draft import Draft, DraftColumn
    from safeharbor.classify.revise import Complaint
    from safeharbor.classify.samples import Sample
    from safeharbor.policy.models import Policy
    from safeharbor.sources import Found

# small tables are read whole: a rare value is seen; large ones at even steps
_WHOLE = 200_000
_SPREAD = 100_000
# withholding one column may bring the next to light; what still objects then stops the run itself
_REHEARSALS = 4
_GROUPS = {
    "kept": frozenset({"keep"}),
    "reduced": frozenset({"year", "birth_year", "age_cap", "zip3", "state"}),
    "tokens": frozenset({"tokenize"}),
    "text": frozenset({"text"}),
    "by code": frozenset(),
    "dropped": frozenset({"drop"}),
    "to decide": frozenset({"withhold"}),
}


def init(  # noqa: PLR0913 - an option each
    paths: Annotated[list[str], typer.Argument(help="Files, folders, globs, or URLs of object stores and databases.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The policy file to write.")] = Path("policy.yaml"),
    mirror: Annotated[Path | None, typer.Option("--mirror", help="Where released rows will go.")] = None,
    method: Annotated[
        Literal["safe_harbor", "expert_determination"], typer.Option("--method", help="The legal method.")
    ] = "safe_harbor",
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help='The policy\'s only "now". Default: today.'),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing policy file.")] = False,
) -> None:
    """Draft a policy: what each column is, what happens to it, and what a person must look at."""
    from safeharbor.classify.draft import draft_policy
    from safeharbor.classify.render import Frame, render
    from safeharbor.classify.revise import revised
    from safeharbor.errors import HeaderError, PolicyError
    from safeharbor.policy.compiler import compile_policy
    from safeharbor.policy.loader import load_policy
    from safeharbor.sources import discover, left_out

    if out.exists() and not force:
        message = "the policy file exists already"
        raise PolicyError(message, hint="choose another --out, or --force to write over it")
    places = [_absolute(path) for path in paths]
    tables = discover(places)
    samples: dict[str, Sample] = {}
    refused: list[HeaderError] = []
    for found in tables:
        try:
            samples[found.table] = _sample(found)
        except HeaderError as error:  # the other tables do not wait for this one
            refused.append(error)
    if refused and not samples:
        raise refused[0]
    today = as_of.date() if as_of else _today()
    draft = draft_policy(samples, as_of=today, settle=as_of is None)
    target = (mirror or out.parent / "mirror").absolute()
    frame = Frame(
        name="draft",
        method=method,
        as_of=draft.as_of,
        vault=f"{out.stem}.vault.db",
        key_file=f"{out.stem}.key",
        mirror=str(target),
        refused=tuple(str(one.args[0]) for one in refused),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(render(draft, frame), encoding="utf-8")
    for _ in range(_REHEARSALS):
        complaints = _rehearsed(compile_policy(load_policy(out)))
        if not complaints:
            break
        draft = revised(draft, complaints)
        out.write_text(render(draft, frame), encoding="utf-8")
    _show(draft, out, left_out=left_out(places, tables))
    for one in refused:
        _say(f"In no policy, never published: {one}")


def _rehearsed(policy: "Policy") -> list["Complaint"]:
    from safeharbor.assemble import SystemClock, rehearsed
    from safeharbor.classify.revise import Complaint
    from safeharbor.cli.watching import Silent

    objections = rehearsed(policy, clock=SystemClock(), watch=Silent())
    return [Complaint(one.table, one.column, one.reason, one.misfit) for one in objections]


def _today() -> dt.date:
    from safeharbor.assemble import SystemClock

    return SystemClock().now().date()


def _absolute(path: str) -> str:
    """Return a place that means the same wherever the policy lies; URLs stay."""
    return path if "://" in path else str(Path(path).absolute())


def _sample(found: "Found") -> "Sample":
    from safeharbor.classify.samples import sample_of
    from safeharbor.errors import HeaderError
    from safeharbor.sources import open_source

    source = open_source(found.table, found.location)
    frame = source.sample(_WHOLE)
    if not frame.width:
        message = f"table {found.table!r}: no header and no row"
        raise HeaderError(message, hint="the file is empty: was its delivery complete?")
    complete = frame.height < _WHOLE // 2
    if not complete:
        frame = frame.gather_every(-(-frame.height // _SPREAD))
    rule = {"path": found.location.path, "format": found.format}
    if found.location.table is not None:
        rule["table"] = found.location.table
    return sample_of(found.table, frame, complete=complete, source=rule)


def _group(column: "DraftColumn") -> str:
    """Return the heading under which a column is counted."""
    if column.review:
        return "to decide"
    if column.cases:
        return "by code"
    return next((name for name, treatments in _GROUPS.items() if column.treatment in treatments), "dropped")


def _say(text: str) -> None:
    from rich.console import Console

    Console().print(text, highlight=False, markup=False)


def _show(draft: "Draft", out: Path, *, left_out: int) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title="Drafted policy: columns by what happens to them")
    table.add_column("table")
    for name in _GROUPS:
        table.add_column(name, justify="right")
    for one in draft.tables:
        found = [_group(column) for column in one.columns]
        table.add_row(one.table, *(str(found.count(name) or "") for name in _GROUPS))
    console.print(table)
    if draft.review:
        columns = "1 column is" if len(draft.review) == 1 else f"{len(draft.review)} columns are"
        console.print(f"{columns} withheld until a person decides; the policy lists them first:")
        for name, column in draft.review:
            console.print(f"  {name}.{column.path}: {column.evidence[0] if column.evidence else ''}", highlight=False)
    if left_out:
        console.print(f"{left_out} files are in no table, because nobody here reads their format: never published.")
    console.print(f"Next: read {out.name}, then `safeharbor plan {out.name}` and `safeharbor run {out.name}`.")
