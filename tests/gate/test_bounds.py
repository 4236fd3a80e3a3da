"""Bounds: half a delivery, a swollen one and a column that emptied are refused; ordinary nights are not."""

from __future__ import annotations

import dataclasses

import pytest

from safeharbor import gate
from safeharbor.gate.bounds import Bounds
from safeharbor.identifiers import DataKind
from safeharbor.protocols import LastRelease, Limits
from tests.gate.given import batch, column, context, plan, treated

RULES = plan(column("dx", DataKind.CODE, "keep"))


def _refused(rows: int, *, empty: int = 0, last: LastRelease | None, limits: Limits | None = None) -> list[str]:
    check = Bounds(dataclasses.replace(context(), last=last, limits=limits or Limits()))
    cells = [None] * empty + ["E11"] * (rows - empty)
    for start in range(0, rows, 100):
        part = {"dx": cells[start : start + 100]}
        assert check.batch(batch(part), treated(part), RULES) == []
    return [violation.reason for violation in check.whole({})]


@pytest.mark.parametrize(
    ("rows", "empty", "reasons"),
    [
        (400, 0, ["far fewer rows than in the release before"]),
        (6_000, 0, ["far more rows than in the release before"]),
        (1_000, 500, ["far more empty cells than in the release before"]),
        (600, 0, []),
        (4_000, 0, []),
        (1_000, 300, []),
    ],
)
def test_a_release_far_from_the_one_before_is_refused(rows: int, empty: int, reasons: list[str]) -> None:
    """Against 1,000 rows with one cell in ten empty: under half, over five times, 30 points emptier are refused."""
    last = LastRelease({"patients": 1_000}, {("patients", "dx", "keep"): 0.1})
    assert _refused(rows, empty=empty, last=last) == reasons


def test_the_first_release_small_tables_and_other_treatments_have_no_bounds() -> None:
    """Nothing to compare with, too little to compare with, or a rule that changed: not refused."""
    assert _refused(10, last=None) == []
    assert _refused(10, last=LastRelease({"patients": 90})) == []
    other = LastRelease({"patients": 200}, {("patients", "dx", "text"): 0.0})
    assert _refused(200, empty=200, last=other) == []


def test_the_policy_may_widen_the_bounds() -> None:
    """A policy that expects half a table says so."""
    limits = Limits(least_rows=0.1, most_rows=100.0, more_empty=1.0)
    assert _refused(200, empty=200, last=LastRelease({"patients": 1_000}), limits=limits) == []


def test_what_was_counted_goes_into_the_manifest() -> None:
    """Empty cells by table and path, over all batches."""
    checks = gate.default_checks(context())
    part = {"dx": ["E11", None]}
    for _ in range(2):
        gate.release(batch(part), treated(part), RULES, checks)
    assert gate.nulls(checks) == {"patients": {"dx": 2}}
