"""Column headers: their words, and whether a header is really a value (pivoted data, a missing header row)."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from safeharbor.reference.dicom import keyword
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_VALUE: Final = re.compile(
    r"""
      [^@\s]+@[^@\s]+\.[a-z]{2,}                                  # e-mail
    | (?:https?|ftp|s3|gs)://.*                                   # URL
    | [-+]?\d[\d.,:/\s+-]*(?:[ap]m|z)?                            # numbers, dates, times, telephones
    | \(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?:\s*x\d+)?             # telephone
    | \d{4}-\d{2}-\d{2}[t\s].*                                    # timestamps
    | \d{1,2}[\s./-]*[a-z]{3,9}[\s.,/-]*(?:\d{2}|\d{4})           # 3 Mar 2024
    | [a-z]{3,9}[\s.,/-]*\d{1,2}(?:st|nd|rd|th)?[\s.,/-]+\d{4}    # March 3, 2024
    | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s./_-]*\d{2,4}
    | [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}
    | (?!(?:seq|item|elem|field|var|col)\d{5}$)[a-z]{1,5}[\s:#_-]*\d{5,}  # MRN-0048213; `Seq10101` numbers a field
    | \d{5,}[\s:#_-]*[a-z]{1,5}
    | \d{3}-\d{2}-\d{4}
    | \d+\s+[a-z]+.*\b(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|court|ct|way)\b.*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DATE_INSIDE: Final = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}[-_/.]?(?:0[1-9]|1[0-2])[-_/.]?(?:0[1-9]|[12]\d|3[01])|\d{1,2}[/-]\d{1,2}[/-](?:19|20)?\d{2})(?!\d)"
)
_LONG_NUMBER: Final = re.compile(r"\d{6,}")
_NAME_PARTS: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CASE_EDGE: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_ACIDITY: Final = re.compile(r"(?<![A-Za-z])pH(?![A-Za-z])")  # in any other spelling it may be a telephone
_MIN_NAME: Final = 4
_REFERENCE: Final = re.compile(r"[A-Z]\d{5,7}")
_SEVERAL: Final = 8
_QUARTER: Final = 4
_TWO: Final = 2
_TENTH: Final = 0.1


def fold(text: str) -> str:
    """Return `text` without accents, in lower case."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in parts if not unicodedata.combining(mark)).lower()


def header_words(header: str) -> tuple[str, ...]:
    """Return the folded words of a header: `PAT_FirstName2` -> pat, first, name, 2; a DICOM tag's are its keyword's."""
    first, _, inner = header.partition(".")
    tag = keyword(first)
    said = f"{tag}.{inner.removeprefix('Value[]')}" if tag else header
    spaced = _CASE_EDGE.sub(" ", _ACIDITY.sub("acidity", said).replace("'", ""))
    return tuple(word for word in re.split(r"[^a-z0-9%]+", fold(spaced)) if word)


def looks_like_value(header: str) -> bool:
    """Whether a header can only be a value: a date, a number, an id, an address, `Last, First`."""
    text = header.strip().lstrip("\ufeff")
    if not text or keyword(text):
        return False
    if _VALUE.fullmatch(text) or _DATE_INSIDE.search(text) or _LONG_NUMBER.search(text):
        return True
    parts = _NAME_PARTS.findall(text)
    return len(parts) >= _TWO and text[0].isupper() and all(_is_name(part) for part in parts)


def are_references(headers: Sequence[str]) -> bool:
    """Whether headers are a survey's reference numbers (`R0536300`, `R0536401`): all of them, many of them round.

    What is pivoted leaves a column with a name; of record numbers one in a hundred is round.
    """
    round_ones = sum(header.endswith("00") for header in headers)
    all_of_them = len(headers) >= _SEVERAL and all(_REFERENCE.fullmatch(header) for header in headers)
    return all_of_them and round_ones * _QUARTER >= len(headers)


def value_headers(headers: Sequence[str]) -> tuple[int, ...]:
    """Return the positions of headers that are values.

    Lone surnames count when two stand side by side or they are a tenth of the headers: of fifty abbreviations one or
    two are surnames by chance (`MAGER`, a mother's age).
    """
    if are_references(headers):
        return ()
    plain = [index for index, header in enumerate(headers) if looks_like_value(header)]
    names = [index for index, header in enumerate(headers) if header[:1].isupper() and _is_name(header.strip())]
    beside = any(two - one == 1 for one, two in pairwise(names))
    many = len(names) >= _TWO and (beside or len(names) >= _TENTH * len(headers))
    return tuple(sorted({*plain, *names})) if many else tuple(plain)


def _is_name(word: str) -> bool:
    """Whether a word is a person's name and no word of English or of medicine."""
    folded = fold(word).replace("'", "").replace("\u2019", "")
    if len(folded) < _MIN_NAME or folded in vocabulary("english") or folded in vocabulary("clinical"):
        return False
    return folded in vocabulary("given") or folded in vocabulary("family")
