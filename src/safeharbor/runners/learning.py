"""The first pass: what the structured rows know of each person goes into the vault before any text is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from safeharbor.leaves import header_of, take_apart
from safeharbor.runners.ahead import ahead
from safeharbor.subjects import aged_rows, keys, known_values, repeated_in_text, subject_keys, tells_age

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.leaves import Leaf
    from safeharbor.records import ColumnPlan
    from safeharbor.runners.assembly import Assembly, Part, Watch


def learn(assembly: Assembly, watch: Watch) -> pl.Series | None:
    """Collect known values and the keys (String) of people who are 90 or older; None when nothing needs them.

    Tables without text come first: they say who exists. A table with text adds to what is known
    of people who exist, and never makes one, unless no other table holds that kind of person.
    """
    parts = list(assembly.parts.values())
    text = any(_has_text(part) for part in parts)
    ages = any(column.treatment == "age_cap" for part in parts for column in part.job.plan.columns)
    if not text and not ages:
        return None
    aged: set[str] = set()
    people = {part.job.subject_system for part in parts if part.job.plan.subject and not _has_text(part)}
    for part in sorted(parts, key=_has_text):
        if part.job.plan.subject:
            only_existing = _has_text(part) and part.job.subject_system in people
            aged |= _own(assembly, part, watch, remember=text, only_existing=only_existing)
    for part in parts:
        for column in _other_names(part, {other.job.subject_system for other in parts}):
            aged |= _under_another_name(assembly, part, column, watch, aged=aged, remember=text)
    assembly.vault.commit()
    return pl.Series("aged", sorted(aged), dtype=pl.String)


def _has_text(part: Part) -> bool:
    return any(column.treatment == "text" for column in part.job.plan.columns)


def _own(assembly: Assembly, part: Part, watch: Watch, *, remember: bool, only_existing: bool) -> set[str]:
    """What a table says of its own subjects."""
    plan, job = part.job.plan, part.job
    needed = [
        c for c in plan.columns if c.kind.category is not None and (repeated_in_text(c.kind) or tells_age(c.kind))
    ]
    if not remember:
        needed = [column for column in needed if tells_age(column.kind)]
        if not needed:
            return set()
    events = [c for c in plan.columns if c.kind.category is not None and not repeated_in_text(c.kind)]
    aged: set[str] = set()
    for leaves in _leaves(part, [*needed, *events, plan.column(plan.subject)], watch):
        subject = subject_keys(leaves, plan, job.subject_system)
        if subject is None:
            continue
        old = aged_rows(leaves, plan, job.as_of)
        if old is not None:
            aged |= set(subject.filter(old).drop_nulls())
        if remember:
            known = known_values(leaves, plan, subject, old)
            if only_existing:
                existing = assembly.vault.recall(list(known))
                known = {key: values for key, values in known.items() if key in existing}
            assembly.vault.remember(known)
    return aged


def _other_names(part: Part, systems: set[str]) -> list[ColumnPlan]:
    """Columns that hold the key by which another table names the same people."""
    plan = part.job.plan
    if not plan.subject:
        return []
    return [
        column
        for column in plan.columns
        if column.system in systems and column.system != part.job.subject_system and column.path != plan.subject
    ]


def _under_another_name(
    assembly: Assembly, part: Part, column: ColumnPlan, watch: Watch, *, aged: set[str], remember: bool
) -> set[str]:
    """Make what is known under the subject's key known under another id of the same row too."""
    plan = part.job.plan
    more: set[str] = set()
    for leaves in _leaves(part, [plan.column(plan.subject), column], watch):
        subject = subject_keys(leaves, plan, part.job.subject_system)
        if subject is None or leaves[column.path].rows is not None:
            continue
        pairs = pl.DataFrame({"other": keys(leaves, column, column.system), "subject": subject}).drop_nulls().unique()
        same = dict(pairs.iter_rows())
        more |= {other for other, key in same.items() if key in aged}
        if remember:
            known = assembly.vault.recall(list(dict.fromkeys(same.values())))
            assembly.vault.remember({other: known[key] for other, key in same.items() if key in known})
    return more


def _leaves(part: Part, columns: list[ColumnPlan], watch: Watch) -> Iterator[dict[str, Leaf]]:
    headers = list(dict.fromkeys(header_of(column.path) for column in columns if column.treatment != "duration"))
    watch.stage("learning", part.job.plan.table)
    for batch in ahead(part.source.batches(rows=part.rows, columns=headers)):
        yield take_apart(batch.frame)
        watch.rows(part.job.plan.table, batch.frame.height)
