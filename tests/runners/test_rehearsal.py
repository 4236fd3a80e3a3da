"""What a rehearsal reads of a table: every row, and a few of its texts."""

from __future__ import annotations

import polars as pl

from safeharbor.runners.rehearsal import few_texts


def test_texts_are_thinned_and_other_columns_are_whole() -> None:
    """Ten of a hundred notes stay, at even steps; the codes beside them all do."""
    frame = pl.DataFrame({"code": range(100), "note": [f"note {n}" for n in range(100)]})
    thin = few_texts(frame, ["note"], number=10)
    assert thin["code"].equals(frame["code"])
    assert thin["note"].drop_nulls().to_list() == [f"note {n}" for n in range(0, 100, 10)]


def test_a_nested_text_thins_the_rows() -> None:
    """A text inside a struct takes its rows along; without texts nothing is left out."""
    frame = pl.DataFrame({"code": range(100), "note": [{"text": str(n)} for n in range(100)]})
    assert few_texts(frame, ["note.text"], number=10)["code"].to_list() == list(range(0, 100, 10))
    assert few_texts(frame, [], number=10) is frame


def test_a_small_table_is_read_whole() -> None:
    """As many notes as wanted, or fewer, are all read."""
    frame = pl.DataFrame({"note": ["a", "b"]})
    assert few_texts(frame, ["note"], number=2) is frame
