"""The compiler knows the law: what the declared method forbids is refused with its paragraph."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.policy.compiler import FORBIDDEN, allowed_treatments, compile_policy, problems
from safeharbor.policy.models import (
    Case,
    DurationRule,
    Method,
    MirrorRule,
    Policy,
    Rule,
    SourceRule,
    TableRule,
    VaultRule,
)


def _policy(columns: dict[str, Rule], *, method: Method = "safe_harbor", **table: object) -> Policy:
    return Policy(
        name="test",
        method=method,
        as_of=dt.date(2025, 6, 30),
        vault=VaultRule(path=Path("vault")),
        mirror=MirrorRule(path=Path("mirror")),
        tables={"t": TableRule.model_validate({"source": SourceRule(path="t.csv"), "columns": columns, **table})},
    )


@pytest.mark.parametrize("treatment", sorted(FORBIDDEN))
def test_each_forbidden_operator_is_refused_with_its_paragraph(treatment: str) -> None:
    """Safe Harbor forbids date shifts, derived codes and kept parts (164.514(b)(2)(i), (c)(1))."""
    with pytest.raises(PolicyError) as caught:
        compile_policy(_policy({"x": Rule(kind=DataKind.MRN, treatment=treatment)}))
    assert FORBIDDEN[treatment][0] in str(caught.value)
    assert "164.514" in FORBIDDEN[treatment][0]


@pytest.mark.parametrize(
    ("kind", "treatment"), [(DataKind.DATE, "date_shift"), (DataKind.MRN, "keyed_hash"), (DataKind.ZIP, "keep")]
)
def test_expert_determination_may_do_more(kind: DataKind, treatment: str) -> None:
    """Date shifts and keyed hashes belong to the other method, and only to it."""
    assert problems(_policy({"x": Rule(kind=kind, treatment=treatment)})) != []
    assert problems(_policy({"x": Rule(kind=kind, treatment=treatment)}, method="expert_determination")) == []


@pytest.mark.parametrize("kind", [kind for kind in DataKind if kind.category is not None])
def test_no_identifier_is_kept_but_what_is_the_staffs(kind: DataKind) -> None:
    """A kept column of an identifying kind is refused under its own letter; staff may stay (OCR 3.8)."""
    staff = kind in {DataKind.PROVIDER_NAME, DataKind.PROVIDER_ID, DataKind.FACILITY}
    found = problems(_policy({"x": Rule(kind=kind, treatment="keep")}))
    assert (found == []) is staff
    assert staff or (kind.category is not None and kind.category.citation in str(found[0]))


@pytest.mark.parametrize("kind", list(DataKind))
def test_every_kind_may_be_dropped_or_withheld(kind: DataKind) -> None:
    """There is always a way to be safe."""
    assert {"drop", "withhold"} <= allowed_treatments(kind, "safe_harbor")


def test_a_birth_date_is_not_treated_as_any_date() -> None:
    """The year of a birth date may indicate an age over 89: it needs its own treatment."""
    assert problems(_policy({"dob": Rule(kind=DataKind.BIRTH_DATE, treatment="year")})) != []
    assert problems(_policy({"dob": Rule(kind=DataKind.BIRTH_DATE, treatment="birth_year")})) == []


def test_an_unknown_column_is_never_kept() -> None:
    """What nobody has classified is withheld."""
    assert problems(_policy({"x": Rule(treatment="keep")})) != []


def test_rules_that_contradict_themselves_are_all_listed() -> None:
    """Subject without a rule, system on a kept column, type on a dropped one, cases by a column that is not there."""
    found = problems(
        _policy(
            {
                "a": Rule(kind=DataKind.CODE, treatment="keep", system="s"),
                "b": Rule(kind=DataKind.SSN, treatment="drop", type="integer"),
                "c": Rule(
                    kind=DataKind.CODE,
                    treatment="keep",
                    cases=(Case(column="none", values=("1",), kind=DataKind.DATE, treatment="keep"),),
                ),
            },
            subject="nobody",
            durations={"stay": DurationRule(start="a", end="b")},
        )
    )
    assert [problem.where for problem in found] == [
        "t.subject",
        "t.a",
        "t.b",
        "t.c.cases[0]",
        "t.c.cases[0]",
        "t.durations.stay",
        "t.durations.stay",
    ]


@pytest.mark.parametrize(
    ("path", "other", "refused"),
    [
        ("value", "code", ""),
        ("seen[].value", "code", ""),
        ("seen[].value", "what.code", ""),
        ("seen[].value", "seen[].code", ""),
        ("value", "codes[]", "another list"),
        ("seen[].value", "codes[]", "another list"),
        ("seen[].notes[]", "seen[].code", "another list"),
        ("value", "missing", "no rule"),
    ],
)
def test_a_rule_looks_only_at_what_stands_beside_its_values(path: str, other: str, refused: str) -> None:
    """A case, or a ZIP's country, that no value has beside it would never be met: the default would publish it."""
    names = {path, "code", "what.code", "seen[].code", "codes[]"}
    columns = {name: Rule(kind=DataKind.CODE, treatment="keep") for name in names}
    case = Case(column=other, values=("NOTE",), kind=DataKind.FREE_TEXT, treatment="text")
    by_code = columns | {path: Rule(kind=DataKind.MEASURE, treatment="keep", cases=(case,))}
    by_country = columns | {path: Rule(kind=DataKind.ZIP, treatment="zip3", options={"country": other})}
    for found in (problems(_policy(by_code)), problems(_policy(by_country))):
        assert [refused in problem.what for problem in found] == [True] * bool(refused)


def test_a_duration_is_between_dates_of_the_row() -> None:
    """Elements of a list have no one span."""
    columns = {name: Rule(kind=DataKind.DATE, treatment="year") for name in ("in", "out", "seen[].on")}
    span = DurationRule(start="in", end="out")
    assert problems(_policy(columns, durations={"days": span})) == []
    found = problems(_policy(columns, durations={"days": span.model_copy(update={"end": "seen[].on"})}))
    assert [problem.what for problem in found] == ["is between elements of a list"]
