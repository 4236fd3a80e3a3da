"""The first pass: what the structured rows know of each person goes into the vault before any text is read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind
from safeharbor.leaves import header_of, take_apart
from safeharbor.runners.ahead import ahead
from safeharbor.subjects import aged_rows, keys, known_values, repeated_in_text, shows_age, subject_keys, tells_age

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from safeharbor.leaves import Leaf
    from safeharbor.records import ColumnPlan
    from safeharbor.runners.assembly import Assembly, Part, Watch

    # the rows of a table, some columns at least, taken apart
    Reading = Callable[[Part, list[ColumnPlan]], Iterable[Mapping[str, Leaf]]]

_NAMES: Final = frozenset({DataKind.FULL_NAME, DataKind.FAMILY_NAME, DataKind.GIVEN_NAME})


def learn(assembly: Assembly, watch: Watch) -> pl.Series | None:
    """Collect known values and the keys (String) of people who are 90 or older; None when nothing needs them.

    Tables without text, and registers of people, come first: they say who exists. Another table
    with text adds to what is known of people who exist, and never makes one, unless no other table
    holds that kind of person.
    """
    aged = _learnt(assembly, partial(_read, watch))
    assembly.vault.commit()
    return aged


def learn_held(assembly: Assembly, held: Mapping[str, Sequence[Mapping[str, Leaf]]]) -> pl.Series | None:
    """Do so with rows in memory, table -> batches taken apart; the vault is not committed."""
    return _learnt(assembly, lambda part, _: held.get(part.job.plan.table, ()))


def _learnt(assembly: Assembly, read: Reading) -> pl.Series | None:
    if not learns(assembly):
        return None
    parts = list(assembly.parts.values())
    text = any(has_text(part) for part in parts)
    learner = _Learner(assembly, read, remember=text)
    people = {part.job.subject_system for part in parts if part.job.plan.subject and says_who_exists(part)}
    for part in sorted(parts, key=lambda part: not says_who_exists(part)):
        if part.job.plan.subject:
            learner.rows_of(part, only_existing=not says_who_exists(part) and part.job.subject_system in people)
    for part in parts:
        for column in other_keys(assembly, part):
            learner.other_key(part, column)
    return pl.Series("aged", sorted(learner.aged), dtype=pl.String)


def _read(watch: Watch, part: Part, columns: list[ColumnPlan]) -> Iterator[Mapping[str, Leaf]]:
    table = part.job.plan.table
    headers = list(dict.fromkeys(header_of(column.path) for column in columns if column.treatment != "duration"))
    watch.stage("learning", table)
    for batch in ahead(part.source.batches(rows=part.rows, columns=headers)):
        yield take_apart(batch.frame)
        watch.rows(table, batch.frame.height)


def learns(assembly: Assembly) -> bool:
    """Whether anything treated hangs on what other rows say of its person."""
    parts = assembly.parts.values()
    return any(has_text(part) or _asks_elsewhere(part) for part in parts)


def links(assembly: Assembly, part: Part) -> bool:
    """Whether a table names its people by a second key, under which another table knows them."""
    return bool(other_keys(assembly, part))


def has_text(part: Part) -> bool:
    """Whether a table has free text: it is read after the tables that say who exists."""
    return any(column.reads_text for column in part.job.plan.columns)


def says_who_exists(part: Part) -> bool:
    """Whether a table has no text, or holds names and births: a patient list with a column of remarks."""
    kinds = {column.kind for column in part.job.plan.columns}
    register = bool(kinds & _NAMES) and bool(kinds & {DataKind.BIRTH_DATE, DataKind.BIRTH_YEAR})
    return register or not has_text(part)


def _asks_elsewhere(part: Part) -> bool:
    """Whether a table publishes ages and does not itself say when its people were born."""
    columns = part.job.plan.columns
    if part.job.plan.subject and part.job.ageing.asks(columns):
        return True
    ages = any(column.treatment == "age_cap" for column in columns)
    return ages and not any(column.kind in {DataKind.BIRTH_DATE, DataKind.BIRTH_YEAR} for column in columns)


def other_keys(assembly: Assembly, part: Part) -> list[ColumnPlan]:
    """Return the columns that hold a key by which another table names the same people."""
    plan = part.job.plan
    if not plan.subject:
        return []
    systems = {part.job.subject_system for part in assembly.parts.values() if part.job.plan.subject}
    others = systems - {part.job.subject_system}
    return [column for column in plan.columns if column.system in others and column.path != plan.subject]


def same_people(leaves: Mapping[str, Leaf], column: ColumnPlan, subject: pl.Series) -> dict[str, str]:
    """Return the keys that a column holds of people -> those that their rows' subject has."""
    other = keys(leaves, column, column.system)
    beside = leaves[column.path].beside(subject)
    return dict(pl.DataFrame({"other": other, "subject": beside}).drop_nulls().unique().iter_rows())


class _Learner:
    """Reads tables and remembers: known values in the vault (when text will be read), the aged in memory."""

    def __init__(self, assembly: Assembly, read: Reading, *, remember: bool) -> None:
        self._vault, self._carried = assembly.vault, assembly.carried
        self._read = read
        self._remember = remember
        self.aged: set[str] = set(assembly.carried.aged)

    def rows_of(self, part: Part, *, only_existing: bool) -> None:
        """Learn what a table says of its own subjects."""
        plan, job = part.job.plan, part.job
        wanted = [column for column in plan.columns if column.kind.category is not None]
        if not any(tells_age(column.kind) or (self._remember and repeated_in_text(column.kind)) for column in wanted):
            return
        if not self._remember:
            wanted = [column for column in wanted if shows_age(column.kind)]
        for leaves in self._read(part, [*wanted, plan.column(plan.subject)]):
            old = aged_rows(leaves, plan, job.as_of)
            subject = subject_keys(leaves, plan, job.subject_system)
            if subject is None:
                continue
            if old is not None:
                self.aged |= set(subject.filter(old).drop_nulls().unique())
            job.ageing.note(leaves, plan, subject)
            if self._remember:
                known = known_values(leaves, plan, subject, old)
                if only_existing:
                    existing = self._vault.recall(list(known))
                    known = {key: values for key, values in known.items() if key in existing}
                self._carried.told(self._vault.remember(known))

    def other_key(self, part: Part, column: ColumnPlan) -> None:
        """Make what is known under the subject's key known under another id of the same row too."""
        plan = part.job.plan
        for leaves in self._read(part, [plan.column(plan.subject), column]):
            subject = subject_keys(leaves, plan, part.job.subject_system)
            if subject is None:
                continue
            same = same_people(leaves, column, subject)
            self.aged |= {other for other, key in same.items() if key in self.aged}
            self.aged |= {key for other, key in same.items() if other in self.aged}
            part.job.ageing.same(same)
            if self._remember:
                known = self._vault.recall(list(dict.fromkeys(same.values())))
                told = {other: (known[key], key) for other, key in same.items() if key in known}
                self._carried.told(
                    self._vault.remember(
                        {other: replace(values, keys=(key, other)) for other, (values, key) in told.items()}
                    )
                )
