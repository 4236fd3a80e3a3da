"""Headers that are values, and the words of headers that are not."""

from __future__ import annotations

import pytest

from safeharbor.classify.by_name import hint_of
from safeharbor.identifiers import DataKind
from safeharbor.parsing.headers import header_words, looks_like_value, value_headers


@pytest.mark.parametrize(
    "header",
    [
        "2024-03-14",
        "3/14/2024",
        "14 Mar 2024",
        "March 14, 2024",
        "Mar-2024",
        "20240314",
        "visits_2024-03-14",
        "999-17-5017",
        "(801) 555-0137",
        "MRN-0048213",
        "482913",
        "12.5",
        "jane.roe@example.org",
        "https://portal.example.org/p/1",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "12 Elm Street",
        "Hernandez, Miguel",
        "Miguel Hernandez",
    ],
)
def test_a_value_in_the_header_row_is_recognised(header: str) -> None:
    """Dates, numbers, ids, addresses and full names are no names of columns."""
    assert looks_like_value(header)


@pytest.mark.parametrize(
    "header",
    [
        "PAT_ENC_CSN_ID",
        "birthDate",
        "c1",
        "ICD10",
        "A1C",
        "HbA1c (%)",
        "dx_2",
        "Date of Birth",
        "LINE_1",
        "value_as_number",
        "SpO2",
        "race___1",
        "t4_free",
        "zip5",
        "Rose Bengal Score",
        "Wt (kg)",
        "apellido_paterno",
        "Home Address",
        "May",
        "",
    ],
)
def test_a_name_of_a_column_is_no_value(header: str) -> None:
    """Abbreviations, numbered columns and clinical words stay headers."""
    assert not looks_like_value(header)


def test_surnames_side_by_side_are_pivoted_data() -> None:
    """One column may be called after a person; two are a header row of patients."""
    assert value_headers(["test", "Hernandez", "Nguyen", "unit"]) == (1, 2)
    assert value_headers(["test", "Hernandez", "unit"]) == ()


def test_of_many_abbreviations_two_far_apart_are_surnames_by_chance() -> None:
    """`MAGER`, a mother's age, and `NICU` are names, too; a tenth of all headers is no chance."""
    plain = [f"COL{number}_CD" for number in range(30)]
    assert value_headers([*plain[:15], "MAGER", *plain[15:], "NICU"]) == ()
    assert value_headers([*plain[:8], "MAGER", *plain[8:10], "NICU"]) == (8, 11)


def test_reference_numbers_of_a_survey_are_headers() -> None:
    """Many round numbers behind a letter name columns; record numbers, and any beside a named column, do not."""
    survey = [f"R{number:07}" for number in (100, 536300, 536401, 536402, 1235800, 1482600, 1193000, 1204500)]
    patients = [f"M{number:07}" for number in (482913, 482914, 517733, 601277, 700118, 811029, 900442, 913557)]
    assert value_headers(survey) == ()
    assert value_headers(patients) == tuple(range(8))
    assert value_headers(["test", *survey]) == tuple(range(1, 9))


def test_words_of_a_header_are_found_in_every_naming_style() -> None:
    """Snake, camel, kebab and spaced headers give the same words; accents are folded."""
    expected = ("pat", "first", "name")
    assert header_words("PAT_FIRST_NAME") == expected
    assert header_words("patFirstName") == expected
    assert header_words("pat-first name") == expected
    assert header_words("Dirección") == ("direccion",)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("phone.model", DataKind.CATEGORY),
        ("summary.steps", DataKind.MEASURE),
        ("phone.number", DataKind.PHONE),
        ("birth.date", DataKind.BIRTH_DATE),
        ("Geburtsmonat", DataKind.BIRTH_DATE),
        ("Aufnahmegewicht", DataKind.MEASURE),
        ("identifier_type", DataKind.CATEGORY),
    ],
)
def test_inner_names_compounds_and_types(header: str, kind: DataKind) -> None:
    """A nested leaf's inner name counts where it is clinical; compounds are read by their parts; a type is no id."""
    assert hint_of(header).kind is kind
