"""Hospitals written to disk with their truth: which cells identify, which are clinical, what notes mention."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl
import zstandard
from faker import Faker

from tests.benchmarks.schema_words import TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.benchmarks.schema_words import Table

AGE = "C age"
"""Truth of ages: up to 89 they may stay."""
BORN = "C birth year"
"""Truth of years: those that do not show an age over 89 may stay."""
BIRTH = "C birth date"
"""Truth of dates of birth: their years may stay as those of `BORN` do."""


@dataclass(frozen=True, slots=True)
class Written:
    """A table as it lies on disk, relative to the hospital's folder, and the truth of its leaves."""

    where: str
    columns: Table = field(repr=False)


@dataclass
class Hospital:
    """A folder that fills with tables. `inside`: the identifiers that its notes mention."""

    folder: Path
    seed: int
    size: int
    locale: str = "en_US"
    written: list[Written] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Seed the hospital's chance."""
        self.rng = random.Random(self.seed)  # noqa: S311 - rows, not keys
        self.fake = Faker(self.locale)
        self.fake.seed_instance(self.seed)

    def note(self, text: str, *identifiers: str) -> str:
        """Return a note that says each of `identifiers` in place of a `{}`, and remember them."""
        self.inside.update(identifiers)
        return text.format(*identifiers)

    def day(self, style: str = "%Y-%m-%d", *, first: int = 2015, last: int = 2025) -> str:
        """Return a random day of the years, as `style` writes it."""
        when = self.fake.date_time_between_dates(datetime_start=_start(first), datetime_end=_start(last + 1))
        return str(when.strftime(style))

    def born(self, style: str = "%Y-%m-%d", *, oldest: int = 99) -> str:
        """Return a date of birth, as `style` writes it."""
        return str(self.fake.date_of_birth(minimum_age=0, maximum_age=oldest).strftime(style))

    def some(self, values: Sequence[Any], number: int) -> list[Any]:
        """Return `number` random picks."""
        return [self.rng.choice(values) for _ in range(number)]

    def make(self, number: int, maker: Callable[[], Any]) -> list[Any]:
        """Return what `maker` makes, `number` times."""
        return [maker() for _ in range(number)]

    def put(self, where: str, columns: Table, write: Callable[[Path, Table], None]) -> None:
        """Write a table to `where` and remember its truth."""
        target = self.folder / where
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target, columns)
        self.written.append(Written(where, columns))

    def letters(self, where: str, texts: Sequence[str], names: Sequence[str]) -> None:
        """Write a folder of plain-text notes, named by `names`."""
        (self.folder / where).mkdir(parents=True, exist_ok=True)
        for name, text in zip(names, texts, strict=True):
            (self.folder / where / f"{name}.txt").write_text(text, encoding="utf-8")
        self.written.append(Written(where, {"text": Column(list(texts), TEXT), "file": Column(list(names), "R")}))


def _start(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1)  # noqa: DTZ001 - a local time, as hospitals write it


def delimited(  # noqa: PLR0913 - a dialect's settings
    separator: str = ",",
    *,
    encoding: str = "utf-8",
    pack: str = "",
    quote: bool = False,
    ending: str = "\n",
    before: Sequence[str] = (),
    questions: bool = False,
    after: Sequence[str] = (),
) -> Callable[[Path, Table], None]:
    """Return a writer of delimited text; `before`, `after`: lines above the header and at the end; `pack`: gz or zst.

    `questions`: a survey tool's two rows below the header, what was asked and under which id.
    """

    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        if quote or any(mark in text for mark in (separator, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text

    def write(target: Path, columns: Table) -> None:
        rows = zip(*(column.values for column in columns.values()), strict=True)
        heads = ("{}", "{}: please answer in full", '{{"ImportId":"{}"}}') if questions else ("{}",)
        lines = [*before, *(separator.join(cell(head.format(name)) for name in columns) for head in heads)]
        lines += [separator.join(cell(value) for value in row) for row in rows]
        lines += after
        target.write_bytes(_packed((ending.join(lines) + ending).encode(encoding), pack))

    return write


def records(*, pack: str = "", array: bool = False, sparse: bool = False) -> Callable[[Path, Table], None]:
    """Return a writer of JSON records; `.` and `[]` in a column's name nest it; `sparse`: empty fields are absent."""

    def write(target: Path, columns: Table) -> None:
        made = [nested(columns, row, sparse=sparse) for row in range(rows_of(columns))]
        lines = [json.dumps(record, ensure_ascii=False, default=str) for record in made]
        text = "[" + ",\n".join(lines) + "]" if array else "\n".join(lines) + "\n"
        target.write_bytes(_packed(text.encode(), pack))

    return write


def parquet(schema: dict[str, Any] | None = None) -> Callable[[Path, Table], None]:
    """Return a writer of Parquet; `schema`: the types of flat columns."""

    def write(target: Path, columns: Table) -> None:
        if any("." in name or "[]" in name for name in columns):
            frame = pl.DataFrame([nested(columns, row) for row in range(rows_of(columns))], infer_schema_length=None)
        else:
            frame = pl.DataFrame({name: pl.Series(name, list(column.values)) for name, column in columns.items()})
        frame.cast(schema or {}).write_parquet(target)  # type: ignore[arg-type]

    return write


def hive(key: str) -> Callable[[Path, Table], None]:
    """Return a writer of a hive-partitioned folder of Parquet files by the column `key`."""

    def write(target: Path, columns: Table) -> None:
        frame = pl.DataFrame({name: pl.Series(name, list(column.values)) for name, column in columns.items()})
        for (value,), part in frame.group_by(key, maintain_order=True):
            folder = target / f"{key}={value}"
            folder.mkdir(parents=True, exist_ok=True)
            part.drop(key).write_parquet(folder / "part-0.parquet")

    return write


def rows_of(columns: Table) -> int:
    """Return how many rows a table has."""
    return len(next(iter(columns.values())).values)


def nested(columns: Table, row: int, *, sparse: bool = False) -> dict[str, object]:
    """Return one row as a nested record; `sparse`: fields that are None are left out."""
    record: dict[str, object] = {}
    for path, column in columns.items():
        if column.values[row] is not None or not sparse:
            _put(record, path.split("."), column.values[row])
    return record


def _put(record: dict[str, object], parts: list[str], value: object) -> None:
    name = parts[0].replace("[]", "")
    if len(parts) == 1:
        record[name] = value
    elif parts[0].endswith("[]") and isinstance(value, list):
        items: Any = record.setdefault(name, [{} for _ in value])
        for item, one in zip(items, value, strict=True):
            _put(item, parts[1:], one)
    else:
        inner: Any = record.setdefault(name, {})
        _put(inner, parts[1:], value)


def _packed(content: bytes, pack: str) -> bytes:
    if pack == "gz":
        return gzip.compress(content)
    return zstandard.compress(content) if pack == "zst" else content
