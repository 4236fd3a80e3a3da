"""The data dictionary that travels with a release: column, type, what was done, what a token joins with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeharbor.records import ColumnPlan, Plan

_DONE: Final = {
    "keep": "as in the source",
    "year": "date reduced to its year",
    "birth_year": "birth date reduced to its year; the earliest year means that year or earlier (90 and older)",
    "age_cap": "age in years; 90 means 90 or older",
    "zip3": "first three digits of the ZIP code; 000 where 20,000 people or fewer share them",
    "tokenize": "random token",
    "surrogate": "invented value, the same for the same person",
    "state": "US state",
    "text": "free text with its identifiers replaced",
    "duration": "days between two dates of the row",
    "date_shift": "date moved by a secret number of days (expert determination, not Safe Harbor)",
    "keyed_hash": "keyed hash (expert determination, not Safe Harbor)",
}


def meaning(column: ColumnPlan) -> str:
    """Return what a published column holds, in a few words."""
    return _DONE.get(column.treatment, column.treatment)


def dictionary(plan: Plan) -> dict[str, bytes]:
    """Return file name -> content of the dictionary, for machines (JSON) and for people (Markdown)."""
    tables = [
        {
            "table": table.table,
            "columns": [
                {
                    "column": column.path,
                    "type": column.target_type or column.source_type,
                    "kind": column.kind.value,
                    "treatment": column.treatment,
                    "meaning": meaning(column),
                    "joins": joins,
                }
                for column, joins in _columns(plan, table.table, table.columns)
            ],
        }
        for table in plan.tables
    ]
    content = {"policy": plan.policy, "method": plan.method, "as_of": plan.as_of.isoformat(), "tables": tables}
    return {
        "dictionary.json": (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode(),
        "dictionary.md": _markdown(plan).encode(),
    }


def _columns(plan: Plan, table: str, columns: Iterable[ColumnPlan]) -> list[tuple[ColumnPlan, list[str]]]:
    tokens = [
        (column.system, f"{other.table}.{column.path}")
        for other in plan.tables
        for column in other.columns
        if column.published and column.treatment == "tokenize"
    ]
    return [
        (
            column,
            [place for system, place in tokens if system == column.system and place != f"{table}.{column.path}"]
            if column.treatment == "tokenize"
            else [],
        )
        for column in columns
        if column.published
    ]


def _markdown(plan: Plan) -> str:
    lines = [
        "# Data dictionary",
        "",
        f"Policy `{plan.policy}`, method `{plan.method}`, as of {plan.as_of.isoformat()}, Census {plan.zip3_vintage}.",
        "Tokens of one release and recipient join with each other and with nothing else.",
    ]
    for table in plan.tables:
        lines += ["", f"## {table.table}", "", "| column | type | what it is | joins with |", "|---|---|---|---|"]
        for column, joins in _columns(plan, table.table, table.columns):
            kind = column.target_type or column.source_type
            lines.append(
                f"| `{_cell(column.path)}` | {_cell(kind)} | {meaning(column)} | {', '.join(map(_cell, joins))} |"
            )
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "")
