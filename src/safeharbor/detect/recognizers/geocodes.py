"""Places as figures: latitude and longitude in every notation, grids, plus codes, three words, areas of the census."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "geocode"

_GEO: Final = Shaped(
    (".000",),
    r"(?<![\w.])-?\d{1,3}\.\d{3,8}\u00b0? ?[NSns]?,? ?/? ?-?\d{1,3}\.\d{3,8}\u00b0?(?: ?[EWew]\b)?(?![\w.]\d)",
    reach=4,
)
# a reference interval: `1.005-1.030`
_INTERVAL: Final = re.compile(r"\d{1,2}\.\d{3}-\d{1,2}\.\d{3}")
# what a machine is set to, no land of ours: `0.275 / 1.388`
_RATIOS: Final = re.compile(r"\d\.\d{3} ?/ ?\d\.\d{3}")
_DMS: Final = Shaped(
    ("0\u00b0",),
    r"\d{1,3}\u00b0 ?\d{1,2}['\u2032] ?(?:\d{1,2}(?:\.\d+)?[\"\u2033]? ?)?[NSEW](?:,? ?\d{1,3}\u00b0 ?\d{1,2}['\u2032] ?(?:\d{1,2}(?:\.\d+)?[\"\u2033]? ?)?[NSEW])?",
    reach=2,
)
_PLUS: Final = Shaped(("+",), r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)", reach=8)
# areas of the census and of elections, below the state
_AREA: Final = Anchored(
    "census tract fips zcta puma cbsa precinct geoid",
    r"\b(?:(?:census )?tract|fips(?: code)?|zcta|puma|cbsa|precinct|geoid)(?: no\.?| code| #)?[ :#=]{1,3}(?P<n>\d{1,5}(?:\.\d{1,2})?(?:\d{6,10})?)(?![\w%/-]|\.\d| ?(?:ml|mg|cm|mm)\b)",
)
# each with its label: `lat 41.40, lon: -92.17`
_LABELLED: Final = Anchored(
    "lat latitude lon long lng longitude",
    r"(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)\b[ .:=]{1,3}(?P<n>-?\d{1,3}\.\d{2,8}\u00b0? ?[nsew]?)(?![\w.])",
)
# degrees and decimal minutes, or the hemisphere first: `N 44 35.211 W 110 49.880`
_HEMISPHERE: Final = Anchored(
    "n s",
    r"(?<!\w)[NS] ?\d{1,2}\u00b0?[ .]\d{1,6}(?:\.\d{1,4})?'?[ ,/]{1,3}[EW] ?\d{1,3}\u00b0?[ .]\d{1,6}(?:\.\d{1,4})?'?(?![\w.]\d)",
)
_ICD: Final = re.compile(r"[NS]\d\d\.\d{1,2},? [EW]\d\d\.\d{1,2}")  # two diagnoses: `N17.9, E86.0`
# the military grid: `12S VK 44182 88207`
_GRID: Final = Shaped(
    ("0A AA", "0AAA"), r"\d(?<![\w.-].)\d?[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?(?:\d{4,5} \d{4,5}|\d{8}|\d{10})(?!\w)", reach=1
)
# township and range: `sec 14 T22N R4E`
_RANGE: Final = Anchored(
    "sec section t", r"(?<![^\W\d_])(?:[Ss]ec(?:tion)?\.? \d{1,2},? )?T\d{1,3}[NS],? ?R\d{1,3}[EW](?!\w)"
)
_MILITARY: Final = Anchored("apo fpo dpo", r"(?:APO|FPO|DPO),? A[AEP](?:,? \d{5}(?:-\d{4})?)?(?!\w)")
_WORDS: Final = re.compile(
    r"(?:///|(?<=w3w )|(?<=w3w: )|(?<=what3words )|(?<=what3words: ))[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}(?![\w.])"
)


def find(document: Document) -> Iterator[Finding]:
    """Yield coordinates, grid references and codes of areas below the state."""
    norm, low = document.norm, document.low
    for pattern in (_GEO, _DMS):
        for match in pattern.finditer(document, norm):
            if not _INTERVAL.fullmatch(match[0]) and not _RATIOS.fullmatch(match[0]):
                yield Finding(*match.span(), DataKind.GEOCODE, 0.85, NAME)
    for match in _PLUS.finditer(document, norm):
        if any(c.isdigit() for c in match[0]):
            yield Finding(*match.span(), DataKind.GEOCODE, 0.7, NAME)
    for match in _LABELLED.finditer(document, low):
        yield Finding(*match.span("n"), DataKind.GEOCODE, 0.85, NAME)
    for match in _GRID.finditer(document, norm):
        yield Finding(*match.span(), DataKind.GEOCODE, 0.8, NAME)
    for match in _MILITARY.finditer(document, norm):
        yield Finding(*match.span(), DataKind.CITY, 0.85, NAME)
    for told in (_RANGE, _HEMISPHERE):
        for match in told.finditer(document, norm):
            if not _ICD.fullmatch(match[0]):
                yield Finding(*match.span(), DataKind.GEOCODE, 0.85, NAME)
    if "///" in low or "w3w" in low or "what3words" in low:
        for match in _WORDS.finditer(low):
            yield Finding(*match.span(), DataKind.GEOCODE, 0.8, NAME)
    for match in _AREA.finditer(document, low):
        yield Finding(*match.span("n"), DataKind.GEOCODE, 0.75, NAME)
