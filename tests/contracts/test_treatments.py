"""What every registered treatment must hold, whatever it is given."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from safeharbor.errors import PolicyError
from safeharbor.protocols import RowContext
from safeharbor.treat import TREATMENTS, treatment
from tests.treat.parts import settings

CANARY = "Zyxwvut-8675309"
COLUMNS = {
    "text": pl.Series("c", ["3/4/2021", CANARY, None, "", "N/A"]),
    "integers": pl.Series("c", [20210304, 37203, None, -1, 0]),
    "small": pl.Series("c", [97, 47, None, 0, 1], dtype=pl.UInt8),
    "floats": pl.Series("c", [1987.0, float("nan"), None, float("inf"), -0.5]),
    "decimals": pl.Series("c", [Decimal("1987.00"), None, Decimal("-1.50")]),
    "dates": pl.Series("c", [dt.date(2021, 3, 4), None, dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
    "timestamps": pl.Series("c", [dt.datetime(2021, 3, 4, tzinfo=dt.UTC), None]),
    "times": pl.Series("c", [dt.time(1, 2), None]),
    "durations": pl.Series("c", [dt.timedelta(days=36_000), None]),
    "booleans": pl.Series("c", [True, False, None]),
    "categories": pl.Series("c", ["2021-03-04", CANARY, None], dtype=pl.Categorical),
    "enumerated": pl.Series("c", ["TN", CANARY, None], dtype=pl.Enum(["TN", CANARY])),
    "bytes": pl.Series("c", [CANARY.encode(), None], dtype=pl.Binary),
    "nothing": pl.Series("c", [None, None], dtype=pl.Null),
    "no rows": pl.Series("c", [], dtype=pl.String),
}
PUBLISHED = sorted(set(TREATMENTS) - {"drop", "withhold"})


def _context(values: pl.Series) -> RowContext:
    size = len(values)
    return RowContext(
        subject=pl.Series("subject", [f"patient:{row}" for row in range(size)], dtype=pl.String),
        aged=pl.Series("aged", [row % 2 == 0 for row in range(size)], dtype=pl.Boolean),
        beside={"start": values.alias("start"), "end": values.alias("end")},
    )


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("name", list(TREATMENTS))
def test_lengths_nulls_names_and_types_hold(name: str, column: str) -> None:
    """Same length, same name, nulls stay null, the promised type; or a PolicyError beforehand."""
    values = COLUMNS[column]
    made = treatment(name, settings(options={"start": "start", "end": "end"} if name == "duration" else {}))
    try:
        target = made.target_type(values.dtype)
    except PolicyError:
        return  # refused before a row is read
    done = made.treat(values, _context(values))
    assert (len(done.values), done.values.name, done.values.dtype) == (len(values), "c", target)
    assert done.values.filter(values.is_null()).null_count() == values.null_count()
    assert all(number > 0 for number in done.counts.values())


@pytest.mark.parametrize("name", [name for name in TREATMENTS if name != "duration"])
def test_without_context_a_treatment_still_treats(name: str) -> None:
    """A table of no person gives no subject and no ages; only a duration is made of its neighbours."""
    values = COLUMNS["text"]
    assert len(treatment(name, settings()).treat(values, RowContext()).values) == len(values)


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name not in {"keep", "text"}])
def test_what_cannot_be_read_is_never_passed_through(name: str) -> None:
    """Only `keep` publishes a value it does not understand, and `text` what the detector lets stand."""
    values = pl.Series("c", [CANARY, CANARY.lower()])
    made = treatment(name, settings(options={"start": "start", "end": "end"} if name == "duration" else {}))
    published = made.treat(values, _context(values)).values.cast(pl.String).fill_null("").to_list()
    assert [value for value in published if CANARY.lower() in value.lower()] == []


@pytest.mark.parametrize("name", list(TREATMENTS))
def test_no_repr_holds_a_secret_or_a_value(name: str) -> None:
    """Settings and treated columns print nothing of people."""
    prepared = settings(secret=b"S" * 32, options={"start": "a", "end": "b"})
    made = treatment(name, prepared)
    done = made.treat(
        COLUMNS["text"], _context(COLUMNS["text"]).__class__(beside={"a": COLUMNS["text"], "b": COLUMNS["text"]})
    )
    assert [CANARY in repr(thing) or "SSSS" in repr(thing) for thing in (prepared, made, done)] == [False] * 3


def test_unknown_treatments_are_refused_with_what_is_allowed() -> None:
    """A typing error in a policy names every treatment there is."""
    with pytest.raises(PolicyError, match="allowed: age_cap, birth_year"):
        treatment("redact", settings())


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("declared", ["string", "integer", "float", "boolean"])
def test_a_kept_column_of_a_declared_type_holds_the_same(declared: str, column: str) -> None:
    """Every source type fits or empties; none raises while rows are read."""
    values = COLUMNS[column]
    made = treatment("keep", settings(options={"type": declared}))
    try:
        target = made.target_type(values.dtype)
    except PolicyError:
        return
    done = made.treat(values, RowContext())
    assert (len(done.values), done.values.name, done.values.dtype) == (len(values), "c", target)


@pytest.mark.parametrize("column", COLUMNS)
def test_routes_by_a_neighbouring_code_hold_the_same(column: str) -> None:
    """Rows take their own route, and come back in their places as text."""
    values = COLUMNS[column]
    case = {"column": "start", "values": ("3/4/2021", "47"), "kind": "date", "treatment": "withhold"}
    made = treatment("keep", settings(options={"cases": (case,)}))
    try:
        made.target_type(values.dtype)
    except PolicyError:
        return
    done = made.treat(values, _context(values))
    assert (len(done.values), done.values.name, done.values.dtype) == (len(values), "c", pl.String())
