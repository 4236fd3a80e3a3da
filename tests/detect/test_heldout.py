"""Notes written before the recognizers were read: half of them looked at since, half never tuned on."""

from __future__ import annotations

import pytest

from safeharbor.detect.engine import build_detector
from safeharbor.detect.scoring import score
from tests.detect import heldout_notes


@pytest.mark.parametrize(("name", "recall", "over"), [("notes_a.txt", 0.94, 0.02), ("notes_b.txt", 0.85, 0.025)])
def test_held_out_notes_keep_their_recall_without_losing_words(name: str, recall: float, over: float) -> None:
    """Half `a` was looked at and stands near the target; half `b`, never looked at, tells what new notes will see."""
    notes = heldout_notes.notes(name)
    found = build_detector().detect([note["text"] for note in notes], [None] * len(notes))
    result = score(notes, [[(f.start, f.end) for f in findings] for findings in found])
    assert result.total.spans > 100
    assert result.total.recall >= recall
    assert result.over_redaction <= over
