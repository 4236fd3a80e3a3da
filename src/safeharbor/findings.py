"""What was found: offsets, kinds and counts. Never text, so safe to log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safeharbor.identifiers import DataKind, Label, SafeHarborCategory


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A span of a text that is an identifier: half-open offsets in Unicode code points."""

    start: int
    end: int
    kind: DataKind
    score: float
    recognizer: str

    @property
    def label(self) -> Label:
        """The label the span is written with."""
        label = self.kind.label
        if label is None:
            message = f"{self.kind} is not a kind of span"
            raise ValueError(message)
        return label

    @property
    def category(self) -> SafeHarborCategory | None:
        """The letter the span falls under."""
        return self.kind.category


@dataclass(frozen=True, slots=True)
class KnownValue:
    """One identifier that the structured rows hold of a person. PHI: never printed."""

    kind: DataKind
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownValues:
    """What is known of one person before that person's text is read.

    `aged`: the person is 90 or older in the year of the policy's `as_of`, so that every
    age and every year about them is treated as indicative (164.514(b)(2)(i)(C)).
    `keys`: other keys of the same person (`system:canonical id`), so that whoever purges one purges all.
    `born`: the year they were born in at the latest, as far as rows have told.
    """

    values: tuple[KnownValue, ...] = field(default=(), repr=False)
    aged: bool = False
    keys: tuple[str, ...] = field(default=(), repr=False)
    born: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ColumnVerdict:
    """What a column is, how sure, and on what evidence (shapes and counts, never values)."""

    path: str
    kind: DataKind
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Violation:
    """Why something must not be published: which check, where, how often; never what.

    `cells`: which values of the leaf, in its batch, must not be published; empty when all of it must not.
    """

    check: str
    table: str
    column: str
    count: int
    reason: str
    cells: tuple[int, ...] = field(default=(), compare=False, repr=False)
