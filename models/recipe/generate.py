"""Write invented notes with their identifiers marked: grammar lines, drawn values, noise.

A note is a list of pieces, each plain or of one type of `network.TYPES`. Grammar lines hold
`[one|another]` choices and `{slots}`; both nest. Lines, names and places that are held out
(`pools.held_out`) are never used in training.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.recipe import lists as L
from models.recipe.pools import Person, Pools, held_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GRAMMAR = Path(__file__).parent / "grammar"
Piece = tuple[str, str]  # text, type ("" for none)


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its marked spans: (start, end, type)."""

    text: str
    spans: list[tuple[int, int, str]]


@lru_cache(maxsize=2)
def lines(*, held: bool) -> dict[str, list[str]]:
    """Return section -> grammar lines, of training or held out."""
    found: dict[str, list[str]] = {}
    for path in sorted(GRAMMAR.glob("*.txt")):
        section = path.stem
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("## "):
                section = line[3:].strip()
            elif line.strip() and held_out(line) == held:
                found.setdefault(section, []).append(line)
    return found


Node = str | tuple[str, object]


@lru_cache(maxsize=None)
def parse(line: str) -> tuple[Node, ...]:
    """Return a line as literals, ("slot", name) and ("one", alternatives)."""
    nodes, at = _sequence(line, 0, "")
    assert at == len(line), line  # noqa: S101 - a broken grammar line must stop the recipe
    return nodes


def _sequence(line: str, at: int, stops: str) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    text = ""
    while at < len(line) and line[at] not in stops:
        char = line[at]
        if char == "\\" and at + 1 < len(line) and line[at + 1] in "nt|[]&":
            text += {"n": "\n", "t": "\t"}.get(line[at + 1], ("\\" if line[at + 1] == "&" else "") + line[at + 1])
            at += 2
        elif char == "{" and (match := re.match(r"\{([A-Za-z_^]+)\}", line[at:])):
            if text:
                nodes.append(text)
                text = ""
            nodes.append(("slot", match[1]))
            at += match.end()
        elif char == "[":
            if text:
                nodes.append(text)
                text = ""
            options = []
            while True:
                option, at = _sequence(line, at + 1, "|]")
                options.append(option)
                if line[at] == "]":
                    break
            nodes.append(("one", tuple(options)))
            at += 1
        else:
            text += char
            at += 1
    if text:
        nodes.append(text)
    return tuple(nodes), at


class Writer:
    """Fills the slots of one note: its patient, relatives and providers stay the same people."""

    def __init__(self, pools: Pools) -> None:
        """Draw the people of a note."""
        self.p = pools
        self.one, self.chance, self.random = pools.one, pools.chance, pools.random
        self.patient = pools.person()
        self.family = [Person(pools.given(), self.patient.family if pools.chance(0.5) else pools.surname(), pools) for _ in range(4)]
        self.staff = [pools.person() for _ in range(4)]
        self.female = pools.chance(0.5)

    def expand(self, nodes: Sequence[Node]) -> list[Piece]:
        """Return the pieces of a parsed line."""
        found: list[Piece] = []
        for node in nodes:
            if isinstance(node, str):
                found.append((node, ""))
            elif node[0] == "one":
                options = node[1]
                found.extend(self.expand(options[int(self.random.random() * len(options))]))  # type: ignore[arg-type, index]
            else:
                found.extend(self.slot(str(node[1])))
        return found

    def slot(self, name: str) -> list[Piece]:
        """Return the pieces of one slot."""
        maker = getattr(self, "s_" + name.replace("^", "_up"), None)
        if maker is not None:
            made = maker()
            return made if isinstance(made, list) else [(made, "")]
        kind, text = _TYPED[name](self)
        return [(text, kind)]

    # plain slots
    def s_Mr(self) -> str:
        return self.one(("Mrs.", "Ms.", "Miss", "Ms", "Mrs") if self.female else ("Mr.", "Mr.", "Mr"))

    def s_he(self) -> str:
        return "she" if self.female else "he"

    def s_He(self) -> str:
        return "She" if self.female else "He"

    s_he_up = s_He

    def s_him(self) -> str:
        return "her" if self.female else "him"

    def s_poss(self) -> str:
        return "her" if self.female else "his"

    def s_poss_up(self) -> str:
        return "Her" if self.female else "His"

    def s_was(self) -> str:
        return self.one(("was", "is", "remains", "appears"))

    def s_relw(self) -> str:
        return self.one(L.RELATION_WORDS)

    def s_relw_up(self) -> str:
        return self.one(L.RELATION_WORDS).capitalize()

    def s_age(self) -> str:
        return str(self.random.randint(1, 89))

    def s_n(self) -> str:
        return str(self.random.randint(1, self.one((5, 12, 99))))

    def s_num(self) -> str:
        return self.one((str(self.random.randint(1, 200)), f"{self.random.random() * 20:.1f}", f"{self.random.random() * 3:.2f}", str(self.random.randint(100, 3000)), f"{self.random.randint(1, 9)},{self.random.randint(100, 999)}"))

    def s_time(self) -> str:
        h, m = self.random.randint(0, 23), self.random.randint(0, 59)
        return self.one((f"{h:02d}{m:02d}", f"{h:02d}:{m:02d}", f"{h % 12 + 1}:{m:02d} {self.one(('AM', 'PM', 'am', 'pm'))}", f"{h % 12 + 1}{self.one(('am', 'pm', ' pm', 'p'))}"))

    def s_yr(self) -> str:
        return str(self.random.randint(1940, 2026))

    def s_dx(self) -> str:
        roll = self.random.random()
        return self.one(L.DIAGNOSES) if roll < 0.6 else self.one(self.p.icd).lower() if roll < 0.8 else self.s_epo()

    def s_dx_up(self) -> str:
        text = self.s_dx()
        return text[0].upper() + text[1:]

    def s_icd(self) -> str:
        return self.one(self.p.icd)

    def s_sx(self) -> str:
        return self.one(L.SYMPTOMS)

    def s_sx_up(self) -> str:
        text = self.one(L.SYMPTOMS)
        return text[0].upper() + text[1:]

    def s_sxv(self) -> str:
        return self.one(L.SX_VERBS)

    def s_proc(self) -> str:
        return self.one(L.PROCEDURES)

    def s_body(self) -> str:
        return self.one(L.BODY)

    def s_drug(self) -> str:
        return self.one(self.p.drugs)

    def s_Drug(self) -> str:
        return self.one(L.brands() if self.chance(0.5) else self.p.drugs).capitalize()

    def s_DRUG(self) -> str:
        return self.one(self.p.drugs).upper()

    def s_dose(self) -> str:
        return self.one((f"{self.one((1, 2, 5, 10, 20, 25, 40, 50, 81, 100, 250, 325, 500, 650, 1000))} {self.one(('mg', 'mg', 'mcg', 'units', 'mL', 'g', 'mEq'))}", f"{self.one((2.5, 12.5, 0.5, 6.25))}mg", f"{self.random.randint(1, 40)}u", "1 tab", "2 puffs", "5/325", "800/160"))

    def s_freq(self) -> str:
        return self.one(L.FREQUENCIES)

    def s_epon(self) -> str:
        return self.one(self.p.eponyms).capitalize()

    def s_EPON(self) -> str:
        return self.one(self.p.eponyms).upper()

    def s_epo(self) -> str:
        name = self.s_epon()
        if self.chance(0.2):
            name += "-" + self.s_epon()
        return f"{name}{self.one(('', '', chr(39) + 's', 's'))} {self.one(L.EPONYM_WORDS)}"

    s_epo_up = s_epo

    def s_dev(self) -> str:
        return f"{self.one((self.s_epon(), self.s_epon(), self.s_Drug(), ''))} {self.one(L.DEVICE_WORDS)}".strip()

    def s_dev_up(self) -> str:
        text = self.s_dev()
        return text[0].upper() + text[1:]

    def s_adj(self) -> str:
        return self.one(L.ADJECTIVES)

    def s_word(self) -> str:
        return self.one((self.p.zipf(self.p.words_all), self.one(self.p.clinical)))

    def s_Salad(self) -> list[Piece]:
        return self.salad(title=True)

    def s_salad(self) -> list[Piece]:
        return self.salad()

    def s_SALAD(self) -> list[Piece]:
        return [(text.upper(), kind) for text, kind in self.salad()]

    def salad(self, *, title: bool = False) -> list[Piece]:
        """Return words without a sentence, now and then a name among them: context says little, the word decides."""
        found: list[Piece] = []
        for _ in range(self.random.randint(3, 9)):
            roll = self.random.random()
            if roll < 0.45:
                word = self.p.zipf(self.p.words_top)
            elif roll < 0.6:
                word = self.one(self.p.words_all)
            elif roll < 0.85:
                word = self.one(self.p.clinical)
            elif roll < 0.93:
                word = self.one(self.p.drugs)
            else:
                found.append((self.s_num() if self.chance(0.5) else self.s_epo(), ""))
                found.append((" ", ""))
                continue
            if title or self.chance(0.12):
                word = word.capitalize()
            elif self.chance(0.03):
                word = word.upper()
            found.append((word, ""))
            found.append((self.one((" ", " ", " ", " ", ", ", ". ", "; ", ": ", " - ", "/", "\n")), ""))
        if self.chance(0.35):
            person = self.p.person()
            kind, text = self.one((("NAME", person.full()), ("NAME", person.given), ("PROV", "Dr. " + person.family), ("NAME", person.family), ("CITY", self.p.city()), ("FAC", self.p.facility()), ("EMP", self.p.employer()), ("STREET", self.p.street())))
            at = 2 * self.random.randint(0, len(found) // 2 - 1)
            extra = [("Dr. ", ""), (text[4:], kind)] if kind == "PROV" else [(text, kind)]
            found[at:at] = [*extra, (" ", "")]
        return found[:-1]

    def s_spell(self) -> list[Piece]:
        text = "-".join(re.sub(r"\W", "", self.patient.family).upper())
        return [(text if self.chance(0.6) else text.replace("-", " "), "NAME")]

    def s_poss_es(self) -> str:
        return self.one(("su", "mi"))

    def s_relw_es(self) -> str:
        return self.one(("esposo", "esposa", "hijo", "hija", "madre", "hermano"))

    def s_ab(self) -> str:
        return self.one(L.abbreviations())

    def s_meas(self) -> str:
        r = self.random
        n = self.s_num()
        return self.one((f"{n} {self.one(L.UNITS)}", f"{n}{self.one(L.UNITS)}", f"{r.randint(1, 99)}/{r.randint(1, 99)}", f"{r.randint(20, 42)}w{r.randint(0, 6)}d", f"{n} x {self.s_num()} {self.one(('cm', 'mm'))}", f"x{r.randint(1, 9)}", f"x {r.randint(1, 9)} {self.one(('d', 'h', 'wk', 'mo', 'yrs', 'days'))}", f"{self.one(('I', 'II', 'III', 'IV', 'V'))}/VI", self.one(("I", "II", "III", "IV", "V", "VI", "VII", "XII", "II-XII", "IIIa", "IIb", "3b", "T2N0M0", "pT1a", "N1", "M0", "C5-6", "L4-5", "T12", "S1", "V4", "E4V4M6", "G2P1001", "G3P2", "1:1000", "2+", "3+", "+/-", "neg", "pos", "wnl", "n/a", "A1", "A2", "B1", "#1", "#19", "POD 3", "DOL 4", "HD 2", "q3h", "q4-6h", "L>R", "R>L", "<5", ">90", "5-7")), f"{r.randint(1, 100)}%", f"{self.one(('+', '-', '<', '>', '~', '='))}{n}", n, n))

    def s_tele(self) -> str:
        """Return a telegraphic run: abbreviations, values and words, as charts are written."""
        r = self.random
        items = []
        for _ in range(r.randint(3, 12)):
            roll = r.random()
            if roll < 0.36:
                text = self.s_ab()
            elif roll < 0.60:
                text = self.s_meas()
            elif roll < 0.78:
                text = self.one((self.one(self.p.clinical), self.one(self.p.clinical).capitalize(), self.p.zipf(self.p.words_top), self.one(L.SYMPTOMS), self.one(L.BODY)))
            elif roll < 0.86:
                text = self.one((self.s_Drug(), self.s_drug(), f"{self.s_Drug()} {self.s_dose()} {self.s_freq()}"))
            elif roll < 0.90:
                text = self.s_epo() if self.chance(0.6) else self.s_epon()
            elif roll < 0.95:
                text = self.one("ABCDELRSMHTIOP") + self.one((":", ".", "", "", ")", " -"))
            else:
                text = self.one(("s/p", "w/", "w/o", "c/w", "r/o", "h/o", "b/l", "2/2", "d/t", "vs", "per", "on", "no", "mild", "max", "min", "approx", "prior", "repeat", "ext", "int", "lat", "med", "eval", "cont", "incr", "decr", "bilat", "neg", "pos", "tx", "hx", "dx", "rx", "sx", "fx"))
            items.append(text)
            items.append(self.one((" ", " ", " ", " ", ", ", ", ", ". ", "; ", ": ", " - ", "/", " (", ") ", " + ", "\n", " | ", "-")))
        return "".join(items[:-1])

    def s_foreign(self) -> str:
        """Return words of another language, without names."""
        words = [self.one(L.foreign()) for _ in range(self.random.randint(3, 9))]
        text = " ".join(words)
        return text.capitalize() + self.one((".", "", "?")) if self.chance(0.5) else f'"{text}"'

    def s_cred(self) -> str:
        return self.one(L.CREDS)

    def s_service(self) -> str:
        return self.one(L.SERVICES)

    def s_title_role(self) -> str:
        return self.one(L.ROLES)

    def s_jobw(self) -> str:
        return self.one(L.JOBS)

    def s_country(self) -> str:
        return self.one(L.COUNTRIES)

    def s_sys(self) -> str:
        return self.one(("EPIC", "CERNER", "LAB", "HIS", "ADT", "RIS", "MEDITECH", "PACS", "ATHENA", "SUNQUEST"))

    def s_lab_co(self) -> list[Piece]:
        return [(self.one(("Quest", "LabCorp", self.p.facility())), "FAC")]

    def s_code(self) -> str:
        return self.one((f"{self.one('ABCEFGHIJKLMNRSTZ')}{self.random.randint(0, 99):02d}.{self.random.randint(0, 9)}", str(self.random.randint(10000, 99999)), f"{self.one('JGEAQ')}{self.random.randint(1000, 9999)}", f"{self.random.randint(1000, 99999)}-{self.random.randint(0, 9)}"))

    def s_mi(self) -> list[Piece]:
        return [(self.one("ABCDEFGHJKLMNPRSTVW"), "NAME")]

    def s_sentence(self) -> list[Piece]:
        return self.expand(parse(self.one(lines(held=self.p.held)[self.one(("narrative", "neg", "place", "org"))])))

    # compound slots
    def s_addr(self) -> list[Piece]:
        pieces = [(self.p.street(), "STREET"), (self.one((", ", ", ", " ", "\n")), ""), (self.p.city(), "CITY")]
        if self.chance(0.8):
            pieces += [(self.one((", ", " ")), ""), (self.st(), "STATE")]
            if self.chance(0.75):
                pieces += [(self.one((" ", "  ", ", ")), ""), (self.zip(), "ZIP")]
        return pieces

    def s_county(self) -> list[Piece]:
        return [(self.p.county(), "PLACE"), (self.one((" County", " County", " Co.", " county", " Parish")), "")]

    def s_dow(self) -> list[Piece]:
        return [(self.one(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon", "Tue", "Tues", "Wed", "Thu", "Thurs", "Fri", "Sat", "Sun", "Fridays", "Sundays")), "DATE")]

    def st(self) -> str:
        """Return a state, abbreviated mostly."""
        return self.one(L.STATES).rsplit(" ", 1)[int(self.chance(0.7))]

    def zip(self) -> str:
        """Return a ZIP code."""
        code = f"{self.random.randint(1000, 99950):05d}"
        return f"{code}-{self.random.randint(0, 9999):04d}" if self.chance(0.12) else code

    def date(self) -> str:
        """Return a full or partial date in any style."""
        r = self.random
        y, m, d = r.randint(1930, 2026), r.randint(1, 12), r.randint(1, 28)
        month = _MONTHS[m - 1]
        return self.one((f"{m:02d}/{d:02d}/{y}", f"{m}/{d}/{y % 100:02d}", f"{m}/{d}/{y}", f"{y}-{m:02d}-{d:02d}", f"{m}-{d}-{y % 100:02d}", f"{month} {d}, {y}", f"{d} {month[:3]} {y}", f"{month[:3]} {d}, {y}", f"{d:02d}-{month[:3].upper()}-{y}", f"{month} {d}{_th(d)}", f"{m}.{d}.{y % 100:02d}", f"{month[:3]} {d}"))

    def md(self) -> str:
        """Return a date without a year."""
        r = self.random
        m, d = r.randint(1, 12), r.randint(1, 28)
        return self.one((f"{m}/{d}", f"{m:02d}/{d:02d}", f"{_MONTHS[m - 1][:3]} {d}", f"{_MONTHS[m - 1]} {d}{_th(d)}", f"{m}-{d}", f"{d} {_MONTHS[m - 1][:3]}"))

    def phone(self) -> str:
        """Return a telephone number."""
        r = self.random
        a, b, c = r.randint(201, 989), r.randint(200, 999), r.randint(0, 9999)
        return self.one((f"{a}-{b}-{c:04d}", f"({a}) {b}-{c:04d}", f"{a}.{b}.{c:04d}", f"{a} {b} {c:04d}", f"{b}-{c:04d}", f"+1 {a} {b} {c:04d}", f"{a}{b}{c:04d}", f"1-{a}-{b}-{c:04d}", f"({a}){b}-{c:04d}"))

    def number(self) -> str:
        """Return an identifier of letters and digits."""
        r = self.random
        n = r.randint(4, 10)
        digits = "".join(self.one("0123456789") for _ in range(n))
        letters = "".join(self.one("ABCDEFGHKLMNPRSTVWXZ") for _ in range(r.randint(1, 3)))
        return self.one((digits, digits, f"{letters}{digits}", f"{letters}-{digits}", f"{digits[:2]}-{digits[2:]}", f"{digits[:3]}-{digits[3:]}-{letters}", f"{letters}{digits[:2]}-{digits[2:]}", f"{digits}{letters}", f"{digits[:2]} {digits[2:]}"))

    def user(self) -> str:
        """Return a user name."""
        who = self.one((self.patient, *self.staff))
        g, f = re.sub(r"\W", "", who.given).lower(), re.sub(r"\W", "", who.family).lower()
        return self.one((f"{g[:1]}{f}", f"{g}.{f}", f"{f}{g[:1]}{self.random.randint(1, 99)}", f"{g}_{f}", f"{g}{self.random.randint(10, 2000)}"))

    def room(self) -> str:
        """Return a room."""
        r = self.random
        return self.one((str(r.randint(100, 9999)), f"{r.randint(1, 12)}{self.one('NSEW')}{r.randint(1, 40)}", f"{r.randint(100, 999)}{self.one('ABW')}", f"{r.randint(100, 999)}-{self.one('AB12')}", f"{self.one('ABCDE')}{r.randint(10, 999)}"))


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_HOLIDAYS = ("Christmas", "Thanksgiving", "Easter", "Labor Day", "Memorial Day", "New Year's", "New Year's Eve", "Halloween", "Mother's Day", "July 4th", "the 4th of July", "Ramadan", "Passover", "Valentine's Day", "Super Bowl Sunday", "Diwali", "Eid", "Ash Wednesday", "spring break")


def _th(day: int) -> str:
    return "" if day % 2 else {1: "st", 2: "nd", 3: "rd"}.get(day if day < 20 else day % 10, "th")  # noqa: PLR2004 - eleventh to nineteenth


def _w(person: str, how: str, kind: str) -> Callable[[Writer], tuple[str, str]]:
    def make(w: Writer) -> tuple[str, str]:
        who = w.patient if person == "patient" else w.one(getattr(w, person)) if person != "new" else w.p.person()
        value = getattr(who, how)
        return kind, value if isinstance(value, str) else value()

    return make


def _of(kind: str, how: Callable[[Writer], str]) -> Callable[[Writer], tuple[str, str]]:
    return lambda w: (kind, how(w))


_TYPED: dict[str, Callable[[Writer], tuple[str, str]]] = {
    "pt": _w("patient", "full", "NAME"), "ptc": _w("patient", "listed", "NAME"), "ptf": _w("patient", "given", "NAME"),
    "ptl": _w("patient", "family", "NAME"), "ptn": _w("patient", "nick", "NAME"), "Pti": _w("patient", "initials", "NAME"), "pth": _w("patient", "coded", "NAME"),
    "rel": _of("REL", lambda w: w.one(w.family).given if w.chance(0.55) else w.one(w.family).full()),
    "relf": _of("REL", lambda w: w.one(w.family).given if w.chance(0.85) else w.one(w.family).nick),
    "relfull": _w("family", "full", "REL"), "relc": _w("family", "listed", "REL"), "relh": _w("family", "coded", "REL"),
    "dr": _of("PROV", lambda w: w.one(w.staff).full() if w.chance(0.8) else w.one(w.staff).short()),
    "drl": _w("staff", "family", "PROV"), "drf": _w("staff", "given", "PROV"), "drfl": _w("staff", "short", "PROV"), "drc": _w("staff", "listed", "PROV"),
    "drh": _w("staff", "coded", "PROV"), "dri": _of("PROV", lambda w: w.one(w.staff).initials().lower()), "DRI": _of("PROV", lambda w: w.one(w.staff).initials().upper()),
    "per": _of("NAME", lambda w: w.p.person().full()), "perf": _w("new", "given", "NAME"), "perl": _w("new", "family", "NAME"),
    "alias": _of("NAME", lambda w: w.one((w.p.person().full(), w.p.surname(), w.one(L.NICKNAMES)))),
    "city": _of("CITY", lambda w: w.p.city()), "hcity": _of("CITY", lambda w: w.p.city().upper()), "st": _of("STATE", Writer.st), "st_full": _of("STATE", lambda w: w.one(L.STATES).rsplit(" ", 1)[0]),
    "zip": _of("ZIP", Writer.zip), "street": _of("STREET", lambda w: w.p.street()), "hstreet": _of("STREET", lambda w: w.p.street().upper()), "place": _of("PLACE", lambda w: w.p.place()), "room": _of("PLACE", Writer.room),
    "fac": _of("FAC", lambda w: w.p.facility() if w.chance(0.85) else w.p.living()), "FAC": _of("FAC", lambda w: w.p.facility().upper()), "FACS": _of("FAC", lambda w: w.p.facility().upper().replace(" ", w.one(" _"))),
    "snf": _of("FAC", lambda w: w.p.living()), "agency": _of("FAC", lambda w: w.one((w.p.facility(), f"{w.p.city()} {w.one(('Home Health', 'Hospice', 'Oxygen', 'Medical Supply', 'Home Care', 'Ambulance', 'Medical Transport', 'Visiting Nurses', 'VNA', 'DME', 'Respiratory', 'Prosthetics & Orthotics'))}"))),
    "emp": _of("EMP", lambda w: w.p.employer()), "school": _of("EMP", lambda w: w.p.school()), "church": _of("EMP", lambda w: w.p.church()), "pharm": _of("FAC", lambda w: w.p.pharmacy()),
    "org_soc": _of("EMP", lambda w: w.one((w.p.church(), f"{w.p.city()} {w.one(('Rescue Mission', 'Food Pantry', 'Legal Aid', 'Housing Authority', 'YMCA', 'Shelter', 'Community Action', 'Senior Center', 'Boys & Girls Club'))}", "Salvation Army", "Catholic Charities", "Lutheran Social Services", f"{w.p.surname()} House"))),
    "date": _of("DATE", Writer.date), "md": _of("DATE", Writer.md), "mon": _of("DATE", lambda w: w.one(_MONTHS)), "hol": _of("DATE", lambda w: w.one(_HOLIDAYS)),
    "iso": _of("DATE", lambda w: f"{w.random.randint(1930, 2026)}-{w.random.randint(1, 12):02d}-{w.random.randint(1, 28):02d}"), "ymd": _of("DATE", lambda w: f"{w.random.randint(1930, 2026)}{w.random.randint(1, 12):02d}{w.random.randint(1, 28):02d}"),
    "ts": _of("DATE", lambda w: f"{w.random.randint(2000, 2026)}{w.random.randint(1, 12):02d}{w.random.randint(1, 28):02d}{w.random.randint(0, 23):02d}{w.random.randint(0, 59):02d}"),
    "phone": _of("PHONE", Writer.phone), "ext": _of("PHONE", lambda w: str(w.random.randint(100, 99999))),
    "email": _of("WEB", lambda w: f"{w.user()}@{w.one(('example.com', 'example.org', 'mail.example', 'clinic.example', 'example.net'))}"), "url": _of("WEB", lambda w: f"https://{w.one(w.p.words_all)}.example/{w.one(w.p.words_all)}"), "user": _of("WEB", Writer.user),
    "mrn": _of("ID", Writer.number), "id": _of("ID", Writer.number), "acct": _of("ID", Writer.number), "npi": _of("ID", lambda w: str(w.random.randint(1000000000, 1999999999))),
    "ssn": _of("ID", lambda w: f"{w.random.randint(100, 899)}-{w.random.randint(10, 99)}-{w.random.randint(1000, 9999)}"),
    "age_old": _of("AGE", lambda w: str(w.random.randint(90, 108))),
}  # fmt: skip

# How often each section opens a line, by voice of the note.
_VOICES: dict[str, dict[str, float]] = {
    "chart": {"narrative": 5, "place": 1.2, "org": 1.5, "neg": 5, "tele": 3, "header": 2, "sign": 1.2},
    "header": {"header": 6, "sign": 2, "neg": 1.5, "tele": 1.5, "narrative": 1, "org": 0.5},
    "interface": {"hl7": 6, "tele": 1, "header": 1, "neg": 1, "sign": 0.5},
    "clinical": {"tele": 5, "neg": 6, "narrative": 1.5, "sign": 0.5},
    "mixed": {"narrative": 3, "place": 1, "org": 1, "neg": 3, "tele": 2, "header": 1, "sign": 1, "hl7": 0.7},
    "social": {"narrative": 3, "place": 3, "org": 3, "neg": 1.5},
    "story": {"voice": 5, "tele": 0.5, "narrative": 1, "neg": 2, "place": 0.5, "org": 0.5},
}
_OCR = {"0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "i": "1", "5": "S", "S": "5", "m": "rn", "rn": "m", "e": "c", "o": "0", "B": "8", "g": "q", "t": "f", "h": "b", "cl": "d", "u": "ii", "a": "o"}


def note(pools: Pools) -> Note:
    """Return one invented note of four to fourteen lines."""
    writer = Writer(pools)
    sections = lines(held=pools.held)
    voice = _VOICES[pools.one(("chart", "chart", "mixed", "mixed", "clinical", "social", "header", "interface", "story", "story"))]
    names = [name for name in voice if name in sections]
    weights = [voice[name] for name in names]
    inline = pools.chance(0.5)
    pieces: list[Piece] = []
    for _ in range(pools.random.randint(4, 14)):
        section = pools.random.choices(names, weights)[0]
        sentence = writer.expand(parse(pools.one(sections[section])))
        if pools.chance(0.15) and section in ("narrative", "neg", "org", "place", "voice", "tele"):
            cut = pools.random.randint(0, len(sentence))
            sentence = sentence[:cut] if pools.chance(0.5) and cut else sentence[cut:]
        pieces += sentence
        flowing = section in ("narrative", "neg", "org", "place", "voice", "tele") and inline
        pieces.append((pools.one((" ", " ", " ", ". ", "; ", "  ")) if flowing else pools.one(("\n", "\n", "\n", "\n\n", "   ", " | ", "\r\n")), ""))
    return assemble(roughen(pieces, pools))


def roughen(pieces: list[Piece], pools: Pools) -> list[Piece]:
    """Change the case, lose punctuation, break lines, damage letters: each in a share of the notes."""
    roll = pools.random.random()
    if roll < 0.14:
        pieces = [(text.upper(), kind) for text, kind in pieces]
    elif roll < 0.32:
        pieces = [(text.lower(), kind) for text, kind in pieces]
    elif roll < 0.36:
        pieces = [(text.lower() if kind or pools.chance(0.5) else text, kind) for text, kind in pieces]
    elif roll < 0.39:
        pieces = [(text.upper() if kind in ("NAME", "PROV", "FAC", "REL") else text, kind) for text, kind in pieces]
    elif roll < 0.42:
        pieces = [(text.title() if not kind else text, kind) for text, kind in pieces]
    if pools.chance(0.15):
        pieces = [(re.sub(r"[.,;:]+(?=\s|$)", "", text), kind) for text, kind in pieces]
    if pools.chance(0.2):
        width = pools.random.choice((4, 7, 12))
        pieces = [("".join("\n" if c == " " and pools.random.random() < 1 / (3 * width) else c for c in text), kind) for text, kind in pieces]
    if pools.chance(0.08):
        rate = pools.random.choice((0.02, 0.05, 0.1))
        pieces = [("".join(_damage(c, rate, pools) for c in text), kind) for text, kind in pieces]
    if pools.chance(0.05):
        pieces = [(re.sub(r" ", lambda _: pools.one((" ", " ", "  ", "\t")), text), kind) for text, kind in pieces]
    return pieces


def _damage(char: str, rate: float, pools: Pools) -> str:
    if pools.random.random() >= rate:
        return char
    if char.isalpha() and pools.chance(0.15):
        return char + " "
    return _OCR.get(char, char)


def assemble(pieces: list[Piece]) -> Note:
    """Join pieces; a type's span starts and ends on a letter, a digit or a closing sign of the piece."""
    text, spans, at = [], [], 0
    for part, kind in pieces:
        text.append(part)
        stripped = part.strip()
        if kind and stripped:
            start = at + len(part) - len(part.lstrip())
            spans.append((start, start + len(stripped), kind))
        at += len(part)
    return Note("".join(text), spans)


def notes(seed: int, count: int, *, held: bool) -> list[Note]:
    """Return `count` notes of one seed."""
    pools = Pools(seed, held=held)
    return [note(pools) for _ in range(count)]


if __name__ == "__main__":
    for made in notes(random.randint(0, 10**6), 6, held=False):  # noqa: S311 - a look at the output
        shown, last = "", 0
        for start, end, kind in made.spans:
            shown += made.text[last:start] + f"<{kind}:{made.text[start:end]}>"
            last = end
        print(shown + made.text[last:], "\n=====")  # noqa: T201 - a look at the output
