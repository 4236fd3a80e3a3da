"""The closed loop: the input's own identifiers, searched for in everything about to be published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.findings import Violation
from safeharbor.gate.blame import cells_of, guilty
from safeharbor.gate.cases import text_of
from safeharbor.gate.chance import surprising
from safeharbor.gate.forms import NO_FORMS, SMALLEST, Forms, forms_in_text, forms_of_values
from safeharbor.gate.hashes import NumberSet, among_any, distinct
from safeharbor.gate.needles import pointing
from safeharbor.gate.persons import Persons, subjects_of
from safeharbor.gate.remembered import Remembered
from safeharbor.gate.view import Published, published
from safeharbor.identifiers import DataKind
from safeharbor.leaves import header_of, take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

# what these treatments publish has another form than any identifier; `allowed_values` holds them to it
_COVERED: Final = frozenset({"year", "birth_year", "age_cap", "zip3", "tokenize", "state", "duration"})
_HEADER: Final = "a header"
_FILE: Final = "a file name"
NO_COLUMNS: Final = frozenset({_HEADER, _FILE})  # places that stay as they are, however often rows are read
_OWN: Final = "holds names, numbers or addresses of the very people its texts are about"
_SEPARATOR: Final = "\x00"
_WHOLE: Final = 2.0**53  # larger fractions are not exact
_SAMPLE: Final = 1_000  # values of a fractional column that tell whether it holds whole numbers


class KnownValuesCheck:
    """Refuses a release that holds an identifier its own sources gave.

    It remembers, over one run, the identifying forms of every batch (`known`) and the forms of
    what was about to be published (`seen`), so that the order of tables and batches is no matter:
    `batch` compares with what is known so far, `whole` everything with everything.
    """

    name: Final = "known_values"

    def __init__(self, context: CheckContext) -> None:
        """Start a run that knows nothing yet."""
        self._invented = context.invented_names
        self._persons = Persons() if context.text else None
        self._numbers, self._words = NumberSet(), NumberSet()
        self._innocent = Remembered()
        self._seen: dict[tuple[str, str], tuple[NumberSet, NumberSet]] = {}
        self._judged: list[Violation] | None = None  # what `whole` said of the cells, until more are seen

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Learn the batch's identifiers, then search what it publishes for all that are known."""
        self._judged = None
        leaves = take_apart(source.frame, source.numbered)
        people = None if self._persons is None else subjects_of(plan, leaves)
        if self._persons is not None:
            self._persons.learn(plan, leaves, people)
        for _, forms in pointing(plan, leaves):
            self._numbers.add(forms.numbers)
            self._words.add(forms.words)
        found: list[Violation] = []
        for view in published(source, treated, plan):
            found.extend(self._search(view, plan.table))
            told = None if self._persons is None else text_of(view, source)
            if self._persons is not None and told is not None:
                cells = self._persons.search(plan.table, told, people, names_alone=not self._invented)
                found.extend(self._violations(plan.table, view.column.path, len(cells), _OWN, cells))
        return found

    def _search(self, view: Published, table: str) -> list[Violation]:
        """Search a leaf; what is not objected to is remembered, and compared again when all is known."""
        texts, forms = self._candidates(view, table)
        numbers, words = self._seen.setdefault((table, view.column.path), (NumberSet(), NumberSet()))
        found = self._compare(table, view.column.path, forms)
        blamed = texts.clear()
        if found and len(texts):
            bad = guilty(range(len(texts)), lambda part: self._hits(forms_in_text(texts[part.start : part.stop])) > 0)
            blamed = texts.gather(bad)
            forms = forms_in_text(texts.filter(~texts.is_in(blamed.implode())))
            found = [replace(violation, cells=cells_of(view.leaf.values, blamed)) for violation in found]
        self._innocent.remember(f"{table}/{view.column.path}", texts, view.codes, but=[blamed])
        numbers.add(forms.numbers)
        words.add(forms.words)
        return found

    def memory(self) -> dict[str, NumberSet]:
        """Return what is known and what was published, by name: sealed by the caller, for a later night."""
        seen = {
            _SEPARATOR.join(("seen", *at, what)): held
            for at, sets in self._seen.items()
            for what, held in zip(("numbers", "words"), sets, strict=True)
        }
        persons = {} if self._persons is None else self._persons.memory()
        return {"numbers": self._numbers, "words": self._words, **seen, **persons}

    def recall(self, memory: Mapping[str, NumberSet]) -> None:
        """Know, and have published, what an earlier night did."""
        self._judged = None
        self._numbers = memory.get("numbers", self._numbers)
        self._words = memory.get("words", self._words)
        for name, held in memory.items():
            what, *at = name.split(_SEPARATOR)
            if what == "seen" and at[2] == "numbers":
                table, path = at[0], at[1]
                self._seen[table, path] = (held, memory[_SEPARATOR.join(("seen", table, path, "words"))])
        if self._persons is not None:
            self._persons.recall(memory)

    def forget(self, place: tuple[str, str], texts: pl.Series, people: pl.Series) -> None:
        """Have seen nothing about some people in these texts of a (table, path): all theirs are seen anew."""
        self._judged = None
        if self._persons is not None:
            self._persons.forget(place, texts, people, names_alone=not self._invented)

    def start_over(self) -> None:
        """Forget what was about to be published and keep what is known: the rows are read again."""
        self._innocent = Remembered()
        self._seen, self._judged = {}, None
        if self._persons is not None:
            self._persons.start_over()

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Compare all that was seen with all that is known; search file names and headers too."""
        if self._judged is None:
            self._judged = list(self._cells())
        found = list(self._judged)
        for table, folder in tables.items():
            names = [file.name for file in folder.rglob("*")]
            found.extend(self._compare(table, _FILE, forms_in_text(pl.Series(names, dtype=pl.String))))
        return found

    def _cells(self) -> Iterator[Violation]:
        for (table, path), (numbers, words) in self._seen.items():
            yield from self._compare(table, path, Forms(numbers.sorted(), words.sorted()))
            yield from self._compare(table, _HEADER, forms_in_text(pl.Series([header_of(path)])))
        for (table, path), hits in (self._persons.late() if self._persons is not None else {}).items():
            yield from self._violations(table, path, hits, _OWN)

    def _compare(self, table: str, column: str, forms: Forms) -> list[Violation]:
        hits = int(among_any(distinct(forms.words), self._words).sum())
        hits += surprising(forms.numbers, self._numbers)
        return self._violations(table, column, hits, "holds identifiers of the source")

    def _hits(self, forms: Forms) -> int:
        """Return how many forms are known, those met by chance among them."""
        return int(among_any(distinct(forms.words), self._words).sum()) + int(
            among_any(distinct(forms.numbers), self._numbers).sum()
        )

    def _violations(
        self, table: str, column: str, hits: int, reason: str, cells: Sequence[int] = ()
    ) -> list[Violation]:
        return [Violation(self.name, table, column, hits, reason, tuple(cells))] if hits else []

    def _candidates(self, view: Published, table: str) -> tuple[pl.Series, Forms]:
        """Return texts of a leaf and the forms an identifier could have; each distinct value is looked at once a run.

        Numbers are not texts: a column of them stands or falls as a whole.
        """
        values = view.leaf.values
        nothing = pl.Series(dtype=pl.String)
        if view.column.treatment in _COVERED or values.dtype in {pl.Boolean, pl.Null}:
            return nothing, NO_FORMS
        if values.dtype.is_numeric():
            return nothing, _numeric(values)
        fresh = self._innocent.new(f"{table}/{view.column.path}", values.cast(pl.String, strict=False), view.codes)
        return fresh, forms_in_text(fresh) if len(fresh) else NO_FORMS


def _numeric(values: pl.Series) -> Forms:
    """Return the numbers of a column that are large enough for an identifier, if they are whole."""
    largest, smallest = values.max(), values.min()
    if largest is None or max(abs(float(str(largest))), abs(float(str(smallest)))) < SMALLEST:
        return NO_FORMS
    if not values.dtype.is_integer():
        values = values.cast(pl.Float64).drop_nulls().drop_nans()
        some = values.head(_SAMPLE)
        if float((some != some.round()).sum()) > len(some) / 2:
            return NO_FORMS
        values = values.filter((values == values.round()) & (values.abs() < _WHOLE)).cast(pl.Int64)
    return forms_of_values(values, DataKind.OTHER_ID)
