"""Ids that are one under several names: by overlap of their canonical values, by what headers call them.

Small running numbers overlap by chance, so there the headers must agree too, or one column must
hold nearly every value of the other and nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from safeharbor.classify.by_shape import ID_KINDS
from safeharbor.classify.header_words import plain_words
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.canonical import canonical
from safeharbor.parsing.headers import header_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample
    from safeharbor.classify.tables import TableVerdict
    from safeharbor.findings import ColumnVerdict

Key = tuple[str, str]
"""A table and a leaf path."""

_ENTITIES: Final = {
    "patient": "patient person member subject beneficiary bene client individual mrn chart desynpuf subscriber insured",
    "encounter": "encounter",
    "claim": "claim",
    "order": "order prescription",
    "specimen": "specimen accession",
    "provider": "provider npi",
    "facility": "facility",
    "device": "device serial",
    "account": "account",
    "department": "department",
    "insurance": "insurance",
    "note": "note",
    "diagnosis": "diagnosis",
    "procedure": "procedure",
    "medication": "medication",
    "lab": "lab observation measurement",
    "user": "username",
    "family": "family household",
}
_ENTITY_OF: Final = {word: entity for entity, words in _ENTITIES.items() for word in words.split()}
_CAN_LINK: Final = frozenset(
    {*ID_KINDS, K.UNKNOWN, K.CODE, K.CATEGORY, K.MEASURE, K.ZIP, K.DATE, K.AGE} - {K.PHONE, K.FAX}
)
_SURE_IDS: Final = frozenset(ID_KINDS) - {K.PHONE, K.FAX}
_DISTINCTIVE: Final = 5
_FEW: Final = 3
_CHECKED: Final = 0.93  # codes with check digits or of many chapters are nobody's id
_ALL_OF_IT: Final = 20
_MOSTLY: Final = 0.8  # a sheet has a few that another has not


@dataclass(frozen=True)
class IdColumn:
    """A column that may be an id: its distinct canonical values, and what its header is about."""

    key: Key
    kind: K
    entity: str
    complete: bool
    values: frozenset[str] = field(repr=False)
    unique: bool = False

    @cached_property
    def distinctive(self) -> bool:
        """Whether values are long enough not to overlap by chance."""
        return bool(self.values) and sum(len(value) for value in self.values) / len(self.values) >= _DISTINCTIVE


@dataclass(frozen=True, slots=True)
class Link:
    """Columns that hold one id. `system`: a name made of known words only."""

    system: str
    kind: K
    members: tuple[Key, ...]


def entity_of(path: str, table: str) -> str:
    """Return what an id's header is about: the last known thing in it, or in the table's name."""
    last = [word for word in plain_words(path) if word in _ENTITY_OF]
    if last:
        return _ENTITY_OF[last[-1]]
    words = [word for word in plain_words(path) if word not in {"id", "number", "code"}]
    about = [word.removesuffix("s") for word in plain_words(table)]
    whole = [word for word in (*plain_words(table), *about) if word in _ENTITY_OF]
    return _ENTITY_OF[whole[0]] if whole and not words else ""


def id_columns(samples: Mapping[str, Sample], verdicts: Mapping[str, TableVerdict]) -> list[IdColumn]:
    """Return the columns that are ids or may be."""
    found: list[IdColumn] = []
    for table, verdict in verdicts.items():
        for path, column in verdict.columns.items():
            profile = verdict.profiles[path]
            if column.kind not in _CAN_LINK or profile.family not in {"string", "integer", "float"}:
                continue
            if column.kind not in _SURE_IDS and not _may_be_foreign(column, profile):
                continue
            values = canonical(samples[table].leaves[path].values, K.RECORD_ID).drop_nulls().unique()
            found.append(
                IdColumn(
                    (table, path),
                    column.kind,
                    entity_of(path, table),
                    samples[table].complete,
                    frozenset(values.to_list()),
                    unique=profile.uniqueness > 0.98,  # a stray double is no foreign key
                )
            )
    return found


def _may_be_foreign(column: ColumnVerdict, profile: Profile) -> bool:
    """Whether a column that is no sure id may still hold another table's: whole numbers, or tokens with digits."""
    if column.score >= _CHECKED:
        return False
    return (profile.numbers.whole == 1 and profile.numbers.share == 1) or profile.like("mixed_token") >= 0.8


def links(columns: Iterable[IdColumn]) -> list[Link]:
    """Return groups of columns that hold one id; ids that stand alone are groups of one."""
    items = [column for column in columns if column.values]
    parent = {item.key: item.key for item in items}

    def root(key: Key) -> Key:
        while parent[key] != key:
            key = parent[key]
        return key

    for index, one in enumerate(items):
        for other in items[index + 1 :]:
            if root(one.key) != root(other.key) and _same(one, other):
                parent[root(other.key)] = root(one.key)
    groups: dict[Key, list[IdColumn]] = {}
    for item in items:
        groups.setdefault(root(item.key), []).append(item)
    real = [group for group in groups.values() if any(item.kind in _SURE_IDS for item in group)]
    return _named(real)


def _same(one: IdColumn, other: IdColumn) -> bool:
    if one.kind not in _SURE_IDS and other.kind not in _SURE_IDS:
        return False
    clash = one.entity and other.entity and one.entity != other.entity and not _one_header(one, other)
    small, large = sorted((one, other), key=lambda item: len(item.values))
    common = len(small.values & large.values)
    share = common / len(small.values)
    sure = one.kind in _SURE_IDS and other.kind in _SURE_IDS
    if one.distinctive and other.distinctive:
        enough = 0.5 if one.complete and other.complete else 0.02
        return common >= min(_FEW, len(small.values)) and share >= enough
    if sure and one.entity and one.entity == other.entity and one.key[0] != other.key[0]:
        return share >= 0.3 or not (one.complete and other.complete)  # a few orphans are usual
    if clash or one.key[0] == other.key[0]:
        return False
    if sure and _one_header(one, other) and not one.unique and not other.unique and common >= _ALL_OF_IT:
        return share >= _MOSTLY
    # an unnamed foreign key of running numbers: all of the key's values and no other
    keyed = one if one.unique and one.kind in _SURE_IDS else other
    foreign = other if keyed is one else one
    if (
        not keyed.unique
        or keyed.kind not in _SURE_IDS
        or foreign.unique
        or (foreign.kind is K.MEASURE and len(keyed.values) < _ALL_OF_IT)
    ):
        return False
    return len(keyed.values) >= _ALL_OF_IT and share == 1 and common / len(keyed.values) >= 0.8


def _one_header(one: IdColumn, other: IdColumn) -> bool:
    """Whether two tables have columns of one name: `No.` in both, where the numbers of neither are rows'."""
    return one.key[0] != other.key[0] and header_words(one.key[1]) == header_words(other.key[1])


def _named(groups: list[list[IdColumn]]) -> list[Link]:
    out: list[Link] = []
    used: Counter[str] = Counter()
    for group in sorted(groups, key=lambda items: (-len(items), items[0].key)):
        kinds = Counter(item.kind for item in group if item.kind in _SURE_IDS and item.kind is not K.RECORD_ID)
        kind = kinds.most_common(1)[0][0] if kinds else K.RECORD_ID
        entities = Counter(item.entity for item in group if item.entity)
        base = entities.most_common(1)[0][0] if entities else kind.value
        base = f"{base}_{kind.value}" if kind in {K.MRN, K.HEALTH_PLAN_ID, K.SSN} and base != kind.value else base
        used[base] += 1
        name = base if used[base] == 1 else f"{base}_{used[base]}"
        out.append(Link(name, kind, tuple(sorted(item.key for item in group))))
    return out
