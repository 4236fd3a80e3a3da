"""Read case lines, `Call <<PHONE|555-0100>>`, and whole notes, `Call [[PHONE:555-0100]]`: texts and what must go."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "cases" / "detect"
HELD_OUT = Path(__file__).parent / "heldout"
_MARK = re.compile(r"<<([A-Z_]+)\|(.*?)>>", re.DOTALL)
_NOTE_MARK = re.compile(r"\[\[([A-Z_]+):(.*?)\]\]", re.DOTALL)
# a bare time of day takes no side, as in the development notes
_CLOCK = re.compile(
    r"(?<![\w/.-])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m?\b)?"
    r"|(?<![\w/.:-])(?:[01]\d|2[0-4])[0-5]\d(?= ?(?:h|hrs|hours)?\b)(?![/.%:-]\d)"
)


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


def notes(name: str) -> list[dict[str, Any]]:
    """Return the notes of one held-out file: a line `=== title` opens a note; `NEUTRAL` marks what takes no side."""
    found = []
    for block in re.split(r"^=== ", (HELD_OUT / name).read_text("utf-8"), flags=re.MULTILINE)[1:]:
        title, body = block.rstrip("\n").split("\n", 1)
        text, at = "", 0
        spans: list[dict[str, Any]] = []
        for mark in _NOTE_MARK.finditer(body):
            text += body[at : mark.start()]
            spans.append({"start": len(text), "end": len(text) + len(mark[2]), "label": mark[1]})
            text += mark[2]
            at = mark.end()
        text += body[at:]
        neutral = [span for span in spans if span["label"] == "NEUTRAL"]
        spans = [span for span in spans if span["label"] != "NEUTRAL"]
        neutral += [
            {"start": clock.start(), "end": clock.end()}
            for clock in _CLOCK.finditer(text)
            if not any(span["start"] < clock.end() and clock.start() < span["end"] for span in spans)
        ]
        found.append({"id": title, "text": text, "spans": spans, "neutral": neutral})
    return found
