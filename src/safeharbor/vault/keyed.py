"""The vault: tokens, known persons and secrets over any store, behind one lock for threads."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.errors import VaultError
from safeharbor.parsing.canonical import shape
from safeharbor.parsing.tokens import RAW_BYTES, write_tokens
from safeharbor.vault.graves import EPOCH, buried
from safeharbor.vault.heads import keep_head
from safeharbor.vault.known import KnownPersons
from safeharbor.vault.spaces import SpaceName, SpaceNames
from safeharbor.vault.tokenspace import Budget, TokenSpace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safeharbor.audit import Head
    from safeharbor.findings import KnownValue, KnownValues
    from safeharbor.identifiers import DataKind
    from safeharbor.parsing.once import Lasting
    from safeharbor.vault.keyring import KeyRing
    from safeharbor.vault.signing import SigningKey
    from safeharbor.vault.store import Store

# about 70 bytes each for identifiers of up to 12 bytes, so less than half a gigabyte when full
MEMORY_ENTRIES: Final = 6_000_000


@dataclass(frozen=True, slots=True)
class SpaceInventory:
    """What a space holds, in numbers."""

    name: SpaceName
    count: int
    segments: int


class KeyedVault:
    """A keyed look-up store: what identifiers became, and what is known of each person."""

    def __init__(
        self,
        store: Store,
        ring: KeyRing,
        *,
        entries: int = MEMORY_ENTRIES,
        sparing: int = 0,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """Take an open store and its keys; `entries`: strings held in memory over all spaces; `sparing`: see Budget."""
        self._store = store
        self._ring = ring
        self._random = random
        self._room = Budget(entries, sparing)
        self._budget = replace(self._room)
        self._epoch = store.note(EPOCH)
        self._persons = KnownPersons(store, ring)
        self._names = SpaceNames(store, ring)
        self._spaces: dict[bytes, TokenSpace] = {}
        self._kinds: dict[bytes, set[str]] = {}
        self._lock = threading.RLock()
        self._changed = False
        self._closed = False
        self._gone: tuple[frozenset[bytes], tuple[str, ...]] | None = None

    @property
    def id(self) -> str:
        """The vault's own id: random, made with it, says nothing of its content."""
        return self._store.vault

    def tokenizer(self, domain: str) -> KeyedTokenizer:
        """Return the tokenizer of a recipient domain."""
        return KeyedTokenizer(self, domain)

    def tokens(self, values: pl.Series, *, place: tuple[str, str], kind: DataKind, create: bool) -> pl.Series:
        """Return the token of each value in a place: (domain, system)."""
        text = values if values.dtype == pl.String else values.cast(pl.String)
        with self._lock:
            space = self._space(SpaceName(*place, shape(kind), (str(kind),) if create else ()))
            if space is None:
                return pl.Series(values.name, [None], dtype=pl.String).new_from_index(0, len(values))
            # found or made: another run's token that is not on disk yet must be, before this one is relied on
            self._changed = True
            return space.tokens(text, kind, create=create).alias(values.name)

    def numbered(self, values: pl.Series, *, place: tuple[str, str], kind: DataKind) -> Lasting | None:
        """Return the token of each text (String) in a place: (domain, system), by its number; None for too many."""
        with self._lock:
            space = self._space(SpaceName(*place, shape(kind), (str(kind),)))
            self._changed = True
            return None if space is None else space.numbered(values, kind)

    def issued(self, tokens: pl.Series, *, place: tuple[str, str]) -> pl.Series:
        """Return whether each token was issued in a place: (domain, system); null for null."""
        text = tokens.cast(pl.String)
        absent = text.is_null().to_numpy() if text.null_count() else np.zeros(len(text), np.bool_)
        with self._lock:
            self._open_check()
            found = absent.copy()
            for name in self._names.all().values():
                here = (name.domain, name.system) == place
                space = self._space(SpaceName(*place, name.shape)) if here else None
                if space is not None and not found.all():
                    found |= space.issued(text)
        made = pl.Series(tokens.name, found)
        return made.set(pl.Series(absent), None) if text.null_count() else made

    def remember(self, known: Mapping[str, KnownValues]) -> Mapping[str, tuple[KnownValue, ...]]:
        """Add to what is known of each subject (canonical key -> values), sealed; telling twice changes nothing.

        Return the values that are new, of the subjects of whom something was known.
        """
        with self._lock:
            self._open_check()
            self._forget_purged()
            if not known:
                return {}
            self._changed = True
            return self._persons.remember(known)

    def recall(self, subjects: Sequence[str]) -> Mapping[str, KnownValues]:
        """Return what is known of the subjects; a subject never heard of is absent."""
        with self._lock:
            self._open_check()
            self._forget_purged()
            return self._persons.recall(subjects)

    def purges(self) -> int:
        """Return how many purges of persons this vault has seen."""
        return int(self._store.note(EPOCH) or b"0")

    def purged(self, subjects: Sequence[str]) -> list[bool]:
        """Return whether each person was purged, under any key of theirs."""
        gone, _ = self._buried()
        return [tag in gone for tag in self._ring.subject_tags(subjects)]

    def withdrawn(self) -> tuple[str, ...]:
        """Return the tokens that purges made resolve to nobody: what mirrors must no longer hold."""
        return self._buried()[1]

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes for one named purpose; the same for the vault's life, over all rotations."""
        return self._ring.secret(purpose)

    def subject_tag(self, subject: str) -> str:
        """Return the keyed tag (hex) that stands for a person in the audit log."""
        return self._ring.subject_tag(subject).hex()

    def signing_key(self, purpose: str = "manifest") -> SigningKey:
        """Return the vault's Ed25519 key for one purpose: `manifest`, `audit` ..; the same for the vault's life."""
        return self._ring.signing_key(purpose)

    def keep_head(self, head: Head) -> None:
        """Keep the end of the audit log's chain."""
        with self._lock:
            self._open_check()
            keep_head(self._store, self._ring, head)

    def commit(self) -> None:
        """Make everything so far outlive a power failure (a killed process never loses what was answered)."""
        with self._lock:
            self._open_check()
            if self._changed:
                self._store.sync()
                self._changed = False

    def inventory(self) -> list[SpaceInventory]:
        """Return what the vault holds, in numbers: one entry for each recipient domain, system and shape."""
        with self._lock:
            self._open_check()
            return [
                SpaceInventory(name, sum(count for *_, count in sizes), len(sizes))
                for tag, name in self._names.all().items()
                for sizes in (self._store.sizes(tag),)
            ]

    def close(self) -> None:
        """Let go of the store and of everything held in memory."""
        with self._lock:
            self._closed = True
            self._spaces.clear()
            self._store.close()

    def _forget_purged(self) -> None:
        """Drop what is held in memory when anyone was purged, or a backup restored, since.

        A purged token must not be handed out again, and a key number may stand for another key than before.
        """
        epoch = self._store.note(EPOCH)
        if epoch != self._epoch:
            self._epoch = epoch
            self._ring.forget()
            self._persons = KnownPersons(self._store, self._ring)
            self._spaces.clear()
            self._budget = replace(self._room)
            self._gone = None

    def _buried(self) -> tuple[frozenset[bytes], tuple[str, ...]]:
        """Return tags and tokens of everyone purged, opened once for each purge."""
        from safeharbor.vault.opening import OpenStore  # noqa: PLC0415 - it imports this module

        with self._lock:
            self._open_check()
            self._forget_purged()
            if self._gone is None:
                graves = buried(OpenStore(self._store, self._ring))
                content = bytes.fromhex("".join(token for grave in graves for token in grave.tokens))
                raw = np.frombuffer(content, np.uint8).reshape(-1, RAW_BYTES)
                tokens = write_tokens(raw) if len(raw) else ()
                self._gone = frozenset(tag for grave in graves for tag in grave.tags), tuple(tokens)
            return self._gone

    def _open_check(self) -> None:
        if self._closed:
            message = "the vault is closed"
            raise VaultError(message, hint="open it again")

    def _space(self, name: SpaceName) -> TokenSpace | None:
        """Return a space; one that does not exist is made when its name comes with kinds, else None."""
        self._open_check()
        self._forget_purged()
        tag = self._names.tag(name)
        if set(name.kinds) - self._kinds.get(tag, set()):
            self._names.ensure(name)
            self._kinds.setdefault(tag, set()).update(name.kinds)
        if tag not in self._spaces:
            if tag not in self._store.spaces():
                return None
            self._spaces[tag] = TokenSpace(
                tag, store=self._store, ring=self._ring, budget=self._budget, random=self._random
            )
        return self._spaces[tag]


class KeyedTokenizer:
    """Random tokens for one recipient domain, remembered by the vault."""

    def __init__(self, vault: KeyedVault, domain: str) -> None:
        """Take the vault and the recipient's domain."""
        self._vault = vault
        self._domain = domain

    def tokenize(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Return a token per value (String, same length, nulls and no-values null), creating unknown ones."""
        return self._vault.tokens(values, place=(self._domain, system), kind=kind, create=True)

    def numbered(self, values: pl.Series, *, system: str, kind: DataKind) -> Lasting | None:
        """Return a token per text by its number, creating unknown ones; None for more than are held in memory."""
        return self._vault.numbered(values, place=(self._domain, system), kind=kind)

    def find(self, values: pl.Series, *, system: str, kind: DataKind) -> pl.Series:
        """Return the token per value where the vault has one, else null; creates nothing."""
        return self._vault.tokens(values, place=(self._domain, system), kind=kind, create=False)

    def issued(self, tokens: pl.Series, *, system: str) -> pl.Series:
        """Return whether each token was issued for this domain and system (Boolean, null for null)."""
        return self._vault.issued(tokens, place=(self._domain, system))
