"""What tests of several commands start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.desk import POLICY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Write a policy; nothing else exists yet."""
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY)
    return path
