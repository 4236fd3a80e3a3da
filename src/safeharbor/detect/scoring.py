"""Score spans against gold: recall, leaked characters, precision, over-redaction, clean documents.

A gold span counts as found when every letter and digit in it is covered, whatever the label given. YEAR, STATE and
`neutral` stretches take no side; ORG is reported apart.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NEUTRAL: Final = frozenset({"YEAR", "STATE"})
_TOKEN: Final = re.compile(r"\w+")
LETTERS: Final = {kind.label.value: kind.category.letter for kind in DataKind if kind.label and kind.category}


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How one label fared: spans found of all, characters leaked of all."""

    label: str
    found: int
    spans: int
    leaked: int
    characters: int

    @property
    def recall(self) -> float:
        """Share of spans of which every letter and digit is covered."""
        return self.found / self.spans if self.spans else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """A detector's figures over a set of notes. Counts only."""

    notes: int
    labels: tuple[LabelScore, ...]
    covered: int
    covered_right: int
    tokens: int
    touched: int
    clean_notes: int
    clean_untouched: int
    clean_tokens: int
    clean_touched: int
    worst_clean: float
    leaking_notes: int

    @property
    def total(self) -> LabelScore:
        """All labels but ORG together."""
        rows = [row for row in self.labels if row.label != "ORG"]
        return LabelScore(
            "all",
            sum(r.found for r in rows),
            sum(r.spans for r in rows),
            sum(r.leaked for r in rows),
            sum(r.characters for r in rows),
        )

    @property
    def precision(self) -> float:
        """Share of covered letters and digits that gold marks (neutral text left out)."""
        return self.covered_right / self.covered if self.covered else 1.0

    @property
    def over_redaction(self) -> float:
        """Share of word tokens outside all gold and neutral text that lose a character."""
        return self.touched / self.tokens if self.tokens else 0.0

    def letters(self) -> list[LabelScore]:
        """Return the rows by letter of 164.514(b)(2)(i)."""
        merged: dict[str, list[int]] = {}
        for row in self.labels:
            letter = LETTERS.get(row.label)
            if letter is None or row.label == "ORG":
                continue
            sums = merged.setdefault(letter, [0, 0, 0, 0])
            for position, number in enumerate((row.found, row.spans, row.leaked, row.characters)):
                sums[position] += number
        return [LabelScore(letter, *sums) for letter, sums in sorted(merged.items())]


def missed(text: str, span: Mapping[str, Any], cover: Sequence[int]) -> int:
    """Return how many letters and digits of a gold span are not covered."""
    return sum(1 for i in range(span["start"], span["end"]) if text[i].isalnum() and not cover[i])


def coverage(text: str, spans: Sequence[tuple[int, int]]) -> bytearray:
    """Return a mark for each character that spans cover."""
    cover = bytearray(len(text))
    for start, end in spans:
        cover[start:end] = b"\1" * (min(end, len(text)) - start)
    return cover


def score(notes: Sequence[Mapping[str, Any]], predictions: Sequence[Sequence[tuple[int, int]]]) -> Score:
    """Return the figures of `predictions` (offsets per note) against the notes' gold spans."""
    found, spans, leaked, characters = (Counter[str]() for _ in range(4))
    covered = right = tokens = touched = clean = untouched = clean_tokens = clean_touched = leaking = 0
    worst = 0.0
    for note, predicted in zip(notes, predictions, strict=True):
        text = note["text"]
        cover, gold, aside = coverage(text, predicted), bytearray(len(text)), bytearray(len(text))
        leak = False
        for span in note["spans"]:
            neutral = span["label"] in _NEUTRAL
            (aside if neutral else gold)[span["start"] : span["end"]] = b"\1" * (span["end"] - span["start"])
            if neutral:
                continue
            gone = missed(text, span, cover)
            label = span["label"]
            spans[label] += 1
            found[label] += not gone
            leaked[label] += gone
            characters[label] += sum(1 for i in range(span["start"], span["end"]) if text[i].isalnum())
            leak = leak or (gone > 0 and label != "ORG")
        leaking += leak
        for stretch in note.get("neutral", ()):
            aside[stretch["start"] : stretch["end"]] = b"\1" * (stretch["end"] - stretch["start"])
        for i, char in enumerate(text):
            if cover[i] and char.isalnum() and not (aside[i] and not gold[i]):
                covered += 1
                right += gold[i]
        here = lost = 0
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            if not any(gold[start:end]) and not any(aside[start:end]):
                here += 1
                lost += any(cover[start:end])
        tokens, touched = tokens + here, touched + lost
        if not any(span["label"] not in _NEUTRAL for span in note["spans"]):
            clean, untouched = clean + 1, untouched + (lost == 0)
            clean_tokens, clean_touched = clean_tokens + here, clean_touched + lost
            worst = max(worst, lost / here if here else 0.0)
    rows = tuple(
        LabelScore(label, found[label], spans[label], leaked[label], characters[label]) for label in sorted(spans)
    )
    return Score(
        len(notes), rows, covered, right, tokens, touched, clean, untouched, clean_tokens, clean_touched, worst, leaking
    )
