"""Records as they arrived -> rows of the plan's types; a record that is none is told apart, with a reason."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.json as pajson

from safeharbor.parsing.objects import read_object

if TYPE_CHECKING:
    from collections.abc import Sequence

NOT_JSON: Final = "is not one JSON object in UTF-8"
UNKNOWN_FIELD: Final = "has a field that no rule names"
OF_OTHER_TYPE: Final = "holds a value that is not of its column's type"


def decoded(rows: Sequence[bytes], schema: pl.Schema, *, refuse_unknown: bool) -> tuple[pl.DataFrame, dict[int, str]]:
    """Return the records that can be read, in order, and number -> reason for those that cannot.

    A field that is missing is null. `refuse_unknown`: a field that the schema does not name refuses its record;
    otherwise the field is left out.
    """
    if not rows:
        return pl.DataFrame(schema=schema), {}
    if refuse_unknown:
        frame = _at_once(rows, schema)
        if frame is not None and frame.height == len(rows):
            return frame, {}
    return _one_by_one(rows, schema, refuse_unknown=refuse_unknown)


def _at_once(rows: Sequence[bytes], schema: pl.Schema) -> pl.DataFrame | None:
    """Read all records strictly; None when any of them is not plainly of the schema."""
    block = b"\n".join(rows)
    # what the reader takes and JSON does not have
    if block.count(b"\n") != len(rows) - 1 or b"NaN" in block or b"Infinity" in block:
        return None
    try:
        block.decode()
        table = pajson.read_json(
            pa.BufferReader(block),
            # one block: measured on 50,000 records of 8 fields 47 ms, against 44 of polars, which takes any field
            read_options=pajson.ReadOptions(block_size=len(block) + 1, use_threads=False),
            parse_options=pajson.ParseOptions(
                explicit_schema=_arrow(tuple(schema.items())), unexpected_field_behavior="error"
            ),
        )
        frame = pl.DataFrame(pl.from_arrow(table))
        return frame if frame.schema == schema else frame.select(list(schema)).cast(schema)
    except (pa.ArrowException, pl.exceptions.PolarsError, UnicodeDecodeError):
        return None


@cache
def _arrow(columns: tuple[tuple[str, pl.DataType], ...]) -> pa.Schema:
    """Return a table's columns as the reader has them: dates and times as JSON has them, texts."""
    held = {name: pl.String() if dtype.is_temporal() or dtype.is_decimal() else dtype for name, dtype in columns}
    return pl.DataFrame(schema=held).to_arrow(compat_level=pl.CompatLevel.oldest()).schema


def _one_by_one(
    rows: Sequence[bytes], schema: pl.Schema, *, refuse_unknown: bool
) -> tuple[pl.DataFrame, dict[int, str]]:
    bad: dict[int, str] = {}
    good: list[pl.DataFrame] = []
    for number, row in enumerate(rows):
        record = read_object(row)
        if record is None:
            bad[number] = NOT_JSON
            continue
        if refuse_unknown and _unknown(record, schema):
            bad[number] = UNKNOWN_FIELD
            continue
        frame = _row(record, schema)
        if frame is None:
            bad[number] = OF_OTHER_TYPE
        else:
            good.append(frame)
    return (pl.concat(good) if good else pl.DataFrame(schema=schema)), bad


def _row(record: dict[str, Any], schema: pl.Schema) -> pl.DataFrame | None:
    held = {name: record.get(name) for name in schema}
    try:
        line = json.dumps(held, ensure_ascii=False, allow_nan=False).encode()
        frame = pl.read_ndjson(line, schema=schema)
    except (pl.exceptions.PolarsError, ValueError):
        return None
    except pl.exceptions.PanicException:
        return None
    return frame if frame.height == 1 else None


def _unknown(value: object, dtype: pl.DataType | pl.Schema) -> bool:
    """Whether a value holds a field, at any depth, that its type does not name."""
    fields: dict[str, Any]
    if isinstance(dtype, pl.Schema):
        fields = dict(dtype)
    elif isinstance(dtype, pl.Struct):
        fields = {part.name: part.dtype for part in dtype.fields}
    elif isinstance(dtype, pl.List) and isinstance(value, list):
        return any(_unknown(item, _instance(dtype.inner)) for item in value)
    else:
        return False
    if not isinstance(value, dict):
        return False
    return any(name not in fields or _unknown(inner, _instance(fields[name])) for name, inner in value.items())


def _instance(dtype: Any) -> pl.DataType:  # noqa: ANN401 - polars types a field's dtype as class or instance
    made: pl.DataType = dtype() if isinstance(dtype, type) else dtype
    return made
