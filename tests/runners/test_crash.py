"""A run killed at any commit step loses nothing, publishes nothing half, and the next one finishes the work."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import hospital

if TYPE_CHECKING:
    from pathlib import Path

# runs the policy with a clock that stands still; STEP names a function that ends the process with SIGKILL
_RUN = """
import sys
from pathlib import Path
from safeharbor import assemble, audit, gate
from safeharbor.mirrors import directory
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners import batch
from safeharbor.testing import Crash, FixedClock
from safeharbor.vault import keyed

class Silent:
    def stage(self, name, table): pass
    def rows(self, table, number): pass

def dying(owner, name, after, when):
    real, crash = getattr(owner, name), Crash(after)
    def wrapped(*args, **kwargs):
        if when == "before":
            crash()
        result = real(*args, **kwargs)
        if when == "after":
            crash()
        return result
    setattr(owner, name, wrapped)

OWNERS = {"vault": keyed.KeyedVault, "mirror": directory.DirectoryMirror, "audit": audit.AuditLog, "gate": gate}
step = sys.argv[2]
if step != "none":
    owner, name, after, when = step.split(".")
    dying(OWNERS[owner], name, int(after), when)
policy = compile_policy(load_policy(Path(sys.argv[1])))
with assemble.assemble(policy, clock=FixedClock()) as assembly:
    batch.run(assembly, Silent())
"""
STEPS = [
    "vault.commit.0.before",
    "vault.commit.0.after",
    "vault.commit.1.after",
    "mirror.begin.0.after",
    "mirror.write.0.before",
    "mirror.write.0.after",
    "mirror.write.1.after",
    "mirror.finish.0.before",
    "mirror.finish.0.after",
    "gate.whole.0.after",
    "mirror.publish.0.before",
    "mirror.publish.0.after",
    "audit.append.0.before",
    "audit.append.0.after",
]


def _run(policy: Path, step: str = "none") -> int:
    command = [sys.executable, "-c", _RUN, str(policy), step]
    return subprocess.run(command, capture_output=True, env={**os.environ}, check=False).returncode  # noqa: S603 - our own interpreter


def _release(folder: Path) -> dict[str, str]:
    """Return file -> digest of the current release; its name is one of the entries."""
    current = (folder / "mirror" / "current").resolve()
    files = {str(path.relative_to(current)): path for path in sorted(current.rglob("*")) if path.is_file()}
    return {
        "release": current.name,
        **{name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()},
    }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, str]]:
    """Return a folder, its policy without text, and the release that an undisturbed run makes."""
    folder = tmp_path_factory.mktemp("house")
    policy = hospital.write(folder)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text[: text.index("  notes:")], encoding="utf-8")
    assert _run(policy) == 0
    return folder, policy, _release(folder)


@pytest.mark.parametrize("step", STEPS)
def test_killed_and_run_again_gives_the_same_bytes(house: tuple[Path, Path, dict[str, str]], step: str) -> None:
    """After SIGKILL `current` is a whole release, and the next run publishes the same bytes."""
    folder, policy, expected = house
    assert _run(policy, step) == -signal.SIGKILL
    assert _release(folder) == expected
    assert _run(policy) == 0
    assert _release(folder) == expected
    assert [path.name for path in (folder / "mirror" / "releases").iterdir()] == [expected["release"]]


@pytest.mark.parametrize("step", ["vault.commit.0.after", "mirror.write.0.after", "mirror.publish.0.before"])
def test_a_first_run_that_is_killed_publishes_nothing_and_loses_nothing(tmp_path: Path, step: str) -> None:
    """On a new vault, too: no half release, and the next run publishes every row once."""
    policy = hospital.write(tmp_path)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text[: text.index("  notes:")], encoding="utf-8")
    assert _run(policy, step) == -signal.SIGKILL
    assert not (tmp_path / "mirror" / "current").exists()
    assert _run(policy) == 0
    first = _release(tmp_path)
    assert _run(policy) == 0
    assert _release(tmp_path) == first
