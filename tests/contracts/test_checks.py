"""What every gate check promises, proved for each by being in the registry."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest

from safeharbor.gate import CHECKS, default_checks
from safeharbor.identifiers import DataKind
from tests.gate.given import Tokens, batch, column, context, plan, treated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from safeharbor.records import Batch, TablePlan, TreatedBatch

K = DataKind
CANARY: Final = "77310042"
RULES: Final = plan(
    column("mrn", K.MRN, "drop"),
    column("born", K.BIRTH_DATE, "birth_year"),
    column("age", K.AGE, "age_cap"),
    column("dx", K.CODE, "keep"),
    column("note", K.FREE_TEXT, "text"),
    subject="mrn",
)
SOURCE: Final[dict[str, Sequence[object]]] = {
    "mrn": [CANARY, *(f"{50_000_000 + 7_919 * n}" for n in range(1, 20))],
    "born": ["1961-07-31"] * 20,
    "age": [64] * 20,
    "dx": [f"E{10 + n}.9" for n in range(20)],
    "note": ["seen"] * 20,
}
CLEAN: Final[dict[str, Sequence[object]]] = {
    "born": [1961] * 20,
    "age": [64] * 20,
    "dx": SOURCE["dx"],
    "note": ["seen in 2024, BP 120/80, A1c 7.2, Foley in place"] * 20,
}
# for each check, what of the clean rows to change so that this check objects
FAULTS: Final[dict[str, dict[str, Sequence[object]]]] = {
    "schema": {"extra": [1] * 20},
    "allowed_values": {"age": [97] * 20},
    "joint_age": {"age": [90] * 20},
    "residual_columns": {"dx": ["see 07/31/2024"] * 20},
    "residual_text": {"note": ["call 773-555-0142"] * 20},
    "copies": {"dx": SOURCE["mrn"]},
    "known_values": {"note": [f"chart {CANARY}"] * 20},
}


class Sees:
    """A detector that finds everything: canaries pass."""

    fingerprint = "sees"

    def detect(self, texts: Sequence[str], known: Sequence[object]) -> list[list[object]]:
        """Cover each text whole."""
        from safeharbor.findings import Finding  # noqa: PLC0415 - a stand-in of this test only

        del known
        return [[Finding(0, len(text), K.OTHER_ID, 1.0, "all")] for text in texts]


def _job(**changes: Sequence[object]) -> tuple[Batch, TreatedBatch, TablePlan]:
    return batch(pl.DataFrame(SOURCE)), treated(pl.DataFrame({**CLEAN, **changes})), RULES


def _made(name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - whatever the registry holds
    return CHECKS[name](dataclasses.replace(context(Tokens()), detector=Sees()))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(CHECKS))
def test_a_check_bears_the_name_it_is_registered_under(name: str) -> None:
    """Violations are traced to the registry by name."""
    assert _made(name).name == name


@pytest.mark.parametrize("name", list(CHECKS))
def test_a_check_lets_clean_rows_through_again_and_again(name: str, tmp_path: Path) -> None:
    """Clean rows give no violation, in the first batch, in the second, and over the whole."""
    check = _made(name)
    assert [check.batch(*_job()), check.batch(*_job()), check.whole({"patients": tmp_path})] == [[], [], []]


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_check_objects_to_its_fault_and_says_no_value(name: str) -> None:
    """Each check finds the fault made for it, names table and column, counts, and repeats no cell."""
    source, after, rules = _job(**FAULTS[name])
    before = after.frame.clone()
    found = _made(name).batch(source, after, rules)
    assert found
    assert {violation.check for violation in found} == {name}
    assert {violation.table for violation in found} == {"patients"}
    assert all(violation.count > 0 and violation.reason for violation in found)
    assert not [value for value in (CANARY, "773-555-0142", "07/31/2024") if value in repr(found)]
    assert after.frame.equals(before)


def test_every_check_has_a_fault_of_its_own() -> None:
    """A new check comes with a fault here; canaries and bounds need a run around them and have their own tests."""
    assert set(CHECKS) - set(FAULTS) == {"canaries", "bounds"}


def test_the_default_list_holds_every_check_once() -> None:
    """A check that is registered runs."""
    assert sorted(check.name for check in default_checks(context())) == sorted(CHECKS)


@pytest.mark.parametrize("name", list(CHECKS))
def test_a_check_takes_an_empty_batch(name: str) -> None:
    """No rows, no violation, no failure."""
    source, after = pl.DataFrame(SOURCE).clear(), pl.DataFrame(CLEAN).clear()
    check = _made(name)
    assert check.batch(batch(source), treated(after), RULES) == []
