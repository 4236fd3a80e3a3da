"""Write invented notes with their identifiers marked: a voice, its lines, drawn values, noise."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

from models.recipe.grammar import lines, parse
from models.recipe.noise import roughen
from models.recipe.pools import Pools
from models.recipe.slots import Piece, Writer


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its marked spans: (start, end, type)."""

    text: str
    spans: list[tuple[int, int, str]]


# How often each section of the grammar opens a line, by voice of the note; and how often each voice speaks.
_VOICES: Final[dict[str, tuple[int, dict[str, float]]]] = {
    "chart": (
        20,
        {"prose": 2.5, "narrative": 5.5, "place": 1.2, "org": 1.5, "neg": 6, "tele": 3, "header": 2, "sign": 1.2},
    ),
    "mixed": (
        10,
        {"prose": 1.5, "narrative": 3, "place": 1, "org": 1, "neg": 3.5, "tele": 2, "header": 1, "sign": 1, "hl7": 0.7},
    ),
    "clinical": (22, {"prose": 6, "tele": 4, "neg": 6, "narrative": 1.5, "sign": 0.5}),
    "social": (10, {"prose": 0.7, "narrative": 3, "place": 3, "org": 3, "neg": 1.5}),
    "header": (10, {"header": 6, "sign": 2, "neg": 1.5, "tele": 1.5, "narrative": 1, "org": 0.5}),
    "interface": (9, {"hl7": 6, "tele": 1, "header": 1, "neg": 1, "sign": 0.5}),
    "paper": (9, {"guide": 7, "neg": 2, "tele": 1.5, "prose": 1.5}),
    "story": (19, {"prose": 0.7, "voice": 5, "tele": 0.5, "narrative": 1, "neg": 2, "place": 0.5, "org": 0.5}),
}
# The last steps see the same voices, and one of contrasts: the surname and the word, the surgeon and his clamp.
_CONTRASTS: Final = {"contrast": (9, {"contrast": 6, "neg": 2, "narrative": 2, "guide": 1, "tele": 1})}
_FLOWING: Final = frozenset(("contrast", "narrative", "guide", "neg", "org", "place", "voice", "tele", "prose"))


def note(pools: Pools, *, contrasts: bool = False) -> Note:
    """Return one invented note of four to fourteen lines."""
    writer, sections = Writer(pools), lines(held=pools.held)
    voices = [*_VOICES.values(), *_CONTRASTS.values()] if contrasts else [*_VOICES.values()]
    voice = pools.pick(*voices)
    names = [name for name in voice if name in sections]
    inline = pools.chance(0.5)
    pieces: list[Piece] = []
    for _ in range(pools.random.randint(4, 14)):
        section = pools.random.choices(names, [voice[name] for name in names])[0]
        pieces += _line(writer, section, pools.one(sections[section]))
        joints = (
            (" ", " ", " ", ". ", "; ", "  ")
            if inline and section in _FLOWING
            else ("\n", "\n", "\n", "\n\n", "   ", " | ", "\r\n")
        )
        pieces.append((pools.one(joints), ""))
    return assemble(roughen(pieces, pools))


def _line(writer: Writer, section: str, line: str) -> list[Piece]:
    pools, pieces = writer.p, writer.expand(parse(line))
    if section == "prose":
        parts = "".join(text for text, _ in pieces).split(". ")
        first = pools.random.randint(0, len(parts) - 1)
        pieces = [(". ".join(parts[first : first + pools.random.randint(1, 4)]), "")]
    if section in _FLOWING and pools.chance(0.15):
        cut = pools.random.randint(0, len(pieces))
        pieces = pieces[:cut] if pools.chance(0.5) and cut else pieces[cut:]
    return pieces


def assemble(pieces: list[Piece]) -> Note:
    """Join pieces; a span leaves the blanks around its piece outside."""
    text: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = 0
    for part, kind in pieces:
        text.append(part)
        bare = part.strip()
        if kind and bare:
            start = at + len(part) - len(part.lstrip())
            spans.append((start, start + len(bare), kind))
        at += len(part)
    return Note("".join(text), spans)


def notes(seed: int, count: int, *, held: bool) -> list[Note]:
    """Return `count` notes of one seed."""
    pools = Pools(seed, held=held)
    return [note(pools) for _ in range(count)]


def shown(made: Note) -> str:
    """Return a note with its spans in angle brackets, to be looked at."""
    text, last = "", 0
    for start, end, kind in made.spans:
        text += made.text[last:start] + f"<{kind}:{made.text[start:end]}>"
        last = end
    return text + made.text[last:]


if __name__ == "__main__":
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    print("\n=====\n".join(shown(made) for made in notes(seed, 8, held=False)))
