"""Who read identifiers, as a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.reports.accesses import is_read
from safeharbor.reports.charts import bar, columns
from safeharbor.reports.frame import Section, document, facts, verdicts
from safeharbor.reports.markup import Html, table, tag, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.reports.accesses import Accesses, Noted

_DAYS: Final = 90  # of the plot
_FOOT: Final = (
    "Made from the audit log alone. That nobody changed the log is shown by `safeharbor audit verify`, and who saw one "
    "person by `safeharbor audit who-saw`."
)


def access_page(found: Accesses) -> str:
    """Return the whole page."""
    return document(
        "Who read identifiers",
        above="Audit report",
        header=[_verdicts(found), facts([("First event", f"{found.first} UTC"), ("Last event", f"{found.last} UTC")])]
        if found.counts
        else [tag("p", text("The audit log holds no event."))],
        sections=access_sections(found),
        foot=_FOOT,
    )


def access_sections(found: Accesses) -> list[Section]:
    """Return the sections, for this page and for a release's report."""
    days = sorted(found.days.items())[-_DAYS:]
    asked = [tag("div", columns("Times a day", days), class_="many")] if days else []
    return [
        Section("readers", "Who asked, for what, how often", (*asked, _counts(found, reads=True))),
        Section("emergencies", "Beyond a grant, in an emergency", (_noted("Broken glasses", found.emergencies),)),
        Section("denials", "Denied", (_noted("Denials", found.denials),)),
        Section("others", "Everything else on record", (_counts(found, reads=False),)),
    ]


def _verdicts(found: Accesses) -> Html:
    return verdicts(
        [
            ("Asked to see identifiers", f"{found.reads:,} times", f"by {found.readers:,} principals", "note"),
            (
                "Emergencies",
                f"{found.broken:,} times",
                "somebody went beyond their grants",
                "bad" if found.broken else "good",
            ),
            ("Denied", f"{found.denied:,} times", "nothing was given", "bad" if found.denied else "good"),
        ]
    )


def _counts(found: Accesses, *, reads: bool) -> Html:
    rows = [(key, number) for key, number in found.counts.items() if is_read(key[1]) is reads]
    if not rows:
        return tag("p", text("None on record."))
    most = max(number for _, number in rows)
    body = [
        [text(who), text(event), text(kind or "-"), _outcome(outcome), bar(number, most)]
        for (who, event, kind, outcome), number in rows
    ]
    return table("Events by who, what and outcome", ["Who", "What", "Kind", "Outcome", "Times"], body, looks="ttttb")


def _noted(caption: str, events: Sequence[Noted]) -> Html:
    if not events:
        return tag("p", text("None on record."))
    body = [
        [
            text(f"{one.at} UTC"),
            text(one.who),
            text(one.event),
            text(one.kind or "-"),
            text(one.purpose or "-"),
            text(one.reason or "-"),
            _outcome(one.outcome),
        ]
        for one in reversed(events)
    ]
    return table(
        f"{caption}, latest first", ["When", "Who", "What", "Kind", "Purpose", "Reason given", "Outcome"], body
    )


def _outcome(outcome: str) -> Html:
    mood = {"ok": "good", "denied": "bad", "refused": "bad", "interrupted": "bad"}.get(outcome, "soft")
    return tag("span", text(outcome), class_=mood)
