"""Notes written before the recognizers were read: half of them looked at since, half never tuned on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from safeharbor.detect.engine import build_detector
from safeharbor.detect.scoring import score

HELD_OUT = Path(__file__).parent / "heldout"
_MARK = re.compile(r"\[\[([A-Z_]+):(.*?)\]\]", re.DOTALL)


def _notes(name: str) -> list[dict[str, Any]]:
    """Return the notes of one file: a line `=== title` opens a note, `[[LABEL:text]]` marks an identifier."""
    notes = []
    for block in re.split(r"^=== ", (HELD_OUT / name).read_text("utf-8"), flags=re.MULTILINE)[1:]:
        title, body = block.rstrip("\n").split("\n", 1)
        text, at = "", 0
        spans: list[dict[str, Any]] = []
        for mark in _MARK.finditer(body):
            text += body[at : mark.start()]
            spans.append({"start": len(text), "end": len(text) + len(mark[2]), "label": mark[1]})
            text += mark[2]
            at = mark.end()
        notes.append({"id": title, "text": text + body[at:], "spans": spans, "neutral": []})
    return notes


@pytest.mark.parametrize(("name", "recall", "over"), [("notes_a.txt", 0.94, 0.02), ("notes_b.txt", 0.85, 0.025)])
def test_held_out_notes_keep_their_recall_without_losing_words(name: str, recall: float, over: float) -> None:
    """Half `a` was looked at and stands near the target; half `b`, never looked at, tells what new notes will see."""
    notes = _notes(name)
    found = build_detector().detect([note["text"] for note in notes], [None] * len(notes))
    result = score(notes, [[(f.start, f.end) for f in findings] for findings in found])
    assert result.total.spans > 100
    assert result.total.recall >= recall
    assert result.over_redaction <= over
