"""The report of a release as one self-contained HTML page: no script, no outside request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor.reports.access_page import access_sections
from safeharbor.reports.attested import attested
from safeharbor.reports.frame import Section, document, facts, verdicts
from safeharbor.reports.markup import Html, tag, text
from safeharbor.reports.sections import gate, letters, limits, residual, sources, tables, trend
from safeharbor.reports.summary import Report, rows, spans

if TYPE_CHECKING:
    from collections.abc import Sequence


def page(report: Report, *, beside: str = "") -> str:
    """Return the whole page. `beside`: address of the page of residual risk, where there is one."""
    release = report.release
    header = [
        tag("p", text(release.policy.claim), class_="claim"),
        tag("p", tag("code", text(release.release))),
        _verdicts(report),
        _facts(report),
    ]
    sections = [
        Section("letters", "The 18 identifiers", tuple(letters(report))),
        Section("tables", "Tables and columns", tuple(tables(report))),
        Section("gate", "Checks before publication", tuple(gate(report))),
        Section("attested", "No actual knowledge", tuple(attested(report))),
        Section("residual", "Residual risk", tuple(residual(report, beside))),
        Section("trend", "Past releases", tuple(trend(report))),
        Section("sources", "Sources and files", tuple(sources(report))),
        Section("limits", "What this report does not say", tuple(limits())),
        *([] if report.accesses is None else access_sections(report.accesses)),
    ]
    foot = f"Made by safeharbor {release.software.version} from the release's manifest alone; no data was read."
    return document(release.policy.name, above="Release report", header=header, sections=sections, foot=foot)


def _verdicts(report: Report) -> Html:
    release = report.release
    withheld, left_out = sum(report.withheld.values()), sum(table.quarantined for table in release.tables)
    by = ", ".join(dict.fromkeys(one.by for one in report.attestations))
    entries: Sequence[tuple[str, str, str, str]] = [
        ("Checks", f"{len(release.gate)} of {len(release.gate)} passed", "before anything was published", "good"),
        (
            "Kept back by the checks",
            f"{withheld:,} cells, {left_out:,} rows",
            "left empty or left out; the rest was published",
            "note" if withheld or left_out else "good",
        ),
        (
            "Identifiers in free text",
            f"{spans(release):,} replaced",
            f"in {rows(release):,} rows of {len(release.tables)} tables",
            "note",
        ),
        (
            "No actual knowledge",
            f"attested by {by}" if by else "not attested by anyone",
            "45 CFR 164.514(b)(2)(ii)",
            "good" if by else "bad",
        ),
    ]
    return verdicts(entries)


def _facts(report: Report) -> Html:
    release = report.release
    pairs: Sequence[tuple[str, object]] = [
        ("Legal method", release.policy.method.replace("_", " ")),
        ("Recipient", release.policy.recipient),
        ("Published", f"{release.created:%Y-%m-%d %H:%M} UTC"),
        ("As of", release.policy.as_of),
        ("ZIP codes by Census", release.policy.zip3_vintage),
        ("Policy digest", release.policy.digest[:12]),
    ]
    return facts(pairs)
