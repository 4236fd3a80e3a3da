"""What a treatment is made from: the plan's facts and the services handed in by `assemble`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.parsing.blank import blank

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from safeharbor.findings import KnownValues
    from safeharbor.protocols import Detector, Tokenizer

    Recall = Callable[[Sequence[str]], Mapping[str, KnownValues]]
    # the texts inside a cell, and how to put treated ones back; None when the cell is plain text
    Unwrapped = tuple[Sequence[str], Callable[[Sequence[str]], str]]
    Unwrap = Callable[[str], Unwrapped | None]

AGED: int = 90  # 45 CFR 164.514(b)(2)(i)(C): ages over 89 are one category, "90 or older"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a factory may need for one column; each takes what it uses and checks it once.

    `kind`: what the column holds. `system`: the token namespace of the column; `systems`: those of the
    kinds of ids that text may mention. `secret`: 32 bytes, for the expert-determination treatments.
    `options`: the rule's own settings. PHI passes through the services, so none is in the repr.
    """

    as_of: dt.date
    kind: DataKind = DataKind.UNKNOWN
    zip3_vintage: str = "2020"
    system: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    systems: Mapping[DataKind, str] = field(default_factory=dict)
    tokenizer: Tokenizer | None = field(default=None, repr=False)
    detector: Detector | None = field(default=None, repr=False)
    recall: Recall | None = field(default=None, repr=False)
    unwrap: Unwrap | None = field(default=None, repr=False)
    secret: bytes = field(default=b"", repr=False)

    def need_tokenizer(self, treatment: str) -> Tokenizer:
        """Return the tokenizer; PolicyError when none was handed in."""
        if self.tokenizer is None:
            message = f"the treatment {treatment!r} needs a vault, and none is open"
            raise PolicyError(message, hint="name a vault in the policy")
        return self.tokenizer

    def choice(self, option: str, *allowed: str) -> str:
        """Return the option's value, by default the first allowed; PolicyError for any other."""
        value = self.options.get(option, allowed[0])
        if value not in allowed:
            message = f"the option {option!r} must be one of {', '.join(allowed)}"
            raise PolicyError(message, hint="correct it in the rule's options")
        return str(value)


def unreadable(values: pl.Series, read: pl.Series) -> int:
    """Return how many values were there, said something, and could not be read.

    Nulls, NaN and what people write for no value (`N/A`, `-`) are not counted. Nulls stay null: as many of them before
    and after say that nothing was lost.
    """
    if read.null_count() == values.null_count():
        return 0
    lost = values.filter(read.is_null() & values.is_not_null())
    if lost.dtype.is_float():
        return int(lost.is_not_nan().sum())
    if lost.dtype == pl.String or isinstance(lost.dtype, pl.Categorical | pl.Enum):
        text = lost.cast(pl.String).to_frame("v")
        return int((~text.select(blank(pl.col("v"))).to_series()).sum())
    return len(lost)


def counts(**numbers: int) -> dict[str, int]:
    """Return the counts that are not zero."""
    return {what: number for what, number in numbers.items() if number}


def check_type(treatment: str, source: pl.DataType, *, fits: bool, allowed: str) -> None:
    """Raise the PolicyError that says which types a treatment takes, unless this one `fits`."""
    if not fits:
        message = f"the treatment {treatment!r} cannot be used on a column of type {source}; allowed: {allowed}"
        raise PolicyError(message, hint="withhold the column, or choose a treatment that fits its type")


def flat_text_or_number(source: pl.DataType) -> bool:
    """Return whether a column is text, a category, a number or empty."""
    return source.is_numeric() or isinstance(source, pl.String | pl.Categorical | pl.Enum | pl.Null)


def writable(source: pl.DataType) -> bool:
    """Return whether every value of this type has one way of being written as an identifier."""
    return not (source.is_nested() or isinstance(source, pl.Duration | pl.Object))


def datelike(source: pl.DataType) -> bool:
    """Return whether dates can be read from a column of this type."""
    return flat_text_or_number(source) or isinstance(source, pl.Date | pl.Datetime)
