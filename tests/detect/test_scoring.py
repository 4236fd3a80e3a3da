"""The score counts what the gold says, and takes no side where it takes none."""

from __future__ import annotations

from safeharbor.detect.report import page, table
from safeharbor.detect.scoring import score

TEXT = "Mr. Brook, Dover DE, seen at Oak Clinic on 3/14 at 0930."
GOLD = {
    "id": "n1",
    "text": TEXT,
    "spans": [
        {"start": 4, "end": 9, "label": "NAME"},
        {"start": 11, "end": 16, "label": "LOCATION"},
        {"start": 17, "end": 19, "label": "STATE"},
        {"start": 29, "end": 39, "label": "ORG"},
        {"start": 43, "end": 47, "label": "DATE"},
    ],
    "neutral": [{"start": 51, "end": 55, "why": "clock time"}],
}
CLEAN = {"id": "n2", "text": "Lungs clear today.", "spans": [], "neutral": []}


def test_gold_against_itself_is_perfect() -> None:
    """Nothing leaked, nothing lost."""
    result = score([GOLD], [[(s["start"], s["end"]) for s in GOLD["spans"]]])  # type: ignore[index] # a literal
    assert (result.total.recall, result.total.leaked, result.over_redaction, result.precision) == (1.0, 0, 0.0, 1.0)


def test_one_missing_letter_loses_the_span() -> None:
    """A span counts only whole; its punctuation need not be covered."""
    result = score([GOLD], [[(4, 8), (11, 16), (43, 44), (45, 47)]])
    assert {row.label: row.found for row in result.labels} == {"DATE": 1, "LOCATION": 1, "NAME": 0, "ORG": 0}
    assert (result.total.found, result.total.spans, result.total.leaked) == (2, 3, 1)


def test_neutral_text_and_states_are_neither_rewarded_nor_punished() -> None:
    """Covering a clock time or a state is no over-redaction and no loss of precision."""
    result = score([GOLD], [[(17, 19), (51, 55)]])
    assert (result.touched, result.covered) == (0, 0)


def test_clean_documents_are_counted() -> None:
    """One touched token in a note without identifiers."""
    result = score([CLEAN], [[(0, 5)]])
    assert (result.clean_notes, result.clean_untouched, result.clean_touched, result.worst_clean) == (1, 0, 1, 1 / 3)


def test_report_shows_counts_and_marks() -> None:
    """The table has every label with its count; the page marks misses and false alarms."""
    spans = [[(4, 9)], [(0, 5)]]
    text = table("run", score([GOLD, CLEAN], spans))
    shown = page([("run", [GOLD, CLEAN], spans)])
    assert "NAME" in text
    assert "1/1" in text
    assert "<mark class=miss>Dover</mark>" in shown
    assert "<mark class=over>Lungs</mark>" in shown
