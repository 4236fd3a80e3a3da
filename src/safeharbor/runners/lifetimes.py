"""What a stream knows of ages: when people were born, told by one record, is asked for with every later one.

A run reads everything that tells an age before it publishes anything. A stream does not, so the vault remembers of each
person the year they were born in at the latest, and whoever is 90 or older by `as_of`, by what came years ago as by
what came now, is treated so in every table (`ageing` says what that means where earlier records showed them younger).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.ageing import Ageing, turned
from safeharbor.findings import KnownValues
from safeharbor.runners.learning import learn_held, learns, other_keys, same_people, says_who_exists
from safeharbor.subjects import subject_keys, tells_age

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safeharbor.leaves import Leaf
    from safeharbor.records import ColumnPlan
    from safeharbor.runners.assembly import Assembly, Part

_OLD: Final = 90


@dataclass(frozen=True, slots=True)
class Told:
    """What is known when a delivery is treated.

    `aged`: keys of people who are 90 or older; None when nothing asks. `older`: those of them it is about.
    """

    parts: Mapping[str, Part] = field(repr=False)
    aged: pl.Series | None = field(default=None, repr=False)
    older: tuple[str, ...] = field(default=(), repr=False)


class Lifetimes:
    """Learns from deliveries, and remembers of people what tells their age."""

    def __init__(self, assembly: Assembly) -> None:
        """Take the run's parts."""
        self._assembly = assembly
        self._asks = learns(assembly)
        about = {name: part for name, part in assembly.parts.items() if part.job.plan.subject}
        tells = [name for name, part in about.items() if any(tells_age(c.kind) for c in part.job.plan.columns)]
        self._about = about if self._asks else {name: about[name] for name in tells}
        self._as_of = next((part.job.as_of.year for part in about.values()), 0)

    def told(self, held: Mapping[str, Sequence[Mapping[str, Leaf]]]) -> Told:
        """Learn from the rows of a delivery, table -> batches taken apart; return what is known then."""
        if not self._about:
            return Told(self._assembly.parts)
        # a new one for each delivery, so that memory stays flat
        ageing = Ageing(self._assembly.first_year, self._as_of)
        parts = {n: replace(part, job=replace(part.job, ageing=ageing)) for n, part in self._assembly.parts.items()}
        found = learn_held(replace(self._assembly, parts=parts), held)
        heard = _Heard(set() if found is None else set(found))
        for name, part in self._about.items():
            for leaves in held.get(name, ()):
                heard.rows(leaves, part, as_of=self._as_of, others=other_keys(self._assembly, part))
        known = self._assembly.vault.recall(sorted(heard.people)) if self._asks else {}
        heard.remembered(known)
        older = {person for person, year in heard.years.items() if year <= self._as_of}
        for person in older:
            ageing.told(person, heard.years[person])
        aged = heard.aged | older
        self._remember(heard, known, aged)
        return Told(
            parts,
            aged=pl.Series("aged", sorted(aged), dtype=pl.String) if self._asks else None,
            older=tuple(sorted(aged & heard.people)),
        )

    def tokens(self, people: Sequence[str]) -> list[str]:
        """Return the tokens by which the mirror knows people; who has none was never published."""
        tokenizer = self._assembly.vault.tokenizer(self._assembly.plan.recipient)
        found: set[str] = set()
        for part in self._about.values() if people else ():
            head = f"{part.job.subject_system}:"
            ids = pl.Series([key.removeprefix(head) for key in people if key.startswith(head)], dtype=pl.String)
            subject = part.job.plan.column(part.job.plan.subject)
            if len(ids):
                found |= set(tokenizer.find(ids, system=part.job.subject_system, kind=subject.kind).drop_nulls())
        return sorted(found)

    def _remember(self, heard: _Heard, known: Mapping[str, KnownValues], aged: set[str]) -> None:
        """Keep what tells ages, of people who exist: a note alone makes nobody known."""
        told = {
            person: KnownValues(aged=person in aged, born=heard.years[person] - _OLD if person in heard.years else None)
            for person in heard.existing | known.keys()
            if person in aged or person in heard.years
        }
        self._assembly.vault.remember(
            {
                person: values
                for person, values in sorted(told.items())
                if person not in known or (values.aged, values.born) != (known[person].aged, known[person].born)
            }
        )


class _Heard:
    """What rows and vault say. `years`: in which a person turns 90, at the latest. `existing`: who is no stranger."""

    def __init__(self, aged: set[str]) -> None:
        self.aged = aged
        self.people: set[str] = set()
        self.existing: set[str] = set()
        self.years: dict[str, int] = {}
        self._same: dict[str, str] = {}

    def rows(self, leaves: Mapping[str, Leaf], part: Part, *, as_of: int, others: Sequence[ColumnPlan]) -> None:
        """Hear the rows of a table."""
        subject = subject_keys(leaves, part.job.plan, part.job.subject_system)
        if subject is None:
            return
        self.people |= set(subject) - {None}
        if says_who_exists(part):
            self.existing |= self.people
        told = [years for years in turned(leaves, part.job.plan, as_of=as_of) if years is not None]
        if told:
            # an age and its year say nothing where the row has a birth
            frame = pl.DataFrame([subject.alias("person"), *(years.alias(str(n)) for n, years in enumerate(told))])
            year = pl.coalesce(pl.exclude("person")).alias("year")
            for person, first in frame.select("person", year).drop_nulls().group_by("person").min().iter_rows():
                self._year(person, first)
        for column in others:
            self._same |= same_people(leaves, column, subject)
        self.people |= self._same.keys()

    def remembered(self, known: Mapping[str, KnownValues]) -> None:
        """Hear what the vault holds; what is known under one key is known under the other."""
        for person, values in known.items():
            if values.aged:
                self.aged.add(person)
            if values.born is not None:
                self._year(person, values.born + _OLD)
        for pair in [(one, other) for other, one in self._same.items()]:
            for one, other in (pair, pair[::-1]):
                if one in self.years:
                    self._year(other, self.years[one])
                if one in self.aged:
                    self.aged.add(other)

    def _year(self, person: str, year: int) -> None:
        self.years[person] = min(year, self.years.get(person, year))
