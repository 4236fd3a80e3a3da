"""Numbers in nested columns of a database are found and changed where they are, whatever stands around them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql

from safeharbor.leaves import escape, steps_of
from safeharbor.mirrors.pg_values import Field, any_of, any_pair, changed, text_of

if TYPE_CHECKING:
    from psycopg.sql import Composable

    from tests.servers import Postgres


@pytest.fixture(scope="module")
def url(postgres: Postgres) -> str:
    """Return an empty database's URL."""
    return postgres.database()


def _below(number: Composable) -> Composable:
    return sql.SQL("{} < 90").format(number)


def _asked(url: str, value: object, expression: Composable) -> Any:  # noqa: ANN401 - whatever a column holds
    with psycopg.connect(url) as connection:
        query = sql.SQL('SELECT {} FROM (SELECT {}::jsonb AS "the %", 50 AS flat) AS held')
        row = connection.execute(query.format(expression, sql.Literal(json.dumps(value)))).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("the %.age", {"age": 80, "x": 1}, {"age": None, "x": 1}),
        ("the %.age", {"age": 90}, {"age": 90}),
        ("the %.age", {"age": None}, {"age": None}),
        ("the %.age", {"age": "80"}, {"age": "80"}),
        ("the %.age", {"x": 80}, {"x": 80}),
        ("the %.age", None, None),
        ("the %.age", [80], [80]),
        ("the %[]", [80, None, 90, 1], [None, None, 90, None]),
        ("the %[]", [], []),
        ("the %[][]", [[80], [], None, [91, 2]], [[None], [], None, [91, None]]),
        ("the %[].a.b", [{"a": {"b": 5}}, {"a": None}, {}, None], [{"a": {"b": None}}, {"a": None}, {}, None]),
        (f"the %.{escape('it' + chr(39) + 's %s')}", {"it's %s": 8}, {"it's %s": None}),
        (f"the %.{escape('a.b[]')}", {"a.b[]": 8, "a": {"b": [8]}}, {"a.b[]": None, "a": {"b": [8]}}),
        (f"the %.{escape('back' + chr(92) + 'é')}", {"back\\é": 8}, {"back\\é": None}),
    ],
)
def test_what_passes_is_replaced_and_all_else_stays(url: str, path: str, before: object, after: object) -> None:
    """Each number along a path that passes becomes null; others, texts, order and missing fields stay."""
    place = Field("the %", steps_of(path))
    assert _asked(url, before, changed(place, sql.Literal(None), _below)) == after
    assert _asked(url, before, any_of(place, _below)) == (before != after)


@pytest.mark.parametrize(
    ("first", "second", "value", "expected"),
    [
        ("the %[].a", "the %[].b", [{"a": 1, "b": 2}, {"a": 3, "b": 9}], False),
        ("the %[].a", "the %[].b", [{"a": 1, "b": 2}, {"a": 9, "b": 9}], True),
        ("the %.a", "the %.b", {"a": 9, "b": 9}, True),
        ("the %.a", "the %[].b", [{"b": 9}], False),
        ("the %.a", "the %.c[].b", {"a": 9, "c": [{"b": 1}, {"b": 9}]}, True),
        ("the %[].a[]", "the %[].b", [{"a": [1, 9], "b": 8}, {"a": [7], "b": 9}], False),
        ("the %[].a[]", "the %[].b", [{"a": [1, 9], "b": 9}], True),
        ("flat", "the %[]", [1, 50], True),
        ("the %[]", "flat", [1, 49], False),
    ],
)
def test_numbers_that_belong_together(url: str, first: str, second: str, value: object, *, expected: bool) -> None:
    """Two numbers are compared within one row, and within one element of a list they share; across elements never."""
    places = [Field(path.split("[")[0].split(".")[0], steps_of(path)) for path in (first, second)]
    pair = any_pair(places[0], places[1], lambda one, two: sql.SQL("{} = {}").format(one, two))
    assert pair is not None
    assert _asked(url, value, pair) is expected


def test_elements_of_different_lists_do_not() -> None:
    """Nothing says which element of one list belongs to which of another."""
    places = [Field("c", ("a", None)), Field("c", ("b", None))]
    assert any_pair(places[0], places[1], lambda one, two: sql.SQL("{} = {}").format(one, two)) is None


def test_the_text_of_a_field(url: str) -> None:
    """A person's token may lie in a field."""
    assert _asked(url, {"who": {"id": "tok_1"}}, text_of(Field("the %", ("who", "id")))) == "tok_1"
