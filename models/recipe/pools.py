"""Draw invented people, places, employers, numbers and clinical words from a seeded generator.

Words on a held-out list are never drawn for training and always for the held-out measure: an item
is held out when a hash of it says so, so that the two never share a name, a place or a sentence.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING
from zlib import crc32

from models.recipe import lists as L
from safeharbor.detect import dictionaries as D

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARE = 10  # one item in ten is held out


def held_out(item: str) -> bool:
    """Whether an item is kept from training."""
    return crc32(("held" + item.lower()).encode()) % SHARE == 0


def split(items: Sequence[str], *, held: bool) -> list[str]:
    """Return the training or the held-out part."""
    return [item for item in items if held_out(item) == held] or list(items)


@lru_cache(maxsize=4)
def locale_names() -> list[tuple[list[str], list[str]]]:
    """Return (given, family) lists in Latin script of faker's locales, as written there."""
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415 - only the recipe reads provider tables

    found = []
    latin = re.compile(r"^[A-Za-zÀ-ɏḀ-ỿ' -]{2,24}$")
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        given: set[str] = set()
        family: set[str] = set()
        for attribute in dir(provider):
            value = getattr(provider, attribute)
            if isinstance(value, list | tuple | dict):
                if attribute.startswith(("first_names", "first_romanized")):
                    given.update(str(v) for v in value)
                elif attribute.startswith(("last_names", "last_romanized")):
                    family.update(str(v) for v in value)
        ok_given, ok_family = (sorted(v for v in s if latin.match(v)) for s in (given, family))
        if len(ok_given) > 30 and len(ok_family) > 30:  # noqa: PLR2004 - a list too short says nothing
            found.append((ok_given, ok_family))
    return found


class Pools:
    """Draws of one seed; `held` draws from what training never sees."""

    def __init__(self, seed: int, *, held: bool) -> None:
        """Prepare the lists once."""
        self.random = random.Random(seed)  # noqa: S311 - not for secrets
        self.held = held
        given, surnames, english = (list(D.ranks(name)) for name in ("given", "surnames", "english"))
        self.given_top = split(given[:1500], held=held)
        self.given_all = split(given[:14000], held=held)
        self.last_top = split(surnames[:2500], held=held)
        self.last_all = split(surnames[:100000], held=held)
        ranks = D.ranks("english")
        self.last_words = split([s for s in surnames[:40000] if ranks.get(s, 10**9) < 9000], held=held)
        self.last_eponym = split([s for s in D.ranks("eponyms") if s in D.ranks("surnames")], held=held)
        self.given_words = split([g for g in given[:5000] if g in ranks], held=held)
        self.locales = [(split(g, held=held), split(f, held=held)) for g, f in locale_names()]
        cities = [p for p in D.ranks("places") if not p.endswith((" county", " parish"))]
        self.city_top = split(cities[:1200], held=held)
        self.city_all = split(cities, held=held)
        self.counties = split([p for p in D.ranks("places") if p.endswith((" county", " parish"))], held=held)
        self.words_top = english[:3000]
        self.words_all = english[:15000]
        self.clinical = [w for w in list(D.ranks("clinical"))[:9000] if len(w) > 2]
        self.drugs = [d for d in list(D.ranks("drugs"))[:9000] if 5 <= len(d) <= 14]
        self.eponyms = list(D.ranks("eponyms"))
        self.icd = L.phrases()

    def one(self, items: Sequence[str]) -> str:
        """Return one item."""
        return items[int(self.random.random() * len(items))]

    def chance(self, share: float) -> bool:
        """Return true that often."""
        return self.random.random() < share

    def zipf(self, items: Sequence[str]) -> str:
        """Return one item, the first ones more often."""
        return items[int(len(items) * self.random.random() ** 2.2)]

    def _blend(self, one: str, other: str) -> str:
        cut, join = max(2, len(one) // 2), max(1, len(other) // 2)
        return (one[:cut] + other[join:].lower()).capitalize() if one.isalpha() and other.isalpha() else one

    def cased(self, surname: str) -> str:
        """Return a surname in its usual capitals."""
        if surname.startswith("mc") and len(surname) > 4:  # noqa: PLR2004 - not "Mcy"
            return "Mc" + surname[2:].capitalize()
        if surname.startswith("o") and surname[1:2] in "bcdfghklmnrst" and self.chance(0.25):
            return "O'" + surname[1:].capitalize()
        if surname.startswith("mac") and len(surname) > 6 and self.chance(0.5):  # noqa: PLR2004 - not "Mack"
            return "Mac" + surname[3:].capitalize()
        return surname.capitalize()

    def given(self) -> str:
        """Return a given name."""
        roll = self.random.random()
        if roll < 0.30:
            name = self.zipf(self.given_top).capitalize()
        elif roll < 0.55:
            name = self.one(self.given_all).capitalize()
        elif roll < 0.63:
            name = self.one(self.given_words).capitalize()
        elif roll < 0.85:
            name = self.one(self.one(self.locales)[0])
        elif roll < 0.95:
            name = self._blend(self.one(self.given_all), self.one(self.given_all))
        else:
            name = self.one(L.NICKNAMES)
        if self.chance(0.03):
            name += self.one(("-", " ")) + self.one(self.given_top).capitalize()
        return name

    def surname(self) -> str:
        """Return a family name."""
        roll = self.random.random()
        if roll < 0.22:
            name = self.cased(self.zipf(self.last_top))
        elif roll < 0.50:
            name = self.cased(self.one(self.last_all))
        elif roll < 0.65:
            name = self.one(self.last_words).capitalize()
        elif roll < 0.69:
            name = self.one(self.last_eponym).capitalize()
        elif roll < 0.86:
            name = self.one(self.one(self.locales)[1])
        else:
            name = self._blend(self.one(self.last_all), self.one(self.last_all))
        if self.chance(0.05):
            name += self.one(("-", "-", "-", " ")) + self.cased(self.one(self.last_all))
        elif self.chance(0.025):
            name = self.one(L.PARTICLES) + " " + name
        return name

    def person(self) -> Person:
        """Return a person of one origin, mostly."""
        if self.chance(0.25):
            given, family = self.one(self.locales)  # type: ignore[arg-type]
            return Person(self.one(given), self.one(family), self)
        return Person(self.given(), self.surname(), self)

    def city(self) -> str:
        """Return a city or town."""
        roll = self.random.random()
        if roll < 0.35:
            name = self.zipf(self.city_top)
        elif roll < 0.8:
            name = self.one(self.city_all)
        elif roll < 0.88:
            return self.one(L.PLACE_FIRST) + " " + self.one((*L.PLACE_LAST, self.surname()))
        elif roll < 0.95:
            return self.surname().split(" ")[0].split("-")[0] + self.one(L.PLACE_ENDINGS)
        else:
            return self.one(L.NATURE).capitalize() + self.one((*L.PLACE_ENDINGS, " Springs", " Falls", " Creek", " Grove"))
        return L.title(name)

    def county(self) -> str:
        """Return a county, its kind outside."""
        return L.title(self.one(self.counties).rsplit(" ", 1)[0])

    def street_name(self) -> str:
        """Return a street without a number."""
        roll = self.random.random()
        if roll < 0.3:
            base = self.surname()
        elif roll < 0.5:
            base = self.one(L.NATURE).capitalize()
        elif roll < 0.62:
            base = self.one(L.NATURE).capitalize() + " " + self.one(L.NATURE).capitalize()
        elif roll < 0.75:
            base = self.one(L.ORDINALS)
        elif roll < 0.85:
            base = self.one(self.words_all).capitalize()
        elif roll < 0.92:
            return self.one(("Hwy", "Highway", "Route", "Rte", "US", "State Road", "SR", "County Road", "CR", "FM", "I-", "Interstate")) + f" {self.random.randint(1, 699)}"
        else:
            base = self.person().full()
        direction = self.one(("N ", "S ", "E ", "W ", "North ", "South ", "East ", "West ", "NW ", "SE ", "N. ", "W. ")) if self.chance(0.2) else ""
        return f"{direction}{base} {self.one(L.STREET_TYPES)}"

    def street(self) -> str:
        """Return a street address."""
        number = self.one((str(self.random.randint(1, 99)), str(self.random.randint(100, 9999)), str(self.random.randint(100, 19999)), f"{self.random.randint(10, 999)}{self.one('ABC')}", f"{self.random.randint(1, 99)} 1/2", f"{self.random.randint(10, 99)}-{self.random.randint(10, 99)}"))
        text = f"{number} {self.street_name()}"
        if self.chance(0.25):
            unit = self.one(("Apt", "Apt.", "#", "Unit", "Ste", "Suite", "Lot", "apt", "Apartment", "Fl", "No.", "Trlr"))
            room = self.one((str(self.random.randint(1, 999)), f"{self.random.randint(1, 40)}{self.one('ABCDEF')}", self.one("ABCDEFG")))
            text += self.one((", ", " ")) + (f"#{room}" if unit == "#" else f"{unit} {room}")
        if self.chance(0.05):
            text = f"{self.one(('PO Box', 'RT 1 Box', 'Route 3, Box', 'Box', 'POB', 'P.O. Box', 'P.O. Box', 'P O Box', 'RR 2 Box', 'HC 61 Box'))} {self.random.randint(1, 9999)}"
        return text

    def place(self) -> str:
        """Return another place: a park, lake, road, quarter, landmark."""
        roll = self.random.random()
        if roll < 0.35:
            return self.street_name()
        base = self.one((self.surname(), self.one(L.NATURE).capitalize(), self.city()))
        if roll < 0.85:
            return f"{base} {self.one(L.PLACE_KINDS)}"
        return f"{self.one(('Lake', 'Mount', 'Fort', 'Camp', 'Port', 'Point'))} {base}"

    def facility(self) -> str:
        """Return a hospital, clinic or practice."""
        roll = self.random.random()
        if roll < 0.10:
            return f"{self.one(('St.', 'Saint', 'St', 'Sta.', 'Our Lady of', 'Mount', 'Mt.', 'Holy', 'Sacred Heart of'))} {self.one((*L.SAINTS, self.given()))}{self.one(L.SAINT_ENDINGS)}"
        if roll < 0.16:
            return f"{self.one(L.FACILITY_OF)} {self.city()}{self.one(('', ' Hospital', ' Medical Center', ' Health'))}"
        if roll < 0.21:
            return self.one(L.FACILITY_BRANDS)
        base = self.one((self.surname(), self.city(), self.city(), self.one(L.NATURE).capitalize() + " " + self.one(L.NATURE).capitalize(), self.one(L.NATURE).capitalize() + self.one((" Valley", " Ridge", " Creek", " Bay", " River", " County")), self.one(L.DIRECTIONS) + " " + self.city(), self.county() + " County", self.one(self.words_all).capitalize()))
        if roll < 0.34:
            return f"{base} {self.one(L.FACILITY_SHORT)}"
        middle = self.one(L.FACILITY_MIDDLE)
        return f"{base} {middle + ' ' if middle else ''}{self.one(L.FACILITY_KINDS)}"

    def living(self) -> str:
        """Return a nursing home, hospice or similar."""
        base = self.one((self.surname(), self.city(), self.one(L.NATURE).capitalize() + " " + self.one(L.NATURE).capitalize(), self.one(L.NATURE).capitalize(), "The " + self.one(L.NATURE).capitalize() + "s", f"{self.one(('St.', 'Saint', 'Mount'))} {self.one(L.SAINTS)}"))
        return f"{base} {self.one(L.LIVING_KINDS)}"

    def employer(self) -> str:
        """Return an employer."""
        roll = self.random.random()
        if roll < 0.15:
            return self.one(L.EMPLOYER_BRANDS)
        if roll < 0.20:
            return f"{self.surname()} & {self.one(('Sons', 'Daughters', 'Co.', 'Associates', self.surname(), 'Brothers', 'Co', 'Sons ' + self.one(L.TRADES)))}"
        if roll < 0.25:
            return f"{self.surname()}, {self.surname()} & {self.surname()}"
        base = self.one((self.surname(), self.surname() + "'s", self.city(), self.one(L.NATURE).capitalize(), self.one(L.NATURE).capitalize() + " " + self.one(L.NATURE).capitalize(), self.one(L.DIRECTIONS) + " " + self.one(L.NATURE).capitalize(), self.one(self.words_all).capitalize(), self.one(self.words_top).capitalize() + " " + self.one(self.words_all).capitalize(), self.county() + " County", self.city() + " " + self.one(L.NATURE).capitalize(), "".join(self.one("ABCDEFGHJKLMNPRSTW") for _ in range(3))))
        name = f"{base} {self.one(L.TRADES)}"
        if self.chance(0.15):
            name += self.one((" & ", " and ")) + self.one(L.TRADES)
        if self.chance(0.12):
            name += self.one((" Inc", " LLC", " Inc.", ", Inc.", " Co.", " Corp", " Ltd", " Company"))
        return name

    def school(self) -> str:
        """Return a school."""
        base = self.one((self.surname(), self.person().full(), self.city(), self.one(L.NATURE).capitalize() + " " + self.one(L.NATURE).capitalize(), self.one(L.DIRECTIONS) + " " + self.city(), f"{self.one(('St.', 'Saint'))} {self.one(L.SAINTS)}"))
        return f"{base} {self.one(L.SCHOOL_KINDS)}"

    def church(self) -> str:
        """Return a place of worship."""
        base = self.one((f"{self.one(('St.', 'Saint', 'Mt.', 'Mount', 'New', 'First', 'Greater', 'Second', 'Holy'))} {self.one((*L.SAINTS, *L.CHURCH_WORDS))}", self.one(L.CHURCH_WORDS), self.city(), f"Our Lady of {self.one(L.CHURCH_WORDS)}", f"First {self.one(('Baptist', 'United Methodist', 'Presbyterian', 'Lutheran'))}"))
        return f"{base} {self.one(L.CHURCH_KINDS)}"

    def pharmacy(self) -> str:
        """Return a pharmacy."""
        if self.chance(0.4):
            return self.one(L.PHARMACY_BRANDS)
        return f"{self.one((self.surname(), self.surname() + chr(39) + 's', self.city(), self.one(L.NATURE).capitalize()))} {self.one(('Pharmacy', 'Drug', 'Drugs', 'Apothecary', 'Rx', 'Drug Store', 'Pharmacy & Gift', 'Compounding Pharmacy', 'Discount Drug'))}"


class Person:
    """A name and the ways notes write it."""

    def __init__(self, given: str, family: str, pools: Pools) -> None:
        """Take a given and a family name; a middle initial, suffix and nickname come by chance."""
        self.given, self.family, self._pools = given, family, pools
        self.middle = pools.one("ABCDEFGHJKLMNPRSTVW") if pools.chance(0.4) else ""
        self.suffix = pools.one(("Jr.", "Sr.", "III", "II", "Jr", "IV")) if pools.chance(0.05) else ""
        self.nick = pools.one(L.NICKNAMES) if pools.chance(0.6) else given[: max(3, len(given) // 2)]

    def full(self) -> str:
        """Return given and family name, as running text has them."""
        p = self._pools
        roll = p.random.random()
        if roll < 0.06:
            name = f"{self.given[0]}. {self.family}"
        elif roll < 0.10:
            name = f'{self.given} "{self.nick}" {self.family}'
        elif roll < 0.12:
            name = f"{self.given} ({self.nick}) {self.family}"
        elif roll < 0.24 and self.middle:
            name = f"{self.given} {self.middle}{p.one(('.', ''))} {self.family}"
        elif roll < 0.30:
            name = f"{self.given} {p.given()} {self.family}"
        elif roll < 0.32:
            name = f"{self.given} {self.family[0]}."
        else:
            name = f"{self.given} {self.family}"
        return f"{name}{p.one((' ', ', '))}{self.suffix}" if self.suffix and p.chance(0.6) else name

    def short(self) -> str:
        """Return an initial and the family name, or a given name and an initial."""
        p = self._pools
        return p.one((f"{self.given[0]}. {self.family}", f"{self.given[0]} {self.family}", f"{self.given[0]}.{self.family}", f"{self.given} {self.family[0]}.", f"{self.given[0]}. {p.one('ABCDEFGHJKLMNPRSTVW')}. {self.family}", f"{self.given[0]}{self.middle or 'J'} {self.family}"))

    def listed(self) -> str:
        """Return the family name first."""
        p = self._pools
        rest = p.one(("Baby Girl", "Baby Boy", "BG", "BB", "Infant", "Girl A", "Baby")) if p.chance(0.04) else p.one((self.given, self.given, f"{self.given} {self.middle}".strip(), f"{self.given} {self.middle}.".replace(" .", ""), self.given[0], f"{self.given} {p.given()}"))
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
