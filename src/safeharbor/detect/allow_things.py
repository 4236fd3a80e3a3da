"""Proposals that name a thing: eponyms of two words, languages, insurers and cars by what stands beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, things
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers.vehicles import CARS
from safeharbor.identifiers import Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_WORD: Final = re.compile(r"[^\W\d_]+")
_ABBREVIATION: Final = 5
_TWO: Final = 2


def is_pair(document: Document, finding: Finding) -> bool:
    """Whether a proposal is an eponym of two words: `Ann Arbor`, `Levey-Jennings`."""
    words = _WORD.findall(document.low, finding.start, finding.end)
    if len(words) < _TWO:
        return False
    pair = " ".join(words)
    hyphened = pair in things.HYPHENED and document.low[finding.start : finding.end] == "-".join(words)
    return hyphened or pair in things.PAIRS


# what stands before or after a single word says that it names something else: a language, an insurer, a car, a label
_ANNOUNCED: Final = re.compile(
    r"\b(?:lang(?:uage)?|speaks|ins|insurance|insurer|payer|payor|carrier|coverage)[:.]? {1,2}\Z"
)
# a device's part before its maker or model: `RA lead: Ingevity 7841`
_PRODUCT: Final = re.compile(
    r"\b(?:(?:[rl][av]|atrial|ventricular|icd|pacing|his|lv) lead|generator|gen|pulse generator|valve|stent|graft|implant|mesh|lens|iol|stem|cup|liner|femoral head|balloon|sheath|guidewire|"
    r"coil|filter|pump|dressing|stapler|catheter|prosthesis|screws?|brace|mask|ventilator|monitor|scope|cement):? \(?\Z"
)
_PLATED: Final = re.compile(r",? (?:(?:plate|tag|vin|lic)\b|[a-z]{2,4}[ -]?\d{3})")
_NUMBER: Final = re.compile(r" [a-z]{0,3}\d(?: ?[\da-z]){3,}\b")
_POSTED: Final = re.compile(r" (?:RN|LPN|NP|PA|MD|DO|RT|CNA|MA|SW) [A-Z][a-z]+")
_CUE_REACH: Final = 12


def names_a_thing(document: Document, finding: Finding) -> bool:
    """Whether a single word names a language, an insurer or a car, labels a number, or says where someone works."""
    low, start, end = document.low, finding.start, finding.end
    word = low[start:end]
    if not word.isalpha() or finding.label not in (Label.NAME, Label.LOCATION):
        return False
    if low[start - 1 : start] == "[" and low[end : end + 1] == "/":
        return True  # what a laboratory's code measures: `[Mass/volume]`
    if _ANNOUNCED.search(low, max(0, start - _CUE_REACH), start) or (
        (word in CARS or lexicon.flags(word) & Is.MAKE) and _PLATED.match(low, end)
    ):
        return True
    exact = document.norm[start:end]
    if not lexicon.flags(word) & (Is.GIVEN | Is.SURNAME) and _PRODUCT.search(low, max(0, start - 24), start):
        return True
    if document.upper or len(word) > _ABBREVIATION or lexicon.flags(word) & Is.GIVEN:
        return False
    labels = exact.isupper() and _NUMBER.match(low, end) is not None
    return labels or (not exact.istitle() and _POSTED.match(document.norm, end) is not None)
