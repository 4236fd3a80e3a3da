"""What a whole kept column looks like: measures of several numbers are no key, ids are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.gate.looks import KeptColumn, looks
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from safeharbor.parsing.ages import Unit

ROWS = 150


def reasons(kind: DataKind, values: list[str]) -> list[str]:
    """Return what a column of a table of people looks like."""
    distinct = pl.Series(values).unique()
    return list(looks(KeptColumn("x", kind, distinct, len(distinct), len(values), of_people=True), 2026))


def test_several_small_numbers_are_a_measure() -> None:
    """A refraction differs in nearly every row and is nobody's key."""
    lenses = [f"{n / 25 - 3:+.2f} {-n / 90:+.2f} x {n:03}" for n in range(ROWS)]
    assert reasons(DataKind.MEASURE, lenses) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (DataKind.MEASURE, [f"AB-{n:04}-77" for n in range(ROWS)]),
        (DataKind.CATEGORY, [f"{n / 25 - 3:+.2f} x {n:03}" for n in range(ROWS)]),
        (DataKind.MEASURE, [f"{n * 7919 + 10_000_000}.5 x 12345" for n in range(ROWS)]),
    ],
)
def test_ids_are_still_seen(kind: DataKind, values: list[str]) -> None:
    """Groups without decimals, another kind than a measure, and long runs of digits look like keys."""
    assert reasons(kind, values) == ["a key: nearly every row holds another value"]


@pytest.mark.parametrize(
    ("unit", "highest", "seen"),
    [
        ("years", 95, True),
        ("months", 215, False),
        ("months", 1_090, True),
        ("days", 6_500, False),
        ("days", 33_000, True),
    ],
)
def test_ages_are_seen_in_the_unit_they_count(unit: Unit, highest: int, *, seen: bool) -> None:
    """95 under `age_mo` is a child of seven; 1,090 months are ninety years."""
    ages = pl.Series([str(highest - row) for row in range(0, 80, 5)])
    column = KeptColumn("age_at_visit", DataKind.MEASURE, ages, len(ages), ROWS, of_people=True, unit=unit)
    assert ("ages over 89" in list(looks(column, 2026))) is seen
