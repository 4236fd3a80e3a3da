"""Dates as a scanner reads them: `l` or `I` for a one, `O` for a nought, `|` for either."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Shaped
from safeharbor.detect.recognizers.date_parts import CUE, figures, is_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

_SCANNED: Final = re.compile(
    r"[\dlIO|](?<![\w/.-].)[\dlIO|]? ?[/-] ?[\dlIO|]{1,2} ?[/-] ?(?:[\dlIO|]{4}|[\dlIO|]{2})(?![\w/])"
)
# a slash or dash with a slip beside it: after the sign, one or two letters before it, or both
_SLIPPED: Final = Shaped(
    ("/", "-"),
    r"/(?<=[lIO|]/) ?[\dlIO|]|[/-](?:(?<=\d.)|(?<=\d .)|(?<=\d[lIO|].)|(?<=\d[lIO|] .)) ?[\dlIO|]{0,3}[lIO|]"
    r"|[/-](?:(?<=[lIO|]\d.)|(?<=[lIO|]\d .)|(?:(?<=[lIO|].)|(?<=[lIO|] .)) ?\d)",
    reach=0,
)
_SCANNED_SHORT: Final = re.compile(r"[\dlIO|](?<![\w/.-].)[\dlIO|]?/[\dlIO|]{1,2}(?![\w/])")
_SCANNED_HEAD: Final = re.compile(r"(?:\A|\n)[ \t]*(?P<n>[\dlIO]{1,2}[-/][\dlIO]{1,2})(?= {2,})")
_SCAN: Final = str.maketrans("lI|O", "1110")


def find(document: Document) -> Iterator[tuple[int, int, float]]:
    """Yield start, end and score of dates with a slipped figure."""
    norm, low = document.norm, document.low
    if not any(_SLIPPED.finditer(document, norm)):
        return
    for match in _SCANNED.finditer(norm):
        if match[0].isascii() and any(char in "lIO|" for char in match[0]):
            numbers = figures(match[0].translate(_SCAN))
            if sum(char.isdigit() for char in match[0]) > 1 and is_day(numbers[0], numbers[1]):
                yield *match.span(), 0.8
    for match in _SCANNED_SHORT.finditer(norm):
        if (
            any(char.isdigit() for char in match[0])
            and not match[0].replace("/", "").isdigit()
            and is_day(*figures(match[0].translate(_SCAN)))
            and CUE.search(low[max(0, match.start() - 28) : match.start()])
        ):
            yield *match.span(), 0.7
    for match in _SCANNED_HEAD.finditer(norm):
        slipped = any(char.isdigit() for char in match["n"]) and any(char in "lIO" for char in match["n"])
        if slipped and is_day(*figures(match["n"].translate(_SCAN))):
            yield *match.span("n"), 0.65
