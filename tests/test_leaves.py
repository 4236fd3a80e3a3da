"""Nested columns go apart into leaves and come together unchanged."""

from __future__ import annotations

import polars as pl
import pytest
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


def test_steps_lead_from_a_column_to_a_leaf() -> None:
    """A field's name with all its characters, or None for each list; a column's own name is no step."""
    fields = ["a.b", "c[]", "d\\"]
    schema = {
        "x[.": pl.List(pl.Struct({fields[0]: pl.List(pl.List(pl.Int8)), fields[1]: pl.Struct({fields[2]: pl.Int8})}))
    }
    assert [leaves.steps_of(path) for path in leaves.paths(schema)] == [
        (None, fields[0], None, None),
        (None, fields[1], fields[2]),
    ]
    assert leaves.steps_of(leaves.escape("a.b[]")) == ()


def test_the_least_of_each_row() -> None:
    """One entry a row, null where a row has no value; flat columns as they are."""
    frame = pl.DataFrame({"n": [[3, 1], [], None, [None], [2]], "m": [1, 2, 3, 4, 5]})
    held = leaves.take_apart(frame)
    assert leaves.height_of(held) == 5
    assert leaves.least(held["n[]"], held["n[]"].values, 5).to_list() == [1, None, None, None, 2]
    assert leaves.least(held["m"], held["m"].values, 5).to_list() == [1, 2, 3, 4, 5]
    assert leaves.height_of(leaves.take_apart(frame.select("n").clear())) == 0


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("m", "m", [(1, 1), (2, 2)]),
        ("m", "s.f", [(1, 7), (2, 8)]),
        ("n[].a", "n[].b", [(3, 30), (4, 40), (5, 50)]),
        ("n[].a", "m", [(3, 1), (4, 1), (5, 2)]),
        ("s.f", "n[].a", [(7, 3), (7, 4), (8, 5)]),
        ("n[].a", "o[]", None),
    ],
)
def test_what_belongs_together(one: str, other: str, expected: list[tuple[int, int]] | None) -> None:
    """Values of one row stand side by side, and of one element; those of different lists do not."""
    frame = pl.DataFrame(
        {
            "m": [1, 2],
            "s": [{"f": 7}, {"f": 8}],
            "n": [[{"a": 3, "b": 30}, {"a": 4, "b": 40}], [{"a": 5, "b": 50}]],
            "o": [[1], [2, 3]],
        }
    )
    held = leaves.take_apart(frame)
    found = leaves.paired((held[one], held[one].values), (held[other], held[other].values), 2)
    assert (None if found is None else list(zip(*found[1:], strict=True))) == expected


@pytest.mark.parametrize(
    ("path", "other", "expected"),
    [
        ("m", "s.f", [7, 8]),
        ("n[].a", "m", [1, 1, 2]),
        ("n[].a", "s.f", [7, 7, 8]),
        ("o[]", "s.f", [7, 8, 8]),
        ("n[].a", "n[].b", [30, 40, 50]),
        ("n[].a", "o[]", [None, None, None]),
        ("m", "o[]", [None, None]),
    ],
)
def test_what_stands_beside_a_value(path: str, other: str, expected: list[int | None]) -> None:
    """A value has its row's column or field and its element's field beside it, and nothing of another list."""
    frame = pl.DataFrame(
        {
            "m": [1, 2],
            "s": [{"f": 7}, {"f": 8}],
            "n": [[{"a": 3, "b": 30}, {"a": 4, "b": 40}], [{"a": 5, "b": 50}]],
            "o": [[1], [2, 3]],
        }
    )
    held = leaves.take_apart(frame)
    assert leaves.neighbour(held[path], held[other]).to_list() == expected
    assert leaves.pairs(path, other) is (None not in expected)
