"""Every pluggable shape, on one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from safeharbor.findings import Finding, KnownValue, KnownValues, Violation
    from safeharbor.identifiers import DataKind
    from safeharbor.parsing.once import Lasting, Numbered
    from safeharbor.records import Batch, Change, Delivery, Letter, Position, ReleasedBatch, TablePlan, TreatedBatch


class Clock(Protocol):
    """The only wall clock: stamps manifests and audit events; treatments never see it."""

    def now(self) -> dt.datetime:
        """Return the current time, in UTC."""


class Source(Protocol):
    """One table of a hospital, read in batches."""

    @property
    def table(self) -> str:
        """The table's name in the policy; never a path."""

    def schema(self) -> pl.Schema:
        """Return column -> type without reading rows; CSV columns are String unless typed."""

    def sample(self, rows: int) -> pl.DataFrame:
        """Return up to `rows` rows, spread over the source's files."""

    def batches(
        self, *, rows: int, columns: Sequence[str] | None = None, after: Position | None = None
    ) -> Iterator[Batch]:
        """Yield the rows in source order, at most `rows` at a time; memory stays bounded."""

    def digest(self, key: bytes) -> tuple[str, int]:
        """Return a keyed digest of the bytes (hex, HMAC-SHA256) and their number."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of a source that lie together. `start`: the `origin` of the first, or what none of an earlier one reaches.

    `digest`: keyed, of their bytes and of what else decides what these say; "" where nothing tells them again.
    """

    start: int
    digest: str


@runtime_checkable
class Segmented(Protocol):
    """A source that can tell without decoding which of its rows are what they were."""

    def segments(self, key: bytes) -> tuple[Segment, ...]:
        """Return the segments in source order; none where the source has none to tell of."""

    def batches_of(self, segments: Collection[int], *, rows: int) -> Iterator[Batch]:
        """Yield all columns of the rows of some segments, by their numbers from 0 on, with their `origin`."""


@dataclass(frozen=True, slots=True)
class RowContext:
    """What a treatment may know of the rows beside its own column, one entry per value.

    `subject`: the canonical subject key (String), or None when the table has no subject.
    `aged`: Boolean, true where no published value may let an age of 90 or more be worked out.
    `beside`: other columns of the same rows that the treatment's options name, by path.
    `numbered`: the column's own values, texts, by their different ones, where these are known.
    """

    subject: pl.Series | None = field(default=None, repr=False)
    aged: pl.Series | None = field(default=None, repr=False)
    beside: Mapping[str, pl.Series] = field(default_factory=dict, repr=False)
    numbered: Numbered | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Treated:
    """A treated column of the same length, and counts of what was done (never values).

    Usual counts: `unreadable` (became null), `withheld` (became null by rule), `capped`,
    `restricted` (ZIP3 000), `span.<letter>` (text spans treated, by letter A-R). `numbered`: the same values once more,
    where the treatment read each different one once.
    """

    values: pl.Series = field(repr=False)
    counts: Mapping[str, int] = field(default_factory=dict)
    numbered: Numbered | None = field(default=None, repr=False)


class Treatment(Protocol):
    """One column in, one column of the same length out; nulls stay null."""

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Treat a flat column (nested columns arrive leaf by leaf)."""

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return the mirror's type for a source type; raise PolicyError when it cannot be treated."""


class Tokenizer(Protocol):
    """Random tokens for one recipient domain, remembered by the vault."""

    def tokenize(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Return a token per value (String, same length, nulls stay null), creating unknown ones."""

    def find(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Return the token per value where the vault has one, else null; creates nothing."""

    def issued(self, tokens: pl.Series, *, system: str) -> pl.Series:
        """Return whether each token was issued for this domain and system (Boolean)."""


@runtime_checkable
class NumberingTokenizer(Tokenizer, Protocol):
    """A tokenizer that holds its tokens in memory, and can say which they are without writing them."""

    def numbered(self, values: pl.Series, *, system: str, kind: DataKind) -> Lasting | None:
        """Do what `tokenize` does, and return the tokens by their numbers; None where it does not hold them all."""


class Vault(Protocol):
    """Keyed lookup store: what identifiers became, and what is known of each person."""

    def tokenizer(self, domain: str) -> Tokenizer:
        """Return the tokenizer of a recipient domain."""

    def remember(self, known: Mapping[str, KnownValues]) -> Mapping[str, tuple[KnownValue, ...]]:
        """Add to what is known of each subject (canonical key -> values), encrypted; idempotent.

        Return the values that are new, of the subjects of whom something was known.
        """

    def recall(self, subjects: Sequence[str]) -> Mapping[str, KnownValues]:
        """Return what is known of the subjects; a subject never heard of is absent."""

    def purges(self) -> int:
        """Return how many purges of persons the vault has seen."""

    def purged(self, subjects: Sequence[str]) -> Sequence[bool]:
        """Return whether each person (canonical key) was purged: no row about them is published any more."""

    def withdrawn(self) -> Sequence[str]:
        """Return the tokens that purges made resolve to nobody: what mirrors must no longer hold."""

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes derived from the master key for one named purpose."""

    def commit(self) -> None:
        """Make everything since the last commit durable."""

    def close(self) -> None:
        """Release the lock and wipe caches; uncommitted work is rolled back."""


class Detector(Protocol):
    """Finds identifiers in free text."""

    @property
    def fingerprint(self) -> str:
        """Name, version and checksum of rules and model: part of the manifest."""

    def detect(self, texts: Sequence[str], known: Sequence[KnownValues | None]) -> list[list[Finding]]:
        """Return the findings of each text: sorted, never overlapping, offsets in code points.

        `known[i]` is what the structured rows hold of the person text `i` is about. Where it says
        `aged`, ages of any size are found, not only those over 89.
        """

    def unchanged(
        self, texts: Sequence[str], before: Sequence[KnownValues], now: Sequence[KnownValues]
    ) -> Sequence[bool]:
        """Return for each text whether surely nothing else is found in it with what is known `now` than `before`."""


class Recognizer(Protocol):
    """One way of finding identifiers; findings of several are resolved by `detect.overlap`."""

    @property
    def name(self) -> str:
        """The name findings carry."""

    def find(self, text: str) -> list[Finding]:
        """Return this recognizer's findings in one text, in any order, overlaps allowed."""


@dataclass(frozen=True, slots=True)
class LastRelease:
    """What the release before held. `rows`: by table. `empty`: (table, path, treatment) -> share of null cells."""

    rows: Mapping[str, int]
    empty: Mapping[tuple[str, str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a release may differ from the one before: rows as a factor, empty cells as a share more."""

    least_rows: float = 0.5
    most_rows: float = 5.0
    more_empty: float = 0.3


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What gate checks share over one run. Holds PHI only in keyed or in-memory form.

    `method`: what the policy claims; only `expert_determination` lets dates and keyed hashes pass.
    `text`: whether any table of the release has free text, in which a person's names are looked for.
    `invented_names`: whether names in text become surrogates, which may meet a person's own by chance.
    `kept_in_text`: kinds that the policy lets stay in text (names of facilities).
    `last`: what the release before held, None for the first.
    """

    as_of: dt.date
    zip3_vintage: str
    tokenizer: Tokenizer = field(repr=False)
    detector: Detector | None = field(default=None, repr=False)
    method: str = "safe_harbor"
    text: bool = True
    invented_names: bool = False
    kept_in_text: frozenset[DataKind] = frozenset()
    last: LastRelease | None = None
    limits: Limits = Limits()


class Check(Protocol):
    """One reason not to publish."""

    @property
    def name(self) -> str:
        """The name violations carry."""

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Check one treated batch against the rows it came from."""

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Check the staged release as files, table -> folder, before `current` moves."""


class Mirror(Protocol):
    """Where released rows go. Staged first, published in one step."""

    def begin(self, tables: Mapping[str, pl.Schema]) -> None:
        """Open an empty stage; leftovers of a killed run are removed. Raises BusyError."""

    def write(self, batch: ReleasedBatch) -> None:
        """Add a batch to the stage; a batch already staged by (table, position) is not doubled."""

    def finish(self) -> Mapping[str, Path]:
        """Put rows in their published order; return table -> folder of staged files."""

    def publish(self, release: str, documents: Mapping[str, bytes]) -> Path:
        """Make the stage the current release in one atomic step; return its folder.

        `documents`: file name -> content of what travels beside the tables, the manifest among them.
        """

    def abandon(self) -> None:
        """Remove the stage; the old release still serves."""

    def current(self) -> Path | None:
        """Return the folder of the current release, if there is one."""


class StreamSource(Protocol):
    """Records as they come, from one place that remembers where it was."""

    @property
    def ended(self) -> bool:
        """Whether nothing will come any more."""

    def begin(self, position: str | None) -> None:
        """Go on after a position; None: after what was confirmed, or from the start."""

    def poll(self, *, rows: int, wait: float) -> Delivery | None:
        """Return up to about `rows` records; None when none came within `wait` seconds. Raises SourceError."""

    def confirm(self, position: str) -> None:
        """Hear that everything up to a position is published and saved: it need not be brought again."""

    def behind(self) -> int | None:
        """Return how many records wait to be read, where the source can tell."""

    def close(self) -> None:
        """Let go of the source."""


class StreamMirror(Protocol):
    """Where a stream's changes go: each commit whole or not at all, with the position it brings the mirror to."""

    @property
    def mark(self) -> str:
        """What to begin with again after a crash, saved with each position."""

    def begin(self, tables: Mapping[str, pl.Schema], mark: str | None) -> str | None:
        """Open the mirror as it was at a mark (of an earlier `commit`); return the position it holds, if it does."""

    def commit(self, changes: Sequence[Change], position: str) -> None:
        """Make changes and position durable and visible in one step."""

    def withdraw(self, tokens: Sequence[str]) -> int | None:
        """Remove rows about people by their tokens; return how many, None where what was written stays."""

    def restate(self, tokens: Sequence[str] | None) -> None:
        """Withhold what earlier rows tell of the ages of people who are 90 or older; of all such people for None."""

    def close(self) -> None:
        """Let go of the mirror."""


class DeadLetters(Protocol):
    """Where records go that cannot be published: sealed, with a reason, each once."""

    def bury(self, letters: Sequence[Letter], *, at: dt.datetime) -> None:
        """Keep letters; one known by its name is kept once. Durable when this returns."""
