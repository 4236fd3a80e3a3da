"""What may still point at people in a release that passed: small groups and rare values, in numbers.

Never a reason to refuse: Safe Harbor sets no threshold. It is evidence for the "actual knowledge" that
164.514(b)(2)(ii) asks about. Read from the staged release, so that it is the whole of it, rows carried over included.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.gate.hashes import distinct
from safeharbor.identifiers import DataKind
from safeharbor.leaves import header_of, take_apart
from safeharbor.manifest import GroupSizes, RareValues, Residual, RiskGroups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from safeharbor.records import ColumnPlan, Plan, TablePlan

# rows of a table that are looked at: those of people whose tokens have the least hashes. Tokens are random: these are
# whole people, drawn at random, in whichever order rows lie; groups of a part are no larger than those of the whole
MOST_ROWS: Final = 1_000_000
FEW: Final = 5  # people: a value or a group of fewer is called rare here
_AT_ONCE: Final = 2  # columns: nothing else is left to do by then
_APART: Final = np.uint64(1 << 32)
_SIZES: Final = ((1, 1), (2, 4), (5, 10), (11, 19), (20, None))
_YEARS: Final = frozenset({DataKind.BIRTH_DATE, DataKind.BIRTH_YEAR})
_PLACES: Final = frozenset({DataKind.ZIP, DataKind.STATE})
_SEX: Final = re.compile(r"(?:^|[._\s-])(?:sex|gender)|sex$|gender$", re.IGNORECASE)
_VALUED: Final = frozenset({DataKind.CATEGORY, DataKind.CODE, DataKind.COUNTRY})


def residual(plan: Plan, folders: Mapping[str, Path], *, roles: int = 0) -> Residual:
    """Return the figures of a staged release, table -> folder of files. `roles`: distinguishing roles met in text."""
    groups: list[RiskGroups] = []
    rare: list[RareValues] = []
    unread: list[str] = []
    for table in plan.tables:
        if not table.subject or table.table not in folders or not table.column(table.subject).published:
            continue
        quasi = list(_quasi(table))
        valued = [column for column in table.columns if column.treatment == "keep" and column.kind in _VALUED]
        wanted = [table.column(table.subject), *quasi, *valued]
        try:
            headers = list(dict.fromkeys(header_of(column.path) for column in wanted))
            frame = _rows(folders[table.table], headers, person=table.subject)
        except (pl.exceptions.PolarsError, OSError, KeyError):  # figures to weigh are no reason to refuse
            unread.append(table.table)
            continue
        leaves = {path: leaf.values for path, leaf in take_apart(frame).items() if len(leaf.values) == frame.height}
        if table.subject not in leaves:
            continue
        person = _numbered(leaves[table.subject])
        if person.null_count() == len(person):
            continue
        known = [column for column in quasi if column.path in leaves]
        if len(known) > 1:
            groups.append(_groups(table.table, person, {column.path: leaves[column.path] for column in known}))
        shown = [column.path for column in valued if column.path in leaves]
        with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="safeharbor-rare") as pool:
            rare += pool.map(partial(_rare, table.table, person), shown, (leaves[path] for path in shown))
    rare = [one for one in rare if one.rare]
    return Residual(fewer_than=FEW, groups=tuple(groups), rare=tuple(rare), roles=roles, unread=tuple(unread))


def _quasi(table: TablePlan) -> Iterator[ColumnPlan]:
    """Iterate the published columns that say birth year, ZIP3, state or sex."""
    for column in table.columns:
        own = column.kind in _YEARS | _PLACES or (column.kind is DataKind.CATEGORY and _SEX.search(column.path))
        if column.published and own:
            yield column


def _rows(folder: Path, headers: list[str], *, person: str) -> pl.DataFrame:
    """Return some columns of about `MOST_ROWS` of a table's rows, whatever its format."""
    files = [_READERS[file.suffix](file) for file in sorted(folder.iterdir()) if file.stat().st_size]
    rows = sum(int(file.select(pl.len()).collect().item()) for file in files)
    some = _among(person, MOST_ROWS / rows) if rows > MOST_ROWS else pl.lit(value=True)
    parts = [file.select(headers).filter(some).collect() for file in files]
    return pl.concat([pl.DataFrame(schema=dict.fromkeys(headers, pl.Null)), *parts], how="vertical_relaxed")


def _among(person: str, share: float) -> pl.Expr:
    """Return which rows are about that share of people, of whom `person` is the path of the token."""
    header, *fields = person.split(".")
    token = pl.col(header)
    for field in fields:
        token = token.struct.field(field)
    return token.hash(seed=0) < int(share * 2**64)


_READERS: Final[dict[str, Callable[[Path], pl.LazyFrame]]] = {
    ".parquet": pl.scan_parquet,
    ".csv": lambda file: pl.scan_csv(file, infer_schema=False),
    ".ndjson": lambda file: pl.scan_ndjson(file, infer_schema_length=None),
}


def _groups(table: str, person: pl.Series, columns: Mapping[str, pl.Series]) -> RiskGroups:
    """Return how large the groups are of people who share all of some columns."""
    named = {str(number): values for number, values in enumerate(columns.values())}
    people = pl.DataFrame({"person": person, **named}).lazy().drop_nulls("person")
    people = people.unique("person", keep="first", maintain_order=True)  # the same figures for the same release
    sizes = people.group_by(list(named)).len("size").group_by("size").len("groups").collect()
    size, number = sizes["size"].cast(pl.Int64), sizes["groups"].cast(pl.Int64)
    found = []
    for least, most in _SIZES:
        here = (size >= least) & ((size <= most) if most else True)
        groups, persons = int(number.filter(here).sum()), int((size * number).filter(here).sum())
        found.append(GroupSizes(least=least, most=most, groups=groups, persons=persons))
    smallest = size.min()
    return RiskGroups(
        table=table,
        columns=tuple(columns),
        persons=int((size * number).sum()),
        smallest=0 if smallest is None else int(str(smallest)),
        sizes=tuple(found),
    )


def _rare(table: str, person: pl.Series, column: str, values: pl.Series) -> RareValues:
    """Return how many values of a column fewer than five people have, and how many people those are."""
    value = _numbered(values)
    there = (person.is_not_null() & value.is_not_null()).to_numpy()
    # who has which value, each once: one number for both is sorted for a part of what polars groups two columns in
    pairs = distinct((value.cast(pl.UInt64) * int(_APART) + person).to_numpy()[there].astype(np.uint64))
    first = np.flatnonzero(np.diff(pairs // _APART, prepend=_APART))
    people = np.diff(first, append=len(pairs))
    rare = pairs[np.repeat(people < FEW, people)] % _APART
    few = int((people < FEW).sum())
    return RareValues(table=table, column=column, values=len(first), rare=few, persons=len(distinct(rare)))


def _numbered(values: pl.Series) -> pl.Series:
    """Return a number for each different value (UInt32)."""
    return values.cast(pl.String).cast(pl.Categorical(pl.Categories.random("values"))).to_physical()
