"""The examples for schedulers run: cron's line as cron would, Dagster's where it is installed, Airflow's command."""

from __future__ import annotations

import ast
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.runners.nightly import Hospital, patients, visits

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = Path(__file__).parents[2] / "configs" / "nightly"
HERE = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    """Return a hospital that delivered once, of this year."""
    made = Hospital(tmp_path, as_of="2026-01-01")
    made.deliver({"patients": patients(), "visits": visits(patients())})
    return made


def _as_cron(line: str, hospital: Hospital, log: Path, more: Mapping[str, str]) -> int:
    """Run a line of a crontab as cron does: five fields, then a command in which an escaped percent sign is one."""
    command = line.split(maxsplit=5)[5].replace("\\%", "%").replace("/var/log/safeharbor.jsonl", str(log))
    environment = {"POLICY": str(hospital.policy), "HOME": str(hospital.folder), **HERE, **more}
    return subprocess.run(["/bin/sh", "-c", command], env=environment, check=False, capture_output=True).returncode  # noqa: S603 - our own example


def test_crons_line_runs_night_after_night(hospital: Hospital, tmp_path: Path) -> None:
    """Each night adds one line of JSON to the log; a refusal is an exit code, and adds none."""
    lines = (EXAMPLES / "crontab").read_text(encoding="utf-8").splitlines()
    nightly, weekly = (line for line in lines if re.match(r"[\d*]+ ", line))
    log = tmp_path / "log.jsonl"
    assert _as_cron(nightly, hospital, log, {}) == 0
    hospital.deliver({"visits": visits(patients()).tail(290)})
    assert _as_cron(nightly, hospital, log, {}) == 0
    hospital.deliver({"visits": visits(patients()).tail(20)})
    assert _as_cron(nightly, hospital, log, {}) == 6
    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert [night["outcome"] for night in told] == ["published", "published"]
    assert told[1]["tables"]["visits"]["removed"] == 10
    hospital.deliver({"visits": visits(patients())})
    assert _as_cron(weekly, hospital, log, {}) == 0


def test_airflows_example_names_the_command_and_its_options(hospital: Hospital) -> None:
    """The task's command, with the day that Airflow fills in, runs a night and ends with one line of JSON."""
    tree = ast.parse((EXAMPLES / "airflow_dag.py").read_text(encoding="utf-8"))
    (command,) = (
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
    filled = command.replace("{{ data_interval_end | ds }}", "2026-02-01").replace(
        "/etc/safeharbor/policy.yaml", str(hospital.policy)
    )
    ran = subprocess.run(["/bin/sh", "-c", filled], env=HERE, check=True, capture_output=True, text=True)  # noqa: S603 - our own example
    assert json.loads(ran.stdout.splitlines()[-1])["outcome"] == "published"


def test_dagsters_example_materializes_the_mirror(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    """The asset's metadata is what the night did; a refusal fails it without a retry."""
    dagster = pytest.importorskip("dagster", reason="Dagster is not installed: pip install dagster")
    monkeypatch.setenv("PATH", HERE["PATH"])
    loaded = runpy.run_path(str(EXAMPLES / "dagster_job.py"))
    loaded["mirror"].op.compute_fn.decorated_fn.__globals__["POLICY"] = str(hospital.policy)
    done = dagster.materialize([loaded["mirror"]])
    (event,) = done.asset_materializations_for_node("mirror")
    assert event.metadata["tables"].value["visits"]["added"] == 300
