"""What the law allows under the policy's method. Refused at compile time, with the paragraph, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.leaves import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.policy.models import Policy, Rule, TableRule

_RULE: Final = "45 CFR 164.514"
# operators that derive a code from an identifier, or keep a part of one: what each breaks
FORBIDDEN: Final = {
    "date_shift": (f"{_RULE}(b)(2)(i)(C)", "a shifted date still holds day and month elements of the person", "year"),
    "keyed_hash": (
        f"{_RULE}(c)(1)",
        "a released code must not be derived from information about the person",
        "tokenize",
    ),
    "hash": (f"{_RULE}(c)(1)", "a released code must not be derived from information about the person", "tokenize"),
    "hmac": (f"{_RULE}(c)(1)", "a released code must not be derived from information about the person", "tokenize"),
    "encrypt": (f"{_RULE}(c)(1)", "a ciphertext is derived from the value it hides", "tokenize"),
    "format_preserving_encryption": (f"{_RULE}(c)(1)", "a ciphertext is derived from the value it hides", "tokenize"),
    "last_four": (f"{_RULE}(b)(2)(i)(G)", "a part of an identifier is an identifier", "drop"),
    "mask": (f"{_RULE}(b)(2)(i)", "a mask that keeps parts or lengths keeps an identifier", "drop"),
    "initials": (f"{_RULE}(b)(2)(i)(A)", "initials are names", "drop"),
    "month": (f"{_RULE}(b)(2)(i)(C)", "nothing finer than the year may stay", "year"),
    "quarter": (f"{_RULE}(b)(2)(i)(C)", "nothing finer than the year may stay", "year"),
    "zip5": (
        f"{_RULE}(b)(2)(i)(B)",
        "only the first three digits may stay, where more than 20,000 people live",
        "zip3",
    ),
}
_EXPERT_ONLY: Final = frozenset({"date_shift", "keyed_hash"})
_GONE: Final = frozenset({"drop", "withhold"})
# a dropped id may still be the link between two tables
_LINKING: Final = _GONE | {"tokenize", "surrogate"}
_NAMES: Final = frozenset(
    ["full_name", "given_name", "family_name", "middle_name", "alias", "relative_name", "provider_name"]
)
_FAKED: Final = _NAMES | frozenset(["street", "city", "phone", "email", "employer"])
# staff are not the individual (OCR 3.8): a policy may keep their names, numbers and workplaces
_STAFF: Final = frozenset({DataKind.PROVIDER_NAME, DataKind.PROVIDER_ID, DataKind.FACILITY})
_OWN: Final = {
    DataKind.BIRTH_DATE: {"birth_year"},
    DataKind.BIRTH_YEAR: {"birth_year"},
    DataKind.DEATH_DATE: {"year"},
    DataKind.DATE: {"year"},
    DataKind.TIME: set(),
    DataKind.AGE: {"age_cap"},
    DataKind.ZIP: {"zip3", "tokenize"},
    DataKind.YEAR: {"year"},
    DataKind.STATE: {"state", "keep"},
    DataKind.COUNTRY: {"keep"},
    DataKind.CODE: {"keep", "tokenize", "text"},
    DataKind.MEASURE: {"keep", "text"},
    DataKind.CATEGORY: {"keep", "tokenize", "text"},
    DataKind.FREE_TEXT: {"text"},
    DataKind.UNKNOWN: set(),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a policy: where, what, and what to do."""

    where: str
    what: str
    hint: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.where}: {self.what} ({self.hint})"


def allowed_treatments(kind: DataKind, method: str) -> frozenset[str]:
    """Return the treatments that `method` lets a column of `kind` have."""
    allowed = set(_OWN.get(kind, {"tokenize", "text"})) | _GONE
    if kind in _FAKED:
        allowed.add("surrogate")
    if kind in _STAFF:
        allowed.add("keep")
    if method == "expert_determination":
        allowed |= {"keep", "keyed_hash"}
        if kind.category is not None and kind.category.letter == "C":
            allowed.add("date_shift")
    return frozenset(allowed)


def problems(policy: Policy) -> list[Problem]:
    """Return everything the policy's method does not allow, and every rule that contradicts itself."""
    return [problem for name, table in policy.tables.items() for problem in _table(policy, name, table)]


def compile_policy(policy: Policy) -> Policy:
    """Return the policy unchanged, or raise PolicyError with every problem and its paragraph."""
    found = problems(policy)
    if found:
        message = f"policy {policy.name} is refused under {policy.method}:\n" + "\n".join(
            f"  {problem}" for problem in found
        )
        raise PolicyError(
            message, hint="`safeharbor plan POLICY --check` lists these again; nothing was read or written"
        )
    return policy


def _table(policy: Policy, name: str, table: TableRule) -> Iterator[Problem]:
    if table.subject is not None and table.subject not in table.columns:
        yield Problem(f"{name}.subject", "names a column that has no rule", "add the column or correct the name")
    for path, rule in table.columns.items():
        yield from _rule(policy, f"{name}.{path}", rule)
        for number, case in enumerate(rule.cases):
            where = f"{name}.{path}.cases[{number}]"
            yield from _beside(table, where, path, case.column)
            yield from _treatment(policy.method, where, case.kind, case.treatment)
        if "country" in rule.options:
            yield from _beside(table, f"{name}.{path}.country", path, str(rule.options["country"]))
    for label, duration in table.durations.items():
        where = f"{name}.durations.{label}"
        for end in (duration.start, duration.end):
            bound = table.columns.get(end)
            if bound is None or bound.kind not in {DataKind.DATE, DataKind.DEATH_DATE}:
                what = "is not between two event dates of the table"
                yield Problem(where, what, "name two columns of kind date; a span from birth is an age")
            elif not pairs(label, end):
                yield Problem(where, "is between elements of a list", "name two dates of the row")
        if label in table.columns:
            yield Problem(where, "has the name of a source column", "choose another name")


def _beside(table: TableRule, where: str, path: str, other: str) -> Iterator[Problem]:
    """Yield what is wrong with a rule for `path` that looks at what `other` says beside each value."""
    if other not in table.columns:
        yield Problem(where, "looks at a column that has no rule", "name a column of the same table")
    elif not pairs(path, other):
        hint = "name a column of the row, or a field of the same list: nothing says which others belong"
        yield Problem(where, "looks at the elements of another list", hint)


def _rule(policy: Policy, where: str, rule: Rule) -> Iterator[Problem]:
    yield from _treatment(policy.method, where, rule.kind, rule.treatment)
    if rule.system is not None and rule.treatment not in _LINKING:
        yield Problem(where, "names an id system but holds no id", "remove `system`, or tokenize or drop the column")
    if rule.type is not None and rule.treatment != "keep":
        yield Problem(where, "names a type but is not kept", "`type` belongs to kept columns")


def _treatment(method: str, where: str, kind: DataKind, treatment: str) -> Iterator[Problem]:
    if treatment in FORBIDDEN and not (method == "expert_determination" and treatment in _EXPERT_ONLY):
        citation, why, instead = FORBIDDEN[treatment]
        yield Problem(where, f"{treatment} is forbidden by {citation}: {why}", f"use {instead}")
        return
    allowed = allowed_treatments(kind, method)
    if treatment not in allowed:
        category = kind.category
        law = f" under {category.citation}" if category else ""
        yield Problem(where, f"{treatment} is not allowed for {kind}{law}", f"allowed: {', '.join(sorted(allowed))}")
