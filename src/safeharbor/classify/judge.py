"""What one leaf is: judges asked in order, the first that knows decides; nobody knows means unknown.

Values are asked before names: a header only chooses among what its values can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_date import DATE_KINDS
from safeharbor.classify.by_document import by_document
from safeharbor.classify.by_name import Hint, hint_of
from safeharbor.classify.by_number import by_number
from safeharbor.classify.by_person import by_person, by_said_word
from safeharbor.classify.by_prose import by_phrases, by_prose
from safeharbor.classify.by_result import by_result
from safeharbor.classify.by_shape import by_code_shape, by_identifier_shape
from safeharbor.classify.by_word import by_description, by_identifier, by_set
from safeharbor.classify.evidence import Case
from safeharbor.classify.profile import profiles_of
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeharbor.classify.profile import Profile
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
    by_phrases,
)

_NEARLY_ALL: Final = 0.97
_WORD_AND_A_HALF: Final = 1.5
_SYSTEMS: Final = 40
_LABELS: Final = 12
_CROWD: Final = 15
# qualifiers of X12, HL7 and research warehouses that stand before a clinical code
_SYSTEM_NAMES: Final = words_of(
    """
    abk abf abj bk bf bj bbr bbq bp bo hc ad n4 zz icd9 icd10 icd9cm icd10cm icd10pcs icd-9-cm icd-10-cm cpt cpt4 hcpcs
    loinc ln snomed snomedct snomed-ct sct rxnorm rxcui ndc cvx mvx atc ucum icdo3 ms-drg drg umls mesh hpo cdt nddf
    """
)

_KEPT: Final = frozenset({K.CODE, K.MEASURE, K.CATEGORY, K.COUNTRY, K.STATE})
_BETRAYALS: Final = ("email_inside", "ssn_inside", "phone_inside", "date_inside", "url_inside")


def judge(case: Case) -> ColumnVerdict:
    """Return the verdict on one leaf; `unknown` when no judge knows it."""
    verdict = _by_type(case)
    if verdict is not None:
        return verdict
    verdict = _qualified(case) or by_document(case, judge)
    if verdict is not None:
        return _guarded(case, verdict)
    for judge_one in _ORDER:
        verdict = judge_one(case)
        if verdict is not None:
            return _guarded(case, verdict)
    return case.verdict(K.UNKNOWN, 0.0, f"nothing known fits: {_looks(case.profile)}")


def _looks(profile: Profile) -> str:
    """Return what values that nobody knows look like, so that a person can tell them without opening the file."""
    size = "one word" if profile.mean_words < _WORD_AND_A_HALF else f"{profile.mean_words:.0f} words"
    digits = f"digits in {profile.like('has_digit') * 100:.0f} %"
    return f"{size} a value, {digits}, {profile.distinct} distinct in {profile.filled} rows"


def _qualified(case: Case) -> ColumnVerdict | None:
    """Judge codes behind their systems' names (`ABK:E119`, `DEM|SEX:f`), system by system; None for other values.

    Only what stays is judged here: `MRN:4711` is an id with or without its prefix.
    """
    if case.profile.family != "string" or case.profile.like("qualified") < _NEARLY_ALL or case.profile.like("url") > 0:
        return None
    parts = case.profile.values.with_columns(
        system=pl.col("v").str.extract(r"^([^:]+):"), code=pl.col("v").str.extract(r"^[^:]+:(.*)$", 1)
    ).drop_nulls()
    if not 1 <= parts.get_column("system").n_unique() <= _SYSTEMS:
        return None
    codes = parts.select("system", pl.col("code").repeat_by("n")).explode("code")
    systems = {str(system): rows.get_column("code") for (system,), rows in codes.group_by("system")}
    for system, profile in profiles_of(systems).items():
        said = Hint(K.CODE, 0.9) if fold(system) in _SYSTEM_NAMES else hint_of(system)
        verdict = judge(Case(case.path, profile, said, case.as_of_year))
        coded = said.kind is K.CODE and verdict.kind is K.UNKNOWN
        if verdict.kind not in _KEPT and not coded and not (verdict.kind is K.FREE_TEXT and _are_labels(profile)):
            return None
    return case.verdict(K.CODE, 0.85, f"codes behind the names of {len(systems)} code systems")


def _are_labels(profile: Profile) -> bool:
    """Whether a few words of English come again and again, as kinds of notes do: `NOTE:PROGRESS`."""
    few = profile.distinct <= _LABELS and profile.filled >= _CROWD * profile.distinct
    return few and profile.wording.listed == 1 and profile.mean_words < _WORD_AND_A_HALF


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
