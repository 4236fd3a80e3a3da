"""People who pass 89 between two releases: what a pair of releases would tell of them is not published.

A release may say that someone was born in 1936 as long as nobody born then is 90; the next January it may not, and says
"1936 or earlier" (45 CFR 164.514(b)(2)(i)(C)). But whoever kept the first release reads both: the birth year in one, a
year of 2026 in the other, and so an age of 90. Nothing published can be taken back. So, of people who passed 89 after
the mirror's first release, event years from the one in which they did are withheld, and so is the bucket "90 or older",
which beside the old birth year would be an exact age. Who was over 89 in the first release already was never published
with a birth year, and keeps both, as HHS lets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.subjects import BORN, births_guessed, births_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safeharbor.leaves import Leaf
    from safeharbor.records import ColumnPlan, TablePlan

_OLD: Final = 90
_TOLD: Final = {"born": pl.Int32(), "guessed": pl.Int32(), "before": pl.Boolean(), "crossed": pl.Boolean()}
_SHOWING: Final = frozenset({"year", "age_cap"})


class Ageing:
    """Who passed 89 after a mirror's first release, `crossed`, and who `before`: keys, as far as rows have told."""

    def __init__(self, first_year: int | None, as_of: int) -> None:
        """Take the year of the first release's `as_of` (None: this is the first) and of this one's."""
        self._first = as_of if first_year is None else first_year
        self._as_of = as_of
        self.before: set[str] = set()
        self.crossed: set[str] = set()

    @property
    def matters(self) -> bool:
        """Whether anyone can have passed 89 since the first release."""
        return self._first < self._as_of

    def note(self, leaves: Mapping[str, Leaf], plan: TablePlan, subject: pl.Series) -> None:
        """Remember who passed 89 since the first release, by what these rows say; who had before, did not since."""
        born, guessed = turned(leaves, plan, as_of=self._as_of) if self.matters else (None, None)
        for year in (born, guessed):
            if year is not None:
                self.before |= set(subject.filter((year <= self._first).fill_null(value=False)).drop_nulls())
                self.crossed |= set(subject.filter(self._lately(year).is_not_null()).drop_nulls())
        self.crossed -= self.before

    def told(self, person: str, year: int) -> None:
        """Hear that a person turned 90 in a year that is over, at the latest."""
        if year <= self._first:
            self.before.add(person)
        elif self.matters:
            self.crossed.add(person)
        self.crossed -= self.before

    def same(self, keys: Mapping[str, str]) -> None:
        """Hear that each key names the same person as another."""
        for people in (self.crossed, self.before):
            people |= {one for one, other in keys.items() if other in people}
            people |= {other for one, other in keys.items() if one in people}
        self.crossed -= self.before

    def asks(self, columns: Iterable[ColumnPlan]) -> bool:
        """Whether a table publishes what would tell, and does not itself say when its people were born."""
        held = list(columns)
        shown = any(column.treatment == "year" and column.kind not in BORN for column in held)
        return self.matters and shown and not any(column.kind in BORN for column in held)

    def withhold(
        self, treated: dict[str, pl.Series], leaves: Mapping[str, Leaf], plan: TablePlan, subject: pl.Series | None
    ) -> dict[tuple[str, str], int]:
        """Make what a pair of releases would tell null; return (column, "withheld") -> how many."""
        if not self.matters:
            return {}
        old = self._since(leaves, plan, subject)
        if old is None or old.null_count() == len(old):
            return {}
        counts: dict[tuple[str, str], int] = {}
        for column in plan.columns:
            how = column.treatments
            if column.path not in treated or column.path not in leaves or not how & _SHOWING or column.kind in BORN:
                continue
            values = treated[column.path]
            since = leaves[column.path].beside(old)
            read = values.cast(pl.Int32, strict=False)
            told = (read >= since) if "year" in how else pl.repeat(value=False, n=len(read), eager=True)
            if "age_cap" in how:
                told |= since.is_not_null() & (read.is_not_null() if column.treatment == "age_cap" else read == _OLD)
            told = told.fill_null(value=False)
            if told.any():
                treated[column.path] = values.set(told, None)
                counts[column.path, "withheld"] = int(told.sum())
        return counts

    def _since(self, leaves: Mapping[str, Leaf], plan: TablePlan, subject: pl.Series | None) -> pl.Series | None:
        """Return, per row, the year from which the row's person is too old for a pair of releases, or null.

        A birth year tells it exactly; an age and its year may be a year late, and say nothing against what is known.
        """
        born, guessed = turned(leaves, plan, as_of=self._as_of)
        told = {"born": born, "guessed": guessed}
        for name, people in (("before", self.before), ("crossed", self.crossed)):
            if subject is not None and people:
                told[name] = subject.is_in(pl.Series(sorted(people), dtype=pl.String).implode())
        frame = pl.DataFrame({name: column for name, column in told.items() if column is not None})
        if not frame.width:
            return None
        frame = frame.with_columns(pl.lit(None, dtype=_TOLD[name]).alias(name) for name in _TOLD.keys() - frame.columns)
        by_person = pl.when("crossed").then(pl.lit(self._first + 1, dtype=pl.Int32)).otherwise("guessed")
        by_person = pl.when(pl.col("before").fill_null(value=False)).then(None).otherwise(by_person)
        return self._lately(frame.select(pl.coalesce("born", by_person)).to_series())

    def _lately(self, year: pl.Series) -> pl.Series:
        """Return the years between the first release and this one; the others as null."""
        return year.set(~((year > self._first) & (year <= self._as_of)).fill_null(value=False), None)


def turned(leaves: Mapping[str, Leaf], plan: TablePlan, *, as_of: int) -> tuple[pl.Series | None, pl.Series | None]:
    """Return, per row, the year its person turns 90 in, by birth years and by ages with their years.

    The latter may be a year late. None where a table holds neither. `as_of`: the year that tells centuries.
    """
    told = [year + _OLD for year in births_told(leaves, plan, as_of=as_of)]
    return _earliest(told), _earliest([year + _OLD for year in births_guessed(leaves, plan, as_of=as_of)])


def _earliest(found: list[pl.Series]) -> pl.Series | None:
    if not found:
        return None
    frame = pl.DataFrame([year.cast(pl.Int32).alias(str(number)) for number, year in enumerate(found)])
    return frame.select(pl.min_horizontal(pl.all())).to_series()
