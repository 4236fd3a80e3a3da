"""What a whole column looks like: dates written as numbers, keys, free text, names, places, coordinates.

A single value of these says nothing (a surname is a word, a key is a number); a column of them does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind
from safeharbor.parsing.ages import of_years
from safeharbor.parsing.headers import header_words
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.parsing.ages import Unit
    from safeharbor.reference.vocabulary import VocabularyName

_NEARLY_ALL: Final = 0.95
_HALF: Final = 0.5
_SOME: Final = 12  # distinct values below which a set of numbers says nothing
_MANY: Final = 8  # distinct words below which a set of words says nothing
_ROWS: Final = 100  # rows below which "another value in every row" says nothing
_UNIQUE: Final = 0.9
_SAMPLE: Final = 1_000  # distinct words looked up: a share does not need more
_LONG_TEXT: Final = 40  # characters on average, with blanks: sentences, not codes
_FIRST_YEAR: Final = 1900
_EPOCH: Final = 2**28  # seconds, July 1978: smaller numbers are counts and amounts as often
_KEY_DIGITS: Final = 6
_MEASURE_DIGITS: Final = 7
_OLD: Final = 90
_OLDEST: Final = 125
_POSTAL: Final = frozenset({"zip", "zipcode", "zip5", "postal", "postcode"})
AGE: Final = frozenset({"age"})
# several small numbers in one value, as a refraction (-2.25 -0.50 x 180) has: no run of more than four digits
_SEVERAL: Final = r"^[^\d]{0,6}\d{1,4}(?:\.\d{1,3})?(?:[^\d.]{1,6}\d{1,4}(?:\.\d{1,3})?){0,4}[^\d]{0,6}$"
_COORDINATES: Final = frozenset(
    {"lat", "latitude", "lon", "long", "lng", "longitude", "geo", "coordinate", "coordinates"}
)


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """Distinct non-null values of a kept column (a sample of very many), how many there are, and in how many rows.

    `of_people`: whether the table is about people, so that a key of its rows is a key of theirs. `unit`: what its ages
    count, if it holds any.
    """

    path: str
    kind: DataKind
    distinct: pl.Series = field(repr=False)
    count: int
    rows: int
    of_people: bool
    unit: Unit = "years"


def looks(column: KeptColumn, newest: int) -> Iterator[str]:
    """Iterate what a kept column looks like, in words; `newest` is the last year a date may have."""
    distinct = column.distinct
    numbers = _numbers(distinct)
    if numbers is not None and len(numbers) >= _SOME:
        yield from _dates(numbers, newest)
    header = set(header_words(column.path))
    if distinct.dtype.is_float() and header & _COORDINATES:
        yield "coordinates"
    if numbers is not None and len(numbers) and header & _POSTAL and _share(numbers.is_between(500, 99_999)) >= _HALF:
        yield "ZIP codes"
    old, oldest = of_years(_OLD, unit=column.unit), of_years(_OLDEST, unit=column.unit)
    if numbers is not None and header & AGE and int(numbers.is_between(old, oldest).sum()):
        yield "ages over 89"
    if column.of_people and column.rows >= _ROWS and column.count > _UNIQUE * column.rows:
        yield from _keys(distinct, numbers, column.kind)
    if distinct.dtype == pl.String and len(distinct) >= _MANY:
        yield from _words(distinct)


def _numbers(distinct: pl.Series) -> pl.Series | None:
    """Return the values as integers when nearly all of them are whole numbers."""
    if distinct.dtype.is_integer():
        return distinct.cast(pl.Int64, strict=False).drop_nulls()
    if distinct.dtype != pl.String or not len(distinct):
        return None
    read = distinct.str.strip_chars().str.replace(r"\.0+$", "").cast(pl.Int64, strict=False).drop_nulls()
    return read if len(read) >= _NEARLY_ALL * len(distinct) else None


def _dates(numbers: pl.Series, newest: int) -> Iterator[str]:
    year, month, day = numbers // 10_000, numbers // 100 % 100, numbers % 100
    if _share(year.is_between(_FIRST_YEAR, newest) & month.is_between(1, 12) & day.is_between(1, 31)) >= _NEARLY_ALL:
        yield "dates written as yyyymmdd"
    year, month = numbers // 100, numbers % 100
    if _share(year.is_between(_FIRST_YEAR, newest) & month.is_between(1, 12)) >= _NEARLY_ALL:
        yield "months written as yyyymm"
    for unit, scale in (("seconds", 1), ("milliseconds", 1_000), ("microseconds", 1_000_000), ("nanoseconds", 10**9)):
        last = (newest - 1969) * 31_557_600 * scale
        if _share(numbers.is_between(_EPOCH * scale, last)) >= _NEARLY_ALL and scale * 10 < _span(numbers):
            yield f"moments counted in {unit}"


def _span(numbers: pl.Series) -> int:
    return int(str(numbers.max())) - int(str(numbers.min()))


def _keys(distinct: pl.Series, numbers: pl.Series | None, kind: DataKind) -> Iterator[str]:
    if numbers is not None:
        digits = numbers.abs().cast(pl.String).str.len_bytes()
        shortest = int(str(digits.min() or 0))
        same = digits.n_unique() == 1
        if (kind is not DataKind.MEASURE and shortest >= _KEY_DIGITS) or (same and shortest >= _MEASURE_DIGITS):
            yield "a key: nearly every row holds another number"
    elif distinct.dtype == pl.String:
        measured = _share(distinct.str.contains(r"^\s*[<>=~+-]*\s*[\d.,]+\s*\S{0,12}\s*$"))
        if kind is DataKind.MEASURE and _share(distinct.str.contains(r"\d\.\d")) >= _HALF:
            measured = max(measured, _share(distinct.str.contains(_SEVERAL)))
        characters = int(distinct.str.len_chars().sum())
        sentences = characters > _LONG_TEXT * len(distinct) and _share(distinct.str.contains(r"\S\s+\S")) > _HALF
        if sentences:
            yield "free text"
        elif measured < _HALF:
            yield "a key: nearly every row holds another value"


def _words(distinct: pl.Series) -> Iterator[str]:
    sample = distinct.head(_SAMPLE)
    if _share(sample.str.contains("[0-9]")) > _HALF:
        return
    sample = sample.str.normalize("NFKD").str.replace_all(r"[^A-Za-z ,'-]", "").str.to_lowercase()
    words = (
        sample.str.extract_all(r"[a-z'-]{3,}")
        .to_frame("word")
        .with_row_index("row")
        .explode("word", empty_as_null=False, keep_nulls=False)
        .filter(~pl.col("word").is_in(_words_of("english", "clinical")))
    )
    named = words.filter(pl.col("word").str.replace_all("'", "", literal=True).is_in(_words_of("given", "family")))
    if named["row"].n_unique() >= _HALF * len(sample):
        yield "names of people"
    whole = sample.str.strip_chars()
    places = whole.is_in(_words_of("places", "counties")) & ~whole.is_in(_words_of("english", "clinical"))
    if float(places.sum()) > _HALF * len(sample):
        yield "names of places"


@cache
def _words_of(*names: VocabularyName) -> pl.Series:
    return pl.Series([list(frozenset().union(*map(vocabulary, names)))], dtype=pl.List(pl.String))


def _share(fits: pl.Series) -> float:
    return float(fits.sum()) / len(fits) if len(fits) else 0.0
