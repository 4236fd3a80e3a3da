"""The forms under which an identifier is searched: one for the value, the same for a piece of published text.

Two families. *Numbers*: identifiers of digits only, as integers, leading zeros and separators gone. *Words*:
everything else that holds a digit or a mark (`MRN482913`, an e-mail, a URL), as 64-bit hashes of the upper
case letters and digits. Values too short to identify anyone are in neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST: Final = 6  # letters and digits; five-digit numbers are ZIPs, CPT codes and counts as often as ids
_LONGEST_NUMBER: Final = 18  # digits that fit a signed 64-bit integer
# an identifier in running text: letters and digits, joined by a dash, dot or underscore, with a digit somewhere
_JOINED: Final = r"[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*(?:[-._][\p{L}\p{N}]+)*|[\p{L}\p{N}]+(?:[-._][\p{L}\p{N}]+)+"
_TELEPHONE: Final = r"\(?\b\d{3}\)?[-. ]{0,2}\d{3}[-. ]?\d{4}\b"
_MARKED: Final = r"[^\s<>()\[\]{},;\"']*[@/:][^\s<>()\[\]{},;\"']*[^\s<>()\[\]{},;\"'.:!?]"


@dataclass(frozen=True, slots=True)
class Forms:
    """Distinct forms of some values: numbers as they are, words as hashes; unsorted."""

    numbers: NDArray[np.uint64] = field(repr=False)
    words: NDArray[np.uint64] = field(repr=False)


def forms_of_values(values: pl.Series) -> Forms:
    """Return the forms of whole values (an identifier column, or a published cell that is nothing else)."""
    if values.dtype.is_integer():
        return _forms(_digits(values))
    text = values.cast(pl.String, strict=False).drop_nulls().unique()
    return _forms(_bare(text), marked=text)


def forms_in_text(texts: pl.Series) -> Forms:
    """Return the forms of every piece of some published texts that could be an identifier, wholes included."""
    text = texts.cast(pl.String, strict=False).drop_nulls().unique()
    pieces = text.str.extract_all(_JOINED).explode(empty_as_null=False, keep_nulls=False)
    telephones = text.str.extract_all(_TELEPHONE).explode(empty_as_null=False, keep_nulls=False)
    marked = text.str.extract_all(_MARKED).explode(empty_as_null=False, keep_nulls=False)
    return _forms(_bare(pl.concat([pieces, telephones, text]).unique()), marked=pl.concat([marked, text]))


def _digits(values: pl.Series) -> pl.Series:
    return values.abs().drop_nulls().unique().cast(pl.String)


def _bare(text: pl.Series) -> pl.Series:
    """Upper-case letters and digits without a spreadsheet's `.0` or leading zeros; NANP's country code gone."""
    return (
        text.str.replace(r"^\s*(\d+)\.0+\s*$", "${1}")
        .str.replace_all(r"[^\p{L}\p{N}]+", "")
        .str.to_uppercase()
        .str.strip_chars_start("0")
        .str.replace(r"^1(\d{10})$", "${1}")
    )


def _forms(bare: pl.Series, *, marked: pl.Series | None = None) -> Forms:
    bare = bare.filter(bare.str.len_chars() >= SHORTEST).unique()
    only_digits = bare.str.contains(r"^[0-9]+$")
    numbers = bare.filter(only_digits & (bare.str.len_bytes() <= _LONGEST_NUMBER)).cast(pl.UInt64)
    words = bare.filter(~only_digits & bare.str.contains(r"\p{N}")).hash(seed=1)
    if marked is not None:
        marks = marked.filter(marked.str.contains(r"[@/:]") & (marked.str.len_chars() >= SHORTEST))
        words = pl.concat([words, marks.str.strip_chars().str.to_lowercase().hash(seed=2)])
    return Forms(numbers.to_numpy(), words.unique().to_numpy())
