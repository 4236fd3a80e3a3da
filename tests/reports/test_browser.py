"""The pages in a real browser: shown, printed, light and dark, on a telephone; no request, no error."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from safeharbor import manifest, reports
from safeharbor.audit import Recorded
from safeharbor.reports.style import CSS
from tests.reports.test_accesses import EVENTS
from tests.reports.test_report import RESIDUAL
from tests.test_manifest import FACTS, KEY, PLAN

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDED = pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine")
PAGES = {
    "release": "The 18 identifiers",
    "residual": "How many people look alike",
    "accesses": "Who asked, for what, how often",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return every page, written to a file."""
    folder = tmp_path_factory.mktemp("pages")
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    before = manifest.build(PLAN, FACTS, files=(), created=at)
    facts = dataclasses.replace(FACTS, residual=RESIDUAL)
    made = manifest.build(PLAN, facts, files=(), created=at + dt.timedelta(days=1), before=before)
    (folder / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    seen = [Recorded(number, at, event) for number, event in enumerate(EVENTS)]
    found = reports.gather(folder, events=seen)
    texts = {
        "release": reports.page(found),
        "residual": reports.residual_page(found),
        "accesses": reports.access_page(reports.accesses(seen)),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def _browse(page: Path, *options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    common = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
    alone = ("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND")
    command = [str(CHROMIUM), *common, *alone, f"--user-data-dir={folder / 'profile'}", *options, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)  # noqa: S603 - the browser found above


@NEEDED
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_shown_without_a_request_or_an_error(pages: dict[str, Path], name: str, tmp_path: Path) -> None:
    """Chromium shows it, logs no error and asks for nothing beyond the file."""
    log = tmp_path / "net.json"
    shown = _browse(pages[name], "--enable-logging=stderr", f"--log-net-log={log}", "--dump-dom", folder=tmp_path)
    assert PAGES[name] in shown.stdout
    assert ":CONSOLE" not in shown.stderr
    # what a page from a file asks for has the opaque origin "null"; the browser's own requests have none
    asked = [
        event["params"]["url"]
        for event in json.loads(log.read_text())["events"]
        if "url" in event.get("params", {}) and event["params"].get("initiator") == "null"
    ]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@NEEDED
def test_a_page_prints_to_pdf_and_is_dark_where_the_reader_wants_it(pages: dict[str, Path], tmp_path: Path) -> None:
    """It prints; a reader who prefers dark sees another picture than one who prefers light."""
    pdf = tmp_path / "report.pdf"
    _browse(pages["release"], f"--print-to-pdf={pdf}", folder=tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF")
    pictures = {}
    for scheme in (0, 1):  # dark, light
        picture = tmp_path / f"{scheme}.png"
        _browse(
            pages["release"],
            f"--blink-settings=preferredColorScheme={scheme}",
            f"--screenshot={picture}",
            folder=tmp_path,
        )
        pictures[scheme] = picture.read_bytes()
    assert pictures[0] != pictures[1]


@NEEDED
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_telephone(pages: dict[str, Path], name: str, tmp_path: Path) -> None:
    """At 390 points the page itself does not scroll sideways; wide tables scroll within themselves."""
    inside = html.escape(pages[name].read_text(encoding="utf-8"))
    measure = "f.onload = () => { document.title = f.contentDocument.documentElement.scrollWidth + ' wide' }"
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<!doctype html><title></title><iframe id="f" width="390" height="800" srcdoc="{inside}"></iframe>'
        f"<script>const f = document.getElementById('f'); {measure}</script>",
        encoding="utf-8",
    )
    shown = _browse(frame, "--virtual-time-budget=3000", "--dump-dom", folder=tmp_path)
    (width,) = re.findall(r"<title>(\d+) wide</title>", shown.stdout)
    assert int(width) <= 390


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", block))


def _light(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    digits = colour.strip("#")
    whole = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_colour_of_words_and_bars_stands_out(scheme: str) -> None:
    """Words have at least 4.5 to 1 on every ground they stand on, bars at least 3 to 1 (WCAG 2.2 AA)."""
    light = _colours(CSS[CSS.index(":root") : CSS.index("@media")])
    dark = _colours(CSS[CSS.index("prefers-color-scheme:dark") : CSS.index("*{box-sizing")])
    print_ = _colours(CSS[CSS.index("@media print") :])
    colours = {"light": light, "dark": {**light, **dark}, "print": {**light, **print_}}[scheme]
    grounds = [colours[name] for name in ("paper", "card", "tint")]
    words = {name: min(_contrast(colours[name], ground) for ground in grounds) for name in ("ink", "soft", "mark")}
    words |= {name: _contrast(colours[name], colours["card"]) for name in ("good", "bad")}
    assert {name: round(ratio, 1) for name, ratio in words.items() if ratio < 4.5} == {}
    bars = {name: _contrast(colours[name], colours["card"]) for name in ("kept", "less", "new", "gone", "mark")}
    assert {name: round(ratio, 1) for name, ratio in bars.items() if ratio < 3} == {}
