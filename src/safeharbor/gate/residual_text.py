"""Free text after treatment, looked through once more without the detector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.findings import Violation
from safeharbor.gate.blame import cells_of
from safeharbor.gate.cases import text_of
from safeharbor.gate.patterns import holding
from safeharbor.gate.text_patterns import IN_TEXT, TITLED
from safeharbor.gate.view import published

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch

_LONG_NUMBER: Final = r"\d{9,}"
# numbers of nine digits and more that are codes: their name stands before them
_CODE: Final = (
    r"(?i)\b(?:ndc|snomed(?:[ -]?ct)?|sct|rxnorm|rxcui|loinc|cpt|hcpcs|icd(?:-?10)?(?:-cm|-pcs)?|gtin|udi-di|oid|omim|"
    r"mesh|pmid|doi|nct)\b[\s:#()]*(?:code|no\.?|number)?[\s:#()]*[\d.-]+"
    r"|\(01\)\s*\d{14}"  # the device identifier of a UDI names a model, not a device
)
_GENE: Final = r"\d{9,}\s*(?:cells|copies|/)"


class ResidualText:
    """Refuses text in which a shape of an identifier is left."""

    name: Final = "residual_text"

    def __init__(self, context: CheckContext) -> None:
        """Take the run's context: where names are invented, a name after its title is no fault."""
        self._shapes = tuple(shape for shape in IN_TEXT if not (context.invented_names and shape is TITLED))

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Look through every distinct text of every text column."""
        found: list[Violation] = []
        for view in published(source, treated, plan):
            leaf = text_of(view, source)
            if leaf is not None and leaf.values.dtype == pl.String:
                held = leaf.values
                held = held if len(held) == 1 and not held.null_count() else held.drop_nulls().unique()
                for reason, texts in self._faults(held):
                    cells = cells_of(leaf.values, texts)
                    found.append(
                        Violation(
                            self.name,
                            plan.table,
                            view.column.path,
                            len(texts),
                            reason,
                            cells,
                        )
                    )
        return found

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Find nothing more: every text was looked through in its batch."""
        del tables
        return []

    def _faults(self, texts: pl.Series) -> Iterator[tuple[str, pl.Series]]:
        for shape, held in holding(texts, self._shapes):
            yield f"texts that still hold {shape.name}", held
        long = texts.filter(texts.str.contains(_LONG_NUMBER))
        if not len(long):
            return
        left = long.str.replace_all(_CODE, "").str.replace_all(_GENE, "").str.contains(_LONG_NUMBER)
        if left.any():
            yield (
                "texts that still hold a number of nine digits or more that no code system names",
                long.filter(left),
            )
