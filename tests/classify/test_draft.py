"""A drafted policy: links, subjects, cases per code, and YAML that loads."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import polars as pl
import pytest
import yaml
from faker import Faker

from safeharbor.classify.draft import Draft, DraftColumn, draft_policy
from safeharbor.classify.render import Frame, render
from safeharbor.classify.samples import sample_of
from safeharbor.policy.compiler import problems
from safeharbor.policy.models import Policy
from tests.benchmarks.heldout_schemas import draft_of, score
from tests.benchmarks.schemas_heldout import HELD_OUT
from tests.benchmarks.schemas_known import KNOWN

if TYPE_CHECKING:
    from tests.benchmarks.schema_words import Schema

AS_OF = dt.date(2026, 11, 22)
FRAME = Frame(name="draft", method="safe_harbor", as_of=AS_OF, vault="v.db", key_file="v.key", mirror="mirror")


def make(name: str, *, size: int = 25) -> Schema:
    """Return a generated schema with a fixed seed."""
    fake = Faker()
    fake.seed_instance(11)
    return (KNOWN | HELD_OUT)[name](fake, random.Random(11), size)  # noqa: S311 - rows, not keys


def rules(draft: Draft, table: str) -> dict[str, DraftColumn]:
    """Return the columns of one drafted table."""
    return {column.path: column for one in draft.tables if one.table == table for column in one.columns}


@pytest.fixture(scope="module")
def lis() -> tuple[Schema, Draft]:
    """Draft a laboratory export whose results hold addresses too."""
    schema = make("lis_eav")
    return schema, draft_of(schema)


@pytest.mark.parametrize("name", ["anonymous", "misleading", "omop", "fhir_like"])
def test_no_identifier_is_kept_and_clinical_cells_stay(name: str) -> None:
    """On schemas of four styles no identifier column is classed keep, and 95 % of clinical cells are."""
    schema = make(name)
    result = score(name, schema, draft_of(schema))
    assert (result.leaks, result.share >= 0.95) == ([], True)


def test_results_are_judged_per_code(lis: tuple[Schema, Draft]) -> None:
    """Lab numbers stay, addresses and names under other codes do not, and unseen codes are withheld."""
    schema, draft = lis
    result = score("lis", schema, draft)
    rule = rules(draft, "results")["RESULT"]
    assert (result.leaks, result.share >= 0.95) == ([], True)
    assert (rule.treatment, bool(rule.cases)) == ("withhold", True)
    assert all(case.column in {"TEST_CODE", "TEST_NAME"} for case in rule.cases)


def test_one_id_under_several_names_has_one_system() -> None:
    """The patient key of patients, encounters and observations becomes the same token everywhere."""
    draft = draft_of(make("synthea_like"))
    systems = {
        rules(draft, "patients")["Id"].system,
        rules(draft, "encounters")["PATIENT"].system,
        rules(draft, "observations")["PATIENT"].system,
    }
    assert systems == {"patient"}
    assert rules(draft, "encounters")["Id"].system == rules(draft, "observations")["ENCOUNTER"].system != "patient"
    assert {table.table: table.subject for table in draft.tables} == {
        "patients": "Id",
        "encounters": "PATIENT",
        "medications": "PATIENT",
        "observations": "PATIENT",
    }


def test_the_same_small_numbers_in_two_tables_are_two_ids() -> None:
    """Row numbers 1..n of unrelated tables overlap and are still not one id."""
    n = 50
    one = pl.DataFrame({"patient_id": range(1, n + 1), "dob": ["1961-02-03"] * n, "ssn": ["912-17-5017"] * n})
    two = pl.DataFrame({"device_id": range(1, n + 1), "patient_id": [7] * n})
    draft = draft_policy({"patients": sample_of("patients", one), "devices": sample_of("devices", two)}, as_of=AS_OF)
    assert rules(draft, "patients")["patient_id"].system == rules(draft, "devices")["patient_id"].system == "patient"
    assert rules(draft, "devices")["device_id"].system != "patient"


def test_the_draft_is_a_policy_without_problems(lis: tuple[Schema, Draft]) -> None:
    """The YAML loads, and the compiler finds nothing that Safe Harbor forbids."""
    policy = Policy.model_validate(yaml.safe_load(render(lis[1], FRAME).replace("source:", "source:\n      path: x")))
    assert problems(policy) == []


def test_the_draft_shows_no_value(lis: tuple[Schema, Draft]) -> None:
    """No name, number, address or date of the sample stands in the policy text; codes of cases may."""
    schema, draft = lis
    text = render(draft, FRAME)
    column = schema["results"]["RESULT"]
    identifying = {
        str(value) for value, truth in zip(column.values, column.truth, strict=True) if truth not in {"ok", "any"}
    } | {str(value) for value in schema["results"]["PID"].values}
    assert not [value for value in identifying if value in text]


def test_the_unsure_is_withheld_and_listed_first() -> None:
    """A column nobody knows is withheld, and named at the top of the draft."""
    frame = pl.DataFrame({"blob": ["zqx-a", "qqy-b", "zzk-c", "kkq-d"]})
    draft = draft_policy({"t": sample_of("t", frame)}, as_of=AS_OF)
    assert [(table, column.path) for table, column in draft.review] == [("t", "blob")]
    assert "t.blob" in render(draft, FRAME).split("safeharbor: 1")[0]


def test_as_of_is_never_before_the_events() -> None:
    """Events of next year move `as_of` to its end; a stray far year does not."""
    frame = pl.DataFrame({"visit_date": ["2027-02-03"] * 60 + ["2026-01-01"] * 40})
    far = pl.DataFrame({"visit_date": ["2093-02-03"] + ["2026-01-01"] * 40})
    assert draft_policy({"t": sample_of("t", frame)}, as_of=AS_OF, settle=True).as_of == dt.date(2027, 12, 31)
    assert draft_policy({"t": sample_of("t", far)}, as_of=AS_OF, settle=True).as_of == AS_OF


def test_a_kept_number_is_typed_only_when_every_value_is_written_back() -> None:
    """`4.10` would come back as `4.1`: such a column stays text."""
    frame = pl.DataFrame(
        {"hemoglobin": ["4.10", "13.2", "12.0"], "glucose": ["4.1", "13.2", "12.5"], "steps": ["4", "7", "9"]}
    )
    columns = rules(draft_policy({"t": sample_of("t", frame)}, as_of=AS_OF), "t")
    assert [columns[name].type for name in frame.columns] == ["", "float", "integer"]
