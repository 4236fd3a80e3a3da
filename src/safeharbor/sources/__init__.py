"""Input formats: tables under files, folders, globs and object-store URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.registry import Registry
from safeharbor.sources.columnar import Columnar
from safeharbor.sources.delimited import Delimited
from safeharbor.sources.discover import Found, discover, format_of
from safeharbor.sources.files import FileSource
from safeharbor.sources.jsonlines import JsonLines
from safeharbor.sources.location import Location, files_of
from safeharbor.sources.notes import Notes
from safeharbor.sources.refusing import refusing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from safeharbor.protocols import Source
    from safeharbor.sources.files import Reader
    from safeharbor.sources.location import Rule

__all__ = ["SOURCES", "Found", "Location", "discover", "open_source"]

SOURCES: Final[Registry[Callable[[str, Rule, Mapping[str, str]], Reader]]] = Registry(
    "source format",
    {"csv": Delimited, "json": JsonLines, "ndjson": JsonLines, "parquet": Columnar, "text": Notes},
)


def open_source(table: str, rule: Rule, *, types: Mapping[str, str] | None = None) -> Source:
    """Return the source of `table` at the rule's place; `types` casts text columns.

    Raises SourceError when nothing is there, files of several formats are, or the format is unknown.
    """
    with refusing(table):
        files = files_of(rule.path, rule.options, table=table)
        chosen = rule.format or format_of(files, rule, table=table)
    declared = dict(types or {})
    return FileSource(table, files, SOURCES[chosen](table, rule, declared), types=declared)
