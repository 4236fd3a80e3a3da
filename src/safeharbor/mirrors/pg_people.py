"""Rows of a PostgreSQL mirror about some people: removed after a purge, made to tell no age over 89 as time goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from safeharbor.mirrors.pg_values import Field, any_of, any_pair, changed, text_of
from safeharbor.postgres import driver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import psycopg
    from psycopg.sql import Composable

    from safeharbor.mirrors.pg_values import Test

_OLD: Final = 90  # the bucket "90 or older"
_PEOPLE: Final = "older"


@dataclass(frozen=True, slots=True)
class Telling:
    """What one table tells of people's ages, by fields. `subject`: that of their tokens, None where none has them."""

    subject: Field | None = None
    births: tuple[Field, ...] = ()
    ages: tuple[Field, ...] = ()
    years: tuple[Field, ...] = ()


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
                self._run(
                    "CREATE INDEX IF NOT EXISTS {} ON {} (({}))",
                    _name(f"{table}_people"),
                    *self._at(table, told.subject),
                )

    def remove(self, tokens: Sequence[str]) -> int:
        """Delete the rows about people; return how many there were."""
        people = _literal(list(tokens))
        return sum(
            self._run("DELETE FROM {} WHERE {} = ANY({}::text[])", *self._at(table, told.subject), people)
            for table, told in self._tables.items()
            if told.subject
        )

    def restate(self, tokens: Sequence[str], *, as_of: int) -> None:
        """Withhold what would tell the ages of people who are 90 or older in the year `as_of`."""
        self._listed()
        self._run("INSERT INTO {} SELECT unnest({}::text[])", _name(_PEOPLE), _literal(list(tokens)))
        self._withhold(as_of)

    def restate_all(self, *, as_of: int) -> None:
        """Do so for everyone whose rows tell by themselves that they are 90 or older in that year."""
        self._listed()
        for table, told in self._tables.items():
            for old in _tells_old(told, as_of):
                if told.subject:
                    place, subject = self._at(table, told.subject)
                    find = "INSERT INTO {} SELECT {} FROM {} WHERE {} AND {} IS NOT NULL"
                    self._run(find, _name(_PEOPLE), subject, place, old, subject)
            # rows of no published person: what they tell by themselves
            floor = _literal(as_of - _OLD)
            for birth in told.births:
                self._change(table, birth, floor, _below(floor))
            for age in told.ages:
                for old in _reached(age, told.years, as_of):
                    self._change(table, age, _literal(None), _below(_literal(_OLD)), old)
        self._withhold(as_of)

    def _listed(self) -> None:
        self._run("CREATE TEMP TABLE {} (person text) ON COMMIT DROP", _name(_PEOPLE))

    def _withhold(self, as_of: int) -> None:
        """Publish the earliest birth year, "or earlier", and no age below 90, in every row of the people listed."""
        sql = driver().sql
        floor = _literal(as_of - _OLD)
        for table, told in self._tables.items():
            if not told.subject:
                continue
            among = sql.SQL("{} IN (SELECT person FROM {})").format(text_of(told.subject), _name(_PEOPLE))
            for birth in told.births:
                self._change(table, birth, floor, lambda year: sql.SQL("{} <> {}").format(year, floor), among)
            for age in told.ages:
                self._change(table, age, _literal(None), _below(_literal(_OLD)), among)
        self._run("DROP TABLE {}", _name(_PEOPLE))

    def _change(self, table: str, place: Field, to: Composable, test: Test, *where: Composable) -> None:
        """Replace numbers that pass a test, in rows that hold one and fulfil some conditions."""
        rows = driver().sql.SQL(" AND ").join([*where, any_of(place, test)])
        value = changed(place, to, test)
        self._run("UPDATE {} SET {} = {} WHERE {}", self._place(table), _name(place.column), value, rows)

    def _at(self, table: str, subject: Field) -> tuple[Composable, Composable]:
        return self._place(table), text_of(subject)

    def _place(self, table: str) -> Composable:
        place: Composable = driver().sql.Identifier(self._schema, table)
        return place

    def _run(self, statement: str, *parts: Composable) -> int:
        return int(self._connection.execute(driver().sql.SQL(statement).format(*parts)).rowcount)


def _tells_old(told: Telling, as_of: int) -> Iterator[Composable]:
    """Iterate the conditions under which a row says that its person is 90 or older in a year."""
    sql = driver().sql
    for birth in told.births:
        yield any_of(birth, lambda year: sql.SQL("{} <= {}").format(year, _literal(as_of - _OLD)))
    for age in told.ages:
        yield any_of(age, lambda years: sql.SQL("{} >= {}").format(years, _literal(_OLD)))
        yield from _reached(age, told.years, as_of)


def _reached(age: Field, years: Iterable[Field], as_of: int) -> Iterator[Composable]:
    """Iterate the conditions that an age below 90 and a year it was had in make 90 or more by the year `as_of`."""
    old, now = _literal(_OLD), _literal(as_of)

    def test(had: Composable, year: Composable) -> Composable:
        made: Composable = driver().sql.SQL("({0} < {1} AND {0} + {2} - {3} >= {1})").format(had, old, now, year)
        return made

    return filter(None, (any_pair(age, year, test) for year in years))


def _below(bound: Composable) -> Test:
    def test(number: Composable) -> Composable:
        made: Composable = driver().sql.SQL("{} < {}").format(number, bound)
        return made

    return test


def _name(name: str) -> Composable:
    made: Composable = driver().sql.Identifier(name)
    return made


def _literal(value: int | list[str] | None) -> Composable:
    made: Composable = driver().sql.Literal(value)
    return made
