"""Text with its gold in it: marks are set while writing and taken out, with offsets, at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# control characters that no clinical text holds: open, label ends, close
_OPEN, _MIDDLE, _CLOSE = "\x01", "\x02", "\x03"
_PIECE: Final = re.compile(r"\x01(?P<label>[^\x02]*)\x02(?P<text>[^\x03]*)\x03|(?P<plain>[^\x01]+)")
NEUTRAL: Final = "~"


@dataclass(frozen=True, slots=True)
class Span:
    """A marked piece of a finished text; half-open, in code points. A label that begins with `~` is neutral."""

    start: int
    end: int
    label: str


def mark(label: str, text: str) -> str:
    """Return `text` marked as an identifier (or as neutral: `~why`); marks never nest."""
    return f"{_OPEN}{label}{_MIDDLE}{text}{_CLOSE}" if text else ""


def finish(marked: str, voice: Callable[[str], str]) -> tuple[str, list[Span]]:
    """Take the marks out of a whole note; `voice` rewrites every piece, plain or marked."""
    parts, spans, at = [], [], 0
    for piece in _PIECE.finditer(marked):
        label = piece["label"]
        text = voice(piece["plain"] if label is None else piece["text"])
        if label is not None and text:
            spans.append(Span(at, at + len(text), label))
        parts.append(text)
        at += len(text)
    return "".join(parts), spans
