"""A person of a note, and the ways notes write a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.recipe.lists import items

if TYPE_CHECKING:
    from models.recipe.pools import Pools

_INITIALS = "ABCDEFGHJKLMNPRSTVW"


class Person:
    """One name; a middle initial, a suffix and a nickname come by chance."""

    def __init__(self, pools: Pools, family: str = "") -> None:
        """Draw the name; `family` shares another's family name."""
        given, own = pools.names()
        self.given, self.family, self._pools = given, family or own, pools
        self.middle = pools.one(_INITIALS) if pools.chance(0.4) else ""
        self.suffix = pools.one(("Jr.", "Sr.", "III", "II", "Jr", "IV")) if pools.chance(0.05) else ""
        self.nick = pools.one(items("NICKNAMES")) if pools.chance(0.5) else given[: max(3, len(given) // 2)]

    def full(self) -> str:
        """Return given and family name, as running text has them."""
        p, given, family = self._pools, self.given, self.family
        initial = self.middle or "J"
        name = p.pick(
            (6, f"{given[0]}. {family}"),
            (4, f'{given} "{self.nick}" {family}'),
            (2, f"{given} ({self.nick}) {family}"),
            (6, f"{given} {initial}. {family}"),
            (5, f"{given} {initial} {family}"),
            (6, f"{given} {p.given()} {family}"),
            (3, f"{given} {family[0]}."),
            (68, f"{given} {family}"),
        )
        return f"{name}{p.one((' ', ', '))}{self.suffix}" if self.suffix and p.chance(0.6) else name

    def short(self) -> str:
        """Return an initial and the family name, or a given name and an initial."""
        g, f = self.given, self.family
        forms = (
            f"{g[0]}. {f}",
            f"{g[0]} {f}",
            f"{g[0]}.{f}",
            f"{g} {f[0]}.",
            f"{g[0]}. {self.middle or 'L'}. {f}",
            f"{g[0]}{self.middle or 'J'} {f}",
        )
        return self._pools.one(forms)

    def listed(self) -> str:
        """Return the family name first."""
        p, given = self._pools, self.given
        rest = p.pick(
            (8, given),
            (3, f"{given} {self.middle}".strip()),
            (1, f"{given} {self.middle or 'M'}."),
            (1, given[0]),
            (1, f"{given} {p.given()}"),
            (1, p.one(("Baby Girl", "Baby Boy", "BG", "BB", "Infant", "Girl A", "Baby", "Twin B"))),
        )
        suffix = f" {self.suffix}" if self.suffix else ""
        text = f"{self.family}{suffix}{p.one((', ', ', ', ', ', ',', ' , '))}{rest}"
        return text.upper() if p.chance(0.35) else text

    def coded(self) -> str:
        """Return the HL7 form."""
        text = f"{self.family}^{self.given}^{self.middle}".rstrip("^")
        return text.upper() if self._pools.chance(0.7) else text

    def initials(self) -> str:
        """Return two or three initials."""
        text = f"{self.given[0]}{self.middle}{self.family[0]}"
        return self._pools.one((text.upper(), text.lower(), text.upper(), ".".join(text.upper()) + "."))

    def spelled(self) -> str:
        """Return the family name letter by letter."""
        return self._pools.one(("-", "-", " ")).join(char for char in self.family.upper() if char.isalpha())

    def spelled_in_words(self) -> str:
        """Return the family name as it is spelled aloud: `papa echo november`, `P as in Paul, E as in Edward`."""
        letters = [char for char in self.family.lower() if char.isascii() and char.isalpha()]
        if self._pools.chance(0.6):
            words = {word[0]: word for word in items("RADIO_WORDS")}
            return " ".join(words[char] for char in letters)
        given = {char: [name for name in self._pools.given_top if name[0] == char] or [char] for char in set(letters)}
        joint = self._pools.one((" as in ", " for ", " like "))
        return ", ".join(f"{char.upper()}{joint}{self._pools.one(given[char]).capitalize()}" for char in letters)
