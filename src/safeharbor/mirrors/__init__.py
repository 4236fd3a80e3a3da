"""Outputs: where released rows go."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from safeharbor.errors import PolicyError
from safeharbor.mirrors.directory import DirectoryMirror
from safeharbor.mirrors.duckdb import build_duckdb
from safeharbor.mirrors.formats import FORMATS, Format
from safeharbor.mirrors.nightly import NightlyMirror
from safeharbor.mirrors.pg_access import Access, View
from safeharbor.mirrors.pg_nights import PostgresCopy
from safeharbor.mirrors.pg_people import Telling
from safeharbor.mirrors.pg_values import Field
from safeharbor.mirrors.postgres import PostgresMirror, Target
from safeharbor.mirrors.single_file import Builder, BuiltBeside, SingleFileMirror
from safeharbor.mirrors.sqlite import build_sqlite
from safeharbor.mirrors.sqlite_nights import SqliteBeside
from safeharbor.mirrors.tables import Reference, TableShape
from safeharbor.registry import Registry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from safeharbor.mirrors.base_release import Beside
    from safeharbor.protocols import Mirror

__all__ = [
    "MIRRORS",
    "Access",
    "Field",
    "Place",
    "Reference",
    "TableShape",
    "Target",
    "Telling",
    "View",
    "open_mirror",
    "open_nightly",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mirror lies. `shapes`: what a database is told of its tables. `target`: the database, if it is one.

    `years`: table -> the column by whose year its rows lie first, see `years`.
    """

    path: Path
    as_of: dt.date
    keep_releases: int = 3
    shapes: Mapping[str, TableShape] = field(default_factory=dict)
    target: Target | None = None
    years: Mapping[str, str] = field(default_factory=dict)


def _directory(written: Format, place: Place) -> DirectoryMirror:
    return DirectoryMirror(place.path, written, as_of=place.as_of, keep_releases=place.keep_releases, years=place.years)


def _single_file(name: str, build: Builder, place: Place) -> Mirror:
    return SingleFileMirror(_directory(FORMATS["parquet"], place), name, build, place.shapes)


def _postgres(place: Place) -> Mirror:
    return PostgresMirror(_directory(FORMATS["parquet"], place), _named(place.target), place.shapes)


def _named(target: Target | None) -> Target:
    if target is None:
        message = "a PostgreSQL mirror needs `mirror.database`"
        raise PolicyError(message, hint="add `database: {url: postgresql://loader@host/mirror}` to the policy's mirror")
    return target


MIRRORS: Final[Registry[Callable[[Place], Mirror]]] = Registry(
    "mirror format",
    {
        **{name: partial(_directory, written) for name, written in FORMATS.items()},
        "duckdb": partial(_single_file, "data.duckdb", build_duckdb),
        "postgres": _postgres,
        "sqlite": partial(_single_file, "data.sqlite", build_sqlite),
    },
)


def open_nightly(  # noqa: PLR0913 - one call, every argument named
    name: str,
    path: Path,
    *,
    as_of: dt.date,
    keep_releases: int = 3,
    years: Mapping[str, str] | None = None,
    shapes: Mapping[str, TableShape] | None = None,
    target: Target | None = None,
) -> NightlyMirror:
    """Return a mirror that nights carry on; that of a database is a folder of Parquet parts too, which it holds."""
    known = shapes or {}
    besides: dict[str, Beside] = {
        "sqlite": SqliteBeside(known),
        "duckdb": BuiltBeside("data.duckdb", build_duckdb, known),
    }
    return NightlyMirror(
        path,
        FORMATS.get(name, FORMATS["parquet"]),
        as_of=as_of,
        keep_releases=keep_releases,
        years=years,
        copy=PostgresCopy(_named(target), known) if name == "postgres" else None,
        beside=besides.get(name),
    )


def open_mirror(  # noqa: PLR0913 - one call, every argument named
    name: str,
    path: Path,
    *,
    as_of: dt.date,
    keep_releases: int = 3,
    shapes: Mapping[str, TableShape] | None = None,
    target: Target | None = None,
    years: Mapping[str, str] | None = None,
) -> Mirror:
    """Return the mirror of format `name` at `path`; nothing is touched before `begin`."""
    return MIRRORS[name](Place(path, as_of, keep_releases, shapes or {}, target, years or {}))
