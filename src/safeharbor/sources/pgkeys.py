"""Primary and foreign keys that a PostgreSQL source declares, for a mirror that can have them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safeharbor.errors import SourceError
from safeharbor.postgres import Server, connect, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

_QUERY = """
SELECT c.contype = 'p', c.conrelid::oid, c.confrelid::oid,
  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number ORDER BY place),
  ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number ORDER BY place)
FROM pg_constraint c WHERE c.contype IN ('p', 'f') AND c.conrelid = ANY(%s) ORDER BY c.conrelid, c.conname
"""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a source declares of a table: its primary key, and column -> `table.column` it refers to."""

    key: tuple[str, ...]
    references: Mapping[str, str]


def declared_keys(tables: Mapping[str, tuple[Server, str]]) -> dict[str, Declared]:
    """Return table of the policy -> keys, given where each lies: its server, and its name there (`schema.name`).

    References of several columns, and to tables that are not given, are left out. Raises SourceError.
    """
    found: dict[str, Declared] = {}
    for server in dict.fromkeys(server for server, _ in tables.values()):
        here = {name: place for name, (where, place) in tables.items() if where == server}
        opened = connect(server, error=SourceError, autocommit=True)
        with opened as connection, translated("read the source's keys", error=SourceError):
            found |= _declared(connection, here)
    return found


def _declared(connection: psycopg.Connection[Any], tables: Mapping[str, str]) -> dict[str, Declared]:
    numbers: dict[int, str] = {}
    for name, place in tables.items():
        quoted = ".".join('"' + part.replace('"', '""') + '"' for part in place.split("."))
        row = connection.execute("SELECT to_regclass(%s)::oid", (quoted,)).fetchone()
        if row is not None and row[0] is not None:
            numbers[row[0]] = name
    keys: dict[str, tuple[str, ...]] = {}
    references: dict[str, dict[str, str]] = {name: {} for name in tables}
    for primary, own, other, columns, targets in connection.execute(_QUERY, (list(numbers),)):
        name = numbers[own]
        if primary:
            keys[name] = tuple(columns)
        elif other in numbers and len(columns) == 1:
            references[name][columns[0]] = f"{numbers[other]}.{targets[0]}"
    return {name: Declared(keys.get(name, ()), references[name]) for name in numbers.values()}
