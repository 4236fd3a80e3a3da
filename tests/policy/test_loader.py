"""A policy file is read strictly, and what is wrong with it is said without its values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from safeharbor.errors import PolicyError
from safeharbor.policy.loader import load_policy, schema_text

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
name: night
as_of: 2025-06-30
vault: {path: keep/vault.sqlite}
mirror: {path: mirror}
tables:
  patients:
    source: {path: data/patients.csv}
    subject: mrn
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      sex: {kind: category, treatment: keep}
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_are_taken_from_the_policys_folder(tmp_path: Path) -> None:
    """A policy means the same wherever the command is started."""
    policy = load_policy(_write(tmp_path, GOOD))
    assert policy.vault.path == tmp_path / "keep/vault.sqlite"
    assert policy.tables["patients"].source.path == str(tmp_path / "data/patients.csv")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("file:keep/master.key", "file:FOLDER/keep/master.key"),
        ("kms:alias/phi@keep/master.key", "kms:alias/phi@FOLDER/keep/master.key"),
        ("kms:arn:aws:kms:us-east-1:111122223333:key/1-2@k", "kms:arn:aws:kms:us-east-1:111122223333:key/1-2@FOLDER/k"),
        ("env:SAFEHARBOR_KEY", "env:SAFEHARBOR_KEY"),
        ("keyring:night", "keyring:night"),
    ],
)
def test_a_keys_file_is_taken_from_the_policys_folder(tmp_path: Path, given: str, read: str) -> None:
    """Where a key's source names a file it is one beside the policy; other sources stay as they are."""
    policy = load_policy(_write(tmp_path, GOOD.replace("vault.sqlite}", f'vault.sqlite, key: "{given}"}}')))
    assert policy.vault.key_source == read.replace("FOLDER", str(tmp_path))


@pytest.mark.parametrize("key", ["", "master.key", "env:", "env:1A", "keyring:a b", "kms:alias/phi", "kms:@k", "file:"])
def test_a_key_without_a_source_is_refused(tmp_path: Path, key: str) -> None:
    """What names no source of a key does not pass the schema."""
    with pytest.raises(PolicyError, match=r"vault\.key"):
        load_policy(_write(tmp_path, GOOD.replace("vault.sqlite}", f'vault.sqlite, key: "{key}"}}')))


def test_object_store_urls_stay_as_they_are(tmp_path: Path) -> None:
    """A URL is not a path below the policy."""
    policy = load_policy(_write(tmp_path, GOOD.replace("data/patients.csv", "s3://bucket/patients.csv")))
    assert policy.tables["patients"].source.path == "s3://bucket/patients.csv"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("name: night", "name: night\nname: day"), "written twice"),
        (("kind: category", "kind: nonsense"), "tables.patients.columns.sex.kind"),
        (("treatment: keep", "treatmant: keep"), "tables.patients.columns.sex"),
        (("as_of: 2025-06-30", "as_of: soon"), "as_of"),
        (("name: night", "name: [night"), "not valid YAML at line"),
        (("tables:", "tabels:"), "tables"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    """Each mistake is refused and located."""
    with pytest.raises(PolicyError, match=said):
        load_policy(_write(tmp_path, GOOD.replace(*change)))


def test_a_value_never_stands_in_the_message(tmp_path: Path) -> None:
    """Somebody may have pasted an identifier into the file: it is not repeated."""
    path = _write(tmp_path, GOOD.replace("kind: category", "kind: canary-7731").replace("2025-06-30", "canary-7732"))
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert "canary" not in str(caught.value)


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    """A person corrects a policy once, not once per problem."""
    path = _write(tmp_path, GOOD.replace("kind: category", "kind: x").replace("2025-06-30", "soon"))
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert "as_of" in str(caught.value)
    assert "columns.sex.kind" in str(caught.value)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """The hint names the command that drafts a policy."""
    with pytest.raises(PolicyError, match="safeharbor init"):
        load_policy(tmp_path / "none.yaml")


def test_the_published_schema_is_the_models(request: pytest.FixtureRequest) -> None:
    """`configs/policy.schema.json` is what the loader accepts."""
    published = request.config.rootpath / "configs" / "policy.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json.loads(schema_text())
