"""Distinct texts are read once, and every row gets its answer."""

from __future__ import annotations

import polars as pl
import pytest

from safeharbor.parsing.once import each_once


@pytest.mark.parametrize(
    "texts", [["b", "a", None, "b", "a", "b"] * 400, [f"t{n}" for n in range(2_000)], [None, None], []]
)
def test_as_if_read_row_by_row(texts: list[str | None]) -> None:
    """Few or many distinct texts, nulls or no rows at all: the same answers, under the column's name."""
    column = pl.Series("c", texts, dtype=pl.String)
    assert each_once(column, lambda some: some.str.to_uppercase()).equals(column.str.to_uppercase(), check_names=True)


def test_repeated_texts_are_read_once() -> None:
    """The function sees as many texts as there are different ones."""
    seen: list[int] = []

    def read(some: pl.Series) -> pl.Series:
        seen.append(len(some))
        return some.str.len_bytes()

    each_once(pl.Series(["x", "y"] * 5_000), read)
    assert seen == [2]
