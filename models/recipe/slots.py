"""What fills the slots of a grammar line: the people of one note, plain clinical words, typed values.

A piece is (text, type); the type is "" for plain text, else one of `network.TYPES` or `UNDECIDED`. A note's patient,
relatives and providers stay the same people from its first line to its last.
Long because each slot has a line in one of the tables at the end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from models.recipe.grammar import Node, lines, parse
from models.recipe.lists import items
from models.recipe.people import Person
from models.recipe.plain import PLAIN, eponym, heading, item, value
from models.recipe.pools import MONTHS, Pools

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

T = TypeVar("T")
Piece = tuple[str, str]
UNDECIDED: Final = "?"
"""The type of what reasonable people mark differently: it teaches neither side."""


class Writer:
    """Fills the slots of one note."""

    def __init__(self, pools: Pools) -> None:
        """Draw the people of a note."""
        self.p: Pools = pools
        self.random: Random = pools.random
        self.patient: Person = Person(pools)
        self.family: list[Person] = [Person(pools, self.patient.family if pools.chance(0.5) else "") for _ in range(4)]
        self.staff: list[Person] = [Person(pools) for _ in range(4)]
        self.female: bool = pools.chance(0.5)

    def one(self, of: Sequence[T]) -> T:
        """Return one item."""
        return self.p.one(of)

    def chance(self, share: float) -> bool:
        """Return true that often."""
        return self.p.chance(share)

    def expand(self, nodes: Sequence[Node]) -> list[Piece]:
        """Return the pieces of a parsed line."""
        found: list[Piece] = []
        for node in nodes:
            if isinstance(node, str):
                found.append((node.replace("\ufeff", ""), ""))
            elif node[0] == "one":
                found.extend(self.expand(self.one(node[1])))  # type: ignore[arg-type]
            else:
                found.extend(self.slot(str(node[1])))
        return found

    def slot(self, name: str) -> list[Piece]:
        """Return the pieces of one slot."""
        if name in PLAIN:
            return [(PLAIN[name](self), "")]
        if name in TYPED:
            kind, make = TYPED[name]
            return [(make(self), kind)]
        return COMPOUND[name](self)

    def relative(self) -> Person:
        """Return one of the family."""
        return self.one(self.family)

    def provider(self) -> Person:
        """Return one of the staff."""
        return self.one(self.staff)

    def user(self) -> str:
        """Return a user name made of a name."""
        who = self.one((self.patient, *self.staff))
        given, family = (re.sub(r"\W", "", part).lower() for part in (who.given, who.family))
        n = self.random.randint(1, 2000)
        return self.one(
            (
                f"{given[:1]}{family}",
                f"{given}.{family}",
                f"{family}{given[:1]}{n % 99}",
                f"{given}_{family}",
                f"{given}{n}",
            )
        )


def _salad(w: Writer, *, capitals: bool = False) -> list[Piece]:
    """Return words without a sentence, at times a name among them: context says little, the word decides."""
    found: list[Piece] = []
    for _ in range(w.random.randint(3, 9)):
        kind = w.p.pick((42, "top"), (15, "all"), (22, "clinical"), (8, "drug"), (7, "other"), (6, "coined"))
        if kind == "other":
            found += [(w.p.num() if w.chance(0.5) else eponym(w), ""), (" ", "")]
            continue
        lists = {"all": w.p.words_all, "clinical": w.p.clinical, "drug": w.p.drugs}
        word = w.p.zipf(w.p.words_top) if kind == "top" else w.p.coined() if kind == "coined" else w.one(lists[kind])
        if capitals or w.chance(0.12):
            word = word.capitalize()
        elif w.chance(0.03):
            word = word.upper()
        found += [(word, ""), (w.one((" ", " ", " ", " ", ", ", ". ", "; ", ": ", " - ", "/", "\n")), "")]
    if w.chance(0.35):
        name = w.one(("per", "per", "perf", "perl", "drl", "city", "fac", "emp", "street", "rel"))
        title = [("Dr. ", "")] if name == "drl" else []
        at = 2 * w.random.randint(0, len(found) // 2 - 1)
        found[at:at] = [*title, *w.slot(name), (" ", "")]
    return found[:-1]


def _address(w: Writer) -> list[Piece]:
    pieces = [(w.p.value("street"), "STREET"), (w.one((", ", ", ", " ", "\n", "\n     ")), ""), (w.p.city(), "CITY")]
    if w.chance(0.8):
        pieces += [(w.one((", ", " ", " ")), ""), (w.p.state(), "STATE")]
        if w.chance(0.75):
            pieces += [(w.one((" ", "  ", ", ")), ""), (_zip(w), "ZIP")]
    return pieces


def _zip(w: Writer) -> str:
    code = f"{w.random.randint(501, 99950):05d}"
    return f"{code}-{w.random.randint(0, 9999):04d}" if w.chance(0.12) else code


def _county(w: Writer) -> list[Piece]:
    return [(w.p.county() + w.one((" County", " County", " Co.", " Co", " county", " Parish")), "PLACE")]


def _sentence(w: Writer) -> list[Piece]:
    return w.expand(parse(w.one(lines(held=w.p.held)[w.one(("narrative", "neg", "place", "org"))])))


TYPED: Final[dict[str, tuple[str, Callable[[Writer], str]]]] = {
    "pt": ("NAME", lambda w: w.patient.full()),
    "ptc": ("NAME", lambda w: w.patient.listed()),
    "ptf": ("NAME", lambda w: w.patient.given),
    "ptl": ("NAME", lambda w: w.patient.family),
    "ptn": ("NAME", lambda w: w.patient.nick),
    "Pti": ("NAME", lambda w: w.patient.initials()),
    "pth": ("NAME", lambda w: w.patient.coded()),
    "spell": ("NAME", lambda w: w.patient.spelled()),
    "PTF": ("NAME", lambda w: w.patient.given.upper()),
    "PTL": ("NAME", lambda w: w.patient.family.upper()),
    "RELF": ("REL", lambda w: w.relative().given.upper()),
    "DRF": ("PROV", lambda w: w.provider().given.upper()),
    "DRL": ("PROV", lambda w: w.provider().family.upper()),
    "EMPU": ("EMP", lambda w: w.p.value("employer").upper()),
    "spellp": ("NAME", lambda w: w.patient.spelled_in_words()),
    "mi": ("NAME", lambda w: w.one("ABCDEFGHJKLMNPRSTVW")),
    "rel": ("REL", lambda w: w.relative().given if w.chance(0.55) else w.relative().full()),
    "relf": ("REL", lambda w: w.relative().given if w.chance(0.85) else w.relative().nick),
    "relfull": ("REL", lambda w: w.relative().full()),
    "relc": ("REL", lambda w: w.relative().listed()),
    "relh": ("REL", lambda w: w.relative().coded()),
    "dr": ("PROV", lambda w: w.provider().full() if w.chance(0.8) else w.provider().short()),
    "drl": ("PROV", lambda w: w.provider().family),
    "drf": ("PROV", lambda w: w.provider().given),
    "drfl": ("PROV", lambda w: w.provider().short()),
    "drc": ("PROV", lambda w: w.provider().listed()),
    "drh": ("PROV", lambda w: w.provider().coded()),
    "dri": ("PROV", lambda w: w.provider().initials().lower()),
    "DRI": ("PROV", lambda w: w.provider().initials().upper()),
    "per": ("NAME", lambda w: Person(w.p).full()),
    "perf": ("NAME", lambda w: w.p.given()),
    "perl": ("NAME", lambda w: w.p.surname()),
    "peri": ("NAME", lambda w: Person(w.p).initials()),
    "reli": ("REL", lambda w: w.relative().initials()),
    "perc": ("NAME", lambda w: Person(w.p).listed()),
    "perL": ("NAME", lambda w: w.p.surname().upper()),
    "perlow": ("NAME", lambda w: f"{w.p.given()} {w.p.surname()}".lower()),
    "perw": ("NAME", lambda w: w.p.worded_given() if w.chance(0.5) else w.p.worded_surname()),
    "wgiv": ("NAME", lambda w: w.p.worded_given()),
    "wsur": ("NAME", lambda w: w.p.worded_surname()),
    "wrel": ("REL", lambda w: w.p.worded_given()),
    "drw": ("PROV", lambda w: w.p.worded_surname()),
    "drepon": ("PROV", lambda w: w.one(w.p.last_eponym).capitalize()),
    "drlow": ("PROV", lambda w: w.provider().family.lower()),
    "viet": ("NAME", value("viet")),
    "arab": ("NAME", value("arab")),
    "handle": ("WEB", lambda w: "@" + w.one((w.user(), w.one(w.p.words_all) + "_" + w.user()))),
    "alias": ("NAME", lambda w: w.one((Person(w.p).full(), w.p.surname(), w.one(items("NICKNAMES"))))),
    "city": ("CITY", lambda w: w.p.city()),
    "fcity": ("CITY", item("FOREIGN_CITIES")),
    "CITYUP": ("CITY", lambda w: w.p.city().upper()),
    "hcity": ("CITY", lambda w: w.p.city().upper()),
    "st": ("STATE", lambda w: w.p.state()),
    "st_full": ("STATE", lambda w: w.one(items("STATES")).rsplit(" ", 1)[0]),
    "zip": ("ZIP", _zip),
    "street": ("STREET", value("street")),
    "hstreet": ("STREET", lambda w: w.p.value("street").upper()),
    "place": ("PLACE", value("place")),
    "room": ("PLACE", value("room")),
    "unit": ("PLACE", value("ward")),
    "base": ("PLACE", value("base")),
    "geo": ("PLACE", value("geocode")),
    "fac": ("FAC", lambda w: w.p.value("facility" if w.chance(0.85) else "living")),
    "FAC": ("FAC", lambda w: w.p.value("facility").upper()),
    "FACS": ("FAC", lambda w: w.p.value("facility").upper().replace(" ", w.one(" _"))),
    "bare": ("FAC", value("bare")),
    "clinicnick": ("FAC", value("nick")),
    "lab_co": ("FAC", lambda w: w.one(("Quest", "LabCorp", w.p.value("facility")))),
    "snf": ("FAC", value("living")),
    "agency": ("FAC", value("agency")),
    "pharm": ("FAC", value("pharmacy")),
    "emp": ("EMP", value("employer")),
    "empb": ("EMP", value("bare_employer")),
    "school": ("EMP", value("school")),
    "church": ("EMP", value("church")),
    "org_soc": ("EMP", value("social")),
    "date": ("DATE", value("date")),
    "md": ("DATE", value("md")),
    "dow": ("DATE", lambda w: w.one(items("WEEKDAYS"))),
    "mon": ("DATE", lambda w: w.one(MONTHS)),
    "hol": ("DATE", lambda w: w.one(items("HOLIDAYS"))),
    "when": ("DATE", value("worded_date")),
    "span": ("DATE", value("date_span")),
    "stamp": ("DATE", value("stamp")),
    "old": ("AGE", value("old")),
    "role": ("ROLE", value("role")),
    "iso": (
        "DATE",
        lambda w: f"{w.random.randint(1930, 2027)}-{w.random.randint(1, 12):02d}-{w.random.randint(1, 28):02d}",
    ),
    "ymd": (
        "DATE",
        lambda w: f"{w.random.randint(1930, 2027)}{w.random.randint(1, 12):02d}{w.random.randint(1, 28):02d}",
    ),
    "ts": (
        "DATE",
        lambda w: (
            f"20{w.random.randint(10, 27)}{w.random.randint(1, 12):02d}{w.random.randint(1, 28):02d}"
            f"{w.random.randint(1000, 2359)}"
        ),
    ),
    "phone": ("PHONE", value("phone")),
    "ext": ("PHONE", lambda w: str(w.random.randint(100, 99999))),
    "email": (
        "WEB",
        lambda w: (
            f"{w.user()}@{w.one(('example.com', 'example.org', 'mail.example', 'clinic.example', 'example.net'))}"
        ),
    ),
    "url": ("WEB", lambda w: f"https://{w.one(w.p.words_all)}.example/{w.one(w.p.words_all)}"),
    "user": ("WEB", Writer.user),
    "plate": ("ID", value("plate")),
    "vin": ("ID", value("vin")),
    "short_id": ("ID", value("short_id")),
    "mrn": ("ID", value("number")),
    "id": ("ID", value("number")),
    "acct": ("ID", value("number")),
    "npi": ("ID", lambda w: str(w.random.randint(1000000000, 1999999999))),
    "ssn": ("ID", lambda w: f"{w.random.randint(100, 899)}-{w.random.randint(10, 99)}-{w.random.randint(1000, 9999)}"),
}
COMPOUND: Final[dict[str, Callable[[Writer], list[Piece]]]] = {
    "addr": _address,
    "county": _county,
    "sentence": _sentence,
    "salad": _salad,
    "Salad": lambda w: _salad(w, capitals=True),
    "SALADUP": lambda w: [(" ".join(heading(w).upper() for _ in range(w.random.randint(1, 6))), "")],
    "SALAD": lambda w: [(text.upper(), kind) for text, kind in _salad(w)],
}
