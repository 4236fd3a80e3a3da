"""What fills the slots of a grammar line: the people of one note, plain clinical words, typed values.

A piece is (text, type); the type is "" for plain text, else one of `network.TYPES`. A note's patient,
relatives and providers stay the same people from its first line to its last.
Long because each slot has a line in one of the three tables at the end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from models.recipe.grammar import Node, lines, parse
from models.recipe.lists import abbreviations, foreign, items
from models.recipe.people import Person
from models.recipe.pools import MONTHS, Pools

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Piece = tuple[str, str]


class Writer:
    """Fills the slots of one note."""

    def __init__(self, pools: Pools) -> None:
        """Draw the people of a note."""
        self.p = pools
        self.one, self.chance, self.random = pools.one, pools.chance, pools.random
        self.patient = Person(pools)
        self.family = [Person(pools, self.patient.family if pools.chance(0.5) else "") for _ in range(4)]
        self.staff = [Person(pools) for _ in range(4)]
        self.female = pools.chance(0.5)

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


def _dx(w: Writer) -> str:
    source = w.p.pick((6, "short"), (2, "icd"), (2, "eponym"))
    return w.one(items("DIAGNOSES")) if source == "short" else w.one(w.p.icd).lower() if source == "icd" else _epo(w)


def _epo(w: Writer) -> str:
    name = w.one(w.p.eponyms).capitalize()
    if w.chance(0.2):
        name += "-" + w.one(w.p.eponyms).capitalize()
    return f"{name}{w.one(('', '', chr(39) + 's', 's'))} {w.one(items('EPONYM_WORDS'))}"


def _device(w: Writer) -> str:
    maker = w.one((w.one(w.p.eponyms).capitalize(), w.one(w.p.eponyms).capitalize(), w.p.drug().capitalize(), ""))
    return f"{maker} {w.one(items('DEVICE_WORDS'))}".strip()


def _time(w: Writer) -> str:
    h, m = w.random.randint(0, 23), w.random.randint(0, 59)
    half = w.one(("AM", "PM", "am", "pm"))
    return w.one(
        (
            f"{h:02d}{m:02d}",
            f"{h:02d}:{m:02d}",
            f"{h % 12 + 1}:{m:02d} {half}",
            f"{h % 12 + 1}{w.one(('am', 'pm', ' pm', 'p'))}",
        )
    )


def _word(w: Writer) -> str:
    return w.p.pick((45, w.p.zipf(w.p.words_all)), (43, w.one(w.p.clinical)), (12, w.p.coined()))


def _label(w: Writer) -> str:
    """Return a word as forms and tables have it before a value: any word, its case as such words are written."""
    word = w.p.pick(
        (35, w.one(w.p.words_all)),
        (20, w.one(w.p.words_top)),
        (25, w.one(w.p.clinical)),
        (20, w.one(abbreviations())),
        (12, w.p.coined()),
        (5, "".join(w.one("ABCDEFGHIKLMNOPRSTUVX") for _ in range(w.random.randint(2, 5)))),
    )
    return w.p.pick((55, word.capitalize()), (25, word.upper()), (8, word), (12, word[:1].upper() + word[1:]))


def _heading(w: Writer) -> str:
    return w.p.pick((60, w.p.zipf(w.p.words_all)), (30, w.one(w.p.clinical)), (10, w.p.coined())).capitalize()


def _foreign(w: Writer) -> str:
    text = " ".join(w.one(foreign()) for _ in range(w.random.randint(3, 9)))
    return text.capitalize() + w.one((".", "", "?")) if w.chance(0.5) else f'"{text}"'


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _telegraphic(w: Writer) -> str:
    """Return a run of abbreviations, values and words, as charts are written."""
    parts = []
    for _ in range(w.random.randint(3, 12)):
        kind = w.p.pick(
            (34, "ab"),
            (22, "meas"),
            (16, "word"),
            (8, "drug"),
            (5, "eponym"),
            (5, "letter"),
            (5, "short"),
            (12, "coined"),
        )
        if kind == "coined":
            coined = w.p.coined()
            text = w.one((coined, coined, coined.capitalize(), coined.upper()))
        elif kind == "word":
            clinical = w.one(w.p.clinical)
            text = w.one(
                (
                    clinical,
                    clinical.capitalize(),
                    w.p.zipf(w.p.words_top),
                    w.one(items("SYMPTOMS")),
                    w.one(items("BODY")),
                )
            )
        elif kind == "drug":
            drug = w.p.drug()
            text = w.one(
                (drug, drug.capitalize(), f"{drug.capitalize()} {w.p.value('dose')} {w.one(items('FREQUENCIES'))}")
            )
        elif kind == "eponym":
            text = _epo(w) if w.chance(0.6) else w.one(w.p.eponyms).capitalize()
        elif kind == "letter":
            text = w.one("ABCDELRSMHTIOP") + w.one((":", ".", "", "", ")", " -"))
        elif kind == "short":
            text = w.one(items("SHORTHAND"))
        else:
            text = w.one(abbreviations()) if kind == "ab" else w.p.value("meas")
        parts += [
            text,
            w.one((" ", " ", " ", " ", ", ", ", ", ". ", "; ", ": ", " - ", "/", " (", ") ", " + ", "\n", " | ", "-")),
        ]
    return "".join(parts[:-1])


def _salad(w: Writer, *, capitals: bool = False) -> list[Piece]:
    """Return words without a sentence, at times a name among them: context says little, the word decides."""
    found: list[Piece] = []
    for _ in range(w.random.randint(3, 9)):
        kind = w.p.pick((42, "top"), (15, "all"), (22, "clinical"), (8, "drug"), (7, "other"), (6, "coined"))
        if kind == "other":
            found += [(w.p.num() if w.chance(0.5) else _epo(w), ""), (" ", "")]
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


def _item(name: str) -> Callable[[Writer], str]:
    return lambda w: w.one(items(name))


def _value(name: str) -> Callable[[Writer], str]:
    return lambda w: w.p.value(name)


PLAIN: Final[dict[str, Callable[[Writer], str]]] = {
    "Mr": lambda w: w.one(("Mrs.", "Ms.", "Miss", "Ms", "Mrs") if w.female else ("Mr.", "Mr.", "Mr")),
    "he": lambda w: "she" if w.female else "he",
    "He": lambda w: "She" if w.female else "He",
    "he^": lambda w: "She" if w.female else "He",
    "him": lambda w: "her" if w.female else "him",
    "poss": lambda w: "her" if w.female else "his",
    "poss^": lambda w: "Her" if w.female else "His",
    "was": lambda w: w.one(("was", "is", "remains", "appears")),
    "relw": _item("RELATION_WORDS"),
    "relw^": lambda w: w.one(items("RELATION_WORDS")).capitalize(),
    "age": lambda w: str(w.random.randint(1, 89)),
    "n": lambda w: str(w.random.randint(1, w.one((5, 12, 99)))),
    "num": lambda w: w.p.num(),
    "time": _time,
    "yr": lambda w: str(w.random.randint(1940, 2027)),
    "dx": _dx,
    "dx^": lambda w: _upper_first(_dx(w)),
    "icd": lambda w: w.one(w.p.icd),
    "sx": _item("SYMPTOMS"),
    "sx^": lambda w: _upper_first(w.one(items("SYMPTOMS"))),
    "sxv": _item("SX_VERBS"),
    "proc": _item("PROCEDURES"),
    "body": _item("BODY"),
    "drug": lambda w: w.p.drug(),
    "Drug": lambda w: w.p.drug().capitalize(),
    "DRUG": lambda w: w.p.drug().upper(),
    "dose": _value("dose"),
    "code": _value("code"),
    "meas": _value("meas"),
    "freq": _item("FREQUENCIES"),
    "epon": lambda w: w.one(w.p.eponyms).capitalize(),
    "EPON": lambda w: w.one(w.p.eponyms).upper(),
    "epo": _epo,
    "epo^": _epo,
    "dev": _device,
    "dev^": lambda w: _upper_first(_device(w)),
    "adj": _item("ADJECTIVES"),
    "word": _word,
    "Label": _label,
    "Title": _heading,
    "Verb": _item("VERBS"),
    "verb": lambda w: w.one(items("VERBS")).lower(),
    "clin": lambda w: w.one(w.p.clinical),
    "Clin": lambda w: w.one(w.p.clinical).capitalize(),
    "CLIN": lambda w: w.one(w.p.clinical).upper(),
    "ab": lambda w: w.one(abbreviations()),
    "tele": _telegraphic,
    "foreign": _foreign,
    "cred": _item("CREDS"),
    "service": _item("SERVICES"),
    "title_role": _item("ROLES"),
    "jobw": _item("JOBS"),
    "country": _item("COUNTRIES"),
    "sys": lambda w: w.one(
        ("EPIC", "CERNER", "LAB", "HIS", "ADT", "RIS", "MEDITECH", "PACS", "ATHENA", "SUNQUEST", "EHR", "LIS")
    ),
    "poss_es": lambda w: w.one(("su", "mi")),
    "relw_es": lambda w: w.one(("esposo", "esposa", "hijo", "hija", "madre", "hermano")),
}
TYPED: Final[dict[str, tuple[str, Callable[[Writer], str]]]] = {
    "pt": ("NAME", lambda w: w.patient.full()),
    "ptc": ("NAME", lambda w: w.patient.listed()),
    "ptf": ("NAME", lambda w: w.patient.given),
    "ptl": ("NAME", lambda w: w.patient.family),
    "ptn": ("NAME", lambda w: w.patient.nick),
    "Pti": ("NAME", lambda w: w.patient.initials()),
    "pth": ("NAME", lambda w: w.patient.coded()),
    "spell": ("NAME", lambda w: w.patient.spelled()),
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
    "alias": ("NAME", lambda w: w.one((Person(w.p).full(), w.p.surname(), w.one(items("NICKNAMES"))))),
    "city": ("CITY", lambda w: w.p.city()),
    "CITYUP": ("CITY", lambda w: w.p.city().upper()),
    "hcity": ("CITY", lambda w: w.p.city().upper()),
    "st": ("STATE", lambda w: w.p.state()),
    "st_full": ("STATE", lambda w: w.one(items("STATES")).rsplit(" ", 1)[0]),
    "zip": ("ZIP", _zip),
    "street": ("STREET", _value("street")),
    "hstreet": ("STREET", lambda w: w.p.value("street").upper()),
    "place": ("PLACE", _value("place")),
    "room": ("PLACE", _value("room")),
    "fac": ("FAC", lambda w: w.p.value("facility" if w.chance(0.85) else "living")),
    "FAC": ("FAC", lambda w: w.p.value("facility").upper()),
    "FACS": ("FAC", lambda w: w.p.value("facility").upper().replace(" ", w.one(" _"))),
    "lab_co": ("FAC", lambda w: w.one(("Quest", "LabCorp", w.p.value("facility")))),
    "snf": ("FAC", _value("living")),
    "agency": ("FAC", _value("agency")),
    "pharm": ("FAC", _value("pharmacy")),
    "emp": ("EMP", _value("employer")),
    "school": ("EMP", _value("school")),
    "church": ("EMP", _value("church")),
    "org_soc": ("EMP", _value("social")),
    "date": ("DATE", _value("date")),
    "md": ("DATE", _value("md")),
    "dow": ("DATE", lambda w: w.one(items("WEEKDAYS"))),
    "mon": ("DATE", lambda w: w.one(MONTHS)),
    "hol": ("DATE", lambda w: w.one(items("HOLIDAYS"))),
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
    "phone": ("PHONE", _value("phone")),
    "ext": ("PHONE", lambda w: str(w.random.randint(100, 99999))),
    "email": (
        "WEB",
        lambda w: (
            f"{w.user()}@{w.one(('example.com', 'example.org', 'mail.example', 'clinic.example', 'example.net'))}"
        ),
    ),
    "url": ("WEB", lambda w: f"https://{w.one(w.p.words_all)}.example/{w.one(w.p.words_all)}"),
    "user": ("WEB", Writer.user),
    "mrn": ("ID", _value("number")),
    "id": ("ID", _value("number")),
    "acct": ("ID", _value("number")),
    "npi": ("ID", lambda w: str(w.random.randint(1000000000, 1999999999))),
    "ssn": ("ID", lambda w: f"{w.random.randint(100, 899)}-{w.random.randint(10, 99)}-{w.random.randint(1000, 9999)}"),
}
COMPOUND: Final[dict[str, Callable[[Writer], list[Piece]]]] = {
    "addr": _address,
    "county": _county,
    "sentence": _sentence,
    "salad": _salad,
    "Salad": lambda w: _salad(w, capitals=True),
    "SALADUP": lambda w: [(" ".join(_heading(w).upper() for _ in range(w.random.randint(1, 6))), "")],
    "SALAD": lambda w: [(text.upper(), kind) for text, kind in _salad(w)],
}
