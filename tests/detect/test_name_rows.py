"""Patients listed by surname alone, and lists that only look like it."""

from __future__ import annotations

import pytest

from safeharbor.detect.document import prepare
from safeharbor.detect.engine import build_detector
from safeharbor.detect.recognizers import name_rows


def found(text: str) -> list[str]:
    """Return what the recognizer finds in a text."""
    return [text[finding.start : finding.end] for finding in name_rows.find(prepare(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kowalski - cystectomy\nTanaka - BCG\nOkafor - XRT", ["Kowalski", "Tanaka", "Okafor"]),
        ("1. Patel: nebs\n2. Jones: diurese\n3. Lopez: swab\n4. Brown: NGT", ["Patel", "Jones", "Lopez", "Brown"]),
        ("12A Haddad  echo\n14 Delgado  CT\n15B Nguyen  home", ["Haddad", "Delgado", "Nguyen"]),
    ],
)
def test_lines_that_open_with_surnames_list_people(text: str, names: list[str]) -> None:
    """Three lines of one form whose heads people bear: each head is a name."""
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Kowalski - cystectomy\nTanaka - BCG",
        "Neuro: alert\nLungs: clear\nAbdomen: soft\nSkin: warm",
        "Murphy - gallbladder\nRovsing - appendix\nKernig - meninges\nTinel - median nerve",
        "Stool - neg\nUrine - pos\nBlood - no growth\nSputum - flora",
        "Monday - clinic\nTuesday - OR\nFriday - rounds",
    ],
)
def test_headings_and_eponyms_list_no_one(text: str) -> None:
    """Two lines, systems of the body, signs, specimens and days are no list of people."""
    assert found(text) == []


def test_a_list_of_patients_is_not_let_go_as_a_text_about_no_one() -> None:
    """Eight patients by surname and illness: each goes, though no pronoun, age or date stands beside them."""
    heads = ["Smith", "Nguyen", "Garcia", "Okafor", "Delgado", "Williams", "Kowalski", "Brekke"]
    text = "Tumor board list\n" + "".join(f"{head} - carcinoma, margins negative, for radiation\n" for head in heads)
    gone = {text[finding.start : finding.end] for finding in build_detector().detect([text], [None])[0]}
    assert set(heads) <= gone
