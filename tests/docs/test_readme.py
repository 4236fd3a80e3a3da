"""The README says what is there: every command, treatment and exit code, and its examples work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import typer.main

from safeharbor.cli.app import app
from safeharbor.errors import SafeHarborError
from safeharbor.policy.compiler import problems
from safeharbor.policy.loader import load_policy
from safeharbor.treat import TREATMENTS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def readme(request: pytest.FixtureRequest) -> str:
    """Return the README's text."""
    return (request.config.rootpath / "README.md").read_text(encoding="utf-8")


def _commands() -> list[str]:
    group = typer.main.get_command(app)
    return sorted(getattr(group, "commands", {}))


def test_there_are_commands() -> None:
    """The tests below look at something."""
    assert {"init", "plan", "run", "verify"} <= set(_commands())


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_documented(readme: str, command: str) -> None:
    """A command that the README does not show is a command nobody finds."""
    assert f"safeharbor {command}" in readme


@pytest.mark.parametrize("treatment", list(TREATMENTS))
def test_every_treatment_is_documented(readme: str, treatment: str) -> None:
    """The table of treatments has a line for each."""
    assert f"`{treatment}`" in readme


def _errors(error: type[SafeHarborError] = SafeHarborError) -> list[type[SafeHarborError]]:
    return [error, *(deeper for sub in error.__subclasses__() for deeper in _errors(sub))]


@pytest.mark.parametrize("code", sorted({error.exit_code for error in _errors()}))
def test_every_exit_code_is_documented(readme: str, code: int) -> None:
    """Whoever is paged at night can look the number up."""
    assert f"\n| {code} | " in readme


def test_the_example_policy_is_allowed(readme: str, tmp_path: Path) -> None:
    """The policy in the README loads and compiles."""
    (example,) = re.findall(r"```yaml\n(name:.*?)```", readme, flags=re.DOTALL)
    path = tmp_path / "policy.yaml"
    path.write_text(example, encoding="utf-8")
    assert problems(load_policy(path)) == []


def test_the_demo_policy_is_allowed(request: pytest.FixtureRequest) -> None:
    """`configs/demo.yaml` loads and compiles."""
    assert problems(load_policy(request.config.rootpath / "configs" / "demo.yaml")) == []


def test_the_pictures_are_there_and_small(request: pytest.FixtureRequest, readme: str) -> None:
    """Every picture of the README is a file of the project of less than 300 kB, with words for who cannot see it."""
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", readme)
    assert pictures
    for words, path in pictures:
        assert len(words) > 20
        assert 0 < (request.config.rootpath / path).stat().st_size < 300_000
