"""Tokens by the vault's numbers where no column is one token a row: fields of structs, rows of nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.cli.run import run

if TYPE_CHECKING:
    from pathlib import Path

POLICY: Final = """
name: fields
as_of: 2026-11-22
vault: {path: vault.db, key_file: key}
mirror: {format: parquet, path: mirror}
tables:
  seen:
    source: {path: seen.ndjson}
    columns:
      subject.reference: {kind: mrn, treatment: tokenize, system: patient}
      subject.type: {kind: category, treatment: keep}
  calls:
    source: {path: calls.csv}
    subject: member
    columns:
      member: {kind: mrn, treatment: tokenize, system: patient}
      topic: {kind: category, treatment: keep}
"""
ROWS: Final = 200


def test_fields_of_structs_and_rows_of_nobody_are_tokenized(tmp_path: Path) -> None:
    """An id in a field has the token that it has in a column; a row whose subject is empty is published without one."""
    seen = [{"subject": {"reference": f"M{row % 20:05}", "type": "Patient"}} for row in range(ROWS)]
    (tmp_path / "seen.ndjson").write_text("\n".join(json.dumps(one) for one in seen), encoding="utf-8")
    members = [f"M{row % 20:05}" if row % 3 else "" for row in range(ROWS)]
    calls = "member,topic\n" + "".join(f"{member},refill\n" for member in members)
    (tmp_path / "calls.csv").write_text(calls, encoding="utf-8")
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY.replace("path: ", f"path: {tmp_path}/").replace("key_file: ", f"key_file: {tmp_path}/"))
    run(policy, show=0, json=True)
    release = tmp_path / "mirror" / "current"
    fields = pl.read_parquet(release / "seen").get_column("subject").struct.field("reference")
    columns = pl.read_parquet(release / "calls").get_column("member")
    assert set(fields) == set(columns.drop_nulls())
    assert (fields.n_unique(), fields.null_count()) == (20, 0)
    assert columns.null_count() == members.count("")
