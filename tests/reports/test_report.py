"""The report: made from manifests alone, self-contained, readable by machines and by browsers."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
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

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
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


@pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine")
def test_a_browser_renders_and_prints_it_without_a_request_or_an_error(tmp_path: Path) -> None:
    """Chromium shows the page, logs no error, asks for nothing beyond the file, and prints it to PDF."""
    (tmp_path / "report.html").write_text(_page(tmp_path), encoding="utf-8")
    log = tmp_path / "net.json"
    common = [
        str(CHROMIUM),
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
        *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"),
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    address = (tmp_path / "report.html").as_uri()
    shown = subprocess.run(  # noqa: S603 - the browser found above, on a file made here
        [*common, "--enable-logging=stderr", f"--log-net-log={log}", "--dump-dom", address],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "The 18 identifiers" in shown.stdout
    assert ":CONSOLE" not in shown.stderr
    # what a page from a file asks for has the opaque origin "null"; the browser's own requests have none
    asked = [
        event["params"]["url"]
        for event in json.loads(log.read_text())["events"]
        if "url" in event.get("params", {}) and event["params"].get("initiator") == "null"
    ]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    pdf = tmp_path / "report.pdf"
    subprocess.run(  # noqa: S603 - as above
        [*common, f"--print-to-pdf={pdf}", address], check=True, capture_output=True, timeout=60
    )
    assert pdf.read_bytes().startswith(b"%PDF")
