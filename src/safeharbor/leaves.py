r"""Nested columns, leaf by leaf: taken apart into flat columns, treated, put together again.

A path names a leaf: `zip`, `address.city` (a field), `names[].family` (a field of each list
element). A dot, bracket or backslash in a header is escaped with a backslash: `a\.b`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from safeharbor.parsing.once import Numbered


@dataclass(frozen=True, slots=True)
class Leaf:
    """The values of one leaf. `rows`: the frame's row of each value; None when they are one to one.

    `numbered`: texts by their different ones, where these are known.
    """

    path: str
    values: pl.Series = field(repr=False)
    rows: NDArray[np.int64] | None = field(default=None, repr=False)
    numbered: Numbered | None = field(default=None, repr=False)

    @property
    def different(self) -> pl.Series:
        """The values, texts each once where their different ones are known."""
        return self.values if self.numbered is None else self.numbered.values

    def beside(self, column: pl.Series) -> pl.Series:
        """Return `column`, one entry per row of the frame, as one entry per value of this leaf."""
        return column if self.rows is None else column.gather(pl.Series(self.rows))


def height_of(leaves: Mapping[str, Leaf]) -> int:
    """Return how many rows leaves are of, as far as any of them has a value."""
    return max((len(x.values) if x.rows is None else _last(x.rows) + 1 for x in leaves.values()), default=0)


def least(leaf: Leaf, values: pl.Series, height: int) -> pl.Series:
    """Return the smallest value of each row; null where a row has none. `values`: one for each value of `leaf`."""
    if leaf.rows is None:
        return values
    found = pl.DataFrame({"row": leaf.rows, "value": values}).group_by("row").agg(pl.col("value").min())
    every = pl.DataFrame({"row": np.arange(height, dtype=np.int64)})
    return every.join(found, on="row", how="left", maintain_order="left")["value"].alias(values.name)


def paired(
    one: tuple[Leaf, pl.Series], other: tuple[Leaf, pl.Series], height: int
) -> tuple[Leaf, pl.Series, pl.Series] | None:
    """Return values of two leaves that belong together, side by side, and the leaf whose rows they have.

    Those of one row, or of one element of a list; None for elements of different lists: nothing says which belong.
    """
    (first, left), (second, right) = one, other
    if first.rows is second.rows or (
        first.rows is not None and second.rows is not None and np.array_equal(first.rows, second.rows)
    ):
        return first, left, right
    if _one_each(second, height):
        return first, left, first.beside(right)
    return (second, second.beside(left), right) if _one_each(first, height) else None


def neighbour(leaf: Leaf, other: Leaf) -> pl.Series:
    """Return what stands beside each value of `leaf`: the other's value of the same row, or of the same list element.

    Nulls beside elements of another list: nothing says which belong. Policies that ask for that are refused.
    """
    if not pairs(leaf.path, other.path):
        return pl.Series(other.path, [None] * len(leaf.values), dtype=other.values.dtype)
    return other.values if _list_of(other.path) else leaf.beside(other.values)


def pairs(path: str, other: str) -> bool:
    """Whether each value of the leaf `path` has one value of the leaf `other` beside it."""
    return _list_of(other) in {(), _list_of(path)}


def _list_of(path: str) -> tuple[str | None, ...]:
    """Return header and steps to the innermost list of a path; nothing for a path that is in none."""
    steps = steps_of(path)
    return (header_of(path), *steps[: len(steps) - steps[::-1].index(None)]) if None in steps else ()


def _last(rows: NDArray[np.int64]) -> int:
    return int(rows[-1]) if len(rows) else -1


def _one_each(leaf: Leaf, height: int) -> bool:
    """Whether a leaf has one value for each row."""
    return leaf.rows is None or np.array_equal(leaf.rows, np.arange(height))


@lru_cache(maxsize=4_096)
def escape(header: str) -> str:
    """Return a header as it stands in a path."""
    return header.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[")


def header_of(path: str) -> str:
    """Return the header of the column that holds the leaf `path`."""
    out: list[str] = []
    characters = iter(path)
    for character in characters:
        if character == "\\":
            out.append(next(characters, ""))
        elif character in ".[":
            break
        else:
            out.append(character)
    return "".join(out)


def steps_of(path: str) -> tuple[str | None, ...]:
    """Return the steps from a column to a leaf: a field's name, or None for each element of a list."""
    steps: list[str | None] = []
    characters = iter(path)
    for character in characters:
        if character == "[":
            steps.append(None)
            next(characters)
        elif character == ".":
            steps.append("")
        elif steps and steps[-1] is not None:
            steps[-1] += next(characters, "") if character == "\\" else character
        elif character == "\\":
            next(characters, "")
    return tuple(steps)


def is_flat(path: str) -> bool:
    """Whether a path names a column itself, no field and no list's values."""
    return escape(header_of(path)) == path


def is_nested(dtype: pl.DataType) -> bool:
    """Whether a type holds more than one leaf or more than one value per row."""
    return isinstance(dtype, (pl.Struct, pl.List, pl.Array))


def paths(schema: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """Return leaf path -> leaf type of a schema, in order."""
    return {path: leaf for name, dtype in schema.items() for path, leaf in _paths(escape(name), dtype)}


def _paths(path: str, dtype: pl.DataType) -> Iterator[tuple[str, pl.DataType]]:
    if isinstance(dtype, pl.Struct):
        for part in dtype.fields:
            yield from _paths(f"{path}.{escape(part.name)}", _instance(part.dtype))
    elif isinstance(dtype, (pl.List, pl.Array)):
        yield from _paths(f"{path}[]", _instance(dtype.inner))
    else:
        yield path, dtype


def _instance(dtype: Any) -> pl.DataType:  # noqa: ANN401 - polars types a field's dtype as class or instance
    made: pl.DataType = dtype() if isinstance(dtype, type) else dtype
    return made


def take_apart(frame: pl.DataFrame, numbered: Mapping[str, Numbered] | None = None) -> dict[str, Leaf]:
    """Return leaf path -> leaf of every column; flat columns are not copied. `numbered`: as of `Batch`."""
    known = numbered or {}
    leaves: dict[str, Leaf] = {}
    for column in frame.iter_columns():
        path = escape(column.name)
        if not is_nested(column.dtype):
            leaves[path] = Leaf(path, column, numbered=known.get(column.name))
            continue
        for leaf in _apart(_lists_only(column).to_arrow(), path, np.arange(len(column), dtype=np.int64)):
            leaves[leaf.path] = leaf
    return leaves


def _lists_only(column: pl.Series) -> pl.Series:
    """Fixed-size arrays as lists: one shape of nesting to walk."""

    def listed(dtype: pl.DataType) -> pl.DataType:
        if isinstance(dtype, (pl.List, pl.Array)):
            return pl.List(listed(_instance(dtype.inner)))
        if isinstance(dtype, pl.Struct):
            return pl.Struct({part.name: listed(_instance(part.dtype)) for part in dtype.fields})
        return dtype

    wanted = listed(column.dtype)
    return column if wanted == column.dtype else column.cast(wanted)


def _apart(array: Any, path: str, rows: NDArray[np.int64]) -> Iterator[Leaf]:  # noqa: ANN401 - pyarrow is untyped
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_struct(array.type):
        for part, child in zip(array.type, array.flatten(), strict=True):
            yield from _apart(child, f"{path}.{escape(part.name)}", rows)
    elif pa.types.is_large_list(array.type) or pa.types.is_list(array.type):
        yield from _apart(array.flatten(), f"{path}[]", np.repeat(rows, _lengths(array)))
    else:
        yield Leaf(path, _series(array), rows)


def _lengths(array: Any) -> NDArray[np.int64]:  # noqa: ANN401 - pyarrow is untyped
    lengths: NDArray[np.int64] = array.value_lengths().fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    return lengths


def _series(array: Any) -> pl.Series:  # noqa: ANN401 - pyarrow is untyped
    made = pl.from_arrow(array)
    if not isinstance(made, pl.Series):
        message = "a leaf is one column"
        raise TypeError(message)
    return made


def put_together(frame: pl.DataFrame, treated: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Return `frame` with each leaf replaced by its treated values; leaves not given are gone.

    A struct or list of which no leaf is left is gone too; null structs and lists stay null, and
    empty lists stay empty.
    """
    columns: list[pl.Series] = []
    for column in frame.iter_columns():
        path = escape(column.name)
        if not is_nested(column.dtype):
            if path in treated:
                columns.append(treated[path].alias(column.name))
            continue
        array = _together(_lists_only(column).to_arrow(), path, treated)
        if array is not None:
            columns.append(_series(array).alias(column.name))
    return pl.DataFrame(columns)


def _together(array: Any, path: str, treated: Mapping[str, pl.Series]) -> Any:  # noqa: ANN401 - pyarrow is untyped
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_struct(array.type):
        children = {
            part.name: _together(child, f"{path}.{escape(part.name)}", treated)
            for part, child in zip(array.type, array.flatten(), strict=True)
        }
        kept = {name: child for name, child in children.items() if child is not None}
        if not kept:
            return None
        return pa.StructArray.from_arrays(list(kept.values()), names=list(kept), mask=array.is_null())
    if pa.types.is_large_list(array.type) or pa.types.is_list(array.type):
        child = _together(array.flatten(), f"{path}[]", treated)
        if child is None:
            return None
        offsets = np.concatenate([[0], np.cumsum(_lengths(array))]).astype(np.int64)
        return pa.LargeListArray.from_arrays(pa.array(offsets), child, mask=array.is_null())
    return treated[path].to_arrow() if path in treated else None
