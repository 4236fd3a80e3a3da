"""The releases of a mirror: which there are, which serves, and how an earlier one serves again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import GateError, MirrorError
from safeharbor.manifest import read, verify
from safeharbor.mirrors.layout import Folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ANY_DAY: Final = dt.date.min  # stamps what is written; nothing is


@dataclass(frozen=True, slots=True)
class Entry:
    """A release by its manifest, its signature not checked. `changes`: what its night did, over all tables."""

    release: str
    created: dt.datetime
    as_of: dt.date
    rows: int
    serves: bool
    changes: Mapping[str, int] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return the entry for JSON."""
        return {
            "release": self.release,
            "created": self.created.isoformat(),
            "as_of": self.as_of.isoformat(),
            "rows": self.rows,
            "serves": self.serves,
            "changes": dict(self.changes),
        }


def releases(mirror: Path) -> list[Entry]:
    """Return the releases of a mirror, newest first; what is no release is left out."""
    folder = Folder(mirror, as_of=_ANY_DAY)
    current = folder.current()
    found: list[Entry] = []
    for path in folder.releases():
        try:
            held = read(path)
        except MirrorError:
            continue
        changes: dict[str, int] = {}
        for table in held.tables:
            for what, number in table.changes.items():
                changes[what] = changes.get(what, 0) + number
        rows = sum(table.rows for table in held.tables)
        found.append(Entry(path.name, held.created, held.policy.as_of, rows, path == current, changes))
    return sorted(found, key=lambda entry: (entry.created, entry.release), reverse=True)


def roll_back(mirror: Path, release: str, *, public_key: bytes, purges: int, as_of: dt.date) -> str:
    """Let an earlier release serve again and return the name of the one that did.

    `purges`: those the vault has seen. `as_of`: the policy's. Raises MirrorError for a release that is not there or not
    as it was published, GateError for one that holds what must not be published any more, BusyError while a run writes.
    """
    folder = Folder(mirror, as_of=_ANY_DAY)
    path = folder.release(release)
    if path is None:
        message = "there is no such release in the mirror"
        raise MirrorError(message, hint="`safeharbor history` lists those there are; older ones were removed")
    held = verify(path, public_key)
    if held.purges != purges:
        message = "people were purged since that release was made: their rows would come back"
        raise GateError(message, hint="fix the source or the policy, and run: a new release leaves them out")
    current = folder.current()
    newest = max([as_of.year, *([] if current is None else [read(current).policy.as_of.year])])
    if held.policy.as_of.year != newest:
        message = f"that release is of {held.policy.as_of.year}: it may show ages that pass 89 by {newest}"
        raise GateError(message, hint="run again: a new release withholds them")
    folder.serve(release)
    return "" if current is None else current.name
