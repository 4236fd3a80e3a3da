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


_TEXT: Final = pl.col("text")
# upper-case letters and digits without a spreadsheet's `.0` or leading zeros
_BARE: Final = (
    _TEXT.str.replace(r"^\s*(\d+)\.0+\s*$", "${1}")
    .str.replace_all(r"[^\p{L}\p{N}]+", "")
    .str.to_uppercase()
    .str.strip_chars_start("0")
)
_DIGITS_ALONE: Final = _TEXT.str.contains(r"^[0-9]+$")
_LONG_ENOUGH: Final = _TEXT.str.len_chars() >= SHORTEST
_OF_BARE: Final = (
    pl.when(_DIGITS_ALONE & _LONG_ENOUGH & (_TEXT.str.len_bytes() <= _LONGEST_NUMBER))
    .then(_TEXT.cast(pl.Int64, strict=False))
    .fill_null(0)
    .alias("number"),
    _TEXT.hash(seed=1).alias("word"),
    (~_DIGITS_ALONE & _LONG_ENOUGH & _TEXT.str.contains(r"\p{N}")).alias("is_word"),
)
_OF_LONG_WORDS: Final = (
    pl.when(_TEXT.str.contains("^[A-Za-z0-9]+$")).then(_TEXT.str.len_bytes() >= SHORTEST).alias("long"),
    _TEXT.str.contains("[0-9]").alias("numbered"),
    _TEXT.str.to_uppercase().str.strip_chars_start("0").hash(seed=1).alias("word"),
)
_LITERALLY: Final = _TEXT.str.strip_chars().str.to_lowercase().hash(seed=2)
_OF_MARKED: Final = (
    _LITERALLY.alias("word"),
    (_TEXT.str.contains(r"[@/:]|\d\.\d") & _LONG_ENOUGH).alias("is_word"),
)
# all pieces of a kind as one list: columns of a query are of one length
_TAKEN_APART: Final = tuple(
    texts.str.extract_all(pattern).explode(empty_as_null=False, keep_nulls=False).implode().alias(name)
    for name, texts, pattern in (
        ("joined", _TEXT, _JOINED),
        ("telephones", _TEXT, _TELEPHONE),
        ("marked", _TEXT, _MARKED),
    )
)
_INSIDE_OF: Final = _TEXT.filter(_TEXT.str.contains("[A-Za-z]")).str.extract_all(_INSIDE)


def forms_of_values(values: pl.Series, kind: DataKind) -> Forms:
    """Return the forms of an identifier column.

    Written for speed, as every identifier of a release goes through: separators are told by a
    sample and removed literally; what then is no plain number or word takes the slow way.
    """
    if values.dtype.is_integer():
        return Forms(_large(values), NO_FORMS.words)
    text = values.cast(pl.String, strict=False)
    text = text.drop_nulls() if text.null_count() else text
    if not len(text):
        return NO_FORMS
    if kind in _LITERAL:
        return Forms(NO_FORMS.numbers, text.to_frame("text").select(_LITERALLY).to_series().to_numpy())
    bare = _without_separators(text)
    numbers = bare.cast(pl.Int64, strict=False)
    if not numbers.null_count():
        return Forms(_large(numbers), NO_FORMS.words)
    left = bare.filter(numbers.is_null())
    seen = left.to_frame("text").select(_OF_LONG_WORDS)
    slow = _forms(left.filter(seen["long"].is_null()).unique())
    words = seen["word"].filter(seen["long"].fill_null(value=False) & seen["numbered"]).to_numpy()
    return Forms(np.concatenate([_large(numbers), slow.numbers]), np.concatenate([words, slow.words]))


def forms_in_text(texts: pl.Series) -> Forms:
    """Return the forms of every piece of some distinct published texts that could be an identifier, wholes included."""
    if not len(texts):
        return NO_FORMS
    plain = texts.str.contains("^[A-Za-z0-9_-]+$")  # one piece each: what most codes are, and the fast way
    whole = forms_of_values(texts.filter(plain), DataKind.OTHER_ID)
    rest = _forms_of_pieces(texts.filter(~plain))
    inside = texts.to_frame("text").select(_INSIDE_OF.explode(empty_as_null=False, keep_nulls=False)).to_series()
    numbers = _forms(inside.unique() if len(inside) > 1 else inside).numbers
    return Forms(np.concatenate([whole.numbers, rest.numbers, numbers]), np.concatenate([whole.words, rest.words]))


def _forms_of_pieces(texts: pl.Series) -> Forms:
    if not len(texts):
        return NO_FORMS
    pieces = texts.to_frame("text").select(_TAKEN_APART)
    short = texts.filter(texts.str.len_bytes() <= _LONGEST)
    found = pl.concat([pieces["joined"][0], pieces["telephones"][0], short])
    return _forms(found.unique(), marked=pl.concat([pieces["marked"][0], short]))


def _without_separators(text: pl.Series) -> pl.Series:
    some = (
        text
        if len(text) <= _SAMPLE
        else text.gather(np.unique(np.linspace(0, len(text) - 1, _SAMPLE).astype(np.int64)))
    )
    marks = {mark for value in some for mark in value if not mark.isalnum()}
    if len(marks) > _SEPARATORS:
        return text.str.replace_all(r"[^\p{L}\p{N}]+", "")
    for mark in sorted(marks - {"."}):  # a dot may be a spreadsheet's `.0`: that is the slow way's
        text = text.str.replace_all(mark, "", literal=True)
    return text


def _large(values: pl.Series) -> Numbers:
    whole = values.cast(pl.Int64, strict=False)
    whole = whole.drop_nulls() if whole.null_count() else whole
    return _long_ones(np.abs(whole.to_numpy()).astype(np.uint64))


def _long_ones(numbers: Numbers) -> Numbers:
    numbers = np.where((numbers >= _COUNTRY) & (numbers < _COUNTRY * np.uint64(2)), numbers - _COUNTRY, numbers)
    return numbers[numbers >= np.uint64(SMALLEST)]


def _forms(texts: pl.Series, *, marked: pl.Series | None = None) -> Forms:
    """Return the forms of pieces of text; `marked`: those compared as they are written, too."""
    marks = NO_FORMS.words if marked is None else _words(marked.to_frame("text").select(_OF_MARKED))
    if not len(texts):
        return Forms(NO_FORMS.numbers, marks)
    found = texts.to_frame("text").select(_BARE).select(_OF_BARE)
    return Forms(_long_ones(found["number"].to_numpy().astype(np.uint64)), np.concatenate([_words(found), marks]))


def _words(found: pl.DataFrame) -> Numbers:
    words: Numbers = found["word"].to_numpy()[found["is_word"].to_numpy()]
    return words
