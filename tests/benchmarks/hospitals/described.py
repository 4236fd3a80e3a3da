"""Hospitals described in text, in `*.txt` beside this module: a line a column, its truth, and how its values are made.

    == name 94.0 1  what is written, in a sentence; its first run: clinical cells kept in percent, leaking columns
    people en_GB                      a person's own values, by name
      mrn     ~#######
    -- folder/table.csv  x3 sep=;     a table: rows a person (`each`, `x3`), then the writer's settings
      MRN     H     $mrn              header, truth, expression, two blanks or more between them
      Result  by    Test              a truth and an expression for each value of another column
        GLU   ok    60..300

Truths are a letter A-R, `ok`, `any`, `text`, `age` or `born` (see `schema_words`), with a type after a colon.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from faker import Faker

from tests.benchmarks.hospitals.files import AGE, BIRTH, BORN, delimited, hive, parquet, records
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.hospitals.files import Hospital
    from tests.benchmarks.schema_words import Table

_FOLDER: Final = Path(__file__).parent
_TRUTHS: Final = {"ok": OK, "any": ANY, "text": TEXT, "age": AGE, "born": BORN}
_RANGE: Final = re.compile(r"(-?\d+(?:\.(\d+))?)\.\.(-?\d+(?:\.\d+)?)(?:/(\d+))?")
_EXPRESSION: Final = re.compile(r"\{([^{}]+)\}")
_NULLS: Final = re.compile(r"^(.*) \?(\d+)$")
_TYPES: Final[dict[str, Callable[[Any], Any]]] = {
    "int": int,
    "float": float,
    "bool": lambda value: value in {"true", "True", "1", "Y"},
    "str": str,
    "date": lambda value: value.date(),
    "ms": lambda value: int(value.timestamp() * 1000),
    "s": lambda value: int(value.timestamp()),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A column as it is described. `cases`: value of the column that `made` names -> truth and expression."""

    header: str
    truth: str
    made: str
    cases: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Described:
    """A hospital as its text says it is. Called with a folder to fill, it writes its tables.

    `first_run`: the share of clinical cells that the first run ever kept, and how many columns leaked.
    """

    name: str
    round: str
    first_run: tuple[float, int]
    locale: str
    people: dict[str, str]
    tables: dict[str, list[Line]]

    def __call__(self, h: Hospital) -> None:
        """Write every table."""
        h.fake = Faker(self.locale)
        h.fake.seed_instance(h.seed)
        persons = [_person(h, self.people, number) for number in range(h.size * 2)]
        for heading, lines in self.tables.items():
            where, many, *settings = re.findall(r'(?:[^\s"]|"[^"]*")+', heading)
            where = where.strip('"')
            repeat = 1 if many == "each" else float(many.removeprefix("x"))
            whose = persons if many == "each" else h.some(persons, int(len(persons) * repeat))
            rows = [Row(h, person, number) for number, person in enumerate(whose)]
            h.put(where, {line.header: _column(line, rows) for line in lines}, _writer(where, settings))


@dataclass
class Row:
    """A row that fills with values: whose it is, which one, what stands in it so far."""

    h: Hospital
    person: dict[str, Any]
    number: int
    values: dict[str, Any] = field(default_factory=dict)

    def value(self, made: str) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 - a branch for each form of expression
        """Return a value as `made` says."""
        h, first, rest = self.h, made[:1], made[1:]
        if nulls := _NULLS.match(made):
            return None if h.rng.randrange(100) < int(nulls[2]) else self.value(nulls[1])
        if first == "[":
            number, _, one = rest.partition("] ")
            return [self.value(one) for _ in range(int(number))]
        if " || " in made:
            return self.value(h.rng.choice(made.split(" || ")))
        if first == '"':
            return h.note(
                _EXPRESSION.sub("{}", made[1:-1]), *(self.text(one) for one in _EXPRESSION.findall(made[1:-1]))
            )
        if first == "'":
            return _EXPRESSION.sub(lambda found: self.text(found[1]), made[1:-1])
        if first == "~":
            return h.fake.hexify(h.fake.bothify(rest, letters="ABCDEFGHJKLMNPRSTUVWXYZ"), upper=True)
        if first == "$":
            name, _, style = rest.partition(" ")
            value = self.person[name]
            return value.strftime(style) if style else value
        if first == "=":
            return self.values[rest]
        if first == "@":
            name, _, how = rest.partition(" ")
            text = str(getattr(h.fake, name)()).replace("\n", ", ")
            return getattr(text, how)() if how else text
        word, _, style = made.partition(" ")
        if word in {"born", "day"}:
            when = _born(h) if word == "born" else _day(h)
            return when.strftime(style) if style else when
        if word == "aged":
            return 2026 - self.person[style].year
        if word == "serial":
            return int(style) + self.number
        if word == "of":
            column, _, pairs = style.partition(" ")
            return dict(one.strip().split("=", 1) for one in pairs.split(" | "))[str(self.values[column])]
        if found := _RANGE.fullmatch(made):
            low, decimals, high, step = found.groups()
            if decimals:
                return round(h.rng.uniform(float(low), float(high)), len(decimals))
            return h.rng.randrange(int(low), int(high) + 1, int(step or 1))
        return h.rng.choice(made.split(" | "))

    def text(self, made: str) -> str:
        """Return a value as text."""
        value = self.value(made)
        return value.strftime("%Y-%m-%d") if isinstance(value, dt.datetime) else str(value)


def described() -> dict[str, Described]:
    """Return name -> hospital, in the order of their files and their places in them."""
    return {one.name: one for file in sorted(_FOLDER.glob("*.txt")) for one in _read(file)}


def _read(file: Path) -> Iterator[Described]:
    for part in re.split(r"(?m)^== ", file.read_text(encoding="utf-8"))[1:]:
        title, *lines = part.splitlines()
        locale, people, tables = "en_US", {}, {}
        columns: list[Line] = []
        for line in (one for one in lines if one.strip()):
            if line.startswith("people"):
                locale = line.removeprefix("people").strip() or locale
            elif line.startswith("-- "):
                tables[line.removeprefix("-- ")] = columns = []
            elif not tables:
                name, _, made = line.strip().partition(" ")
                people[name] = made.strip()
            else:
                header, truth, made = re.split(r"\s{2,}", line.strip(), maxsplit=2)
                if line.startswith("    "):
                    columns[-1].cases[header] = (truth, made)
                else:
                    columns.append(Line(header, truth, made))
        name, *run = title.partition("  ")[0].split(" ")
        kept, leaking = run or ("nan", "0")  # not run yet
        yield Described(name, file.stem, (float(kept), int(leaking)), locale, people, tables)


def _person(h: Hospital, described_by: dict[str, str], number: int) -> dict[str, Any]:
    row = Row(h, {}, number)
    for name, made in described_by.items():
        row.person[name] = row.value(made)
    return row.person


def _column(line: Line, rows: list[Row]) -> Column:
    truths: list[str] = []
    for row in rows:
        truth, made = line.cases[str(row.values[line.made])] if line.truth == "by" else (line.truth, line.made)
        truth, _, kind = truth.partition(":")
        row.values[line.header] = _typed(row.value(made), kind)
        truths.append(BIRTH if truth == "C" and made.startswith("$dob") else _TRUTHS.get(truth, truth))
    values = [row.values[line.header] for row in rows]
    return Column(values, truths if line.truth == "by" else truths[0])


def _typed(value: Any, kind: str) -> Any:  # noqa: ANN401 - any cell
    if value is None or kind == "ts":
        return value
    if isinstance(value, list):
        return [_typed(one, kind) for one in value]
    if kind:
        return _TYPES[kind](value)
    return value.strftime("%Y-%m-%d") if isinstance(value, dt.datetime) else value


def _born(h: Hospital) -> dt.datetime:
    return dt.datetime.combine(h.fake.date_of_birth(minimum_age=0, maximum_age=99), dt.time())


def _day(h: Hospital) -> dt.datetime:
    start = dt.datetime(2015, 1, 1)  # noqa: DTZ001 - a local time, as hospitals write it
    return start + dt.timedelta(seconds=h.rng.randrange(11 * 365 * 86_400))


def _writer(where: str, settings: list[str]) -> Callable[[Path, Table], None]:
    given = {name: value.strip('"') for name, _, value in (one.partition("=") for one in settings)}
    suffixes = Path(where).suffixes
    pack = given.get("pack", "")
    if "hive" in given:
        return hive(given["hive"])
    if ".parquet" in suffixes:
        return parquet()
    if {".json", ".ndjson", ".jsonl"} & set(suffixes):
        return records(pack=pack, array=".json" in suffixes, sparse="sparse" in given)
    above, after = (given[name].split("\\n") if name in given else () for name in ("above", "after"))
    questions = "questions" in given
    separator = given.get("sep", ",").replace("tab", "\t")
    ending = "\r\n" if "crlf" in given else "\n"
    encoding = given.get("enc", "utf-8")
    shape = {"pack": pack, "quote": "quote" in given, "ending": ending}
    return delimited(separator, encoding=encoding, before=above, questions=questions, after=after, **shape)  # type: ignore[arg-type]
