"""The forms under which an identifier is searched: one for the value, the same for a piece of published text.

Two families. *Numbers*: identifiers of digits only, as integers, leading zeros and separators gone. *Words*:
everything else that holds a digit or a mark (`MRN482913`, an e-mail, a URL), as 64-bit hashes of the upper
case letters and digits. Values too short to identify anyone are in neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from safeharbor.gate.hashes import Numbers

SHORTEST: Final = 6  # letters and digits; five-digit numbers are ZIPs, CPT codes and counts as often as ids
SMALLEST: Final = 10 ** (SHORTEST - 1)
_LONGEST: Final = 256  # bytes of a cell that may be an identifier as a whole
_LONGEST_NUMBER: Final = 18  # digits that fit a signed 64-bit integer
# an identifier in running text: letters and digits, joined by a dash, dot or underscore, with a digit somewhere
_JOINED: Final = r"[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*(?:[-._][\p{L}\p{N}]+)*|[\p{L}\p{N}]+(?:[-._][\p{L}\p{N}]+)+"
_INSIDE: Final = "[0-9][0-9.-]{4,}[0-9]"  # the number in MRN-00482913
_TELEPHONE: Final = r"\(?\b\d{3}\)?[-. ]{0,2}\d{3}[-. ]?\d{4}\b"
_MARKED: Final = r"[^\s<>()\[\]{},;\"']*[@/:][^\s<>()\[\]{},;\"']*[^\s<>()\[\]{},;\"'.:!?]"
_LITERAL: Final = frozenset({DataKind.EMAIL, DataKind.URL, DataKind.IP})  # compared as written, case apart
_SAMPLE: Final = 256  # values looked at for the separators a column is written with
_SEPARATORS: Final = 6  # more kinds of them than this: a regular expression is faster
_COUNTRY: Final = np.uint64(10_000_000_000)  # NANP: 1 and ten digits are the ten digits


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms of some values: numbers as they are, words as hashes; unsorted, doubles possible."""

    numbers: Numbers = field(repr=False)
    words: Numbers = field(repr=False)


NO_FORMS: Final = Forms(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint64))


def forms_of_values(values: pl.Series, kind: DataKind) -> Forms:
    """Return the forms of an identifier column.

    Written for speed, as every identifier of a release goes through: separators are told by a
    sample and removed literally; what then is no plain number or word takes the slow way.
    """
    if values.dtype.is_integer():
        return Forms(_large(values), NO_FORMS.words)
    text = values.cast(pl.String, strict=False).drop_nulls()
    if kind in _LITERAL:
        return Forms(NO_FORMS.numbers, text.str.strip_chars().str.to_lowercase().hash(seed=2).to_numpy())
    bare = _without_separators(text)
    numbers = bare.cast(pl.Int64, strict=False)
    if not numbers.null_count():
        return Forms(_large(numbers), NO_FORMS.words)
    left = bare.filter(numbers.is_null())
    plain = left.str.contains("^[A-Za-z0-9]+$")
    slow = _forms(_bare(left.filter(~plain).unique()))
    long = left.filter(plain & (left.str.len_bytes() >= SHORTEST) & left.str.contains("[0-9]"))
    words = long.str.to_uppercase().str.strip_chars_start("0").hash(seed=1).to_numpy()
    return Forms(np.concatenate([_large(numbers), slow.numbers]), np.concatenate([words, slow.words]))


def forms_in_text(texts: pl.Series) -> Forms:
    """Return the forms of every piece of some distinct published texts that could be an identifier, wholes included."""
    plain = texts.str.contains("^[A-Za-z0-9_-]+$")  # one piece each: what most codes are, and the fast way
    whole = forms_of_values(texts.filter(plain), DataKind.OTHER_ID)
    rest = _forms_of_pieces(texts.filter(~plain))
    inside = texts.filter(texts.str.contains("[A-Za-z]")).str.extract_all(_INSIDE)
    numbers = _forms(_bare(inside.explode(empty_as_null=False, keep_nulls=False).unique())).numbers
    return Forms(np.concatenate([whole.numbers, rest.numbers, numbers]), np.concatenate([whole.words, rest.words]))


def _forms_of_pieces(texts: pl.Series) -> Forms:
    pieces = texts.str.extract_all(_JOINED).explode(empty_as_null=False, keep_nulls=False)
    telephones = texts.str.extract_all(_TELEPHONE).explode(empty_as_null=False, keep_nulls=False)
    marked = texts.str.extract_all(_MARKED).explode(empty_as_null=False, keep_nulls=False)
    short = texts.filter(texts.str.len_bytes() <= _LONGEST)
    return _forms(_bare(pl.concat([pieces, telephones, short]).unique()), marked=pl.concat([marked, short]))


def _without_separators(text: pl.Series) -> pl.Series:
    places = np.unique(np.linspace(0, max(len(text) - 1, 0), _SAMPLE).astype(np.int64))[: len(text)]
    marks = {mark for value in text.gather(places) for mark in value if not mark.isalnum()}
    if len(marks) > _SEPARATORS:
        return text.str.replace_all(r"[^\p{L}\p{N}]+", "")
    for mark in sorted(marks - {"."}):  # a dot may be a spreadsheet's `.0`: that is the slow way's
        text = text.str.replace_all(mark, "", literal=True)
    return text


def _large(values: pl.Series) -> Numbers:
    numbers = values.drop_nulls().cast(pl.Int64, strict=False).drop_nulls().abs().to_numpy().astype(np.uint64)
    numbers = np.where((numbers >= _COUNTRY) & (numbers < _COUNTRY * np.uint64(2)), numbers - _COUNTRY, numbers)
    return numbers[numbers >= np.uint64(SMALLEST)]


def _bare(text: pl.Series) -> pl.Series:
    """Return upper-case letters and digits without a spreadsheet's `.0` or leading zeros."""
    return (
        text.str.replace(r"^\s*(\d+)\.0+\s*$", "${1}")
        .str.replace_all(r"[^\p{L}\p{N}]+", "")
        .str.to_uppercase()
        .str.strip_chars_start("0")
    )


def _forms(bare: pl.Series, *, marked: pl.Series | None = None) -> Forms:
    bare = bare.filter(bare.str.len_chars() >= SHORTEST)
    only_digits = bare.str.contains(r"^[0-9]+$")
    numbers = bare.filter(only_digits & (bare.str.len_bytes() <= _LONGEST_NUMBER)).cast(pl.Int64)
    words = bare.filter(~only_digits & bare.str.contains(r"\p{N}")).hash(seed=1)
    if marked is not None:
        marks = marked.filter(marked.str.contains(r"[@/:]|\d\.\d") & (marked.str.len_chars() >= SHORTEST))
        words = pl.concat([words, marks.str.strip_chars().str.to_lowercase().hash(seed=2)])
    return Forms(_large(numbers), words.to_numpy())
