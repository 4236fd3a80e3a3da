"""The report of accesses: who, what kinds, how often, emergencies, denials; no person, no value."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from safeharbor import reports
from safeharbor.audit import AuditEvent, AuditLog, Recorded
from safeharbor.cli.app import app
from safeharbor.errors import PolicyError
from safeharbor.vault.signing import SigningKey
from tests.reports.test_report import Page

if TYPE_CHECKING:
    from pathlib import Path

TAG = "ab" * 16
START = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
EVENTS = (
    AuditEvent("release", "night", detail={"rows": 7}),
    AuditEvent("reidentify", "a.okafor", "ok", "mrn", TAG, "treatment"),
    AuditEvent("reidentify", "a.okafor", "ok", "mrn", TAG, "treatment"),
    AuditEvent("reidentify", "m.ruiz", "denied", "phone", TAG, "research"),
    AuditEvent("reidentify.break-glass", "a.okafor", "ok", "mrn", TAG, "treatment", {"reason": "unconscious patient"}),
    AuditEvent("quarantine.show", "m.ruiz", "ok", "", TAG, "quality"),
    AuditEvent("grant", "admin", detail={"to": "m.ruiz"}),
)


def _recorded() -> list[Recorded]:
    return [Recorded(number, START + dt.timedelta(days=number), event) for number, event in enumerate(EVENTS)]


def test_reads_are_counted_apart_from_everything_else() -> None:
    """Five looks by two principals on five days, one denied, one emergency; releases and grants are no looks."""
    found = reports.accesses(_recorded())
    assert (found.reads, found.readers, found.denied, found.broken) == (5, 2, 1, 1)
    assert list(found.days) == [f"2026-03-0{day}" for day in (2, 3, 4, 5, 6)]
    assert found.counts["a.okafor", "reidentify", "mrn", "ok"] == 2
    assert [one.reason for one in found.emergencies] == ["unconscious patient"]
    assert [(one.who, one.kind, one.purpose) for one in found.denials] == [("m.ruiz", "phone", "research")]


def test_the_page_says_who_and_names_no_person() -> None:
    """Principals, kinds, outcomes, reasons and days are there; the keyed tag of whom they looked at is not."""
    text = reports.access_page(reports.accesses(_recorded()))
    page = Page()
    page.feed(text)
    assert page.open == []
    for words in (
        "a.okafor",
        "m.ruiz",
        "5 times",
        "unconscious patient",
        "research",
        "quarantine.show",
        "2026-03-05 08:00 UTC",
    ):
        assert words in page.words
    assert TAG not in text
    assert {address for address in page.addresses if address != "data:,"} <= {f"#{name}" for name in page.ids}


def test_memory_is_bounded_and_totals_are_not() -> None:
    """Of a thousand denials the latest are listed, and all are counted."""
    events = (Recorded(n, START, AuditEvent("reidentify", "x", "denied", "mrn")) for n in range(1000))
    found = reports.accesses(events)
    assert (found.denied, len(found.denials)) == (1000, 200)


def test_an_empty_log_is_a_page_too() -> None:
    """Nothing on record is said to be nothing."""
    page = Page()
    page.feed(reports.access_page(reports.accesses(())))
    assert "The audit log holds no event." in page.words
    assert page.open == []


def test_the_command_needs_no_release(tmp_path: Path) -> None:
    """`report --audit LOG` alone writes the page or prints JSON; with neither release nor log it refuses."""
    with_key = AuditLog(tmp_path / "log", signer=SigningKey(bytes(32)))
    for one in _recorded():
        with_key.append(one.event, at=one.at)
    with_key.close()
    out = tmp_path / "accesses.html"
    assert CliRunner().invoke(app, ["report", "--audit", str(tmp_path / "log"), "-o", str(out)]).exit_code == 0
    assert "Who read identifiers" in out.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["accesses.html"]
    printed = json.loads(CliRunner().invoke(app, ["report", "--audit", str(tmp_path / "log"), "--json"]).output)
    assert (printed["reads"], printed["break_glass"], printed["denied"]) == (5, 1, 1)
    assert isinstance(CliRunner().invoke(app, ["report"]).exception, PolicyError)
