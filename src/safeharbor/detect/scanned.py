"""Read a scanner's text once more with its digits put back as letters: `fema1e`, `Wilhe1mina`, `Memoria1 Day`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from safeharbor.detect.document import Document

_MIXED: Final = re.compile(r"(?<![\w/.-])(?:[A-Za-z]+[01|5][A-Za-z01|5]*|[01|5][a-z01|5]*[a-z]{2}[a-z01|5]*)(?![\w/-])")
_LETTERS: Final = re.compile(r"[A-Za-z]")
_FEWEST: Final = 4
_SEAMS: Final = [seam for letter in "aA" for sign in "0|" for seam in (letter + sign, sign + letter)]
_TO_LETTERS: Final = str.maketrans("01|5", "olls")


def _word(match: re.Match[str]) -> str:
    text = match[0]
    if len(text) < _FEWEST or 2 * len(_LETTERS.findall(text)) < len(text) + 2 or text[1:].upper() == text[1:]:
        return text
    return text.translate(_TO_LETTERS)


def restored(document: Document) -> str | None:
    """Return the text with digits inside words read as letters, offsets unchanged; none when too few words need it."""
    if sum(document.shape.count(seam) for seam in _SEAMS) < _FEWEST:
        return None
    changed = 0

    def read(match: re.Match[str]) -> str:
        nonlocal changed
        word = _word(match)
        changed += word != match[0]
        return word

    letters = _MIXED.sub(read, document.text)
    return letters if changed >= _FEWEST else None
