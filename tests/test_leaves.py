"""Nested columns go apart into leaves and come together unchanged."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from safeharbor import leaves

FRAME = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "a.b": [1, 2, None, 4],
        "address": [
            {"city": "X", "geo": {"lat": 1.5}},
            None,
            {"city": None, "geo": None},
            {"city": "Y", "geo": {"lat": None}},
        ],
        "names": [[{"family": "P", "given": ["q", "r"]}, None], [], None, [{"family": None, "given": []}]],
        "pair": pl.Series([[1, 2], [3, 4], None, [5, 6]], dtype=pl.Array(pl.Int64, 2)),
    }
)


def test_paths_name_every_leaf() -> None:
    """Structs give dotted paths, lists brackets, and a dot in a header is escaped."""
    assert list(leaves.paths(FRAME.schema)) == [
        "id",
        "a\\.b",
        "address.city",
        "address.geo.lat",
        "names[].family",
        "names[].given[]",
        "pair[]",
    ]
    assert [leaves.header_of(path) for path in leaves.paths(FRAME.schema)] == [
        "id",
        "a.b",
        "address",
        "address",
        "names",
        "names",
        "pair",
    ]


def test_taken_apart_and_together_is_the_same_frame() -> None:
    """Nulls, empty lists and null structs survive the round trip."""
    parts = leaves.take_apart(FRAME)
    back = leaves.put_together(FRAME, {path: leaf.values for path, leaf in parts.items()})
    assert_frame_equal(FRAME.with_columns(pl.col("pair").cast(pl.List(pl.Int64))), back)


def test_a_leaf_knows_its_rows() -> None:
    """Each value of a list leaf is tied to the row it came from."""
    leaf = leaves.take_apart(FRAME)["names[].given[]"]
    assert leaf.values.to_list() == ["q", "r"]
    assert leaf.beside(FRAME["id"]).to_list() == ["a", "a"]


def test_leaves_not_given_are_gone() -> None:
    """A struct keeps its other fields; a column of which nothing is left disappears."""
    parts = leaves.take_apart(FRAME)
    kept = leaves.put_together(FRAME, {"address.geo.lat": parts["address.geo.lat"].values})
    assert kept.columns == ["address"]
    assert kept["address"].to_list() == [{"geo": {"lat": 1.5}}, None, {"geo": None}, {"geo": {"lat": None}}]


def test_an_empty_frame_keeps_its_shape() -> None:
    """Zero rows go through like any other number."""
    empty = FRAME.head(0)
    parts = leaves.take_apart(empty)
    assert (
        leaves.put_together(empty, {path: leaf.values for path, leaf in parts.items()}).schema.names() == empty.columns
    )
