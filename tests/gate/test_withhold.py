"""Withholding: the cells objected to become null, each time they are met, and nothing else does."""

from __future__ import annotations

import pytest

from safeharbor import gate
from safeharbor.errors import GateError
from safeharbor.identifiers import DataKind
from tests.gate.given import batch, column, context, plan, treated

RULES = plan(column("mrn", DataKind.MRN, "drop"), column("remark", DataKind.CATEGORY, "keep"))
WITHHOLD = gate.Handling("withhold")
BAD = ("see chart MRN-00482913", "call (801) 555-0137", "seen 03/14/2021")


@pytest.mark.parametrize("bad", BAD)
def test_a_cell_that_was_withheld_once_is_withheld_again(bad: str) -> None:
    """The same leaking text in a later batch is no more welcome than in the first; its neighbours stay."""
    checks = gate.default_checks(context())
    for offset in (0, 1, 2):
        rows = {"remark": ["stable", bad, "improved"]}
        source = batch({"mrn": ["00482913", "1", "2"], **rows}, offset=offset)
        released = gate.release(source, treated(rows, offset=offset), RULES, checks, handling=WITHHOLD)
        assert released.frame["remark"].to_list() == ["stable", None, "improved"]
        assert released.counts["remark", "gate_withheld"] == 1
    gate.whole({}, checks)


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
