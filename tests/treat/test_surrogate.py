"""Surrogates: fiction, the same for one person everywhere, drawn by the token and not by the value."""

from __future__ import annotations

import re

import polars as pl
import pytest

from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext
from safeharbor.testing import MemoryVault
from safeharbor.treat import treatment
from tests.treat.parts import settings

TWO = RowContext(subject=pl.Series(["p:1", "p:1", "p:2"]))


def _fake(vault: MemoryVault, kind: DataKind, values: list[str | None], rows: RowContext = TWO) -> list[str]:
    done: list[str] = treatment("surrogate", settings(vault, kind=kind)).treat(pl.Series(values), rows).values.to_list()
    return done


def test_a_name_is_the_same_in_the_parts_and_in_the_whole() -> None:
    """Given name, family name and full name columns of one person agree, in either order of writing."""
    vault = MemoryVault()
    given = _fake(vault, DataKind.GIVEN_NAME, ["Ann", "ANN", "Ann"])
    family = _fake(vault, DataKind.FAMILY_NAME, ["Lee", "lee", "Lee"])
    full = _fake(vault, DataKind.FULL_NAME, ["Ann Lee", "Lee, Ann", "Lee^Ann"])
    assert full == [f"{given[0]} {family[0]}", f"{family[0]}, {given[0]}", f"{family[2]}, {given[2]}"]


def test_two_people_of_one_name_are_two() -> None:
    """Otherwise the commonest surrogate would be the commonest name."""
    vault = MemoryVault()
    rows = RowContext(subject=pl.Series([f"p:{number}" for number in range(40)]))
    assert len(set(_fake(vault, DataKind.FAMILY_NAME, ["Smith"] * 40, rows))) > 20


def test_another_domain_draws_otherwise() -> None:
    """Two recipients cannot be joined on fiction."""
    names: list[str | None] = [f"Name{number}" for number in range(20)]
    rows = RowContext(subject=pl.Series([f"p:{number}" for number in range(20)]))
    assert _fake(MemoryVault(), DataKind.FULL_NAME, names, rows) != _fake(
        MemoryVault(), DataKind.FULL_NAME, names, rows
    )


@pytest.mark.parametrize(
    ("kind", "value", "shape"),
    [
        (DataKind.PHONE, "801-555-0137", r"555-555-\d{4}"),
        (DataKind.EMAIL, "ann@lee.org", r"[a-z.]+\d*@example\.com"),
        (DataKind.STREET, "12 Main St", r"\d+ \w+ \w+"),
        (DataKind.CITY, "Provo", r"[A-Za-z']+"),
        (DataKind.EMPLOYER, "Acme Corp", r"[\w']+ and [\w']+ LLC"),
        (DataKind.RELATIVE_NAME, "Mrs. J. Lee Jr.", r"[A-Z] [A-Za-z']+"),
    ],
)
def test_fiction_is_of_the_right_shape_and_never_real(kind: DataKind, value: str, shape: str) -> None:
    """An unassigned area code, a reserved domain, an initial for an initial, no titles."""
    made = _fake(MemoryVault(), kind, [value, None, "N/A"])
    assert re.fullmatch(shape, made[0])
    assert made[1:] == [None, None]


def test_people_whom_many_patients_share_are_one_fiction() -> None:
    """A provider is the same person in every patient's rows."""
    assert len(set(_fake(MemoryVault(), DataKind.PROVIDER_NAME, ["Al Roe", "Al Roe", "Roe, Al"])[:2])) == 1
    made = _fake(MemoryVault(), DataKind.EMPLOYER, ["Acme", "ACME", "acme"])
    assert len({name.casefold() for name in made}) == 1


def test_fiction_never_equals_what_it_hides() -> None:
    """A thousand people who bear the names of the list all get another."""
    vault = MemoryVault()
    rows = RowContext(subject=pl.Series([f"p:{number}" for number in range(1000)]))
    names = _fake(vault, DataKind.FAMILY_NAME, [f"X{number}" for number in range(1000)], rows)
    again = _fake(vault, DataKind.FAMILY_NAME, list(names), rows)
    assert [old for old, new in zip(names, again, strict=True) if old == new] == []
