"""The report: made from manifests alone, self-contained, readable by machines and by browsers."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

import safeharbor
from safeharbor import manifest, reports
from safeharbor.audit import AuditEvent, Recorded
from safeharbor.cli.app import app
from safeharbor.identifiers import DataKind
from safeharbor.records import ColumnPlan
from tests.test_manifest import FACTS, KEY, PLAN

if TYPE_CHECKING:
    from safeharbor.records import Plan

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Collects what a page is made of, and whether its elements are closed in order."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        values = dict(attrs)
        self.addresses += [
            value or "" for name, value in attrs if name in {"href", "src", "srcset", "action", "xlink:href"}
        ]
        self.ids |= {value for value in [values.get("id")] if value}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words.append(data)


def _release(folder: Path, *, day: int = 2, plan: Plan = PLAN, rows: int = 3) -> manifest.Manifest:
    folder.mkdir(parents=True)
    counts = {"patients": {("note", "span.A"): 7, ("note", "gate_withheld"): 2}}
    facts = dataclasses.replace(FACTS, rows={"patients": rows}, counts=counts)
    made = manifest.build(plan, facts, files=(), created=dt.datetime(2026, 1, day, tzinfo=dt.UTC))
    (folder / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    return made


def _page(folder: Path) -> str:
    """Return the page of the second of two releases, with an audit log of one denial."""
    _release(folder / "one", day=1)
    _release(folder / "two", day=2, rows=5)
    seen = Recorded(1, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), AuditEvent("reidentify", "dr.q", "denied", "mrn"))
    return reports.page(reports.gather(folder / "two", events=[seen]))


def test_the_page_is_whole_and_asks_for_nothing(tmp_path: Path) -> None:
    """Elements are closed in order; no script, no style sheet, no address but places of the page itself."""
    page = Page()
    text = _page(tmp_path)
    page.feed(text)
    assert page.open == []
    assert not page.tags & {"script", "iframe", "img", "object", "embed", "form"}
    assert {address for address in page.addresses if address != "data:,"} <= {f"#{name}" for name in page.ids}
    assert "url(" not in text
    assert "@import" not in text


def test_a_reader_finds_claim_letters_checks_trend_and_accesses(tmp_path: Path) -> None:
    """The page says what was claimed, names all 18 identifiers, checks, withheld cells, trend, denials."""
    page = Page()
    page.feed(_page(tmp_path))
    said = " ".join(page.words)
    for words in (
        "Safe Harbor transformed under policy demo",
        "A  Names",
        "R  Any other unique identifying number",
        "None of the source's own identifiers",
        "patients.note",
        "Rows per release",
        "denied",
        "not attested by anyone",
    ):
        assert words in said
    assert "HIPAA compliant" not in said
    assert "anonymous" not in said.lower()


def test_what_comes_from_a_policy_is_escaped(tmp_path: Path) -> None:
    """A column called like markup stays text."""
    table = dataclasses.replace(
        PLAN.tables[0], columns=(ColumnPlan("<script>alert(1)</script>&", DataKind.CODE, "keep", target_type="String"),)
    )
    _release(tmp_path / "one", plan=dataclasses.replace(PLAN, tables=(table,)))
    text = reports.page(reports.gather(tmp_path / "one"))
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text


def test_machines_get_manifest_trend_and_withheld_cells(tmp_path: Path) -> None:
    """`report --json` holds the manifest as signed, the releases oldest first, and what the gate withheld."""
    _release(tmp_path / "one", day=1)
    made = _release(tmp_path / "two", day=2, rows=5)
    printed = CliRunner().invoke(app, ["report", str(tmp_path / "two"), "--json"])
    content = json.loads(printed.output)
    assert content["release"] == made.model_dump(mode="json")
    assert [one["rows"] for one in content["trend"]] == [3, 5]
    assert content["gate_withheld"] == {"patients.note": 2}


def test_the_command_writes_the_page_of_a_mirror_s_current_release(tmp_path: Path) -> None:
    """Given a mirror, the page is that of the release that serves; a damaged neighbour is left out."""
    _release(tmp_path / "releases" / "one", day=1)
    (tmp_path / "releases" / "bad").mkdir()
    (tmp_path / "releases" / "bad" / manifest.MANIFEST_NAME).write_bytes(b"{}")
    (tmp_path / "current").symlink_to("releases/one")
    done = CliRunner().invoke(app, ["report", str(tmp_path), "-o", str(tmp_path / "report.html")])
    assert done.exit_code == 0
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


def test_what_the_gate_kept_back_stands_in_the_report(tmp_path: Path) -> None:
    """Cells left empty, rows left out, cells a person let through, and which check objected."""
    counts = {
        "patients": {
            ("note", "gate_withheld"): 11,
            ("note", "gate_quarantined"): 13,
            ("note", "gate_released"): 17,
            ("", "quarantined"): 19,
            ("", "objected.known_values"): 23,
        }
    }
    facts = dataclasses.replace(FACTS, counts=counts)
    made = manifest.build(PLAN, facts, files=(), created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    (tmp_path / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    page = Page()
    page.feed(reports.page(reports.gather(tmp_path)))
    assert {"11", "13", "17", "19", "23"} <= set(page.words)
    assert "11 cells, 19 rows" in page.words


def test_what_a_night_changed_stands_in_the_report(tmp_path: Path) -> None:
    """Rows added, carried over and so on, by table; a release that counted none has no such table."""
    facts = dataclasses.replace(FACTS, changes={"patients": {"added": 29, "carried_over": 31}})
    made = manifest.build(PLAN, facts, files=(), created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    (tmp_path / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    page = Page()
    page.feed(reports.page(reports.gather(tmp_path)))
    assert {"Rows since the release before", "Added", "29", "Carried over", "31"} <= set(page.words)
    _release(tmp_path / "none")
    assert "Rows since the release before" not in reports.page(reports.gather(tmp_path / "none"))


def test_the_trend_outlives_the_releases(tmp_path: Path) -> None:
    """A manifest hands on the figures of those before it; a release that is gone still stands in the trend."""
    older = _release(tmp_path / "one", day=1)
    made = manifest.build(PLAN, FACTS, files=(), created=dt.datetime(2026, 1, 9, tzinfo=dt.UTC), before=older)
    shutil.rmtree(tmp_path / "one")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    found = reports.gather(tmp_path / "two")
    assert [one.release for one in found.trend] == [older.release, made.release]
    page = Page()
    page.feed(reports.page(found))
    assert older.release in page.words
    assert "2026-01-01: 3; 2026-01-09: 3; least 3, most 3" in page.words


def test_a_release_made_again_at_the_same_instant_is_not_its_own_past() -> None:
    """What a crash makes a run do twice gives the same manifest."""
    at = dt.datetime(2026, 1, 9, tzinfo=dt.UTC)
    first = manifest.build(PLAN, FACTS, files=(), created=at)
    assert manifest.build(PLAN, FACTS, files=(), created=at, before=first) == first


def test_statements_of_no_actual_knowledge_are_shown(tmp_path: Path) -> None:
    """Who, in which role, when, for whom, in which words; on the page of residual risk, too."""
    made = _release(tmp_path / "one")
    stated = manifest.Attestation(
        release=made.release, by="N. N.", role="officer", principal="nn", at=made.created, recipient="research"
    )
    manifest.attest(tmp_path / "one", stated, KEY)
    for text in (
        reports.page(reports.gather(tmp_path / "one")),
        reports.residual_page(reports.gather(tmp_path / "one")),
    ):
        page = Page()
        page.feed(text)
        assert manifest.STATEMENT in page.words
        assert "N. N., officer, 2026-01-02 00:00 UTC, for research" in page.words
        assert "not attested by anyone" not in page.words


RESIDUAL = manifest.Residual(
    fewer_than=5,
    groups=(
        manifest.RiskGroups(
            table="patients",
            columns=("born", "zip", "sex"),
            persons=700,
            smallest=1,
            sizes=(
                manifest.GroupSizes(least=1, most=1, groups=41, persons=41),
                manifest.GroupSizes(least=20, most=None, groups=12, persons=659),
            ),
        ),
    ),
    rare=(manifest.RareValues(table="patients", column="trade", values=31, rare=7, persons=9),),
    roles=36,
)


def test_the_page_of_residual_risk_says_k_and_refuses_nothing(tmp_path: Path) -> None:
    """K and its distribution, rare values, roles in notes, what to ask; the report says the same in a sentence."""
    facts = dataclasses.replace(FACTS, residual=RESIDUAL)
    made = manifest.build(PLAN, facts, files=(), created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    (tmp_path / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    page = Page()
    page.feed(reports.residual_page(reports.gather(tmp_path)))
    said = " ".join(page.words)
    assert page.open == []
    for words in (
        "1 person",
        "41 of 700",
        "700 people by born, zip, sex; smallest group: 1",
        "20 or more",
        "patients.trade",
        "36 mentions of a role",
        "nothing on this page stops a release",
        "Nobody has yet stated",
    ):
        assert words in said
    report = Page()
    report.feed(reports.page(reports.gather(tmp_path), beside="report-residual.html"))
    assert "41 people are alone in theirs" in " ".join(report.words)
    assert "report-residual.html" in report.addresses


def test_a_release_without_figures_says_so(tmp_path: Path) -> None:
    """An older manifest has no figures of residual risk: the page says that, and what is asked stays."""
    _release(tmp_path / "one")
    page = Page()
    page.feed(reports.residual_page(reports.gather(tmp_path / "one")))
    assert "This release's manifest holds no figures of residual risk." in page.words


def test_the_command_writes_the_page_of_residual_risk_beside_the_report(tmp_path: Path) -> None:
    """Two files, the first linking to the second by its name alone."""
    _release(tmp_path / "one")
    done = CliRunner().invoke(app, ["report", str(tmp_path / "one"), "-o", str(tmp_path / "r.html")])
    assert done.exit_code == 0
    assert (tmp_path / "r-residual.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert 'href="r-residual.html"' in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_no_import_of_data_reaches_the_reports() -> None:
    """Modules of `reports` import the standard library, manifest, audit, errors: no frame, no source, no vault."""
    allowed = {"manifest", "audit", "errors", "identifiers", "reports"}
    outside = set()
    for file in (Path(safeharbor.__file__).parent / "reports").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module == "safeharbor":
                names = [f"safeharbor.{alias.name}" for alias in node.names]
            outside |= {name for name in names if name.split(".")[0] in {"polars", "pyarrow", "numpy", "pandas"}}
            outside |= {name for name in names if name.startswith("safeharbor.") and name.split(".")[1] not in allowed}
    assert outside == set()
