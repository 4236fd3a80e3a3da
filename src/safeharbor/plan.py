"""resolve(policy, schemas) -> Plan, complete by construction, or every problem at once."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import polars as pl

from safeharbor.errors import DriftError
from safeharbor.identifiers import DataKind, SafeHarborCategory
from safeharbor.leaves import header_of, paths
from safeharbor.parsing.headers import looks_like_value
from safeharbor.records import ColumnPlan, Plan, TablePlan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from safeharbor.policy.models import Policy, Rule, TableRule


def resolve(policy: Policy, schemas: Mapping[str, Mapping[str, pl.DataType]]) -> Plan:
    """Match every leaf of every source with its rule.

    Raises DriftError listing every column that is new (unless `on_unknown: withhold`), missing or
    of another type than the policy was written for. A new column whose header looks like a value
    is named by its place, never by its header.
    """
    tables: list[TablePlan] = []
    drift: list[str] = []
    for name, rule in policy.tables.items():
        columns, problems = _columns(policy, name, rule, schemas[name])
        tables.append(TablePlan(table=name, subject=rule.subject or "", columns=tuple(columns)))
        drift.extend(problems)
    if drift:
        message = f"the sources are not what policy {policy.name} was written for:\n" + "\n".join(
            f"  {line}" for line in drift
        )
        raise DriftError(message, hint="add a rule for each new column, remove rules of missing ones, then run again")
    return Plan(
        policy=policy.name,
        policy_digest=digest_of(policy),
        method=policy.method,
        recipient=policy.recipient,
        as_of=policy.as_of,
        zip3_vintage=policy.zip3_vintage,
        tables=tuple(tables),
    )


def digest_of(policy: Policy) -> str:
    """Return the SHA-256 (hex) of the policy without the places it reads, writes and keeps keys in."""
    content = policy.model_dump(
        mode="json",
        exclude={
            "vault": True,
            "stream": True,
            "mirror": {"path": True, "database": {"url": True, "password_env": True}},
        },
    )
    for table in content["tables"].values():
        del table["source"]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _columns(
    policy: Policy, table: str, rule: TableRule, schema: Mapping[str, pl.DataType]
) -> tuple[list[ColumnPlan], list[str]]:
    leaves = paths(schema)
    columns: list[ColumnPlan] = []
    problems = [f"{table}.{path}: is missing from the source" for path in rule.columns if path not in leaves]
    for number, (path, dtype) in enumerate(leaves.items(), start=1):
        found = rule.columns.get(path)
        if found is None:
            if policy.on_unknown == "refuse":
                shown = f"column {number}" if looks_like_value(header_of(path)) else path
                problems.append(f"{table}.{shown}: is new, and no rule names it")
            else:
                columns.append(
                    ColumnPlan(path=path, kind=DataKind.UNKNOWN, treatment="withhold", source_type=str(dtype))
                )
            continue
        if found.source_type is not None and found.source_type != str(dtype):
            problems.append(f"{table}.{path}: was {found.source_type} and is {dtype}")
        columns.append(_column(path, found, dtype, subject_system=rule.subject_system if path == rule.subject else ""))
    columns.extend(
        ColumnPlan(
            path=label,
            kind=DataKind.MEASURE,
            treatment="duration",
            target_type=str(pl.Int32()),
            options={"start": span.start, "end": span.end},
        )
        for label, span in rule.durations.items()
    )
    return columns, problems


def _column(path: str, rule: Rule, dtype: pl.DataType, *, subject_system: str) -> ColumnPlan:
    options: dict[str, Any] = dict(rule.options)
    if rule.type is not None:
        options["type"] = rule.type
    if rule.cases:
        options["cases"] = tuple(case.model_dump() for case in rule.cases)
    default = rule.kind.value if rule.treatment in {"tokenize", "surrogate"} else ""
    return ColumnPlan(
        path=path,
        kind=rule.kind,
        treatment=rule.treatment,
        system=rule.system or subject_system or default,
        source_type=str(dtype),
        options=options,
    )


def coverage(plan: Plan) -> dict[SafeHarborCategory, list[tuple[str, ColumnPlan]]]:
    """Return letter -> the (table, column) pairs that fall under it: what the A-R report is made of."""
    found: dict[SafeHarborCategory, list[tuple[str, ColumnPlan]]] = {category: [] for category in SafeHarborCategory}
    for table, column in all_columns(plan):
        if column.kind.category is not None:
            found[column.kind.category].append((table, column))
    return found


def all_columns(plan: Plan) -> Iterator[tuple[str, ColumnPlan]]:
    """Iterate (table, column) over the whole plan."""
    for table in plan.tables:
        for column in table.columns:
            yield table.table, column
