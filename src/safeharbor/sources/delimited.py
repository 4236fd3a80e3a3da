"""CSV, TSV and their kin, read in blocks.

pyarrow's lexer is used rather than polars': it refuses short rows, takes stray quotes as they stand and spends
less CPU (5M x 20, 731 MB: 2.9 s against 3.9 s), all measured with pyarrow 26 and polars 2.1 on two cores.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from safeharbor.sources.around import WithoutFooter
from safeharbor.sources.dialect import Dialect, dialect_of, header_of
from safeharbor.sources.ending import Ending, Unclosed
from safeharbor.sources.refusing import refusal, refusing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.errors import SourceError
    from safeharbor.sources.location import Rule, StoredFile

# a record must fit its block; the larger ones, one at a time, are for tables with documents in their cells.
# The lexer reads about 30 blocks ahead: 2 MiB cost 60 MB of memory, 8 MiB 300 MB, for the same speed
_BLOCKS: Final = (2 << 20, 64 << 20, 512 << 20)
# read straight as numbers, a column costs less than as text
_NUMBERS: Final = {"integer": pa.int64(), "float": pa.float64()}
_HEADS: Final = (1 << 18, 1 << 24)
# in which a line's words can be read without the rest of the file
_ASCII: Final = frozenset({"utf-8", "utf-8-sig", "cp1252", "latin-1"})
# what a guessed encoding gives way to when later bytes belie it
_NEXT_ENCODING: Final = {"utf-8": "cp1252", "cp1252": "latin-1"}


@dataclass(frozen=True, slots=True)
class Delimited:
    """A reader of delimited files; a column is text, or the number that `types` declares and all its values are."""

    table: str
    rule: Rule
    types: Mapping[str, str] = field(default_factory=dict)

    def schema(self, file: StoredFile) -> pl.Schema:
        """Return the header as a schema of String columns; empty for an empty file."""
        with refusing(self.table, file=file.number):
            return pl.Schema(dict.fromkeys(self._begin(file)[1], pl.String()))

    def frames(
        self, file: StoredFile, schema: pl.Schema, *, columns: Sequence[str], skip: int
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows after the first `skip`, in blocks; raises SourceError on a ragged row."""
        del schema
        with refusing(self.table, file=file.number):
            dialect, names, rows = self._begin(file)
            if not rows:
                return
            blocks = list(_BLOCKS)
            numbers = {name: _NUMBERS[kind] for name, kind in self.types.items() if kind in _NUMBERS and name in names}
            while True:
                done = 0
                try:
                    for batch in _open(
                        file, dialect, dict.fromkeys(names, pa.large_string()) | numbers, columns, block=blocks[0]
                    ):
                        fresh = batch.slice(max(0, skip - done)) if done < skip else batch
                        done += batch.num_rows
                        if fresh.num_rows:
                            skip = done
                            yield pl.DataFrame(pl.from_arrow(fresh))
                except Unclosed:
                    what = "the last record is truncated: its quote is never closed"
                    raise refusal(self.table, what, file=file.number, hint="deliver the file again") from None
                except (pa.ArrowInvalid, UnicodeDecodeError) as error:
                    if numbers and "conversion error to" in str(error) and "invalid UTF8" not in str(error):
                        # blanks or a sign before a digit: read as text, which `typed.cast` casts or refuses by row
                        numbers = {}
                        continue
                    dialect = self._again(error, file, dialect, names, blocks=blocks)
                else:
                    return

    def _begin(self, file: StoredFile) -> tuple[Dialect, list[str], bool]:
        """Return the dialect, the header, and whether anything follows it."""
        for size in _HEADS:
            head = file.head(size)
            dialect = dialect_of(head, self.rule, tabs=file.suffix in {".tsv", ".tab"})
            header, followed = header_of(head, dialect)
            if followed or len(head) < size:
                break
        return dialect, unique_names(header), followed or len(head) == size

    def _again(
        self, error: Exception, file: StoredFile, dialect: Dialect, names: list[str], *, blocks: list[int]
    ) -> Dialect:
        """Return the dialect to read the file again with (and shift `blocks`); raise when there is none."""
        text = str(error)
        following = None if dialect.sure else _NEXT_ENCODING.get(dialect.encoding)
        if following and ("invalid UTF8" in text or isinstance(error, UnicodeDecodeError)):
            return replace(dialect, encoding=following)
        if "straddling" in text and len(blocks) > 1:
            blocks.pop(0)
            return dialect
        if "Expected" in text and not dialect.footed and dialect.encoding in _ASCII:
            return replace(dialect, footed=True)
        raise self._refusal(text, file, dialect, names, block=blocks[0]) from None

    def _refusal(self, text: str, file: StoredFile, dialect: Dialect, names: list[str], *, block: int) -> SourceError:
        if "invalid UTF8" in text or "codec" in text:
            hint = "set `encoding` in the policy's source, such as cp1252 or utf-16"
            return refusal(self.table, f"the bytes are not {dialect.encoding} text", file=file.number, hint=hint)
        if "straddling" in text:
            what = "a record is longer than 512 MiB, or a quote is never closed"
            return refusal(self.table, what, file=file.number, hint="set `quote` in the policy's source")
        bad = _first_ragged(file, dialect, names, block=block)
        if bad is None:
            return refusal(self.table, "the file is not delimited text", file=file.number, hint="set `format`")
        what = f"the record has {bad.actual_columns} fields, the header (row 1) has {bad.expected_columns}"
        hint = "correct the record, or set `delimiter` and `quote` in the policy's source"
        return refusal(self.table, what, file=file.number, row=bad.number, hint=hint)


def unique_names(header: Sequence[str]) -> list[str]:
    """Return the header's names without blanks around them; empty and repeated ones get their place as a suffix."""
    names: list[str] = []
    taken = {name.strip() for name in header}
    for place, cell in enumerate(header, start=1):
        name = cell.strip().lstrip("\ufeff")
        if not name or name in names:
            base = name or "column"
            name = f"{base}_{place}"
            while name in taken:
                name += "_"
            taken.add(name)
        names.append(name)
    return names


def _open(
    file: StoredFile, dialect: Dialect, types: Mapping[str, pa.DataType], columns: Sequence[str], *, block: int
) -> Iterator[pa.RecordBatch]:
    """Yield the data rows as pyarrow reads them; raises ArrowInvalid, UnicodeDecodeError, OSError, _Unclosed."""
    names = list(types)
    last: pa.RecordBatch | None = None
    with file.open() as stream:
        ending = Ending(WithoutFooter(stream) if dialect.footed else stream)
        for batch in pacsv.open_csv(
            ending,
            read_options=_reading(dialect, names, block=block, threads=block == _BLOCKS[0]),
            parse_options=_parsing(dialect),
            convert_options=pacsv.ConvertOptions(
                column_types=dict(types) | {names[-1]: pa.large_string()},
                # the last column tells whether the last quote was closed
                include_columns=list(dict.fromkeys([*columns, names[-1]])),
                strings_can_be_null=True,
                null_values=[""],
            ),
        ):
            if batch.num_rows:
                if last is not None:
                    yield last.select(list(columns))
                last = batch
    if last is None:
        return
    cell = last.column(names[-1])[-1].as_py() or ""
    opening = dialect.delimiter * (len(names) > 1) + dialect.quote
    if ending.is_cut(cell, opening=opening, quote=dialect.quote, encoding=dialect.encoding):
        raise Unclosed
    yield last.select(list(columns))


def _reading(dialect: Dialect, names: Sequence[str], *, block: int, threads: bool) -> pacsv.ReadOptions:
    return pacsv.ReadOptions(
        skip_rows=dialect.skip,
        column_names=list(names),
        skip_rows_after_names=1 + dialect.below,
        block_size=block,
        encoding="utf8" if dialect.encoding in {"utf-8", "utf-8-sig"} else dialect.encoding,
        use_threads=threads,
    )


def _parsing(dialect: Dialect, **more: object) -> pacsv.ParseOptions:
    return pacsv.ParseOptions(delimiter=dialect.delimiter, quote_char=dialect.quote, newlines_in_values=True, **more)


def _first_ragged(file: StoredFile, dialect: Dialect, names: list[str], *, block: int) -> pacsv.InvalidRow | None:
    """Return the first row whose number of fields is wrong; the lexer counts rows only on one thread."""
    bad: list[pacsv.InvalidRow] = []

    def note(row: pacsv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    try:
        with file.open() as stream:
            reader = pacsv.open_csv(
                stream,
                read_options=_reading(dialect, names, block=block, threads=False),
                parse_options=_parsing(dialect, invalid_row_handler=note),
                convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
            )
            for _ in reader:
                if bad:
                    break
    except (pa.ArrowException, UnicodeError, OSError):
        pass
    return bad[0] if bad else None
