"""Who asks: only someone that the operating system or a signed identity token vouches for."""

from __future__ import annotations

import os
import pwd
from typing import Final, NoReturn

from safeharbor.errors import VaultError

LONGEST: Final = 128  # as long as the audit log takes
_DOOR: Final = object()


class Principal:
    """Someone authenticated: a user of this machine, or `ISSUER#SUBJECT` of an identity token."""

    __slots__ = ("_name", "_via")

    def __init__(self, name: str, *, via: str = "", door: object) -> None:
        """Refuse to be made by hand: use `local_user`, `identity.IdentityTokens` or `vouched_for`."""
        if door is not _DOOR:
            message = "principals are not made by hand"
            raise VaultError(message, hint="use local_user, or an identity token")
        if not 0 < len(name) <= LONGEST or not name.isprintable():
            message = f"a principal's name has at most {LONGEST} printable letters"
            raise VaultError(message, hint="shorten the subject your issuer gives")
        self._name = name
        self._via = via

    @property
    def name(self) -> str:
        """What grants and the audit log call them."""
        return self._name

    @property
    def via(self) -> str:
        """The operating-system user who showed the identity token; empty for the user themself."""
        return self._via

    def __repr__(self) -> str:
        """Show the name."""
        return f"<Principal {self._name}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied: authenticate where it is used."""
        message = "principals are not pickled"
        raise TypeError(message)


def local_user() -> Principal:
    """Return the operating-system user this process runs as; environment variables have no say."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"uid{os.getuid()}"
    return Principal(name, door=_DOOR)


def token_holder(issuer: str, subject: str, *, via: str) -> Principal:
    """Return the principal an identity token names, once it is verified; no local user has such a name."""
    return Principal(f"{issuer}#{subject}", via=via, door=_DOOR)


def vouched_for(name: str) -> Principal:
    """Return someone that the calling program has authenticated itself; reviewers search for this name."""
    return Principal(name, door=_DOOR)
