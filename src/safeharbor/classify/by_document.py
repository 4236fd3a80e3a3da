"""Columns of JSON: clinical when every field of every object is, judged as a column of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from safeharbor.classify.by_name import hint_of
from safeharbor.classify.evidence import Case
from safeharbor.classify.profile import profiles_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import value_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from safeharbor.findings import ColumnVerdict

_MOST_FIELDS: Final = 60
_SURE: Final = 0.65
_NAMED: Final = 0.5
_CLINICAL: Final = frozenset({K.CODE, K.MEASURE, K.CATEGORY})


def by_document(case: Case, judge: Callable[[Case], ColumnVerdict]) -> ColumnVerdict | None:
    """Judge a column that holds nothing but JSON objects by what `judge` says of each field; None for other columns.

    One field that is not clinical or whose key names an identifier, or a key that could be a value, leaves the whole
    column unknown.
    """
    if case.profile.like("document") < 1:
        return None
    fields: dict[str, list[str]] = {}
    for text, times in case.profile.values.select("v", "n").iter_rows():
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(record, dict):
            return None
        for path, value in _leaves(record, ""):
            fields.setdefault(path, []).extend([value] * times)
    if not 0 < len(fields) <= _MOST_FIELDS or value_headers([path.rpartition(".")[2] for path in fields]):
        return None
    for path, profile in profiles_of({path: pl.Series(values) for path, values in fields.items()}).items():
        hint = hint_of(path)
        verdict = judge(Case(path, profile, hint, case.as_of_year))
        named = hint.kind.category is not None and hint.weight >= _NAMED
        if named or verdict.kind not in _CLINICAL or verdict.score < _SURE:
            return case.verdict(K.UNKNOWN, 0.9, f"JSON with {len(fields)} fields, and not all of them are clinical")
    return case.verdict(K.CATEGORY, 0.8, f"JSON with {len(fields)} fields, all of them clinical")


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    elif value is not None:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)
