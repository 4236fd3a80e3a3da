"""Primary and foreign keys that a MySQL or MariaDB source declares, for a mirror that can have them too."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from safeharbor.errors import SourceError
from safeharbor.mysql import Server, connect, translated
from safeharbor.sources.pgkeys import Declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pymysql

_QUERY = """
SELECT constraint_name, column_name, COALESCE(referenced_table_schema, ''), COALESCE(referenced_table_name, ''),
  COALESCE(referenced_column_name, '')
FROM information_schema.key_column_usage
WHERE table_schema = COALESCE(%s, DATABASE()) AND table_name = %s
  AND (constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL)
ORDER BY constraint_name, ordinal_position
"""
_HERE = "SELECT COALESCE(DATABASE(), '')"


def declared_keys(tables: Mapping[str, tuple[Server, str]]) -> dict[str, Declared]:
    """Return table of the policy -> keys, given where each lies: its server, and its name there (`database.name`).

    References of several columns, and to tables that are not given, are left out. Raises SourceError.
    """
    found: dict[str, Declared] = {}
    for server in dict.fromkeys(server for server, _ in tables.values()):
        here = {name: place for name, (where, place) in tables.items() if where == server}
        connection = connect(server, error=SourceError)
        with connection, translated("read the source's keys", error=SourceError):
            found |= _declared(connection, here)
    return found


def primary_key(connection: pymysql.Connection[Any], place: str) -> tuple[str, ...]:
    """Return the columns of a table's primary key; none where it has none, or is a view."""
    return tuple(row[1] for row in _constraints(connection, place) if row[0] == "PRIMARY")


def _declared(connection: pymysql.Connection[Any], tables: Mapping[str, str]) -> dict[str, Declared]:
    names = {_full(connection, place): name for name, place in tables.items()}
    found: dict[str, Declared] = {}
    for name, place in tables.items():
        references: dict[str, str] = {}
        for _, group in groupby(_constraints(connection, place), key=lambda row: row[0]):
            columns = list(group)
            _, column, schema, table, target = columns[0]
            if len(columns) == 1 and (schema, table) in names:
                references[column] = f"{names[schema, table]}.{target}"
        found[name] = Declared(primary_key(connection, place), references)
    return found


def _constraints(connection: pymysql.Connection[Any], place: str) -> list[tuple[str, ...]]:
    """Return constraint, column, and what it refers to, of each column of a key, in the key's order."""
    schema, _, table = place.rpartition(".")
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, (schema or None, table))
        return [tuple(value.decode() for value in row) for row in cursor.fetchall()]


def _full(connection: pymysql.Connection[Any], place: str) -> tuple[str, str]:
    schema, _, table = place.rpartition(".")
    if schema:
        return schema, table
    with connection.cursor() as cursor:
        cursor.execute(_HERE)
        return cursor.fetchall()[0][0].decode(), table
