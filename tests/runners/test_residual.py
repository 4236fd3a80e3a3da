"""The residual figures: right on rows counted by hand, of every format, value-free, and never a reason to refuse."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.identifiers import DataKind
from safeharbor.mirrors.coded import Coded
from safeharbor.mirrors.formats import FORMATS
from safeharbor.records import ColumnPlan, Plan, TablePlan
from safeharbor.runners import residual as residual_module
from safeharbor.runners.residual import residual

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.manifest import Residual

COLUMNS = (
    ColumnPlan("mrn", DataKind.MRN, "tokenize", system="patient"),
    ColumnPlan("born", DataKind.BIRTH_DATE, "birth_year"),
    ColumnPlan("zip", DataKind.ZIP, "zip3"),
    ColumnPlan("sex", DataKind.CATEGORY, "keep"),
    ColumnPlan("trade", DataKind.CATEGORY, "keep"),
    ColumnPlan("weight", DataKind.MEASURE, "keep"),
)
# 30 people alike, a pair, and one alone; the last two rows are one person's
FRAME = pl.DataFrame(
    {
        "mrn": [f"t{n}" for n in range(33)] + ["t0"],
        "born": [1960] * 30 + [1970, 1970, 1980, 1960],
        "zip": ["841"] * 30 + ["842", "842", "843", "841"],
        "sex": ["F"] * 34,
        "trade": ["farmer"] * 30 + ["mayor", "nurse", "nurse", "farmer"],
        "weight": [float(n) for n in range(34)],
    }
)


def _residual(folder: Path, frame: pl.DataFrame = FRAME, written: str = "parquet", subject: str = "mrn") -> Residual:
    table = folder / "people"
    table.mkdir()
    for number, part in enumerate((frame.head(20), frame.slice(20))):
        FORMATS[written].write(Coded(part), table / f"part-{number:05d}{FORMATS[written].ending}")
    columns = tuple(column for column in COLUMNS if column.path in frame.columns)
    plan = Plan("p", "", "safe_harbor", "r", dt.date(2026, 1, 1), "2020", (TablePlan("people", subject, columns),))
    return residual(plan, {"people": table}, roles=3)


@pytest.mark.parametrize("written", list(FORMATS))
def test_groups_are_counted_by_person(tmp_path: Path, written: str) -> None:
    """31 in one group would be wrong: a person of two rows is one. The smallest group has one person."""
    found = _residual(tmp_path, written=written)
    (groups,) = found.groups
    assert groups.columns == ("born", "zip", "sex")
    assert (groups.persons, groups.smallest) == (33, 1)
    assert [(size.least, size.groups, size.persons) for size in groups.sizes] == [
        (1, 1, 1),
        (2, 1, 2),
        (5, 0, 0),
        (11, 0, 0),
        (20, 1, 30),
    ]
    assert found.roles == 3


def test_rare_values_are_counted_and_not_named(tmp_path: Path) -> None:
    """Two trades of three are rare, three people have them; neither trade stands in the figures. Measures are none."""
    found = _residual(tmp_path)
    assert [(one.column, one.values, one.rare, one.persons) for one in found.rare] == [("trade", 3, 2, 3)]
    assert not [word for word in ("mayor", "nurse", "841", "1960", "t0") if word in found.model_dump_json()]


def test_a_value_of_many_people_is_not_rare(tmp_path: Path) -> None:
    """Five people have it: no figure."""
    frame = FRAME.with_columns(trade=pl.Series(["farmer"] * 29 + ["nurse"] * 5))
    assert _residual(tmp_path, frame).rare == ()


def test_a_table_of_no_person_or_with_one_such_column_says_nothing(tmp_path: Path) -> None:
    """Without people, or with birth years alone, there are no groups to speak of."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert _residual(tmp_path / "a", subject="").groups == ()
    assert _residual(tmp_path / "b", FRAME.select("mrn", "born", "trade")).groups == ()


@pytest.mark.parametrize("written", list(FORMATS))
def test_an_empty_table_is_no_trouble(tmp_path: Path, written: str) -> None:
    """No row, no figure, in every format."""
    found = _residual(tmp_path, FRAME.clear(), written)
    assert (found.groups, found.rare) == ((), ())


@pytest.mark.parametrize("written", list(FORMATS))
def test_parts_whose_values_are_all_empty_are_read_with_the_others(tmp_path: Path, written: str) -> None:
    """Twenty rows without a trade in the first file, some in the second: figures as ever."""
    frame = FRAME.with_columns(trade=pl.Series([None] * 20 + FRAME["trade"].to_list()[20:]))
    found = _residual(tmp_path, frame, written)
    assert found.unread == ()
    assert [(one.column, one.rare, one.persons) for one in found.rare] == [("trade", 2, 3)]


def test_files_that_cannot_be_read_are_named_and_stop_nothing(tmp_path: Path) -> None:
    """A table whose file is no such file has no figures, and the manifest says so."""
    table = tmp_path / "people"
    table.mkdir()
    (table / "part-00000.parquet").write_bytes(b"nonsense")
    plan = Plan("p", "", "safe_harbor", "r", dt.date(2026, 1, 1), "2020", (TablePlan("people", "mrn", COLUMNS),))
    found = residual(plan, {"people": table})
    assert (found.unread, found.groups) == (("people",), ())


def test_a_large_table_is_drawn_by_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a table too large to look at whole, whole people are: none has fewer rows in the sample than in the table."""
    monkeypatch.setattr(residual_module, "MOST_ROWS", 1_000)
    rows = pl.DataFrame({"mrn": [f"t{n % 400}" for n in range(4_000)], "born": [1940 + n % 400 for n in range(4_000)]})
    (tmp_path / "people").mkdir()
    for number, part in enumerate(rows.iter_slices(700)):
        FORMATS["parquet"].write(Coded(part), tmp_path / "people" / f"part-{number:05d}.parquet")
    found = residual_module._rows(tmp_path / "people", ["mrn", "born"], person="mrn")  # noqa: SLF001 - what is drawn
    each = found.group_by("mrn").len()
    assert set(each["len"]) == {10}
    assert 50 < each.height < 200
