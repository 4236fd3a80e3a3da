"""The external merge: memory is bounded, the order is the keys'."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from safeharbor.mirrors import coded, ordering
from safeharbor.mirrors.ordering import Sorter, bytes_of
from safeharbor.parsing.once import told_apart

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ROWS = 40_000


def merged(
    keys: NDArray[np.uint64], folder: Path, *, memory: int, piece: int = 5000, step: int = 1700
) -> tuple[pl.DataFrame, list[int]]:
    """Return the rows in order, and the heights of the pieces they came in."""
    sorter = Sorter(folder, memory=memory, piece_rows=piece)
    frame = pl.DataFrame(
        {"k": keys, "row": np.arange(len(keys)), "text": [f"a text of row {row}" for row in range(len(keys))]}
    )
    for start in range(0, len(keys), step):
        part = frame.slice(start, step)
        sorter.add(part, part["k"])
        assert sorter.held <= max(memory, bytes_of(part))
    pieces = [piece.plain() for piece in sorter.pieces()]
    return pl.concat(pieces), [piece.height for piece in pieces]


@pytest.mark.parametrize("memory", [0, 300_000, 1 << 30])
@pytest.mark.parametrize("spread", ["even", "narrow", "few", "one", "top"])
def test_order_whatever_the_keys(tmp_path: Path, memory: int, spread: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows come out as a stable sort would give them: in memory, spilled, merged twice, and with keys of any kind."""
    monkeypatch.setattr(ordering, "_STEP", 256)
    monkeypatch.setattr(ordering, "_MOST_RUNS", 5)
    rng = np.random.default_rng(3)
    highest = {"even": 2**64 - 1, "narrow": 2**20, "few": 4, "one": 1, "top": 2}[spread]
    keys = rng.integers(0, highest, ROWS, dtype=np.uint64)
    if spread == "top":
        keys = np.uint64(2**64 - 1) - keys
    found, heights = merged(keys, tmp_path, memory=memory)
    expected = pl.DataFrame({"k": keys, "row": np.arange(ROWS)}).sort("k", maintain_order=True)
    assert found.select("k", "row").equals(expected)
    assert found["text"].to_list()[:50] == [f"a text of row {row}" for row in expected["row"][:50]]
    if spread in {"even", "narrow"}:
        assert max(heights) < 3 * 5000


def test_nothing(tmp_path: Path) -> None:
    """No rows give no pieces, and nothing on disk."""
    sorter = Sorter(tmp_path, memory=0, piece_rows=10)
    sorter.add(pl.DataFrame({"a": pl.Series([], dtype=pl.String)}), pl.Series([], dtype=pl.UInt64))
    assert list(sorter.pieces()) == []
    assert list(tmp_path.iterdir()) == []


def test_texts_that_are_all_null(tmp_path: Path) -> None:
    """A column of texts without any comes back so, alone and beside one that repeats."""
    sorter = Sorter(tmp_path, memory=0, piece_rows=10)
    frame = pl.DataFrame({"none": pl.Series([None] * 400, dtype=pl.String), "some": ["a", None] * 200})
    sorter.add(frame, pl.int_range(400, dtype=pl.UInt64, eager=True))
    assert pl.concat(piece.plain() for piece in sorter.pieces()).equals(frame)


def test_nested_columns_survive_the_disk(tmp_path: Path) -> None:
    """Structs, lists, binary, decimals and times with zones come back from disk as they went."""
    frame = pl.DataFrame(
        {
            "s": [{"a": 1, "b": ["x", None]}, None, {"a": None, "b": []}],
            "b": [b"\x00", None, b"long enough not to be inlined"],
            "d": pl.Series(["1.10", None, "2.25"]).cast(pl.Decimal(10, 2)),
            "t": pl.Series([0, 1, None]).cast(pl.Datetime("ms", "America/Denver")),
            "c": [True, None, False],
        }
    )
    sorter = Sorter(tmp_path, memory=0, piece_rows=10)
    sorter.add(frame.head(2), pl.Series([2, 1], dtype=pl.UInt64))
    sorter.add(frame.slice(2), pl.Series([0], dtype=pl.UInt64))
    assert pl.concat(piece.plain() for piece in sorter.pieces()).equals(frame[[2, 1, 0]])


@pytest.mark.parametrize("memory", [0, 1 << 30])
def test_texts_that_repeat_no_more_are_texts_again(
    tmp_path: Path, memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column that was coded at first and then met too many values comes back whole, from memory and from disk."""
    monkeypatch.setattr(coded, "_MOST", 600)
    words = pl.Series("text", [f"w{row // 5}" for row in range(6_000)])
    sorter = Sorter(tmp_path, memory=memory, piece_rows=1_000)
    keys = np.random.default_rng(5).permutation(6_000).astype(np.uint64)
    for start in range(0, 6_000, 1_000):
        sorter.add(words.slice(start, 1_000).to_frame(), pl.Series(keys[start : start + 1_000]))
    found = pl.concat(piece.plain() for piece in sorter.pieces())["text"]
    assert found.to_list() == words.gather(np.argsort(keys)).to_list()


@pytest.mark.parametrize("memory", [0, 1 << 30])
@pytest.mark.parametrize("given", ["nnn", "nnt", "tnn", "nmn", "nto", "ccn", "ncc"])
def test_texts_that_came_as_numbers(tmp_path: Path, memory: int, given: str) -> None:
    """Rows come back with their texts whether they came with (n)umbers, of other texts (m, o), as (t)exts or (c)odes.

    Numbers of two lists are never taken for each other.
    """
    texts = pl.Series("text", [None if row % 50 == 7 else f"text {row // 4}" for row in range(900)])
    once = told_apart(texts)
    lists = {"n": once.values, "m": once.values.reverse(), "o": once.values.head(1).append(once.values)}
    last = len(once.values) - 1
    numbers = {"n": once.rows, "m": last - once.rows, "o": once.rows + 1}
    sorter, codes = Sorter(tmp_path, memory=memory, piece_rows=100), coded.Codes()
    keys = pl.Series(np.random.default_rng(1).permutation(900), dtype=pl.UInt64)
    for start, way in zip(range(0, 900, 300), given, strict=True):
        frame, held = texts[start : start + 300].to_frame(), {}
        if way in lists:
            frame, held = numbers[way][start : start + 300].alias("text").to_frame(), {"text": lists[way]}
        elif way == "c":
            frame = frame.with_columns(codes.of(frame).values())
        sorter.add(frame, keys[start : start + 300], held)
    found = list(sorter.pieces())
    assert pl.concat(piece.plain() for piece in found)["text"].equals(texts.gather(keys.arg_sort()))
    assert given != "nnn" or found[0].texts["text"] is once.values


@pytest.mark.parametrize("memory", [0, 1 << 30])
def test_texts_that_came_as_categories_and_repeat_no_longer(
    tmp_path: Path, memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Categories given with the rows, and texts once they are too many for it, come back as the same texts."""
    monkeypatch.setattr(coded, "_MOST", 150)
    sorter, codes = Sorter(tmp_path, memory=memory, piece_rows=100), coded.Codes()
    texts = pl.Series("text", [f"text {row // 4 if row < 900 else row}" for row in range(1_200)])
    keys = pl.Series(np.random.default_rng(1).permutation(1_200), dtype=pl.UInt64)
    kinds = set()
    for start in range(0, 1_200, 200):
        frame = texts[start : start + 200].to_frame()
        frame = frame.with_columns(codes.of(frame).values())
        kinds.add(str(frame["text"].dtype.base_type()))
        sorter.add(frame, keys[start : start + 200])
    assert kinds == {"Categorical", "String"}
    assert pl.concat(piece.plain() for piece in sorter.pieces())["text"].equals(texts.gather(keys.arg_sort()))
