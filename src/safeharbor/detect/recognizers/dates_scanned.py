"""Dates as a scanner reads them: `l` or `I` for a one, `O` for a nought, `|` for either."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Numbered, Shaped, matches, windows
from safeharbor.detect.calendar_words import MONTHS
from safeharbor.detect.recognizers.date_parts import CUE, figures, is_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

_SCANNED: Final = re.compile(
    r"[\dlIO|](?<![\w/.-].)[\dlIO|]? ?[/-] ?[\dlIO|]{1,2} ?[/-] ?(?:[\dlIO|SBZ]{4}|[\dlIO|SBZ]{2})(?![\w/])"
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
# a day or year with a slip beside a month's name: `l2 Nov 2O24`, `Mar l4, 2O25`, `0ct 3`
_MONTHS: Final = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:[i1l][l1I|])?|[Mm]ay|[Jj]une?|[Jj]u[l1I|]y?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|[O0o]ct(?:[o0]ber)?|[Nn][o0]v(?:ember)?|[Dd]ec(?:ember)?"
    r"|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:[I1l][L1])?|MAY|JUNE?|JU[L1]Y?|AUG(?:UST)?|SEPT?(?:EMBER)?|[O0]CT(?:[O0]BER)?|N[O0]V(?:EMBER)?|DEC(?:EMBER)?)"
)
_WORDED: Final = re.compile(
    rf"(?<![\w./-])(?:(?P<d>[\dlIO|]{{1,2}})[ -]?{_MONTHS}[.,]?[ -]?(?P<y>[\dlIO|]{{4}}|[\dlIO|]{{2}})"
    rf"|{_MONTHS}\.? ?(?P<e>[\dlIO|]{{1,2}})(?:,? ?(?P<z>[\dlIO|]{{4}}))?)(?![\w/])"
)
# blanks beside the signs: `12/03 /2024`, `12. 03. 2024`
_LOOSE: Final = Numbered(r"(?P<n>\d(?<![\w./,-].)\d? ?(?P<s>[-/.,]) ?\d{1,2} ?(?P=s) ?)(?:19|20)\d\d(?![\w/-]|[.,]\d)")
# blanks amid the figures, other signs between them, the lines of a form: `03/14/2 025`, `03|14|2025`, `_3_/_14_/_25_`
_TORN: Final = Numbered(r"(?P<n>\d(?<![\w/.-].) ?\d?/\d ?\d?/)(?P<y>(?:1 ?9|2 ?0) ?\d ?\d)(?![\w/])")
_SIGNED: Final = Numbered(r"(?P<n>\d(?<![\w/.-].)\d?(?P<s>[|\\'])\d{1,2}(?P=s))(?P<y>(?:19|20)?\d\d)(?![\w/'|])")
_BROKEN: Final = Shaped(
    ("/\n", "/ \n"),
    r"(?<![\w/.-])(?P<n>\d{1,2}/(?: ?\n *\d{1,2}/|\d{1,2}/ ?\n *))(?P<y>(?:19|20)\d\d)(?![\w/])",
)
_LINED: Final = re.compile(r"_{1,6}(?P<n>\d{1,2}_{1,6} ?[/-] ?_{1,6}\d{1,2}_{1,6}) ?[/-] ?_{1,6}(?P<y>(?:19|20)?\d\d)_")
_SCAN: Final = str.maketrans("lI|OSBZ", "1110582")


def _loose(document: Document) -> Iterator[tuple[int, int, float]]:
    for match in _LOOSE.finditer(document, document.norm):
        one, two = figures(match["n"])
        if (is_day(one, two) or is_day(two, one)) and not (match["s"] == "," and " " in match["n"]):
            yield *match.span(), 0.8
    for pattern in (_TORN, _SIGNED, _BROKEN, _LINED) if "_0" in document.shape else (_TORN, _SIGNED, _BROKEN):
        for match in matches(pattern, document, document.norm):
            one, two = figures(match["n"].replace(" ", ""))
            if (is_day(one, two) or is_day(two, one)) and (pattern is not _TORN or " " in match[0]):
                yield *match.span(), 0.8


def _slips(document: Document) -> bool:
    """Whether a letter stands beside a figure as a slip writes it; asked of bytes first, a hundred times as fast."""
    kinds = document.norm.encode("latin-1", "replace").translate(_SLIP_KINDS)
    beside = b"l0" in kinds or b"0l" in kinds or any(part in document.low for part in ("0ct", "0v", "u1", "r1"))
    return beside and _SLIPS.search(document.norm) is not None


def _worded(document: Document) -> Iterator[tuple[int, int, float]]:
    """Yield days beside a month's name when a figure of them, or a letter of the month, slipped."""
    starts = document.starts(_HEADS)
    if not starts or not _slips(document):
        return
    for start, end in windows(starts, 6, 22, len(document.norm)):
        yield from _slipped_days(document, start, end)


def _slipped_days(document: Document, start: int, end: int) -> Iterator[tuple[int, int, float]]:
    for match in _WORDED.finditer(document.norm, start, end):
        day, year = match["d"] or match["e"], match["y"] or match["z"] or "2000"
        if not any(char.isdigit() for char in day + (match["y"] or match["z"] or "")):
            continue
        number = int(day.translate(_SCAN))
        if 0 < number <= _LAST_DAY and (
            match["y"] is None or len(year) == 2 or year.translate(_SCAN)[:2] in _CENTURIES
        ):
            yield *match.span(), 0.85


# a letter beside a figure as a slip writes it, and the words that a month's name leaves
_SLIPS: Final = re.compile(r"[lIO|]\d|\d[lIO|]|\b0ct|[Nn]0v|[Jj]u1|[Pp]r1")
_SLIP_KINDS: Final = bytes.maketrans(b"123456789IO|", b"000000000lll")
_HEADS: Final = frozenset({*MONTHS, "ct", "ctober", "n", "ju", "apr", "oct"})
_LAST_DAY: Final = 31
_CENTURIES: Final = frozenset({"18", "19", "20"})


def find(document: Document) -> Iterator[tuple[int, int, float]]:
    """Yield start, end and score of dates with a slipped figure."""
    norm, low = document.norm, document.low
    yield from _loose(document)
    yield from _worded(document)
    if not any(_SLIPPED.finditer(document, norm)):
        return
    for match in _SCANNED.finditer(norm):
        if match[0].isascii() and any(char in "lIO|SBZ" for char in match[0]):
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
