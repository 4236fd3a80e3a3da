"""Every line of the case file: one value in, one value out, with its reason."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext
from safeharbor.treat import Settings, treatment

CASES = json.loads((Path(__file__).parents[1] / "cases" / "treatments.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_value_is_treated_as_the_law_says(case: dict[str, Any]) -> None:
    """The value becomes what the case says and is counted so; a null beside it stays null."""
    settings = Settings(
        as_of=dt.date.fromisoformat(case.get("as_of", "2025-06-30")),
        zip3_vintage=case.get("vintage", "2020"),
        kind=DataKind(case.get("kind", "unknown")),
        options=case.get("options", {}),
    )
    done = treatment(case["treatment"], settings).treat(pl.Series("x", [case["in"], None]), RowContext())
    assert (done.values.to_list(), dict(done.counts)) == ([case["out"], None], case["counts"])
