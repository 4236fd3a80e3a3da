"""Rows of a PostgreSQL mirror about some people: removed after a purge, made to tell no age over 89 as time goes on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from safeharbor.postgres import driver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import psycopg
    from psycopg.sql import Composable, Composed

_OLD: Final = 90  # the bucket "90 or older"
_PEOPLE: Final = "older"


@dataclass(frozen=True, slots=True)
class Telling:
    """What one table tells of people's ages, by columns. `subject`: holds their tokens, "" where none does."""

    subject: str = ""
    births: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    years: tuple[str, ...] = ()


class PeopleRows:
    """The rows of one schema by whom they are about, changed inside the caller's transaction."""

    def __init__(self, connection: psycopg.Connection[Any], schema: str, tables: Mapping[str, Telling]) -> None:
        """Take the connection, the schema, and what each table tells."""
        self._connection = connection
        self._schema = schema
        self._tables = tables

    def index(self) -> None:
        """Make people's rows quick to find where they tell ages."""
        for table, told in self._tables.items():
            if told.subject and (told.births or told.ages):
                self._run("CREATE INDEX IF NOT EXISTS {} ON {} ({})", _name(f"{table}_people"), *self._at(table, told))

    def remove(self, tokens: Sequence[str]) -> int:
        """Delete the rows about people; return how many there were."""
        return sum(
            self._run("DELETE FROM {} WHERE {} = ANY(%s)", *self._at(table, told), given=(list(tokens),))
            for table, told in self._tables.items()
            if told.subject
        )

    def restate(self, tokens: Sequence[str], *, as_of: int) -> None:
        """Withhold what would tell the ages of people who are 90 or older in the year `as_of`."""
        self._listed()
        self._run("INSERT INTO {} SELECT unnest(%s::text[])", _name(_PEOPLE), given=(list(tokens),))
        self._withhold(as_of)

    def restate_all(self, *, as_of: int) -> None:
        """Do so for everyone whose rows tell by themselves that they are 90 or older in that year."""
        self._listed()
        for table, told in self._tables.items():
            for old in _tells_old(told, as_of):
                if told.subject:
                    place, subject = self._at(table, told)
                    find = "INSERT INTO {} SELECT {} FROM {} WHERE {} AND {} IS NOT NULL"
                    self._run(find, _name(_PEOPLE), subject, place, old, subject)
            # rows of no published person: what they tell by themselves
            for birth in map(_name, told.births):
                floor = _number(as_of - _OLD)
                self._run("UPDATE {} SET {} = {} WHERE {} < {}", self._place(table), birth, floor, birth, floor)
            for age, year in product(map(_name, told.ages), map(_name, told.years)):
                self._run("UPDATE {} SET {} = NULL WHERE {}", self._place(table), age, _reached(age, year, as_of))
        self._withhold(as_of)

    def _listed(self) -> None:
        self._run("CREATE TEMP TABLE {} (person text) ON COMMIT DROP", _name(_PEOPLE))

    def _withhold(self, as_of: int) -> None:
        """Publish the earliest birth year, "or earlier", and no age below 90, in every row of the people listed."""
        among = driver().sql.SQL("IN (SELECT person FROM {})").format(_name(_PEOPLE))
        for table, told in self._tables.items():
            if not told.subject:
                continue
            place, subject = self._at(table, told)
            for birth in map(_name, told.births):
                floor = _number(as_of - _OLD)
                set_floor = "UPDATE {} SET {} = {} WHERE {} {} AND {} <> {}"
                self._run(set_floor, place, birth, floor, subject, among, birth, floor)
            for age in map(_name, told.ages):
                set_null = "UPDATE {} SET {} = NULL WHERE {} {} AND {} < {}"
                self._run(set_null, place, age, subject, among, age, _number(_OLD))
        self._run("DROP TABLE {}", _name(_PEOPLE))

    def _at(self, table: str, told: Telling) -> tuple[Composable, Composable]:
        return self._place(table), _name(told.subject)

    def _place(self, table: str) -> Composable:
        place: Composable = driver().sql.Identifier(self._schema, table)
        return place

    def _run(self, statement: str, *parts: Composable, given: tuple[object, ...] = ()) -> int:
        return int(self._connection.execute(driver().sql.SQL(statement).format(*parts), given).rowcount)


def _tells_old(told: Telling, as_of: int) -> Iterator[Composed]:
    """Iterate the conditions under which a row says that its person is 90 or older in a year."""
    sql = driver().sql
    for birth in map(_name, told.births):
        yield sql.SQL("{} <= {}").format(birth, _number(as_of - _OLD))
    for age in map(_name, told.ages):
        yield sql.SQL("{} >= {}").format(age, _number(_OLD))
    for age, year in product(map(_name, told.ages), map(_name, told.years)):
        yield _reached(age, year, as_of)


def _reached(age: Composable, year: Composable, as_of: int) -> Composed:
    """Say that an age below 90 and the year it was had in make 90 or more by the year `as_of`."""
    sql = driver().sql
    made: Composed = sql.SQL("({} < {} AND {} + {} - {} >= {})").format(
        age, _number(_OLD), age, _number(as_of), year, _number(_OLD)
    )
    return made


def _name(name: str) -> Composable:
    made: Composable = driver().sql.Identifier(name)
    return made


def _number(number: int) -> Composable:
    made: Composable = driver().sql.Literal(number)
    return made
