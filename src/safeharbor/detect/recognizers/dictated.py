"""Numbers and codes as they are spoken: `four one five, double five`, `B as in bravo, 7, dash, oh two`, `5 0 5  5 5 5`.

Speech-to-text writes each figure by itself, as a word or a figure, and letters by their names. A run of them is a
telephone number when it is as long as one, or follows a word that announces one; after a label it is the label's value
(`recognizers.labelled`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored, Numbered, begun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

# the radio alphabet of ICAO Annex 10, as it is spelled by speech-to-text
_RADIO: Final = (
    "(?:alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliet|juliett|kilo|lima|mike|november|oscar|papa|"
    "quebec|romeo|sierra|tango|uniform|victor|whiskey|xray|x-ray|yankee|zulu)"
)
_FIGURE: Final = rf"(?:(?:double|triple|treble) )?(?:{spoken.DIGIT}|o|nought)(?![a-z])|\d(?!\d)"
_PAIR: Final = rf"(?:{spoken.TENS}(?:[ -]{spoken.UNIT})?|{spoken.TEEN}|hundred|thousand)(?![a-z])|\d{{2,4}}(?!\d)"
_LETTER: Final = rf"[a-z](?: (?:as in|for|like) [a-z]+)?(?![a-z'])|{_RADIO}(?![a-z])"
_MARK: Final = "(?:dash|hyphen|slash|dot|minus|space)(?![a-z])"
_GAP: Final = r"(?:(?:,| and)? then |,? (?:uh|um|er|ah|and),? |[ ,-]{1,3}|\. |\.{2,4} ?)"
_CODE: Final = re.compile(
    rf"(?:{_FIGURE}|{_PAIR}|{_LETTER})(?:{_GAP}(?:{_MARK}{_GAP})?(?:{_FIGURE}|{_PAIR}|{_LETTER})){{2,24}}(?![\w%])"
)
_NUMBER: Final = Anchored(
    "zero oh o nought one two three four five six seven eight nine niner double triple treble",
    rf"(?<![\w.-])(?:{_FIGURE})(?:{_GAP}(?:{_MARK}{_GAP})?(?:{_FIGURE}|{_PAIR})){{2,16}}(?![\w%])",
)
# the first part in figures: `555 oh one four two`
_MIXED: Final = Numbered(
    rf"\d(?<![\w./-].)\d\d\)?{_GAP}{spoken.DIGIT}(?:{_GAP}{spoken.DIGIT}){{2,9}}(?![a-z-])(?:{_GAP}\d{{4}}(?!\d))?"
)
_PLAIN: Final = re.compile(_FIGURE)
_PAIRED: Final = re.compile(_PAIR)
_LETTERED: Final = re.compile(rf"(?<![a-z])(?:{_LETTER})")
_WORDED: Final = re.compile(rf"\b{spoken.DIGIT}\b")
_GLUED: Final = re.compile(rf"(?<![\w.-])(?=[a-z]*\d)(?=\d*[a-z])(?:\d|{spoken.DIGIT}){{5,12}}(?!\w)")
# ten figures, each by itself, in groups of three, three and four
_GROUPED: Final = re.compile(r"(?<![\w.,/-])(?<!\d )\d \d \d( {2,3}| ?- ?|, ?)\d \d \d\1\d \d \d \d(?![\w/%]| \d)")
_LOOSE: Final = re.compile(r"(?<![\w.,/-])(?<!\d )\d(?: {1,3}\d){6,9}(?![\w/%.]| \d)")
_SHORTEST_GLUED, _PARTING = 4, "/:@+*^"
_LEAST: Final = 7
_FEW: Final = 4
_SHORTEST: Final = 3
# the first part of a number that is said in parts: `call me at six one seven`
_GIVEN: Final = re.compile(
    r"\b(?:number|phone|cell|call|reach|fax|me|him|her|us)(?: back)?(?: is| at| on|'s)(?: uh| um)?,? \Z"
)
_COUNTING: Final = "zero one two three four five six seven eight nine eight seven six five four three two one zero"


def _figures(text: str) -> tuple[int, int]:
    """Return how many figures a spoken run writes, and how many of them by themselves."""
    pairs = sum(len(pair) if pair.isdigit() else 2 for pair in _PAIRED.findall(text))
    rest = _PAIRED.sub("#", text)
    alone = len(_PLAIN.findall(rest))
    more = len(re.findall(r"\bdouble\b", rest)) + 2 * len(re.findall(r"\b(?:triple|treble)\b", rest))
    return alone + more + pairs, alone


def value(document: Document, start: int) -> tuple[int, int] | None:
    """Return the span of the spoken code that begins at `start`: three signs at least, most of them figures or letters."""
    start += 2 * document.low.startswith("'s ", start - 1)
    match = _CODE.match(document.low, start)
    if match is None:
        return None
    end = _without_letters(document.low, match.start(), match.end())
    text = document.low[start:end]
    figures, alone = _figures(text)
    single = alone + len(_LETTERED.findall(text))
    if single < _SHORTEST or figures <= 1 or (not _WORDED.search(text) and single < _FEW):
        return None
    return start, end


def _without_letters(low: str, start: int, end: int) -> int:
    """Return where a run ends once an article or pronoun at its end is left out: `two seven a`."""
    tail = re.search(r"[ ,.-]+[ai]\Z", low[start:end])
    return end if tail is None else start + tail.start()


def numbers(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of spoken runs of figures, and whether one is as long as a telephone number."""
    low = document.low
    for match in _NUMBER.finditer(document, low):
        figures, alone = _figures(match[0])
        if alone < _SHORTEST or re.sub(r"[ ,.-]+", " ", match[0]) in _COUNTING:
            continue
        if figures > _SHORTEST or _GIVEN.search(low, max(0, match.start() - 24), match.start()):
            yield *match.span(), figures >= _LEAST
    for match in _MIXED.finditer(document, low) if not _SPOKEN.isdisjoint(document.vocabulary) else ():
        yield *match.span(), _figures(match[0])[0] >= _LEAST
    if "0 0 0" in document.shape:
        for match in _GROUPED.finditer(low):
            yield *match.span(), True
        for match in _LOOSE.finditer(low):
            yield *match.span(), False
    if "0a" in document.shape or "a0" in document.shape:
        starts = [
            at
            for start, end in document.chunks
            for at in range(start, end - _SHORTEST_GLUED)
            if at == start or low[at - 1] in _PARTING
        ]
        for match in begun(_GLUED, low, starts):
            figures = sum(char.isdigit() for char in match[0]) + len(re.findall(spoken.DIGIT, match[0]))
            yield *match.span(), figures >= _LEAST


_SPOKEN: Final = frozenset("zero oh three four five six seven eight nine niner double triple".split())
