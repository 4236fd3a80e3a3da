"""Reading each different text of a column once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_REPEATED: Final = 0.5  # distinct texts a row: with more, reading them all costs less than writing them down once
_SHOWN: Final = 8  # rows a value: so many first rows show all of few values, as a rule
_FEW: Final = 100  # texts: numbering them costs more than reading each


class Texts(Protocol):
    """Texts by their numbers: a list of them (String), or who can write them."""

    def gather(self, indices: pl.Series, /) -> pl.Series:
        """Return the text of each number, null for null."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """Numbers (UInt32, null for null) that mean the same texts in every batch of a run."""

    numbers: pl.Series = field(repr=False)
    texts: Texts = field(repr=False)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A column as its different values, and which of them each row has (UInt32, null for null).

    `lasting`: the different values once more, where they have numbers in other batches too.
    """

    values: pl.Series = field(repr=False)
    rows: pl.Series = field(repr=False)
    lasting: Lasting | None = field(default=None, repr=False)

    @property
    def repeats(self) -> bool:
        """Whether there are few enough different values that reading each once is worth it."""
        return len(self.rows) >= _FEW and len(self.values) <= _REPEATED * len(self.rows)

    def column(self) -> pl.Series:
        """Return the column, a value per row."""
        return self.values.gather(self.rows)

    def slice(self, start: int, height: int) -> Numbered:
        """Return some rows; values that none of them has stay."""
        return replace(self, rows=self.rows.slice(start, height))

    def met(self) -> Numbered:
        """Return the column without values that no row has."""
        rows = (self.rows.drop_nulls() if self.rows.null_count() else self.rows).to_numpy()
        used = np.zeros(len(self.values), dtype=np.bool_)
        for some in (rows[: _SHOWN * len(used)], rows):
            used[some] = True
            if used.all():
                return self
        places = pl.Series(np.cumsum(used, dtype=np.uint32) - np.uint32(1))
        return Numbered(self.values.filter(pl.Series(used)), places.gather(self.rows))


def told_apart(texts: pl.Series) -> Numbered:
    """Return a column of texts (String) by its different ones, in the order they are met.

    Categories number distinct texts for a third of the cost of `unique` and a join (polars 2.1, 250k texts).
    """
    coded = texts.cast(pl.Categorical(pl.Categories.random("texts")))
    codes = coded.to_physical()
    different = 1 + int(str(codes.max() if codes.null_count() < len(codes) else -1))
    # asked of the categories themselves, their texts would be fetched one by one
    numbers = pl.int_range(different, dtype=pl.UInt32, eager=True)
    return Numbered(numbers.cat.to(coded.dtype).cast(pl.String), codes)


def numbered(texts: pl.Series) -> Numbered | None:
    """Return a column of texts (String) by its different ones; None where few repeat."""
    if len(texts) < _FEW:
        return None
    found = told_apart(texts)
    return found if found.repeats else None


def met(codes: pl.Series) -> pl.Series:
    """Return the texts (String) that a column of categories has, each once."""
    numbers = codes.to_physical()
    numbers = numbers.drop_nulls() if numbers.null_count() else numbers
    used = np.flatnonzero(np.bincount(numbers.to_numpy()))
    return pl.Series(used, dtype=numbers.dtype).cat.to(codes.dtype).cast(pl.String)


def joined(parts: Sequence[Numbered]) -> Numbered:
    """Return the rows of several columns, one after the other, by the different values of all."""
    if len(parts) == 1:
        return parts[0].met()
    both = told_apart(pl.concat([part.values for part in parts]))
    rows: list[pl.Series] = []
    before = 0
    for part in parts:
        rows.append(both.rows.slice(before, len(part.values)).gather(part.rows))
        before += len(part.values)
    return Numbered(both.values, pl.concat(rows)).met()


def each_once(texts: pl.Series, read: Callable[[pl.Series], pl.Series], once: Numbered | None = None) -> pl.Series:
    """Return `read(texts)` for a function that reads each text (String) by itself, called with distinct ones if few.

    `once`: the same texts, where their different ones are known.
    """
    once = numbered(texts) if once is None else once
    done = read(texts) if once is None else replace(once, values=read(once.values)).column()
    return done.alias(texts.name)
