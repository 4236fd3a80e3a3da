"""What the gate kept back, as values: reasons without values, and rows as bytes to be sealed."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import VaultError
from safeharbor.leaves import take_apart
from safeharbor.parsing.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from safeharbor.findings import Violation
    from safeharbor.records import Batch, TablePlan, TreatedBatch

_LENGTH: Final = 8  # bytes that say how long a part is


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a column's values were kept back. `rows`: of the entry, from 0; none where it is the column as a whole."""

    check: str
    column: str
    reason: str
    count: int
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the gate kept back of one batch; value-free, so that it may be listed.

    `action`: what the policy did (`refuse`, `withhold`, `quarantine`). `blocked`: rows objected to; `kept`: how many
    of them are held. `kinds`: leaf -> kind, which a grant must name.
    """

    table: str
    action: str
    blocked: int
    kept: int
    reasons: tuple[Reason, ...]
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept, under which name, since when. `published`: whether the release without these rows was."""

    id: str
    at: dt.datetime
    what: Kept
    published: bool = False


@dataclass(frozen=True, slots=True)
class HeldRows:
    """The rows of an entry: as the source has them, as they would have been published, and whose they are. PHI."""

    source: pl.DataFrame = field(repr=False)
    treated: pl.DataFrame = field(repr=False)
    subjects: pl.Series = field(repr=False)

    def not_about(self, subjects: Iterable[str]) -> list[int]:
        """Return which rows are not about these people; rows of nobody are not."""
        return (~self.subjects.is_in(list(subjects)).fill_null(value=False)).arg_true().to_list()

    def some(self, rows: list[int]) -> HeldRows:
        """Return some of the rows."""
        treated = self.treated[rows] if self.treated.height else self.treated
        return HeldRows(self.source[rows], treated, self.subjects[rows])


def rows_of(violations: Iterable[Violation], treated: TreatedBatch) -> list[tuple[Violation, list[int]]]:
    """Return each violation with the batch's rows it points at, in order; none where it points at no cell."""
    leaves = take_apart(treated.frame)
    found: list[tuple[Violation, list[int]]] = []
    for violation in violations:
        leaf = leaves.get(violation.column)
        rows = None if leaf is None else leaf.rows
        cells = violation.cells if leaf is not None else ()
        found.append((violation, sorted({cell if rows is None else int(rows[cell]) for cell in cells})))
    return found


def held_rows(source: Batch, treated: TreatedBatch, plan: TablePlan, places: Sequence[int], system: str) -> HeldRows:
    """Return some rows of a batch, with the keys (`system:canonical id`) of the people they are about."""
    frame = source.frame[list(places)]
    keys = pl.Series("subject", [None] * frame.height, dtype=pl.String)
    if plan.subject:
        leaf = take_apart(frame)[plan.subject]
        if leaf.rows is None:
            keys = (pl.Series([f"{system}:"]) + canonical(leaf.values, plan.column(plan.subject).kind)).alias("subject")
    made = treated.frame[list(places)] if treated.frame.height == source.frame.height else treated.frame.clear()
    return HeldRows(frame, made, keys)


def by_row(frame: pl.DataFrame) -> dict[str, dict[int, list[str]]]:
    """Return leaf -> row -> its values as text; rows without a value are absent."""
    found: dict[str, dict[int, list[str]]] = {}
    for path, leaf in take_apart(frame).items():
        texts = leaf.values.cast(pl.String, strict=False)
        for row, text in zip(range(len(texts)) if leaf.rows is None else leaf.rows.tolist(), texts, strict=True):
            if text is not None:
                found.setdefault(path, {}).setdefault(row, []).append(text)
    return found


def write_rows(rows: HeldRows) -> bytes:
    """Return rows as bytes, types and all (Arrow IPC, zstd)."""
    parts = []
    for frame in (rows.source, rows.treated, rows.subjects.to_frame()):
        stream = io.BytesIO()
        frame.write_ipc(stream, compression="zstd")
        parts.append(stream.getvalue())
    return b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in parts)


def read_rows(content: bytes) -> HeldRows:
    """Return the rows that `write_rows` wrote."""
    frames = []
    while content:
        size = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
        frames.append(pl.read_ipc(io.BytesIO(content[_LENGTH:size])))
        content = content[size:]
    source, treated, subjects = frames
    return HeldRows(source, treated, subjects["subject"])


def write_head(entry: Entry) -> str:
    """Return an entry as a line of JSON, without what the store itself knows of it."""
    content = {"at": entry.at.isoformat(), "what": asdict(entry.what)}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def read_head(name: str, head: str, *, published: bool) -> Entry:
    """Return the entry a line holds; VaultError when it is none."""
    try:
        content = json.loads(head)
        what = content["what"]
        reasons = tuple(Reason(**{**one, "rows": tuple(one["rows"])}) for one in what["reasons"])
        return Entry(name, dt.datetime.fromisoformat(content["at"]), Kept(**{**what, "reasons": reasons}), published)
    except (ValueError, KeyError, TypeError):
        message = f"entry {name} of the quarantine is unreadable"
        raise VaultError(message, hint="it was written by another version, or changed") from None
