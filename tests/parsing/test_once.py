"""Distinct texts are read once, and every row gets its answer."""

from __future__ import annotations

import polars as pl
import pytest

from safeharbor.parsing.once import Numbered, each_once, joined, numbered


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


def test_what_is_known_is_not_told_apart_again() -> None:
    """Different texts that are given are the ones read, whatever order they have."""
    once = Numbered(pl.Series(["b", "a"]), pl.Series([1, 0, None, 1], dtype=pl.UInt32))
    found = each_once(pl.Series("c", ["a", "b", None, "a"]), lambda some: some + "!", once)
    assert found.to_list() == ["a!", "b!", None, "a!"]
    assert found.name == "c"


def test_columns_one_after_the_other() -> None:
    """Several columns are one, by the different texts that its rows have, each once."""
    first = numbered(pl.Series(["x", "y", None, "z"] * 50))
    second = numbered(pl.Series(["z", "w"] * 100))
    assert first is not None
    assert second is not None
    both = joined([first.slice(0, 2), second, first.slice(2, 3)])
    assert both.column().to_list() == ["x", "y", *["z", "w"] * 100, None, "z", "x"]
    assert sorted(both.values) == ["w", "x", "y", "z"]
    assert sorted(joined([first.slice(1, 2)]).values) == ["y"]
    assert len(joined([first.slice(2, 1)]).values) == 0
