"""A time of day goes with the date beside it; alone, or where it is an amount, it stays."""

from __future__ import annotations

import pytest

from safeharbor.detect import clocks
from safeharbor.detect.document import prepare
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind


def widened(text: str, date: str, kind: DataKind = DataKind.DATE) -> str | None:
    """Return the date with the time beside it, or None where there is none."""
    start = text.index(date)
    found = list(clocks.beside(prepare(text), [Finding(start, start + len(date), kind, 0.9, "date")]))
    return text[found[0].start : found[0].end] if found else None


@pytest.mark.parametrize(
    ("text", "date", "wide"),
    [
        ("02/11 0313 pager: bed 14", "02/11", "02/11 0313"),
        ("on 3/12/25 at 7:40 am pt fell", "3/12/25", "3/12/25 at 7:40 am"),
        ("March 3rd, 2 pm he came", "March 3rd", "March 3rd, 2 pm"),
        ("seen 14:05 on 12 Mar 2025.", "12 Mar 2025", "14:05 on 12 Mar 2025"),
        ("called 0740 on 3/12, no answer", "3/12", "0740 on 3/12"),
        ("Wed 7:15a then home", "Wed", "Wed 7:15a"),
    ],
)
def test_the_time_beside_a_date_goes_with_it(text: str, date: str, wide: str) -> None:
    """Guidance 3.3: nothing finer than the year."""
    assert widened(text, date) == wide


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3/12 1200 ml out", "3/12"),
        ("3/12 1800 calorie diet", "3/12"),
        ("3/12, WBC 11", "3/12"),
        ("3/12 2500 platelets", "3/12"),
        ("on 3/12 120/80 and 1100", "3/12"),
        ("BP 1200 3/12", "3/12"),
        ("3/12 2015 CT chest", "3/12"),
    ],
)
def test_an_amount_beside_a_date_stays(text: str, date: str) -> None:
    """Millilitres, calories, counts and pressures are results."""
    assert widened(text, date) is None


def test_a_time_beside_no_date_stays() -> None:
    """Only dates are widened."""
    assert widened("call 4471 at 7:40 am", "4471", DataKind.PHONE) is None
