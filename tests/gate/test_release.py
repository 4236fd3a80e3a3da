"""The door: what passes is released untouched, what does not raises with value-free reasons."""

from __future__ import annotations

import ast
from pathlib import Path

import polars as pl
import pytest

import safeharbor
from safeharbor import gate
from safeharbor.errors import GateError
from safeharbor.gate.residual_columns import ResidualColumns
from safeharbor.identifiers import DataKind
from tests.gate.given import Tokens, batch, column, context, plan, treated

KIND = DataKind


def test_clean_rows_are_released_untouched() -> None:
    """Rows that pass every check come out as they went in."""
    tokens = Tokens()
    source = batch({"mrn": ["00482913", "00482914"], "zip": ["84119", "03601"], "dx": ["E11.9", "I50.23"]})
    mrn = tokens.tokenize(source.frame["mrn"], system="mrn", kind=KIND.MRN)
    after = treated({"mrn": mrn, "zip": ["841", "000"], "dx": ["E11.9", "I50.23"]})
    rules = plan(column("mrn", KIND.MRN, "tokenize"), column("zip", KIND.ZIP, "zip3"), column("dx", KIND.CODE, "keep"))
    released = gate.release(source, after, rules, gate.default_checks(context(tokens)))
    assert released.frame.equals(after.frame)
    assert released.order.equals(after.order)
    assert released.position == after.position


def test_a_refusal_names_place_and_count_and_no_value() -> None:
    """The error lists table, column, reason and count; the cell is nowhere in it."""
    source = batch({"mrn": ["00482913"], "note_code": ["MRN 482913"]})
    after = treated({"note_code": ["MRN 482913"]})
    rules = plan(column("mrn", KIND.MRN, "drop"), column("note_code", KIND.CATEGORY, "keep"))
    with pytest.raises(GateError) as refused:
        gate.release(source, after, rules, gate.default_checks(context()))
    assert "patients.note_code: holds identifiers of the source (known_values, 1 times)" in str(refused.value)
    assert "482913" not in str(refused.value) + repr(refused.value)
    assert isinstance(refused.value, gate.BlockedError)
    assert [(found.check, found.column, found.count) for found in refused.value.violations] == [
        ("known_values", "note_code", 1)
    ]


def test_only_the_gate_makes_released_batches() -> None:
    """No other module of the package calls the constructor of ReleasedBatch."""
    package = Path(safeharbor.__file__).parent
    makers = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] == "ReleasedBatch":
                makers.add(file.relative_to(package).as_posix())
    assert makers == {"gate/__init__.py"}


@pytest.mark.parametrize(
    "dtype",
    [
        pl.String,
        pl.Categorical(),
        pl.Categorical(pl.Categories.random("codes")),
        pl.Enum(["stable", "ssn 219-09-9999"]),
    ],
    ids=["text", "categories", "named categories", "enumeration"],
)
def test_a_shape_is_seen_whatever_the_type_of_its_text(dtype: pl.DataType) -> None:
    """Categories and enumerations are texts: an identifier's shape among them is refused as in a text."""
    remark = pl.Series(["stable", "ssn 219-09-9999"]).cast(dtype)
    check = ResidualColumns(context())
    rules = plan(column("remark", KIND.CATEGORY, "keep"))
    assert check.batch(batch({"remark": remark}), treated({"remark": remark}), rules)
    clean = remark.gather([0, 0])
    assert not ResidualColumns(context()).batch(batch({"remark": clean}), treated({"remark": clean}), rules)
