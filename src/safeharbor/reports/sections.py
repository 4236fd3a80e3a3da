"""The sections of a release's report, in the order in which the page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.reports.charts import bar, columns, legend, stack
from safeharbor.reports.markup import Html, table, tag, text
from safeharbor.reports.words import CHECKS, DONE, LESS, NEW, TREATMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.manifest.models import ColumnEntry, LetterEntry, Residual, TableEntry
    from safeharbor.reports.summary import Report

_PARTS: Final = (("kept", "as it is"), ("less", "reduced"), ("new", "replaced"), ("gone", "removed"))
# counts that have a place of their own in the report, or say nothing to its reader
_ELSEWHERE: Final = frozenset({"cells", "gate_withheld", "gate_quarantined", "gate_released"})
_KEPT_BACK: Final = (
    ("gate_withheld", "Left empty"),
    ("gate_quarantined", "Left out with their rows"),
    ("gate_released", "Let through by a person"),
)


def letters(report: Report) -> list[Html]:
    """Say what was done with each of the 18 identifiers, and how often it was found in text."""
    entries = report.release.letters
    most = max(entry.spans for entry in entries)
    body = [
        [text(f"{entry.letter}  {entry.title}"), text(len(entry.columns)), _treated(entry), bar(entry.spans, most)]
        for entry in entries
    ]
    intro = "The identifiers that 45 CFR 164.514(b)(2)(i) lists, where the sources held them, and what became of them."
    head = ["Identifier", "Columns", "What was done with the columns", "Found in text and replaced"]
    return [tag("p", text(intro)), table("What was done with each identifier", head, body, looks="tntb")]


def _treated(entry: LetterEntry) -> Html:
    if not entry.treated:
        return text("none in columns")
    return text("; ".join(f"{TREATMENTS.get(name, name)} ({number:,})" for name, number in entry.treated.items()))


def tables(report: Report) -> list[Html]:
    """Show what became of each table's columns: one bar a table, then every column."""
    body = [
        [
            text(entry.table),
            text(entry.rows),
            *(text(dict(_parts(entry))[name]) for name, _ in _PARTS),
            stack(_parts(entry)),
        ]
        for entry in report.release.tables
    ]
    head = ["Table", "Rows", *(words.capitalize() for _, words in _PARTS), "Columns"]
    return [
        legend(_PARTS),
        table("Columns by what was done with them", head, body, looks="tnnnnnb"),
        *_changes(report),
        *(_table(entry) for entry in report.release.tables),
    ]


def _changes(report: Report) -> list[Html]:
    """Say what became of each table's rows since the release before, where a night has counted that."""
    entries = [entry for entry in report.release.tables if entry.changes]
    what = sorted({name for entry in entries for name in entry.changes})
    body = [[text(entry.table), *(text(entry.changes.get(name, 0)) for name in what)] for entry in entries]
    head = ["Table", *(name.replace("_", " ").capitalize() for name in what)]
    return [table("Rows since the release before", head, body, looks="t" + "n" * len(what))] if entries else []


def _parts(entry: TableEntry) -> list[tuple[str, int]]:
    return [(name, sum(_part(column) == name for column in entry.columns)) for name, _ in _PARTS]


def _part(column: ColumnEntry) -> str:
    if not column.type:
        return "gone"
    return "less" if column.treatment in LESS else "new" if column.treatment in NEW else "kept"


def _table(entry: TableEntry) -> Html:
    body = [
        [
            tag("code", text(column.path)),
            text(column.kind.value.replace("_", " ")),
            text(column.letter or "may stay"),
            text(TREATMENTS.get(column.treatment, column.treatment)),
            text(column.type or "not published"),
            text(_told(column.counts)),
        ]
        for column in entry.columns
    ]
    head = ["Column", "What it is", "Letter", "What was done", "Type", "Counted"]
    summary = f"{entry.table}: {entry.rows:,} rows, {len(entry.columns)} columns"
    return tag("details", tag("summary", text(summary)), table(f"Columns of {entry.table}", head, body), open="")


def _told(counts: Mapping[str, int]) -> str:
    """Return the counts a reader asks for, in words."""
    return "; ".join(f"{DONE.get(what, what)} {number:,}" for what, number in counts.items() if what not in _ELSEWHERE)


def gate(report: Report) -> list[Html]:
    """List the checks, and what they kept back."""
    body = [
        [
            text(entry.check.replace("_", " ")),
            text(CHECKS.get(entry.check, "")),
            text(entry.objected),
            tag("span", text("passed"), class_="good"),
        ]
        for entry in report.release.gate
    ]
    intro = (
        "A release exists only when all of these passed. Cells they objected to were not published: left empty, or "
        "left out with their rows, as the policy says."
    )
    head = ["Check", "What it makes sure of", "Cells kept back", "Result"]
    return [tag("p", text(intro)), table("Checks", head, body, looks="ttnt"), *_kept_back(report)]


def _kept_back(report: Report) -> list[Html]:
    cells = [
        [
            tag("code", text(f"{entry.table}.{column.path}")),
            *(text(column.counts.get(what, 0)) for what, _ in _KEPT_BACK),
        ]
        for entry in report.release.tables
        for column in entry.columns
        if any(column.counts.get(what) for what, _ in _KEPT_BACK)
    ]
    head = ["Column", *(words for _, words in _KEPT_BACK)]
    made = [table("Cells that a check objected to", head, cells, looks="tnnn")] if cells else []
    rows = [
        [text(entry.table), text(entry.rows), text(entry.quarantined)]
        for entry in report.release.tables
        if entry.quarantined
    ]
    head = ["Table", "Rows published", "Rows left out"]
    return [*made, *([table("Rows left out", head, rows, looks="tnn")] if rows else [])]


def residual(report: Report, beside: str) -> list[Html]:
    """Say in a sentence what the page beside this one shows."""
    found = report.release.residual
    link = [tag("p", tag("a", text("The page of residual risk"), href=beside))] if beside else []
    if found is None:
        return [tag("p", text("This release's manifest holds no figures of residual risk.")), *link]
    smallest = min((group.smallest for group in found.groups), default=None)
    alone = sum(size.persons for group in found.groups for size in group.sizes if size.most == 1)
    words = (
        "No table publishes two or more of year of birth, sex, ZIP3 and state. "
        if smallest is None
        else (
            f"The smallest group of people who share year of birth, sex and place has {smallest:,}; {alone:,} people "
            "are alone in theirs. "
        )
    )
    words += f"{sum(one.rare for one in found.rare):,} kept values belong to fewer than {found.fewer_than} people. "
    words += f"{older(found)} " if found.reckoned else ""
    words += "Nothing of this stops a release; a person weighs it before stating to have no actual knowledge."
    return [tag("p", text(words)), *link]


def older(found: Residual) -> str:
    """Say of which release figures are that a night took over."""
    return f"These figures are of release {found.reckoned}; {found.changed:,} rows changed since."


def trend(report: Report) -> list[Html]:
    """Show the figures of this release and of those before it."""
    body = [
        [
            text(one.release),
            text(one.rows),
            text(one.quarantined),
            text(one.published),
            text(one.removed),
            text(one.spans),
            text(one.withheld),
            text("-" if one.smallest is None else one.smallest),
            tag("code", text(one.policy)),
        ]
        for one in reversed(report.trend)
    ]
    head = [
        "Release",
        "Rows",
        "Left out",
        "Columns published",
        "Removed",
        "Found in text",
        "Cells emptied",
        "k",
        "Policy",
    ]
    plots = {
        "Rows per release": [one.rows for one in report.trend],
        "Identifiers replaced in text": [one.spans for one in report.trend],
        "Cells left empty by the checks": [one.withheld for one in report.trend],
        "Rows left out by the checks": [one.quarantined for one in report.trend],
    }
    days = [f"{one.created:%Y-%m-%d}" for one in report.trend]
    figures = [
        columns(title, list(zip(days, numbers, strict=True))) for title, numbers in plots.items() if any(numbers)
    ]
    made = tag("div", *figures, class_="many") if len(report.trend) > 1 else text("")
    return [made, table("This release and those before it", head, body, looks="tnnnnnnnt")]


def sources(report: Report) -> list[Html]:
    """Name sources and files by their digests."""
    release = report.release
    read = [
        [text(entry.table), text(entry.rows), text(entry.size), tag("code", text(entry.digest[:16]))]
        for entry in release.sources
    ]
    files = [
        [tag("code", text(entry.path)), text(entry.size), tag("code", text(entry.sha256[:16]))]
        for entry in release.files
    ]
    return [
        table("Sources", ["Table", "Rows", "Bytes", "Keyed digest"], read, looks="tnnt"),
        tag(
            "details",
            tag("summary", text(f"{len(files)} published files")),
            table("Files", ["File", "Bytes", "SHA-256"], files, looks="tnt"),
        ),
        tag("p", text("Merkle root "), tag("code", text(release.merkle_root))),
        tag("p", text("Check all of it with "), tag("code", text("safeharbor verify RELEASE --key PUBLIC"))),
    ]


def limits() -> list[Html]:
    """Say what no check can."""
    words = (
        "Checks find what they look for. A rare illness, a role in the community or a story in a note can point at a "
        "person without any of the 18 identifiers; read a sample before a release goes to a new recipient."
    )
    return [tag("p", text(words))]
