"""The phrase language, the banks and the voices of notes."""

from __future__ import annotations

import pytest

from safeharbor.sample.conditions import bank, conditions
from safeharbor.sample.dice import Dice
from safeharbor.sample.notes.compose import kinds
from safeharbor.sample.notes.mark import Span, finish, mark
from safeharbor.sample.notes.phrase import asked
from safeharbor.sample.notes.slots import SLOTS
from safeharbor.sample.notes.voice import pick_voice, wrapped

_CONDITION_BANKS = {"drugs", "complaint", "story", "exam", "results", "course", "plan"}


def _phrases() -> list[str]:
    found = [line for kind in kinds() for _, line in kind.lines]
    found += [phrase for phrases in bank("phrases").values() for phrase in phrases]
    found += [phrase for c in conditions() for name in _CONDITION_BANKS for phrase in getattr(c, name)]
    return found


def test_phrases_ask_only_for_what_exists() -> None:
    """Every slot and every bank a phrase names is there."""
    banks = set(bank("phrases")) | _CONDITION_BANKS
    for phrase in _phrases():
        for name in asked(phrase):
            assert name in SLOTS or (name[0] in "@*" and name[1:] in banks)


def test_every_slot_is_used() -> None:
    """A slot no phrase asks for is deleted."""
    used = {name for phrase in _phrases() for name in asked(phrase)}
    assert set(SLOTS) == {name for name in used if name[0] not in "@*"}


def test_unbalanced_choice_is_refused() -> None:
    """A forgotten bracket is an error, not text in a note."""
    with pytest.raises(ValueError, match="unbalanced"):
        asked("[[one|two")


def test_marks_become_offsets_of_the_finished_text() -> None:
    """Offsets are those after the voice has changed the length of pieces."""
    text, spans = finish(f"seen: {mark('NAME', 'Groß')}, ok", str.upper)
    assert text == "SEEN: GROSS, OK"
    assert spans == [Span(6, 11, "NAME")]


def test_wrapping_keeps_every_offset() -> None:
    """A blank becomes a line break; nothing moves."""
    text = " ".join(["word"] * 60)
    broken = wrapped(text)
    assert broken.replace("\n", " ") == text
    assert max(len(line) for line in broken.split("\n")) <= 80


@pytest.mark.parametrize("style", ["scanned", "exact", ""])
def test_scanning_keeps_the_length(style: str) -> None:
    """Optical errors swap one letter for another."""
    text = "BP 120/80, sodium 138, seen by Solberg"
    assert len(pick_voice(style, Dice(4))(text)) == len(text)


def test_bare_notes_have_no_capitals_and_no_stops() -> None:
    """Hasty notes lose capitals and punctuation, but not decimals."""
    assert pick_voice("bare", Dice(1))("K 4.2. Call Dr. May, please.") == "k 4.2 call dr may please"
