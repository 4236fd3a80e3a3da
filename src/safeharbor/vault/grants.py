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
_GLASS: Final = "glass/"
_MOST_GLASS_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Grant:
    """What a principal may read back before `until`.

    `break_glass`: may go beyond it in an emergency, on record, for `glass_hours` from the first time; then no more.
    """

    id: str
    principal: str
    role: str
    kinds: tuple[str, ...]
    domains: tuple[str, ...]
    purposes: tuple[str, ...]
    until: dt.datetime
    break_glass: bool = False
    glass_hours: int = 4

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
        if not 0 < self.glass_hours <= _MOST_GLASS_HOURS:
            message = f"a broken glass stays open for 1 to {_MOST_GLASS_HOURS} hours"
            raise VaultError(message, hint="an emergency that lasts needs a grant of its own")


class Grants:
    """The grants of one vault."""

    def __init__(self, opened: OpenStore) -> None:
        """Take the open vault."""
        self._store = opened.store
        self._cipher = RowCipher(unwrapped_key(opened.ring.root.derived("grants")))

    def add(self, grant: Grant) -> None:
        """Keep a grant."""
        content = asdict(grant) | {"until": grant.until.isoformat()}
        with self._store.writing():
            self._put(_NOTE + grant.id, content)
        self._store.sync()

    def revoke(self, grant: str) -> bool:
        """End a grant by its id; return whether there was one."""
        with self._store.writing():
            held = self._store.note(_NOTE + grant) is not None
            self._store.drop_note(_NOTE + grant)
            self._store.drop_note(_GLASS + grant)
        self._store.sync()
        return held

    def all(self) -> list[Grant]:
        """Return every grant, ended ones too, in the order of their ids."""
        return [self._opened(name, content) for name, content in sorted(self._store.notes(_NOTE).items())]

    def of(self, principal: str, *, at: dt.datetime) -> list[Grant]:
        """Return the grants of a principal that have not ended."""
        return [grant for grant in self.all() if grant.principal == principal and at < grant.until]

    def break_glass(self, principal: str, *, at: dt.datetime) -> bool:
        """Return whether a principal may go beyond their grants now; the first time starts the glass's hours.

        Time is the limit: a glass once broken closes, and only a new grant, which somebody gives knowingly, opens one.
        """
        for grant in self.of(principal, at=at):
            if grant.break_glass:
                with self._store.writing():
                    since = self.broken(grant.id)
                    if since is None:
                        self._put(_GLASS + grant.id, at.isoformat())
                if since is None or at < since + dt.timedelta(hours=grant.glass_hours):
                    return True
        return False

    def broken(self, grant: str) -> dt.datetime | None:
        """Return when the glass of a grant was first broken."""
        name = _GLASS + grant
        sealed = self._store.note(name)
        if sealed is None:
            return None
        return dt.datetime.fromisoformat(json.loads(self._cipher.open(sealed, about=name.encode())))

    def _put(self, name: str, content: object) -> None:
        self._store.put_note(name, self._cipher.seal(json.dumps(content).encode(), about=name.encode()))

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
