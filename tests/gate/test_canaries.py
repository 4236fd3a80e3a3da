"""The canaries: the shipped detector passes them, and with any recogniser gone the gate refuses."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

import pytest

from safeharbor import gate
from safeharbor.detect import engine
from safeharbor.detect.families import FAMILIES
from safeharbor.errors import GateError
from safeharbor.gate.canaries import CANARIES, Canaries
from safeharbor.identifiers import DataKind, SafeHarborCategory
from tests.gate.given import batch, column, context, plan, treated

if TYPE_CHECKING:
    from safeharbor.detect.engine import TextDetector
    from safeharbor.protocols import Detector

# the trained recogniser, the code shapes or another family find the canaries of these as well
FOUND_BY_OTHERS_TOO = {"names", "facilities", "addresses", "roles", "biometrics", "labelled"}
NOTES = plan(column("note", DataKind.FREE_TEXT, "text"), table="notes")


@functools.cache
def _detector() -> TextDetector:
    return engine.build_detector()


def _refused(detector: Detector | None, kept: frozenset[DataKind] = frozenset()) -> set[str]:
    check = Canaries(dataclasses.replace(context(), detector=detector, kept_in_text=kept))
    found = check.batch(batch({"note": ["x"]}, table="notes"), treated({"note": ["x"]}, table="notes"), NOTES)
    return {violation.reason for violation in found}


def test_the_shipped_detector_finds_every_canary_whatever_its_digits() -> None:
    """Twenty runs with digits of their own: none is refused."""
    assert [_refused(_detector()) for _ in range(20)] == [set()] * 20


def test_every_letter_that_text_can_hold_has_a_canary() -> None:
    """Each of the 18 letters is planted, but those of B to R that only columns and images hold."""
    planted = {canary.kind.category for canary in CANARIES}
    assert set(SafeHarborCategory) - planted == set()


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_without_any_one_recogniser_the_gate_refuses_or_nothing_is_lost(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take one family away: a canary dies, unless the other recognisers find all that it finds."""
    monkeypatch.setattr(engine, "FAMILIES", {name: find for name, find in FAMILIES.items() if name != family})
    assert _refused(_detector()) or family in FOUND_BY_OTHERS_TOO


def test_without_the_trained_recogniser_the_gate_refuses() -> None:
    """The detector without its model misses a canary, and says so by kind."""
    detector = _detector()
    without = engine.TextDetector(tagger=None, rules=detector._rules)  # noqa: SLF001 - a detector with a part taken out
    assert _refused(without)


def test_text_without_a_detector_is_refused() -> None:
    """Text columns in the plan and no detector in the run: refused."""
    assert _refused(None) == {"text was treated and no detector can be tried"}


def test_a_blind_detector_stops_the_release() -> None:
    """A detector that finds nothing is refused by the gate as a whole, naming every kind it missed."""

    class Blind:
        fingerprint = "blind"

        def detect(self, texts: object, known: list[object]) -> list[list[object]]:
            del texts
            return [[] for _ in known]

    checks = gate.default_checks(dataclasses.replace(context(), detector=Blind()))  # type: ignore[arg-type]
    with pytest.raises(GateError) as refused:
        gate.release(batch({"note": ["x"]}, table="notes"), treated({"note": ["x"]}, table="notes"), NOTES, checks)
    assert "missed a planted identifier (mrn)" in str(refused.value)


def test_what_the_policy_keeps_is_not_planted() -> None:
    """A policy that keeps facilities is not refused for a facility that stayed."""
    detector = engine.build_detector(facilities="keep")
    assert _refused(detector, frozenset({DataKind.FACILITY})) == set()


def test_a_release_without_text_plants_nothing() -> None:
    """No text column, no canary, no detector needed."""
    rules = plan(column("dx", DataKind.CODE, "keep"))
    check = Canaries(context())
    assert check.batch(batch({"dx": ["E11"]}), treated({"dx": ["E11"]}), rules) == []
