"""Shapes of identifiers that need no detector: cheap, independent of `detect`, and few false friends.

Rust regular expressions (polars), no look-around: a mark before and after stands for it. Each is
stated here a second time on purpose; a fault in a recogniser must not hide itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR: Final = r"(?:18|19|20)\d{2}"
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_STREET: Final = (
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|way|terrace|ter|place|pl|"
    r"parkway|pkwy|highway|hwy|trail|trl)"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape in words and as a pattern. `least`: distinct values below which a column is left alone."""

    name: str
    pattern: str
    least: int = 1


EMAIL: Final = Shape("an e-mail address", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
URL: Final = Shape("a URL", r"(?i)\b(?:https?|ftp|s3|gs)://[^\s]|\bwww\.[a-z0-9-]+\.[a-z]")
SSN: Final = Shape("a Social Security number", r"(?:^|[^\d-])\d{3}-\d{2}-\d{4}(?:$|[^\d-])")
PHONE: Final = Shape(
    "a telephone number",
    r"\(\d{3}\)\s?\d{3}[-. ]?\d{4}(?:$|[^\d-])"
    r"|(?:^|[^\d.-])(?:\+?1[-. ])?[2-9]\d{2}([-.])[2-9]\d{2}[-.]\d{4}(?:$|[^\d-])",
)
IP: Final = Shape(
    "an IP address",
    rf"(?:^|[^\d.])(?:{_OCTET}\.){{3}}{_OCTET}(?:$|[^\d.]|\.(?:$|\D))|\b(?:[0-9a-f]{{1,4}}:){{4,7}}[0-9a-f]{{1,4}}\b",
)
FULL_DATE: Final = Shape(
    "a date finer than the year",
    rf"(?i)\b{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}(?:\b|t)"
    rf"|\b(?:0?[1-9]|1[0-2])[-/.]{_DAY}[-/.]{_YEAR}\b"
    rf"|\b{_DAY}[-/.](?:0?[1-9]|1[0-2])[-/.]{_YEAR}\b"
    rf"|\b{_DAY}(?:st|nd|rd|th)?[-/. ]?(?:of )?{_MONTH}[-/., ]+(?:{_YEAR}|\d{{2}})\b"
    rf"|\b{_MONTH}[-/. ]+{_DAY}(?:st|nd|rd|th)?[-/., ]+{_YEAR}\b",
)
SHORT_DATE: Final = Shape(
    "dates with a two-digit year", rf"(?:^|\s)(?:0?[1-9]|1[0-2])/{_DAY}/\d{{2}}(?:$|[\s,;])", least=3
)
MONTH_YEAR: Final = Shape(
    "months of a year", rf"(?i)\b{_MONTH}\.?[-/, ]+{_YEAR}\b|^\s*{_YEAR}-(?:0[1-9]|1[0-2])\s*$", least=3
)
STREET: Final = Shape("street addresses", rf"(?i)^\s*\d+\s+(?:[a-z0-9.'-]+\s+){{1,4}}{_STREET}\b", least=3)
ZIP_PLUS_FOUR: Final = Shape("ZIP+4 codes", r"^\s*\d{5}-\d{4}\s*$", least=3)
# `90 years or older` is the category that may stay: the whole cell must be an age
OLD_AGE: Final = Shape(
    "an age over 89",
    r"(?i)^\s*(?:9\d|1[0-2]\d)[ -]*(?:y[ ./]?o\.?|(?:years?|yrs?)\.?[ -]?old)[ ,-]*(?:[mf]|male|female)?\s*$"
    r"|^\s*(?:09\d|1[0-2]\d)Y\s*$",
)

IN_COLUMNS: Final = (EMAIL, URL, SSN, PHONE, IP, FULL_DATE, SHORT_DATE, MONTH_YEAR, STREET, ZIP_PLUS_FOUR, OLD_AGE)


_PLAIN: Final = {"b": r"(?-u:\b)", "d": "0-9", "D": "[^0-9]", "s": r"\t\n\r ", "w": "0-9A-Za-z_"}
# what looks like an address and is none: sites that name code systems, versions of programs, device models
_INNOCENT: Final = (
    r"(?i)\b(?:https?://)(?:[a-z0-9.-]+\.)?(?:hl7\.org|loinc\.org|snomed\.info|nih\.gov|unitsofmeasure\.org|"
    r"ama-assn\.org|cms\.gov|fhir\.org|ihtsdo\.org|who\.int)[^\s]*"
    r"|\b(?:version|firmware|software|release|build|rev|ver|v)\.?:?\s*\d+(?:\.\d+)+"
)


def holding(texts: pl.Series, shapes: Sequence[Shape]) -> list[tuple[Shape, pl.Series]]:
    """Return which of `texts` (distinct strings) hold each shape; shapes below their `least` are left out."""
    text = (
        texts.str.replace_all(_INNOCENT, "") if texts.str.contains(r"://|[0-9]\.[0-9]+\.[0-9]+\.[0-9]").any() else texts
    )
    # nearly all texts hold none: one pass tells, instead of one for each shape
    some = text.str.contains(_any_of(tuple(shapes)))
    if not some.any():
        return []
    texts, text = texts.filter(some), text.filter(some)
    found = [(shape, texts.filter(text.str.contains(ascii_only(shape.pattern)))) for shape in shapes]
    return [(shape, held) for shape, held in found if len(held) >= shape.least]


@cache
def _any_of(shapes: tuple[Shape, ...]) -> str:
    return "|".join(f"(?:{ascii_only(shape.pattern)})" for shape in shapes)


@cache
def ascii_only(pattern: str) -> str:
    r"""Return a pattern with the `\b`, `\d`, `\s`, `\w` of ASCII: measured 15 times faster than those of Unicode."""
    made, inside, marks = [], False, iter(pattern)
    for mark in marks:
        if mark == "\\":
            letter = next(marks)
            plain = _PLAIN.get(letter, mark + letter)
            made.append(f"[{plain}]" if letter in "dsw" and not inside else plain)
            continue
        inside = mark == "[" or (inside and mark != "]")
        made.append(mark)
    return "".join(made)
