"""Which rows of the vault are one person's: by what is known of the person, less what others share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.parsing.canonical import canonical, shape
from safeharbor.vault.known import KnownPersons
from safeharbor.vault.spaces import SpaceName, SpaceNames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeharbor.findings import KnownValue
    from safeharbor.identifiers import DataKind
    from safeharbor.vault.opening import OpenStore

_PERSONS = 10_000


@dataclass(frozen=True, slots=True)
class Person:
    """A person by the identifier that tables are about them with. PHI."""

    system: str
    kind: DataKind
    identifier: str = field(repr=False)

    @property
    def subject(self) -> str | None:
        """The subject key, `system:canonical id`; None when the identifier is a no-value."""
        form = canonical(pl.Series([self.identifier]), self.kind)[0]
        return None if form is None else f"{self.system}:{form}"


@dataclass(frozen=True, slots=True)
class Held:
    """Canonical forms of a person's identifiers in one space. PHI."""

    space: bytes
    name: SpaceName
    forms: tuple[str, ...] = field(repr=False)


def held_of(opened: OpenStore, person: Person, *, shared: bool) -> list[Held]:
    """Return the identifiers of a person, by the spaces they may have tokens in.

    With `shared`, also those another person has as well (the telephone of a household); reads everyone otherwise.
    """
    subject = person.subject
    if subject is None:
        return []
    persons = KnownPersons(opened.store, opened.ring)
    known = persons.recall([subject]).get(subject)
    forms = _forms(known.values if known else ())
    if not shared and forms:
        own = opened.ring.subject_tag(subject)
        forms -= _forms_of_others(opened, persons, own)
    found = []
    for tag, name in SpaceNames(opened.store, opened.ring).all().items():
        here = {form for kind, form in forms if str(kind) in name.kinds}
        if (name.system, name.shape) == (person.system, shape(person.kind)):
            here.add(subject.removeprefix(f"{person.system}:"))
        if here:
            found.append(Held(tag, name, tuple(sorted(here))))
    return found


def audit_tags(opened: OpenStore, person: Person) -> list[str]:
    """Return the tags under which the audit log may speak of a person: as subject, and by each identifier."""
    subject = person.subject
    if subject is None:
        return []
    tags = {opened.ring.subject_tag(subject).hex()}
    for held in held_of(opened, person, shared=True):
        tags |= {value_tag(opened, held.name, form) for form in held.forms}
    return sorted(tags)


def value_tag(opened: OpenStore, name: SpaceName, form: str) -> str:
    """Return the audit log's tag for an identifier: that of the subject `system:canonical id`."""
    return opened.ring.subject_tag(f"{name.system}:{form}").hex()


def _forms(values: Iterable[KnownValue]) -> set[tuple[DataKind, str]]:
    by_kind: dict[DataKind, list[str]] = {}
    for value in values:
        by_kind.setdefault(value.kind, []).append(value.text)
    return {
        (kind, form)
        for kind, texts in by_kind.items()
        for form in canonical(pl.Series(texts), kind)
        if form is not None
    }


def _forms_of_others(opened: OpenStore, persons: KnownPersons, own: bytes) -> set[tuple[DataKind, str]]:
    found: set[tuple[DataKind, str]] = set()
    last = b""
    while rows := opened.store.all_known(after=last, limit=_PERSONS):
        last = max(rows)
        others = (persons.opened(tag, row).values for tag, row in rows.items() if tag != own)
        found |= _forms(value for values in others for value in values)
    return found
