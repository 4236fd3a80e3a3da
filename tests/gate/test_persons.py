"""A person's own names, numbers and house in the texts about that person, and in nobody else's."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from safeharbor.gate.known_values import KnownValuesCheck
from safeharbor.identifiers import DataKind
from tests.gate.given import batch, column, context, plan, treated

if TYPE_CHECKING:
    from collections.abc import Sequence

PEOPLE = plan(
    column("mrn", DataKind.MRN, "tokenize"),
    column("first", DataKind.GIVEN_NAME, "drop"),
    column("last", DataKind.FAMILY_NAME, "drop"),
    column("street", DataKind.STREET, "drop"),
    column("phone", DataKind.PHONE, "drop"),
    column("kin", DataKind.RELATIVE_NAME, "drop"),
    subject="mrn",
)
NOTES = plan(
    column("mrn", DataKind.MRN, "tokenize"),
    column("note", DataKind.FREE_TEXT, "text"),
    table="notes",
    subject="mrn",
)
ROWS: dict[str, Sequence[str | None]] = {
    "mrn": ["00012345", "00067890"],
    "first": ["Tevita", "Rose"],
    "last": ["Faleolo", "May"],
    "street": ["2291 S Quail Hollow Dr", "12 Main Street"],
    "phone": ["(801) 555-0137", "801-555-0162"],
    "kin": ["Mele Faleolo", None],
}


def _hits(text: str, person: str = "12345", *, notes_first: bool = False, names: str = "placeholder") -> int:
    check = KnownValuesCheck(dataclasses.replace(context(), invented_names=names == "surrogate"))
    people = batch(ROWS), treated({"mrn": ["tk_a", "tk_b"]}), PEOPLE
    notes = (
        batch({"mrn": [person], "note": ["before"]}, table="notes"),
        treated({"mrn": ["tk_a"], "note": [text]}, table="notes"),
        NOTES,
    )
    found = []
    for job in (notes, people) if notes_first else (people, notes):
        found += check.batch(*job)
    found += check.whole({})
    return max([violation.count for violation in found if violation.column == "note"], default=0)


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Faleolo is a 56 yo man",
        "FALEOLO, [NAME] presents",
        "seen with tevita in clinic",
        "wife mele at bedside",
        "lives at 2291 S. Quail Hollow",
        "2291 South Quail Hollow Drive",
        "call 801 555 0137 with results",
        "call (801)555-0137",
        "MRN: 1-23-45-x then 0001-2345",
        "chart 12345",
    ],
)
@pytest.mark.parametrize("notes_first", [False, True])
def test_what_is_left_of_a_person_is_found(text: str, *, notes_first: bool) -> None:
    """Names in any case and order, a house, a number in pieces: found, whichever table came first."""
    assert _hits(text, notes_first=notes_first) > 0


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("she may take rose water in May", "67890"),  # a name that is a word
        ("Mr. [NAME] has a Foley and Parkinson disease", "12345"),
        ("BP 120/80, HR 72, K 4.8, weight 12.3 45 kg", "12345"),
        ("in 2024, chart [MRN] tk_bcdfghjkmnpqrstvbcdfghjkmnpqrstvbc", "12345"),
        ("seen with tevita", "67890"),  # somebody else's name
        ("12 main complaints, street drugs denied", "67890"),
    ],
)
def test_words_and_counts_are_no_identifiers(text: str, person: str) -> None:
    """Words of the language, eponyms, vitals and other people's first names do not stop a release."""
    assert _hits(text, person) == 0


def test_both_names_side_by_side_count_even_when_they_are_words() -> None:
    """`Rose May` in Rose May's note is her, in either order."""
    assert _hits("Rose May was seen", "67890") > 0
    assert _hits("MAY, ROSE", "67890") > 0


def test_surrogates_may_meet_one_name_by_chance_but_not_two() -> None:
    """Where surrogate names stand in the text a single match is chance, a full name is not."""
    assert _hits("Mr. Faleolo was seen", names="surrogate") == 0
    assert _hits("Tevita Faleolo was seen", names="surrogate") > 0


def test_without_text_nobody_is_remembered() -> None:
    """A release without free text pays nothing for names."""
    check = KnownValuesCheck(dataclasses.replace(context(), text=False))
    assert check.batch(batch(ROWS), treated({"mrn": ["tk_a", "tk_b"]}), PEOPLE) == []
