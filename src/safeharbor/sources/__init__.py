"""Input formats: tables under files, folders, globs and object-store URLs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safeharbor.mysql import Server as MysqlServer
from safeharbor.mysql import is_mysql
from safeharbor.postgres import Server as PostgresServer
from safeharbor.postgres import is_postgres
from safeharbor.registry import Registry
from safeharbor.sources.columnar import Columnar
from safeharbor.sources.databases import Databases
from safeharbor.sources.delimited import Delimited
from safeharbor.sources.discover import Found, discover, format_of, left_out
from safeharbor.sources.files import FileSource
from safeharbor.sources.jsonlines import JsonLines
from safeharbor.sources.location import Location, files_of
from safeharbor.sources.notes import Notes
from safeharbor.sources.refusing import refusing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safeharbor.protocols import Source
    from safeharbor.sources.files import Reader
    from safeharbor.sources.location import Rule, StoredFile

__all__ = ["SOURCES", "Databases", "Found", "Location", "discover", "left_out", "open_source"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a source is opened for. `types` casts text columns; `databases` share a snapshot; `files`: at its place."""

    table: str
    rule: Rule
    types: Mapping[str, str]
    databases: Databases | None
    files: Sequence[StoredFile]


def _files(reader: Callable[[str, Rule, Mapping[str, str]], Reader[StoredFile]]) -> Callable[[_Asked], Source]:
    def opened(asked: _Asked) -> Source:
        return FileSource(asked.table, asked.files, reader(asked.table, asked.rule, asked.types), types=asked.types)

    return opened


def _postgres(asked: _Asked) -> Source:
    from safeharbor.sources import postgres  # noqa: PLC0415 - runs over files load no database's reader

    server = PostgresServer(asked.rule.path, asked.rule.password_env)
    database = asked.databases.postgres(server) if asked.databases else postgres.Database(server)
    relation = postgres.relation_of(asked.table, asked.rule, database)
    return FileSource(asked.table, [relation], postgres.Rows(), types=asked.types)


def _mysql(asked: _Asked) -> Source:
    from safeharbor.sources import mysql  # noqa: PLC0415 - as above

    server = MysqlServer(asked.rule.path, asked.rule.password_env)
    database = asked.databases.mysql(server) if asked.databases else mysql.Database(server)
    relation = mysql.relation_of(asked.table, asked.rule, database)
    return FileSource(asked.table, [relation], mysql.Rows(), types=asked.types)


SOURCES: Final[Registry[Callable[[_Asked], Source]]] = Registry(
    "source format",
    {
        "csv": _files(Delimited),
        "json": _files(JsonLines),
        "mysql": _mysql,
        "ndjson": _files(JsonLines),
        "parquet": _files(Columnar),
        "postgres": _postgres,
        "text": _files(Notes),
    },
)


def open_source(
    table: str, rule: Rule, *, types: Mapping[str, str] | None = None, databases: Databases | None = None
) -> Source:
    """Return the source of `table` at the rule's place; `types` casts text columns.

    `databases`: those of the run, so that all its tables are read in one snapshot; without it each reading has its own.
    Raises SourceError when nothing is there, files of several formats are, or the format is unknown.
    """
    declared = dict(types or {})
    for name, leads in (("mysql", is_mysql), ("postgres", is_postgres)):
        if leads(rule.path):
            return SOURCES[name](_Asked(table, rule, declared, databases, ()))
    with refusing(table):
        files = files_of(rule.path, rule.options, table=table)
        chosen = rule.format or format_of(files, rule, table=table)
    return SOURCES[chosen](_Asked(table, rule, declared, databases, files))
