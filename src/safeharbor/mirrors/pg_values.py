"""Whole numbers in columns of a PostgreSQL mirror, nested ones (jsonb) among them: asked about and changed in SQL."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from safeharbor.postgres import driver

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg.sql import Composable

    Test = Callable[[Composable], Composable]

_NUMBERS: Final = ' ? (@.type() == "number")'


@dataclass(frozen=True, slots=True)
class Field:
    """Where numbers are: a column, and the steps inside it: a field's name, or None for each element of a list."""

    column: str
    steps: tuple[str | None, ...] = ()


def any_of(place: Field, test: Test) -> Composable:
    """Return the condition that a row holds a number there that passes a test."""
    sql = driver().sql
    if not place.steps:
        return test(_column(place))
    held = _query(_column(place), place.steps, _NUMBERS)
    return _composed("EXISTS (SELECT FROM {} AS one WHERE {})", held, test(sql.SQL("one::numeric")))


def text_of(place: Field) -> Composable:
    """Return the text there, of a place in no list."""
    if not place.steps:
        return _column(place)
    return _composed("({} #>> {})", _column(place), driver().sql.Literal(list(place.steps)))


def any_pair(first: Field, second: Field, test: Callable[[Composable, Composable], Composable]) -> Composable | None:
    """Return the condition that a row holds two numbers that belong together and pass a test.

    Those of one row belong together, and those of one element of a list; None for elements of different lists.
    """
    sql = driver().sql
    if not first.steps and not second.steps:
        return test(_column(first), _column(second))
    common = _common(first, second)
    rests = [place.steps[len(common) :] for place in (first, second)]
    if all(None in rest for rest in rests):
        return None
    base = sql.Identifier("element") if common else None
    sources = [
        _query(_column(place) if base is None else base, rest, _NUMBERS)
        if place.steps
        else _composed("to_jsonb({})", _column(place))
        for place, rest in zip((first, second), rests, strict=True)
    ]
    listed = [_composed("{} AS element", _query(_column(first), common, ""))] if common else []
    listed += [_composed(f"{{}} AS {name}", source) for name, source in zip(("one", "two"), sources, strict=True)]
    return _composed(
        "EXISTS (SELECT FROM {} WHERE {})",
        sql.SQL(", ").join(listed),
        test(sql.SQL("one::numeric"), sql.SQL("two::numeric")),
    )


def changed(place: Field, to: Composable, test: Test) -> Composable:
    """Return the column with each number there that passes a test replaced; others, and what is no number, stay."""
    if not place.steps:
        return _composed("CASE WHEN {0} THEN {1} ELSE {2} END", test(_column(place)), to, _column(place))

    def put(value: Composable) -> Composable:
        number = _composed("{}::numeric", value)
        change = "CASE WHEN jsonb_typeof({0}) = 'number' THEN CASE WHEN {1} THEN {2} ELSE {0} END ELSE {0} END"
        return _composed(change, value, test(number), _composed("coalesce(to_jsonb({}::integer), 'null')", to))

    return _inside(_column(place), place.steps, put, depth=0)


def _inside(value: Composable, steps: tuple[str | None, ...], put: Test, *, depth: int) -> Composable:
    """Return a value of jsonb with what lies along some steps replaced."""
    if not steps:
        return put(value)
    sql = driver().sql
    held, element, number = (sql.Identifier(f"{name}{depth}") for name in ("held", "element", "number"))
    if steps[0] is None:
        inner = _inside(element, steps[1:], put, depth=depth + 1)
        does = _composed(
            "CASE WHEN jsonb_typeof({0}) = 'array' THEN (SELECT coalesce(jsonb_agg({1} ORDER BY {2}), '[]')"
            " FROM jsonb_array_elements({0}) WITH ORDINALITY AS elements ({3}, {2})) ELSE {0} END",
            *(held, inner, number, element),
        )
    else:
        name = sql.Literal(steps[0])
        inner = _inside(_composed("({} -> {})", held, name), steps[1:], put, depth=depth + 1)
        does = _composed(
            "CASE WHEN jsonb_typeof({0}) = 'object' AND {0} ? {1}"
            " THEN jsonb_set({0}, ARRAY[{1}]::text[], {2}) ELSE {0} END",
            *(held, name, inner),
        )
    # named once: each step writes it several times
    return _composed("(SELECT {} FROM (SELECT {} AS {}) AS holding)", does, value, held)


def _common(first: Field, second: Field) -> tuple[str | None, ...]:
    """Return the steps to the innermost list that two places share; none where they share no list."""
    if first.column != second.column:
        return ()
    pairs = zip(first.steps, second.steps, strict=False)
    shared = [step for step, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    while shared and shared[-1] is not None:
        shared.pop()
    return tuple(shared)


def _query(value: Composable, steps: tuple[str | None, ...], only: str) -> Composable:
    path = "$" + "".join("[*]" if step is None else f".{json.dumps(step)}" for step in steps) + only
    return _composed("jsonb_path_query({}, {})", value, driver().sql.Literal(path))


def _column(place: Field) -> Composable:
    made: Composable = driver().sql.Identifier(place.column)
    return made


def _composed(statement: str, *parts: Composable) -> Composable:
    made: Composable = driver().sql.SQL(statement).format(*parts)
    return made
