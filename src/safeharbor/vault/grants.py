"""Who may read what back: grants name a principal, kinds, recipient domains, purposes and an end.

Grants lie sealed in the vault, so that nobody without its key gives or widens one. (45 CFR 164.514(d)(2): identify
those who need access and the categories they need; make reasonable efforts to limit them to that.)
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from safeharbor.errors import VaultError
from safeharbor.identifiers import DataKind
from safeharbor.vault.keys import unwrapped_key
from safeharbor.vault.sealing import RowCipher

if TYPE_CHECKING:
    from safeharbor.vault.opening import OpenStore

_NOTE: Final = "grant/"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a principal may read back before `until`. `break_glass`: may go beyond it in an emergency, on record."""

    id: str
    principal: str
    role: str
    kinds: tuple[str, ...]
    domains: tuple[str, ...]
    purposes: tuple[str, ...]
    until: dt.datetime
    break_glass: bool = False

    def __post_init__(self) -> None:
        """Refuse a grant that names no one, nothing, an unknown kind, or no time zone."""
        unknown = sorted(set(self.kinds) - set(DataKind))
        if unknown:
            message = f"a grant names kinds that do not exist: {', '.join(unknown)}"
            raise VaultError(message, hint=f"allowed: {', '.join(DataKind)}")
        if not (self.principal and self.role and self.kinds and self.domains and self.purposes):
            message = "a grant names a principal, a role, kinds, domains and purposes"
            raise VaultError(message, hint="name each of them; there is no wildcard")
        if self.until.tzinfo is None:
            message = "a grant's end names its time zone"
            raise VaultError(message, hint="such as 2026-12-31T00:00:00+00:00")


class Grants:
    """The grants of one vault."""

    def __init__(self, opened: OpenStore) -> None:
        """Take the open vault."""
        self._store = opened.store
        self._cipher = RowCipher(unwrapped_key(opened.ring.root.derived("grants")))

    def add(self, grant: Grant) -> None:
        """Keep a grant."""
        content = asdict(grant) | {"until": grant.until.isoformat()}
        sealed = self._cipher.seal(json.dumps(content).encode(), about=_NOTE.encode() + grant.id.encode())
        with self._store.writing():
            self._store.put_note(_NOTE + grant.id, sealed)
        self._store.sync()

    def revoke(self, grant: str) -> bool:
        """End a grant by its id; return whether there was one."""
        with self._store.writing():
            held = self._store.note(_NOTE + grant) is not None
            self._store.drop_note(_NOTE + grant)
        self._store.sync()
        return held

    def all(self) -> list[Grant]:
        """Return every grant, ended ones too, in the order of their ids."""
        return [self._opened(name, content) for name, content in sorted(self._store.notes(_NOTE).items())]

    def of(self, principal: str, *, at: dt.datetime) -> list[Grant]:
        """Return the grants of a principal that have not ended."""
        return [grant for grant in self.all() if grant.principal == principal and at < grant.until]

    def _opened(self, name: str, sealed: bytes) -> Grant:
        content = json.loads(self._cipher.open(sealed, about=name.encode()))
        content["until"] = dt.datetime.fromisoformat(content["until"])
        lists = {
            field.name: tuple(content[field.name]) for field in fields(Grant) if isinstance(content[field.name], list)
        }
        return Grant(**(content | lists))


def new_grant_id() -> str:
    """Return a random id for a new grant."""
    return secrets.token_hex(4)
