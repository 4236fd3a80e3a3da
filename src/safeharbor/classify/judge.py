"""What one leaf is: judges asked in order, the first that knows decides; nobody knows means unknown.

Values are asked before names: a header only chooses among what its values can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.classify.by_number import by_number
from safeharbor.classify.by_shape import DATE_KINDS, by_code_shape, by_identifier_shape
from safeharbor.classify.by_word import (
    by_description,
    by_identifier,
    by_person,
    by_prose,
    by_result,
    by_said_word,
    by_set,
)
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeharbor.classify.evidence import Case
    from safeharbor.findings import ColumnVerdict

_ORDER: Final[tuple[Callable[[Case], ColumnVerdict | None], ...]] = (
    by_set,
    by_identifier_shape,
    by_code_shape,
    by_number,
    by_result,
    by_prose,
    by_person,
    by_said_word,
    by_description,
    by_identifier,
)

_KEPT: Final = frozenset({K.CODE, K.MEASURE, K.CATEGORY, K.COUNTRY, K.STATE})
_BETRAYALS: Final = ("email_inside", "ssn_inside", "phone_inside", "date_inside", "url_inside")


def judge(case: Case) -> ColumnVerdict:
    """Return the verdict on one leaf; `unknown` when no judge knows it."""
    typed = _by_type(case)
    if typed is not None:
        return typed
    for judge_one in _ORDER:
        verdict = judge_one(case)
        if verdict is not None:
            return _guarded(case, verdict)
    return case.verdict(K.UNKNOWN, 0.0, "nothing known fits these values")


def _guarded(case: Case, verdict: ColumnVerdict) -> ColumnVerdict:
    """Return the verdict, or unknown for a column to be kept in which one identifier shows."""
    if verdict.kind not in _KEPT or case.profile.like("terminology_url") > 0:
        return verdict
    also = ("nine_digits",) if verdict.kind is K.MEASURE and case.profile.family == "string" else ()
    share = max(case.profile.inside(name) for name in (*_BETRAYALS, *also))
    if not share:
        return verdict
    return case.verdict(K.UNKNOWN, 0.5, *verdict.evidence, f"but identifiers show in {share * 100:.1f} % of rows")


def _by_type(case: Case) -> ColumnVerdict | None:
    family = case.profile.family
    if family == "nothing":
        return case.verdict(K.UNKNOWN, 0.0, "no value in the sample")
    if family == "binary":
        return case.verdict(case.named(K.PHOTO, K.BIOMETRIC), 0.9, "binary values")
    if family == "boolean":
        return case.verdict(K.CATEGORY, 0.99, "true or false")
    if family in {"date", "datetime"}:
        return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.99, "typed as a date")
    if family == "time":
        return case.verdict(K.TIME, 0.99, "typed as a time of day")
    if family == "duration":
        return case.verdict(K.MEASURE, 0.9, "typed as a duration")
    return None
