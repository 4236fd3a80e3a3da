"""Notes written by hand, every identifier marked: read once, then written again with other names, places and numbers.

The grammar knows lines, a hand knows how a note goes on. In a file of `written/` a line `=== title` opens a note and
`[[LABEL:text]]` marks an identifier by the labels of `safeharbor detect`; `NEUTRAL`, `YEAR` and `PHOTO` teach neither
side. Which name is a provider's and which place a street, the recogniser of the stages before tells.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.recipe.generate import Note, assemble
from models.recipe.lists import items
from models.recipe.noise import roughen
from models.recipe.slots import UNDECIDED
from safeharbor.detect.dictionaries import ranks
from safeharbor.detect.person_words import PARTICLES, SUFFIXES, TITLES
from safeharbor.detect.tagger import KINDS, Tagger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.recipe.pools import Pools
    from models.recipe.slots import Piece

WRITTEN: Final = Path(__file__).parent / "written"
ROUGH, RENAMED, MOVED = 0.5, 0.75, 0.4
"""Shares of the notes that are damaged, that get other names, places or numbers, that get other organisations."""

_MARK: Final = re.compile(r"\[\[([A-Z_]+):(.*?)\]\]", re.DOTALL)
_TYPES: Final = {
    "NAME": ("NAME", "PROV", "REL"),
    "LOCATION": ("PLACE", "STREET", "CITY", "ZIP"),
    "ORG": ("FAC", "EMP"),
    **dict.fromkeys(("DATE", "AGE", "STATE"), ()),
    **dict.fromkeys(("PHONE", "FAX"), ("PHONE",)),
    **dict.fromkeys(("EMAIL", "URL", "IP"), ("WEB",)),
    **dict.fromkeys(("YEAR", "NEUTRAL", "PHOTO"), (UNDECIDED,)),
}
_ZIP: Final = re.compile(r"\d{5}(?:-\d{4})?")
_STREET: Final = re.compile(r"\d+ \w")
_TOWN: Final = re.compile(r"[A-Z][A-Za-z .'-]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_INITIALS: Final = "ABCDEFGHJKLMNPRSTVW"
_GIVEN_OVER: Final = 3  # a word three times as far up among given names as among surnames is a given name
_STATES: Final = re.compile(
    r"\b(?:{full})\b|(?<=, )(?:{short})\b|\b(?:{short})(?= \d{{5}})".format(
        full="|".join(sorted((state.rsplit(" ", 1)[0] for state in items("STATES")), key=len, reverse=True)),
        short="|".join(state.rsplit(" ", 1)[1] for state in items("STATES")),
    )
)


def read(recogniser: Path, folder: Path = WRITTEN) -> list[list[Piece]]:
    """Return the pieces of every note of `folder`, typed with the help of the recogniser saved in `recogniser`."""
    tagger = Tagger.load(recogniser, kinds=frozenset(KINDS.values()))
    named = {kind: name for name, kind in reversed(list(KINDS.items()))}
    found = []
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            marked = block.rstrip("\n").split("\n", 1)[1]
            proposed = tagger.tag([_MARK.sub(r"\2", marked)])[0]
            at = last = 0
            pieces: list[Piece] = []
            for mark in _MARK.finditer(marked):
                pieces += _plain(marked[last : mark.start()])
                at, last = at + mark.start() - last, mark.end()
                told = [named[f.kind] for f in proposed if f.start < at + len(mark[2]) and at < f.end]
                pieces.append((mark[2], _type(mark[1], mark[2], told)))
                at += len(mark[2])
            found.append([*pieces, *_plain(marked[last:])])
    return found


def _plain(text: str) -> Iterator[Piece]:
    """Yield text without marks, its states apart."""
    last = 0
    for state in _STATES.finditer(text):
        yield text[last : state.start()], ""
        yield state[0], "STATE"
        last = state.end()
    yield text[last:], ""


def _type(label: str, text: str, told: list[str]) -> str:
    """Return the type of a marked text: as told where that fits the label, else by its look."""
    fitting = _TYPES.get(label, ("ID" if any(char.isdigit() for char in text) else "ROLE",)) or (label,)
    for name in told:
        if name in fitting:
            return name
    if label == "LOCATION":
        forms = ((_ZIP.fullmatch, "ZIP"), (_STREET.match, "STREET"), (_TOWN.fullmatch, "CITY"))
        return next((name for form, name in forms if form(text)), "PLACE")
    return fitting[0]


class Rewriter:
    """Writes a note again: each name another one wherever it stands, each number other digits."""

    def __init__(self, pools: Pools) -> None:
        """Take what names and places are drawn from."""
        self._p = pools
        self._given, self._surnames = ranks("given"), ranks("surnames")

    def note(self, pieces: list[Piece]) -> Note:
        """Return the note, its damage drawn as for those of the grammar."""
        p, memo = self._p, dict[str, str]()
        names, places, numbers = (p.chance(RENAMED) for _ in range(3))
        moved = p.chance(MOVED)
        made: list[Piece] = []
        for text, kind in pieces:
            new = text
            if kind in {"NAME", "PROV", "REL"} and names:
                new = self._renamed(text, memo)
            elif (kind in {"ID", "PHONE", "ZIP"} and numbers) or (kind == "STREET" and places):
                new = re.sub(r"\d", lambda _: str(p.random.randint(0, 9)), text)
            elif kind == "CITY" and places and _TOWN.fullmatch(text):
                new = _cased(memo.setdefault(text.lower(), p.city()), text)
            elif kind in {"FAC", "EMP"} and moved and " " in text:
                drawn = p.value("facility" if kind == "FAC" else "employer")
                new = _cased(memo.setdefault(text.lower(), drawn), text)
            made.append((new, kind))
        return assemble(roughen(made, p) if p.chance(ROUGH) else made)

    def _renamed(self, text: str, memo: dict[str, str]) -> str:
        def other(match: re.Match[str]) -> str:
            word = match[0]
            low = word.lower()
            if len(word) == 1:
                return _cased(self._p.one(_INITIALS), word)
            if len(word) == 2 or low in SUFFIXES or low in PARTICLES or low in TITLES:
                return word
            if low not in memo:
                given = self._given.get(low, 10**9) * _GIVEN_OVER < self._surnames.get(low, 10**9)
                memo[low] = self._p.given() if given else self._p.plain_surname()
            return _cased(memo[low], word)

        return _LETTERS.sub(other, text)


def _cased(new: str, old: str) -> str:
    """Return a text written as the one it stands for: in capitals, in small letters, or as it is."""
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new.lower() if old.islower() else new
