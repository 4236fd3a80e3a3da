"""Which rows of the vault are one person's: under all keys tables know them by, less what others share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from safeharbor.identifiers import DataKind
from safeharbor.parsing.canonical import canonical, shape
from safeharbor.vault.known import BORN, KEY, KnownPersons
from safeharbor.vault.spaces import SpaceName, SpaceNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safeharbor.findings import KnownValues
    from safeharbor.vault.opening import OpenStore

    # a kind and the canonical form of a value of it
    Forms = set[tuple[DataKind, str]]

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


@dataclass(frozen=True, slots=True)
class Traces:
    """All that the vault holds of one person: their keys, tags of their rows, identifiers by space. PHI.

    `subject`: the key they were asked for by; None for what is no identifier.
    """

    subject: str | None = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    tags: tuple[bytes, ...]
    held: tuple[Held, ...]


def traces_of(opened: OpenStore, person: Person) -> Traces:
    """Return what is a person's own: rows under every key of theirs, identifiers that nobody else has as well.

    Reads everyone. What another person has too (the telephone of a household) stays with that person.
    """
    if person.subject is None:
        return Traces(None, (), (), ())
    persons = KnownPersons(opened.store, opened.ring)
    links: dict[bytes, set[str]] = {}
    for page in _pages(opened, persons):
        for tag, pairs in page.items():
            if named := {text for kind, text in pairs if kind == KEY}:
                links[tag] = named
    keys, tags = _keys(opened, persons, {person.subject}), set[bytes]()
    while True:
        linked = {tag for tag, named in links.items() if named & keys}
        more = _keys(opened, persons, keys.union(*(links[tag] for tag in linked)))
        tags |= linked | set(opened.ring.subject_tags(sorted(more)))
        if more == keys:
            break
        keys = more
    own = opened.store.known(sorted(tags))
    forms = _forms(pair for tag, row in own.items() for pair in persons.pairs(tag, row)[0])
    kinds = {kind for kind, _ in forms}
    for page in _pages(opened, persons):
        others = (pairs for tag, pairs in page.items() if tag not in tags)
        forms -= _forms(pair for pairs in others for pair in pairs if pair[0] in kinds)
    held = tuple(_held(opened, person, keys, forms))
    return Traces(person.subject, tuple(sorted(keys)), tuple(sorted(tags)), held)


def audit_tags(opened: OpenStore, person: Person) -> list[str]:
    """Return the tags under which the audit log may speak of a person: by each key and each identifier."""
    if person.subject is None:
        return []
    persons = KnownPersons(opened.store, opened.ring)
    keys = _keys(opened, persons, {person.subject})
    tags = {tag.hex() for tag in opened.ring.subject_tags(sorted(keys))}
    known = persons.recall(sorted(keys))
    forms = _forms(_pairs(known.values()))
    for held in _held(opened, person, keys, forms):
        tags |= {value_tag(opened, held.name, form) for form in held.forms}
    return sorted(tags)


def value_tag(opened: OpenStore, name: SpaceName, form: str) -> str:
    """Return the audit log's tag for an identifier: that of the subject `system:canonical id`."""
    return opened.ring.subject_tag(f"{name.system}:{form}").hex()


def _keys(opened: OpenStore, persons: KnownPersons, keys: set[str]) -> set[str]:
    """Return the keys of the person who has these: those their rows name, and those whose rows name them back.

    An identifier that a row merely mentions (a mother's record number in her child's row) is not followed.
    """
    names = SpaceNames(opened.store, opened.ring).all().values()
    found, asked = set(keys), set[str]()
    while found - asked:
        known = persons.recall(sorted(found - asked))
        asked |= found
        found |= {key for values in known.values() for key in values.keys}
        forms = _forms(_pairs(known.values()))
        near = {f"{name.system}:{form}" for kind, form in forms for name in names if str(kind) in name.kinds}
        back = persons.recall(sorted(near - found))
        found |= {key for key, values in back.items() if found & set(values.keys)}
    return found


def _held(opened: OpenStore, person: Person, keys: set[str], forms: Forms) -> Iterator[Held]:
    """Yield identifiers by the spaces they may have tokens in; a person's own keys always."""
    shapes = {person.subject: shape(person.kind)}
    for tag, name in SpaceNames(opened.store, opened.ring).all().items():
        here = {form for kind, form in forms if str(kind) in name.kinds}
        here |= {
            key.removeprefix(f"{name.system}:")
            for key in keys
            if key.startswith(f"{name.system}:") and shapes.get(key, name.shape) == name.shape
        }
        if here:
            yield Held(tag, name, tuple(sorted(here)))


def _pairs(known: Iterable[KnownValues]) -> Iterator[tuple[str, str]]:
    return ((value.kind, value.text) for values in known for value in values.values)


def _forms(pairs: Iterable[tuple[str, str]]) -> Forms:
    by_kind: dict[str, list[str]] = {}
    for kind, text in pairs:
        if kind not in {KEY, BORN}:
            by_kind.setdefault(kind, []).append(text)
    found: Forms = set()
    for kind, texts in by_kind.items():
        known = DataKind(kind)
        found.update((known, form) for form in canonical(pl.Series(texts), known).drop_nulls())
    return found


def _pages(opened: OpenStore, persons: KnownPersons) -> Iterator[dict[bytes, list[tuple[str, str]]]]:
    """Yield what is known of everyone, by tag, some thousand persons at a time."""
    last = b""
    while rows := opened.store.all_known(after=last, limit=_PERSONS):
        last = max(rows)
        yield {tag: persons.pairs(tag, row)[0] for tag, row in rows.items()}
