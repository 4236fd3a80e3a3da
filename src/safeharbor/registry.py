"""Name -> factory, refusing duplicates and unknown names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from safeharbor.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

T = TypeVar("T")


class Registry(Generic[T]):
    """A closed table of what one extension point offers."""

    def __init__(self, what: str, entries: Mapping[str, T]) -> None:
        """Take what is registered (`"treatment"`) and its entries."""
        self._what = what
        self._entries = dict(entries)

    def __getitem__(self, name: str) -> T:
        """Return the entry called `name`; raise PolicyError naming what is allowed."""
        try:
            return self._entries[name]
        except KeyError:
            message = f"unknown {self._what} {name!r}; allowed: {', '.join(sorted(self._entries))}"
            raise PolicyError(message) from None

    def __iter__(self) -> Iterator[str]:
        """Iterate the names, sorted."""
        return iter(sorted(self._entries))

    def __contains__(self, name: object) -> bool:
        """Whether `name` is registered."""
        return name in self._entries

    def adding(self, name: str, entry: T) -> Registry[T]:
        """Return a registry with one entry more; a name already taken is refused."""
        if name in self._entries:
            message = f"the {self._what} {name!r} is already registered"
            raise PolicyError(message, hint="choose another name")
        return Registry(self._what, {**self._entries, name: entry})
