"""The report as one self-contained HTML page: no script, no outside request.

Past 250 lines because each section is a function here, in the order in which the page is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor.reports.charts import bars, columns
from safeharbor.reports.markup import Html, table, tag, text
from safeharbor.reports.style import CSS
from safeharbor.reports.summary import Report, rows, spans, trend
from safeharbor.reports.words import CHECKS, LETTERS, TREATMENTS

if TYPE_CHECKING:
    from safeharbor.manifest.models import LetterEntry, TableEntry

_SECTIONS = {
    "letters": "The 18 identifiers",
    "tables": "Tables and columns",
    "gate": "Checks before publication",
    "sources": "Sources and files",
    "trend": "Past releases",
    "limits": "What this report does not say",
}


def page(report: Report) -> str:
    """Return the whole page."""
    release = report.release
    title = f"Release {release.release}: {release.policy.name}"
    sections = dict(_SECTIONS)
    if report.accesses is not None:
        sections = {**sections, "accesses": "Who read identifiers"}
    links = [tag("li", tag("a", text(name), href=f"#{key}")) for key, name in sections.items()]
    body = [
        tag("a", text("Skip to the content"), href="#main", class_="skip"),
        tag("header", tag("h1", text(title)), tag("p", text(release.policy.claim), class_="claim"), _facts(report)),
        tag("nav", tag("ul", *links), aria_label="Sections"),
        tag(
            "main",
            *(_section(key, name, _MAKERS[key](report)) for key, name in sections.items()),
            id="main",
        ),
        tag(
            "footer",
            text(f"Made by safeharbor {release.software.version} from the release's manifest alone; no data was read."),
        ),
    ]
    head = tag(
        "head",
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
        Html('<link rel="icon" href="data:,">'),
        tag("title", text(title)),
        Html(f"<style>{CSS}</style>"),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", *body), lang="en") + "\n"


def _section(key: str, name: str, content: list[Html]) -> Html:
    return tag("section", tag("h2", text(name), id=f"{key}-title"), *content, id=key, aria_labelledby=f"{key}-title")


def _facts(report: Report) -> Html:
    release = report.release
    attested = ", ".join(dict.fromkeys(one.by for one in report.attestations))
    facts: dict[str, object] = {
        "Legal method": release.policy.method.replace("_", " "),
        "Published": f"{release.created:%Y-%m-%d %H:%M} UTC",
        "Recipient": release.policy.recipient,
        "As of": release.policy.as_of,
        "ZIP codes by Census": release.policy.zip3_vintage,
        "Tables": len(release.tables),
        "Rows": rows(release),
        "Identifiers found in text": spans(release),
        "Checks passed": len(release.gate),
        "Cells withheld by the checks": sum(report.withheld.values()),
        "No actual knowledge": f"attested by {attested}" if attested else "not attested by anyone",
    }
    return tag(
        "dl",
        *(tag("div", tag("dt", text(name)), tag("dd", text(value))) for name, value in facts.items()),
        class_="facts",
    )


def _letters(report: Report) -> list[Html]:
    entries = report.release.letters
    body = [
        [
            text(f"{entry.letter}  {entry.title}"),
            text(len(entry.columns)),
            _treated(entry),
            text(entry.spans),
            text(entry.withheld),
        ]
        for entry in entries
    ]
    found = [(f"{entry.letter}  {LETTERS[entry.letter]}", entry.spans) for entry in entries]
    intro = "The identifiers that 45 CFR 164.514(b)(2)(i) lists, where the sources held them, and what became of them."
    return [
        tag("p", text(intro)),
        table(
            "What was done with each identifier",
            ["Identifier", "Columns", "What was done", "Found in text", "Columns removed"],
            body,
            numeric=frozenset({1, 3, 4}),
        ),
        *([bars("Identifiers found and replaced in free text, by letter", found)] if spans(report.release) else []),
    ]


def _treated(entry: LetterEntry) -> Html:
    if not entry.treated:
        return text("none in columns")
    return text("; ".join(f"{TREATMENTS.get(name, name)} ({number:,})" for name, number in entry.treated.items()))


def _tables(report: Report) -> list[Html]:
    return [_table(entry) for entry in report.release.tables]


def _table(entry: TableEntry) -> Html:
    body = [
        [
            tag("code", text(column.path)),
            text(column.kind.value.replace("_", " ")),
            text(column.letter or "may stay"),
            text(TREATMENTS.get(column.treatment, column.treatment)),
            text(column.type or "not published"),
            text("; ".join(f"{what.replace('_', ' ')} {number:,}" for what, number in _told(column.counts).items())),
        ]
        for column in entry.columns
    ]
    head = ["Column", "What it is", "Letter", "What was done", "Type", "Counted"]
    summary = f"{entry.table}: {entry.rows:,} rows, {len(entry.columns)} columns"
    return tag("details", tag("summary", text(summary)), table(f"Columns of {entry.table}", head, body), open="")


def _told(counts: dict[str, int]) -> dict[str, int]:
    """Return the counts a reader asks for; how many cells there were the rows say already."""
    return {what: number for what, number in counts.items() if what != "cells"}


def _gate(report: Report) -> list[Html]:
    body = [
        [
            text(entry.check.replace("_", " ")),
            text(CHECKS.get(entry.check, "")),
            tag("span", text("passed"), class_="good"),
        ]
        for entry in report.release.gate
    ]
    intro = "A release exists only when all of these passed; whatever they refused was not published."
    made = [tag("p", text(intro)), table("Checks", ["Check", "What it makes sure of", "Result"], body)]
    if report.withheld:
        cells = [[tag("code", text(place)), text(number)] for place, number in sorted(report.withheld.items())]
        made.append(
            table(
                "Cells that a check objected to and that were not published",
                ["Column", "Cells"],
                cells,
                numeric=frozenset({1}),
            )
        )
    return made


def _sources(report: Report) -> list[Html]:
    sources = [
        [text(entry.table), text(entry.rows), text(entry.size), tag("code", text(entry.digest[:16]))]
        for entry in report.release.sources
    ]
    files = [
        [tag("code", text(entry.path)), text(entry.size), tag("code", text(entry.sha256[:16]))]
        for entry in report.release.files
    ]
    return [
        table("Sources", ["Table", "Rows", "Bytes", "Keyed digest"], sources, numeric=frozenset({1, 2})),
        tag(
            "details",
            tag("summary", text(f"{len(files)} published files")),
            table("Files", ["File", "Bytes", "SHA-256"], files, numeric=frozenset({1})),
        ),
        tag("p", text("Merkle root "), tag("code", text(report.release.merkle_root))),
        tag("p", text("Check all of it with: "), tag("code", text("safeharbor verify RELEASE --key PUBLIC"))),
    ]


def _trend(report: Report) -> list[Html]:
    figures = [trend(one) for one in (*report.past, report.release)]
    body = [
        [
            text(one["release"]),
            text(one["rows"]),
            text(one["columns_published"]),
            text(one["columns_withheld"]),
            text(one["spans"]),
            text(one["cells_withheld"]),
            tag("code", text(one["policy"])),
        ]
        for one in reversed(figures)
    ]
    head = ["Release", "Rows", "Columns published", "Columns removed", "Found in text", "Cells withheld", "Policy"]
    made = [
        table("This release and those before it that are still kept", head, body, numeric=frozenset({1, 2, 3, 4, 5}))
    ]
    if report.past:
        made.append(columns("Rows per release", [(str(one["created"])[:10], int(one["rows"])) for one in figures]))
    return made


def _limits(report: Report) -> list[Html]:
    stated = [
        f"{one.by} ({one.role}) stated on {one.at:%Y-%m-%d}, for {one.recipient}: {one.statement}"
        for one in report.attestations
    ]
    nobody = (
        "Nobody has yet stated to have no actual knowledge that what remains could identify anyone. "
        "Safe Harbor needs that statement too (45 CFR 164.514(b)(2)(ii)), and no program can give it."
    )
    return [
        *(tag("p", text(words)) for words in stated or [nobody]),
        tag(
            "p",
            text(
                "Checks find what they look for. A rare illness, a role in the community or a story in a note can "
                "point at a person without any of the 18 identifiers; read a sample before a release goes to a new "
                "recipient."
            ),
        ),
    ]


def _accesses(report: Report) -> list[Html]:
    found = report.accesses
    if found is None or not found.counts:
        return [tag("p", text("The audit log holds no event for this span."))]
    body = [
        [
            text(who),
            text(event),
            text(kind or "any"),
            tag("span", text(outcome), class_="good" if outcome == "ok" else "bad"),
            text(number),
        ]
        for who, event, kind, outcome, number in found.counts
    ]
    return [
        tag("p", text(f"Events from {found.first} to {found.last} UTC.")),
        table("Events by person and kind", ["Who", "What", "Kind", "Outcome", "Times"], body, numeric=frozenset({4})),
    ]


_MAKERS = {
    "letters": _letters,
    "tables": _tables,
    "gate": _gate,
    "sources": _sources,
    "trend": _trend,
    "limits": _limits,
    "accesses": _accesses,
}
