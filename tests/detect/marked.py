"""Read case lines: `Call <<PHONE|555-0100>>` is a text and the spans that must go."""

from __future__ import annotations

import json
import re
from pathlib import Path

CASES = Path(__file__).parents[1] / "cases" / "detect"
_MARK = re.compile(r"<<([A-Z_]+)\|(.*?)>>", re.DOTALL)


def parse(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text without marks, and (start, end, label) of each mark."""
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    return text + line[at:], spans


def lines(name: str) -> list[str]:
    """Return the case lines of one file."""
    rows: list[str] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return rows
