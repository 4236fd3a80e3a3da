"""JSON in cells stays when every field is clinical, and goes for one that is not."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.classify.draft import draft_policy
from safeharbor.classify.samples import sample_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = 120


def treatment_of(records: Sequence[object]) -> str:
    """Return what a draft does to a column of these records, repeated, beside a patient's key."""
    frame = pl.DataFrame(
        {
            "patient_id": [f"P{row % 40:05d}" for row in range(ROWS)],
            "settings": [json.dumps(records[row * 7 // 3 % len(records)]) for row in range(ROWS)],
        }
    )
    (table,) = draft_policy({"t": sample_of("t", frame)}, as_of=dt.date(2026, 11, 22)).tables
    return {column.path: column.treatment for column in table.columns}["settings"]


def test_clinical_objects_stay() -> None:
    """Numbers, flags, codes and words of closed sets, nested ones too."""
    modes = [{"ramp": step * 5, "mode": {"kind": "inpatient", "on": True}, "dx": ["E11.9", "I10"]} for step in range(3)]
    assert treatment_of(modes) == "keep"


@pytest.mark.parametrize(
    "records",
    [
        [{"ramp": 5, "mail": f"a{n}@example.org"} for n in range(3)],
        [{"ramp": 5, "name": name} for name in ("x", "y", "z")],
        [{"ramp": 5, "who": {"said": name}} for name in ("Kowalski", "Okonkwo", "Hernandez")],
        [{"ramp": 5, "2024-01-02": 3}, {"ramp": 6, "2024-01-03": 4}],
        [{"ramp": 5, "Okonkwo": 3, "Kowalski": 2}],
        [{"ramp": n, "sn": f"W{n}4471XX{n}9"} for n in range(100)],
        [[1, 2], [3, 4]],
    ],
    ids=["an e-mail", "a name's key", "a surname", "a date as key", "surnames as keys", "a serial number", "no object"],
)
def test_one_field_that_is_not_withholds_all(records: list[object]) -> None:
    """An identifier in a field or in a key, or JSON that is no object, is never kept."""
    assert treatment_of(records) != "keep"
