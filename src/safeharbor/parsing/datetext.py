"""Read one written date of any style: the grammar behind `parsing.dates`.

Every style is read to the parts it holds, so that a year can be taken and nothing else survives.
What could be two different years (`24-03-15`) is not read: refusing is right, guessing is not.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

MIN_YEAR: Final = 1850
MAX_YEAR: Final = 2199
UNKNOWN_PARTS: Final = (0, 99)  # registries write an unknown month or day as 00 or 99


class DateParts(NamedTuple):
    """Year, and month and day where the text holds them, else 0."""

    year: int
    month: int = 0
    day: int = 0


# hh:mm[:ss[.fff]] [am|pm] [zone], and the dotted form of Oracle; the same text in Python and in polars
TIME_OF_DAY: Final = (
    r"(?i)(?:(?:\bat\b|[@,:\s]|T)\s*|\b)(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,:]\d+)?)?|\d{1,2}\.\d{2}\.\d{2}(?:\.\d+)?\s+[ap]m)"
    r"(?:\s*[ap]\.?m\b\.?)?"
    r"(?:\s*(?:Z|UTC|GMT|[ECMP][SD]T|AK[SD]T|HST|BST|CES?T|IST)\b)?(?:\s?[+-]\d{2}(?::?\d{2})?)?(?:\[[A-Za-z_/+-]+\])?"
)
_TIME: Final = re.compile(TIME_OF_DAY)
_PLAIN: Final = str.maketrans("\u2013\u2014\u2212\u2018\u2019\u201c\u201d", "---''\"\"")
_CLOCK: Final = re.compile(r"\s*\b(?:\d{1,2}\s*[ap]\.?m\b\.?|\d{3,4}\s*(?:hrs?|hours|h)\b)")
_WEEKDAY: Final = re.compile(
    r"\b(?:monday|mon|tuesday|tues?|wednesday|wed|thursday|thurs?|thu|friday|fri|saturday|sat|sunday|sun)\b\.?,?"
)
_FILLER: Final = re.compile(
    r"\b(?:of|the|on|in|or|circa|ca?|approx(?:imately)?|about|around|early|mid|late|est|estimated|dob|date|yr|year)"
    r"\b\.?|(?<=\d)(?:st|nd|rd|th)\b|~|\?|\b[fc]y ?(?=\d{4})"
)
_PARTITION: Final = re.compile(r"[\s,]+")
_MONTHS: Final = {
    name: number
    for number, name in enumerate(("jan feb mar apr may jun jul aug sep oct nov dec").split(), start=1)  # noqa: SIM905
}
_MON: Final = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_Y: Final = r"(?P<y>\d{4})"
_YY: Final = r"'?(?P<y>\d{4}|\d{2})"
_SEP: Final = r"[-/. ]*"
_QUARTER: Final = r"(?:[qhst][1-4]|[1-4] ?q(?:tr|uarter)?|q(?:tr|uarter) ?[1-4]|(?:first|second|third|fourth) quarter)"
_SEASON: Final = r"(?:spring|summer|fall|autumn|winter|christmas|thanksgiving|easter|new years?)(?: eve| day)?"
_WEEK: Final = r"(?:w|wk|week) ?-?\d{1,2}(?:-[1-7])?"
_STYLES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_Y}(?P<s>[-/. ])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})",
        rf"(?P<a>\d{{1,2}})(?P<s>[-/. ])(?P<b>\d{{1,2}})(?P=s){_YY}",
        rf"(?P<d>\d{{1,2}}){_SEP}{_MON}{_SEP}{_YY}",
        rf"{_MON}{_SEP}(?P<d>\d{{1,2}})[-/. ]+{_YY}",
        rf"{_Y}{_SEP}{_MON}(?:{_SEP}(?P<d>\d{{1,2}}))?",
        rf"{_MON}{_SEP}{_Y}",
        rf"{_MON}(?:[-/]| ?')(?P<y>\d{{2}})",
        rf"(?P<m>\d{{1,2}})(?:[-/. ]){_Y}",
        rf"{_Y}(?:[-/. ])(?P<m>\d{{1,2}})",
        rf"{_Y}(?:[-/. ]|day|-day){_SEP}(?P<j>\d{{3}})",
        rf"(?:day )?(?P<j>\d{{1,3}})[-/ ]{_Y}",
        rf"{_QUARTER}{_SEP}{_YY}",
        rf"{_Y}{_SEP}{_QUARTER}",
        rf"{_WEEK}{_SEP}{_Y}",
        rf"{_Y}{_SEP}{_WEEK}",
        rf"{_SEASON} {_Y}",
        rf"{_Y} {_SEASON}",
        rf"(?:ad )?{_Y}",
        r"'(?P<y>\d{2})",
    )
)
_LONE_YEAR: Final = re.compile(r"(?<![\d.])(?:18[5-9]\d|19\d\d|20\d\d|21\d\d)(?![\d.])")
_BARE: Final = re.compile(r"[\d/.:-]*")
_DATE_WORDS: Final = re.compile(
    rf"(?:{_MON}|{_SEASON}|{_QUARTER}|{_WEEK}|\d{{1,2}}|am|pm|to|and|until|between|from|through|week|wk|quarter|half|end"
    r"|beginning|start|middle|[a-z]{1,4}t|z|utc|gmt|[-/.,:;'()+ ])*"
)  # fmt: skip


def normal_form(text: str) -> str:
    """Return `text` in lower case without time of day, weekday, ordinals and filler words."""
    form = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    form = _TIME.sub(" ", form.strip().strip('"()').lower())
    form = _FILLER.sub(" ", _WEEKDAY.sub(" ", _CLOCK.sub("", form)))
    return _PARTITION.sub(" ", form).strip(" -/.:;_[]")


def read_text(text: str, *, pivot: int) -> DateParts | None:
    """Return the date that `text` writes, or None when it writes none, or could mean two years.

    `pivot`: the latest year a two-digit year may mean. Digit strings are `parsing.datenumber`'s.
    """
    form = normal_form(text)
    for style in _STYLES:
        found = style.fullmatch(form)
        if found and (parts := _parts(found.groupdict(), pivot=pivot)):
            return parts
    if _BARE.fullmatch(form):
        return None  # one date, written wrongly: `13/13/2024`, or two years: `2023-24`
    years = set(_LONE_YEAR.findall(form))
    if len(years) == 1 and _DATE_WORDS.fullmatch(_LONE_YEAR.sub(" ", form)):
        return DateParts(int(years.pop()))
    return None


def _parts(groups: dict[str, str | None], *, pivot: int) -> DateParts | None:
    written = groups["y"] or ""
    year = _full_year(int(written), pivot=pivot) if len(written) == 2 else int(written)  # noqa: PLR2004 - two digits
    day = int(groups.get("d") or 0)
    month = _MONTHS[groups["mon"][:3]] if groups.get("mon") else int(groups.get("m") or 0)  # type: ignore[index]
    if groups.get("a") and groups.get("b"):
        ordered = _ordered(int(groups["a"] or 0), int(groups["b"] or 0))
        if ordered is None or (len(written) == 2 and _year_first(groups, pivot=pivot, year=year)):  # noqa: PLR2004
            return None
        month, day = ordered
    days = int(groups.get("j") or 0)
    if not (MIN_YEAR <= year <= MAX_YEAR and _fits(month, 12) and _fits(day, 31) and days <= 366):  # noqa: PLR2004
        return None
    return DateParts(year, month, day)


def _full_year(two_digits: int, *, pivot: int) -> int:
    century = pivot - pivot % 100
    return century + two_digits if century + two_digits <= pivot else century - 100 + two_digits


def _ordered(first: int, second: int) -> tuple[int, int] | None:
    """Month and day of two numbers: the American order when both could be the month."""
    if _fits(first, 12) and _fits(second, 31):
        return first, second
    return (second, first) if _fits(second, 12) and _fits(first, 31) else None


def _year_first(groups: dict[str, str | None], *, pivot: int, year: int) -> bool:
    """Whether `24-03-15` could as well begin with its year: ISO order with dashes, and another year."""
    first, last = int(groups["a"] or 0), int(groups["y"] or 0)
    dashed = groups["s"] == "-" and first > 12  # noqa: PLR2004 - an American date cannot begin so
    return dashed and 1 <= last <= 31 and _full_year(first, pivot=pivot) != year  # noqa: PLR2004 - days


def _fits(part: int, limit: int) -> bool:
    return part <= limit or part in UNKNOWN_PARTS
