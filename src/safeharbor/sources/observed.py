"""The types of JSON records that no common type fits, worked out value by value.

Used only for blocks that polars cannot infer: a key that holds an object here and a text there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOP: Final = 2**63


@dataclass(slots=True)
class _Observed:
    """What has been seen at one place of the records."""

    kinds: set[str] = field(default_factory=set)
    fields: dict[str, _Observed] = field(default_factory=dict)
    items: list[_Observed] = field(default_factory=list)

    def observe(self, value: object) -> None:
        match value:
            case None:
                return
            case dict():
                self.kinds.add("object")
                for name, inner in value.items():
                    self.fields.setdefault(str(name), _Observed()).observe(inner)
            case list():
                self.kinds.add("list")
                self.items = self.items or [_Observed()]
                for inner in value:
                    self.items[0].observe(inner)
            case bool():
                self.kinds.add("boolean")
            case int():
                self.kinds.add("integer" if -_TOP <= value < _TOP else "text")
            case float():
                self.kinds.add("float")
            case _:
                self.kinds.add("text")

    def dtype(self) -> pl.DataType:
        """Return the one type of all that was seen; String (JSON text) where there is none."""
        if self.kinds == {"object"} and self.fields:
            return pl.Struct({name: inner.dtype() for name, inner in self.fields.items()})
        if self.kinds == {"list"}:
            return pl.List(self.items[0].dtype())
        if self.kinds == {"boolean"}:
            return pl.Boolean()
        if self.kinds == {"integer"}:
            return pl.Int64()
        if self.kinds and self.kinds <= {"integer", "float"}:
            return pl.Float64()
        return pl.String()


def observed_schema(lines: Iterable[bytes]) -> pl.Schema:
    """Return the union of the records' types; raises ValueError on a line that is not one JSON object."""
    whole = _Observed()
    for line in lines:
        if line.strip():
            record = json.loads(line)
            if not isinstance(record, dict):
                raise TypeError
            whole.observe(record)
    return pl.Schema({name: inner.dtype() for name, inner in whole.fields.items()})
