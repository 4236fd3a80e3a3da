"""Withholding: the cells objected to become null, each time they are met, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from safeharbor import gate
from safeharbor.errors import GateError
from safeharbor.identifiers import DataKind
from safeharbor.mirrors.coded import Codes
from tests.gate.given import batch, column, context, plan, treated

RULES = plan(column("mrn", DataKind.MRN, "drop"), column("remark", DataKind.CATEGORY, "keep"))
WITHHOLD = gate.Handling("withhold")
BAD = ("see chart MRN-00482913", "call (801) 555-0137", "seen 03/14/2021")


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("bad", BAD)
def test_a_cell_that_was_withheld_once_is_withheld_again(bad: str, *, coded: bool) -> None:
    """The same leaking text in a later batch is no more welcome than in the first; its neighbours stay."""
    checks = gate.default_checks(context())
    codes = Codes()
    for offset in (0, 1, 2):
        rows = {"remark": ["stable", bad, "improved", "stable", bad, "stable"]}
        source = batch({"mrn": ["00482913", "1", "2", "3", "4", "5"], **rows}, offset=offset)
        given = treated(rows, offset=offset)
        given = replace(given, codes=codes.of(given.frame)) if coded else given
        released = gate.release(source, given, RULES, checks, handling=WITHHOLD)
        assert released.frame["remark"].to_list() == ["stable", None, "improved", "stable", None, "stable"]
        assert [column.cast(pl.String).to_list() for column in released.codes.values()] == (
            [released.frame["remark"].to_list()] if coded else []
        )
        assert released.counts["remark", "gate_withheld"] == 2
    gate.whole({}, checks)


def test_a_table_read_again_is_looked_at_again() -> None:
    """Categories that are numbered anew say nothing of those numbered before: the same cell is refused."""
    checks = gate.default_checks(context())
    for remarks in (["stable"] * 4, ["seen 03/14/2021"] * 4):
        given = treated({"remark": remarks})
        given = replace(given, codes=Codes().of(given.frame))
        source = batch({"mrn": list("1234"), "remark": remarks})
        if remarks[0] == "stable":
            gate.release(source, given, RULES, checks)
        else:
            with pytest.raises(GateError):
                gate.release(source, given, RULES, checks)


@pytest.mark.parametrize("bad", BAD)
def test_without_permission_to_withhold_the_batch_is_refused(bad: str) -> None:
    """The same cell refuses the batch where the policy says refuse."""
    source = batch({"mrn": ["00482913"], "remark": [bad]})
    with pytest.raises(GateError):
        gate.release(source, treated({"remark": [bad]}), RULES, gate.default_checks(context()))


def test_what_is_wrong_as_a_whole_refuses_even_where_cells_may_be_withheld() -> None:
    """A column no rule publishes is no matter of cells."""
    with pytest.raises(GateError):
        gate.release(
            batch({"mrn": ["1"], "remark": ["x"]}),
            treated({"mrn": ["1"], "remark": ["x"]}),
            RULES,
            gate.default_checks(context()),
            handling=WITHHOLD,
        )
