"""Text that a neighbouring code tells from values is looked through as a column of text is."""

from __future__ import annotations

import pytest

from safeharbor.gate.canaries import Canaries
from safeharbor.gate.cases import text_of
from safeharbor.gate.known_values import KnownValuesCheck
from safeharbor.gate.residual_text import ResidualText
from safeharbor.gate.view import published
from safeharbor.identifiers import DataKind
from tests.gate.given import batch, column, context, plan, treated

K = DataKind
CASES = ({"column": "code", "values": ("NOTE",), "kind": "free_text", "treatment": "text"},)
PLAN = plan(
    column("mrn", K.MRN, "drop"),
    column("last", K.FAMILY_NAME, "drop"),
    column("code", K.CODE, "keep"),
    column("value", K.MEASURE, "keep", options={"cases": CASES}),
    subject="mrn",
)


def _rows(value: str, code: str) -> dict[str, list[str]]:
    return {
        "mrn": ["600417"] * 3,
        "last": ["Zyzzogeton"] * 3,
        "code": ["WT", code, "HT"],
        "value": ["81", value, "170"],
    }


@pytest.mark.parametrize(("code", "count"), [("NOTE", 1), ("WT", 0)])
def test_shapes_left_in_such_text(code: str, count: int) -> None:
    """A telephone number left in a text is objected to, in the row it stands in; a value of ten digits is none."""
    rows = _rows("call 773-555-0142", code)
    found = ResidualText(context()).batch(batch(rows), treated({"code": rows["code"], "value": rows["value"]}), PLAN)
    assert [(violation.column, list(violation.cells)) for violation in found] == [("value", [1])] * count


@pytest.mark.parametrize(("code", "count"), [("NOTE", 1), ("WT", 0)])
def test_names_of_the_person_left_in_such_text(code: str, count: int) -> None:
    """Who a text is about is looked for in it."""
    rows = _rows("seen with zyzzogeton today", code)
    found = KnownValuesCheck(context()).batch(
        batch(rows), treated({"code": rows["code"], "value": rows["value"]}), PLAN
    )
    assert len([violation for violation in found if "very people" in violation.reason]) == count


def test_no_detector_can_be_tried_on_such_text() -> None:
    """Canaries are planted where a code chooses text: without a detector nothing passes."""
    rows = _rows("said", "NOTE")
    found = Canaries(context()).batch(batch(rows), treated({"code": rows["code"], "value": rows["value"]}), PLAN)
    assert [violation.column for violation in found] == ["value"]


def test_the_other_values_are_no_text() -> None:
    """A leaf is its texts, null elsewhere; a column without text is none."""
    rows = _rows("said", "NOTE")
    views = list(published(batch(rows), treated({"code": rows["code"], "value": rows["value"]}), PLAN))
    code, value = (text_of(view, batch(rows)) for view in views)
    assert code is None
    assert value is not None
    assert value.values.to_list() == [None, "said", None]
