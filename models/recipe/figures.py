"""Print the figures of the card on generated notes: `python -m models.recipe.figures [MODEL]`.

Notes of lines, names and places seen in training; of held-out ones; of held-out ones with every name off every list.
Then how often a score keeps its word: the share of marked letters that are part of identifiers, by the score.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import spacy

from models.recipe.batches import SUMMARY, Reader
from models.recipe.generate import Note, notes
from models.recipe.heldout import measure
from safeharbor.detect.features import NAME_FLAGS
from safeharbor.detect.tagger import Tagger

PHI = Path(__file__).parents[1] / "phi"
NOTES = 800
BANDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


class Unlisted(Reader):
    """Reads every word as if no list of names held it."""

    def _row(self, form: str) -> int:
        row = super()._row(form)
        self._flags[row, NAME_FLAGS] = 0
        self._flags[row, SUMMARY.start : SUMMARY.start + 2] = 0
        return row


def main(path: Path) -> None:
    """Load the pipeline in `path` and print."""
    component: Any = spacy.load(path).get_pipe("phi")
    held = notes(901, NOTES, held=True)
    for title, reader, made in (
        ("seen", Reader(component.senses), notes(902, NOTES, held=False)),
        ("held out", Reader(component.senses), held),
        ("held out, names unlisted", Unlisted(component.senses), held),
    ):
        print(title, measure(component.model, reader, made))
    _kept_words(Tagger.load(path), held)


def _kept_words(tagger: Tagger, made: list[Note]) -> None:
    right, marked = np.zeros(len(BANDS) - 1), np.zeros(len(BANDS) - 1)
    for one, found in zip(made, tagger.tag([one.text for one in made]), strict=True):
        gold = np.zeros(len(one.text), bool)
        for start, end, _ in one.spans:
            gold[start:end] = True
        for finding in found:
            band = int(np.searchsorted(BANDS, finding.score, "right")) - 1
            if band >= 0:
                marked[band] += finding.end - finding.start
                right[band] += gold[finding.start : finding.end].sum()
    for low, high, share in zip(BANDS[:-1], BANDS[1:], right / np.maximum(marked, 1), strict=True):
        print(f"score {low} to {min(high, 1.0)}: {share:.3f} of the letters are identifiers")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PHI)
