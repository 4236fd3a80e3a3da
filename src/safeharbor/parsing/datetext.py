"""Read one written date of any style: the grammar behind `parsing.dates`.

Every style is read to the parts it holds, so that a year can be taken and nothing else survives.
What could be two different years (`24-03-15`) is not read: refusing is right, guessing is not.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_YEAR: Final = 1850
MAX_YEAR: Final = 2199
_YEAR_MONTHS: Final = 12
_DAYS: Final = 31
_LEAP: Final = 366
UNKNOWN_PARTS: Final = (0, 99)  # registries write an unknown month or day as 00 or 99


class Order(NamedTuple):
    """How a column orders its numbers, where its values show it: `98-12-31`, `31/12/1998`."""

    year_first: bool | None = None
    day_first: bool = False


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
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
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
_WEEK: Final = r"(?:w|wk|week) ?-?\d{1,2}(?:-?[1-7])?"
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
_LONGEST: Final = 80  # characters: no date is longer, and a pattern must not meet a whole note
_BARE: Final = re.compile(r"[\d/.:-]*")
_DIGIT: Final = re.compile(r"\d")
_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+")
# what may stand around a year without making it anything but a date: English, Spanish, French, German, Portuguese
_WORDS: Final = frozenset(
    """
    january jan february feb march mar april apr may june jun july jul august aug september sept sep october oct
    november nov december dec enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre
    noviembre diciembre janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre
    décembre decembre januar februar märz maerz juni juli oktober dezember janeiro fevereiro março maio junho julho
    setembro outubro novembro dezembro de del do le el den spring summer fall autumn winter christmas thanksgiving
    easter eve new years day days week wk w q qtr quarter s half ad first second third fourth h am pm to and
    until between from through end beginning start middle z utc gmt t est edt cst cdt mst mdt pst pdt hrs hr
    hours
    \u5e74 \u6708 \u65e5
    """.split()  # noqa: SIM905 - a list of words, read as words
)


def normal_form(text: str) -> str:
    """Return `text` in lower case without time of day, weekday, ordinals and filler words."""
    form = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    form = _TIME.sub(" ", form.strip().strip('"()').lower())
    form = _FILLER.sub(" ", _WEEKDAY.sub(" ", _CLOCK.sub("", form)))
    return _PARTITION.sub(" ", form).strip(" -/.:;_[]")


def read_text(text: str, *, pivot: int, order: Order = Order()) -> DateParts | None:  # noqa: B008 - immutable
    """Return the date that `text` writes, or None when it writes none, or could mean two years.

    `pivot`: the latest year a two-digit year may mean. `order`: what the column around it shows.
    Digit strings are `parsing.datenumber`'s.
    """
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return None
    form = normal_form(text)
    tokens = _TOKEN.findall(form)
    if not all(token.isdecimal() or token in _WORDS for token in tokens):
        return None
    for style in _STYLES:
        found = style.fullmatch(form)
        if found and (parts := _parts(found.groupdict(), pivot=pivot, order=order)):
            return parts
    return None if _BARE.fullmatch(form) else _lone_year(tokens)


def _lone_year(tokens: Sequence[str]) -> DateParts | None:
    """Read the one year of a text that otherwise holds only days and months, as numbers or words."""
    years = {int(token) for token in tokens if len(token) == 4 and token.isdecimal()}  # noqa: PLR2004 - digits
    if len(years) != 1 or not MIN_YEAR <= min(years) <= MAX_YEAR:
        return None
    dated = "s" not in tokens and all(len(token) in {1, 2, 4} for token in tokens if token.isdecimal())
    return DateParts(min(years)) if dated else None


def _parts(groups: dict[str, str | None], *, pivot: int, order: Order) -> DateParts | None:
    if groups.get("a"):
        return _three_numbers(groups, pivot=pivot, order=order)
    year = _full_year(groups["y"] or "", pivot=pivot)
    month = _MONTHS[str(groups["mon"])[:3]] if groups.get("mon") else int(groups.get("m") or 0)
    return _checked(year, month, int(groups.get("d") or 0)) if int(groups.get("j") or 0) <= _LEAP else None


def _three_numbers(groups: dict[str, str | None], *, pivot: int, order: Order) -> DateParts | None:
    """Read `a/b/y`; where two digits at either end could be the year, and differ, nothing is read."""
    a, b, written = int(groups["a"] or 0), int(groups["b"] or 0), groups["y"] or ""
    last = _last_is_year(a, b, _full_year(written, pivot=pivot), day_first=order.day_first)
    if len(written) != 2 or order.year_first is False:  # noqa: PLR2004 - two digits
        return last
    first = _checked(_full_year(f"{a:02d}", pivot=pivot), b, int(written)) if 1 <= int(written) <= _DAYS else None
    if order.year_first or a > _DAYS:
        return first
    # an American date begins with a month, and only dashes are ISO's
    unsure = first and last and groups["s"] == "-" and a > _YEAR_MONTHS and first.year != last.year
    return None if unsure else last


def _last_is_year(a: int, b: int, year: int, *, day_first: bool) -> DateParts | None:
    """Read month and day in the American order, unless only the other fits or the column shows it."""
    readings = ((b, a), (a, b)) if day_first else ((a, b), (b, a))
    return next((parts for month, day in readings if (parts := _checked(year, month, day))), None)


def _checked(year: int, month: int, day: int) -> DateParts | None:
    fits = MIN_YEAR <= year <= MAX_YEAR and _fits(month, _YEAR_MONTHS) and _fits(day, _DAYS)
    return DateParts(year, month, day) if fits else None


def _full_year(written: str, *, pivot: int) -> int:
    if len(written) > 2:  # noqa: PLR2004 - two digits
        return int(written)
    year = pivot - pivot % 100 + int(written)
    return year if year <= pivot else year - 100


def _fits(part: int, limit: int) -> bool:
    return part <= limit or part in UNKNOWN_PARTS
