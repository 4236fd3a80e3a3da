"""Documents that identify no one: protocols, leaflets, tables, templates, macros. What nothing names must stay whole.

The goal is nine in ten untouched. At their first measurement 24 of the 31 from `pressure injury staging card` on were
untouched, 17 of the 20 from `rapid sequence intubation card` on, 15 of the 20 from `hypertension guideline box` on,
21 of the 25 from `dictated template normal exam` on, 2 of the 12 about people in general from `breastfeeding leaflet`
on, and 14 of the 40 from `sepsis pathway one page` on; they were looked at since. What the last 31, from
`phlebotomy order of draw poster` on, lose was never looked at: at their first measurements 13 of 16 were untouched,
and 14 of the 15 from `anticoagulation clinic dose adjustment protocol` on. Of the 20 in `heldout/batch_19` 9 were
untouched at first; they were looked at since.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from safeharbor.detect.engine import build_detector
from tests.detect.marked import notes

DOCUMENTS = Path(__file__).with_name("clean.txt")
EARLIER, POCKETS, UNSEEN = 48, 156, 196
PARTS = [slice(0, EARLIER), slice(EARLIER, POCKETS), slice(POCKETS, UNSEEN), slice(UNSEEN, None)]
LEAST = {0: (48, 0.0), EARLIER: (100, 0.005), POCKETS: (40, 0.0), UNSEEN: (29, 0.01)}


def documents() -> list[str]:
    """Return the documents that identify no one."""
    blocks = re.split(r"^=== ", DOCUMENTS.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [block.split("\n", 1)[1] for block in blocks]


def lost(texts: list[str]) -> list[tuple[int, int]]:
    """Return per document how many words lose a character, and how many it has."""
    found = build_detector().detect(texts, [None] * len(texts))
    rows = []
    for text, findings in zip(texts, found, strict=True):
        words = [word.span() for word in re.finditer(r"\w+", text)]
        touched = [any(f.start < end and start < f.end for f in findings) for start, end in words]
        rows.append((sum(touched), len(words)))
    return rows


@pytest.mark.parametrize("part", PARTS)
def test_most_clean_documents_stay_whole(part: slice) -> None:
    """Of texts without a person nine in ten of those looked at are untouched, and hardly a word is lost."""
    least, share = LEAST[part.start]
    rows = lost(documents())[part]
    assert len(rows) >= 31
    assert sum(not touched for touched, _ in rows) >= least
    assert sum(touched for touched, _ in rows) / sum(words for _, words in rows) <= share


def test_documents_amid_held_out_notes_stay_whole() -> None:
    """What names no one stays whole beside notes that do, in a file that was looked at."""
    rows = lost([note["text"] for note in notes("batch_19.txt") if not note["spans"]])
    assert len(rows) == 20
    assert sum(not touched for touched, _ in rows) >= 20
    assert sum(touched for touched, _ in rows) / sum(words for _, words in rows) <= 0.0
