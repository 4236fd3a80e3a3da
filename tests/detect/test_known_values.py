"""What the record knows of a person is found in that person's text, in any style, with one slip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from safeharbor.detect.document import prepare
from safeharbor.detect.known_values import find, unchanged
from safeharbor.detect.patient import known_values
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from safeharbor.findings import KnownValues

PATIENT: dict[str, object] = {
    "names": ["Wilhelmina T. Ostrander", "Billie Ostrander"],
    "mrn": "00-4471-23",
    "dob": "05/14/1939",
    "phones": ["(414) 555-0152"],
    "addresses": ["309 Lakefield Ct, Cudahy, WI 53110"],
    "relatives": ["Lise-Marie Pruitt"],
    "emails": ["w.ostrander@example.com"],
    "employer": "Fox Valley Paperboard Inc",
    "devices": ["RNH604418S"],
}


def known(patient: dict[str, object]) -> KnownValues:
    """Return what a patient object holds."""
    values = known_values(patient)
    assert values is not None
    return values


def found(text: str, patient: dict[str, object] | None = None) -> set[str]:
    """Return the stretches found by known values alone."""
    return {text[f.start : f.end] for f in find(prepare(text), known(patient or PATIENT))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("saw wilhelmina today", "wilhelmina"),
        ("OSTRANDER, WILHELMINA T", "OSTRANDER, WILHELMINA T"),
        ("W. Ostrander came", "W. Ostrander"),
        ("Ostrander, W", "Ostrander, W"),
        ("Wilhelmena walked", "Wilhelmena"),
        ("Wilhe1mina slept", "Wilhe1mina"),
        ("spelled O-S-T-R-A-N-D-E-R", "O-S-T-R-A-N-D-E-R"),
        ("Ostran der", "Ostran der"),
        ("her niece Lise phoned", "Lise"),
        ("pt W.T.O. consented", "W.T.O"),
        ("record 4471 23 pulled", "4471 23"),
        ("chart 00447123", "00447123"),
        ("chart 0O4471-23", "0O4471-23"),
        ("call 414.555.0152", "414.555.0152"),
        ("call +1 (414) 555-0152", "+1 (414) 555-0152"),
        ("born 19390514", "19390514"),
        ("dob 051439", "051439"),
        ("at 309 LAKEFIELD COURT", "309 LAKEFIELD COURT"),
        ("3O9 Lakefie1d Ct", "3O9 Lakefie1d Ct"),
        ("lives in Cudahy", "Cudahy"),
        ("zip 53110", "53110"),
        ("W.Ostrander@Example.com wrote", "W.Ostrander@Example.com"),
        ("works at FOX VALLEY PAPERBOARD", "FOX VALLEY PAPERBOARD"),
        ("device rnh604418s", "rnh604418s"),
        ("device RNH60441S", "RNH60441S"),
    ],
)
def test_a_known_value_is_found_in_every_style(text: str, expected: str) -> None:
    """Case, order, spacing, punctuation, initials, one typo, a scanner's slip."""
    spans = found(text)
    assert any(expected.strip("+") in span for span in spans), spans


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson disease runs in the family",
        "he may walk",
        "in May the rash began",
        "a rose coloured rash",
        "gray skin",
        "the foley was removed",
    ],
)
def test_a_name_that_is_a_word_stays_where_it_is_the_word(text: str) -> None:
    """Common-word names need capitals and a person's place in the sentence."""
    assert found(text, {"names": ["Rose May Gray", "Ann Parkinson", "Joe Foley"]}) == set()


@pytest.mark.parametrize(
    "text",
    ["Ms. May slept", "Rose May Gray", "GRAY, ROSE", "May tells us", "Gray refused weight", "GRAY DECLINED MEDS"],
)
def test_a_name_that_is_a_word_goes_where_it_is_the_name(text: str) -> None:
    """A title, a neighbour that is a name, or what people do."""
    assert found(text, {"names": ["Rose May Gray"]}) != set()


def test_other_peoples_values_are_not_sought() -> None:
    """Nothing of the text is found for a person who is not in it."""
    assert found("Seen for cough; BP 120/80, Na 138, 2 tablets of 500 mg at 0930.") == set()


def test_keys_are_told_by_their_words() -> None:
    """Singular, plural and unknown keys; an age of 90 marks the person as aged."""
    values = known({"patient_names": ["A B"], "insurance_ids": ["X1"], "blood_card": 7, "age": "93", "sex": "F"})
    assert values.aged
    assert [value.kind for value in values.values] == [DataKind.FULL_NAME, DataKind.HEALTH_PLAN_ID, DataKind.OTHER_ID]


def test_no_patient_is_nothing_known() -> None:
    """An absent or empty object is none."""
    assert known_values(None) is None
    assert known_values({}) is None


@pytest.mark.parametrize(
    ("text", "added", "same"),
    [
        pytest.param(
            "seen for visit 88-201-774, BP 120/80", {"ids": ["55501299"]}, True, id="a number that is not there"
        ),
        pytest.param("seen for visit 88-201-774, BP 120/80", {"ids": ["88201774"]}, False, id="a number that is"),
        pytest.param("seen for visit 8B-2O1-774", {"ids": ["88201774"]}, False, id="scanned"),
        pytest.param("seen for visit 88-201-747", {"ids": ["88201774"]}, False, id="with a slip"),
        pytest.param("seen for visit 88-201-77", {"ids": ["188201774"]}, True, id="with two"),
        pytest.param("W. Ostrander came with J. Ostrander", {"names": ["Jo Pruitt"]}, False, id="an initial more"),
        pytest.param("W. Ostrander came", {"names": ["Quentin Zeller"]}, True, id="a name that is not there"),
        pytest.param(
            "W. Ostrander came from Sheboygan", {"addresses": ["1 Elm St, Sheboygan, WI 53081"]}, False, id="town"
        ),
        pytest.param("", {"ids": ["88201774"]}, True, id="an empty text"),
    ],
)
def test_a_text_that_says_nothing_of_what_was_learnt(text: str, added: dict[str, list[str]], same: bool) -> None:  # noqa: FBT001 - a case's answer
    """Whether knowing more of a person would find more, or otherwise, in a text about them."""
    now = known({**PATIENT, **{key: [*PATIENT.get(key, []), *values] for key, values in added.items()}})  # type: ignore[misc]
    document = prepare(text)
    assert unchanged(text, known(PATIENT), now) is same
    assert (list(find(document, known(PATIENT))) == list(find(document, now))) is same


def test_knowing_less_is_a_change() -> None:
    """What was purged, and who turned 90, is never taken for the same."""
    all_of_it, less = known(PATIENT), known({key: value for key, value in PATIENT.items() if key != "mrn"})
    text = "nothing of the person"
    assert unchanged(text, less, all_of_it)
    assert not unchanged(text, all_of_it, less)
    assert not unchanged(text, all_of_it, replace(all_of_it, aged=True))


def test_codes_are_sought_each_for_itself() -> None:
    """Another code that is known changes nothing of how one is found: a slip in front is found by the other end."""
    for others in ([], ["90000001", "12999999"]):
        one = known({"ids": ["92345678", *others]})
        assert [f.kind for f in find(prepare("no 12345678 there"), one)] != []
