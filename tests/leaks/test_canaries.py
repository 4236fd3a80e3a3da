"""No identifier of the source stands in anything a run leaves behind, whether it succeeds or is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import hospital

if TYPE_CHECKING:
    from pathlib import Path

# a process that opens a connection or asks for an address dies
_OFFLINE = """
import sys
def refuse(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.bind"}:
        raise SystemExit(f"network: {event}")
sys.addaudithook(refuse)
from safeharbor.cli import main
sys.argv[0] = "safeharbor"
main()
"""


def _safeharbor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "tmp").mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(folder / "tmp"), "COLUMNS": "200"}
    command = [sys.executable, "-c", _OFFLINE, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter


def _leaks(folder: Path, ran: subprocess.CompletedProcess[str]) -> list[str]:
    """Return `where: which canary` for each one found outside the source itself."""
    places = {"output": (ran.stdout + ran.stderr).encode()}
    for path in folder.rglob("*"):
        if path.is_file() and folder / "data" not in path.parents and path.name != "policy.yaml":
            places[str(path.relative_to(folder))] = path.name.encode() + path.read_bytes()
    return [
        f"{place}: canary {number}"
        for place, content in places.items()
        for number, canary in enumerate(hospital.CANARIES)
        if canary.lower().encode() in content.lower()
    ]


@pytest.mark.parametrize("mirror", ["parquet", "csv", "ndjson"])
def test_a_run_without_network_leaves_no_canary(tmp_path: Path, mirror: str) -> None:
    """Mirror, vault, audit, manifest, temporary files and output hold none of them; no connection is tried."""
    ran = _safeharbor(tmp_path, "run", str(hospital.write(tmp_path, mirror=mirror)))
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "mirror" / "current" / "manifest.json").is_file()
    assert _leaks(tmp_path, ran) == []


def test_the_search_finds_a_canary_that_is_there(tmp_path: Path) -> None:
    """The test above can fail."""
    ran = _safeharbor(tmp_path, "run", str(hospital.write(tmp_path)))
    (tmp_path / "mirror" / "note.txt").write_text("mrs zyzzogeton", encoding="utf-8")
    assert _leaks(tmp_path, ran) == ["mirror/note.txt: canary 0"]


BROKEN = {
    "new column": ("sex: {kind: category, treatment: keep}", "", 5),
    "a kept name": ("last: {kind: family_name, treatment: drop}", "last: {kind: category, treatment: keep}", 6),
    "a kept id": ("mrn: {kind: mrn, treatment: tokenize}", "mrn: {kind: code, treatment: keep}", 6),
    "a kept telephone": ("phone: {kind: phone, treatment: drop}", "phone: {kind: code, treatment: keep}", 6),
    "names read as dates": ("first: {kind: given_name, treatment: drop}", "first: {kind: date, treatment: year}", 5),
    "a forbidden operator": ("ssn: {kind: ssn, treatment: drop}", "ssn: {kind: ssn, treatment: hash}", 3),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_refused_run_leaves_no_canary(tmp_path: Path, broken: str) -> None:
    """Every refusal has its exit code, publishes nothing and says no value."""
    old, new, code = BROKEN[broken]
    policy = hospital.write(tmp_path)
    policy.write_text(policy.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    ran = _safeharbor(tmp_path, "run", str(policy))
    assert ran.returncode == code, ran.stderr
    assert not (tmp_path / "mirror" / "current").exists()
    assert _leaks(tmp_path, ran) == []


def test_a_broken_source_leaves_no_canary(tmp_path: Path) -> None:
    """A truncated file is refused by its place in the policy."""
    policy = hospital.write(tmp_path)
    with (tmp_path / "data" / "notes.ndjson").open("a", encoding="utf-8") as stream:
        stream.write('{"mrn": "77310042", "text": "Zyzzogeton was')
    ran = _safeharbor(tmp_path, "run", str(policy))
    assert ran.returncode == 4, ran.stderr
    assert _leaks(tmp_path, ran) == []
