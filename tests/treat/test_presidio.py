"""The treatments work as operators of presidio-anonymizer."""

from __future__ import annotations

import polars as pl
import pytest

from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.testing import MemoryVault
from safeharbor.treat.presidio import operators
from tests.treat.parts import settings


def _anonymized(text: str, spans: dict[str, str], vault: MemoryVault, **params: str) -> str:
    """Return Presidio's output for entity type -> operator, each entity found as a literal."""
    presidio = pytest.importorskip("presidio_anonymizer")
    engine = presidio.AnonymizerEngine()
    for operator in operators(settings(vault)).values():
        engine.add_anonymizer(operator)
    results = [
        presidio.RecognizerResult(entity, text.index(literal), text.index(literal) + len(literal), 1.0)
        for literal, (entity, _) in ((word, name.split("/")) for word, name in spans.items())
    ]
    configured = {name.split("/")[0]: presidio.OperatorConfig(name.split("/")[1], params) for name in spans.values()}
    anonymized: str = engine.anonymize(text, results, configured).text
    return anonymized


def test_dates_ages_and_zip_codes_are_treated_in_presidio() -> None:
    """The same rules as in columns, inside Presidio's engine."""
    text = "94 years, seen 3/4/2024, due Tuesday, of 84119 Utah"
    spans = {
        "94 years": "AGE/safeharbor_age_cap",
        "3/4/2024": "DATE_TIME/safeharbor_year",
        "Tuesday": "WEEKDAY/safeharbor_year",
        "84119": "ZIP/safeharbor_zip3",
        "Utah": "STATE/safeharbor_state",
    }
    expected = "90+, seen 2024, due <WEEKDAY>, of 841 UT"
    assert _anonymized(text, spans, MemoryVault()) == expected


def test_ids_are_the_tokens_of_their_column() -> None:
    """A system and a kind in the operator's parameters name the vault's namespace."""
    vault = MemoryVault()
    token = vault.tokenizer("test").tokenize(pl.Series(["12"]), system="patient", kind=DataKind.MRN)[0]
    spans = {"0012": "MRN/safeharbor_tokenize"}
    assert _anonymized("MRN 0012", spans, vault, kind="mrn", system="patient") == f"MRN {token}"


def test_an_unknown_kind_is_refused() -> None:
    """Presidio validates an operator's parameters before it runs."""
    with pytest.raises(PolicyError, match="unknown kind"):
        _anonymized("x", {"x": "X/safeharbor_tokenize"}, MemoryVault(), kind="nonsense")
