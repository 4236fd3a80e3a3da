"""A tiny hospital on disk whose every identifier is a canary: values that occur nowhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

# each must be gone from everything a run leaves behind
CANARIES: Final = (
    "Zyzzogeton",
    "Quillfeather",
    "Vandersloot",
    "997-31-7731",
    "997317731",
    "77310042",
    "773-555-0142",
    "7735550142",
    "zq.canary@example.org",
    "7731 Canary Wharf Lane",
    "Canaryville",
    "1961-07-31",
    "07/31/1961",
    "PHIMETA7731",
)
SURNAMES: Final = (
    *("Abernathy", "Baldwin", "Castillo", "Delgado", "Erickson", "Fitzgerald", "Gutierrez", "Henderson"),
    *("Ibarra", "Jacobson", "Kowalski", "Lindqvist", "Montgomery", "Nakamura", "Okonkwo", "Petrov"),
)
POLICY: Final = """
name: tiny
as_of: 2025-06-30
recipient: research
vault: {path: keep/vault.db, key_file: keep/master.key}
mirror: {path: mirror, format: FORMAT}
tables:
  patients:
    source: {path: "data/patients Zyzzogeton 773-555-0142.csv"}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      last: {kind: family_name, treatment: drop}
      first: {kind: given_name, treatment: drop}
      spouse: {kind: relative_name, treatment: drop}
      ssn: {kind: ssn, treatment: drop}
      phone: {kind: phone, treatment: drop}
      email: {kind: email, treatment: drop}
      street: {kind: street, treatment: drop}
      city: {kind: city, treatment: drop}
      born: {kind: birth_date, treatment: birth_year}
      zip: {kind: zip, treatment: zip3}
      sex: {kind: category, treatment: keep}
  labs:
    source: {path: data/labs.parquet}
    subject: patient
    columns:
      patient: {kind: mrn, treatment: tokenize}
      taken: {kind: date, treatment: year}
      code: {kind: code, treatment: keep}
      value: {kind: measure, treatment: keep}
  notes:
    source: {path: data/notes.ndjson}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      text: {kind: free_text, treatment: text}
"""
NOTE: Final = (
    "Mrs. ZYZZOGETON (Quillfeather to her friends) was seen on 07/31/2024, MRN 7731-0042.\n"
    "Husband Vandersloot reachable at (773) 555-0142 or zq.canary@example.org.\n"
    "Lives at 7731 Canary Wharf Lane, Canaryville. DOB 07/31/1961. SSN 997317731. BP 120/80, A1c 7.2, Foley in place."
)


def write(folder: Path, *, mirror: str = "parquet", rows: int = 40) -> Path:
    """Write the hospital and its policy into `folder`; return the policy's path."""
    data = folder / "data"
    data.mkdir(parents=True)
    plain = range(1, rows)
    pl.DataFrame(
        {
            "mrn": ["77310042", *(f"{50000000 + 7919 * number}" for number in plain)],
            "last": ["Zyzzogeton", *(SURNAMES[number % len(SURNAMES)] for number in plain)],
            "first": ["Quillfeather", *("Maria" for _ in plain)],
            "spouse": ["Vandersloot", *("" for _ in plain)],
            "ssn": ["997-31-7731", *(f"99800{1000 + number}" for number in plain)],
            "phone": ["773-555-0142", *("" for _ in plain)],
            "email": ["zq.canary@example.org", *("" for _ in plain)],
            "street": ["7731 Canary Wharf Lane", *("" for _ in plain)],
            "city": ["Canaryville", *("Ogden" for _ in plain)],
            "born": ["1961-07-31", *(f"19{40 + number % 50}-02-0{1 + number % 9}" for number in plain)],
            "zip": ["60609", *("84401" for _ in plain)],
            "sex": ["F" if number % 2 else "M" for number in range(rows)],
        }
    ).write_csv(data / "patients Zyzzogeton 773-555-0142.csv")
    labs = pa.table(
        {
            "patient": ["77310042", *(f"{50000000 + 7919 * number}" for number in plain)],
            "taken": ["2024-07-31T10:11:12Z"] * rows,
            "code": ["4548-4"] * rows,
            "value": [number / 10 for number in range(rows)],
        }
    )
    pq.write_table(labs.replace_schema_metadata({"made by": "PHIMETA7731"}), data / "labs.parquet")
    with (data / "notes.ndjson").open("w", encoding="utf-8") as stream:
        stream.write(json.dumps({"mrn": "77310042", "text": NOTE}) + "\n")
    policy = folder / "policy.yaml"
    policy.write_text(POLICY.replace("FORMAT", mirror), encoding="utf-8")
    return policy
