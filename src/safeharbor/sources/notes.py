"""A folder of plain-text notes as one table: a row per file. The file's name is data, and PHI."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.sources.dialect import encoding_of
from safeharbor.sources.refusing import refusing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.sources.location import Rule, StoredFile

_SCHEMA: Final = pl.Schema({"note_id": pl.String(), "folder": pl.String(), "text": pl.String()})


@dataclass(frozen=True, slots=True)
class Notes:
    """A reader of text files: `note_id` (the file's name), `folder` (where it lay, or null), `text`."""

    table: str
    rule: Rule
    types: Mapping[str, str] = field(default_factory=dict)

    def schema(self, file: StoredFile) -> pl.Schema:
        """Return the columns; `folder` only where notes lie in subfolders."""
        return _SCHEMA if file.inside else pl.Schema({k: v for k, v in _SCHEMA.items() if k != "folder"})

    def frames(
        self, file: StoredFile, schema: pl.Schema, *, columns: Sequence[str], skip: int
    ) -> Iterator[pl.DataFrame]:
        """Yield the note as one row; raises SourceError when it is not text."""
        del schema
        if skip:
            return
        with refusing(self.table, file=file.number):
            row = {"note_id": file.stem, "folder": file.inside or None}
            if "text" in columns:
                with file.open() as stream:
                    raw = stream.read()
                encoding = self.rule.encoding or encoding_of(raw)[0]
                row["text"] = raw.decode(encoding).removeprefix("\ufeff")
            yield pl.DataFrame({name: [row[name]] for name in columns}, schema=dict.fromkeys(columns, pl.String))
