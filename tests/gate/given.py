"""Batches and a stand-in vault for the tests of the gate. All people are invented."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from safeharbor.parsing.tokens import write_tokens
from safeharbor.protocols import CheckContext
from safeharbor.records import Batch, ColumnPlan, Position, TablePlan, TreatedBatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safeharbor.identifiers import DataKind

AS_OF = dt.date(2026, 1, 1)


def _token(number: int) -> str:
    raw = np.frombuffer(number.to_bytes(16, "big"), np.uint8).reshape(1, 16)
    return str(write_tokens(raw)[0])


class Tokens:
    """A tokenizer that issues one token after another, by system."""

    def __init__(self) -> None:
        """Start with nothing issued."""
        self._issued: dict[tuple[str, str], str] = {}

    def tokenize(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Issue a token per distinct value."""
        del kind
        made = [
            None if value is None else self._issued.setdefault((system, str(value)), _token(len(self._issued)))
            for value in values.to_list()
        ]
        return pl.Series(values.name, made, dtype=pl.String)

    def find(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Look tokens up."""
        del kind
        return pl.Series([self._issued.get((system, str(value))) for value in values.to_list()], dtype=pl.String)

    def issued(self, tokens: pl.Series, *, system: str) -> pl.Series:
        """Tell which tokens were issued for `system`."""
        known = {token for (of, _), token in self._issued.items() if of == system}
        return pl.Series([token in known for token in tokens.to_list()], dtype=pl.Boolean)


def context(tokens: Tokens | None = None, method: str = "safe_harbor") -> CheckContext:
    """Return a context as a run has one."""
    return CheckContext(as_of=AS_OF, zip3_vintage="2020", tokenizer=tokens or Tokens(), method=method)


def column(path: str, kind: DataKind, treatment: str, **more: Any) -> ColumnPlan:  # noqa: ANN401 - any field
    """Return a column's plan."""
    system = kind.value if treatment == "tokenize" else ""
    return ColumnPlan(**{"path": path, "kind": kind, "treatment": treatment, "system": system, **more})


def plan(*columns: ColumnPlan, table: str = "patients", subject: str = "") -> TablePlan:
    """Return a table's plan."""
    return TablePlan(table=table, subject=subject, columns=columns)


def batch(
    columns: Mapping[str, Sequence[Any] | pl.Series] | pl.DataFrame, table: str = "patients", offset: int = 0
) -> Batch:
    """Return a batch of rows as the source has them."""
    return Batch(table=table, frame=pl.DataFrame(columns), position=Position(offset))


def treated(
    columns: Mapping[str, Sequence[Any] | pl.Series] | pl.DataFrame, table: str = "patients", offset: int = 0
) -> TreatedBatch:
    """Return a batch of rows as the treatments left them."""
    frame = pl.DataFrame(columns)
    return TreatedBatch(
        table=table,
        frame=frame,
        order=pl.Series("order", range(frame.height), dtype=pl.UInt64),
        counts={},
        position=Position(offset),
    )
