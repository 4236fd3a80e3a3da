"""What changed between two releases, by their manifests alone: counts and policy, never a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.manifest.models import ColumnEntry, Manifest, TableEntry


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what, before and after ("" where there is none)."""

    where: str
    what: str
    old: str
    new: str


def changes(old: Manifest, new: Manifest) -> list[Change]:
    """Return every difference that says something: policy, method, software, tables, columns, counts."""
    return [change for change in _all(old, new) if change.old != change.new]


def _all(old: Manifest, new: Manifest) -> Iterator[Change]:
    for field in ("name", "digest", "method", "recipient", "as_of", "zip3_vintage"):
        yield Change("policy", field, str(getattr(old.policy, field)), str(getattr(new.policy, field)))
    for field in ("version", "detector"):
        yield Change("software", field, str(getattr(old.software, field)), str(getattr(new.software, field)))
    yield Change("release", "files", str(len(old.files)), str(len(new.files)))
    yield Change("gate", "checks", _checks(old), _checks(new))
    before, after = ({table.table: table for table in manifest.tables} for manifest in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            yield Change(name, "table", "there" if name in before else "", "there" if name in after else "")
        else:
            yield from _table(before[name], after[name])
    for one, other in zip(old.letters, new.letters, strict=True):
        yield Change(f"letter {one.letter}", "spans in text", str(one.spans), str(other.spans))
        yield Change(f"letter {one.letter}", "columns withheld", str(one.withheld), str(other.withheld))


def _table(old: TableEntry, new: TableEntry) -> Iterator[Change]:
    yield Change(new.table, "rows", str(old.rows), str(new.rows))
    before, after = ({column.path: column for column in table.columns} for table in (old, new))
    for path in sorted(before.keys() | after.keys()):
        yield from _column(f"{new.table}.{path}", before.get(path), after.get(path))


def _column(where: str, old: ColumnEntry | None, new: ColumnEntry | None) -> Iterator[Change]:
    if old is None or new is None:
        yield Change(where, "column", "" if old is None else old.treatment, "" if new is None else new.treatment)
        return
    for field in ("kind", "treatment", "type", "system"):
        yield Change(where, field, str(getattr(old, field)), str(getattr(new, field)))
    if old.nulls is not None and new.nulls is not None:
        yield Change(where, "nulls", str(old.nulls), str(new.nulls))
    for what in sorted(old.counts.keys() | new.counts.keys()):
        yield Change(where, what, str(old.counts.get(what, 0)), str(new.counts.get(what, 0)))


def _checks(manifest: Manifest) -> str:
    return " ".join(entry.check for entry in manifest.gate)
