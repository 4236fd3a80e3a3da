"""What is known of persons, sealed: one row for each, merged as a set, so that telling twice changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault.sealing import RowCipher
from safeharbor.vault.store import SealedRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.store import Store

_KINDS: Final = {str(kind): kind for kind in DataKind}


class KnownPersons:
    """The known values of persons in one store."""

    def __init__(self, store: Store, ring: KeyRing) -> None:
        """Take the store and the vault's keys."""
        self._store = store
        self._ring = ring
        self._ciphers: dict[int, RowCipher] = {}

    def remember(self, known: Mapping[str, KnownValues]) -> None:
        """Add to what is known of each person; rows that would not change are not written."""
        tags = {self._ring.subject_tag(subject): values for subject, values in known.items()}
        with self._store.writing():
            held = self._opened(self._store.known(list(tags)))
            changed: dict[bytes, KnownValues] = {}
            for tag, values in tags.items():
                before = held.get(tag)
                after = values if before is None else merged(before, values)
                if before is None or len(after.values) != len(before.values) or after.aged != before.aged:
                    changed[tag] = after
            self.put(changed)

    def recall(self, subjects: Sequence[str]) -> dict[str, KnownValues]:
        """Return what is known of the persons; one never heard of is absent."""
        tags = {subject: self._ring.subject_tag(subject) for subject in subjects}
        held = self._opened(self._store.known(list(set(tags.values()))))
        return {subject: held[tag] for subject, tag in tags.items() if tag in held}

    def put(self, persons: Mapping[bytes, KnownValues]) -> None:
        """Seal persons by tag under the newest data key and store them; inside a write."""
        number, key = self._ring.sealing_key()
        cipher = self._ciphers.setdefault(number, RowCipher(key))
        rows = {
            tag: SealedRow(number, cipher.seal(_written(values), about=_about(tag))) for tag, values in persons.items()
        }
        self._store.put_known(rows)

    def opened(self, tag: bytes, row: SealedRow) -> KnownValues:
        """Open what is known of one person. PHI."""
        if row.data_key not in self._ciphers:
            self._ciphers[row.data_key] = RowCipher(self._ring.data_key(row.data_key))
        aged, *flat = json.loads(self._ciphers[row.data_key].open(row.sealed, about=_about(tag)))
        pairs = zip(flat[0::2], flat[1::2], strict=True)
        return KnownValues(tuple(KnownValue(_KINDS[kind], text) for kind, text in pairs), aged=aged)

    def _opened(self, rows: Mapping[bytes, SealedRow]) -> dict[bytes, KnownValues]:
        return {tag: self.opened(tag, row) for tag, row in rows.items()}


def merged(first: KnownValues, second: KnownValues) -> KnownValues:
    """Return the union of two, each value once, in the order of kind and text; `aged` once is aged for good."""
    if not first.values and len(second.values) < 2:  # noqa: PLR2004 - one value is in order
        return KnownValues(second.values, aged=first.aged or second.aged)
    values = sorted({(value.kind, value.text): value for value in (*first.values, *second.values)}.items())
    return KnownValues(tuple(value for _, value in values), aged=first.aged or second.aged)


def _written(values: KnownValues) -> bytes:
    flat = [text for value in merged(KnownValues(), values).values for text in (str(value.kind), value.text)]
    return json.dumps([values.aged, *flat], ensure_ascii=False, separators=(",", ":")).encode()


def _about(tag: bytes) -> bytes:
    return b"known" + tag
