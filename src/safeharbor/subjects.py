"""What the structured rows know of each person, collected before anyone's text or age is treated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.leaves import height_of, least, paired
from safeharbor.parsing.ages import ages
from safeharbor.parsing.canonical import canonical
from safeharbor.parsing.dates import years

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from safeharbor.leaves import Leaf
    from safeharbor.records import ColumnPlan, TablePlan

BORN: Final = frozenset({DataKind.BIRTH_DATE, DataKind.BIRTH_YEAR})
EVENTS: Final = frozenset({DataKind.DATE, DataKind.DEATH_DATE, DataKind.YEAR})
# what a note may repeat of its patient; row keys are random, event dates are found by their style
_NOT_REPEATED: Final = frozenset(
    {DataKind.DATE, DataKind.TIME, DataKind.AGE, DataKind.BIRTH_YEAR, DataKind.RECORD_ID, DataKind.PROVIDER_ID}
)
_OLDEST_EXACT: Final = 89
_FEW: Final = 1_000  # ids that cost less to read each than to tell apart first


def repeated_in_text(kind: DataKind) -> bool:
    """Whether values of a kind are looked for in the person's notes."""
    return kind.category is not None and kind not in _NOT_REPEATED


def tells_age(kind: DataKind) -> bool:
    """Whether values of a kind can show that a person is 90 or older."""
    return kind in BORN or kind == DataKind.AGE


def shows_age(kind: DataKind) -> bool:
    """Whether values of a kind can show it together with other columns of the row."""
    return tells_age(kind) or kind in EVENTS


def subject_keys(leaves: Mapping[str, Leaf], plan: TablePlan, system: str) -> pl.Series | None:
    """Return the key of the person each row is about (`system:canonical id`); None for tables of no person."""
    return keys(leaves, plan.column(plan.subject), system) if plan.subject else None


def keys(leaves: Mapping[str, Leaf], column: ColumnPlan, system: str) -> pl.Series:
    """Return `system:canonical id` of a column, one per row; null where there is no id."""
    ids = leaves[column.path].values
    if len(ids) < _FEW:
        return (pl.Series([f"{system}:"]) + canonical(ids, column.kind)).alias("key")
    distinct = ids.drop_nulls().unique()
    named = pl.DataFrame({"id": distinct, "key": pl.Series([f"{system}:"]) + canonical(distinct, column.kind)})
    return ids.to_frame("id").join(named, on="id", how="left", maintain_order="left")["key"]


def aged_rows(leaves: Mapping[str, Leaf], plan: TablePlan, as_of: dt.date) -> pl.Series | None:
    """Return, per row, whether it shows a person who is 90 or older in the year of `as_of`.

    By birth year, by an age over 89, or, where the row has no birth year, by an age and any year it may
    have been had in (164.514(b)(2)(i)(C): elements indicative of such age), nested ones among them. None when the
    table holds no birth date and no age.
    """
    height = height_of(leaves)
    born = births_told(leaves, plan, as_of=as_of.year)
    aged = _ages(leaves, plan)
    if not born and not aged:
        return None
    newest = as_of.year - _OLDEST_EXACT - 1
    signs = [year <= newest for year in born]
    signs += [least(leaf, -age, height) < -_OLDEST_EXACT for leaf, age in aged]
    if aged:
        unborn = pl.DataFrame([year.is_null().alias(str(n)) for n, year in enumerate(born)])
        guess = unborn.select(pl.all_horizontal(pl.all())).to_series() if born else pl.Series([True])
        signs += [(year <= newest) & guess for year in births_guessed(leaves, plan, as_of=as_of.year)]
    frame = pl.DataFrame([sign.fill_null(value=False).alias(str(number)) for number, sign in enumerate(signs)])
    return frame.select(pl.any_horizontal(pl.all())).to_series()


def births_told(leaves: Mapping[str, Leaf], plan: TablePlan, *, as_of: int) -> list[pl.Series]:
    """Return, per row, the earliest birth year of each column of births. `as_of`: the year that tells centuries."""
    height = height_of(leaves)
    return [least(leaf, year, height) for leaf, year in _read(leaves, plan, BORN, as_of)]


def births_guessed(leaves: Mapping[str, Leaf], plan: TablePlan, *, as_of: int) -> list[pl.Series]:
    """Return, per row, the earliest birth year that each column of ages and one of events tell; it may be a year late.

    An age is of the dates of its row, in a list of its element; elements of different lists tell nothing together.
    """
    height = height_of(leaves)
    aged = _ages(leaves, plan)
    events = _read(leaves, plan, EVENTS, as_of) if aged else []
    found = [paired(event, age, height) for event in events for age in aged]
    return [least(leaf, year - age, height) for leaf, year, age in filter(None, found)]


def _ages(leaves: Mapping[str, Leaf], plan: TablePlan) -> list[tuple[Leaf, pl.Series]]:
    """Return the leaves that hold ages, and the ages in years."""
    found = [column for column in plan.columns if column.path in leaves and column.kind == DataKind.AGE]
    return [
        (leaf, ages(leaf.values, unit=column.options.get("unit", "years"), once=leaf.numbered))
        for column in found
        for leaf in [leaves[column.path]]
    ]


def _read(
    leaves: Mapping[str, Leaf], plan: TablePlan, kinds: Iterable[DataKind], as_of: int
) -> list[tuple[Leaf, pl.Series]]:
    found = [leaves[column.path] for column in plan.columns if column.path in leaves and column.kind in kinds]
    return [(leaf, years(leaf.values, pivot=as_of, once=leaf.numbered)) for leaf in found]


def known_values(
    leaves: Mapping[str, Leaf], plan: TablePlan, subject: pl.Series, aged: pl.Series | None
) -> dict[str, KnownValues]:
    """Return subject key -> what these rows hold of that person."""
    columns = [column for column in plan.columns if column.path in leaves and repeated_in_text(column.kind)]
    people = subject.unique(maintain_order=True) if len(subject) > 1 else subject
    found: dict[str, list[KnownValue]] = {key: [] for key in people if key is not None}
    for column in columns:
        leaf = leaves[column.path]
        pairs = (
            pl.LazyFrame({"subject": leaf.beside(subject), "value": leaf.values.cast(pl.String, strict=False)})
            .drop_nulls()
            .unique(maintain_order=True)
            .collect()
        )
        form = canonical(pairs["value"], column.kind)
        for key, value in (pairs.filter(form.is_not_null()) if form.null_count() else pairs).iter_rows():
            found[key].append(KnownValue(kind=column.kind, text=value))
    old = frozenset() if aged is None else frozenset(subject.filter(aged).drop_nulls())
    return {key: KnownValues(values=tuple(values), aged=key in old) for key, values in found.items()}
