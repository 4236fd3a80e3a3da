"""Canonical forms."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeharbor.identifiers import DataKind
from safeharbor.parsing.canonical import canonical, canonical_expression, shape

SAME = [
    (DataKind.SSN, ["999-17-5017", "999175017", " 999 17 5017 ", "999175017.0", "\uff19\uff19\uff19175017"]),
    (DataKind.SSN, ["012-34-5678", "12345678", "12345678.0"]),
    (
        DataKind.MRN,
        ["00482913", "482913", "482913.0", "482913.00", "48-2913", " 482 913", "\ufeff482913", "482\u2011913"],
    ),
    (DataKind.MRN, ["mr-004X", "MR004X", "Mr 004x", "#MR004X"]),
    (DataKind.PHONE, ["(801) 555-0137", "1-801-555-0137", "+1 801.555.0137", "8015550137", "8015550137.0"]),
    (DataKind.EMAIL, ["Ann@Example.org", " ann@example.org "]),
    (DataKind.FULL_NAME, ["José  O'Neil-Smith", "JOSE ONEIL SMITH", "jose o\u2019neil smith"]),
    (DataKind.RECORD_ID, ["0a1b2c3d-0000-4000-8000-000000000001", "0A1B2C3D000040008000000000000001"]),
]
DIFFERENT = [
    (DataKind.SSN, ["123-45-6789", "123-45-6780"]),
    (DataKind.PHONE, ["801.555.0000", "801.555", "801.555.0001"]),
    (DataKind.MRN, ["A1", "A01", "0A1", "A1.0"]),
    (DataKind.ENCOUNTER_ID, ["12_3", "1_23", "123", "12/34"]),
    (DataKind.MRN, ["1000", "100", "1000.5"]),
    (DataKind.EMAIL, ["a.b@example.org", "ab@example.org"]),
    (DataKind.FULL_NAME, ["Ann Lee", "Annlee"]),
]


@pytest.mark.parametrize(("kind", "values"), SAME)
def test_variants_meet(kind: DataKind, values: list[str]) -> None:
    """Every spelling of one identifier has one canonical form, alone or beside the others."""
    together = canonical(pl.Series(values), kind)
    alone = [canonical(pl.Series([value]), kind)[0] for value in values]
    assert together.to_list() == alone
    assert together.n_unique() == 1


@pytest.mark.parametrize(("kind", "values"), DIFFERENT)
def test_different_stay_different(kind: DataKind, values: list[str]) -> None:
    """Two identifiers do not become one."""
    assert canonical(pl.Series(values), kind).n_unique() == len(values)


@pytest.mark.parametrize("kind", list(DataKind))
def test_no_values_are_null(kind: DataKind) -> None:
    """What people write where there is no value is no identifier of any kind."""
    values = [None, "", " ", "-", ".", "N/A", "n.a.", "null", "NaN", "None", "unknown", "--", "\u2014"]
    assert canonical(pl.Series(values), kind).null_count() == len(values)


def test_names_of_columns_and_numbers_survive() -> None:
    """The result keeps the column's name and length; numbers are read as they would be written."""
    result = canonical(pl.Series("mrn", [12, None, 340]), DataKind.MRN)
    assert result.name == "mrn"
    assert result.to_list() == ["12", None, "340"]
    assert canonical(pl.Series("mrn", [12.0, 1e9]), DataKind.MRN).to_list() == ["12", "1000000000"]
    assert canonical(pl.Series("mrn", [], dtype=pl.String), DataKind.MRN).to_list() == []


TEXTS = st.one_of(
    st.text(max_size=12),
    st.text("019- aAnNuUlL()+'@.", max_size=12),
    st.text("0123456789.-/ aAeExX+()@NnUuLl_ſßΣςŉǰŠ", max_size=14),
    st.sampled_from(["0NA", "00null", "N@A", "1.0.0", "0.0", "00.", ".0", "11", "018015550137"]),
)


@given(
    st.lists(TEXTS, max_size=8),
    st.sampled_from([DataKind.SSN, DataKind.PHONE, DataKind.EMAIL, DataKind.MRN, DataKind.ALIAS]),
)
def test_canonical_twice_is_canonical_once(values: list[str], kind: DataKind) -> None:
    """A canonical form is its own canonical form: the vault may look a raw value up among canonical ones."""
    once = canonical(pl.Series("v", values, dtype=pl.String), kind)
    assert canonical(once, kind).to_list() == once.to_list()


@given(
    st.lists(TEXTS, max_size=8),
    st.sampled_from([DataKind.SSN, DataKind.PHONE, DataKind.EMAIL, DataKind.MRN, DataKind.ALIAS]),
)
def test_short_cut_changes_nothing(values: list[str], kind: DataKind) -> None:
    """What is taken for canonical at a glance is what the whole rule gives, and neighbours do not matter."""
    column = pl.Series("v", values, dtype=pl.String)
    whole = column.to_frame().select(canonical_expression(kind)(pl.col("v"))).to_series()
    assert canonical(column, kind).to_list() == whole.to_list()


def test_shapes_keep_kinds_apart() -> None:
    """An SSN, a telephone and a record number of the same digits are three; an MRN and a record id may be one."""
    assert (
        len({shape(kind) for kind in (DataKind.SSN, DataKind.PHONE, DataKind.MRN, DataKind.EMAIL, DataKind.ALIAS)}) == 5
    )
    assert shape(DataKind.MRN) == shape(DataKind.RECORD_ID)
    assert shape(DataKind.PHONE) == shape(DataKind.FAX)
