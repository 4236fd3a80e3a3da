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

    # (kind, text) pairs, and whether the person is aged; making objects of millions of values would double the cost
    Facts = tuple[set[tuple[str, str]], bool]

_KINDS: Final = {str(kind): kind for kind in DataKind}
# in the place of a kind: the text is another key of the same person
KEY: Final = "="
# and here: it is a year they were born in at the latest; of several the first counts
BORN: Final = "<"


class KnownPersons:
    """The known values of persons in one store."""

    def __init__(self, store: Store, ring: KeyRing) -> None:
        """Take the store and the vault's keys."""
        self._store = store
        self._ring = ring
        self._ciphers: dict[int, RowCipher] = {}

    def remember(self, known: Mapping[str, KnownValues]) -> dict[str, tuple[KnownValue, ...]]:
        """Add to what is known of each person; rows that would not change are not written.

        Return the values that are new, of the persons of whom something was known.
        """
        tags = self._ring.subject_tags(list(known))
        new: dict[str, tuple[KnownValue, ...]] = {}
        with self._store.writing():
            changed: dict[bytes, Facts] = {}
            rows = self._store.known(tags)
            for tag, (subject, values) in zip(tags, known.items(), strict=True):
                pairs: set[tuple[str, str]] = {(value.kind, value.text) for value in values.values}
                pairs |= {(KEY, key) for key in values.keys}
                pairs |= set() if values.born is None else {(BORN, str(values.born))}
                aged = values.aged
                if row := rows.get(tag):
                    held, was_aged = self._facts(tag, row)
                    if pairs <= held and (was_aged or not aged):
                        continue
                    if fresh := tuple(value for value in values.values if (value.kind, value.text) not in held):
                        new[subject] = fresh
                    # aged once is aged for good: a person grows no younger, and fail closed
                    pairs, aged = pairs | held, aged or was_aged
                changed[tag] = (pairs, aged)
            self._put(changed)
        return new

    def recall(self, subjects: Sequence[str]) -> dict[str, KnownValues]:
        """Return what is known of the persons; one never heard of is absent."""
        tags = self._ring.subject_tags(subjects)
        rows = self._store.known(list(set(tags)))
        held = {tag: self.opened(tag, row) for tag, row in rows.items()}
        return {subject: held[tag] for subject, tag in zip(subjects, tags, strict=True) if tag in held}

    def opened(self, tag: bytes, row: SealedRow) -> KnownValues:
        """Open what is known of one person, in the order of kind and text. PHI."""
        pairs, aged = self.pairs(tag, row)
        values = tuple(KnownValue(_KINDS[kind], text) for kind, text in pairs if kind in _KINDS)
        keys = tuple(text for kind, text in pairs if kind == KEY)
        born = [int(text) for kind, text in pairs if kind == BORN]
        return KnownValues(values, aged=aged, keys=keys, born=min(born, default=None))

    def pairs(self, tag: bytes, row: SealedRow) -> tuple[list[tuple[str, str]], bool]:
        """Open one person as (kind, text), KEY or BORN in the place of some kinds, and whether they are aged. PHI.

        For whoever reads everyone: objects of every value would treble the cost.
        """
        flat, aged = self._opened(tag, row)
        return list(zip(flat[0::2], flat[1::2], strict=True)), aged

    def seal_anew(self, rows: Mapping[bytes, SealedRow]) -> None:
        """Seal persons under the newest data key; inside a write."""
        self._put({tag: self._facts(tag, row) for tag, row in rows.items()})

    def _facts(self, tag: bytes, row: SealedRow) -> Facts:
        pairs, aged = self.pairs(tag, row)
        return set(pairs), aged

    def _opened(self, tag: bytes, row: SealedRow) -> tuple[list[str], bool]:
        if row.data_key not in self._ciphers:
            self._ciphers[row.data_key] = RowCipher(self._ring.data_key(row.data_key))
        aged, *flat = json.loads(self._ciphers[row.data_key].open(row.sealed, about=_about(tag)))
        return flat, aged

    def _put(self, persons: Mapping[bytes, Facts]) -> None:
        number, key = self._ring.sealing_key()
        cipher = self._ciphers.setdefault(number, RowCipher(key))
        rows = {}
        for tag, (pairs, aged) in persons.items():
            flat = [text for pair in sorted(pairs) for text in pair]
            content = json.dumps([aged, *flat], ensure_ascii=False, separators=(",", ":")).encode()
            rows[tag] = SealedRow(number, cipher.seal(content, about=_about(tag)))
        self._store.put_known(rows)


def _about(tag: bytes) -> bytes:
    return b"known" + tag
