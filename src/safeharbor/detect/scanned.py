"""Read a scanner's text once more with its digits put back as letters: `fema1e`, `Wilhe1mina`, `Memoria1 Day`."""

from __future__ import annotations

import re
from string import ascii_letters
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.detect.document import Document

_MIXED: Final = re.compile(r"(?<![\w/.-])(?:[A-Za-z]+[01|5][A-Za-z01|5]*|[01|5][a-z01|5]*[a-z]{2}[a-z01|5]*)(?![\w/-])")
_LETTERS: Final = re.compile(r"[A-Za-z]")
_FEWEST: Final = 4
_SEAMS: Final = {
    **dict.fromkeys(map(ord, "01|5"), "0"),
    **dict.fromkeys(map(ord, ascii_letters), "a"),
    **dict.fromkeys(map(ord, "2346789"), " "),
}
_TO_LETTERS: Final = str.maketrans("01|5", "olls")
_ALL_TO_LETTERS: Final = str.maketrans("01|534789", "ollseatbg")
_AMID: Final = re.compile(r"(?<![\w/.-])[A-Za-z]+[01345789|][A-Za-z01345789|]*(?![\w/-])")
# not `HbA1c`, not `q4hrs`
_INNER: Final = re.compile(r"(?<![\w/.-])(?!q)[A-Za-z]+[013457](?!c\b)[a-z]+[a-z013457]*(?![\w/-])")


def _amid(text: str) -> bool:
    """Whether two words at least hold a digit amid their letters, as no abbreviation does: `Sund4y`, `Flor3nce`."""
    return sum(1 for match in _INNER.finditer(text) if len(match[0]) >= _FEWEST) > 1


def _word(match: re.Match[str], table: Mapping[int, int | None]) -> str:
    text = match[0]
    if len(text) < _FEWEST or 2 * len(_LETTERS.findall(text)) < len(text) + 2 or text[1:].upper() == text[1:]:
        return text
    return text.translate(table)


def restored(document: Document) -> str | None:
    """Return the text with digits inside words read as letters, offsets unchanged; none when too few words need it."""
    amid = "a0a" in document.shape and _amid(document.text)
    if not amid:
        # a word that is changed holds two letters beside such a digit
        seams = document.text.translate(_SEAMS)
        if seams.count("aa0") + seams.count("0aa") < _FEWEST:
            return None
    changed = 0

    def read(match: re.Match[str]) -> str:
        nonlocal changed
        word = _word(match, _ALL_TO_LETTERS if amid else _TO_LETTERS)
        changed += word != match[0]
        return word

    letters = (_AMID if amid else _MIXED).sub(read, document.text)
    return letters if amid or changed >= _FEWEST else None
