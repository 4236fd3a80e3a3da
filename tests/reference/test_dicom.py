"""DICOM tags as headers of the JSON model and of exported image headers."""

from __future__ import annotations

import pytest

from safeharbor.parsing.headers import header_words, looks_like_value
from safeharbor.reference.dicom import keyword


@pytest.mark.parametrize("header", ["00100010", "(0010,0010)", "0010,0010"])
def test_a_tag_is_read_as_its_elements_keyword(header: str) -> None:
    """A public tag is no number: it says what it holds, its list of values too."""
    assert (keyword(header), looks_like_value(header)) == ("PatientName", False)
    assert header_words(f"{header}.Value[].Alphabetic") == ("patient", "name", "alphabetic")


@pytest.mark.parametrize("header", ["00184211", "00100099", "20240314", "10010"])
def test_other_numbers_are_values(header: str) -> None:
    """A record number of eight digits stays one, in whatever group it would lie."""
    assert (keyword(header), looks_like_value(header)) == ("", True)
