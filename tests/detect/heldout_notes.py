"""The notes under `heldout/`: a line `=== title` opens a note, `[[LABEL:text]]` marks an identifier."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

HELD_OUT = Path(__file__).parent / "heldout"
_MARK = re.compile(r"\[\[([A-Z_]+):(.*?)\]\]", re.DOTALL)


def notes(name: str) -> list[dict[str, Any]]:
    """Return the notes of one file as gold rows."""
    found = []
    for block in re.split(r"^=== ", (HELD_OUT / name).read_text("utf-8"), flags=re.MULTILINE)[1:]:
        title, body = block.rstrip("\n").split("\n", 1)
        text, at = "", 0
        spans: list[dict[str, Any]] = []
        for mark in _MARK.finditer(body):
            text += body[at : mark.start()]
            spans.append({"start": len(text), "end": len(text) + len(mark[2]), "label": mark[1]})
            text += mark[2]
            at = mark.end()
        found.append({"id": title, "text": text + body[at:], "spans": spans, "neutral": []})
    return found
