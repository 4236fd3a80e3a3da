"""The tables under a place: which files belong together, and what format each is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Final, TypeVar

from safeharbor.errors import SourceError
from safeharbor.sources.catalogue import format_of_database, tables_of
from safeharbor.sources.columnar import Columnar
from safeharbor.sources.delimited import Delimited
from safeharbor.sources.dialect import is_delimited
from safeharbor.sources.location import Location, files_of, is_glob
from safeharbor.sources.naming import table_names
from safeharbor.sources.refusing import refusal, refusing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from safeharbor.sources.location import Rule, StoredFile

_FORMATS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".psv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".parq": "parquet",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "json",
}
# told by their content: a table in a `.txt` is no note, an extract often has no extension at all
_BY_CONTENT: Final = frozenset({"", ".txt", ".text", ".dat", ".out", ".data", ".asc", ".lst", ".rpt", ".prn", ".del"})
_PROSE: Final = frozenset({".txt", ".text"})
_MAGIC: Final = b"PAR1"
_VARIES: Final = re.compile(r"(?i)[\W_]*(part|chunk|shard|file|batch|split)?[\W_]*\d[\W_\d]*(-[0-9a-f-]{8,}.*)?$")
# what is left of a part's name says nothing of the table
_PARTS: Final = frozenset({"", "part", "chunk", "shard", "file", "batch", "split", "data"})
_A_FEW_NOTES: Final = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """A table found: a name for the policy, where it lies, its format, its files and their bytes."""

    table: str
    location: Location = field(repr=False)
    format: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Files that are one table, before it has a name; or a `table` of a database."""

    path: str = field(repr=False)
    label: str = field(repr=False)
    format: str
    files: tuple[StoredFile, ...]
    table: str | None = None


def discover(paths: Sequence[str], *, options: Mapping[str, str] | None = None) -> list[Found]:
    """Return the tables under files, folders, globs and URLs of object stores and databases, in order of their names.

    Hive partitions and the parts of a table are one; a folder of prose `.txt` is one table of notes.
    Files of formats nobody here reads are left out, and so never published. Names come from files and folders
    without the words that can be values. Raises SourceError when nothing is found.
    """
    settings = dict(options or {})
    groups: list[_Group] = []
    for path in paths:
        if database := format_of_database(str(path)):
            groups.extend(_Group(str(path), name, database, (), name) for name in tables_of(str(path)))
            continue
        rule = Location(str(path), options=settings)
        with refusing("?"):
            files = files_of(rule.path, settings, table="?")
            groups.extend(_tables(rule, [(file, kind) for file in files if (kind := _format(file, rule))]))
    if not groups:
        message = "no table found: no file is CSV, TSV, Parquet, NDJSON, JSON or text, and no database shows a table"
        raise SourceError(message, hint="name the files, or a folder that holds them, or grant SELECT on tables")
    groups.sort(key=lambda group: (group.label, group.path))
    names = table_names([group.label for group in groups])
    return [
        Found(
            name,
            Location(group.path, options=settings, table=group.table),
            group.format,
            len(group.files),
            _size(group.files),
        )
        for name, group in zip(names, groups, strict=True)
    ]


def left_out(paths: Sequence[str], found: Sequence[Found], *, options: Mapping[str, str] | None = None) -> int:
    """Return how many files under `paths` are in none of the tables found: prose beside tables, unread formats."""
    settings = dict(options or {})
    with refusing("?"):
        there = {
            file.url
            for path in paths
            if not format_of_database(str(path))
            for file in files_of(str(path), settings, table="?")
        }
    return len(there) - sum(one.files for one in found)


def format_of(files: Sequence[StoredFile], rule: Rule, *, table: str) -> str:
    """Return the one format of a table's files; raises SourceError when there are several or none is known."""
    formats = {_format(file, rule) for file in files}
    if len(formats) == 1 and (only := formats.pop()):
        return only
    what = "its files are of several formats" if formats else "its format is not known"
    raise refusal(table, what, hint="set `format` in the policy's source, or a glob that fits files of one format")


def _format(file: StoredFile, rule: Rule) -> str | None:
    """Return a file's format by its extension, else by its content; None when nobody here reads it."""
    known = _FORMATS.get(file.suffix)
    if known or file.suffix not in _BY_CONTENT:
        return known
    head = file.head()
    if head.startswith(_MAGIC):
        return "parquet"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return "json"
    if is_delimited(head, rule):
        return "csv"
    return "text" if file.suffix in _PROSE else None


def _tables(rule: Location, known: Sequence[tuple[StoredFile, str]]) -> Iterator[_Group]:
    """Part the files of one place into tables, folder by folder (partition folders count as none)."""
    prose = [file for file, kind in known if kind == "text"]
    yield from _notes(rule, prose, [file.inside for file, kind in known if kind != "text"])
    for inside, here in _by([item for item in known if item[1] != "text"], lambda item: item[0].inside):
        folder = "/".join(part for part in (rule.path.rstrip("/"), inside) if part)
        below = any(_is_below(file.inside, inside) for file, _ in known)
        for kind, group in _by(here, lambda item: item[1]):
            files = tuple(file for file, _ in group)
            yield from _families(folder, files, kind, rule, alone=len(files) == len(here) and not below)


def _notes(rule: Location, prose: Sequence[StoredFile], others: Sequence[str]) -> Iterator[_Group]:
    """Yield tables of notes: the folders that hold prose alone, as high up as they do; a lone read-me is none."""

    def top(file: StoredFile) -> str:
        parts = file.inside.split("/") if file.inside else []
        tops = ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]
        return next((folder for folder in tops if not any(_is_within(other, folder) for other in others)), file.inside)

    for highest, files in _by(prose, top):
        mixed = any(_is_within(other, highest) for other in others)
        if mixed and len(files) < _A_FEW_NOTES:
            continue
        levels = zip(*(file.inside.split("/") for file in files), strict=False)
        inside = "/".join(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))
        folder = "/".join(part for part in (rule.path.rstrip("/"), inside) if part)
        path = f"{folder}/*{files[0].suffix}" if mixed else folder
        lone = len(files) == 1 and files[0].is_root
        yield _Group(files[0].url if lone else path, files[0].stem if lone else _label(folder), "text", tuple(files))


def _families(
    folder: str, files: tuple[StoredFile, ...], kind: str, rule: Location, *, alone: bool
) -> Iterator[_Group]:
    """Part one folder's files of one format: partitions and parts of one schema are one table, others one each."""
    stems = {_VARIES.sub("", file.stem) for file in files} - _PARTS
    # records of JSON have no schema to compare: `Patient` and `Observation` are two tables, `part-1` and `part-2` one
    parted = any(file.partition for file in files)
    if not parted and alone and len(files) > 1:
        one = len(stems) <= 1 and (kind not in {"csv", "parquet"} or _alike(files, kind, rule))
    else:
        one = parted
    if one:
        parted = parted or len(stems) != 1
        yield _Group(folder, _label(folder) if parted else stems.pop(), kind, files)
        return
    for stem, members in _by(files, lambda file: _VARIES.sub("", file.stem)):
        family = tuple(members)
        fits = [file for file in files if file.stem.startswith(stem)]
        ending = family[0].path.rpartition("/")[2][len(family[0].stem) :]
        if len(family) > 1 and len(fits) == len(family) and not is_glob(folder + stem) and _alike(family, kind, rule):
            yield _Group(f"{folder}/{stem}*{ending}", stem or _label(folder), kind, family)
        else:
            yield from (_Group(file.url, file.stem, kind, (file,)) for file in family)


def _alike(files: Sequence[StoredFile], kind: str, rule: Location) -> bool:
    """Whether files have the same columns; records of JSON may differ within one table."""
    if kind not in {"csv", "parquet"}:
        return True
    reader = Delimited("?", rule) if kind == "csv" else Columnar("?", rule)
    return len({tuple(sorted(reader.schema(file))) for file in files}) == 1


def _is_within(inside: str, folder: str) -> bool:
    return not folder or inside == folder or inside.startswith(f"{folder}/")


def _is_below(inside: str, folder: str) -> bool:
    return inside != folder and _is_within(inside, folder)


def _by(items: Iterable[T], key: Callable[[T], str]) -> Iterator[tuple[str, list[T]]]:
    for value, group in groupby(sorted(items, key=key), key=key):
        yield value, list(group)


def _label(path: str) -> str:
    """Return the last folder of a path that is neither a glob nor a partition."""
    parts = [part for part in path.split("/") if part and not is_glob(part) and "=" not in part]
    return parts[-1] if parts else ""


def _size(files: Iterable[StoredFile]) -> int:
    return sum(file.size for file in files)
