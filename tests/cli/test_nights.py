"""Nights as a scheduler runs them: `run --since`, `--dry-run`, `history`, `rollback`, exit codes and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from safeharbor.audit import AuditLog
from safeharbor.cli.app import app
from safeharbor.errors import BusyError, GateError, MirrorError
from safeharbor.mirrors import open_nightly
from tests.runners.nightly import Hospital, patients, visits

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = patients()
VISITS = visits(PEOPLE)


def _say(*words: object) -> str:
    ran = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert ran.exit_code == 0
    return ran.stdout


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    """Return a hospital that delivered once."""
    made = Hospital(tmp_path)
    made.deliver({"patients": PEOPLE, "visits": VISITS})
    return made


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_night_says_what_it_did_as_json(hospital: Hospital) -> None:
    """One JSON object: outcome, release, why every row was treated, rows by table; the second night carries over."""
    first = json.loads(_say("run", hospital.policy, "--since", "last", "--json"))
    assert (first["outcome"], first["whole"]) == ("published", "no ledger of an earlier night")
    same = json.loads(_say("run", hospital.policy, "--since", "last", "--json"))
    assert (same["outcome"], same["release"]) == ("unchanged", "")
    hospital.deliver({"visits": VISITS.tail(298)})
    second = json.loads(_say("run", hospital.policy, "--since", first["release"], "--json"))
    assert second["tables"]["visits"] == {"added": 0, "carried": 298, "removed": 2, "restated": 0}
    assert second["release"] == hospital.manifest.release
    with pytest.raises(MirrorError, match="the last night published"):
        _say("run", hospital.policy, "--since", first["release"])


def test_a_dry_run_counts_and_writes_nothing(hospital: Hospital) -> None:
    """Without a vault none is made; with one, vault, ledger, audit log and mirror are the same bytes afterwards."""
    told = json.loads(_say("run", hospital.policy, "--dry-run", "--json"))
    assert told["tables"] == {"patients": {"added": 60}, "visits": {"added": 300}}
    assert not (hospital.folder / "keep").exists()
    assert not (hospital.folder / "mirror").exists()
    _say("run", hospital.policy, "--since", "last")
    hospital.deliver({"visits": pl.concat([VISITS.tail(298), VISITS.tail(5).with_columns(value=pl.lit(9.25))])})
    before = _snapshot(hospital.folder)
    told = json.loads(_say("run", hospital.policy, "--dry-run", "--json"))
    assert told["outcome"] == "dry-run"
    assert told["tables"]["visits"] == {"added": 5, "carried": 298, "removed": 2, "restated": 0}
    assert _snapshot(hospital.folder) == before


def test_as_of_is_the_day_that_is_given(hospital: Hospital) -> None:
    """A scheduler passes the day; the manifest pins it."""
    _say("run", hospital.policy, "--since", "last", "--as-of", "2025-09-01")
    assert hospital.manifest.policy.as_of.isoformat() == "2025-09-01"


def test_history_lists_releases_and_rollback_lets_one_serve(hospital: Hospital) -> None:
    """Newest first, the one that serves marked; after a rollback the next night goes on from the newest."""
    _say("run", hospital.policy, "--since", "last")
    first = hospital.manifest.release
    hospital.deliver({"visits": VISITS.tail(299)})
    _say("run", hospital.policy, "--since", "last")
    second = hospital.manifest.release
    listed = json.loads(_say("history", hospital.policy, "--json"))
    assert [(entry["release"], entry["serves"], entry["rows"]) for entry in listed] == [
        (second, True, 359),
        (first, False, 360),
    ]
    assert listed[0]["changes"] == {"added": 0, "carried": 359, "removed": 1, "restated": 0}
    assert f"* {second}" in _say("history", hospital.policy)
    _say("rollback", hospital.policy, first)
    assert hospital.manifest.release == first
    log = AuditLog(hospital.folder / "keep" / "vault.audit")
    told = [(entry.event.event, entry.event.outcome) for entry in log.events()]
    log.close()
    assert told[-2:] == [("rollback", "begun"), ("rollback", "ok")]
    hospital.deliver({"visits": VISITS.tail(298)})
    third = json.loads(_say("run", hospital.policy, "--since", "last", "--json"))
    assert third["tables"]["visits"] == {"added": 0, "carried": 298, "removed": 1, "restated": 0}
    assert hospital.rows("visits").height == 298


def test_rollback_refuses_what_must_not_come_back(hospital: Hospital, tmp_path: Path) -> None:
    """No release that is not there, was changed, is of an earlier year or was made before a purge serves again."""
    for as_of, events in (("2025-06-30", VISITS), ("2025-07-30", VISITS.tail(299)), ("2026-01-30", VISITS.tail(298))):
        hospital.as_of(as_of)
        hospital.deliver({"visits": events})
        _say("run", hospital.policy, "--since", "last")
    newest, *older = [entry["release"] for entry in json.loads(_say("history", hospital.policy, "--json"))]
    with pytest.raises(MirrorError, match="no such release"):
        _say("rollback", hospital.policy, "../releases")
    with pytest.raises(GateError, match="ages that pass 89"):
        _say("rollback", hospital.policy, older[0])
    hospital.deliver({"visits": VISITS.tail(297)})
    _say("run", hospital.policy, "--since", "last")
    person = tmp_path / "person"
    person.write_text(PEOPLE["mrn"][7])
    person.chmod(0o600)
    _say("purge", hospital.policy, "--reason", "patient-request", "--file", person)
    with pytest.raises(GateError, match="people were purged since"):
        _say("rollback", hospital.policy, newest)
    assert hospital.manifest.release != newest


def test_a_purged_person_leaves_at_the_next_night_and_stays_out(hospital: Hospital, tmp_path: Path) -> None:
    """Though delivered every night, the person's rows are in no later release, nightly or whole, and are counted."""
    _say("run", hospital.policy, "--since", "last")
    before = hospital.rows("patients").height
    person = tmp_path / "person"
    person.write_text(PEOPLE["mrn"][7])
    person.chmod(0o600)
    _say("purge", hospital.policy, "--reason", "patient-request", "--file", person)
    told = json.loads(_say("run", hospital.policy, "--since", "last", "--json"))
    assert told["whole"] == "changed since the last release: purges"
    assert hospital.rows("patients").height == before - 1
    assert hospital.rows("visits").height == 295
    purged = {table.table: table.changes.get("purged") for table in hospital.manifest.tables}
    assert purged == {"patients": 1, "visits": 5}
    hospital.deliver({"visits": VISITS.tail(299)})
    told = json.loads(_say("run", hospital.policy, "--since", "last", "--json"))
    assert told["whole"] == ""
    assert hospital.rows("visits").height == 294
    _say("run", hospital.policy)
    assert hospital.rows("patients").height == before - 1


def test_a_second_run_is_told_at_once(hospital: Hospital) -> None:
    """A night that begins while another writes is refused as busy, and so is a rollback."""
    _say("run", hospital.policy, "--since", "last")
    release = hospital.manifest.release
    held = open_nightly("parquet", hospital.folder / "mirror", as_of=hospital.manifest.policy.as_of)
    held.begin({})
    hospital.deliver({"visits": VISITS.tail(299)})
    with pytest.raises(BusyError):
        _say("run", hospital.policy, "--since", "last")
    with pytest.raises(BusyError):
        _say("rollback", hospital.policy, release)
    held.abandon()
    _say("run", hospital.policy, "--since", "last")
