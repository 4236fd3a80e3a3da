"""The README's section on free text: its Presidio example runs and prints what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def example(request: pytest.FixtureRequest) -> str:
    """Return the Python block of the section."""
    page = (request.config.rootpath / "README.md").read_text(encoding="utf-8")
    section = page.split("\n## Free text\n")[1].split("\n## ")[0]
    (block,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return str(block)


def test_the_presidio_example_prints_what_it_says(example: str, tmp_path: Path) -> None:
    """A user's recognizer inside the detector, the detector inside an AnalyzerEngine, a treatment as an operator."""
    pytest.importorskip("presidio_anonymizer")
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    ran = subprocess.run([sys.executable, "-W", "ignore", str(script)], capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    assert ran.returncode == 0, ran.stderr[-800:]
    assert ran.stdout.strip() == example.strip().splitlines()[-1].removeprefix("# ")


def test_the_example_downloads_nothing(example: str, tmp_path: Path) -> None:
    """With every socket refused it runs all the same."""
    pytest.importorskip("presidio_anonymizer")
    refuse = (
        "import socket\n\n\ndef _no(*_: object, **__: object) -> None:\n    raise OSError('no network')\n\n\n"
        "socket.socket.connect = _no\nsocket.getaddrinfo = _no\n"
    )
    script = tmp_path / "example.py"
    script.write_text(refuse + example, encoding="utf-8")
    ran = subprocess.run([sys.executable, "-W", "ignore", str(script)], capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    assert ran.returncode == 0, ran.stderr[-800:]
