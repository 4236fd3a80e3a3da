"""tokenize: an identifier becomes its random token (45 CFR 164.514(c)), the same wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.parsing.once import numbered
from safeharbor.protocols import NumberingTokenizer, RowContext, Treated
from safeharbor.treat.settings import Settings, check_type, counts, unreadable, writable

if TYPE_CHECKING:
    from safeharbor.identifiers import DataKind
    from safeharbor.parsing.once import Numbered
    from safeharbor.protocols import Tokenizer

_SCIENTIFIC: Final = r"^\s*(\d)\.(\d+)[Ee]\+(\d{2,})\s*$"  # as spreadsheets write it: `1.23E+09`
_EXACT: Final = 2**53  # above, a float no longer holds every whole number
_EXACT_SINGLE: Final = 2**24


class Tokenize:
    """Replace identifiers by the vault's tokens (String)."""

    def __init__(self, tokenizer: Tokenizer, *, system: str, kind: DataKind) -> None:
        """Take the tokenizer, and the namespace and kind of the ids."""
        if not system:
            message = "a tokenized column needs a system"
            raise PolicyError(message, hint="name the id's namespace, such as `system: mrn`")
        self._tokenizer = tokenizer
        self._system = system
        self._kind = kind

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the tokens; ids whose digits a spreadsheet rounded away are null, counted `unreadable`."""
        texts = values if values.dtype == pl.String else identifier_text(values)
        once = numbered(texts) if rows.numbered is None else rows.numbered
        once = None if once is None else self._each(once)
        tokens = self._tokens(texts) if once is None else once.column()
        # what was lost has no token: only then is there anything to count
        lost = tokens.null_count() > values.null_count()
        return Treated(
            tokens.alias(values.name),
            counts(unreadable=unreadable(values, identifier_text(values)) if lost else 0),
            numbered=once,
        )

    def _each(self, once: Numbered) -> Numbered:
        """Return the tokens of different texts, with their lasting numbers where the vault tells these."""
        if isinstance(self._tokenizer, NumberingTokenizer):
            texts = identifier_text(once.values)
            lasting = self._tokenizer.numbered(texts, system=self._system, kind=self._kind)
            if lasting is not None:
                return replace(once, values=lasting.texts.gather(lasting.numbers), lasting=lasting)
        return replace(once, values=self._tokens(once.values))

    def _tokens(self, texts: pl.Series) -> pl.Series:
        return self._tokenizer.tokenize(identifier_text(texts), system=self._system, kind=self._kind)

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String; nested values have no one identifier."""
        check_type("tokenize", source, fits=writable(source), allowed="flat values")
        return pl.String()


def identifier_text(values: pl.Series) -> pl.Series:
    """Return identifiers as text: whole numbers without `.0`, null where digits were lost.

    `1.23E+09` holds three of ten digits: two patients would share it. Bytes become hexadecimal.
    """
    dtype = values.dtype
    if dtype.is_float():
        limit = _EXACT if dtype == pl.Float64 else _EXACT_SINGLE
        whole = values.is_finite() & (values == values.round()) & (values.abs() <= limit)
        return values.set(~whole, None).cast(pl.Int64, strict=False).cast(pl.String)
    if dtype.is_decimal():
        return values.cast(pl.String).str.replace(r"\.0+$", "")
    if dtype == pl.Binary:
        return values.bin.encode("hex")
    if dtype != pl.String:
        return values.cast(pl.String, strict=False)
    if not values.str.contains(_SCIENTIFIC).any():
        return values
    v = pl.col("v")
    fraction = v.str.extract(_SCIENTIFIC, 2)
    power = v.str.extract(_SCIENTIFIC, 3).cast(pl.Int32, strict=False)
    digits = v.str.extract(_SCIENTIFIC, 1) + fraction
    kept = pl.when(fraction.str.len_bytes() == power).then(digits)
    return values.to_frame("v").select(pl.when(fraction.is_null()).then(v).otherwise(kept)).to_series()


def tokenize(settings: Settings) -> Tokenize:
    """Make `tokenize` from the plan's system and kind."""
    return Tokenize(settings.need_tokenizer("tokenize"), system=settings.system, kind=settings.kind)
