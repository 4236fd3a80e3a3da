"""Telephone numbers of other countries as they are written there: `089 / 555 01 23`, `(0221) 55 50 12`, `0049 89 555 0123`.

Ten figures in groups of three, three and four are American; elsewhere a number begins with a trunk zero or two zeros and
has groups of any size. A word before it, brackets around the zero's group or five pairs tell it from codes and times.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Numbered, Shaped, matches
from safeharbor.detect.recognizers.loose_codes import explained
from safeharbor.detect.recognizers.phones import kind_of
from safeharbor.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "phone"

_GAP: Final = r"(?: ?[/.-] ?| )"
_END: Final = r"(?![\w%]|[.,:/-]\d| ?(?:mg|ml|mcg|kg|cm|mm)\b)"
# `089 / 555 01 23`, `0151/55501234`, `080-5550 1234`, `0412 555 012`, `0049 89 555 0123`
_TRUNK: Final = Numbered(rf"0(?<![\w.$/,:#+(-].)(?<!\d .)\d{{1,5}}(?:{_GAP}\d{{2,8}}){{1,5}}{_END}")
# `(0221) 55 50 12`, `(02) 5550 1234`
_BRACKETED: Final = Shaped(
    ("(00)", "(000)", "(0000)", "(00000)"), rf"\(0\d{{1,4}}\) ?\d{{2,8}}(?:{_GAP}\d{{2,4}}){{0,4}}{_END}", reach=0
)
# `01 55 55 01 23`
_PAIRS: Final = Shaped(
    ("00 00 00 00 00", "00.00.00.00.00"),
    rf"0[1-9](?<![\w.$/,:#-].)(?<!\d ..)(?P<s>[ .])\d\d(?:(?P=s)\d\d){{3}}{_END}",
    reach=0,
)
_WORDS: Final = (
    "tel telephone telephon telefon telefono tél téléphone teléfono fon phone phones ph mob mobile mobil handy cell "
    "cellulare celular cel móvil movil portable whatsapp fax telefax call ring number line home"
)
# without a zero only a word tells it: `tel. 91 555 01 23`, `Durchwahl -4471`
_TOLD: Final = Anchored(
    _WORDS,
    r"(?:tel(?:ephon|efon|ephone|efono|efax)?|t[ée]l(?:[ée]phone)?|tel[ée]fono|fon|ph|mob|mobile?|cell(?:ulare)?|celular|"
    r"m[óo]vil|whatsapp|fax)(?: (?:no|nr|number|n)\b)?[.:]{0,2} {0,2}(?P<n>[1-9]\d{1,4}(?:[ .-]\d{2,4}){2,4})" + _END,
)
_DIRECT: Final = Anchored("durchwahl", r"durchwahl[.: ]{1,3}(?P<n>-?\d{2,5})(?![\w%])")
# what a word that announces a number and the number may have between them
_CUE: Final = re.compile(
    r"\b(?:" + "|".join(_WORDS.split()) + r"|reach(?:ed)?|dial|contact|text|kontakt|ruf|rufnummer)\b[^\n\d;]{0,28}\Z"
)
_FEWEST, _MOST, _PREFIXED = 8, 14, 11


def _figures(text: str) -> int:
    return sum(char.isdigit() for char in text)


def find(document: Document) -> Iterator[Finding]:
    """Yield telephone numbers of other countries."""
    norm, low = document.norm, document.low
    for match in matches(_TRUNK, document, norm):
        count = _figures(match[0])
        told = _CUE.search(low, max(0, match.start() - 44), match.start()) is not None
        prefixed = match[0].startswith("00") and count >= _PREFIXED and not explained(document, *match.span())
        if _FEWEST <= count <= _MOST and (told or prefixed):
            yield Finding(*match.span(), kind_of(low, *match.span()), 0.75, NAME)
    for pattern in (_BRACKETED, _PAIRS):
        for match in pattern.finditer(document, norm):
            if _FEWEST <= _figures(match[0]) <= _MOST:
                yield Finding(*match.span(), kind_of(low, *match.span()), 0.75, NAME)
    for told_by in (_TOLD, _DIRECT):
        for match in told_by.finditer(document, low):
            if told_by is _DIRECT or _FEWEST <= _figures(match["n"]) <= _MOST:
                yield Finding(*match.span("n"), kind_of(low, *match.span("n")), 0.75, NAME)
