"""Texts as codes: the same texts, whichever way their different values came to be known."""

from __future__ import annotations

import polars as pl
import pytest

from safeharbor.mirrors import coded
from safeharbor.parsing.once import Numbered, numbered

BATCHES = [
    pl.Series("token", [None if row % 7 == 0 else f"token {(row + start) // 5}" for row in range(400)])
    for start in (0, 200, 1_000)
]


def known(texts: pl.Series) -> Numbered:
    """Return a column's different values, as a treatment does that reads each once."""
    once = numbered(texts)
    assert once is not None
    return once


@pytest.mark.parametrize("given", [False, True])
def test_codes_are_the_texts_batch_after_batch(*, given: bool) -> None:
    """Of whole columns or of their different values, codes read as the texts and mean the same in every batch."""
    codes = coded.Codes()
    found = [codes.of(texts.to_frame(), {"token": known(texts)} if given else None)["token"] for texts in BATCHES]
    assert len({str(column.dtype) for column in found}) == 1
    for column, texts in zip(found, BATCHES, strict=True):
        assert column.cast(pl.String).equals(texts, check_names=True)


def test_a_column_of_too_many_values_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a column's values are too many, no later batch of it is coded."""
    monkeypatch.setattr(coded, "_MOST", 100)
    codes = coded.Codes()
    assert ["token" in codes.of(texts.to_frame(), {"token": known(texts)}) for texts in BATCHES] == [True, False, False]
