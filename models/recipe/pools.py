"""Draw invented names, places and values from a seeded generator.

An item is held out of training when a hash of it says so (`grammar.held_out`), so that training and
the held-out measure never share a name, a place or a sentence. Long because every list is drawn in one place.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from models.recipe.grammar import HERE, Node, held_out, parse
from models.recipe.lists import brands, items, phrases, title
from safeharbor.detect.dictionaries import ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_VOWELS_AFTER_O = frozenset("bcdfghklmnrst")


def split(all_of_them: Sequence[str], *, held: bool) -> list[str]:
    """Return the training or the held-out part."""
    return [item for item in all_of_them if held_out(item) == held] or list(all_of_them)


@lru_cache(maxsize=1)
def locale_names() -> list[tuple[list[str], list[str]]]:
    """Return (given, family) lists in Latin script of faker's locales, as written there."""
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415 - only the recipe reads provider tables

    found = []
    latin = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff' -]{2,24}$")
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        lists: dict[str, set[str]] = {"first": set(), "last": set()}
        for attribute in dir(provider):
            part = attribute.split("_")[0]
            value = getattr(provider, attribute)
            if part in lists and "name" in attribute + "names" and isinstance(value, list | tuple | dict):
                lists[part].update(str(name) for name in value)
        given, family = (sorted(name for name in lists[part] if latin.match(name)) for part in ("first", "last"))
        if min(len(given), len(family)) > 30:
            found.append((given, family))
    return found


@lru_cache(maxsize=1)
def values() -> dict[str, tuple[list[str], list[int]]]:
    """Return the value grammar of `data/values.txt`: name -> lines and their weights."""
    found: dict[str, tuple[list[str], list[int]]] = {}
    for line in (HERE / "data" / "values.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, body = line.partition(" = ")
            name, weight = head.split()
            lines, weights = found.setdefault(name, ([], []))
            lines.append(body)
            weights.append(int(weight))
    return found


class Pools:
    """Draws of one seed; `held` draws from what training never sees."""

    def __init__(self, seed: int, *, held: bool) -> None:
        """Prepare the lists once."""
        self.random = random.Random(seed)  # noqa: S311 - not for secrets
        self.held = held
        given, surnames, english = (list(ranks(name)) for name in ("given", "surnames", "english"))
        common = ranks("english")
        self.given_top = split(given[:1500], held=held)
        self.given_all = split(given[:14000], held=held)
        self.given_words = split([name for name in given[:5000] if name in common], held=held)
        self.last_top = split(surnames[:2500], held=held)
        self.last_all = split(surnames[:100000], held=held)
        self.last_words = split([name for name in surnames[:40000] if common.get(name, 10**9) < 9000], held=held)
        self.last_word = split(items("WORD_SURNAMES"), held=held)
        self.last_eponym = split([name for name in ranks("eponyms") if name in ranks("surnames")], held=held)
        self.locales = [(split(one, held=held), split(other, held=held)) for one, other in locale_names()]
        cities = [place for place in ranks("places") if not place.endswith((" county", " parish"))]
        self.city_top, self.city_all = split(cities[:1200], held=held), split(cities, held=held)
        self.counties = split([place for place in ranks("places") if place.endswith((" county", " parish"))], held=held)
        self.words_top, self.words_all = english[:3000], english[:15000]
        self.clinical = [word for word in list(ranks("clinical"))[:10000] if len(word) > 2]
        self.drugs = [drug for drug in list(ranks("drugs"))[:9000] if 5 <= len(drug) <= 14]
        self.eponyms = list(ranks("eponyms"))
        self.icd = phrases()

    def one(self, of: Sequence[T]) -> T:
        """Return one item."""
        return of[int(self.random.random() * len(of))]

    def chance(self, share: float) -> bool:
        """Return true that often."""
        return self.random.random() < share

    def zipf(self, of: Sequence[T]) -> T:
        """Return one item, the first ones more often."""
        return of[int(len(of) * self.random.random() ** 2.2)]

    def pick(self, *weighted: tuple[float, T]) -> T:
        """Return one of (weight, item)."""
        return self.random.choices([item for _, item in weighted], [weight for weight, _ in weighted])[0]

    # names

    def _blend(self, one: str, other: str) -> str:
        """Return a name that is on no list: the beginning of one, the end of another."""
        cut, join = max(2, len(one) // 2), max(1, len(other) // 2)
        return (one[:cut] + other[join:].lower()).capitalize()

    def _cased(self, surname: str) -> str:
        if surname.startswith("mc") and len(surname) > 4:
            return "Mc" + surname[2:].capitalize()
        if surname.startswith("o") and surname[1:2] in _VOWELS_AFTER_O and self.chance(0.25):
            return "O'" + surname[1:].capitalize()
        if surname.startswith("mac") and len(surname) > 6 and self.chance(0.5):
            return "Mac" + surname[3:].capitalize()
        return surname.capitalize()

    def given(self) -> str:
        """Return a given name."""
        source = self.pick(
            (30, "top"),
            (23, "all"),
            (9, "words"),
            (21, "locale"),
            (10, "blend"),
            (5, "nick"),
            (2, "drug"),
            (5, "virtue"),
        )
        if source == "locale":
            name = self.one(self.one(self.locales)[0])
        elif source == "blend":
            name = self._blend(self.one(self.given_all), self.one(self.given_all))
        elif source == "nick":
            name = self.one(items("NICKNAMES"))
        elif source in ("drug", "virtue"):
            name = self.one(items("GIVEN_DRUGS" if source == "drug" else "VIRTUE_NAMES"))
        else:
            lists = {"top": self.given_top, "all": self.given_all, "words": self.given_words}
            name = (self.zipf if source == "top" else self.one)(lists[source]).capitalize()
        if self.chance(0.03):
            name += self.one(("-", " ")) + self.one(self.given_top).capitalize()
        return name

    def plain_surname(self) -> str:
        """Return a family name of one word."""
        source = self.pick(
            (21, "top"), (27, "all"), (10, "words"), (9, "word"), (4, "eponym"), (18, "locale"), (12, "blend")
        )
        if source == "word":
            return self.one(self.last_word)
        if source == "locale":
            return self.one(self.one(self.locales)[1])
        if source == "blend":
            return self._blend(self.one(self.last_all), self.one(self.last_all))
        lists = {"top": self.last_top, "all": self.last_all, "words": self.last_words, "eponym": self.last_eponym}
        return self._cased((self.zipf if source == "top" else self.one)(lists[source]))

    def surname(self) -> str:
        """Return a family name, now and then double or with a particle."""
        if self.chance(0.012):
            return f"{self.one(items('TOTEM_FIRST'))} {self.one(items('TOTEM_LAST'))}"
        name = self.plain_surname()
        if self.chance(0.06):
            return name + self.one(("-", "-", "-", " ")) + self._cased(self.one(self.last_all))
        return f"{self.one(items('PARTICLES'))} {name}" if self.chance(0.03) else name

    def worded_given(self) -> str:
        """Return a given name that is a word too."""
        return self.one(self.given_words).capitalize() if self.chance(0.6) else self.one(items("VIRTUE_NAMES"))

    def worded_surname(self) -> str:
        """Return a family name that is a word too."""
        return self.one(self.last_words).capitalize() if self.chance(0.5) else self.one(self.last_word)

    def names(self) -> tuple[str, str]:
        """Return a given and a family name, of one origin at times."""
        if self.chance(0.25):
            given, family = self.one(self.locales)
            return self.one(given), self.one(family)
        return self.given(), self.surname()

    def coined(self) -> str:
        """Return a word that no list holds and that is no name: a clinical word cut short, or two in one."""
        word, other = self.one(self.clinical if self.chance(0.6) else self.words_all), self.one(self.clinical)
        if self.chance(0.55):
            return word[: self.random.randint(3, 6)]
        return word[: max(3, len(word) // 2 + 1)] + other[len(other) // 2 :]

    # places and everything composed

    def city(self) -> str:
        """Return a city or town, real or made."""
        source = self.pick((38, "top"), (42, "all"), (20, "made"))
        if source == "made":
            return self.value("city_made")
        return title(self.zipf(self.city_top) if source == "top" else self.one(self.city_all))

    def county(self) -> str:
        """Return a county, its kind outside."""
        return title(self.one(self.counties).rsplit(" ", 1)[0])

    def state(self) -> str:
        """Return a state, abbreviated mostly."""
        return self.one(items("STATES")).rsplit(" ", 1)[int(self.chance(0.7))]

    def num(self) -> str:
        """Return a number as results are."""
        r = self.random
        return self.one(
            (
                str(r.randint(1, 200)),
                f"{r.random() * 20:.1f}",
                f"{r.random() * 3:.2f}",
                str(r.randint(100, 3000)),
                f"{r.randint(1, 9)},{r.randint(100, 999)}",
            )
        )

    def drug(self) -> str:
        """Return a drug, generic or brand, in lower case."""
        return self.one(self.drugs if self.chance(0.6) else brands())

    def value(self, name: str) -> str:
        """Return a value of the value grammar, its digits and letters drawn."""
        lines, weights = values()[name]
        text = self._expand(parse(self.random.choices(lines, weights)[0]))
        text = "".join(self._sign(char, text[at + 1 : at + 2]) for at, char in enumerate(text))
        return re.sub(" {2,}", " ", text.replace("\ufeff", "")).strip()

    def _sign(self, char: str, following: str) -> str:
        if char == "#" and following != "\ufeff":
            return str(self.random.randint(0, 9))
        return self.one("ABCDEFGHJKLMNPRSTVWXZ") if char == "@" else char

    def _expand(self, nodes: Sequence[Node]) -> str:
        text = ""
        for node in nodes:
            if isinstance(node, str):
                text += node
            elif node[0] == "one":
                text += self._expand(self.one(node[1]))  # type: ignore[arg-type]
            else:
                text += self._slot(str(node[1]))
        return text

    def _slot(self, name: str) -> str:
        if name.isupper() and name in items_known():
            return self.one(items(name))
        r = self.random
        simple = {
            "Nature": lambda: self.one(items("NATURE")).capitalize(),
            "Word": lambda: self.one(self.words_all).capitalize(),
            "Top": lambda: self.one(self.words_top).capitalize(),
            "m": lambda: str(r.randint(1, 12)), "mm": lambda: f"{r.randint(1, 12):02d}",
            "d": lambda: str(r.randint(1, 31)), "dd": lambda: f"{r.randint(1, 31):02d}",
            "yyyy": lambda: str(r.randint(1930, 2027)),
            "Month": lambda: self.one(MONTHS), "Mon": lambda: self.one(MONTHS)[:3],
            "MON": lambda: str.upper(self.one(MONTHS)[:3]),
        }  # fmt: skip
        if name in simple:
            return simple[name]()
        return self.value(name) if name in values() else str(getattr(self, name)())


@lru_cache(maxsize=1)
def items_known() -> frozenset[str]:
    """Return the names of the lists."""
    return frozenset(line.partition("=")[0] for line in (HERE / "data" / "lists.txt").read_text("utf-8").splitlines())
