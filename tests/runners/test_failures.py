"""What goes wrong is said with its own exit code, and the old release still serves."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import hospital

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))\n"
_MAIN = "from safeharbor.cli import main\nmain()\n"


def _run(policy: Path, prelude: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", prelude + _MAIN, "run", str(policy)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})  # noqa: S603 - our own interpreter


def _serving(folder: Path) -> str:
    return (folder / "mirror" / "current").resolve().name


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a hospital without notes that has one release."""
    folder = tmp_path_factory.mktemp("house")
    policy = hospital.write(folder)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text[: text.index("  notes:")], encoding="utf-8")
    ran = _run(policy)
    assert ran.returncode == 0, ran.stderr
    return folder


def _wrong_key(folder: Path) -> Callable[[], None]:
    key = folder / "keep" / "master.key"
    saved = key.read_bytes()
    key.unlink()
    other = folder / "other"
    hospital.write(other, rows=2)
    text = (other / "policy.yaml").read_text(encoding="utf-8")
    (other / "policy.yaml").write_text(text[: text.index("  labs:")], encoding="utf-8")
    assert _run(other / "policy.yaml").returncode == 0
    key.write_bytes((other / "keep" / "master.key").read_bytes())
    key.chmod(0o600)
    return lambda: _restore(key, saved)


def _restore(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)


def _missing_key(folder: Path) -> Callable[[], None]:
    key = folder / "keep" / "master.key"
    saved = key.read_bytes()
    key.unlink()
    return lambda: _restore(key, saved)


def _open_key(folder: Path) -> Callable[[], None]:
    key = folder / "keep" / "master.key"
    key.chmod(0o644)
    return lambda: key.chmod(0o600)


def _corrupt_vault(folder: Path) -> Callable[[], None]:
    vault = folder / "keep" / "vault.db"
    saved = vault.read_bytes()
    vault.write_bytes(saved[:100] + bytes(len(saved) - 100))
    return lambda: _restore(vault, saved)


def _missing_source(folder: Path) -> Callable[[], None]:
    labs = folder / "data" / "labs.parquet"
    saved = labs.read_bytes()
    labs.unlink()
    return lambda: _restore(labs, saved)


def _truncated_source(folder: Path) -> Callable[[], None]:
    labs = folder / "data" / "labs.parquet"
    saved = labs.read_bytes()
    labs.write_bytes(saved[: len(saved) // 2])
    return lambda: _restore(labs, saved)


def _mirror_held(folder: Path) -> Callable[[], None]:
    lock = (folder / "mirror" / ".lock").open("r+")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock.close


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (_wrong_key, 7),
        (_missing_key, 7),
        (_open_key, 7),
        (_corrupt_vault, 7),
        (_missing_source, 4),
        (_truncated_source, 4),
        (_mirror_held, 9),
    ],
)
def test_a_failure_has_its_code_and_the_old_release_serves(
    house: Path, break_it: Callable[[Path], Callable[[], None]], code: int
) -> None:
    """Each kind of failure is told apart by its exit code, with a hint; mending it is enough to go on."""
    before = _serving(house)
    mend = break_it(house)
    try:
        ran = _run(house / "policy.yaml")
    finally:
        mend()
    assert ran.returncode == code, ran.stderr
    assert "Hint:" in ran.stderr
    assert _serving(house) == before
    assert _run(house / "policy.yaml").returncode == 0


def test_a_full_disk_is_told_and_the_old_release_serves(house: Path) -> None:
    """Files that cannot grow are what a full disk is to a program."""
    before = _serving(house)
    ran = _run(house / "policy.yaml", _LIMITED)
    assert ran.returncode in {7, 8}, ran.stderr
    assert _serving(house) == before
    assert _run(house / "policy.yaml").returncode == 0


def test_a_mirror_that_cannot_be_a_folder_is_told(tmp_path: Path) -> None:
    """A file stands where the mirror should be."""
    policy = hospital.write(tmp_path)
    (tmp_path / "mirror").write_text("in the way", encoding="utf-8")
    ran = _run(policy)
    assert ran.returncode == 8, ran.stderr


def test_two_runs_at_once_do_not_mix(house: Path) -> None:
    """One of two runs started together may be refused as busy; what serves is whole."""
    command = [sys.executable, "-c", _MAIN, "run", str(house / "policy.yaml")]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]  # noqa: S603 - our own interpreter
    codes = sorted(process.wait() for process in both)
    assert codes in ([0, 0], [0, 9])
    assert (house / "mirror" / "current" / "manifest.json").is_file()
