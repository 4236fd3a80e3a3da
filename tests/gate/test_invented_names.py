"""Where the policy writes surrogates, a name after its title is what it asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safeharbor.gate.residual_text import ResidualText
from safeharbor.identifiers import DataKind
from tests.gate.given import batch, column, context, plan, treated

TEXTS = {"note": ["Seen with Mrs. Whitfield on rounds.", "Call 801-555-0137 now."]}


@pytest.mark.parametrize(("invented", "expected"), [(False, 2), (True, 1)])
def test_a_titled_name_is_a_fault_unless_names_are_invented(*, invented: bool, expected: int) -> None:
    """A telephone number is a fault either way."""
    check = ResidualText(replace(context(), invented_names=invented))
    found = check.batch(batch(TEXTS), treated(TEXTS), plan(column("note", DataKind.FREE_TEXT, "text")))
    assert sum(violation.count for violation in found) == expected
