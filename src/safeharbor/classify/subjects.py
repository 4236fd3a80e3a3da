"""Whose rows a table holds: the table of persons, its keys, and the column by which each other table names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.links import Link
    from safeharbor.classify.tables import TableVerdict

_PERSONAL: Final = {
    K.BIRTH_DATE: 3,
    K.BIRTH_YEAR: 2,
    K.DEATH_DATE: 1,
    K.SSN: 2,
    K.MRN: 1,
    K.GIVEN_NAME: 1,
    K.FAMILY_NAME: 1,
    K.FULL_NAME: 1,
    K.STREET: 1,
    K.PHONE: 1,
    K.EMAIL: 1,
    K.ZIP: 1,
    K.AGE: 1,
    K.HEALTH_PLAN_ID: 1,
    K.PROVIDER_ID: -2,
}
_ENOUGH: Final = 3
_UNIQUE: Final = 0.95


def subjects_of(
    verdicts: Mapping[str, TableVerdict], groups: list[Link], keyed: Mapping[str, str]
) -> dict[str, tuple[str, Link]]:
    """Return table -> (path, link) of the column that says whose each row is; tables of nobody are absent.

    The persons' key that most tables use comes first, then the persons' other keys, then those on which a table's
    births and names hang (`keyed`: table -> path), then encounters.
    """
    person = _person_table({table: one for table, one in verdicts.items() if table not in keyed})
    of_key = {key: link for link in groups for key in link.members}
    hung = [link for link in groups if any(of_table in link.members for of_table in keyed.items())]
    ordered = _preferred(person, verdicts, groups, hung)
    found: dict[str, tuple[str, Link]] = {}
    for table in verdicts:
        for link in ordered:
            paths = [path for path in verdicts[table].columns if of_key.get((table, path)) is link]
            flat = [path for path in paths if "[]" not in path]  # a struct's field has one value per row, too
            if flat:
                found[table] = (_plainest(flat), link)
                break
    return found


def _person_table(verdicts: Mapping[str, TableVerdict]) -> str:
    scores: dict[str, tuple[int, float]] = {}
    for table, verdict in verdicts.items():
        kinds = {column.kind for path, column in verdict.columns.items() if "[]" not in path}
        score = sum(points for kind, points in _PERSONAL.items() if kind in kinds)
        key = max((_uniqueness(verdict, path) for path in verdict.columns if _is_key(verdict, path)), default=0.0)
        if score >= _ENOUGH and key >= _UNIQUE:
            scores[table] = (score, key)
    return max(scores, key=lambda table: scores[table], default="")


def _is_key(verdict: TableVerdict, path: str) -> bool:
    return verdict.columns[path].kind in {K.RECORD_ID, K.MRN, K.SSN, K.HEALTH_PLAN_ID, K.OTHER_ID, K.ACCOUNT}


def _uniqueness(verdict: TableVerdict, path: str) -> float:
    return verdict.profiles[path].uniqueness


def _preferred(person: str, verdicts: Mapping[str, TableVerdict], groups: list[Link], hung: list[Link]) -> list[Link]:
    def tables(link: Link) -> int:
        return len({table for table, _ in link.members})

    def own(link: Link) -> bool:
        return any(
            table == person and _is_key(verdicts[person], path) and _uniqueness(verdicts[person], path) >= _UNIQUE
            for table, path in link.members
        )

    def called_person(link: Link) -> bool:
        return link.system.startswith("patient") or link.kind is K.MRN

    keys = [link for link in groups if person and own(link)]
    keys.sort(key=lambda link: (-tables(link), not called_person(link), link.kind is K.SSN))

    def numbers_rows(link: Link) -> bool:
        """Whether a key stands in one table and differs in each row: `patient_result_id` beside a visit's."""
        return len(link.members) == 1 and all(
            _uniqueness(verdicts[table], path) >= _UNIQUE for table, path in link.members
        )

    others = [link for link in groups if link not in keys and called_person(link)]
    others.sort(key=lambda link: -tables(link))
    hung = sorted((link for link in hung if link not in keys and link not in others), key=lambda link: -tables(link))
    encounters = [link for link in groups if link.kind is K.ENCOUNTER_ID]
    ordered = [*keys, *(link for link in others if not numbers_rows(link)), *hung, *encounters, *others]
    return list(dict.fromkeys(ordered))


def _plainest(paths: list[str]) -> str:
    return min(paths, key=lambda path: (len(path), path))
