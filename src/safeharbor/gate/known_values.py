"""The closed loop: the input's own identifiers, searched for in everything about to be published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.findings import Violation
from safeharbor.gate.chance import surprising
from safeharbor.gate.forms import SHORTEST, Forms, forms_in_text
from safeharbor.gate.hashes import NumberSet, among
from safeharbor.gate.needles import pointing
from safeharbor.gate.persons import Persons
from safeharbor.gate.view import Published, published
from safeharbor.leaves import header_of, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

# what these treatments publish has another form than any identifier; `allowed_values` holds them to it
_COVERED: Final = frozenset({"year", "birth_year", "age_cap", "zip3", "tokenize", "state", "duration"})
_OWN: Final = "holds names, numbers or addresses of the very people its texts are about"
_SMALLEST: Final = 10 ** (SHORTEST - 1)


class KnownValuesCheck:
    """Refuses a release that holds an identifier its own sources gave.

    It remembers, over one run, the identifying forms of every batch (`known`) and the forms of
    what was about to be published (`seen`), so that the order of tables and batches is no matter:
    `batch` compares with what is known so far, `whole` everything with everything.
    """

    name: Final = "known_values"

    def __init__(self, context: CheckContext) -> None:
        """Start a run that knows nothing yet."""
        self._persons = Persons() if context.text else None
        self._numbers, self._words = NumberSet(), NumberSet()
        self._seen: dict[tuple[str, str], tuple[NumberSet, NumberSet]] = {}

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Learn the batch's identifiers, then search what it publishes for all that are known."""
        leaves = take_apart(source.frame)
        if self._persons is not None:
            self._persons.learn(plan, leaves)
        for _, forms in pointing(plan, leaves):
            self._numbers.add(forms.numbers)
            self._words.add(forms.words)
        found: list[Violation] = []
        for view in published(source, treated, plan):
            forms = _candidates(view)
            numbers, words = self._seen.setdefault((plan.table, view.column.path), (NumberSet(), NumberSet()))
            numbers.add(forms.numbers)
            words.add(forms.words)
            found.extend(self._compare(plan.table, view.column.path, forms))
            if self._persons is not None and view.column.treatment == "text":
                alone = view.column.options.get("names") != "surrogate"
                hits = self._persons.search(plan, leaves, view.leaf, names_alone=alone)
                found.extend(self._violations(plan.table, view.column.path, hits, _OWN))
        return found

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Compare all that was seen with all that is known; search file names and headers too."""
        found: list[Violation] = []
        for (table, path), (numbers, words) in self._seen.items():
            found.extend(self._compare(table, path, Forms(numbers.sorted(), words.sorted())))
            found.extend(self._compare(table, "a header", forms_in_text(pl.Series([header_of(path)]))))
        for (table, path), hits in (self._persons.late() if self._persons is not None else {}).items():
            found.extend(self._violations(table, path, hits, _OWN))
        for table, folder in tables.items():
            names = [file.name for file in folder.rglob("*")]
            found.extend(self._compare(table, "a file name", forms_in_text(pl.Series(names, dtype=pl.String))))
        return found

    def _compare(self, table: str, column: str, forms: Forms) -> list[Violation]:
        hits = int(among(forms.words, self._words.sorted()).sum())
        hits += surprising(forms.numbers, self._numbers.sorted())
        return self._violations(table, column, hits, "holds identifiers of the source")

    def _violations(self, table: str, column: str, hits: int, reason: str) -> list[Violation]:
        return [Violation(check=self.name, table=table, column=column, count=hits, reason=reason)] if hits else []


def _candidates(view: Published) -> Forms:
    """Return the forms an identifier could have in a leaf; columns that cannot hold one cost nothing."""
    values = view.leaf.values
    nothing = Forms(pl.Series(dtype=pl.UInt64).to_numpy(), pl.Series(dtype=pl.UInt64).to_numpy())
    if view.column.treatment in _COVERED or values.dtype in {pl.Boolean, pl.Null}:
        return nothing
    if values.dtype.is_numeric():
        largest, smallest = values.max(), values.min()
        if largest is None or max(abs(float(str(largest))), abs(float(str(smallest)))) < _SMALLEST:
            return nothing
        if values.dtype.is_float():
            values = values.drop_nulls().drop_nans()
            values = values.filter(values == values.round()).cast(pl.Int64, strict=False)
    return forms_in_text(values)
