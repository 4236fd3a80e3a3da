"""The values that flow: Batch -> TreatedBatch -> ReleasedBatch, and the plan they follow.

Three batch types, one direction. Only the gate makes a `ReleasedBatch`; only mirrors take one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from safeharbor.identifiers import DataKind
    from safeharbor.parsing.once import Numbered, Texts


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next batch begins; opaque to everyone but the source that made it."""

    offset: int
    token: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as the source holds them. PHI: its frame never appears in a repr.

    `marks`: the keyed fingerprint of each row (UInt64 columns), by which a later night knows it again.
    `origin`: where each row stands in its source, ascending (UInt64); None where the source does not tell.
    `numbered`: flat columns of texts by their different ones, of which each is met, where the source knows these.
    """

    table: str
    frame: pl.DataFrame = field(repr=False)
    position: Position
    marks: pl.DataFrame | None = field(default=None, repr=False)
    origin: NDArray[np.uint64] | None = field(default=None, repr=False)
    numbered: Mapping[str, Numbered] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class TreatedBatch:
    """Rows after treatment, not yet checked. `counts`: `(column, what) -> how many`.

    `order` holds the row-order key of each row (UInt64), so that the mirror's order says
    nothing of the source's. `codes`: flat columns of texts that repeat once more, as categories, or as plain numbers of
    the `texts` of that column.
    """

    table: str
    frame: pl.DataFrame = field(repr=False)
    order: pl.Series = field(repr=False)
    counts: Mapping[tuple[str, str], int]
    position: Position
    marks: pl.DataFrame | None = field(default=None, repr=False)
    codes: Mapping[str, pl.Series] = field(default_factory=dict, repr=False)
    texts: Mapping[str, Texts] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ReleasedBatch:
    """Rows that passed the gate. Made by `safeharbor.gate.release` only."""

    table: str
    frame: pl.DataFrame = field(repr=False)
    order: pl.Series = field(repr=False)
    counts: Mapping[tuple[str, str], int]
    position: Position
    marks: pl.DataFrame | None = field(default=None, repr=False)
    codes: Mapping[str, pl.Series] = field(default_factory=dict, repr=False)
    texts: Mapping[str, Texts] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Records of one table as a stream brought them. PHI.

    `rows`: one JSON object each. `gone`: which of them say that their row is gone; None when none does.
    `names`: what each record is called where it came from, so that it is known again when it comes twice.
    """

    table: str
    rows: Sequence[bytes] = field(repr=False)
    names: Sequence[str] = field(repr=False)
    gone: Sequence[bool] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a stream brought at once. `position`: where the next one begins, opaque to all but its source.

    `at`: when its oldest record was there to be read, in seconds of the monotonic clock.
    """

    arrivals: tuple[Arrival, ...]
    position: str = field(repr=False)
    at: float


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one table of a stream's mirror: rows added or replaced, and rows that are gone, by their keys."""

    rows: ReleasedBatch
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A record that could not be published. `name`: as in its arrival. `reason`: a few words, never a value.

    `gone`: it said that its row is gone; None for letters of a time when that was not kept.
    """

    table: str
    name: str = field(repr=False)
    reason: str
    payload: bytes = field(repr=False)
    gone: bool | None = False


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What happens to one leaf of one table.

    `path`: the leaf in the source (`zip`, `address.city`, `names[].family`).
    `system`: the namespace of a tokenized id (FHIR `Identifier.system`); one id, one token within it.
    `source_type`, `target_type`: polars type names. `options`: the treatment's own settings.
    """

    path: str
    kind: DataKind
    treatment: str
    system: str = ""
    source_type: str = ""
    target_type: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def published(self) -> bool:
        """Whether the mirror holds this column: it is treated, or is in some cases."""
        return not self.treatments <= {"drop", "withhold"}

    @property
    def reads_text(self) -> bool:
        """Whether the column is free text, or is in some cases."""
        return "text" in self.treatments

    @property
    def treatments(self) -> AbstractSet[str]:
        """The column's treatment, and those it has in cases."""
        return {self.treatment, *(str(case["treatment"]) for case in self.options.get("cases", ()))}


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What happens to one table: every leaf of its source, and nothing else."""

    table: str
    subject: str
    columns: tuple[ColumnPlan, ...]

    def column(self, path: str) -> ColumnPlan:
        """Return the plan of the leaf `path`; KeyError when there is none."""
        for column in self.columns:
            if column.path == path:
                return column
        raise KeyError(path)


@dataclass(frozen=True, slots=True)
class Plan:
    """Column -> treatment for every table, complete by construction; hashed into the manifest."""

    policy: str
    policy_digest: str
    method: str
    recipient: str
    as_of: dt.date
    zip3_vintage: str
    tables: tuple[TablePlan, ...]
