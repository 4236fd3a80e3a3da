"""`safeharbor run` on the committed sample: the demo, and who may see rows."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from safeharbor.cli.app import app
from safeharbor.errors import PolicyError
from tests import hospital

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the demo's mirror, made in a folder of its own, and what the command printed."""
    root = request.config.rootpath
    folder = tmp_path_factory.mktemp("demo")
    text = (root / "configs" / "demo.yaml").read_text(encoding="utf-8")
    text = text.replace("../sample_data", str(root / "sample_data")).replace("../out/demo", str(folder))
    (folder / "demo.yaml").write_text(text, encoding="utf-8")
    ran = CliRunner().invoke(app, ["run", str(folder / "demo.yaml"), "--show", "5"], catch_exceptions=False)
    assert ran.exit_code == 0
    return folder / "mirror" / "current", ran.output


def _rows(mirror: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(mirror / table / "*.parquet")


def test_the_demo_tells_what_it_did(demo: tuple[Path, str]) -> None:
    """A line for each letter, the gate's word, the claim and the place of the mirror."""
    _, output = demo
    for word in (
        "Identifiers, by letter",
        "Gate: passed",
        "Claim: Safe Harbor transformed under policy demo",
        "Mirror:",
    ):
        assert word in output
    for letter in "ABCDEFGHIJKLMNOPQR":
        assert f"{letter} " in output


def test_the_demo_publishes_every_row(demo: tuple[Path, str], request: pytest.FixtureRequest) -> None:
    """No row is lost: withheld cells are null, rows stay."""
    mirror, _ = demo
    source = pl.read_csv(request.config.rootpath / "sample_data" / "patients.csv", infer_schema=False)
    assert _rows(mirror, "patients").height == source.height


def test_the_demos_tables_join_on_tokens(demo: tuple[Path, str]) -> None:
    """Every claim of a registered patient joins with the patient, though the ids have other names and styles."""
    mirror, _ = demo
    patients, claims = _rows(mirror, "patients"), _rows(mirror, "claims")
    joined = claims.join(patients, left_on="pat_mrn", right_on="patient_id", how="semi")
    assert joined.height >= 0.95 * claims.height


def test_no_identifier_of_the_demos_patients_is_in_their_notes(demo: tuple[Path, str]) -> None:
    """Telephone numbers, e-mails and SSNs of the source stand in no published text."""
    mirror, _ = demo
    notes = "\n".join(_rows(mirror, "notes")["text"].drop_nulls())
    assert "555-01" not in notes
    assert "@example" not in notes
    assert len(notes) > 50_000


def test_the_checksums_are_the_samples(request: pytest.FixtureRequest) -> None:
    """What `--show` takes for the synthetic sample is the committed one."""
    sample = request.config.rootpath / "sample_data"
    known = json.loads((files("safeharbor.sample") / "checksums.json").read_text(encoding="utf-8"))
    assert known == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(sample.iterdir())
        if path.is_file() and path.suffix != ".md"
    }


def test_rows_of_other_sources_are_never_shown(tmp_path: Path) -> None:
    """`--show` refuses before anything is read."""
    policy = hospital.write(tmp_path)
    with pytest.raises(PolicyError, match="not the synthetic sample"):
        CliRunner().invoke(app, ["run", str(policy), "--show", "5"], catch_exceptions=False)
    assert not (tmp_path / "mirror").exists()
