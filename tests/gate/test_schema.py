"""Headers that are values are refused, a survey's reference numbers are not."""

from __future__ import annotations

import pytest

from safeharbor.gate.schema import Schema
from safeharbor.identifiers import DataKind
from tests.gate.given import batch, column, context, plan, treated


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ([f"R{number:07}" for number in (100, 536300, 536401, 536402, 1235800, 1482600, 1193000, 1204500)], 0),
        ([f"M{number:07}" for number in (482913, 482914, 517733, 601277, 700118, 811029, 900442, 913557)], 8),
        (["test", "R0536300"], 1),
    ],
)
def test_headers_that_are_values_are_refused(headers: list[str], refused: int) -> None:
    """Record numbers over columns stop a release; numbers of questions, many of them round, over all columns do not."""
    rows = {header: [1, 2] for header in headers}
    columns = plan(*(column(header, DataKind.MEASURE, "keep") for header in headers))
    found = Schema(context()).batch(batch(rows), treated(rows), columns)
    assert [violation.reason for violation in found] == ["has a header that looks like a value"] * refused
