"""How a note was typed: dictated in capitals, scanned, in haste, or wrapped at a terminal's width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeharbor.sample.dice import Dice

_SCANNED: Final = {"o": "0", "O": "0", "l": "1", "I": "l", "S": "5", "B": "8", "e": "c", "g": "q", "1": "l", "0": "O"}
_HARDLY: Final = 0.012
_WIDTH: Final = 76
_PUNCTUATION: Final = re.compile(r"[.,;:!?](?=\s|$)")


def pick_voice(style: str, dice: Dice) -> Callable[[str], str]:
    """Return what happens to every piece of a note of this style."""
    if style == "exact":
        return str
    if style == "capitals" or (style == "dictated" and dice.chance(0.7)) or (style == "" and dice.chance(0.06)):
        return str.upper
    if style == "bare":
        return _bare
    if style == "casual" and dice.chance(0.3):
        return str.lower
    if style == "scanned" or (style == "" and dice.chance(0.03)):
        return lambda text: _scan(text, dice)
    return str


def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", text).lower()


def _scan(text: str, dice: Dice) -> str:
    return "".join(_SCANNED.get(mark, mark) if dice.roll() < _HARDLY else mark for mark in text)


def wrapped(text: str) -> str:
    """Break long lines at blanks, a blank for a line break: offsets stay; names are split over lines."""
    marks = list(text)
    start = blank = 0
    for at, mark in enumerate(marks):
        if mark == "\n":
            start = at + 1
        elif mark == " ":
            if at - start > _WIDTH and blank > start:
                marks[blank] = "\n"
                start = blank + 1
            blank = at
    return "".join(marks)
