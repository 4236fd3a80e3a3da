"""What a vault needs of the place it rests in: rows of sealed bytes, one writer at a time, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from safeharbor.vault.keyring import WrappedKey
    from safeharbor.vault.segments import StoredSegment


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A small content under the data key `data_key`."""

    data_key: int
    sealed: bytes = field(repr=False)


class Store(Protocol):
    """Sealed rows. Every change happens inside `writing()`, which lets in one writer at a time."""

    @property
    def vault(self) -> str:
        """The vault's own id, random, made with it."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the only write lock; commit on leaving, roll back on an error. Raises BusyError."""

    def reading(self) -> AbstractContextManager[None]:
        """See one state of the store throughout; inside `writing()` that is the writer's own."""

    def wrapped_keys(self) -> list[WrappedKey]:
        """Return the vault's keys as they are held."""

    def newest_key(self) -> int:
        """Return the highest number of a key."""

    def oldest_key_in_use(self) -> int:
        """Return the lowest number of a data key that anything is sealed under; 0 when nothing is sealed."""

    def put_keys(self, keys: Sequence[WrappedKey]) -> None:
        """Add keys, or replace those of the same number and master key."""

    def drop_keys(self, *, master: str = "", number: int = -1) -> None:
        """Destroy the keys wrapped under one master key, or the key of one number."""

    def spaces(self) -> Mapping[bytes, SealedRow]:
        """Return the spaces: tag -> sealed description."""

    def put_space(self, tag: bytes, row: SealedRow) -> None:
        """Add or replace the description of a space."""

    def latest(self, space: bytes) -> int:
        """Return the number of the newest segment of a space, 0 when it has none."""

    def sizes(self, space: bytes) -> list[tuple[int, int, int]]:
        """Return number, data key and count of each segment of a space, in order of number."""

    def segments(self, space: bytes, *, after: int = 0) -> Iterator[StoredSegment]:
        """Yield the segments of a space whose number is above `after`, in order."""

    def heads(self, space: bytes, *, after: int = 0) -> Iterator[StoredSegment]:
        """Yield the same segments with their keys and tokens, without their values."""

    def segment(self, number: int) -> StoredSegment | None:
        """Return one segment."""

    def append(self, space: bytes, segment: StoredSegment) -> int:
        """Add a segment and return its number, larger than any number ever given."""

    def replace(self, segment: StoredSegment) -> None:
        """Put a segment in the place of the one of the same number; the old bytes are overwritten."""

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove segments; their bytes are overwritten, not only unlinked."""

    def known(self, tags: Sequence[bytes]) -> Mapping[bytes, SealedRow]:
        """Return what is held of the persons behind the tags."""

    def all_known(self, *, after: bytes = b"", limit: int = 10_000) -> Mapping[bytes, SealedRow]:
        """Return the next persons in the order of their tags."""

    def count_known(self) -> int:
        """Return of how many persons anything is held."""

    def put_known(self, rows: Mapping[bytes, SealedRow]) -> None:
        """Add or replace what is held of persons."""

    def remove_known(self, tags: Sequence[bytes]) -> None:
        """Remove persons; their bytes are overwritten, not only unlinked."""

    def note(self, name: str) -> bytes | None:
        """Return a note the vault made for itself."""

    def notes(self, prefix: str) -> Mapping[str, bytes]:
        """Return the notes whose name begins with `prefix`."""

    def drop_note(self, name: str) -> None:
        """Remove a note."""

    def copy_to(self, path: Path) -> None:
        """Write one consistent state of the store into a new file, whatever others write meanwhile."""

    def clear(self, vault: str) -> None:
        """Remove everything held and take the id of another vault; inside `writing()`."""

    def put_note(self, name: str, content: bytes) -> None:
        """Add or replace a note."""

    def sync(self) -> None:
        """Make everything committed so far outlive a power failure."""

    def sweep(self) -> None:
        """Leave no removed byte in any file. Raises BusyError when others are reading."""

    def close(self) -> None:
        """Let go of the store."""
