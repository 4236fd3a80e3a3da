"""Read ZIP codes to their three-digit prefix, and states to their two letters.

Spreadsheets lose leading zeros: `1013`, `1453.0` and `101234567` are ZIP codes of New England.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.parsing.blank import blank
from safeharbor.parsing.once import each_once
from safeharbor.reference.states import state_codes
from safeharbor.reference.zip3 import ALL_PREFIXES

if TYPE_CHECKING:
    from safeharbor.parsing.once import Numbered

_PLACEHOLDERS: Final = ("00000", "99999")
_MAX_ZIP9: Final = 9
# ISO 3166 codes and names of the country and of the territories with ZIP codes, letters and digits only
_HOME: Final = (
    "US", "USA", "840", "UNITEDSTATES", "UNITEDSTATESOFAMERICA", "AMERICA", "EEUU", "ESTADOSUNIDOS",
    "PR", "PRI", "PUERTORICO", "GU", "GUM", "GUAM", "VI", "VIR", "AS", "ASM", "MP", "MNP",
)  # fmt: skip
_V: Final = pl.col("v")
_WHOLE: Final = pl.when(_V.str.contains(r"^\d{5}(?:-\d{4})?$") & ~_V.is_in(_PLACEHOLDERS)).then(_V.str.slice(0, 3))
_NUMBER_FORM: Final = r"^\s*(\d{1,9})(?:\.0*)?\s*$"


def zip_prefixes(values: pl.Series, *, short_is_prefix: bool = False, different: bool = False) -> pl.Series:
    """Return the first three digits of each U.S. ZIP code (String), null where it is none.

    Reads ZIP5, ZIP+4 with or without its dash, ZIP codes behind a state's letters, masked ones
    (`372XX`), and numbers that lost leading zeros or gained `.0`. Three digits without a leading
    zero are a ZIP that lost two, unless `short_is_prefix` says that the column holds prefixes.
    `00000` and `99999`, written where there is no ZIP, read as `000`. `different`: no text comes twice.
    """
    dtype = values.dtype
    if dtype.is_float() or dtype.is_decimal():
        real = values.cast(pl.Float64, strict=False)
        values = real.set(~(real.is_finite() & (real == real.round())), None).cast(pl.Int64, strict=False)
    if values.dtype.is_integer():
        return _prefixes_of_numbers(values)
    if not (dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)):
        return pl.Series(values.name, [None] * len(values), dtype=pl.String)
    read = partial(_prefixes_of_texts, short_is_prefix=short_is_prefix)
    text = values.cast(pl.String)
    return read(text).alias(values.name) if different else each_once(text, read)


def _prefixes_of_texts(texts: pl.Series, *, short_is_prefix: bool) -> pl.Series:
    text = texts.to_frame("v")
    prefix = text.select(_WHOLE).to_series()
    rest = prefix.is_null() & texts.is_not_null()
    if rest.any():
        odd = text.filter(rest).select(_prefix(short_is_prefix=short_is_prefix)).to_series()
        prefix = prefix.scatter(rest.arg_true(), odd)
    return prefix


def _prefixes_of_numbers(numbers: pl.Series) -> pl.Series:
    """Return the prefixes of ZIP5 and ZIP+4 as numbers, whose leading zeros are lost."""
    n = numbers.cast(pl.Int64, strict=False)
    five, nine = n.is_between(100, 99_999), n.is_between(1_000_000, 999_999_999)
    first = (n // 100).zip_with(five | nine.is_null(), n // 1_000_000).set(~(five | nine), None)
    first = first.set(n.is_in([99_999]), 0)
    return pl.Series(numbers.name, ALL_PREFIXES).gather(first)


@cache
def _prefix(*, short_is_prefix: bool) -> pl.Expr:
    bare = _V.str.strip_chars(" \t\r\n\"'").str.to_uppercase()
    bare = bare.str.replace(r"^(?:US|USA)[- ]+", "").str.replace(r"[,\s]+(?:US|USA)$", "")
    inside = bare.str.replace(r"^[A-Z]{2}[\s,.-]*(\d{5}(?:[- ]?\d{4})?)$", "${1}")
    codes = pl.Series(sorted(set(state_codes().values()))).implode()
    form = pl.when(bare.str.slice(0, 2).is_in(codes)).then(inside).otherwise(bare)
    number = form.str.extract(_NUMBER_FORM)
    size = number.str.len_bytes()
    plus_four = form.str.extract(r"^(\d{3,5})\s*[- ]\s*\d{4}$")
    five = (
        pl.when((size == 3) & (pl.lit(short_is_prefix) | number.str.starts_with("0")))  # noqa: PLR2004 - ZIP3
        .then(number + "xx")
        .when(size.is_between(3, 5))
        .then(number.str.zfill(5))
        .when(size.is_between(7, _MAX_ZIP9))
        .then(number.str.zfill(_MAX_ZIP9))
        .when(plus_four.is_not_null())
        .then(plus_four.str.zfill(5))
        .otherwise(form.str.extract(r"^(\d{3})[X*#]{2}(?:-?[X*#]{4})?$"))
    )
    return pl.when(five.is_in(_PLACEHOLDERS)).then(pl.lit("000")).otherwise(five.str.slice(0, 3))


def domestic(countries: pl.Series) -> pl.Series:
    """Return whether each country is the United States or a territory, or is not said (Boolean)."""
    text = countries.cast(pl.String, strict=False).to_frame("v")
    bare = _V.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    return text.select(blank(_V) | bare.is_in(_HOME)).to_series()


def states(values: pl.Series, *, once: Numbered | None = None) -> pl.Series:
    """Return the USPS code of each state or territory in any spelling (String), null where it is none.

    Reads codes, names, traditional abbreviations (`Tenn.`, `N. Carolina`), FIPS numbers and `US-TN`. `once`: as of
    `each_once`.
    """
    return each_once(values.cast(pl.String, strict=False), _states_of_texts, once)


def _states_of_texts(texts: pl.Series) -> pl.Series:
    spellings = state_codes()
    form = (
        pl.col("v")
        .str.to_uppercase()
        .str.replace(r"^\s*(?:US|USA)[-.](\w\w)\s*$", "${1}")
        .str.replace_all(r"\b([A-Z])\.\s*([A-Z])\.?(?:\W|$)", "${1}${2} ")
        .str.replace(r"^\s*(?:THE\s+)?STATE OF\s+", "")
        .str.replace(r"^\s*(\d)(?:\.0)?\s*$", "0${1}")
        .str.replace(r"^\s*(\d\d)\.0\s*$", "${1}")
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
    )
    read = form.replace_strict(list(spellings), list(spellings.values()), default=None, return_dtype=pl.String)
    return texts.to_frame("v").select(read).to_series()
