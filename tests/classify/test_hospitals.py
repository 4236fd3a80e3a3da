"""Hospitals drafted and run as they are: `init`, then `run`, then a search of the mirror for every identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.benchmarks.bench_schemas import hospitals
from tests.benchmarks.hospitals.files import Hospital, delimited
from tests.benchmarks.hospitals.search import Outcome, search, tried
from tests.benchmarks.schema_words import OK, Column

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["redcap", "millennium", "imaging", "i2b2"])
def test_a_draft_runs_leaks_nothing_and_keeps_what_is_clinical(name: str, tmp_path: Path) -> None:
    """No identifier of the tables stands in the mirror, and 95 % of the clinical cells are as they were."""
    out = tried(name, hospitals()[name], tmp_path, size=40)
    assert (out.error, out.leaks, out.share >= 0.95) == ("", [], True)


def test_the_search_finds_what_is_left_and_what_is_lost(tmp_path: Path) -> None:
    """A kept surname, one in a path, and a changed laboratory value are all reported."""
    hospital = Hospital(tmp_path / "data", 1, 3)
    names, values = ["Kowalski-Ruiz", "Okonkwo", "Delgado 3rd"], ["4.1", "<0.5", "7"]
    hospital.put("t.csv", {"last": Column(names, "A"), "lab": Column(values, OK)}, delimited())
    mirror = tmp_path / "mirror" / "current" / "t"
    (mirror / "Delgado 3rd").mkdir(parents=True)
    frame = pl.DataFrame({"last": ["tk_1", "Okonkwo", None], "lab": ["4.1", "0.5", "7"], "who": [names[0], "", ""]})
    frame.write_parquet(mirror / "part-00000.parquet")
    rule = {"kind": "category", "treatment": "keep"}
    source = {"path": str(hospital.folder / "t.csv")}
    rules: dict[str, object] = {"tables": {"t": {"source": source, "columns": {"last": rule, "lab": rule}}}}
    out = Outcome("planted")
    search(hospital, rules, tmp_path, out)
    assert [leak.partition(":")[2] for leak in out.leaks] == [
        "last = category/keep (1 of 3)",
        "last in a header, path or file's metadata",
    ]
    assert (out.kept, out.clinical) == (2, 3)
