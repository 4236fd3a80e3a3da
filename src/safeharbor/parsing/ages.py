"""Read ages as whole years, in any unit and wording.

`97`, `97 y.o.`, `097Y` (DICOM), `1164 months`, `3 weeks`, `in her nineties`, `>89`, `ninety-seven`.
What is over 89 without saying how old (`90+`, `nineties`) reads as 90: nothing above is published.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from safeharbor.parsing.blank import blank
from safeharbor.parsing.once import each_once

if TYPE_CHECKING:
    from safeharbor.parsing.once import Numbered

Unit = Literal["years", "months", "weeks", "days", "hours"]

UNITS: Final[tuple[Unit, ...]] = ("years", "months", "weeks", "days", "hours")
OLDEST: Final = 130  # nobody is known to have lived so long; above is a typing error
_OVER_89: Final = 90
_PER_YEAR: Final[dict[str, float]] = {"years": 1, "months": 12, "weeks": 52.1775, "days": 365.2425, "hours": 8765.82}
_UNITS: Final[dict[str, Unit]] = {"y": "years", "m": "months", "w": "weeks", "d": "days", "h": "hours"}
_UNIT: Final = r"(?:years?|yrs?|y|months?|mos?|mths?|m|weeks?|wks?|w|days?|d|hours?|hrs?|h)"
_PREFIX: Final = r"(?:age[ds]?:?|is|was|about|approx(?:imately)?\.?|~|currently)?"
_SUFFIX: Final = r"(?:[- ]*(?:of[- ]age|old|o|/o|\.?o\.?|male|female|man|woman|boy|girl|/?[mf]))*"
_PIECE: Final = re.compile(rf"(\d+(?:\.\d+)?)[- ]*({_UNIT})(?![a-z])\.?")
_WITH_UNIT: Final = re.compile(
    rf"{_PREFIX}\s*((?:\d+(?:\.\d+)?[- ]*{_UNIT}(?![a-np-z])\.?(?:,? and |, | )?)+){_SUFFIX}\.?"
)
_BARE: Final = re.compile(rf"{_PREFIX}\s*(\d{{1,3}}(?:\.\d+)?)\s*(?:[- ]*old)?(?: ?f)?")
_YO: Final = re.compile(
    rf"{_PREFIX}\s*(\d{{1,3}})[- ]*(?:y[./]?\s?o\.?|yo[mf]?|y/o/?[mf]?|yr[./ ]?old)(?:[- ]*(?:male|female|[mf]))?\.?"
)
_OVER: Final = re.compile(
    r"(?:>|>=|\u2265|over|above|older than|more than|at least)\s*(\d{2,3})(?: (?:years?|yrs?)(?: old)?)?"
)
_PLUS: Final = re.compile(
    r"(\d{2,3})\s*(?:years?|yrs?|y/?o)?\s*(?:\+|plus|(?:and|or|&) (?:over|older|above|up))(?:.{0,12})"
)
_RANGE: Final = re.compile(r"(\d{1,3})\s*(?:-|to)\s*(\d{1,3})(?: (?:years?|yrs?)(?: old)?)?")
_ISO: Final = re.compile(r"p(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(?:t.*)?")
_NEWBORN: Final = re.compile(
    r"(?:newborn|neonate|new born|<\s*1(?: (?:year|yr))?(?: old)?|under (?:1|one)(?: year)?|dol ?\d{1,2})"
)
_NINETIES: Final = re.compile(r".*\b(?:nineties|90'?s|nonagenarian|centenarian|supercentenarian|hundreds)\b.*")
_TENS: Final = {
    word: ten
    for ten, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)
}
_ONES: Final = {
    word: one
    for one, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"  # noqa: SIM905
        " eighteen nineteen".split(),
        start=1,
    )
}
# `45M` is a man of 45 or a child of 45 months; only DICOM's three digits (`045M`) say which
_SEX_OR_MONTHS: Final = re.compile(r"\d{1,2} ?m|1\d\d m")
_YEARS: Final = frozenset({"y", "yo", "yr", "yrs", "year", "years"})
_AROUND: Final = _YEARS | frozenset(
    {
        *("a", "an", "the", "is", "age", "aged", "of", "o", "old", "ish", "now", "currently", "about", "approximately"),
        *("patient", "pt", "male", "female", "man", "woman", "gentleman", "lady", "f", "boy", "girl", "person"),
        *("white", "black", "asian", "hispanic", "latino", "latina", "caucasian", "african", "american", "native"),
    }
)
_NUMBER: Final = r"^\s*\d+(?:\.\d*)?\s*$"


def of_years(years: int, *, unit: Unit) -> int:
    """Return how many whole units so many years are, at least."""
    return int(years * _PER_YEAR[unit])


def years_old(text: str, *, unit: Unit = "years") -> int | None:
    """Return the whole years an age says, 90 for `over 89`, or None when it is not an age.

    `unit`: what a number without one counts. Bounds that could be either side of 90 are not read.
    """
    form = re.sub(r"\s+", " ", text.strip().lower().strip('."()[]')).replace("\u2019", "'")
    if re.match(_NUMBER, form):
        return _plausible(float(form) / _PER_YEAR[unit])
    form = _digits(form)
    if _SEX_OR_MONTHS.fullmatch(form):
        return None
    readings = (_in_words(form), _bound(form), _counted(form, unit), _iso_period(form), _lone_number(form))
    return next((age for age in readings if age is not None), None)


def ages(values: pl.Series, *, unit: Unit = "years", once: Numbered | None = None) -> pl.Series:
    """Return each age in whole years (Int32), null where none is to be read.

    Reads integers, floats, decimals, String, categories and Duration. `unit` counts bare numbers. `once`: as of
    `each_once`.
    """
    dtype = values.dtype
    if isinstance(dtype, pl.Duration):
        return _bounded(values.dt.total_days() / _PER_YEAR["days"])
    if dtype.is_integer() and unit == "years":
        return _bounded(values.cast(pl.Int64, strict=False))
    if dtype.is_numeric():
        return _bounded(values.cast(pl.Float64, strict=False) / _PER_YEAR[unit])
    if not (dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)):
        return pl.Series(values.name, [None] * len(values), dtype=pl.Int32)
    return each_once(values.cast(pl.String), partial(_read, unit=unit), once)


def _read(texts: pl.Series, *, unit: Unit) -> pl.Series:
    said = ~texts.to_frame("v").select(blank(pl.col("v"))).to_series().fill_null(value=False)
    read = [years_old(text, unit=unit) if here else None for text, here in zip(texts, said, strict=True)]
    return pl.Series(texts.name, read, dtype=pl.Int32)


def _in_words(form: str) -> int | None:
    if _NEWBORN.fullmatch(form):
        return 0
    return _OVER_89 if _NINETIES.fullmatch(form) else None


def _bound(form: str) -> int | None:
    for bound, least in ((_OVER, _OVER_89 - 1), (_PLUS, _OVER_89), (_RANGE, _OVER_89)):
        found = bound.fullmatch(form)
        if found and least <= int(found[1]) <= OLDEST:
            return _OVER_89
    return None


def _counted(form: str, unit: Unit) -> int | None:
    if found := _YO.fullmatch(form) or _BARE.fullmatch(form):
        return _plausible(float(found[1]) / (1 if "y" in form else _PER_YEAR[unit]))
    if found := _WITH_UNIT.fullmatch(form):
        return _plausible(sum(float(n) / _PER_YEAR[_UNITS[name[0]]] for n, name in _PIECE.findall(found[1])))
    return None


def _lone_number(form: str) -> int | None:
    """Read the one number among words that only describe whose age it is: `95 y/o white male`."""
    words, numbers = set(re.findall(r"[a-z]+", form)), re.findall(r"\d+(?:\.\d+)?", form)
    bounded = re.search(r"[<>=+*%:]|\d\s*/|/\s*\d", form)
    if len(numbers) != 1 or bounded or not words & _YEARS or words - _AROUND:
        return None
    return _plausible(float(numbers[0]))


def _iso_period(form: str) -> int | None:
    found = _ISO.fullmatch(form)
    if not found or not any(found.groups()):
        return None
    units = ("years", "months", "weeks", "days")
    return _plausible(sum(int(n or 0) / _PER_YEAR[name] for n, name in zip(found.groups(), units, strict=True)))


def _bounded(age: pl.Series) -> pl.Series:
    """Whole years; negative, implausible and missing ages become null."""
    if age.dtype.is_integer():
        return age.set(~age.is_between(0, OLDEST), None).cast(pl.Int32)
    return age.set(~age.is_between(0, OLDEST), None).floor().cast(pl.Int32, strict=False)


def _plausible(age: float) -> int | None:
    # a sum of months and days may fall a hair short of the birthday
    return int(age + 1e-9) if 0 <= age <= OLDEST else None


def _digits(form: str) -> str:
    """Write number words as digits: `ninety-seven years` -> `97 years`."""
    form = re.sub(r"\b(?:one |a )?hundred(?: and)?(?: (\w+)\b)?", _hundred, form)
    tens, ones = "|".join(_TENS), "|".join(_ONES)
    form = re.sub(rf"\b({tens})(?:[- ]?({ones}))?\b", lambda m: str(_TENS[m[1]] * 10 + _ONES.get(m[2] or "", 0)), form)
    return re.sub(rf"\b({ones})\b", lambda m: str(_ONES[m[1]]), form)


def _hundred(found: re.Match[str]) -> str:
    word = found[1] or ""
    return str(100 + _ONES[word]) if word in _ONES else f"100 {word}".strip()
